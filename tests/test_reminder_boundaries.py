"""What is due at the edges of days, quarters, years and of Tết: told once, and in working hours."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from messages import MANNER
from models.reminders import Reminder
from tests.office import Office
from tests.test_deadlines import set_deadline
from tests.test_reminder_plan import open_day, told_on
from tests.test_reminders import reminded

KIEN_GIANG, COMMUNE = "kien-giang-2021-2025", "911-duong-to"
EDGES = "00:00 07:59 08:00 11:29 11:30 13:29 13:30 16:59 17:00 23:59"
AROUND = timedelta(days=4)
LATE = timedelta(days=12)  # over the days off behind it


def at_work(moment: time) -> bool:
    return time(8) <= moment < time(11, 30) or time(13, 30) <= moment < time(17)


def walk(office: Office, last_day: date, edges: str) -> list[datetime]:
    """Return at which moments the commune was told something around a deadline."""
    told: list[datetime] = []
    day = last_day - AROUND
    while day <= last_day + LATE:
        for edge in edges.split():
            office.at(f"{day} {edge}")
            before = len(office.told(COMMUNE))
            office.remind()
            count = len(office.told(COMMUNE)) - before
            told += [datetime.fromisoformat(f"{day} {edge}")] * count
        day += timedelta(days=1)
    return told


@pytest.fixture
def due(office: Office, request: pytest.FixtureRequest) -> tuple[Office, date]:
    """Set the last day of the registration, some weeks before."""
    last_day = date.fromisoformat(request.param)
    office.at(f"{last_day - timedelta(days=40)} 09:00")
    office.let_in("staff", COMMUNE)
    set_deadline(office, f"{KIEN_GIANG} registration", f"{last_day:%d/%m/%Y}")
    return office, last_day


LAST_DAYS = {
    "2022-03-31": "the end of a quarter",
    "2023-06-30": "the end of a half-year, a Friday",
    "2023-09-30": "the end of a quarter, a Saturday",
    "2021-12-31": "the end of a year, with Saturday and the holiday made up for behind it",
    "2024-01-01": "the first of a year, a holiday behind a weekend",
    "2024-02-07": "the last working day before Tết",
    "2024-02-11": "within Tết",
    "2024-02-15": "the first working day after Tết",
}


@pytest.mark.parametrize("due", LAST_DAYS, indirect=True, ids=LAST_DAYS.values())
@pytest.mark.parametrize("edges", [EDGES, "07:59 11:30 16:59 23:59"], ids=["always", "late"])
def test_told_once_on_each_day_and_in_working_hours(due, edges):
    office, last_day = due
    first, until = last_day - AROUND, last_day + LATE
    expected = sorted(day for to, day in told_on(last_day, first, until) if not to)
    told = walk(office, last_day, edges)
    earliest = next(edge for edge in edges.split() if at_work(time.fromisoformat(edge)))
    caught_up = [each for each in told if each.date() < expected[0]]
    assert len(caught_up) <= 1  # of a rung not long before the walk began
    told = told[len(caught_up) :]
    assert [f"{each}" for each in told] == [f"{day} {earliest}:00" for day in expected]
    assert all(open_day(each.date()) and at_work(each.time()) for each in told)
    with office.session() as session:
        rows = session.exec(select(Reminder).where(Reminder.last_day == last_day)).all()
    keys = [(row.owed, row.rung, row.contact_id) for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        said = row.created_at.astimezone(MANNER.timezone).date()
        assert row.due_on <= said
        assert row.rung.startswith("+") == (said > last_day)


@pytest.mark.parametrize("due", ["2024-02-11"], indirect=True)
def test_the_last_morning_before_tet_that_was_missed_is_not_made_up_for(due):
    office, _ = due
    office.at("2024-02-15 08:00")  # the deadline is over, and this the first working day after it
    office.remind()
    with office.session() as session:
        rows = session.exec(select(Reminder).where(Reminder.unit_id != None)).all()  # noqa: E711
    assert [row.rung for row in rows] == ["+1"]
    assert "đã quá hạn 4 ngày" in office.told(COMMUNE)[-1]


@pytest.mark.parametrize("due", ["2024-02-21"], indirect=True)
def test_what_was_missed_on_the_last_day_before_tet_is_told_on_the_first_after_it(due):
    office, _ = due
    for moment in ("2024-02-15 08:00", "2024-02-15 14:00"):
        office.at(moment)
        office.remind()
    (told,) = reminded(office, COMMUNE)
    assert "còn 6 ngày" in told
    said = office.say(COMMUNE, "/visao")
    assert "Thứ Tư, 07/02/2024 là mốc nhắc “còn 7 ngày”; lúc đó chưa báo được nên nhắc sau" in said
    assert "Mốc ấy rơi vào thứ Tư, 14/02/2024, là ngày nghỉ" in said


@pytest.mark.parametrize(("day", "told"), [("2024-01-29", 1), ("2024-01-30", 0)])
@pytest.mark.parametrize("due", ["2024-02-23"], indirect=True)
def test_what_was_missed_is_told_on_the_third_working_day_and_no_later(due, day, told):
    office, _ = due
    office.at(f"{day} 08:00")  # 30 days before was Wednesday the 24th of January
    office.remind()
    assert len(reminded(office, COMMUNE)) == told
