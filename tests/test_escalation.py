"""Who else is told when a unit is late, and what becomes of it once it acts."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from handlers.remind import HOUR, at_work, newest
from messages import MANNER
from models.ladders import Ladder, Rung, is_weekly, rungs
from models.registers import Outgoing
from models.working_days import working_days_between
from tests.office import HEAD, Office
from tests.test_reviews import COMMUNE, DISTRICT, KIEN_GIANG, OTHER, send_back

LEADER = HEAD + COMMUNE
SEND, REASON = "Gửi đăng ký", "Người được giao việc nghỉ ốm"
THIRD_DAY, SEVENTH_DAY = "2021-11-03", "2021-11-09"  # working days after Friday 29 October


def told_at(office: Office, who: str, *moments: str) -> list[str]:
    """Return what somebody is told when the clock is looked at, at some moments."""
    before = len(office.told(who))
    for moment in moments:
        office.at(moment)
        office.remind()
    return office.told(who)[before:]


def prepared(office: Office, moment: str, *late: str) -> None:
    """Have the commune answer everything of its registration but the last question."""
    office.at(moment)
    project = ["Nhà văn hóa xã", "[commune]", "[none]", "[none]", "[none]"]
    office.say(COMMUNE, KIEN_GIANG, "Thu nhập", "90%", "95%", "[no]", *project, *late)


def outcomes(office: Office, who: str) -> list[str | None]:
    """Return what became of the messages to somebody."""
    with office.session() as session:
        query = select(Outgoing.outcome).where(Outgoing.address == who)
        return list(session.exec(query.order_by(Outgoing.id)))  # type: ignore[arg-type]


def test_on_the_third_day_late_the_clerk_gets_the_task_and_the_head_the_story(office):
    office.let_in(COMMUNE, LEADER)
    told_at(office, COMMUNE, "2021-11-01 08:00", "2021-11-02 08:00", f"{THIRD_DAY} 08:00")
    assert len(office.told(COMMUNE)) == 3
    (story,) = office.told(LEADER)
    assert story.startswith("Báo cáo lãnh đạo")
    assert "đã nhắc 2 lần, gần nhất ngày 02/11/2021" in story


def test_a_head_who_is_alone_gets_one_message_with_the_story(office):
    office.let_in(LEADER)
    (story,) = told_at(office, LEADER, f"{THIRD_DAY} 08:00", f"{THIRD_DAY} 09:00")
    assert story.startswith("Báo cáo lãnh đạo")


def test_staff_get_one_digest_of_all_who_are_late(office):
    office.let_in(COMMUNE, OTHER, "staff")
    told_at(office, "staff", f"{THIRD_DAY} 08:00")
    (digest,) = told_at(office, "staff", f"{SEVENTH_DAY} 08:00", f"{SEVENTH_DAY} 10:00")
    assert "234 đơn vị chưa gửi đăng ký" in digest


def test_who_registers_before_the_digest_is_sent_is_not_in_it(office):
    office.let_in(COMMUNE, "staff")
    prepared(office, f"{SEVENTH_DAY} 07:00", REASON)
    told_at(office, "staff", f"{SEVENTH_DAY} 08:00")
    office.say(COMMUNE, SEND)
    assert outcomes(office, "staff")[0] == "settled"
    (digest,) = told_at(office, "staff", f"{SEVENTH_DAY} 09:00")
    assert "233 đơn vị chưa gửi đăng ký" in digest


def test_what_waits_to_be_admitted_is_not_asked_for(office):
    office.let_in(COMMUNE, "staff")
    prepared(office, "2021-11-01 07:00", REASON)
    told_at(office, COMMUNE, "2021-11-01 08:00")
    office.say(COMMUNE, SEND)
    assert "settled" in outcomes(office, COMMUNE)
    assert not told_at(office, COMMUNE, "2021-11-01 09:00", "2021-11-02 08:00")


def test_what_was_returned_is_asked_for_again_once_a_rung(office):
    """Its first reminder was taken back unsent, which says nothing of the later ones."""
    office.let_in(COMMUNE, DISTRICT)
    prepared(office, "2021-10-15 07:00")
    told_at(office, COMMUNE, "2021-10-15 08:00")
    office.say(COMMUNE, SEND)
    assert "settled" in outcomes(office, COMMUNE)
    send_back(office, DISTRICT)
    hours = [f"2021-10-22 {hour:02}:00" for hour in (8, 9, 10, 14)]
    (again,) = told_at(office, COMMUNE, *hours)
    assert "bị trả lại" in again


def test_who_promises_a_day_before_the_reminder_is_sent_does_not_get_it(office):
    office.let_in(COMMUNE)
    office.at("2021-10-22 07:00")
    office.say(COMMUNE, "/hen kien-giang-2021-2025 registration", "[promised]", "26/10")
    told_at(office, COMMUNE, "2021-10-22 08:00")
    office.say(COMMUNE, "Đúng, không nhắc đến ngày đó")
    assert "settled" in outcomes(office, COMMUNE)
    assert not told_at(office, COMMUNE, "2021-10-22 09:00", "2021-10-26 08:00")
    assert len(told_at(office, COMMUNE, "2021-10-28 08:00")) == 1


@pytest.mark.parametrize("back", ["2021-10-21 08:00", "2021-10-15 08:00", "2021-10-22 08:00"])
def test_a_clock_set_back_and_on_again_repeats_nothing(office, back):
    office.let_in(COMMUNE)
    assert len(told_at(office, COMMUNE, "2021-10-22 08:00")) == 1
    assert not told_at(office, COMMUNE, back, "2021-10-22 08:00", "2021-10-22 10:00")


DAYS = st.dates(date(2020, 1, 1), date(2030, 6, 30))
LADDERS = st.builds(
    Ladder,
    before=st.lists(st.integers(0, 90), max_size=8, unique=True).map(tuple),
    daily=st.integers(0, 12),
    weekly=st.booleans(),
    head=st.integers(0, 12),
    standing_body=st.integers(0, 12),
)
HOURS = [hour for hour in range(8, 17) if not 11 <= hour <= 13]


def walked(
    found: tuple[Rung, ...], ladder: Ladder, looks: list[datetime]
) -> list[tuple[Rung, date]]:
    """Return what is told, and on which day, where the clock is looked at, at some moments."""
    told: dict[Rung, date] = {}
    for moment in looks:
        for rung in newest(found, ladder, moment):
            told.setdefault(rung, moment.date())
    return list(told.items())


@given(DAYS, LADDERS, st.lists(st.tuples(st.integers(-95, 60), st.sampled_from(HOURS))))
def test_whenever_one_looks_rungs_are_told_once_and_in_order(last_day, ladder, looks):
    found = rungs(last_day, last_day + timedelta(days=60), ladder)
    moments = [
        datetime.combine(last_day + timedelta(days=day), time(hour), MANNER.timezone)
        for day, hour in sorted(looks)
    ]
    told = walked(found, ladder, [moment for moment in moments if at_work(moment)])
    assert {rung for rung, _ in told} <= set(found)
    for to in {rung.to for rung, _ in told}:
        days = [rung.day for rung, _ in told if rung.to == to]
        assert days == sorted(set(days))
    assert all(rung.day <= day for rung, day in told)
    for rung, day in told:
        missed = working_days_between(rung.day, day)
        assert missed <= (1 if is_weekly(rung.name, ladder) else 3)


@given(DAYS, LADDERS, st.integers(-95, 30))
def test_where_one_looks_every_working_day_each_rung_is_told_on_its_day(last_day, ladder, first):
    found = rungs(last_day, last_day + timedelta(days=60), ladder)
    days = [last_day + timedelta(days=day) for day in range(first, 61)]
    moments = [datetime.combine(day, HOUR, MANNER.timezone) for day in days]
    told = dict(walked(found, ladder, [moment for moment in moments if at_work(moment)]))
    for rung in found:
        if rung.day >= days[0]:
            assert told[rung] == rung.day
