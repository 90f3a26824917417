"""Doubts of a plan, and how people have settled them. The plan's own text never changes."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign
from models.plan import Plan, Remark, Target


class Settlement(Table, table=True):
    """How one doubt is read from now on, and who decided so; the newest row counts.

    `doubt` is the doubt's key: a doubt worded anew is a new one. `reading` is what was decided in
    words, empty where the text is taken as it is printed. `decided` is what follows for the target
    that raised the doubt: its `value`, `direction` or `tolerance`, as the plan's file writes it; or
    for the registration that did: its `route`, a list of steps.
    """

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    doubt: str
    reading: str
    decided: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    contact_id: int = Field(foreign_key="contact.id")
    settled_at: datetime


def doubt_key(remark: Remark) -> str:
    """Return what a doubt is known by: a digest of its line and wording."""
    return sha256(f"{remark.source.line}\n{remark.text}".encode()).hexdigest()[:12]


def settlements(session: Session, campaign: Campaign) -> dict[str, Settlement]:
    """Return how the doubts of a campaign's plan were settled, by their keys."""
    query = select(Settlement).where(Settlement.campaign_id == campaign.id)
    return {row.doubt: row for row in session.exec(query.order_by(col(Settlement.id)))}


def settled_plan(plan: Plan, settled: Mapping[str, Settlement]) -> Plan:
    """Return a plan in which what was decided of its targets stands as if it were printed."""
    decided = {key: row.decided for key, row in settled.items() if row.decided}
    if not decided:
        return plan
    targets = tuple(_settled(target, decided) for target in plan.targets)
    return plan.model_copy(update={"targets": targets})


def _settled(target: Target, decided: Mapping[str, Mapping[str, Any]]) -> Target:
    if target.doubt is None:
        return target
    remark = Remark(**target.doubt.model_dump(), source=target.source)
    given = decided.get(doubt_key(remark))
    return Target.model_validate(target.model_dump() | dict(given)) if given else target
