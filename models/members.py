"""Members: the units whose papers an office aggregates, and where each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.campaigns import Campaign
from models.deadlines import registration_due
from models.plan import Plan
from models.registrations import Registration
from models.reviews import Review, office_of
from models.rulings import rulings
from models.standing import bound_units
from models.units import Unit

STATES = ("approved", "waiting", "returned", "none")


@dataclass(frozen=True)
class Member:
    """A unit before its aggregating office: its version that counts, and that office's review.

    `state` is `approved` (by this office), `waiting`, `returned` or `none`; `late` that it came, or
    is missing, after the last day.
    """

    unit: Unit
    state: str
    late: bool
    registration: Registration | None = None
    review: Review | None = None


def aggregators(session: Session, plan: Plan) -> dict[int, list[Unit]]:
    """Return the units that each aggregating office has to sum up, by the office's id."""
    found: dict[int, list[Unit]] = {}
    for unit in bound_units(session, plan):
        rules = plan.registration_for(unit.kind)
        for step in rules.route if rules else ():
            office = office_of(session, step, unit) if step.role == "aggregates" else None
            if office and office.id != unit.id:
                found.setdefault(office.id, []).append(unit)
    return found


def members(
    session: Session, campaign: Campaign, plan: Plan, office: Unit, today: date
) -> list[Member]:
    """Return the members of an office in a campaign, in the order of the unit list."""
    units = aggregators(session, plan).get(office.id, [])
    due = registration_due(session, campaign, plan, today)
    decided = rulings(session, campaign, [unit.id for unit in units])
    registrations = _in_force(session, campaign, units)
    ids = [each.id for each in registrations.values()]
    query = select(Review).where(
        col(Review.registration_id).in_(ids), Review.office_id == office.id
    )
    reviews = {review.registration_id: review for review in session.exec(query)}
    found = []
    for unit in units:
        registration = registrations.get(unit.id)
        review = reviews.get(registration.id) if registration else None
        state = review.state if review and review.state in STATES else "none"
        late = registration.late if registration else bool(due and due.of(unit, decided).over)
        found.append(Member(unit, state, late, registration, review))
    return found


def approved(found: Sequence[Member]) -> list[Registration]:
    """Return the registrations that an office has approved, which are those it sums up."""
    return [each.registration for each in found if each.state == "approved" and each.registration]


def _in_force(
    session: Session, campaign: Campaign, units: Sequence[Unit]
) -> dict[int, Registration]:
    query = select(Registration).where(
        Registration.campaign_id == campaign.id,
        col(Registration.unit_id).in_([unit.id for unit in units]),
        col(Registration.live),
    )
    rows = session.exec(query.order_by(col(Registration.version)))
    return {row.unit_id: row for row in rows}  # the highest version comes last
