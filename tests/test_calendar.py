"""The calendar as staff change it: how a line is read, what it moves, and whose it is."""

from collections import Counter
from datetime import date
from functools import partial

import pytest
from sqlmodel import Session, select

from bot.keyboard.reminders import planned
from messages import MANNER
from models.audit import Act, AuditEntry
from models.calendar import CalendarDay
from models.calendar_changes import moves
from models.calendar_lines import UnclearLine, read_lines
from models.ladders import Ladder, rungs
from models.rulings import Ruling
from models.working_days import Changes, is_working_day
from tests.office import Office, campaign, unit

TODAY = date(2026, 1, 10)
KIEN_GIANG, COMMUNE = "kien-giang-2021-2025", "911-duong-to"
FRIDAY, SATURDAY, MONDAY, TUESDAY = (date(2021, 10, day) for day in (22, 23, 25, 26))


def read(text: str) -> list[tuple[str, str, str, str]]:
    found = read_lines(text, TODAY)
    return [(f"{each.first}", f"{each.last}", each.kind, each.name) for each in found]


@pytest.mark.parametrize(
    ("text", "first", "last", "kind", "name"),
    [
        ("24/11/2026 nghỉ Ngày Văn hóa Việt Nam", "24", "24", "off", "Ngày Văn hóa Việt Nam"),
        ("24-11-2026 NGHI: bao so 12.", "24", "24", "off", "bao so 12"),
        ("thứ Ba, ngày 24/11 nghỉ bù", "24", "24", "off", ""),
        ("22/11/2026 làm bù", "22", "22", "worked", ""),
        ("CN 22 tháng 11 đi làm cho ngày 24/11", "22", "22", "worked", "cho ngày 24/11"),
        ("24/11/2026 như cũ", "24", "24", "usual", ""),
        ("23/11/2026 - 27/11/2026 nghỉ Lụt", "23", "27", "off", "Lụt"),
        ("23-27/11/2026 nghỉ Lụt", "23", "27", "off", "Lụt"),
        ("23-11-2026-27-11-2026 nghỉ", "23", "27", "off", ""),
        ("từ thứ Hai ngày 23/11 đến hết ngày 27/11/2026 nghỉ", "23", "27", "off", ""),
        ("23/11 – 27/11 nghỉ", "23", "27", "off", ""),
    ],
)
def test_lines_as_officials_write_them(text, first, last, kind, name):
    assert read(text) == [(f"2026-11-{first}", f"2026-11-{last}", kind, name)]


def test_several_changes_at_once_and_over_the_end_of_a_year():
    assert read("31/8 nghỉ; 22/8 làm bù\n\n30/12 - 2/1/2027 nghỉ") == [
        ("2026-08-31", "2026-08-31", "off", ""),
        ("2026-08-22", "2026-08-22", "worked", ""),
        ("2026-12-30", "2027-01-02", "off", ""),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("24/11/2026", "kind"),
        ("24/11/2026 họp", "kind"),
        ("nghỉ 24/11/2026", "day"),
        ("31/2/2026 nghỉ", "day"),
        ("tháng 11/2026 nghỉ", "day"),
        ("trước 24/11/2026 nghỉ", "day"),
        ("24/11/2026 không nghỉ", "day"),
        ("24/11 làm bù; mai nghỉ", "day"),
    ],
)
def test_what_cannot_be_read_is_not_guessed(text, what):
    with pytest.raises(UnclearLine) as refused:
        read(text)
    assert refused.value.what == what


# --- what staff set ---


@pytest.fixture
def staffed(office: Office) -> Office:
    office.let_in("staff", COMMUNE)
    office.at("2021-10-18 08:30")
    return office


def change(office: Office, line: str) -> str:
    return office.say("staff", "/lich", line, "[yes]")


def works(office: Office, *days: date) -> list[bool]:
    return office.database.transaction(lambda _: [is_working_day(day) for day in days])


