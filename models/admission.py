"""Admission (nhận bản gửi trễ): what comes after the deadline waits until staff admit it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.amendments import is_outdated
from models.differences import changed
from models.plan import Plan
from models.registrations import Pledge, Registration
from models.reviews import ADMIT, Review, ReviewState
from models.units import Unit
from models.unlocks import newest_unlock

WHOLE = "whole"  # the remark that is about the registration as a whole


def was_admitted(session: Session, campaign_id: int, unit_id: int) -> bool:
    """Say whether staff have admitted a version of a unit that came late."""
    query = (
        select(Review.id)
        .join(Registration, col(Registration.id) == Review.registration_id)
        .where(
            Registration.campaign_id == campaign_id,
            Registration.unit_id == unit_id,
            Review.step == ADMIT,
            Review.state != ReviewState.RETURNED,
            col(Review.decided_at).is_not(None),
        )
    )
    return session.exec(query).first() is not None


def was_asked_for(
    session: Session, plan: Plan, unit: Unit, before: Registration, pledges: Sequence[Pledge]
) -> bool:
    """Say whether a new version is what was asked of the unit: then being late needs no excuse.

    It answers a return and changes nothing else; staff unlocked the version before; or the plan was
    amended since that was registered.
    """
    unlock = newest_unlock(session, before)
    if (unlock and unlock.granted) or is_outdated(session, plan, unit, before):
        return True
    remarks = [
        remark
        for review in before.reviews
        if review.state == ReviewState.RETURNED
        for remark in review.remarks
    ]
    keys = {remark["key"] for remark in remarks}
    returned = {each.code for each in before.pledges if each.key in keys}
    touched = {each.code for pair in changed(before.pledges, pledges) for each in pair if each}
    return bool(keys) and (WHOLE in keys or touched <= returned)
