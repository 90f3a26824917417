"""The queue (chờ duyệt): what waits at an office, at the top of the routes, or before a head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from models.campaigns import Campaign
from models.plan.registration import Station
from models.registrations import Registration
from models.reviews import SIGN, Review, ReviewState, steps_of, vacant_offices
from models.units import Unit
from models.working_days import Term


@dataclass(frozen=True)
class Paper:
    """A registration that waits at an office, with all that its reviewer needs to know.

    `vacant`: nobody can be reached at an office that would pass it on, so that staff see it.
    """

    review: Review
    registration: Registration
    unit: Unit
    campaign: Campaign
    step: Station
    term: Term | None = None
    vacant: bool = False

    @property
    def office_id(self) -> int | None:
        """The office that has to decide; None where it is for staff."""
        if self.review.step == SIGN:
            return self.unit.id
        own = self.step.role == "aggregates" and not self.vacant
        return self.review.office_id if own else None


def papers_in(session: Session, campaign: Campaign, today: date) -> list[Paper]:
    """Return all that waits in a campaign to be admitted or reviewed, wherever it waits.

    What waits for the signature of a unit's own head is not among it: it is the unit's to send.
    """
    return _waiting(session, today, Review.step != SIGN, Registration.campaign_id == campaign.id)


def waiting_papers(
    session: Session, office: Unit | None, today: date, *, head: bool = False
) -> list[Paper]:
    """Return what waits at an office, gates first, then the oldest; without one, what staff see.

    Staff see what came late, the offices that review or decide, and those that are vacant: what
    lies there is not lost. No office has its own paper before it, but for a `head` to sign.
    """
    if office is None:
        papers = _waiting(session, today, Review.step != SIGN)
        return [each for each in papers if each.office_id is None]
    others = sa.and_(col(Review.step) >= 0, col(Unit.id) != office.id)
    own = sa.or_(others, col(Review.step) == SIGN) if head else others
    return _waiting(session, today, Review.office_id == office.id, own)


def papers_of(
    session: Session, reviews: Sequence[Review], registration: Registration, unit: Unit, today: date
) -> list[Paper]:
    """Return some reviews of a version as the papers that they are."""
    campaign = session.get_one(Campaign, registration.campaign_id)
    return _papers(session, [(each, registration, unit, campaign) for each in reviews], today)


def new_papers(
    session: Session, registration: Registration, unit: Unit, now: datetime, today: date
) -> list[Paper]:
    """Return where a version has come to this moment: one paper, or none at the end of its way."""
    waiting = [each for each in registration.reviews if each.state == ReviewState.WAITING]
    new = [each for each in waiting if each.opened_at == now]
    return papers_of(session, new, registration, unit, today)


def _waiting(session: Session, today: date, *conditions: Any) -> list[Paper]:  # noqa: ANN401
    query = (
        select(Review, Registration, Unit, Campaign)
        .join(Registration, col(Registration.id) == Review.registration_id)
        .join(Unit, col(Unit.id) == Registration.unit_id)
        .join(Campaign, col(Campaign.id) == Registration.campaign_id)
        .where(Review.state == ReviewState.WAITING, *conditions)
        .order_by(col(Review.step) >= 0, col(Review.opened_at), col(Review.id))
        .options(selectinload(Registration.reviews))  # type: ignore[arg-type]
    )
    return _papers(session, session.exec(query).all(), today)


def _papers(
    session: Session, rows: Sequence[tuple[Review, Registration, Unit, Campaign]], today: date
) -> list[Paper]:
    vacant = vacant_offices(session, [review.office_id for review, *_ in rows], today)
    return [
        Paper(
            *(review, registration, unit, campaign, step),
            term=review.term(today),
            vacant=step.role == "aggregates" and review.office_id in vacant,
        )
        for review, registration, unit, campaign in rows
        for step in (steps_of(session, registration, unit)[review.step],)
    ]
