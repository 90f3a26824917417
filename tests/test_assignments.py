"""Who serves a unit: from when, until when, and who is told and asked meanwhile."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from models.assignments import Assignment, Terms, appoint, heads_of, units_served
from models.people import load_people, people_of
from models.standing import reachable_units
from tests.office import Office, unit

NOW = datetime.fromisoformat("2021-10-01T08:30+07:00")
TODAY = NOW.date()
COMMUNE, OTHER = "911-duong-to", "911-ham-ninh"


def assign(office: Office, code: str, when: datetime = NOW, **terms: object) -> Assignment:
    """Appoint the first person there is to a unit."""
    return office.database.transaction(
        lambda session: appoint(
            session,
            1,
            unit(session, code).id,
            when,
            when.date(),
            Terms(**terms),  # type: ignore[arg-type]
        )
    )


@pytest.mark.parametrize(
    ("first", "then", "until", "head"),
    [
        ({}, {"until": TODAY}, None, False),
        ({"until": TODAY}, {}, None, False),
        ({"until": TODAY}, {"until": TODAY + timedelta(9), "head": True}, date(2021, 10, 10), True),
        ({"head": True}, {"until": TODAY}, None, True),
    ],
)
def test_an_assignment_in_force_only_gains(office, first, then, until, head):
    office.let_in("staff")
    assign(office, COMMUNE, **first)
    row = assign(office, COMMUNE, **then)
    assert (row.until, row.head) == (until, head)


def test_one_that_has_ended_begins_anew(office):
    office.let_in("staff")
    assign(office, COMMUNE, until=TODAY, head=True)
    row = assign(office, COMMUNE, NOW + timedelta(1), until=TODAY + timedelta(5))
    assert (row.head, row.since, row.until) == (False, NOW + timedelta(1), date(2021, 10, 6))
    with office.session() as session:
        assert len(session.exec(select(Assignment)).all()) == 1


def test_who_serves_a_unit_depends_on_the_day(office):
    office.let_in(COMMUNE)
    assign(office, OTHER, until=TODAY, head=True)
    with office.session() as session:
        own, other = unit(session, COMMUNE), unit(session, OTHER)
        for day, units in ((TODAY, [own, other]), (TODAY + timedelta(1), [own])):
            ids = {each.id for each in units}
            assert units_served(session, 1, day) == units
            assert people_of(session, [own.id, other.id], day) == {key: [1] for key in ids}
            assert reachable_units(session, day) == ids
            assert heads_of(session, other.id, day) == [1] * (other in units)
            session.info.clear()


def test_a_unit_just_given_is_known_at_once(office):
    office.let_in(COMMUNE)
    with office.session() as session:
        assert [each.code for each in units_served(session, 1, TODAY)] == [COMMUNE]
        appoint(session, 1, unit(session, OTHER).id, NOW, TODAY)
        session.flush()
        assert [each.code for each in units_served(session, 1, TODAY)] == [COMMUNE, OTHER]


def test_a_delegation_that_ended_brings_no_reminders(office):
    office.let_in(COMMUNE)
    office.at("2021-10-22 09:00")  # seven days before the last
    office.remind()
    assert "Nhắc việc" in office.told(COMMUNE)[-1]

    def end(session):
        session.exec(select(Assignment)).one().until = date(2021, 10, 25)

    office.database.transaction(end)
    office.at("2021-10-26 09:00")
    office.remind()
    assert len(office.told(COMMUNE)) == 1


def test_what_is_read_ahead_is_what_is_asked_for(office):
    office.let_in(COMMUNE, "staff")
    assign(office, OTHER)
    with office.session() as session:
        ahead = load_people(session, {COMMUNE, "staff"})
        assert ahead
        assert [each.code for each in units_served(session, 1, TODAY)] == [COMMUNE, OTHER]
        assert units_served(session, 2, TODAY) == []