def told_days(office: Office, first: date, last: date) -> list[date]:
    """Return on which days the commune would be reminded of its registration."""

    def look(session: Session) -> list[date]:
        one, today = campaign(session, KIEN_GIANG), office.clock.today()
        found = planned(session, one, (first, last), today, MANNER.timezone)
        return [date.fromisoformat(each["at"][:10]) for each in found if each["unit"] == COMMUNE]

    return office.database.transaction(look)


def test_a_new_holiday_moves_a_reminder_to_the_working_day_before_and_back(staffed):
    days = partial(told_days, staffed, FRIDAY, date(2021, 10, 27))
    assert days() == [FRIDAY, TUESDAY]
    assert "Đã ghi vào lịch" in change(staffed, "26/10/2021 nghỉ Phòng chống bão")
    assert works(staffed, MONDAY, TUESDAY) == [True, False]
    assert days() == [FRIDAY, MONDAY]
    change(staffed, "25/10/2021 nghỉ; 23/10/2021 làm bù")
    assert works(staffed, SATURDAY, MONDAY) == [True, False]
    assert days() == [FRIDAY, SATURDAY]
    change(staffed, "23/10 - 26/10/2021 như cũ")
    assert works(staffed, SATURDAY, MONDAY, TUESDAY) == [False, True, True]
    assert days() == [FRIDAY, TUESDAY]


def test_what_moved_is_told_on_its_new_day_and_only_then(staffed):
    change(staffed, "26/10/2021 nghỉ; 23/10/2021 làm bù")
    told = []
    for day in (22, 23, 24, 25, 26, 27):
        for hour in (8, 14):
            staffed.at(f"2021-10-{day} {hour:02}:00")
            staffed.remind()
            told.append(len(staffed.told(COMMUNE)))
    assert told == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]


def test_every_row_is_kept_with_who_did_it(staffed):
    staffed.let_in("admin")
    change(staffed, "25/10 - 31/10/2021 nghỉ Phòng chống lụt; 2/9/2022 nghỉ")
    staffed.say("admin", "/lich", "26/10/2021 như cũ", "[yes]")
    staffed.again("admin")
    with staffed.session() as session:
        rows = session.exec(select(CalendarDay)).all()
        entries = session.exec(select(AuditEntry)).all()
    assert [(row.day.day, row.kind) for row in rows] == [
        *((day, "off") for day in (25, 26, 27, 28, 29)),  # the weekend is off anyway
        (26, "usual"),
    ]
    assert [(each.act, each.subject, each.before, each.after, each.reason) for each in entries] == [
        (Act.CALENDAR_SET, "25/10/2021-31/10/2021", "", "off", "Phòng chống lụt"),
        (Act.CALENDAR_SET, "26/10/2021", "off", "usual", ""),
    ]
    assert len({row.contact_id for row in rows}) == 2


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("17/10/2021 nghỉ", "đã qua"),
        ("1/1/2023 nghỉ", "không muộn hơn 31/12/2022"),
        ("30/10/2021 - 26/10/2021 nghỉ", "ở sau ngày cuối"),
        ("1/11/2021 - 31/12/2021 nghỉ", "nghỉ liền 61 ngày"),
        ("1/11/2021 - 20/11/2021 nghỉ; 22/11/2021 - 3/12/2021 nghỉ", "nghỉ liền 37 ngày"),
        ("2/9/2022 nghỉ", "vốn là ngày nghỉ"),
        ("23/10/2021 nghỉ", "vốn là ngày nghỉ"),
        ("25/10/2021 làm việc", "vốn là ngày làm việc"),
        ("25/10/2021 như cũ", "vốn là ngày làm việc"),
    ],
)
def test_what_cannot_be_is_refused(staffed, line, refusal):
    assert refusal in staffed.say("staff", "/lich", line)


def test_a_holiday_can_be_named_anew_and_taken_back(staffed):
    change(staffed, "2/9/2022 nghỉ Quốc khánh, theo thông báo")
    assert "Quốc khánh, theo thông báo (staff ghi" in staffed.say("staff", "/lich 2")
    change(staffed, "2/9/2022 làm việc")
    assert works(staffed, date(2022, 9, 2)) == [True]


