"""People: contacts of units and staff, their accounts on channels, and how they are invited."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table, once
from models.types import one_of
from models.units import Unit

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are mistaken for one another
CODE_LENGTH = 10  # 32 ** 10 codes: too many to guess, so a plain hash keeps them
INVITATION_DAYS = 14


class Role(StrEnum):
    """What a person may do: act for a unit, run campaigns, or administer."""

    CONTACT = "contact"
    STAFF = "staff"
    ADMIN = "admin"


class Contact(Table, table=True):
    """A person: the contact of a unit, or staff. People are shown by their post, not by name."""

    id: int = Field(default=None, primary_key=True)
    name: str
    role: Role = Field(default=Role.CONTACT, sa_type=one_of(Role))
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    phone: str | None = None


class Account(Table, table=True):
    """A person's address on one channel, and whether messages reach it."""

    __table_args__ = (sa.UniqueConstraint("channel", "address"),)

    id: int = Field(default=None, primary_key=True)
    channel: str
    address: str
    contact_id: int = Field(foreign_key="contact.id", index=True)
    unreachable_since: datetime | None = None


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


def invite(
    session: Session, role: Role, unit: Unit | None, now: datetime, *, name: str = ""
) -> tuple[str, datetime]:
    """Write an invitation down; return its code, shown this once, and when it expires.

    `name` is the person's post; without one a contact is called by the unit.
    """
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    expires = now + timedelta(days=INVITATION_DAYS)
    unit_id = unit.id if unit else None
    called = name or (unit.name if unit else "")
    session.add(
        Invitation(
            code_hash=_hash(code), role=role, unit_id=unit_id, name=called, expires_at=expires
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


def people_of(session: Session, unit_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the ids of the contacts of some units whom messages reach, by unit."""
    query = (
        select(Contact.unit_id, Contact.id)
        .join(Account, col(Account.contact_id) == Contact.id)
        .where(col(Contact.unit_id).in_(unit_ids), col(Account.unreachable_since).is_(None))
        .distinct()
    )
    people: dict[int, list[int]] = {}
    for unit_id, contact_id in session.exec(query):
        people.setdefault(unit_id or 0, []).append(contact_id or 0)
    return people


def reachable_staff(session: Session) -> list[int]:
    """Return the ids of staff and administrators whom messages reach."""
    query = (
        select(Contact.id)
        .join(Account, col(Account.contact_id) == Contact.id)
        .where(Contact.role != Role.CONTACT, col(Account.unreachable_since).is_(None))
        .distinct()
    )
    return list(session.exec(query.order_by(col(Contact.id))))


_PEOPLE = (
    select(Account, Contact, Unit)
    .join(Contact, col(Contact.id) == Account.contact_id)
    .outerjoin(Unit, col(Unit.id) == Contact.unit_id)
    .where(col(Account.address).in_(sa.bindparam("addresses", expanding=True)))
)


def account_at(session: Session, channel: str, address: str) -> tuple[Account, Contact] | None:
    """Return the account at an address with its person, or None for a stranger."""

    def find() -> tuple[Account, Contact] | None:
        query = (
            select(Account, Contact)
            .join(Contact, col(Contact.id) == Account.contact_id)
            .where(Account.channel == channel, Account.address == address)
        )
        return session.exec(query).first()

    return once(session, (Account, channel, address), find)


def load_people(session: Session, addresses: Collection[str]) -> list[object]:
    """Find the accounts at some addresses ahead of `account_at`, with their units."""
    found = session.exec(_PEOPLE, params={"addresses": list(addresses)}).all()
    for account, contact, _ in found:
        session.info[Account, account.channel, account.address] = account, contact
    return list(found)


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
