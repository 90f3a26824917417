"""Results of a plan's own targets: entered by staff, judged, corrected, and told in the status."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from models.attainment import Verdict, attain
from models.campaigns import plan_of
from models.findings import Basis, Finding, findings, history
from models.plan.checks import imbalances
from tests.office import Office, campaign

FISH, PHU_QUOC, KON_TUM = "kien-giang-2020", "phu-quoc-2021", "kon-tum-2020"
ESTIMATE, OFFICIAL = ("[estimate]", "[yes]"), ("[official]", "[yes]")


def enter(office: Office, code: str, target: str, *said: str) -> str:
    return office.say("staff", f"/baocao {code} {target}", "30/9/2021", *said)


def newest(office: Office, code: str, target: str) -> Finding:
    with office.session() as session:
        return findings(session, campaign(session, code).id)[target]


def history_of(office: Office, target: str) -> Sequence[Finding]:
    with office.session() as session:
        return history(session, campaign(session, PHU_QUOC).id, target)


def verdict(office: Office, code: str, target: str) -> Verdict:
    actual = newest(office, code, target).actual()
    with office.session() as session:
        claim = plan_of(session, campaign(session, code)).target(target)
    assert claim is not None
    return attain(claim, actual)


@pytest.fixture
def staffed(office: Office) -> Office:
    office.let_in("staff")
    return office


def test_a_figure_is_kept_in_full_with_its_day_and_basis(staffed):
    told = enter(staffed, PHU_QUOC, "budget-revenue", "2.550,5", *ESTIMATE)
    found = newest(staffed, PHU_QUOC, "budget-revenue")
    assert (found.value, found.said) == (Decimal("2550.5") * 10**9, "2.550,5")
    assert (found.until, found.basis) == (date(2021, 9, 30), Basis.ESTIMATE)
    assert "Ước thực hiện đến hết ngày 30/09/2021: 2.550,5 tỷ đồng" in told
    assert "chưa đạt; bằng 75% chỉ tiêu" in told


def test_a_correction_is_a_new_row(staffed):
    enter(staffed, PHU_QUOC, "budget-revenue", "2.550", *ESTIMATE)
    staffed.say("staff", f"/baocao {PHU_QUOC} budget-revenue", "30/9/2021", "2.600", "[official]")
    assert (
        "Thay số ghi 08:30 ngày 04/10/2021: 2.550 tỷ đồng; số cũ vẫn được lưu"
        in (staffed.told("staff")[-1])
    )
    staffed.say("staff", "[yes]")
    staffed.again("staff")
    with staffed.session() as session:
        rows = history(session, campaign(session, PHU_QUOC).id, "budget-revenue")
        assert [(row.value, row.basis) for row in rows] == [
            (Decimal(2600 * 10**9), Basis.OFFICIAL),
            (Decimal(2550 * 10**9), Basis.ESTIMATE),
        ]
    assert newest(staffed, PHU_QUOC, "budget-revenue").value == 2600 * 10**9


@pytest.mark.parametrize(
    ("said", "state"), [("79/117", "met"), ("80/117", "exceeded"), ("78/117", "unmet")]
)
def test_a_part_of_a_whole_stays_one(staffed, said, state):
    told = enter(staffed, FISH, "new-countryside", said, *OFFICIAL)
    found = newest(staffed, FISH, "new-countryside")
    assert (found.value, found.of) == (Decimal(said[:2]), Decimal(117))
    assert verdict(staffed, FISH, "new-countryside").state == state
    assert f": {said}\n" in told


def test_a_share_as_a_part_of_its_whole_is_worked_out(staffed):
    enter(staffed, PHU_QUOC, "hygienic-water", "9136/10000", *OFFICIAL)
    assert verdict(staffed, PHU_QUOC, "hygienic-water").state == "met"
    enter(staffed, PHU_QUOC, "hygienic-water", "9135/10000", *OFFICIAL)
    assert verdict(staffed, PHU_QUOC, "hygienic-water").state == "unmet"


def test_a_figure_far_off_is_asked_about_and_may_be_confirmed(staffed):
    asked = enter(staffed, PHU_QUOC, "pepper", "5")
    assert "chênh quá xa so với chỉ tiêu (500 tấn)" in asked
    with staffed.session() as session:
        assert not session.exec(select(Finding)).all()
    staffed.say("staff", "[\x1f5]", *ESTIMATE)
    found = newest(staffed, PHU_QUOC, "pepper")
    assert (found.value, found.said) == (Decimal(5), "5")


def test_a_part_that_can_be_read_in_two_ways_is_asked_about(staffed):
    asked = enter(staffed, PHU_QUOC, "hygienic-water", "9.136/10.000")
    assert "có thể hiểu theo nhiều cách" in asked
    noted = staffed.say("staff", "[\x1f9136/10000]")
    assert "9.136/10.000" in noted
    staffed.say("staff", *OFFICIAL)
    found = newest(staffed, PHU_QUOC, "hygienic-water")
    assert (found.value, found.of) == (Decimal(9136), Decimal(10000))


@pytest.mark.parametrize("said", ["nhiều", "7,5 km"])
def test_what_is_no_figure_in_the_measure_is_asked_again(staffed, said):
    assert "Trợ lý chưa đọc được số này" in enter(staffed, PHU_QUOC, "pepper", said)


@pytest.mark.parametrize(
    ("now", "before", "state"),
    [
        ("120; 85; 96", "131; 90; 110", "met"),
        ("120; 90; 96", "131; 90; 110", "unmet"),
        ("1.120; 85; 96", "1.131; 90; 110", "met"),
    ],
)
def test_counts_are_compared_with_the_same_period_before(staffed, now, before, state):
    told = enter(staffed, PHU_QUOC, "traffic-accidents", now, before, *OFFICIAL)
    assert verdict(staffed, PHU_QUOC, "traffic-accidents").state == state
    assert f"{now.partition(';')[0]} (cùng kỳ {before.partition(';')[0]})" in told


def test_two_counts_of_three_are_asked_again(staffed):
    asked = enter(staffed, PHU_QUOC, "traffic-accidents", "120; 85")
    assert "Cần đúng 3 số" in asked


def test_others_do_not_stand_in_for_the_named(staffed):
    told = enter(staffed, PHU_QUOC, "new-countryside", "2", "[yes]", "[no]", *OFFICIAL)
    assert newest(staffed, PHU_QUOC, "new-countryside").members == ["xã Dương Tơ"]
    assert verdict(staffed, PHU_QUOC, "new-countryside").missing == ["xã Hàm Ninh"]
    assert "chưa đạt" in told
    assert "còn thiếu xã Hàm Ninh" in told
    enter(staffed, PHU_QUOC, "new-countryside", "2", "[yes]", "[yes]", *OFFICIAL)
    assert verdict(staffed, PHU_QUOC, "new-countryside").state == "met"


@pytest.mark.parametrize("judged", ["met", "unmet"])
def test_words_are_judged_by_a_person_who_is_kept(staffed, judged):
    enter(staffed, PHU_QUOC, "security", f"[{judged}]", *OFFICIAL)
    found = newest(staffed, PHU_QUOC, "security")
    assert (found.judged, found.value) == (judged == "met", None)
    assert found.contact_id
    assert verdict(staffed, PHU_QUOC, "security").state == judged


@pytest.mark.parametrize(
    ("said", "state"), [("2,9", "unmet"), ("3,5", "met"), ("4,0", "met"), ("4,6", "exceeded")]
)
def test_a_fall_in_a_range(staffed, said, state):
    enter(staffed, KON_TUM, "poverty", said, *OFFICIAL)
    assert verdict(staffed, KON_TUM, "poverty").state == state


def test_the_status_counts_verdicts_and_names_who_is_behind(staffed):
    enter(staffed, PHU_QUOC, "budget-revenue", "2.550", *ESTIMATE)
    enter(staffed, PHU_QUOC, "jobs", "4.251", *OFFICIAL)
    enter(staffed, PHU_QUOC, "security", "[met]", *OFFICIAL)
    enter(staffed, PHU_QUOC, "budget-spending", "1.509", *OFFICIAL)
    told = staffed.say("staff", f"/tinhhinh {PHU_QUOC}")
    assert "Chỉ tiêu đã có số liệu: 4/39" in told
    assert "Vượt: 1; đạt: 1; chưa đạt: 1; chưa đánh giá: 1" in told
    assert "– Thu ngân sách: 3.400 tỷ đồng; chưa đạt; bằng 75% chỉ tiêu" in told


def test_a_contact_reports_for_the_unit_and_not_for_the_plan(office):
    office.let_in("911-duong-to")
    said = office.say("911-duong-to", f"/baocao {PHU_QUOC} security")
    assert "chưa có đăng ký nào để báo cáo" in said
    with office.session() as session:
        assert not session.exec(select(Finding)).all()


@pytest.mark.parametrize(
    ("target", "said", "told"),
    [
        ("kon-tum-2020 poverty", "tăng 0,5%", "-0,5%"),
        ("kon-tum-2020 poverty", "giảm 3,5%", ": 3,5%"),
        ("kien-giang-2020 grdp-growth", "giảm 2%", "-2%"),
        ("kon-tum-2020 poverty", "còn 2,5%", "đã giảm bao nhiêu"),
        ("kon-tum-2020 poverty", "từ 10% xuống 6,5%", "đã giảm bao nhiêu"),
        ("kon-tum-2020 trained-labour", "tăng 2%", "mức đạt được"),
        ("kon-tum-2020 poverty", "-3,5%", "tăng hoặc giảm"),
        ("kon-tum-2020 poverty", "dưới 3%", "con số cụ thể"),
        ("kon-tum-2020 trained-labour", "khoảng 52%", "con số cụ thể"),
        ("kon-tum-2020 trained-labour", "51 - 52%", "con số cụ thể"),
        ("phu-quoc-2021 pepper", "từ 3 đến 5 tấn", "con số cụ thể"),
    ],
)
def test_a_change_is_no_level_and_a_rise_no_fall(
    office: Office, target: str, said: str, told: str
) -> None:
    office.let_in("staff")
    office.say("staff", f"/baocao {target}", "1/10/2021")
    assert told in office.say("staff", said)


# --- parts and their whole ---

WHOLE, PARTS = "agriculture-forestry-fishery", ("agriculture", "forestry", "fishery")


def test_parts_that_do_not_add_up_are_asked_about_once_and_kept(staffed):
    for part, said in zip(PARTS, ("100", "40", "3.000"), strict=True):
        assert "Ghi số liệu" not in enter(staffed, PHU_QUOC, part, said, *OFFICIAL)
    asked = enter(staffed, PHU_QUOC, WHOLE, "3.150,5")
    assert "cộng lại là 3.140 tỷ đồng, còn tổng là 3.150,5 tỷ đồng, chênh lệch 10,5 tỷ" in asked
    staffed.say("staff", "[\x1e3.150,5]", *OFFICIAL)
    found = newest(staffed, PHU_QUOC, WHOLE)
    assert (found.value, found.said) == (Decimal("3150.5") * 10**9, "3.150,5")
    assert "còn tổng là 3.150,5" in enter(staffed, PHU_QUOC, "forestry", "41")
    told = staffed.say("staff", "50,5", *OFFICIAL)
    assert "50,5 tỷ đồng" in told


def test_only_a_whole_known_up_to_the_same_day_is_added_up(staffed):
    enter(staffed, PHU_QUOC, WHOLE, "3.000", *OFFICIAL)
    enter(staffed, PHU_QUOC, PARTS[0], "100", *OFFICIAL)
    assert "✓" in enter(staffed, PHU_QUOC, PARTS[1], "40", *OFFICIAL)  # one is not known yet
    later = ("staff", f"/baocao {PHU_QUOC} {PARTS[2]}", "1/10/2021", "2.000")
    staffed.say(*later, *OFFICIAL)
    with staffed.session() as session:
        assert len(findings(session, campaign(session, PHU_QUOC).id)) == 4
    enter(staffed, PHU_QUOC, f"{WHOLE}-growth", "3", *OFFICIAL)  # in another measure
    assert len(history_of(staffed, f"{WHOLE}-growth")) == 1


def test_parts_of_some_of_a_whole_are_not_added_up(staffed):
    with staffed.session() as session:
        plan = plan_of(session, campaign(session, FISH))
    some = [each for each in plan.targets if each.nesting == "part"]
    assert some
    for part in some:
        known = {each.code: Decimal(7) for each in plan.targets}
        assert not list(imbalances(plan, part, known))
