"""Reviews (duyệt): the way of a registration from office to office, as the plan's route has it.

A version of a registration passes each step of its route once. A new version supersedes whatever
was under way or approved of the earlier ones, so that no approval outlives a change of a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign, plan_version
from models.plan.registration import Step
from models.registrations import Registration
from models.units import Unit, unit_by_code, valid_on

CONCERNING = ("waiting", "approved")  # what a new version supersedes


class ReviewState(StrEnum):
    """Where one step of the way stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


class Review(Table, table=True):
    """One step of a version's way: which office has it, and what was decided, by whom and when.

    `due_on` is the day until which the office has time. `remarks` are the fields returned, each
    `{"key", "name", "part", "reason"}`; `key` is the question's, `part` a level of a project.
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


@dataclass(frozen=True)
class Paper:
    """A registration that waits at an office, with all that its reviewer needs to know."""

    review: Review
    registration: Registration
    unit: Unit
    campaign: Campaign
    step: Step


@dataclass(frozen=True)
class Stage:
    """One step of the way as the sender sees it; `state` is None where it has not come yet.

    A step that was passed by, because its office has ceased, is `skipped`.
    """

    step: Step
    state: str | None = None
    decided_at: datetime | None = None


def next_review(
    session: Session,
    registration: Registration,
    unit: Unit,
    after: int,
    now: datetime,
    today: date,
) -> Review | None:
    """Return the review at the next office that exists by then; None at the end of the way.

    It is the caller's to append to the registration's reviews. `today` is the day where people
    live, which may be one later than that of `now`.
    """
    for number, step in enumerate(route_of(session, registration, unit)):
        if number <= after:
            continue
        office = office_of(session, step, unit)
        if step.unit == "parent" and not (office and valid_on(office, today)):
            continue  # a district that has ceased passes nothing on
        office_id = office.id if office else None
        return Review(step=number, office_id=office_id, opened_at=now)
    return None


def route_of(session: Session, registration: Registration, unit: Unit) -> Sequence[Step]:
    """Return the steps of a registration's way, under the version of the plan it answered."""
    rules = plan_version(session, registration.plan_hash).registration_for(unit.kind)
    return rules.route if rules else ()


def office_of(session: Session, step: Step, unit: Unit) -> Unit | None:
    """Return the unit whose people act at a step; None where no such unit is known."""
    if step.unit == "parent":
        return session.get(Unit, unit.parent_id) if unit.parent_id else None
    return unit_by_code(session, step.unit) if step.unit else None


def superseded(session: Session, campaign_id: int, unit_id: int) -> list[Review]:
    """Return what was under way or approved of a unit, marked as superseded."""
    query = (
        select(Review)
        .join(Registration, col(Registration.id) == Review.registration_id)
        .where(
            Registration.campaign_id == campaign_id,
            Registration.unit_id == unit_id,
            col(Review.state).in_(CONCERNING),
        )
    )
    found = list(session.exec(query))
    for review in found:
        review.state = ReviewState.SUPERSEDED
    return found


def waiting_papers(session: Session, office: Unit | None, day: date) -> list[Paper]:
    """Return what waits at an office, the oldest first; without an office, at the top of routes.

    The top are the offices that review or decide, and those that no unit is known for, or that
    have ceased by the day: what was left lying there is not lost. No office has its own paper
    before it; staff decide on that.
    """
    query = (
        select(Review, Registration, Unit, Campaign)
        .join(Registration, col(Registration.id) == Review.registration_id)
        .join(Unit, col(Unit.id) == Registration.unit_id)
        .join(Campaign, col(Campaign.id) == Registration.campaign_id)
        .where(Review.state == ReviewState.WAITING)
        .order_by(col(Review.opened_at), col(Review.id))
    )
    if office is not None:
        query = query.where(Review.office_id == office.id, Unit.id != office.id)
    papers = [
        Paper(review, registration, unit, campaign, step)
        for review, registration, unit, campaign in session.exec(query)
        for step in (route_of(session, registration, unit)[review.step],)
    ]
    if office is not None:
        return papers
    return [
        each for each in papers if each.step.role != "aggregates" or _vacant(session, each, day)
    ]


def _vacant(session: Session, paper: Paper, day: date) -> bool:
    office = session.get(Unit, paper.review.office_id) if paper.review.office_id else None
    return office is None or not valid_on(office, day)


def stages(session: Session, registration: Registration, unit: Unit) -> list[Stage]:
    """Return the way of a registration as the sender sees it, like a parcel's."""
    query = select(Review).where(Review.registration_id == registration.id)
    reviews = {review.step: review for review in session.exec(query)}
    reached = max(reviews, default=-1)
    return [
        Stage(step, reviews[number].state, reviews[number].decided_at)
        if number in reviews
        else Stage(step, "skipped" if number < reached else None)
        for number, step in enumerate(route_of(session, registration, unit))
    ]


def approved_on(session: Session, registration: Registration, unit: Unit) -> date | None:
    """Return the day on which the last office approved, None while any has yet to."""
    way = stages(session, registration, unit)
    last = way[-1] if way else None
    decided = last.decided_at if last and last.state == ReviewState.APPROVED else None
    return decided.date() if decided else None
