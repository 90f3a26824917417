"""Doubts of a plan: settled by staff, never in its own text, and open again when reworded."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel import Session, select

from models.attainment import Actual, attain
from models.audit import Act, audit_of
from models.campaigns import plan_of, save_plan, signed_plan
from models.doubts import Settlement, doubt_key, settlements
from models.plan import Plan, Remark, Target
from tests.office import Office, campaign

FISH, PHU_QUOC = "kien-giang-2020", "phu-quoc-2021"
OUTPUT = "fishery-output"
TRILLION = Decimal(10) ** 9


def key_of(office: Office, code: str, words: str) -> str:
    with office.session() as session:
        plan = plan_of(session, campaign(session, code))
        return next(doubt_key(each) for each in plan.all_doubts() if words in each.text)


def target_of(session: Session, code: str, target: str) -> Target:
    one = campaign(session, code)
    found = plan_of(session, one).target(target)
    assert found is not None
    return found


def settled(office: Office, code: str) -> list[tuple[str, str]]:
    with office.session() as session:
        rows = settlements(session, campaign(session, code).id).values()
        return [(row.reading, row.decided.get("value", "")) for row in rows]


def test_a_settled_figure_counts_and_the_text_stays(office):
    office.let_in("staff")
    key = key_of(office, FISH, "7550.000")
    with office.session() as session:
        printed = signed_plan(session, campaign(session, FISH)).model_dump_json()
        open_target = target_of(session, FISH, OUTPUT)
    assert attain(open_target, Actual(Decimal(755000))).why == "target"
    office.say("staff", f"/phongtrao {FISH} doubt.{key}", "[755.000 tấn]", "[yes]")
    assert settled(office, FISH) == [("755.000 tấn", "755000")]
    with office.session() as session:
        target = target_of(session, FISH, OUTPUT)
        assert target.value == Decimal(755000)
        assert attain(target, Actual(Decimal(755000))).state == "met"
        assert attain(target, Actual(Decimal(754999))).state == "unmet"
        assert signed_plan(session, campaign(session, FISH)).model_dump_json() == printed
        assert "7550.000" in printed
    assert "<b>" not in office.told("staff")[-1]
    assert "755.000 tấn" in office.say("staff", f"/phongtrao {FISH} targets")


def test_a_figure_is_kept_in_the_printed_measure(office):
    office.let_in("staff")
    key = key_of(office, PHU_QUOC, "16,723")
    office.say("staff", f"/phongtrao {PHU_QUOC} doubt.{key}", "16.723", "[yes]")
    assert settled(office, PHU_QUOC) == [("16.723 tỷ đồng", "16723")]
    with office.session() as session:
        target = target_of(session, PHU_QUOC, "industry-construction")
        assert attain(target, Actual(16723 * TRILLION)).state == "met"
        assert attain(target, Actual(Decimal("16.723") * TRILLION)).state == "unmet"


def test_another_figure_than_those_offered_may_be_entered(office):
    office.let_in("staff")
    key = key_of(office, FISH, "7550.000")
    office.say("staff", f"/phongtrao {FISH} doubt.{key}", "760.000 tấn", "[yes]")
    assert settled(office, FISH) == [("760.000 tấn", "760000")]


def test_words_are_settled_as_likely_as_printed_or_otherwise(office):
    office.let_in("staff")
    subject = f"/phongtrao {PHU_QUOC} doubt.{key_of(office, PHU_QUOC, 'quy 30 độ đậm')}"
    office.say("staff", subject, "[likely]", "[yes]")
    assert settled(office, PHU_QUOC) == [("Quy 30 độ đạm.", "")]
    office.say("staff", subject, "[as-printed]", "[yes]")
    assert settled(office, PHU_QUOC) == [("", "")]
    office.say("staff", subject, "[other]", "Quy về 30 độ đạm", "[yes]")
    assert settled(office, PHU_QUOC) == [("Quy về 30 độ đạm", "")]
    with office.session() as session:
        assert len(session.exec(select(Settlement)).all()) == 3
        _, _, last = audit_of(session, subject.removeprefix("/phongtrao ").replace("doubt.", ""))
    assert (last.act, last.before, last.after) == (Act.DOUBT_SETTLED, "", "Quy về 30 độ đạm")
    assert last.contact_id is not None
    assert "quy 30 độ đậm" in last.reason


def test_a_double_tap_settles_once(office):
    office.let_in("staff")
    key = key_of(office, PHU_QUOC, "quy 30 độ đậm")
    office.say("staff", f"/phongtrao {PHU_QUOC} doubt.{key}", "[likely]", "[yes]")
    office.again("staff")
    with office.session() as session:
        assert len(session.exec(select(Settlement)).all()) == 1


def test_a_reworded_doubt_is_open_again(office):
    office.let_in("staff")
    key = key_of(office, FISH, "7550.000")
    office.say("staff", f"/phongtrao {FISH} doubt.{key}", "[755.000 tấn]", "[yes]")
    assert "Có 15 chỗ chưa rõ" in office.say("staff", f"/phongtrao {FISH}")
    office.database.transaction(reword)
    assert "Có 16 chỗ chưa rõ" in office.say("staff", f"/phongtrao {FISH}")
    with office.session() as session:
        assert target_of(session, FISH, OUTPUT).value is None
        assert len(session.exec(select(Settlement)).all()) == 1
    assert "không còn chỗ chưa rõ này" in office.say("staff", f"/phongtrao {FISH} doubt.{key}")


def reword(session: Session) -> None:
    plan = signed_plan(session, campaign(session, FISH))
    save_plan(session, reworded(plan), datetime(2021, 10, 4, tzinfo=UTC))


def reworded(plan: Plan) -> Plan:
    dumped = plan.model_dump()
    for target in dumped["targets"]:
        if target["code"] == OUTPUT:
            target["doubt"]["text"] = "In là 7550.000 tấn; bản ký cũng in như vậy."
    return Plan.model_validate(dumped)


def test_a_contact_cannot_settle(office):
    office.let_in("911-duong-to")
    key = key_of(office, PHU_QUOC, "quy 30 độ đậm")
    said = office.say("911-duong-to", f"/phongtrao {PHU_QUOC} doubt.{key}")
    assert "muốn xem phần nào?" in said
    office.say("911-duong-to", "Hiểu như trên")
    assert settled(office, PHU_QUOC) == []
    assert "[Quyết định" not in office.say("911-duong-to", f"/phongtrao {PHU_QUOC} doubts")


def test_a_key_tells_doubts_of_one_line_apart(office):
    for code in (FISH, PHU_QUOC, "kon-tum-2020", "tra-vinh-30-nam", "kien-giang-2021-2025"):
        with office.session() as session:
            doubts: tuple[Remark, ...] = plan_of(session, campaign(session, code)).all_doubts()
        assert len({doubt_key(each) for each in doubts}) == len(doubts)


def test_a_direction_once_decided_lets_the_target_be_judged(office):
    office.let_in("staff")
    spending = Actual(16_000 * TRILLION)
    key = key_of(office, FISH, "nhiều hơn")
    with office.session() as session:
        assert attain(target_of(session, FISH, "budget-spending"), spending).why == "direction"
    office.say("staff", f"/phongtrao {FISH} doubt.{key}", "[as-printed]", "[lower]", "[yes]")
    with office.session() as session:
        assert attain(target_of(session, FISH, "budget-spending"), spending).state == "exceeded"


def test_a_tolerance_once_decided_lets_about_be_judged(office):
    office.let_in("staff")
    plan = "kon-tum-2020"
    key = key_of(office, plan, "khoảng")
    people = Actual(Decimal(556_000))
    with office.session() as session:
        assert attain(target_of(session, plan, "population"), people).why == "tolerance"
    office.say("staff", f"/phongtrao {plan} doubt.{key}", "[as-printed]", "5", "[yes]")
    with office.session() as session:
        target = target_of(session, plan, "population")
        assert target.tolerance == Decimal(5)
        assert attain(target, people).state == "met"
        assert attain(target, Actual(Decimal(561_000))).state == "unmet"
