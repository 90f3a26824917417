"""Rulings (quyết định): what staff have decided about what one unit owes.

A deadline granted to one unit, a duty that is over for it, or that another unit answers for since
the two were merged. Nothing of this happens by itself, and every ruling is a row of its own.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign


class RulingKind(StrEnum):
    """What was decided: more time, that it is done or not needed, who answers for it, or undone."""

    EXTENDED = "extended"
    CLOSED = "closed"
    MOVED = "moved"
    REOPENED = "reopened"


class Ruling(Table, table=True):
    """What is in force, from now on, of one deadline and one unit; the newest row counts.

    `due` is the deadline's code. Without a unit it is closed, or reopened, for all of them. `until`
    is the last day granted, None for the deadline's own; `to_unit_id` is the unit that answers for
    it, None for the unit itself. A row carries on what an earlier one granted.
    """

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    due: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    kind: str
    until: date | None = None
    to_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    reason: str = ""
    contact_id: int = Field(foreign_key="contact.id")
    decided_at: datetime

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be done."""
        return self.kind == RulingKind.CLOSED


Rulings = Mapping[tuple[str, int | None], Ruling]


def rulings(session: Session, campaign: Campaign) -> Rulings:
    """Return the ruling in force by deadline and unit; None stands for all units."""
    query = select(Ruling).where(Ruling.campaign_id == campaign.id).order_by(col(Ruling.id))
    return {(row.due, row.unit_id): row for row in session.exec(query)}


def is_closed(found: Rulings, due: str, unit_id: int | None) -> bool:
    """Say whether a deadline is over for a unit, or for all."""
    return any(row.closed for key in (unit_id, None) if (row := found.get((due, key))))
