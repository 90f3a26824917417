"""People: contacts of units and staff, and their accounts on channels."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, col, func, select

from models.assignments import Assignment, in_force
from models.base import Table, once
from models.registers import Incoming
from models.types import one_of
from models.units import Unit


class Role(StrEnum):
    """What a person may do: act for a unit, run campaigns, or administer."""

    CONTACT = "contact"
    STAFF = "staff"
    ADMIN = "admin"


class Contact(Table, table=True):
    """A person: the contact of a unit, or staff. People are shown by their post, not by name.

    `remind_at` is the hour of the day at which the person wants reminders, None for the usual one.
    """

    id: int = Field(default=None, primary_key=True)
    name: str
    role: Role = Field(default=Role.CONTACT, sa_type=one_of(Role))
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    phone: str | None = None
    remind_at: int | None = None


class Account(Table, table=True):
    """A person's address on one channel, and whether messages reach it."""

    __table_args__ = (sa.UniqueConstraint("channel", "address"),)

    id: int = Field(default=None, primary_key=True)
    channel: str
    address: str
    contact_id: int = Field(foreign_key="contact.id", index=True)
    unreachable_since: datetime | None = None


def people_of(session: Session, unit_ids: Collection[int], today: date) -> dict[int, list[int]]:
    """Return the ids of the people who serve some units on a day and whom messages reach."""
    query = (
        select(Assignment.unit_id, Assignment.contact_id)
        .join(Account, col(Account.contact_id) == Assignment.contact_id)
        .where(
            col(Assignment.unit_id).in_(unit_ids),
            col(Account.unreachable_since).is_(None),
            in_force(today),
        )
        .distinct()
        .order_by(col(Assignment.contact_id))
    )
    people: dict[int, list[int]] = {}
    for unit_id, contact_id in session.exec(query):
        people.setdefault(unit_id, []).append(contact_id)
    return people


def workers_of(session: Session, unit_ids: Collection[int], today: date) -> dict[int, list[int]]:
    """Return those of `people_of` who do the units' work: the clerks, or heads who are alone."""
    heads = reached_heads(session, unit_ids, today)
    found = {}
    for unit_id, people in people_of(session, unit_ids, today).items():
        clerks = [each for each in people if each not in heads.get(unit_id, ())]
        found[unit_id] = clerks or people
    return found


def reached_heads(session: Session, unit_ids: Collection[int], today: date) -> dict[int, list[int]]:
    """Return those of `people_of` who speak for the units."""
    query = select(Assignment.unit_id, Assignment.contact_id).where(
        col(Assignment.unit_id).in_(unit_ids), col(Assignment.head), in_force(today)
    )
    heads = set(session.exec(query).all())
    found = {
        unit_id: [each for each in people if (unit_id, each) in heads]
        for unit_id, people in people_of(session, unit_ids, today).items()
    }
    return {unit_id: people for unit_id, people in found.items() if people}


def hours(session: Session) -> dict[int, int]:
    """Return at which hour those people want reminders who have chosen one."""
    query = select(Contact.id, Contact.remind_at).where(col(Contact.remind_at).is_not(None))
    return {contact_id: hour for contact_id, hour in session.exec(query) if hour is not None}


def reachable_staff(session: Session) -> list[int]:
    """Return the ids of staff and administrators whom messages reach."""
    query = (
        select(Contact.id)
        .join(Account, col(Account.contact_id) == Contact.id)
        .where(Contact.role != Role.CONTACT, col(Account.unreachable_since).is_(None))
        .distinct()
    )
    return list(session.exec(query.order_by(col(Contact.id))))


def reachable_after(session: Session, after: int, most: int) -> list[int]:
    """Return the ids of the next people whom messages reach, in order, after one of them."""
    query = (
        select(Account.contact_id)
        .where(col(Account.unreachable_since).is_(None), Account.contact_id > after)
        .distinct()
    )
    return list(session.exec(query.order_by(col(Account.contact_id)).limit(most)))


def served_by(session: Session, contact_ids: Collection[int], today: date) -> set[int]:
    """Return the ids of the units that some people serve on a day."""
    query = select(Assignment.unit_id).where(
        col(Assignment.contact_id).in_(contact_ids), in_force(today)
    )
    return set(session.exec(query))


def reachable(session: Session, contact_ids: Collection[int]) -> list[int]:
    """Return which of some people messages reach."""
    query = (
        select(Account.contact_id)
        .where(col(Account.contact_id).in_(contact_ids), col(Account.unreachable_since).is_(None))
        .distinct()
    )
    return list(session.exec(query))


def colleagues(session: Session, unit_id: int, today: date) -> Sequence[tuple[Assignment, Contact]]:
    """Return the people who serve a unit on a day: its heads first, then who came first."""
    query = (
        select(Assignment, Contact)
        .join(Contact, col(Contact.id) == Assignment.contact_id)
        .where(Assignment.unit_id == unit_id, in_force(today))
        .order_by(col(Assignment.head).desc(), col(Assignment.id))
    )
    return session.exec(query).all()


_PEOPLE = (
    select(Account, Contact, Assignment, Unit)
    .join(Contact, col(Contact.id) == Account.contact_id)
    .outerjoin(Assignment, col(Assignment.contact_id) == Contact.id)
    .outerjoin(Unit, col(Unit.id) == Assignment.unit_id)
    .where(col(Account.address).in_(sa.bindparam("addresses", expanding=True)))
    .order_by(col(Assignment.id))
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
    """Find people ahead of `account_at` and `units_served`, at some addresses."""
    found = session.exec(_PEOPLE, params={"addresses": list(addresses)}).all()
    served: dict[int, dict[int, tuple[Assignment, Unit]]] = {}
    for account, contact, assignment, unit in found:
        session.info[Account, account.channel, account.address] = account, contact
        units = served.setdefault(contact.id, {})
        if assignment is not None:
            units[assignment.id] = assignment, unit
    for contact_id, units in served.items():
        session.info[Assignment, contact_id] = list(units.values())
    return list(found)


def last_seen(
    session: Session, accounts: Collection[Sequence[Any]], out: Collection[str] = ()
) -> list[Sequence[Any]]:
    """Return of each person's accounts the one from which the person wrote last.

    An account is a row that begins with its person's id, its channel and its address; who never
    wrote is seen at the first. Channels that are `out` of use count only where there is no other.
    """
    people = Counter(contact_id for contact_id, *_ in accounts)
    addresses = [(row[1], row[2]) for row in accounts if people[row[0]] > 1]
    seen = _newest(session, addresses) if addresses else {}

    def rank(row: Sequence[Any]) -> tuple[bool, int]:
        return row[1] not in out, seen.get((row[1], row[2]), 0)

    found: dict[int, Sequence[Any]] = {}
    for row in accounts:
        if row[0] not in found or rank(row) > rank(found[row[0]]):
            found[row[0]] = row
    return list(found.values())


def _newest(session: Session, addresses: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the newest row that came from each of some channels' addresses."""
    query = (
        select(Incoming.channel, Incoming.address, func.max(Incoming.id))
        .where(sa.tuple_(col(Incoming.channel), col(Incoming.address)).in_(addresses))
        .group_by(Incoming.channel, Incoming.address)
    )
    return {(channel, address): newest for channel, address, newest in session.exec(query)}
