"""Reminders as they are sent: one message a person, each rung once, nothing that is needless."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlmodel import col, select

from bot.clock import write_due
from bot.talk import Notice
from models.assignments import appoint
from models.people import Account, Contact
from models.registers import Outgoing
from models.reminders import Reminder
from tests.office import CHANNEL, Office, unit
from tests.test_deadlines import set_deadline

COMMUNE = "911-duong-to"
DISTRICT, OTHER = "844", "845"
TRA_VINH = "tra-vinh-30-nam"


def remind(office: Office, moment: str) -> None:
    office.at(moment)
    office.remind()


def reminded(office: Office, who: str) -> list[str]:
    return [text for text in office.told(who) if text.startswith("Nhắc việc")]


@pytest.fixture
def two_tasks(office: Office) -> Office:
    """Two districts of Trà Vinh have to register, and to report, by the same day."""
    office.let_in("staff", DISTRICT, OTHER)
    office.at("2021-10-04 08:30")
    for milestone in ("registration", "quarterly-report.2021-Q3"):
        set_deadline(office, f"{TRA_VINH} {milestone}", "29/10/2021")
    return office


def test_a_person_with_two_tasks_gets_one_message(two_tasks):
    remind(two_tasks, "2021-10-28 08:00")
    (told,) = reminded(two_tasks, DISTRICT)
    assert "còn 2 việc, 2 việc gấp" in told
    assert "1. Đăng ký theo" in told
    assert "2. Báo cáo quý III/2021 theo" in told
    remind(two_tasks, "2021-10-28 09:00")
    remind(two_tasks, "2021-10-28 16:59")
    assert len(reminded(two_tasks, DISTRICT)) == 1
    with two_tasks.session() as session:
        rows = session.exec(select(Reminder).where(col(Reminder.unit_id).is_not(None))).all()
    assert [(row.rung, row.due_on.isoformat()) for row in rows] == [("-1", "2021-10-28")] * 4


def test_what_is_done_before_the_message_is_sent_is_not_in_it(two_tasks):
    said = [f"/dangky {TRA_VINH}", "[projects]", "Bê tông hóa 12 km đường"]
    two_tasks.say(DISTRICT, *said, "[district]", "tháng 11/2021", "năm 2022", "[none]", "[no]")
    remind(two_tasks, "2021-10-28 08:00")
    two_tasks.say(DISTRICT, "Gửi đăng ký")
    with two_tasks.session() as session:
        digests = col(Outgoing.settled_by).startswith("reminder")
        to_units = select(Outgoing.outcome).where(digests, Outgoing.address != "staff")
        outcomes = session.exec(to_units).all()
    assert sorted(map(str, outcomes)) == ["None", "settled"]
    remind(two_tasks, "2021-10-28 09:00")
    assert reminded(two_tasks, DISTRICT)[-1].startswith("Nhắc việc: báo cáo quý III/2021")
    for moment in ("2021-10-28 10:00", "2021-10-28 14:00"):
        remind(two_tasks, moment)
    assert len(reminded(two_tasks, DISTRICT)) == 2
    assert len(reminded(two_tasks, OTHER)) == 1


def let_in_second(office: Office) -> None:
    """Let a second person of the commune in."""
    with office.session() as session:
        contact = Contact(name="second")
        session.add(contact)
        session.flush()
        session.add(Account(channel=CHANNEL, address="second", contact_id=contact.id))
        now, today = office.clock.now(), office.clock.today()
        appoint(session, contact.id, unit(session, COMMUNE).id, now, today)
        session.commit()


def test_two_people_of_a_unit_are_told_once_each_and_a_late_comer_too(office):
    office.let_in(COMMUNE)
    remind(office, "2021-10-22 08:00")
    let_in_second(office)
    remind(office, "2021-10-22 08:30")
    remind(office, "2021-10-22 09:00")
    remind(office, "2021-10-22 10:00")
    with office.session() as session:
        query = select(Outgoing.address).where(Outgoing.channel == CHANNEL)
        assert sorted(session.exec(query)) == [COMMUNE, "second"]


@pytest.mark.parametrize(
    "moment",
    ["2021-10-22 07:59", "2021-10-22 11:30", "2021-10-22 13:29", "2021-10-22 17:00",
     "2021-10-23 09:00", "2021-10-24 09:00"],
)  # fmt: skip
def test_nobody_is_disturbed(office, moment):
    office.let_in(COMMUNE)
    remind(office, moment)
    assert not office.told(COMMUNE)


@pytest.mark.parametrize("moment", ["2021-10-22 08:00", "2021-10-22 11:29", "2021-10-22 13:30"])
def test_within_working_hours_what_is_due_is_told(office, moment):
    office.let_in(COMMUNE)
    remind(office, moment)
    assert "còn 7 ngày" in reminded(office, COMMUNE)[0]


def test_after_weeks_of_silence_only_the_newest_is_told(office):
    office.let_in(COMMUNE)
    remind(office, "2021-11-12 08:00")  # every rung so far was missed; the last was on the 9th
    assert len(reminded(office, COMMUNE)) == 1
    remind(office, "2021-11-18 08:00")
    assert len(reminded(office, COMMUNE)) == 1  # Thursday the 18th is no rung; the 19th is
    remind(office, "2021-11-19 08:00")
    assert len(reminded(office, COMMUNE)) == 2


def test_who_owes_many_things_hears_of_them_together_once_a_week(office):
    """Their last days are days apart, and each has its own first days of being late."""
    office.let_in("staff", DISTRICT)
    office.at("2022-01-17 08:30")
    days = {"2021-Q3": "17/01", "2021-Q4": "18/01", "2022-Q1": "19/01"}
    for period, day in days.items():
        set_deadline(office, f"{TRA_VINH} quarterly-report.{period}", f"{day}/2022")
    set_deadline(office, f"{TRA_VINH} registration", "20/01/2022")
    remind(office, "2022-02-11 08:00")
    before, told = len(reminded(office, DISTRICT)), list[str]()
    for each in (date(2022, 2, 14) + timedelta(days=days) for days in range(21)):
        remind(office, f"{each} 08:00")  # all are late for longer than seven working days
        told += [f"{each:%d/%m}"] * (len(reminded(office, DISTRICT)) - before - len(told))
    assert told == ["18/02", "25/02", "04/03"]
    assert all("còn 4 việc, 4 việc gấp" in text for text in reminded(office, DISTRICT)[before:])


def change_ladder(office: Office, line: str) -> None:
    office.say("staff", "/lichnhac kien-giang-2021-2025 registration", line, "[yes]")


def test_a_changed_ladder_counts_at_once_and_tells_nothing_again(office):
    office.let_in("staff", COMMUNE)
    remind(office, "2021-10-15 08:00")
    change_ladder(office, "14, 11, 7, 0; trễ 2 ngày rồi thôi; lãnh đạo không")
    remind(office, "2021-10-15 09:00")
    remind(office, "2021-10-18 08:00")
    remind(office, "2021-10-18 09:00")
    assert len(reminded(office, COMMUNE)) == 2  # 14 days before, which stays, and the new 11
    for day in ("22", "26", "28", "29"):
        remind(office, f"2021-10-{day} 08:00")
    assert len(reminded(office, COMMUNE)) == 4  # no more 3 and 1 day before
    change_ladder(office, "như mặc định")
    remind(office, "2021-11-03 08:00")
    with office.session() as session:
        told = session.exec(select(Reminder.rung).where(col(Reminder.unit_id).is_not(None))).all()
    assert told == ["-14", "-11", "-7", "0", "+3"]


def test_nobody_is_told_an_older_rung_or_twice_on_a_day(office):
    office.let_in("staff", COMMUNE)
    remind(office, "2021-10-22 08:00")  # Friday: 7 days before
    change_ladder(office, "14, 8, 1, 0")  # 8 days before was yesterday
    remind(office, "2021-10-22 09:00")
    change_ladder(office, "14, 6, 1, 0")  # 6 days before is a Saturday, so that is today
    remind(office, "2021-10-22 10:00")
    assert len(reminded(office, COMMUNE)) == 1


def test_two_people_of_a_unit_are_told_once_each_at_their_hour(office):
    office.let_in(COMMUNE)
    let_in_second(office)
    office.say(COMMUNE, "/gionhac 9 giờ")
    office.say("second", "/gionhac 2 giờ chiều")
    told = []
    for hour in range(8, 17):
        remind(office, f"2021-10-22 {hour:02}:00")
        told.append((len(reminded(office, COMMUNE)), len(reminded(office, "second"))))
    assert told == [(0, 0), *[(1, 0)] * 5, *[(1, 1)] * 3]


@pytest.mark.parametrize("hour", ["16", "usual", "8"])
def test_who_changes_the_hour_after_having_been_told_is_not_told_twice(office, hour):
    office.let_in(COMMUNE)
    office.say(COMMUNE, "/gionhac 10")
    remind(office, "2021-10-22 10:00")
    office.say(COMMUNE, f"/gionhac {hour}")
    for moment in ("11:00", "14:00", "16:00", "16:59"):
        remind(office, f"2021-10-22 {moment}")
    assert len(reminded(office, COMMUNE)) == 1


def test_an_afternoon_without_the_bot_is_made_up_for_on_the_next_working_day(office):
    office.let_in(COMMUNE)
    office.say(COMMUNE, "/gionhac 16")
    remind(office, "2021-10-22 14:59")  # Friday
    remind(office, "2021-10-22 17:30")
    remind(office, "2021-10-23 16:00")
    assert not reminded(office, COMMUNE)
    remind(office, "2021-10-25 08:00")
    assert "còn 4 ngày" in reminded(office, COMMUNE)[0]
    remind(office, "2021-10-25 16:00")
    remind(office, "2021-10-26 15:00")
    assert len(reminded(office, COMMUNE)) == 1
    remind(office, "2021-10-26 16:00")
    assert "còn 3 ngày" in reminded(office, COMMUNE)[1]


def test_the_last_day_is_told_on_that_day_whatever_the_hour(office):
    office.let_in(COMMUNE)
    office.say(COMMUNE, "/gionhac 16")
    remind(office, "2021-10-29 15:59")
    assert not reminded(office, COMMUNE)
    remind(office, "2021-10-29 16:00")
    assert "là hôm nay" in reminded(office, COMMUNE)[0]


@pytest.mark.parametrize(
    ("said", "hour"),
    [("14h", 14), ("lúc 9 giờ sáng", 9), ("4 giờ chiều", 16), ("như thường lệ", None), ("12", 10),
     ("9 giờ", 9), ("9h", 9), ("9:00", 9), ("chín giờ", 9), ("Mười lăm giờ", 15), ("15 giờ", 15),
     ("3 giờ chiều", 15), ("hai giờ", 14), ("3 giờ sáng", 10), ("9 giờ 30", 10),
     ("9 giờ chiều", 10), ("không", 10)],
)  # fmt: skip
def test_an_hour_as_people_say_it(office, said, hour):
    office.let_in("staff")
    office.say("staff", "/gionhac 10", f"/gionhac {said}")
    with office.session() as session:
        assert session.exec(select(Contact.remind_at)).one() == hour


def test_a_notice_that_cannot_be_worded_holds_up_no_other(office, caplog):
    office.let_in(COMMUNE, "911-ham-ninh")
    with office.session() as session:
        first, second = session.exec(select(Contact.id).order_by(col(Contact.id))).all()

    def due(*_: object) -> list[Notice]:
        about = {"contact": None}
        return [
            Notice("join/home", [first], about),
            Notice("remind/gone-missing", [first]),
            Notice("join/ask-code", [second]),
        ]

    office.database.transaction(partial(write_due, due, clock=office.clock))
    assert not office.told(COMMUNE)
    assert len(office.told("911-ham-ninh")) == 1
    assert len([each for each in caplog.records if "could not be told" in each.message]) == 2
