"""Assignments (phân công): who serves which unit, as its clerk or its head, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table, once
from models.units import Unit


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

    @property
    def terms(self) -> "Terms":
        """On what terms the person serves the unit."""
        return Terms(self.head, self.until, self.by_id)

    def holds(self, today: date) -> bool:
        """Say whether it is in force on a day."""
        return self.until is None or self.until >= today


@dataclass(frozen=True)
class Terms:
    """On what terms somebody serves a unit, as in Assignment."""

    head: bool = False
    until: date | None = None
    by_id: int | None = None

    def told(self) -> str:
        """Return them as the audit keeps them, such as `head until 2021-12-31`."""
        return ("head" if self.head else "clerk") + (f" until {self.until}" if self.until else "")


STAYS = Terms()


def appoint(
    session: Session,
    contact_id: int,
    unit_id: int,
    now: datetime,
    today: date,
    terms: Terms = STAYS,
) -> Assignment:
    """Make a person serve a unit, and return the row; whoever makes a contact of a unit does this.

    An assignment in force only gains: a clerk may become head and the end move away, but a
    delegation takes nothing from somebody who stays. One that has ended begins anew.
    """
    query = select(Assignment).where(
        Assignment.contact_id == contact_id, Assignment.unit_id == unit_id
    )
    row = session.exec(query).first()
    if row and row.holds(today):
        row.head = row.head or terms.head
        row.until = max(row.until, terms.until) if row.until and terms.until else None
        return row
    row = row or Assignment(contact_id=contact_id, unit_id=unit_id, since=now)
    row.head, row.since, row.until, row.by_id = terms.head, now, terms.until, terms.by_id
    session.add(row)
    return row


def units_served(session: Session, contact_id: int, today: date) -> list[Unit]:
    """Return the units that a person serves on a day, in the order in which they were given."""
    return [unit for row, unit in _of(session, contact_id) if row.holds(today)]


def serves_one(session: Session, contact_id: int) -> bool:
    """Say whether a person has ever served but one unit."""
    return len(_of(session, contact_id)) == 1


def assignment_of(session: Session, contact_id: int, unit_id: int) -> Assignment | None:
    """Return a person's work for a unit, in force or ended."""
    rows = (row for row, unit in _of(session, contact_id) if unit.id == unit_id)
    return next(rows, None)


def _of(session: Session, contact_id: int) -> Sequence[tuple[Assignment, Unit]]:
    query = (
        select(Assignment, Unit)
        .join(Unit, col(Unit.id) == Assignment.unit_id)
        .where(Assignment.contact_id == contact_id)
        .order_by(col(Assignment.id))
    )
    return once(session, (Assignment, contact_id), lambda: session.exec(query).all()) or ()


@sa.event.listens_for(Assignment, "after_insert")
def _forget(_: object, __: object, row: Assignment) -> None:
    """Forget what the session knew of a person's units: it is no longer all."""
    if session := sa.orm.object_session(row):
        session.info.pop((Assignment, row.contact_id), None)


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