def test_two_databases_do_not_see_each_others_days(staffed, tmp_path):
    change(staffed, "26/10/2021 nghỉ")
    other = Office(f"sqlite:///{tmp_path}/other.db")
    other.database.upgrade()
    seen = []

    def look(_: Session) -> None:
        seen.append(is_working_day(TUESDAY))
        other.database.transaction(lambda _: seen.append(is_working_day(TUESDAY)))
        seen.append(is_working_day(TUESDAY))

    staffed.database.transaction(look)
    other.database.close()
    assert seen == [False, True, False]
    assert is_working_day(TUESDAY)  # outside, the usual calendar


def test_another_process_sees_it_in_its_next_transaction(staffed, url):
    other = Office(url)
    assert works(other, TUESDAY) == [True]
    change(staffed, "26/10/2021 nghỉ")
    assert works(other, TUESDAY) == [False]
    other.database.close()


def test_the_preview_counts_what_the_plan_then_does(staffed):
    first, last = date(2021, 10, 18), date(2025, 8, 31)

    def look(session: Session) -> Counter[date]:
        one, today = campaign(session, KIEN_GIANG), staffed.clock.today()
        found = planned(session, one, (first, last), today, MANNER.timezone)
        return Counter(date.fromisoformat(each["at"][:10]) for each in found)

    before = staffed.database.transaction(look)
    staffed.say("staff", "/lich", "2/11/2021 nghỉ Phòng chống bão")
    preview = staffed.told("staff")[-1]
    assert "234 lượt nhắc chuyển từ thứ Ba, 02/11/2021 sang thứ Tư, 10/11/2021" in preview
    assert "234 lượt nhắc chuyển từ thứ Tư, 03/11/2021 sang thứ Năm, 04/11/2021" in preview  # heads
    staffed.say("staff", "[yes]")
    after = staffed.database.transaction(look)
    assert before[date(2021, 11, 2)] == 234
    assert after[date(2021, 11, 2)] == 0


def test_a_day_granted_to_one_unit_moves_by_itself(staffed):
    def grant(session: Session) -> None:
        row = Ruling(
            campaign_id=campaign(session, KIEN_GIANG).id,
            due="registration",
            unit_id=unit(session, COMMUNE).id,
            kind="extended",
            until=date(2022, 3, 16),
            contact_id=1,
            decided_at=staffed.clock.now(),
        )
        session.add(row)

    staffed.database.transaction(grant)
    preview = staffed.say("staff", "/lich", "16/3/2022 nghỉ")
    assert "– 1 lượt nhắc chuyển từ thứ Tư, 16/03/2022 sang thứ Ba, 15/03/2022" in preview


# --- what moves ---


def moved(last_day: str, off: str = "", worked: str = "") -> list[str]:
    changes = {date.fromisoformat(day): "off" for day in off.split()}
    changes |= {date.fromisoformat(day): "worked" for day in worked.split()}
    last = date.fromisoformat(last_day)
    plan = partial(rungs, last, date.fromordinal(last.toordinal() + 30), Ladder())
    return [f"{each.start:%d/%m} {each.end:%d/%m}" for each in moves(plan, Changes.of(changes))]


@pytest.mark.parametrize(
    ("last_day", "changes", "expected"),
    [
        ("2021-10-29", {"off": "2021-10-26"}, "26/10 25/10"),
        ("2021-10-29", {"off": "2021-10-29"}, "29/10 28/10"),  # falls together with the eve's
        ("2021-10-29", {"off": "2021-10-27"}, ""),
        ("2021-10-30", {"worked": "2021-10-30"}, "29/10 30/10"),  # a Saturday's own morning
        # late: one day falls away, one comes behind; what is weekly follows
        ("2021-10-29", {"off": "2021-11-02"},
         "02/11 10/11, 03/11 04/11, 09/11 10/11"),
        ("2021-10-29", {"off": "2021-11-19"}, "19/11 18/11"),
    ],
)  # fmt: skip
def test_which_reminders_move(last_day, changes, expected):
    assert ", ".join(moved(last_day, **changes)) == expected
