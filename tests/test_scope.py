"""Whom a plan binds: units at and below its own, and agencies at its own level only."""

from datetime import date

import pytest

from models.campaigns import campaigns_above, campaigns_of, concerns, plan_of
from models.plan import UnitKind
from models.standing import units_of
from models.units import subtree
from tests.office import Office, campaign, unit

KIEN_GIANG, PHU_QUOC, TRA_VINH = "kien-giang-2021-2025", "phu-quoc-2021", "tra-vinh-30-nam"
DAY = date(2021, 10, 4)
CODES = (KIEN_GIANG, PHU_QUOC, TRA_VINH, "kien-giang-2020", "kon-tum-2020")


def bound(office: Office, code: str) -> set[str]:
    with office.session() as session:
        plan = plan_of(session, campaign(session, code))
        return {each.code for each in units_of(session, plan)}


def below(office: Office, code: str, kind: UnitKind | None = None) -> set[str]:
    with office.session() as session:
        found = subtree(session, unit(session, code))
        return {each.code for each in found if kind in (None, each.kind)}


def test_no_agency_of_the_city_is_bound_by_the_province(office):
    agencies = below(office, "911", UnitKind.AGENCY)
    assert len(agencies) > 10
    assert not bound(office, KIEN_GIANG) & agencies
    assert agencies <= bound(office, PHU_QUOC)


def test_a_city_binds_only_what_is_at_or_below_it(office):
    assert bound(office, PHU_QUOC) <= below(office, "911")
    assert "911-duong-to" in bound(office, PHU_QUOC)


def test_a_province_binds_only_its_own(office):
    assert bound(office, TRA_VINH) <= below(office, "84")
    assert not bound(office, TRA_VINH) & (below(office, "91") | below(office, "62"))
    assert "tv-so-noi-vu" in bound(office, TRA_VINH)


def test_the_campaign_above_a_city_is_the_province_s_of_the_same_time(office):
    with office.session() as session:
        above = campaigns_above(session, campaign(session, PHU_QUOC))
        assert [each.code for each in above] == [KIEN_GIANG]
        for code in (KIEN_GIANG, TRA_VINH, "kon-tum-2020", "kien-giang-2020"):
            assert not campaigns_above(session, campaign(session, code))


def test_a_commune_is_in_two_campaigns_at_once(office):
    with office.session() as session:
        for code, wanted in {
            "911-duong-to": {KIEN_GIANG, PHU_QUOC},
            "911-phong-noi-vu": {PHU_QUOC},
            "tv-so-noi-vu": {TRA_VINH},
        }.items():
            found = campaigns_of(session, unit(session, code), DAY)
            assert {each.code for each in found} == wanted


@pytest.mark.parametrize("code", CODES)
def test_the_list_of_units_and_the_single_question_agree(office, code):
    units = bound(office, code)
    with office.session() as session:
        plan = plan_of(session, campaign(session, code))
        top = unit(session, plan.scope)
        day = plan.period.start
        for each in subtree(session, top, day):
            assert concerns(session, plan, each) == (each.code in units)
