"""/start: join with a one-time code; for those who have joined, home."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.command import Visit
from bot.talk import Done
from models.assignments import appoint
from models.invitations import Invitation, looks_like_code, valid_invitation
from models.people import Account, Contact
from models.registers import Incoming
from models.text import tidy
from models.units import Unit

TRIES_AN_HOUR = 10  # of one address; then it is met with silence


async def home(visit: Visit) -> Done:
    """Say who the person is here, and what can be done."""
    return Done("join/home", {"contact": visit.contact, "unit": visit.unit})


def receive_stranger(
    session: Session, row: Incoming, now: datetime, today: date
) -> tuple[Done | None, Contact | None]:
    """Let a stranger in with a valid code; anyone else learns only that a code is needed."""
    silent = row.kind in ("reachable", "unreachable", "edited")
    if silent or _tries(session, row, now) > TRIES_AN_HOUR:
        return None, None
    code = tidy(row.text).removeprefix("/start").strip()
    if not looks_like_code(code):
        return Done("join/ask-code"), None
    invitation = valid_invitation(session, code, now)
    if invitation is None:
        return Done("join/wrong-code"), None
    unit = session.get(Unit, invitation.unit_id) if invitation.unit_id else None
    contact = _expected(session, invitation)
    session.add(contact)
    session.flush()
    invitation.used_at, invitation.used_by_id = now, contact.id
    account = Account(channel=row.channel, address=row.address, contact_id=contact.id)
    if unit is not None:
        appoint(session, contact.id, unit.id, now, today, invitation.terms)
    return Done(
        "join/welcome", {"contact": contact, "unit": unit}, save=[invitation, account]
    ), contact


def _expected(session: Session, invitation: Invitation) -> Contact:
    """Return the person invited: one on the list of contacts who has yet to join, or a new one."""
    name, role, unit_id = invitation.name, invitation.role, invitation.unit_id
    listed = select(Contact).where(
        Contact.name == name,
        Contact.role == role,
        Contact.unit_id == unit_id,
        col(Contact.id).not_in(select(Account.contact_id)),
    )
    known = session.exec(listed.order_by(col(Contact.id))).first()
    return known or Contact(name=name, role=role, unit_id=unit_id)


def _tries(session: Session, row: Incoming, now: datetime) -> int:
    query = select(func.count()).where(
        Incoming.channel == row.channel,
        Incoming.address == row.address,
        col(Incoming.received_at) > now - timedelta(hours=1),
    )
    return session.exec(query).one()
