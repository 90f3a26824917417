"""Campaigns (phong trào): a signed plan that is being run."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table, once
from models.doubts import decided_of, settled_plan, settlements
from models.plan import Plan, UnitKind
from models.units import Unit, line_of

AFTERMATH = timedelta(days=60)  # after a campaign's end, while what is missing is still asked for


class Campaign(Table, table=True):
    """A campaign, known by its plan's code; `plan_hash` names the version in force.

    `two_person`: what a unit's clerk enters, its head has to sign.
    """

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    plan_hash: str = Field(foreign_key="planversion.hash")
    two_person: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class PlanVersion(Table, table=True):
    """One text of a plan, as JSON; never changed, so that answers keep the text they had."""

    hash: str = Field(primary_key=True)
    text: str
    loaded_at: datetime


def save_plan(session: Session, plan: Plan, now: datetime) -> Campaign:
    """Load a plan: make its campaign, or put the plan's new version in force."""
    text = plan.model_dump_json()
    digest = sha256(text.encode()).hexdigest()
    if session.get(PlanVersion, digest) is None:
        session.add(PlanVersion(hash=digest, text=text, loaded_at=now))
        session.flush()
    campaign = campaign_by_code(session, plan.code)
    if campaign is None:
        campaign = Campaign(code=plan.code, title=plan.title, plan_hash=digest)
    campaign.title, campaign.plan_hash = plan.title, digest
    campaign.starts_on, campaign.ends_on = plan.period.start, plan.period.end
    session.add(campaign)
    session.flush()
    return campaign


def campaign_by_code(session: Session, code: str) -> Campaign | None:
    """Return the campaign of a plan's code."""

    def find() -> Campaign | None:
        return session.exec(select(Campaign).where(Campaign.code == code)).first()

    return once(session, (Campaign, code), find)


def all_campaigns(session: Session) -> Sequence[Campaign]:
    """Return every campaign, newest first."""
    return session.exec(select(Campaign).order_by(col(Campaign.id).desc())).all()


def campaigns_on(session: Session, day: date, after: timedelta = timedelta()) -> Sequence[Campaign]:
    """Return the campaigns that a day lies in, newest first; an unknown end is open.

    Those too that have ended no longer ago than `after`.
    """

    def find() -> Sequence[Campaign]:
        starts, ends = col(Campaign.starts_on), col(Campaign.ends_on)
        query = select(Campaign).where(
            (starts.is_(None) | (starts <= day)), (ends.is_(None) | (ends >= day - after))
        )
        return session.exec(query.order_by(col(Campaign.id).desc())).all()

    return once(session, (Campaign, day, after), find) or ()


def plan_of(session: Session, campaign: Campaign) -> Plan:
    """Return the plan in force as it is read: with what people have decided of its doubts."""
    return plan_as_read(session, campaign.id, campaign.plan_hash)


def signed_plan(session: Session, campaign: Campaign) -> Plan:
    """Return the plan in force as it was signed."""
    return plan_version(session, campaign.plan_hash)


def plan_as_read(
    session: Session, campaign_id: int, plan_hash: str, until: datetime | None = None
) -> Plan:
    """Return a version of a plan as it was read at a moment, or is now."""
    plan = plan_version(session, plan_hash)
    decided = decided_of(settlements(session, campaign_id, until))
    if not decided:
        return plan
    name = plan_hash, json.dumps(decided, sort_keys=True)
    if name not in _READ:
        _READ[name] = settled_plan(plan, decided)
    return _READ[name]


def plan_version(session: Session, plan_hash: str) -> Plan:
    """Return a version of a plan as it was signed, in force or not."""
    known = _PLANS.get(plan_hash)
    if known is None:
        version = session.get_one(PlanVersion, plan_hash)
        known = _PLANS[version.hash] = Plan.model_validate_json(version.text)
    return known


# Versions are named by their hash and never change, so a parsed one stays right for ever; so does
# one together with what was decided.
_PLANS: dict[str, Plan] = {}
_READ: dict[tuple[str, str], Plan] = {}


def concerns(session: Session, plan: Plan, unit: Unit) -> bool:
    """Say whether a plan binds a unit: it is at or below the plan's own.

    Agencies count at their own level only: those of a district are not the province's.
    """
    above = [each.code for each in line_of(session, unit)]
    level = above[:2] if unit.kind == UnitKind.AGENCY else above
    return plan.scope in level


def registers(session: Session, plan: Plan, unit: Unit) -> bool:
    """Say whether the plan binds a unit and states what units of its kind register."""
    return plan.registers(unit.kind) and concerns(session, plan, unit)


def campaigns_of(
    session: Session, unit: Unit, day: date, after: timedelta = timedelta()
) -> Sequence[Campaign]:
    """Return the campaigns running on a day that bind a unit, newest first; `after` as above."""
    running = campaigns_on(session, day, after)
    return [each for each in running if concerns(session, plan_of(session, each), unit)]


def campaigns_above(session: Session, campaign: Campaign) -> Sequence[Campaign]:
    """Return the campaigns of units above this one's that run in some of the same time."""
    plan = plan_of(session, campaign)
    top = session.exec(select(Unit).where(Unit.code == plan.scope)).first()
    if top is None:
        return ()
    others = ((each, plan_of(session, each)) for each in all_campaigns(session))
    return [
        each
        for each, other in others
        if other.scope != plan.scope and _together(plan, other) and concerns(session, other, top)
    ]


def _together(one: Plan, other: Plan) -> bool:
    starts = max(one.period.start or date.min, other.period.start or date.min)
    return starts <= min(one.period.end or date.max, other.period.end or date.max)
