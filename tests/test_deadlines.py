"""Deadlines: as printed, set and moved by staff, told to those concerned; periods; working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.audit import Act, AuditEntry, audit_of
from models.campaigns import plan_of
from models.deadlines import Deadline, Due, deadline_history, dues, registration_due
from models.periods import periods
from models.plan import Plan
from models.working_days import is_working_day, last_working_day
from tests.office import Office, campaign
from tests.samples_plans import PLANS

KIEN_GIANG, TRA_VINH, PHU_QUOC = "kien-giang-2021-2025", "tra-vinh-30-nam", "phu-quoc-2021"
AGENCY, OTHER = "tv-so-noi-vu", "tv-so-tai-chinh"
COMMUNE = "911-duong-to"
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def recurring(plan: Plan, recurrence: str | None, **period: date | None) -> list[str]:
    """Return the codes of the periods of a plan's report, if it recurred so."""
    milestone = PLANS[TRA_VINH].milestone("quarterly-report")
    milestone = milestone.model_copy(update={"recurrence": recurrence})
    plan = plan.model_copy(update={"period": plan.period.model_copy(update=period)})
    return [period.code for period in periods(plan, milestone)]


def due_of(office: Office, code: str, milestone: str) -> Due:
    with office.session() as session:
        one = campaign(session, code)
        found = dues(session, one, plan_of(session, one), office.clock.today())
        return next(due for due in found if due.code == milestone)


def set_deadline(office: Office, subject: str, day: str, reason: str = "none") -> str:
    return office.say("staff", f"/han {subject}", day, reason, "[yes]")


# --- periods ---


def test_the_quarters_of_a_campaign_from_august_to_june():
    plan = PLANS[TRA_VINH]
    found = periods(plan, plan.milestone("quarterly-report"))
    assert [(each.code, each.partial) for each in found] == [
        ("2021-Q3", True),
        ("2021-Q4", False),
        ("2022-Q1", False),
        ("2022-Q2", False),
    ]
    assert (found[0].start, found[0].end) == (date(2021, 8, 1), date(2021, 9, 30))
    assert found[-1].end == date(2022, 6, 30)
    assert [(each.year, each.number) for each in found] == [
        (2021, 3),
        (2021, 4),
        (2022, 1),
        (2022, 2),
    ]
    codes = [phase.code for phase in plan.phases]
    assert [list(each.phases) for each in found] == [codes[:1], codes[:1], codes[1:], codes[1:]]


@pytest.mark.parametrize(
    ("recurrence", "count", "first", "last"),
    [
        ("monthly", 11, "2021-M8", "2022-M6"),
        ("half-yearly", 2, "2021-H2", "2022-H1"),
        ("yearly", 2, "2021-Y1", "2022-Y1"),
    ],
)
def test_other_intervals(recurrence, count, first, last):
    found = recurring(PLANS[TRA_VINH], recurrence)
    assert (len(found), found[0], found[-1]) == (count, first, last)


@pytest.mark.parametrize("recurrence", [None, "periodic"])
def test_without_an_interval_there_are_no_periods(recurrence):
    assert recurring(PLANS[TRA_VINH], recurrence) == []


@pytest.mark.parametrize("unknown", ["start", "end"])
def test_a_plan_without_dates_has_no_periods(unknown):
    assert recurring(PLANS[TRA_VINH], "quarterly", **{unknown: None}) == []


# --- the last day ---


def test_a_strict_saturday_ends_on_friday(office):
    due = due_of(office, KIEN_GIANG, "registration")
    assert (due.day, due.strict) == (date(2021, 10, 30), True)
    assert due.last_day == due.last_working_day == date(2021, 10, 29)
    assert due.days_left == 25
    assert due.by_day


@pytest.mark.parametrize(
    ("day", "strict", "last", "working"),
    [
        (date(2021, 10, 30), False, date(2021, 10, 30), date(2021, 10, 29)),
        (date(2021, 10, 29), True, date(2021, 10, 28), date(2021, 10, 28)),
        (date(2021, 2, 14), True, date(2021, 2, 13), date(2021, 2, 9)),  # Tết of Tân Sửu
        (date(2021, 9, 2), False, date(2021, 9, 2), date(2021, 9, 1)),  # the National Day
        (None, False, None, None),
    ],
)
def test_the_last_working_day(day, strict, last, working):
    due = Due(PLANS[KIEN_GIANG].milestone("registration"), date(2021, 1, 4), day, strict)
    assert (due.last_day, due.last_working_day) == (last, working)


def test_a_month_is_not_a_day_until_staff_set_one(office):
    due = due_of(office, TRA_VINH, "provincial-summary")
    assert (due.day, due.by_day) == (date(2022, 7, 31), False)
    office.let_in("staff")
    set_deadline(office, f"{TRA_VINH} provincial-summary", "15/7/2022")
    due = due_of(office, TRA_VINH, "provincial-summary")
    assert (due.day, due.by_day) == (date(2022, 7, 15), True)


@given(days)
def test_the_last_working_day_is_the_nearest_before(day: date):
    found = last_working_day(day)
    assert found <= day
    assert is_working_day(found)
    between = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert not any(map(is_working_day, between))


# --- set and moved ---


def test_what_the_plan_leaves_open_has_no_deadline(office):
    due = due_of(office, TRA_VINH, "registration")
    assert (due.day, due.last_day, due.days_left, due.fixed) == (None, None, None, None)
    assert not due.by_day


