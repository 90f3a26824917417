"""The calendar (lịch làm việc): what staff have changed of it since a decree came."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from models.base import Table


class DayKind(StrEnum):
    """What a day is: off, worked (a make-up Saturday), or as the calendar has it."""

    OFF = "off"
    WORKED = "worked"
    USUAL = "usual"


class CalendarDay(Table, table=True):
    """What a day is by decree; the newest row of a day counts. `name` is of the holiday."""

    id: int = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    kind: str
    name: str = ""
    contact_id: int = Field(foreign_key="contact.id")
    set_at: datetime
