"""One-time codes at the keyboard: for whom, as what, and until when."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from models.assignments import STAYS, Terms
from models.bots import host_for
from models.days import read_day
from models.invitations import invite
from models.people import Role
from models.units import unit_by_code


class InviteError(Exception):
    """An invitation that cannot be written; the text says what to put right."""


class Wanted(NamedTuple):
    """What was asked for at the keyboard: a unit's code or a role, and the terms as typed."""

    unit: str | None
    role: str | None
    name: str
    head: bool
    until: str | None


def give_code(session: Session, wanted: Wanted, now: datetime, today: date) -> tuple[str, datetime]:
    """Write an invitation down; return its code and when it expires.

    Raises InviteError where there is no such unit, or no such day ahead.
    """
    unit = unit_by_code(session, wanted.unit) if wanted.unit else None
    if wanted.unit and unit is None:
        raise InviteError(f"There is no unit with the code {wanted.unit}")
    terms = Terms(wanted.head, _last_day(wanted.until, today))
    if unit is None and terms != STAYS:
        raise InviteError("--head and --until go with --unit")
    role = Role(wanted.role or "contact")
    return invite(session, role, unit, now, name=wanted.name, terms=terms)


def zalo_bot(session: Session, wanted: Wanted, today: date) -> str:
    """Return what the Zalo bot is called that a code is for; empty where none has room."""
    unit = unit_by_code(session, wanted.unit) if wanted.unit else None
    host = host_for(session, unit, today)
    return host.bot.title if host.bot else ""


def _last_day(text: str | None, today: date) -> date | None:
    if text is None:
        return None
    found = read_day(text, today)
    if found is None or found.date < today:
        raise InviteError(f"--until {text} is no day ahead; write it such as 31/12/{today.year}")
    return found.date
