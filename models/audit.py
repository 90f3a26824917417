"""The audit: who decided what, when, and why. Rows are only ever added, each sealed by the last.

Every row carries a digest of itself and of the row before, so that a row changed or taken out later
shows. What is cut off at the end does not show in the rows that are left: keep the newest seal
somewhere else too.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table


class Act(StrEnum):
    """What was decided."""

    PLAN_LOADED = "plan-loaded"
    DEADLINE_SET = "deadline-set"
    LADDER_SET = "ladder-set"
    DOUBT_SETTLED = "doubt-settled"
    APPROVED = "approved"
    RETURNED = "returned"
    UNLOCKED = "unlocked"
    KEPT_LOCKED = "kept-locked"
    SUM_SIGNED = "sum-signed"
    SIGNED = "signed"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not-admitted"
    CARRIED_OVER = "carried-over"
    TWO_PERSON = "two-person"
    INVITED = "invited"
    JOINED = "joined"
    ENDED = "assignment-ended"
    CALENDAR_SET = "calendar-set"
    EXTENDED = "deadline-extended"
    RECORDED = "duty-recorded"
    WAIVED = "duty-waived"
    MOVED = "duty-moved"
    TAKEN_BACK = "ruling-taken-back"
    CHANNEL_MOVED = "channel-moved"
    BOT_CHOSEN = "bot-chosen"


class AuditEntry(Table, table=True):
    """One decision; without a contact it was made at the command line.

    `act` is one of Act; `subject` says of what: a campaign's code, then a deadline's, a doubt's or
    a unit's. `before` and `after` are what was in force.
    """

    id: int = Field(default=None, primary_key=True)
    at: datetime
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    act: str
    subject: str = Field(index=True)
    before: str = ""
    after: str = ""
    reason: str = ""
    seal: str = Field(default="", sa_column_kwargs={"server_default": ""})


def audit_of(session: Session, subject: str) -> Sequence[AuditEntry]:
    """Return what was decided about a subject, oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject)
    return session.exec(query.order_by(col(AuditEntry.id))).all()


def newest_seal(session: Session) -> str:
    """Return the seal of the newest row, empty where there is none."""
    query = select(AuditEntry.seal).order_by(col(AuditEntry.id).desc()).limit(1)
    return session.exec(query).first() or ""


def first_broken(session: Session) -> int | None:
    """Return the id of the first row that does not fit its seal, None where all do."""
    seal = ""
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id))):
        if entry.seal != _sealed(entry, seal):
            return entry.id
        seal = entry.seal
    return None


def _sealed(entry: AuditEntry, before: str) -> str:
    told = [
        before,
        entry.at.astimezone(UTC).isoformat(),
        entry.contact_id,
        str(entry.act),
        entry.subject,
        entry.before,
        entry.after,
        entry.reason,
    ]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@sa.event.listens_for(Session, "before_flush")
def _seal(session: Session, *_: object) -> None:
    """Seal new rows in the order in which they were added, which is that of their ids."""
    new = [each for each in session.new if isinstance(each, AuditEntry)]
    if not new:
        return
    with session.no_autoflush:
        seal = newest_seal(session)
    for entry in sorted(new, key=lambda each: sa.inspect(each).insert_order):
        seal = entry.seal = _sealed(entry, seal)
