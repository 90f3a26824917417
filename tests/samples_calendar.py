"""Samples of the working calendar and of changing it."""

from datetime import date, timedelta
from typing import Any

from models.calendar import CalendarDay, MarkedDay
from models.calendar_changes import ChangedDay, Move
from models.working_days import DayKind
from tests.samples_plans import MOMENT, PLAN, TRA_VINH
from tests.samples_reminders import final_report, quarterly, registration

TODAY = date(2026, 11, 21)
TET = date(2027, 2, 4)
NAME = "Phòng chống bão"


def set_day(day: date, kind: DayKind, name: str, by: str = "Văn phòng Ban") -> MarkedDay:
    row = CalendarDay(day=day, kind=kind, name=name, contact_id=2, set_at=MOMENT)
    return MarkedDay(day, kind == DayKind.WORKED, name, row, by)


def changed(number: int, name: str = NAME) -> ChangedDay:
    day = TET + timedelta(days=number)
    return ChangedDay(day, DayKind.OFF, name, worked=number != 1, works=False)


MARKED = [
    set_day(date(2026, 11, 24), DayKind.WORKED, ""),
    set_day(date(2026, 11, 28), DayKind.WORKED, "", by=""),
    *(set_day(TET + timedelta(days=n), DayKind.OFF, NAME) for n in range(6)),
    MarkedDay(date(2027, 4, 16), works=False, name="Ngày Giỗ Tổ Hùng Vương"),
    MarkedDay(date(2027, 5, 3), works=False, name="Ngày Quốc tế Lao động (nghỉ bù)"),
]
MOVES = [(Move(TET + timedelta(days=n), TET - timedelta(days=1)), 1234) for n in range(7)]
DUES = [
    (PLAN, registration(3), date(2021, 10, 28)),
    (TRA_VINH, quarterly(3), date(2021, 10, 4)),
    *[(PLAN, final_report(3), date(2025, 7, 8))] * 4,
]
_PAGE = {"label": "", "until": date(2027, 11, 21)}

CALENDAR_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "calendar/days": [
        {**_PAGE, "listed": MARKED, "number": 1, "count": 3, "total": 27},
        {**_PAGE, "listed": MARKED[8:], "number": 2, "count": 2, "total": 12},
    ],
    "calendar/confirm": [
        {
            "days": [changed(0)],
            "moves": [],
            "dues": [],
            "today": TODAY,
            "asked": False,
        },
        {
            "days": [changed(1, "")],
            "moves": MOVES[:1],
            "dues": DUES[:1],
            "today": TODAY,
            "asked": True,
        },
        {
            "days": [changed(n) for n in range(12)],
            "moves": MOVES,
            "dues": DUES,
            "today": MOVES[0][0].start,
            "asked": True,
        },
    ],
    "calendar/set": [{"days": [changed(n) for n in range(count)]} for count in (1, 9)],
    "calendar/unclear": [{"line": f"24/11/2026 {NAME}", "what": what} for what in ("kind", "day")],
    "calendar/unchanged": [{"day": TET, "works": works} for works in (True, False)],
    "calendar/reversed": [{"first": TET, "last": TODAY}],
    "calendar/too-long": [{"count": 61, "most": 30}],
    "menu/lich": [{}],
}
