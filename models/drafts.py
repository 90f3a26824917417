"""Drafts: what was said so far in a conversation that is not finished. They belong to the unit."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import attribute_keyed_dict, relationship, selectinload
from sqlmodel import Field, Relationship, Session, col, select

from models.base import Table
from models.people import Contact


class Draft(Table, table=True):
    """An unfinished (or finished) conversation of a unit, or of a person who has none.

    `answers` are by question key.
    """

    __table_args__ = (sa.Index("ix_draft_owner", "talk", "owner", "subject"),)

    id: int = Field(default=None, primary_key=True)
    talk: str
    owner: str
    subject: str = ""
    opened_at: datetime
    finished_at: datetime | None = None

    answers: dict[str, "Answer"] = Relationship(
        sa_relationship=relationship("Answer", collection_class=attribute_keyed_dict("key"))
    )


class Answer(Table, table=True):
    """What was said to one question, by whom, where and when."""

    __table_args__ = (sa.UniqueConstraint("draft_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id")
    key: str
    said: str
    contact_id: int = Field(foreign_key="contact.id")
    incoming_id: int | None = Field(default=None, foreign_key="incoming.id")
    said_at: datetime


def owner_of(contact: Contact) -> str:
    """Return whose drafts a person works on: the unit's, else the person's own."""
    return f"unit:{contact.unit_id}" if contact.unit_id else f"contact:{contact.id}"


def open_draft(session: Session, talk: str, owner: str, subject: str) -> Draft | None:
    """Return the unfinished draft of a conversation, if one was begun."""
    return _latest(session, talk, owner, subject, finished=False)


def last_finished(session: Session, talk: str, owner: str, subject: str) -> Draft | None:
    """Return the newest finished draft of a conversation, if there is one."""
    return _latest(session, talk, owner, subject, finished=True)


def open_drafts(session: Session, owner: str) -> list[Draft]:
    """Return all that an owner has begun and not finished."""
    query = select(Draft).where(Draft.owner == owner, col(Draft.finished_at).is_(None))
    return list(session.exec(query))


def load_drafts(session: Session, draft_ids: Collection[int]) -> Sequence[Draft]:
    """Read drafts with their answers in two queries, however many they are."""
    return session.exec(_MANY, params={"ids": list(draft_ids)}).all()


def _latest(
    session: Session, talk: str, owner: str, subject: str, *, finished: bool
) -> Draft | None:
    asked = {"talk": talk, "owner": owner, "subject": subject}
    return session.exec(_FINISHED if finished else _OPEN, params=asked).first()


# Queries of every turn are made once: making one costs more than asking it.
_MANY = (
    select(Draft)
    .where(col(Draft.id).in_(sa.bindparam("ids", expanding=True)))
    .options(selectinload(Draft.answers))  # type: ignore[arg-type]
)
_SAME = (
    select(Draft)
    .where(
        *(col(getattr(Draft, name)) == sa.bindparam(name) for name in ("talk", "owner", "subject"))
    )
    .order_by(col(Draft.id).desc())
    .limit(1)
)
_OPEN = _SAME.where(col(Draft.finished_at).is_(None))
_FINISHED = _SAME.where(col(Draft.finished_at).is_not(None))
