"""Traces (nguồn gốc): where every registered value comes from, version by version.

Nothing is kept for it: a finished draft does not change, and each of its answers names who gave it
and the incoming row that brought it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.drafts import Answer
from models.people import Contact
from models.registers import Incoming
from models.registrations import Pledge, Registration, contents
from models.reviews import Review, ReviewState
from models.unlocks import newest_unlock

WHOLE = "whole"  # the remark that is about the registration as a whole


@dataclass(frozen=True)
class Origin:
    """What one version changed of a figure by one answer: its levels as they were, and as they are.

    `by` gave the answer at a moment, through a `channel` and as a `kind` of incoming row. `why` is
    first, returned, unlocked or own; `reason` is that of the return or of the unlock.
    """

    version: int
    before: tuple[Pledge, ...]
    after: tuple[Pledge, ...]
    by: Contact | None
    at: datetime
    channel: str
    kind: str
    why: str
    reason: str


def versions(session: Session, campaign_id: int, unit_id: int) -> Sequence[Registration]:
    """Return the versions of a unit's registration that count or have counted, the first first."""
    query = select(Registration).where(
        Registration.campaign_id == campaign_id,
        Registration.unit_id == unit_id,
        col(Registration.live),
    )
    return session.exec(query.order_by(col(Registration.version))).all()


def trace(session: Session, found: Sequence[Registration], code: str) -> list[Origin]:
    """Return where the figures of a target come from, over some versions; `code` as in Pledge."""
    earlier: list[Registration | None] = [None, *found]
    return [
        origin
        for before, after in zip(earlier, found, strict=False)
        for origin in _origins(session, before, after, code)
    ]


def _origins(
    session: Session, before: Registration | None, after: Registration, code: str
) -> Iterator[Origin]:
    was, now = (contents(each) if each else {} for each in (before, after))
    changed = {key for key in {*was, *now} if key[0] == code and was.get(key) != now.get(key)}
    old = [each for each in before.pledges if _at(each) in changed] if before else []
    new = [each for each in after.pledges if _at(each) in changed]
    for key in dict.fromkeys(each.key for each in (*new, *old)):
        answer = _answer(session, after, key)
        incoming = session.get(Incoming, answer.incoming_id) if answer else None
        why, reason = _why(session, before, key)
        yield Origin(
            version=after.version,
            before=tuple(each for each in old if each.key == key),
            after=tuple(each for each in new if each.key == key),
            by=session.get(Contact, answer.contact_id if answer else after.contact_id),
            at=answer.said_at if answer else after.submitted_at,
            channel=incoming.channel if incoming else "",
            kind=incoming.kind if incoming else "",
            why=why,
            reason=reason,
        )


def _at(pledge: Pledge) -> tuple[str, str]:
    return pledge.code, pledge.level


def _answer(session: Session, registration: Registration, key: str) -> Answer | None:
    query = select(Answer).where(Answer.draft_id == registration.draft_id, Answer.key == key)
    return session.exec(query).first()


def _why(session: Session, before: Registration | None, key: str) -> tuple[str, str]:
    """Return why a value was entered: what the version before it came back with, if anything."""
    if before is None:
        return "first", ""
    query = select(Review).where(
        Review.registration_id == before.id, Review.state == ReviewState.RETURNED
    )
    for review in session.exec(query):
        for remark in review.remarks:
            if remark["key"] in (key, WHOLE):
                return "returned", remark["reason"]
    unlock = newest_unlock(session, before)
    return ("unlocked", unlock.reason) if unlock and unlock.granted else ("own", "")
