"""Announcements (thông báo): what the province tells its units, and who received it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field, Session, col, func, select

from models.base import Table
from models.registers import Outgoing


class Announcement(Table, table=True):
    """A message to many; `progress_id` is the message that shows its author how far it is."""

    id: int = Field(default=None, primary_key=True)
    text: str
    audience: str
    contact_id: int = Field(foreign_key="contact.id")
    draft_id: int = Field(foreign_key="draft.id", unique=True)
    recipients: int
    without_contact: int
    created_at: datetime
    progress_id: int | None = None
    progress_text: str = ""
    finished_at: datetime | None = None


def unfinished_announcements(session: Session) -> Iterable[Announcement]:
    """Return the announcements that are still being sent."""
    return session.exec(select(Announcement).where(col(Announcement.finished_at).is_(None))).all()


def outcomes(session: Session, announcement: Announcement) -> dict[str, int]:
    """Count an announcement's messages by what became of them; '' are those still waiting."""
    outcome = func.coalesce(Outgoing.outcome, "")
    query = (
        select(outcome, func.count())
        .where(Outgoing.announcement_id == announcement.id)
        .group_by(outcome)
    )
    return dict(session.exec(query).all())
