"""The slip of a registration (phiếu đăng ký): its facts, and who may have it."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from models.campaigns import Campaign
from models.registrations import Registration, answered_plan
from models.reviews import office_of, route_of
from models.units import Unit, line_of


def slip(session: Session, registration: Registration, unit: Unit) -> dict[str, Any]:
    """Return what the slip of a registration is written from.

    `above` are the units above its unit, upwards; `route` the steps of its way, each with the unit
    whose people act there, None where no such unit is known.
    """
    plan = answered_plan(session, registration)
    return {
        "plan": plan,
        "rules": plan.registration_for(unit.kind),
        "unit": unit,
        "above": list(line_of(session, unit))[1:],
        "registration": registration,
        "route": [
            (step, office_of(session, step, unit)) for step in route_of(session, registration, unit)
        ],
    }


def may_have(session: Session, reader: Unit | None, registration: Registration, unit: Unit) -> bool:
    """Say whether the people of a unit may have a slip: it is theirs, or comes to their office."""
    return reader is not None and reader.id in {unit.id, *_offices(session, registration, unit)}


def _offices(session: Session, registration: Registration, unit: Unit) -> Iterator[int]:
    for step in route_of(session, registration, unit):
        if office := office_of(session, step, unit):
            yield office.id


def by_digest(session: Session, digest: str) -> tuple[Registration, Unit, Campaign] | None:
    """Return the registration with a digest, with its unit and campaign."""
    query = (
        select(Registration, Unit, Campaign)
        .join(Unit, col(Unit.id) == Registration.unit_id)
        .join(Campaign, col(Campaign.id) == Registration.campaign_id)
        .where(Registration.digest == digest)
    )
    return session.exec(query).first()
