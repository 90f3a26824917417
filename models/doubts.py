"""Doubts of a plan, and how people have settled them. The plan's own text never changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table, once
from models.plan import Fact, Plan, Registration, Remark, Target
from models.plan.registration import Step

Doubtful = TypeVar("Doubtful", bound=Fact)
Decided = Mapping[str, Mapping[str, Any]]  # what was decided, by the doubts' keys


class Settlement(Table, table=True):
    """How one doubt is read from now on, and who decided so; the newest row counts.

    `doubt` is the doubt's key: a doubt worded anew is a new one. `reading` is what was decided in
    words, empty where the text is taken as it is printed. `decided` is what follows for the target
    that raised the doubt: its `value`, `direction` or `tolerance`, as the plan's file writes it; or
    for the registration that did: its `route`, a list of steps, or the kind of unit `as` which
    units of its kind register.
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


def settlements(
    session: Session, campaign_id: int, until: datetime | None = None
) -> dict[str, Settlement]:
    """Return how the doubts of a campaign's plan were settled by a moment, by their keys."""
    rows = once(session, Settlement, lambda: _all(session)) or ()
    return {
        row.doubt: row
        for row in rows
        if row.campaign_id == campaign_id and (until is None or row.settled_at <= until)
    }


def _all(session: Session) -> Sequence[Settlement]:
    return session.exec(select(Settlement).order_by(col(Settlement.id))).all()


@sa.event.listens_for(Session, "after_flush")
def _settled_anew(session: Session, *_: object) -> None:
    if any(isinstance(each, Settlement) for each in session.new):
        session.info.pop(Settlement, None)


@sa.event.listens_for(Session, "after_soft_rollback")
def _taken_back(session: Session, *_: object) -> None:
    session.info.pop(Settlement, None)


def decided_of(settled: Mapping[str, Settlement]) -> Decided:
    """Return what follows from settlements, where anything does."""
    return {key: row.decided for key, row in settled.items() if row.decided}


def settled_plan(plan: Plan, decided: Decided) -> Plan:
    """Return a plan in which what was decided stands as if it were printed.

    The doubts stay; so laying the same over it once more changes nothing.
    """
    if not decided:
        return plan
    targets = tuple(_target(each, _about(each, decided)) for each in plan.targets)
    entries = tuple(settled_entry(plan, each, _about(each, decided)) for each in plan.registration)
    return plan.model_copy(update={"targets": targets, "registration": entries})


def settled_entry(plan: Plan, entry: Registration, given: Mapping[str, Any]) -> Registration:
    """Return what a kind of unit registers, and the way it goes, by what was decided."""
    if "route" in given:
        return entry.model_copy(update={"route": tuple(map(Step.model_validate, given["route"]))})
    other = plan.registration_for(given["as"]) if "as" in given else None
    if other is None:
        return entry
    parts = ("fields", "constraints", "route")
    return entry.model_copy(update={part: getattr(other, part) for part in parts})


def _target(target: Target, given: Mapping[str, Any]) -> Target:
    return Target.model_validate(target.model_dump() | dict(given)) if given else target


def _about(fact: Fact, decided: Decided) -> Mapping[str, Any]:
    remark = fact.remark()
    return decided.get(doubt_key(remark), {}) if remark else {}


def raised_by(remark: Remark, facts: Sequence[Doubtful]) -> Doubtful | None:
    """Return which of some facts raised a doubt, None where none did."""
    return next((each for each in facts if each.remark() == remark), None)
