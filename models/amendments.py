"""Registrations made under an earlier version of a plan that asks something else by now."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.campaigns import Campaign, plan_of
from models.plan import Plan
from models.plan.changes import asks_the_same
from models.registrations import Registration, answered_plan
from models.units import Unit


def outdated_units(
    session: Session, campaign: Campaign, plan: Plan | None = None
) -> Sequence[Unit]:
    """Return the units that have to confirm again, under the plan in force or one yet to be."""
    plan = plan or plan_of(session, campaign)
    latest: dict[int, Registration] = {}
    query = select(Registration).where(
        Registration.campaign_id == campaign.id, col(Registration.live)
    )
    for row in session.exec(query.order_by(col(Registration.version))):
        latest[row.unit_id] = row
    units = session.exec(select(Unit).where(col(Unit.id).in_(latest)).order_by(col(Unit.id)))
    return [unit for unit in units if is_outdated(session, plan, unit, latest[unit.id])]


def is_outdated(session: Session, plan: Plan, unit: Unit, registration: Registration) -> bool:
    """Say whether a plan asks a unit for something else than what it answered."""
    answered = answered_plan(session, registration).registration_for(unit.kind)
    return not asks_the_same(answered, plan.registration_for(unit.kind))
