"""Inquiries (hỏi đáp): what a unit asks staff in the middle of its work, and the answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.people import Contact
from models.units import Unit


class Inquiry(Table, table=True):
    """A question to staff; `answered_at` is None until one of them answers.

    `about` is what stood on the asker's screen: the `talk` and `subject` of the draft, how many
    questions of it were `answered`, the question's `key`, its wording as `screen`, its `clause`.
    One that `follows` an earlier inquiry has its `text` and `answer` there.
    """

    id: int = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id")
    text: str
    about: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    asked_at: datetime
    answer: str = ""
    answered_by_id: int | None = Field(default=None, foreign_key="contact.id")
    answered_at: datetime | None = None


def open_inquiries(session: Session) -> Sequence[tuple[Inquiry, Contact, Unit | None]]:
    """Return what waits for an answer, the oldest first, with who asks and for which unit."""
    query = (
        select(Inquiry, Contact, Unit)
        .join(Contact, col(Contact.id) == Inquiry.contact_id)
        .outerjoin(Unit, col(Unit.id) == Inquiry.unit_id)
        .where(col(Inquiry.answered_at).is_(None))
        .order_by(col(Inquiry.id))
    )
    return session.exec(query).all()


def inquiries_of(session: Session, contact: Contact) -> Sequence[Inquiry]:
    """Return what a person's unit has asked, or who has none has, the newest first."""
    query = select(Inquiry).order_by(col(Inquiry.id).desc())
    if contact.unit_id is not None:
        return session.exec(query.where(Inquiry.unit_id == contact.unit_id)).all()
    own = (Inquiry.contact_id == contact.id, col(Inquiry.unit_id).is_(None))
    return session.exec(query.where(*own)).all()
