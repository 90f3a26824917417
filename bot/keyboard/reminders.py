"""The command `reminders`: who would be reminded of what in a span of days, and why."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from handlers.remind import HOUR
from models.campaigns import Campaign, plan_of
from models.deadlines import Due
from models.ladders import HEAD, STANDING_BODY, Rung, ladder_of, ladders
from models.obligations import Obligation, dated, duties, obligations
from models.people import Contact, reachable_staff, reached_heads, workers_of


def planned(
    session: Session, campaign: Campaign, span: tuple[date, date], today: date, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return the reminders of a span, both days included, as things stand today; nothing is sent.

    Each is `{at, unit, contacts, milestone, rung, printed_day, last_safe_day, why}`: `unit` is a
    code, `contacts` the posts of those whom messages reach, `milestone` names its period where it
    recurs (`quarterly-report.2021-Q3`). In the order of sending.
    """
    plan, known = plan_of(session, campaign), ladders(session, campaign)
    due = dated(duties(session, campaign, plan, today))
    found = [
        (rung, owed)
        for owed in obligations(session, campaign, plan, due)
        for rung in owed.rungs(ladder_of(owed.kind, known))
        if span[0] <= rung.day <= span[1] and not owed.silent_on(rung.day)
    ]
    found.sort(key=lambda each: each[0].day)
    names = Names(session, found, today)
    return [_entry(rung, owed, names.of(owed, rung), zone) for rung, owed in found]


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
        late, _, to = rung.name[1:].partition(" ")
        yield f"working day {late} after the last safe day {due.last_day}"
        yield from [f"(to the {to})"] if to else []
        return
    before = int(rung.name)
    yield (f"{-before} days before the last safe day {due.last_day}" if before else "the last day")
    meant = due.last_day + timedelta(days=before)
    if meant != rung.day:
        yield f"({meant} is no working day)"


class Names:
    """The posts of those whom reminders would reach."""

    def __init__(
        self, session: Session, found: Sequence[tuple[Rung, Obligation]], today: date
    ) -> None:
        ids = {owed.office.id for _, owed in found}
        self._heads = reached_heads(session, ids, today)
        self._workers = workers_of(session, ids, today)
        self._staff = reachable_staff(session)
        self._names = dict(session.exec(select(Contact.id, Contact.name)).all())

    def of(self, owed: Obligation, rung: Rung) -> list[str]:
        """Return whom a rung of what is owed would be told to."""
        people = self._heads if rung.to == HEAD else self._workers
        ids = self._staff if rung.to == STANDING_BODY else people.get(owed.office.id, [])
        return [self._names[each] for each in ids]
