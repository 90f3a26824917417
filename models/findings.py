"""Findings: results of the plan's own targets, as staff enter them, each with who and when."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.attainment import Actual, in_printed
from models.base import Table
from models.plan import Target
from models.types import ExactDecimal, one_of


class Basis(StrEnum):
    """How firm a figure is: an estimate (ước thực hiện) or official (chính thức)."""

    ESTIMATE = "estimate"
    OFFICIAL = "official"


class Finding(Table, table=True):
    """What was found for a target up to a day; a correction is a new row, the newest counts.

    `value` is in the base measure. `pairs` are counts now and in the same period before, as texts;
    `members` are the named ones that have reached it; `judged` is a judgement of the one who
    entered it. `said` is what was typed.
    """

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    plan_hash: str = Field(foreign_key="planversion.hash")
    target: str
    until: date
    basis: Basis = Field(sa_type=one_of(Basis))
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    of: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    pairs: list[list[str]] = Field(default_factory=list, sa_type=sa.JSON)
    members: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    judged: bool | None = None
    said: str = ""
    draft_id: int = Field(foreign_key="draft.id", unique=True)
    contact_id: int = Field(foreign_key="contact.id")
    entered_at: datetime

    def actual(self) -> Actual:
        """Return what attainment is judged by."""
        pairs = [(Decimal(now), Decimal(before)) for now, before in self.pairs]
        return Actual(self.value, self.of, pairs, tuple(self.members), self.judged)

    def figure(self, target: Target) -> Decimal | None:
        """Return the figure in the printed measure; a part of a whole stays the part."""
        if self.value is None or self.of is not None:
            return self.value
        return in_printed(target, self.value).normalize()


def findings(session: Session, campaign_id: int, until: date | None = None) -> dict[str, Finding]:
    """Return the newest finding of each target; with a day, the newest up to exactly that day."""
    query = select(Finding).where(Finding.campaign_id == campaign_id)
    if until:
        query = query.where(Finding.until == until)
    return {row.target: row for row in session.exec(query.order_by(col(Finding.id)))}


def history(session: Session, campaign_id: int, target: str) -> Sequence[Finding]:
    """Return every finding of a target, newest first."""
    query = select(Finding).where(Finding.campaign_id == campaign_id, Finding.target == target)
    return session.exec(query.order_by(col(Finding.id).desc())).all()
