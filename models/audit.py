"""The audit: who decided what, when, and why. Rows are only ever added."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, col, select

from models.base import Table


class Act(StrEnum):
    """What was decided."""

    PLAN_LOADED = "plan-loaded"
    DEADLINE_SET = "deadline-set"
    DOUBT_SETTLED = "doubt-settled"
    APPROVED = "approved"
    RETURNED = "returned"


class AuditEntry(Table, table=True):
    """One decision; without a contact it was made at the command line.

    `act` is one of Act; `subject` says of what: a campaign's code, then a deadline's or a doubt's.
    `before` and `after` are what was in force.
    """

    id: int = Field(default=None, primary_key=True)
    at: datetime
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    act: str
    subject: str = Field(index=True)
    before: str = ""
    after: str = ""
    reason: str = ""


def audit_of(session: Session, subject: str) -> Sequence[AuditEntry]:
    """Return what was decided about a subject, oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject)
    return session.exec(query.order_by(col(AuditEntry.id))).all()
