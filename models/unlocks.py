"""Unlocks (mở khóa): an approved registration is changed only after a request was granted."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign
from models.registrations import Registration
from models.reviews import approved_on
from models.units import Unit


class Unlock(Table, table=True):
    """A unit's request to change what was approved; `granted` is None until staff decide."""

    id: int = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="registration.id", index=True)
    reason: str
    contact_id: int = Field(foreign_key="contact.id")
    asked_at: datetime
    granted: bool | None = None
    answer: str = ""
    decided_by_id: int | None = Field(default=None, foreign_key="contact.id")
    decided_at: datetime | None = None


def newest_unlock(session: Session, registration: Registration) -> Unlock | None:
    """Return the newest request for a version of a registration."""
    query = select(Unlock).where(Unlock.registration_id == registration.id)
    return session.exec(query.order_by(col(Unlock.id).desc())).first()


def is_locked(session: Session, registration: Registration, unit: Unit) -> bool:
    """Say whether a version was approved to the end, and no request to change it was granted."""
    if approved_on(session, registration, unit) is None:
        return False
    unlock = newest_unlock(session, registration)
    return unlock is None or not unlock.granted


def open_unlocks(session: Session) -> Sequence[tuple[Unlock, Registration, Unit, Campaign]]:
    """Return the requests to decide on, the oldest first."""
    query = (
        select(Unlock, Registration, Unit, Campaign)
        .join(Registration, col(Registration.id) == Unlock.registration_id)
        .join(Unit, col(Unit.id) == Registration.unit_id)
        .join(Campaign, col(Campaign.id) == Registration.campaign_id)
        .where(col(Unlock.granted).is_(None))
        .order_by(col(Unlock.id))
    )
    return session.exec(query).all()