def test_a_deadline_set_and_moved_is_kept_with_its_history(office):
    office.let_in("staff", AGENCY)
    set_deadline(office, f"{TRA_VINH} registration", "trước ngày 18/10/2021", "Công văn 12")
    due = due_of(office, TRA_VINH, "registration")
    assert (due.day, due.strict, due.last_day) == (date(2021, 10, 18), True, date(2021, 10, 17))
    assert due.last_working_day == date(2021, 10, 15)
    set_deadline(office, f"{TRA_VINH} registration", "đến hết ngày 29/10/2021")
    due = due_of(office, TRA_VINH, "registration")
    assert (due.day, due.strict, due.last_day) == (date(2021, 10, 29), False, date(2021, 10, 29))
    with office.session() as session:
        one = campaign(session, TRA_VINH)
        rows = deadline_history(session, one, "registration")
        assert [(row.day, row.strict, row.reason) for row in rows] == [
            (date(2021, 10, 18), True, "Công văn 12"),
            (date(2021, 10, 29), False, ""),
        ]
        entries = audit_of(session, f"{TRA_VINH} registration")
        assert [(each.act, each.before, each.after, each.reason) for each in entries] == [
            (Act.DEADLINE_SET, "", "< 2021-10-18", "Công văn 12"),
            (Act.DEADLINE_SET, "< 2021-10-18", "<= 2021-10-29", ""),
        ]
        assert all(each.contact_id for each in entries)
        plan = plan_of(session, one)
        assert plan.milestone("registration").date is None
        found = registration_due(session, one, plan, office.clock.today())
        assert found is not None
        assert found.day == date(2021, 10, 29)


def test_each_period_has_a_deadline_of_its_own(office):
    office.let_in("staff")
    set_deadline(office, f"{TRA_VINH} quarterly-report.2021-Q4", "31/12/2021")
    assert due_of(office, TRA_VINH, "quarterly-report.2021-Q4").day == date(2021, 12, 31)
    assert due_of(office, TRA_VINH, "quarterly-report.2021-Q3").day is None
    assert due_of(office, TRA_VINH, "quarterly-report.2022-Q1").day is None


def test_only_units_concerned_are_told_and_once(office):
    office.let_in("staff", AGENCY, OTHER, COMMUNE)
    set_deadline(office, f"{TRA_VINH} registration", "18/10/2021")
    office.again("staff")
    assert [len(office.told(who)) for who in (AGENCY, OTHER, COMMUNE)] == [1, 1, 0]
    assert "Đã có hạn: Đăng ký công trình" in office.told(AGENCY)[0]
    assert "Hạn: đến hết ngày 18/10/2021" in office.told(AGENCY)[0]
    with office.session() as session:
        assert len(session.exec(select(Deadline)).all()) == 1
        assert len(session.exec(select(AuditEntry)).all()) == 1


def test_a_day_that_has_passed_or_is_none_is_asked_again(office):
    office.let_in("staff")
    office.say("staff", f"/han {TRA_VINH} registration")
    assert "đã qua" in office.say("staff", "1/10/2021")
    assert "Chưa hiểu được ngày" in office.say("staff", "31/2/2022")
    with office.session() as session:
        assert not session.exec(select(Deadline)).all()


def test_a_contact_only_sees_the_own_deadlines(office):
    office.let_in(AGENCY)
    said = office.say(AGENCY, f"/han {TRA_VINH} registration")
    assert said.startswith("Các hạn còn lại\nSở Nội vụ")
    office.say(AGENCY, "18/10/2021", "none", "yes")
    with office.session() as session:
        assert not session.exec(select(Deadline)).all()


def test_an_unknown_milestone_is_told(office):
    office.let_in("staff")
    assert "không có hạn này" in office.say("staff", f"/han {TRA_VINH} dance")


# --- reminders ---


def test_reminders_follow_a_moved_deadline_and_go_to_units_in_scope_only(office):
    office.let_in("staff", AGENCY, COMMUNE)
    office.at("2021-10-04 08:30")
    office.remind()
    before = {who: len(office.told(who)) for who in (AGENCY, COMMUNE)}
    assert before[AGENCY] == 0  # no deadline yet
    set_deadline(office, f"{TRA_VINH} registration", "18/10/2021")
    office.at("2021-10-11 08:30")  # seven days before
    office.remind()
    assert "18/10/2021" in office.told(AGENCY)[-1]
    assert "còn 7 ngày" in office.told(AGENCY)[-1]
    assert not any("68/KH-UBND" in text for text in office.told(COMMUNE))
    set_deadline(office, f"{TRA_VINH} registration", "31/10/2021")
    told = len(office.told(AGENCY))
    office.at("2021-10-15 08:30")  # three days before the old deadline; of the new, the 14th day
    office.remind()  # before it is a Sunday, and this the working day before
    assert len(office.told(AGENCY)) == told + 1
    assert "còn 16 ngày" in office.told(AGENCY)[-1]
    for moment in ("2021-10-15 08:40", "2021-10-17 08:30", "2021-10-18 08:30"):
        office.at(moment)
        office.remind()
        assert len(office.told(AGENCY)) == told + 1


@pytest.mark.parametrize("moment", ["2021-10-22 17:00", "2021-10-23 09:00", "2021-10-25 07:59"])
def test_what_was_not_told_in_time_waits_for_the_next_working_morning(office, moment):
    office.let_in(COMMUNE)
    office.at(moment)  # the rung of Friday the 22nd, in the evening, on Saturday, early on Monday
    office.remind()
    assert not office.told(COMMUNE)
    office.at("2021-10-25 08:00")
    office.remind()
    assert "còn 4 ngày" in office.told(COMMUNE)[-1]
