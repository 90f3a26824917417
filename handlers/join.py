"""/start: join with a one-time code; for those who have joined, home, or a further unit."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.command import Visit
from bot.talk import Done
from handlers.briefing import briefing
from models.assignments import Assignment, appoint, units_served
from models.audit import Act, AuditEntry
from models.invitations import (
    TRIES_AN_HOUR,
    Invitation,
    code_in,
    code_tries,
    invitation_of,
    looks_like_code,
    valid_invitation,
)
from models.people import Account, Contact, Role
from models.registers import Incoming
from models.units import Unit
from models.units.search import labels

TEXTS_AN_HOUR = 10  # of a stranger


async def home(visit: Visit) -> Done:
    """Say who the person is here, and what can be done; with a code, let them in at one more."""
    code = visit.subject
    if looks_like_code(code):
        return _further(visit, code)
    return _home(visit)


def receive_stranger(
    session: Session, row: Incoming, now: datetime, today: date
) -> tuple[Done | None, Contact | None]:
    """Let a stranger in with a valid code; anyone else learns only that a code is needed."""
    silent = row.kind in ("reachable", "unreachable", "edited")
    texts = _texts(session, row, now)
    tries = sum(looks_like_code(code_in(text)) for text in texts)
    if silent or len(texts) > TEXTS_AN_HOUR or tries > TRIES_AN_HOUR:
        return None, None
    code = code_in(row.text)
    if not looks_like_code(code):
        return Done("join/ask-code"), None
    invitation = valid_invitation(session, code, now)
    if invitation is None:
        return Done("join/wrong-code"), None
    contact = _expected(session, invitation)
    session.add(contact)
    session.flush()
    session.add(Account(channel=row.channel, address=row.address, contact_id=contact.id))
    visit = Visit(session, contact, None, now, today)
    welcome = _linked if invitation.contact_id else _welcome
    return welcome(visit, invitation), contact


# --- with a code ---


def _home(visit: Visit) -> Done:
    units = units_served(visit.session, visit.contact.id, visit.today)
    about = {"contact": visit.contact, "unit": visit.unit, "units": len(units)}
    return Done("join/home", about)


def _further(visit: Visit, code: str) -> Done:
    """Give somebody known what a code is for; nobody gets a part of the other kind by it.

    Who looks into everybody's papers must not also write a unit's.
    """
    session, contact = visit.session, visit.contact
    if code_tries(session, contact, visit.now) > TRIES_AN_HOUR:
        return Done("join/too-many")
    known = invitation_of(session, code)
    if known and known.used_by_id == contact.id:
        return _home(visit)
    invitation = valid_invitation(session, code, visit.now)
    if invitation is None:
        return Done("join/wrong-code")
    if invitation.contact_id:
        return Done("join/own-code" if invitation.contact_id == contact.id else "join/wrong-code")
    idle = contact.role == Role.CONTACT and not units_served(session, contact.id, visit.today)
    if not idle and (invitation.role == Role.CONTACT) != (contact.role == Role.CONTACT):
        return Done("join/other-part", {"contact": contact})
    if idle or invitation.role == Role.ADMIN:
        contact.role = invitation.role
    return _welcome(visit, invitation)


def _linked(visit: Visit, invitation: Invitation) -> Done:
    """Use a person's own code: what was begun elsewhere goes on here."""
    invitation.used_at, invitation.used_by_id = visit.now, visit.contact.id
    units = units_served(visit.session, visit.contact.id, visit.today)
    unit = next((each for each in units if each.id == visit.contact.unit_id), None)
    about = {"contact": visit.contact, "unit": unit, **briefing(replace(visit, unit=unit))}
    return Done("join/linked", about, save=[invitation])


def _welcome(visit: Visit, invitation: Invitation) -> Done:
    """Use an invitation: its unit becomes the one that the person works for."""
    session, contact = visit.session, visit.contact
    invitation.used_at, invitation.used_by_id = visit.now, contact.id
    unit = session.get(Unit, invitation.unit_id) if invitation.unit_id else None
    save: list[object] = [invitation, contact]
    label = labels(session, [unit])[0] if unit else contact.name
    about: dict[str, Any] = {"contact": contact, "label": label, "assignment": None, "units": 0}
    if unit is not None:
        terms = invitation.terms
        row = appoint(session, contact.id, unit.id, visit.now, visit.today, terms)
        session.flush()
        contact.unit_id = unit.id
        about["assignment"] = row
        about["units"] = len(units_served(session, contact.id, visit.today))
        save += [row, _entry(visit, unit, row)]
    open_there = briefing(replace(visit, unit=unit))
    return Done("join/welcome", {**about, **open_there}, save=save)


def _entry(visit: Visit, unit: Unit, row: Assignment) -> AuditEntry:
    return AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.JOINED,
        subject=unit.code,
        after=row.terms.told(),
    )


def _expected(session: Session, invitation: Invitation) -> Contact:
    """Return the person invited: one on the list of contacts who has yet to join, or a new one."""
    if invitation.contact_id:
        return session.get_one(Contact, invitation.contact_id)
    name, role, unit_id = invitation.name, invitation.role, invitation.unit_id
    listed = select(Contact).where(
        Contact.name == name,
        Contact.role == role,
        Contact.unit_id == unit_id,
        col(Contact.id).not_in(select(Account.contact_id)),
    )
    known = session.exec(listed.order_by(col(Contact.id))).first()
    return known or Contact(name=name, role=role, unit_id=unit_id)


def _texts(session: Session, row: Incoming, now: datetime) -> list[str]:
    """Return what a stranger has said within an hour; after too much of it there is silence."""
    query = select(Incoming.text).where(
        Incoming.channel == row.channel,
        Incoming.address == row.address,
        col(Incoming.received_at) > now - timedelta(hours=1),
    )
    return list(session.exec(query))
