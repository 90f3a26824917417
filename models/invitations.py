"""Invitations: one-time codes by which people come in, or get a further unit."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.assignments import STAYS, Terms
from models.base import Table
from models.people import Role
from models.types import one_of
from models.units import Unit

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are mistaken for one another
CODE_LENGTH = 10  # 32 ** 10 codes: too many to guess, so a plain hash keeps them
INVITATION_DAYS = 14


class Invitation(Table, table=True):
    """A one-time code, of which only the hash is kept.

    `head`, `until` and `by_id` are those of the assignment that it gives.
    """

    id: int = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    role: Role = Field(sa_type=one_of(Role))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    name: str = ""
    head: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    until: date | None = None
    by_id: int | None = Field(default=None, foreign_key="contact.id")
    expires_at: datetime
    used_at: datetime | None = None
    used_by_id: int | None = Field(default=None, foreign_key="contact.id")

    @property
    def terms(self) -> Terms:
        """On what terms it lets somebody serve its unit."""
        return Terms(self.head, self.until, self.by_id)


def invite(
    session: Session,
    role: Role,
    unit: Unit | None,
    now: datetime,
    *,
    name: str = "",
    terms: Terms = STAYS,
) -> tuple[str, datetime]:
    """Write an invitation down; return its code, shown this once, and when it expires.

    `name` is the person's post; without one a contact is called by the unit.
    """
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    expires = now + timedelta(days=INVITATION_DAYS)
    session.add(
        Invitation(
            code_hash=_hash(code),
            role=role,
            unit_id=unit.id if unit else None,
            name=name or (unit.name if unit else ""),
            head=terms.head,
            until=terms.until,
            by_id=terms.by_id,
            expires_at=expires,
        )
    )
    return code, expires


def looks_like_code(text: str) -> bool:
    """Say whether a text may be a code at all, before it is looked for."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isalnum()


def valid_invitation(session: Session, code: str, now: datetime) -> Invitation | None:
    """Return the invitation of a code that is unused and not expired, if there is one."""
    query = select(Invitation).where(
        Invitation.code_hash == _hash(code),
        col(Invitation.used_at).is_(None),
        col(Invitation.expires_at) > now,
    )
    return session.exec(query).first()


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
