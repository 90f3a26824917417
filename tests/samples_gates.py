"""Samples of what a registration waits for before it counts, made by the real conversations.

`GATES` holds every message of two registrations, a short one and the longest: signed, returned and
late, refused, admitted, sent again. `GATE_SAMPLES` has the shortest of each template.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.command import Visit
from bot.talk import CONFIRM
from handlers.campaign import show_campaign
from handlers.mine import mine
from handlers.register import register
from handlers.review import review
from messages import render
from models.campaigns import campaign_by_code
from models.people import Account
from models.queue import Paper
from models.registrations import latest_registration
from models.units import Unit
from tests.samples_plans import PLAN, STAFF, Sample, played
from tests.samples_reviews import (
    LONG,
    SESSION,
    answered,
    appointed,
    by,
    kept,
    longest,
    objected,
    unit,
)
from tests.samples_unlock import ABOUT, unlock

LATE = timedelta(days=30)  # past the last day
FIRST, SECOND = "911-cua-duong", "911-ham-ninh"
SHORT = {
    "tasks.1.name": "Thu nhập", "tasks.1.annual": "90%", "tasks.1.to_cutoff": "95%",
    "tasks.1.more": "no", "project": "Nâng cấp đường", "project.scale": "commune",
    "project.start": "none", "project.finish": "none", "project.photo": "none", CONFIRM: "yes",
}  # fmt: skip
NEW = (
    "register/held", "register/same", "register/late-reason", "review/to-sign", "review/to-admit",
    "review/arrived", "review/passed", "review/gate-done", "review/refuse", "review/refused",
    "campaign/two-person", "campaign/two-person-set",
)  # fmt: skip


def after_the_deadline(visit: Visit) -> Visit:
    """Return the visit as it would be when the last day has passed."""
    return replace(visit, now=visit.now + LATE, today=visit.today + LATE)


def first_of(visit: Visit) -> Paper:
    """Return what waits first for somebody."""
    (_, about), *_ = played(review(visit), {})[0]
    paper: Paper = about["listed"][0][0]
    return paper


def decided(visit: Visit, answers: dict[str, str] | None) -> Iterator[Sample]:
    """Play the queue and every page of its first paper, then the decision on that."""
    yield from played(review(visit), {})[0]
    subject = str(first_of(visit).review.id)
    (_, about), *_ = played(review(replace(visit, subject=subject)), {})[0]
    for number in range(1, about["count"] + 1):
        yield from played(review(replace(visit, subject=subject, detail=str(number))), {})[0]
    deciding = replace(visit, subject=subject)
    yield from kept(*played(review(deciding), answers or answered(review(deciding), objected)))


def sent(visit: Visit, answers: dict[str, str]) -> list[Sample]:
    """Play the sending of a registration, and keep it."""
    return kept(*played(register(visit), answers))


def whole(who: Unit, answers: dict[str, str], reason: str) -> Iterator[Sample]:
    """Play all that may happen to a registration before it counts."""
    clerk = by(who, PLAN.code)
    yield from sent(clerk, answers)  # nobody is there to sign
    head = replace(by(who), contact=appointed(who, head=True))
    answers = answers | {"tasks.1.annual": "91%"}
    yield from sent(by(who, PLAN.code), answers)
    yield from sent(by(who, PLAN.code), answers)  # nothing new
    yield from played(mine(clerk), {})[0]
    yield from decided(head, None)
    yield from played(mine(clerk), {})[0]
    answers = answers | {"tasks.1.annual": "92%"}
    yield from sent(by(who, PLAN.code), answers)
    late = after_the_deadline(by(None))
    sign = {"decision": "approve", "late.reason": reason}
    yield from decided(after_the_deadline(head), sign)
    yield from decided(late, {"decision": "return", "reason": reason[:199]})
    yield from played(mine(after_the_deadline(clerk)), {})[0]
    answers = answers | {"late.reason": reason}
    yield from sent(after_the_deadline(by(who, PLAN.code)), answers)
    yield from decided(after_the_deadline(head), sign)
    yield from sent(after_the_deadline(by(who, PLAN.code)), answers)  # nothing new
    yield from played(mine(after_the_deadline(clerk)), {})[0]
    yield from decided(late, {"decision": "approve"})
    yield from sent(after_the_deadline(by(who, PLAN.code)), answers)  # nothing new
    answers = answers | {"tasks.1.name": answers["tasks.1.name"].upper()}
    yield from sent(after_the_deadline(by(who, PLAN.code)), answers)
    yield from played(mine(after_the_deadline(clerk)), {})[0]


def switched() -> Iterator[Sample]:
    """Play the switching of the rule, off and on again."""
    for said in ("on", "off", "on"):
        visit = by(None, PLAN.code, "two-person")
        yield from kept(*played(show_campaign(visit), {"rule": said}))


def _wordy(who: Unit) -> dict[str, str]:
    return answered(register(by(who, PLAN.code)), lambda question, n: longest(question, n, True))


def _shortest(played_: list[Sample]) -> dict[str, list[dict[str, Any]]]:
    """Return the samples of each template in which nothing is cut."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, about in played_:
        if name in NEW and "…" not in render(name, **about).text:
            found.setdefault(name, []).append(about)
    return found


SESSION.add(Account(channel="telegram", address="staff", contact_id=STAFF.id))
SWITCHED = list(switched())
BRIEF = list(whole(unit(FIRST), SHORT, "Xã bàn giao nhân sự"))
LONGEST = list(whole(unit(SECOND), _wordy(unit(SECOND)), LONG))
LONGEST = [each for each in LONGEST if each[0] not in ("register/confirm", "register/receipt")]
GATES = {"switched": SWITCHED, "brief": BRIEF, "longest": LONGEST}
FOUND = _shortest(SWITCHED + BRIEF)
campaign = campaign_by_code(SESSION, PLAN.code)
assert campaign is not None
LIVE = latest_registration(SESSION, campaign.id, unit(FIRST).id)
LOCKED = next(about for name, about in BRIEF if name == "review/paper")
GATE_SAMPLES = FOUND | {
    "review/refuse": [{}],
    "review/locked": [{**LOCKED, "before": LIVE}],
    "unlock/arrived": [ABOUT | {"unlock": unlock()}],
}
campaign.two_person = False
