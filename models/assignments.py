"""Assignments (phân công): who serves which unit, as its clerk or its head, and until when."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

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


def is_head(session: Session, contact_id: int, unit_id: int, today: date) -> bool:
    """Say whether a person speaks for a unit on a day."""
    return contact_id in heads_of(session, unit_id, today)


def heads_of(session: Session, unit_id: int, today: date) -> list[int]:
    """Return the ids of the people who speak for a unit on a day."""
    query = select(Assignment.contact_id).where(
        Assignment.unit_id == unit_id, col(Assignment.head), in_force(today)
    )
    return list(session.exec(query.order_by(col(Assignment.id))))


def in_force(today: date) -> sa.ColumnElement[bool]:
    """Return the condition that an assignment holds on a day."""
    until = col(Assignment.until)
    return sa.or_(until.is_(None), until >= today)
