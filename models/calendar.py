"""The calendar (lịch làm việc): what staff have changed of the usual one since a decree came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.people import Contact
from models.working_days import DayKind, is_weekend, is_working_day, usual_name


class CalendarDay(Table, table=True):
    """What a day is by decree; the newest row of a day counts. `name` is of the holiday."""

    id: int = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    kind: str
    name: str = ""
    contact_id: int = Field(foreign_key="contact.id")
    set_at: datetime


@dataclass(frozen=True)
class MarkedDay:
    """A day that differs from the rest of the week: off, or worked on a weekend, and why.

    `row` is how staff set it, `by` who; none where it is as the usual calendar has it.
    """

    day: date
    works: bool
    name: str
    row: CalendarDay | None = None
    by: str = ""


_KINDS = sa.select(col(CalendarDay.day), col(CalendarDay.kind)).order_by(col(CalendarDay.id))


def kinds_set(session: Session) -> dict[date, str]:
    """Return what staff have set days to, by day."""
    return {row.day: row.kind for row in session.connection().execute(_KINDS)}


Rows = Mapping[date, tuple[CalendarDay, Contact]]


def rows_set(session: Session) -> Rows:
    """Return how staff have set days that are not as usual, and who did it, by day."""
    query = select(CalendarDay, Contact).join(Contact, col(Contact.id) == CalendarDay.contact_id)
    found = {row.day: (row, who) for row, who in session.exec(query.order_by(col(CalendarDay.id)))}
    return {day: each for day, each in found.items() if each[0].kind != DayKind.USUAL}


def marked_days(session: Session, first: date, last: date) -> Sequence[MarkedDay]:
    """Return the days of a span, both ends included, that people have to be told of."""
    rows = rows_set(session)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        _marked(day, rows) for day in days if day in rows or is_working_day(day) == is_weekend(day)
    ]


def name_of(day: date, rows: Rows) -> str:
    """Return what a day is called: as staff have set it, or as the usual calendar has it."""
    return (rows[day][0].name if day in rows else "") or usual_name(day)


def _marked(day: date, rows: Rows) -> MarkedDay:
    row, who = rows.get(day, (None, None))
    works, name = is_working_day(day), name_of(day, rows)
    return MarkedDay(day, works, name, row, who.name if who else "")
