"""Reviews (duyệt): the way of a registration from office to office, as the plan's route has it.

A version of a registration passes each step of its route once. Before the route there may be
gates: the unit's own head signs (SIGN), staff admit what came late (ADMIT). A version counts from
its last gate on; then, and not before, it supersedes whatever was under way or approved of the
earlier ones. So neither an approval nor a signature outlives a change of a figure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.assignments import heads_of
from models.base import Table, among
from models.campaigns import Campaign, plan_of
from models.deadlines import dues_for
from models.people import people_of, reachable
from models.plan.registration import Station
from models.registrations import Registration, answered_plan
from models.units import Unit, unit_by_code, valid_on
from models.working_days import Term, working_day_after

CONCERNING = ("waiting", "approved")  # what a new version supersedes
SIGN, ADMIT = -2, -1  # the steps before the first of a route
GATES = {
    SIGN: Station(to="head", unit="own", role="signs"),
    ADMIT: Station(to="staff", role="admits"),
}


class ReviewState(StrEnum):
    """Where one step of the way stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


class Review(Table, table=True):
    """One step of a version's way: which office has it, and what was decided, by whom and when.

    `step` counts the route from 0; SIGN and ADMIT come before. `due_on` is the day until which the
    office has time. `remarks` are the fields returned, each `{"key", "name", "part", "reason"}`;
    `key` is the question's, `part` a level of a project.
    """

    __table_args__ = (sa.UniqueConstraint("registration_id", "step"),)

    id: int = Field(default=None, primary_key=True)
    registration_id: int | None = Field(default=None, foreign_key="registration.id")
    step: int
    office_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    state: str = Field(default=ReviewState.WAITING, index=True)
    opened_at: datetime
    due_on: date | None = None
    decided_at: datetime | None = None
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    remarks: list[dict[str, str]] = Field(default_factory=list, sa_type=sa.JSON)

    def term(self, today: date) -> Term | None:
        """Return until when the office has time, while it is the office's to decide."""
        waiting = self.state == ReviewState.WAITING
        return Term(self.due_on, today) if waiting and self.due_on else None


@dataclass
class Pace:
    """How many working days an office has for a paper, unless the plan's deadline comes first."""

    working_days: int = 5


PACE = Pace()


@dataclass(frozen=True)
class Stage:
    """One step of the way as the sender sees it; `state` is None where it has not come yet.

    A step that was passed by, because its office has ceased, is `skipped`. At a `vacant` one nobody
    can be reached.
    """

    step: Station
    state: str | None = None
    decided_at: datetime | None = None
    term: Term | None = None
    vacant: bool = False


def send_on(
    session: Session,
    registration: Registration,
    unit: Unit,
    after: int,
    now: datetime,
    today: date,
) -> list[Review]:
    """Open what comes after a step; return what a version that waits or counts now supersedes.

    `today` is the day where people live, which may be one later than that of `now`.
    """
    onward = next_review(session, registration, unit, after, now, today)
    if onward is not None:
        registration.reviews.append(onward)
    if registration.live:
        return []
    registration.live = onward is None or onward.step >= 0
    return superseded(session, registration)


def next_review(
    session: Session,
    registration: Registration,
    unit: Unit,
    after: int,
    now: datetime,
    today: date,
) -> Review | None:
    """Return the review at the next gate, or office that exists by then; None at the end."""
    if after < ADMIT and registration.late_reason:
        due = working_day_after(today, PACE.working_days)
        return Review(step=ADMIT, opened_at=now, due_on=due)
    for number, step in enumerate(route_of(session, registration, unit)):
        if number <= after:
            continue
        office = office_of(session, step, unit)
        if step.unit == "parent" and not (office and valid_on(office, today)):
            continue  # a district that has ceased passes nothing on
        bound = office if step.role == "aggregates" else None
        due = due_on(session, registration, bound, today)
        return Review(
            step=number, office_id=office.id if office else None, opened_at=now, due_on=due
        )
    return None


def due_on(session: Session, registration: Registration, office: Unit | None, today: date) -> date:
    """Return until when an office has time, before the plan's own deadline that binds it.

    A deadline that has passed binds nobody any more.
    """
    usual = working_day_after(today, PACE.working_days)
    if office is None:
        return usual
    campaign = session.get_one(Campaign, registration.campaign_id)
    plan = plan_of(session, campaign)
    safe = [
        due.last_working_day
        for due in dues_for(session, campaign, plan, office, today)
        if due.milestone.kind == "registration" and due.by_day
    ]
    return min([usual, *(day for day in safe if day and day >= today)])


def steps_of(session: Session, registration: Registration, unit: Unit) -> Mapping[int, Station]:
    """Return the steps of a version's way by their numbers: its gates, and the route."""
    gates = {each.step: GATES[each.step] for each in registration.reviews if each.step < 0}
    return gates | dict(enumerate(route_of(session, registration, unit)))


def route_of(session: Session, registration: Registration, unit: Unit) -> Sequence[Station]:
    """Return the steps of a registration's route, under the plan as it answered it."""
    rules = answered_plan(session, registration).registration_for(unit.kind)
    return rules.route if rules else ()


