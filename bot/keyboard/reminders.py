"""The command `reminders`: who would be reminded of what in a span of days, and why."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from handlers.remind import HOUR, rungs_of
from models.campaigns import Campaign, plan_of
from models.deadlines import Due
from models.ladders import Rung
from models.obligations import Obligation, dues_in_chat, obligations
from models.people import Contact, people_of


def planned(
    session: Session, campaign: Campaign, span: tuple[date, date], today: date, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return the reminders of a span, both days included, as things stand today; nothing is sent.

    Each is `{at, unit, contacts, milestone, rung, printed_day, last_safe_day, why}`: `unit` is a
    code, `contacts` the posts of those whom messages reach, `milestone` names its period where it
    recurs (`quarterly-report.2021-Q3`). In the order of sending.
    """
    plan = plan_of(session, campaign)
    due = dues_in_chat(session, campaign, plan, today)
    found = [
        (rung, owed)
        for owed in obligations(session, campaign, plan, due)
        for rung in rungs_of(plan, owed.due)
        if span[0] <= rung.day <= span[1] and not owed.silent_on(rung.day)
    ]
    found.sort(key=lambda each: each[0].day)
    names = _names(session, {owed.unit.id for _, owed in found}, today)
    return [_entry(rung, owed, names.get(owed.unit.id, []), zone) for rung, owed in found]


def as_line(entry: dict[str, Any]) -> str:
    """Return one reminder for a person to read."""
    to = ", ".join(entry["contacts"]) or "nobody who can be reached"
    return f"{entry['at']}  {entry['unit']}  {entry['milestone']} {entry['rung']}  to {to}"


def _entry(rung: Rung, owed: Obligation, contacts: list[str], zone: ZoneInfo) -> dict[str, Any]:
    due = owed.due
    assert due.day is not None
    assert due.last_day is not None
    return {
        "at": datetime.combine(rung.day, HOUR, zone).isoformat(),
        "unit": owed.unit.code,
        "contacts": contacts,
        "milestone": due.code,
        "rung": rung.name,
        "printed_day": due.day.isoformat(),
        "last_safe_day": due.last_day.isoformat(),
        "why": " ".join(_why(rung, due)),
    }


def _why(rung: Rung, due: Due) -> Iterator[str]:
    assert due.last_day is not None
    if rung.name.startswith("+"):
        yield f"working day {rung.name[1:]} after the last safe day {due.last_day}"
        return
    before = int(rung.name)
    yield (f"{-before} days before the last safe day {due.last_day}" if before else "the last day")
    meant = due.last_day + timedelta(days=before)
    if meant != rung.day:
        yield f"({meant} is no working day)"


def _names(session: Session, unit_ids: set[int], today: date) -> dict[int, list[str]]:
    people = people_of(session, unit_ids, today)
    ids = {contact_id for found in people.values() for contact_id in found}
    query = select(Contact.id, Contact.name).where(col(Contact.id).in_(ids))
    names = dict(session.exec(query).all())
    return {unit_id: [names[each] for each in found] for unit_id, found in people.items()}
