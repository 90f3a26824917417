"""Invitations: one-time codes by which people come in, or get a further unit."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.assignments import STAYS, Terms
from models.audit import Act, AuditEntry
from models.base import Table
from models.people import Account, Contact, Role
from models.registers import Incoming
from models.text import tidy
from models.types import one_of
from models.units import Unit

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are mistaken for one another
CODE_LENGTH = 10  # 32 ** 10 codes: too many to guess, so a plain hash keeps them
INVITATION_DAYS = 14
LINK_MINUTES = 15
LINK = "invitation-link"  # remembered under this name: what a code is put behind
TRIES_AN_HOUR = 5  # of one person with codes; then they are not looked at


class Invitation(Table, table=True):
    """A one-time code, of which only the hash is kept.

    `head`, `until` and `by_id` are those of the assignment that it gives; `contact_id` is the
    person whose own it is, who goes on with it on another channel.
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
    contact_id: int | None = Field(default=None, foreign_key="contact.id")

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
    """Write an invitation down, with who gave it; return its code, shown this once, and its expiry.

    `name` is the person's post; without one a contact is called by the unit.
    """
    code = _new_code()
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
    session.add(
        AuditEntry(
            at=now,
            contact_id=terms.by_id,
            act=Act.INVITED,
            subject=unit.code if unit else role.value,
            after=terms.told() if unit else "",
            reason=name,
        )
    )
    return code, expires


def link(session: Session, contact: Contact, now: datetime) -> tuple[str, datetime]:
    """Write down a code by which a person goes on elsewhere; return it and when it expires."""
    code, expires = _new_code(), now + timedelta(minutes=LINK_MINUTES)
    row = Invitation(
        code_hash=_hash(code), role=contact.role, contact_id=contact.id, expires_at=expires
    )
    session.add(row)
    return code, expires


def code_in(text: str) -> str:
    """Return what may be a code in a text: as a link brings it, or by itself."""
    return tidy(text).removeprefix("/start").strip()


def looks_like_code(text: str) -> bool:
    """Say whether a text may be a code at all, before it is looked for; a figure is none."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isalnum() and not text.isdecimal()


def code_tries(session: Session, contact: Contact, now: datetime) -> int:
    """Count what a person has said within an hour that may be a code, on every channel."""
    theirs = sa.and_(
        col(Account.channel) == Incoming.channel, col(Account.address) == Incoming.address
    )
    recent = col(Incoming.received_at) > now - timedelta(hours=1)
    query = select(Incoming.text).join(Account, theirs)
    query = query.where(Account.contact_id == contact.id, recent)
    return sum(looks_like_code(code_in(text)) for text in session.exec(query))


def valid_invitation(session: Session, code: str, now: datetime) -> Invitation | None:
    """Return the invitation of a code that is unused and not expired, if there is one."""
    found = invitation_of(session, code)
    return found if found and found.used_at is None and found.expires_at > now else None


def invitation_of(session: Session, code: str) -> Invitation | None:
    """Return the invitation of a code, used or expired as it may be."""
    return session.exec(select(Invitation).where(Invitation.code_hash == _hash(code))).first()


def _new_code() -> str:
    code = ""
    while not looks_like_code(code):  # one in a million is all figures
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return code


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
