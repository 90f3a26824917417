"""Samples of rulings, made by the real conversations, of one commune and of all there are.

`RULED` holds every message of each kind of ruling, one after the other; `RULING_SAMPLES` has the
shortest of each template.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.command import Visit
from bot.talk import Handout
from handlers.deadline import deadlines
from handlers.own_deadlines import hand_out_calendar, show_own
from handlers.promise import promise
from handlers.ruling import rule
from messages import render
from models.assignments import appoint
from models.deadlines import Due
from models.people import Account, Contact
from models.units import Unit, unit_by_code
from tests.samples_plans import LOOKER, PLAN, STAFF, WORDY, Sample, played, world

SESSION = world()
MOMENT, TODAY = datetime(2021, 10, 12, 2, 30, tzinfo=UTC), date(2021, 10, 12)
LATER = datetime(2025, 6, 25, 2, 30, tzinfo=UTC)
KIEN_GIANG, PHU_QUOC = "kien-giang-2021-2025", "phu-quoc-2021"
ONE, OTHER = "911-duong-to", "849-dinh-an"
REASON = WORDY[:300].strip()
SAID = {"day": "15/11/2021", "to": OTHER, "reason": REASON, "all": "closed", "confirm": "yes"}
KINDS = ("extended", "closed", "reopened", "moved", "reopened", "waived", "reopened")


def unit(code: str) -> Unit:
    found = unit_by_code(SESSION, code)
    assert found is not None
    return found


def reached(code: str) -> None:
    """Let somebody serve a unit whom messages reach."""
    person = Contact(name="", unit_id=unit(code).id)
    SESSION.add(person)
    SESSION.flush()
    SESSION.add(Account(channel="telegram", address=code, contact_id=person.id))
    appoint(SESSION, person.id, unit(code).id, MOMENT, TODAY)


def staff(detail: str, plan: str = KIEN_GIANG, now: datetime = MOMENT) -> Visit:
    return Visit(SESSION, STAFF, None, now, now.date(), (), plan, detail, draft_id=1)


def contact(code: str, detail: str = "", now: datetime = MOMENT) -> Visit:
    visit = staff(detail, now=now)
    return replace(visit, contact=LOOKER, unit=unit(code))


def decided(visit: Visit, **said: str) -> Iterator[Sample]:
    """Play a ruling from its beginning, and keep what it says."""
    yield from played(rule(visit), {})[0]
    told, done = played(rule(visit), SAID | said)
    SESSION.add_all(done.save if done else ())
    SESSION.flush()
    yield from told


def ruled() -> Iterator[Sample]:
    for kind in KINDS:
        yield from decided(staff("registration"), kind=kind, who=ONE, undo=ONE)
        yield from played(show_own(contact(ONE)), {})[0]
    for kind in ("moved", "reopened"):
        yield from decided(staff("registration"), kind=kind, who="all", undo="all")
    yield from decided(staff("registration"), kind="extended", who=ONE)
    yield from played(deadlines(staff("registration")), {"day": "8/11", "reason": REASON})[0]
    said = {"day": "8/11", "reason": REASON, "confirm": "yes"}
    yield from played(deadlines(staff("registration")), said)[0]
    for kind in ("done", "promised", "paper"):
        asked = {"what": "final-report", "kind": kind, "day": "30/6/2025", "confirm": "yes"}
        visit = contact(ONE, "final-report", LATER)
        yield from played(promise(visit), asked)[0]
    yield from undated()
    yield from calendars()


def undated() -> Iterator[Sample]:
    yield from played(rule(staff("", PHU_QUOC)), {})[0]
    yield from decided(staff("registration", PHU_QUOC), all="closed")
    yield from decided(staff("registration", PHU_QUOC), all="reopened")
    yield from played(rule(staff("", "kon-tum-2020")), {})[0]


def calendars() -> Iterator[Sample]:
    for code in (ONE, "91"):
        yield from played(hand_out_calendar(contact(code)), {})[0]
    _, done = played(hand_out_calendar(contact(ONE)), {})
    assert done is not None
    assert isinstance(done.file, Handout)
    events: Any = done.file.about["events"]
    for each in events:
        yield "deadline/event-title", {"owed": each["owed"]}
        yield "deadline/event", {"owed": each["owed"]}


for each in (ONE, OTHER):
    reached(each)
RULED = {"rulings": list(ruled())}


def _shortest() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for name, about in RULED["rulings"]:
        length = len(render(name, **about).text)
        if (
            name.startswith(("ruling/", "deadline/event"))
            and length < found.get(name, (length + 1,))[0]
        ):
            found[name] = length, about
    return {name: [about] for name, (_, about) in found.items()}


REGISTRATION = Due(PLAN.milestone("registration"), TODAY, date(2021, 10, 30), strict=True)
RULING_SAMPLES = _shortest() | {
    "deadline/calendar-name": [{}],
    "deadline/calendar": [{"unit": unit(ONE), "count": 3}],
    "deadline/no-calendar": [{}],
    "menu/giahan": [{}],
    "menu/lichhan": [{}],
    "ruling/nothing": [{"plan": PLAN, "due": each} for each in (REGISTRATION, None)],
    "ruling/same": [{"unit": unit(ONE)}],
    "ruling/too-early": [{"due": REGISTRATION, "day": date(2021, 10, 29)}],
    "ruling/unfit": [{"unit": unit("91"), "plan": PLAN}],
}
