"""/thongbao: the province tells its units something, and sees who received it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from bot.command import Visit
from bot.talk import Done, Post, Question, Stop, Unclear
from handlers.ask import choose, confirm
from models.announcements import Announcement
from models.campaigns import campaign_by_code, plan_of
from models.people import Account, Contact
from models.registers import Incoming
from models.standing import Standing, standings

LIMIT = 1500  # characters; longer texts belong into an attached document


async def announce(visit: Visit) -> Done | Stop:
    """Compose, choose the audience, look at the preview with its count, confirm."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    units = standings(visit.session, campaign, plan_of(visit.session, campaign))
    text, file = await _body(visit.session)
    audiences = _audiences(units)
    audience = await choose(
        "audience",
        "announce/audience",
        list(audiences),
        counts={k: len(v) for k, v in audiences.items()},
    )
    chosen = audiences[audience]
    people = _people(visit.session, chosen)
    alone = sum(each.unit_id not in people for each in chosen)
    contact_ids = [contact_id for ids in people.values() for contact_id in ids]
    counts = {"units": len(chosen), "people": len(contact_ids), "without_contact": alone}
    about = {"text": text, "sender": visit.contact}
    await confirm("announce/confirm", file=file, audience=audience, **about, **counts)
    announcement = Announcement(
        text=text,
        audience=audience,
        contact_id=visit.contact.id,
        draft_id=visit.draft_id,
        recipients=len(contact_ids),
        without_contact=alone,
        created_at=visit.now,
    )
    mail = Post("announce/announcement", contact_ids, announcement, about, file)
    return Done("announce/begun", {"audience": audience, **counts}, save=[announcement], post=mail)


def _body(session: Session) -> Question[tuple[str, dict[str, Any] | None]]:
    """Ask for the text, or for a document or photo with the text as its caption."""

    def parse(said: str) -> tuple[str, dict[str, Any] | None]:
        text, file = said, None
        if said.startswith("file:"):
            row = session.get_one(Incoming, int(said.removeprefix("file:")))
            text, file = row.text, row.data
        if len(text) > LIMIT:
            raise Unclear("unclear/too-long", limit=LIMIT, length=len(text))
        if not text:
            raise Unclear("announce/caption-missing")
        return text, file

    return Question(
        "text",
        "announce/text",
        parse,
        lambda body: body[0],
        {"label": "", "limit": LIMIT},
        file=True,
    )


def _audiences(units: Sequence[Standing]) -> dict[str, list[Standing]]:
    """Return who can be addressed: all, those who have not registered, each kind of unit."""
    audiences = {
        "all": list(units),
        "not-registered": [each for each in units if each.state != "registered"],
    }
    for each in units:
        audiences.setdefault(each.kind, []).append(each)
    return audiences


def _people(session: Session, units: Sequence[Standing]) -> dict[int, list[int]]:
    """Return the reachable contacts of units."""
    query = (
        select(Contact.unit_id, Contact.id)
        .join(Account, col(Account.contact_id) == Contact.id)
        .where(
            col(Contact.unit_id).in_([each.unit_id for each in units]),
            col(Account.unreachable_since).is_(None),
        )
        .distinct()
    )
    people: dict[int, list[int]] = {}
    for unit_id, contact_id in session.exec(query):
        people.setdefault(unit_id or 0, []).append(contact_id or 0)
    return people
