"""Rulings (quyết định): what staff have decided about what one unit owes.

A deadline granted to one unit, a duty that is over for it, or that another unit answers for since
the two were merged. Nothing of this happens by itself, and every ruling is a row of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign, campaigns_of, campaigns_on
from models.units import Unit


class RulingKind(StrEnum):
    """What was decided: more time, done, not required, who answers for it, or taken back."""

    EXTENDED = "extended"
    CLOSED = "closed"
    WAIVED = "waived"
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
        return self.kind in (RulingKind.CLOSED, RulingKind.WAIVED)

    @property
    def in_force(self) -> bool:
        """Whether anything is otherwise than without it."""
        return self.closed or self.until is not None or self.to_unit_id is not None


Rulings = Mapping[tuple[str, int | None], Ruling]


def rulings(session: Session, campaign: Campaign, units: Collection[int] | None = None) -> Rulings:
    """Return the ruling in force by deadline and unit; None stands for all units.

    Those about all units or, by their ids, about some, and about what these ever answered for.
    """
    query = select(Ruling).where(Ruling.campaign_id == campaign.id)
    if units is not None:
        moved = select(Ruling.unit_id).where(
            Ruling.campaign_id == campaign.id, col(Ruling.to_unit_id).in_(units)
        )
        concerned = {*units, *session.exec(moved.distinct())}
        theirs = col(Ruling.unit_id).is_(None) | col(Ruling.unit_id).in_(concerned)
        query = query.where(theirs)
    return {(row.due, row.unit_id): row for row in session.exec(query.order_by(col(Ruling.id)))}


def grants(session: Session, campaign: Campaign) -> Sequence[Ruling]:
    """Return the days granted that are in force: of those that count alike, one unit's.

    Alike are those of one deadline, until one day, granted on one day.
    """
    theirs = select(sa.func.max(Ruling.id)).where(Ruling.campaign_id == campaign.id)
    newest = theirs.group_by(col(Ruling.due), col(Ruling.unit_id))
    alike = (
        select(sa.func.max(Ruling.id))
        .where(col(Ruling.id).in_(newest), col(Ruling.until).is_not(None))
        .group_by(col(Ruling.due), col(Ruling.until), sa.func.date(Ruling.decided_at))
    )
    query = select(Ruling).where(col(Ruling.id).in_(alike)).order_by(col(Ruling.id))
    return session.exec(query).all()


def is_closed(found: Rulings, due: str, unit_id: int | None) -> bool:
    """Say whether a deadline is over for a unit, or for all."""
    return any(row.closed for key in (unit_id, None) if (row := found.get((due, key))))


def answering_campaigns(
    session: Session, unit: Unit, day: date, after: timedelta = timedelta()
) -> Sequence[Campaign]:
    """Return the campaigns that bind a unit on a day, or where it answers for one they bind.

    The campaigns are those that run, or ended no longer ago than `after`, newest first.
    """
    bound = {campaign.id for campaign in campaigns_of(session, unit, day, after)}
    query = select(Ruling.campaign_id).where(Ruling.to_unit_id == unit.id).distinct()
    named = set(session.exec(query)) - bound
    return [
        campaign
        for campaign in campaigns_on(session, day, after)
        if campaign.id in bound or (campaign.id in named and _answers(session, campaign, unit))
    ]


def _answers(session: Session, campaign: Campaign, unit: Unit) -> bool:
    return any(row.to_unit_id == unit.id for row in rulings(session, campaign, [unit.id]).values())
