"""Sign-offs (ký tổng hợp): what an aggregating office sums up of its members' registrations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.registrations import Registration, contents
from models.reviews import Review, ReviewState


class SignOff(Table, table=True):
    """One version of an office's sum, as it was signed.

    `registrations` are the ids of what it is made of; `sums` the figures, as JSON;
    `digest` is that of its content.
    """

    __table_args__ = (sa.UniqueConstraint("campaign_id", "office_id", "version"),)

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    office_id: int = Field(foreign_key="unit.id")
    version: int
    registrations: list[int] = Field(sa_type=sa.JSON)
    sums: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    digest: str
    contact_id: int = Field(foreign_key="contact.id")
    signed_at: datetime


def newest_signoffs(session: Session, campaign_id: int | None = None) -> list[SignOff]:
    """Return the newest sign-off of every office, of one campaign or of all."""
    query = select(SignOff).order_by(col(SignOff.version))
    if campaign_id is not None:
        query = query.where(SignOff.campaign_id == campaign_id)
    newest = {(row.campaign_id, row.office_id): row for row in session.exec(query)}
    return list(newest.values())


def newest_signoff(session: Session, campaign_id: int, office_id: int) -> SignOff | None:
    """Return the sign-off of an office that counts now."""
    query = select(SignOff).where(
        SignOff.campaign_id == campaign_id, SignOff.office_id == office_id
    )
    return session.exec(query.order_by(col(SignOff.version).desc())).first()


def changed_since(session: Session, signoff: SignOff) -> Sequence[Registration]:
    """Return what a sign-off was made of and is in force no more, by the office's own approval.

    A version replaced by one that says the same, and was approved likewise, has not changed.
    """
    query = (
        select(Registration)
        .join(Review, col(Review.registration_id) == Registration.id)
        .where(
            col(Registration.id).in_(signoff.registrations),
            Review.office_id == signoff.office_id,
            Review.state == ReviewState.SUPERSEDED,
        )
        .order_by(col(Registration.unit_id))
    )
    replaced = session.exec(query).all()
    return [each for each in replaced if not _stands(session, signoff, each)]


def _stands(session: Session, signoff: SignOff, signed: Registration) -> bool:
    """Say whether the office has approved a later version in which every figure is the same."""
    query = (
        select(Registration)
        .join(Review, col(Review.registration_id) == Registration.id)
        .where(
            Registration.campaign_id == signed.campaign_id,
            Registration.unit_id == signed.unit_id,
            Review.office_id == signoff.office_id,
            Review.state == ReviewState.APPROVED,
        )
        .order_by(col(Registration.version).desc())
    )
    now = session.exec(query).first()
    return now is not None and contents(now) == contents(signed)
