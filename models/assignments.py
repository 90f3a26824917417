"""Assignments (phân công): who serves which unit, as its clerk or its head, and until when."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Table


class Assignment(Table, table=True):
    """A person's work for a unit, one row for each unit; `Contact.unit_id` is where they are now.

    `head`: speaks for the unit (lãnh đạo) and may sign what its clerks have entered. `until` is the
    last day of a delegation, None for as long as the person stays; `by_id` is who delegated.
    """

    __table_args__ = (sa.UniqueConstraint("contact_id", "unit_id"),)

    id: int = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    head: bool = False
    since: datetime
    until: date | None = None
    by_id: int | None = Field(default=None, foreign_key="contact.id")