def office_of(session: Session, step: Station, unit: Unit) -> Unit | None:
    """Return the unit whose people act at a step; None where no such unit is known."""
    if step.unit == "parent":
        return session.get(Unit, unit.parent_id) if unit.parent_id else None
    return unit_by_code(session, step.unit) if step.unit else None


def carry_over(
    session: Session,
    before: Registration,
    registration: Registration,
    unit: Unit,
    now: datetime,
    today: date,
) -> list[Review]:
    """Give a version that means the same the reviews of the one that counts; return those.

    What was decided and until when there is time stays as it was; where the version was returned,
    it is looked at anew.
    """
    kept = [review for review in before.reviews if review.state in CONCERNING]
    registration.reviews = [
        Review(**review.model_dump(exclude={"id", "registration_id"})) for review in kept
    ]
    registration.live = True
    if not any(review.state == ReviewState.WAITING for review in kept):
        after = max((review.step for review in kept), default=ADMIT)
        onward = next_review(session, registration, unit, after, now, today)
        registration.reviews += [onward] if onward else []
    return superseded(session, registration)


def superseded(session: Session, registration: Registration) -> list[Review]:
    """Return what a version makes needless of the unit's others, marked as superseded.

    While it waits at a gate, what counts goes on, and only what waited before it is needless.
    """
    query = (
        select(Review)
        .join(Registration, col(Registration.id) == Review.registration_id)
        .where(
            Registration.campaign_id == registration.campaign_id,
            Registration.unit_id == registration.unit_id,
            Registration.version != registration.version,
            col(Review.state).in_(CONCERNING),
        )
    )
    if not registration.live:
        query = query.where(col(Registration.live).is_(False))
    found = list(session.exec(query))
    for review in found:
        review.state = ReviewState.SUPERSEDED
    return found


def open_gate(registration: Registration) -> Review | None:
    """Return the gate that a version waits at."""
    waiting = (each for each in registration.reviews if each.state == ReviewState.WAITING)
    return next((each for each in waiting if each.step < 0), None)


def waiting_gates(
    session: Session, campaign: Campaign, units: Collection[int] | None = None
) -> dict[int, int]:
    """Return the units, of all or of some, of which a version waits at a gate, with which."""
    query = (
        select(Registration.unit_id, Review.step)
        .join(Review, col(Review.registration_id) == Registration.id)
        .where(
            Registration.campaign_id == campaign.id,
            among(Registration.unit_id, units),
            Review.state == ReviewState.WAITING,
            Review.step < 0,
        )
    )
    return dict(session.exec(query).all())


def returned_units(
    session: Session, campaign: Campaign, units: Collection[int] | None = None
) -> set[int]:
    """Return the units, of all or of some, to which the version that counts was sent back."""
    theirs = Registration.campaign_id == campaign.id, among(Registration.unit_id, units)
    live = select(Registration.unit_id, Registration.id).where(*theirs, col(Registration.live))
    newest = dict(session.exec(live.order_by(col(Registration.version))).all())
    query = (
        select(Registration.unit_id, Registration.id)
        .join(Review)
        .where(*theirs, Review.state == ReviewState.RETURNED, col(Review.step) >= 0)
    )
    return {unit_id for unit_id, version in session.exec(query) if newest.get(unit_id) == version}


def vacant_offices(session: Session, offices: Sequence[int | None], today: date) -> set[int | None]:
    """Return which of some offices nobody can be reached at, or have ceased by the day."""
    ids = {office for office in offices if office}
    reached = people_of(session, ids, today)
    units = session.exec(select(Unit).where(col(Unit.id).in_(ids)))
    alive = {unit.id for unit in units if valid_on(unit, today)}
    return {office for office in offices if office not in alive or office not in reached}


def stages(session: Session, registration: Registration, unit: Unit, today: date) -> list[Stage]:
    """Return the way of a registration as the sender sees it, like a parcel's."""
    reviews = {review.step: review for review in registration.reviews}
    reached = max(reviews, default=-1)
    vacant = vacant_offices(session, [each.office_id for each in reviews.values()], today)
    found = []
    for number, step in sorted(steps_of(session, registration, unit).items()):
        review = reviews.get(number)
        if review is None:
            found.append(Stage(step, "skipped" if number < reached else None))
            continue
        empty = step.role == "aggregates" and review.office_id in vacant
        if number == SIGN:
            empty = not reachable(session, heads_of(session, unit.id, today))
        waits = empty and review.state == ReviewState.WAITING
        found.append(Stage(step, review.state, review.decided_at, review.term(today), waits))
    return found


def returned(session: Session, registration: Registration) -> Review | None:
    """Return the review that sent a version back to its unit, None where none did."""
    query = select(Review).where(
        Review.registration_id == registration.id, Review.state == ReviewState.RETURNED
    )
    return session.exec(query).first()


def approved_on(session: Session, registration: Registration, unit: Unit) -> date | None:
    """Return the day on which the last office approved, None while any has yet to."""
    last = len(route_of(session, registration, unit)) - 1
    query = select(Review.decided_at).where(
        Review.registration_id == registration.id,
        Review.step == last,
        Review.state == ReviewState.APPROVED,
    )
    decided = session.exec(query).first() if last >= 0 else None
    return decided.date() if decided else None
