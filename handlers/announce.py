"""/thongbao: the province tells its units something, and sees who received it."""

import re
from typing import Any

from sqlmodel import Session

from bot.command import Visit
from bot.talk import Done, Post, Question, Stop, Unclear
from handlers.ask import choose, confirm
from models.announcements import Announcement
from models.campaigns import Campaign, campaign_by_code, plan_of
from models.documents import file_brought
from models.people import people_of
from models.registers import Incoming
from models.standing import standings, units_of

LIMIT = 1500  # characters; longer texts belong into an attached document


async def announce(visit: Visit) -> Done | Stop:
    """Compose, choose the audience, look at the preview with its count, confirm."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    text, file = await _body(visit.session)
    audiences = _audiences(visit, campaign)
    audience = await choose(
        "audience",
        "announce/audience",
        list(audiences),
        counts={k: len(v) for k, v in audiences.items()},
    )
    chosen = audiences[audience]
    people = people_of(visit.session, chosen, visit.today)
    alone = sum(unit_id not in people for unit_id in chosen)
    contact_ids = sorted({contact_id for ids in people.values() for contact_id in ids})
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
            text, file = row.text, file_brought(session, row.id)
        if len(text) > LIMIT:
            raise Unclear("unclear/too-long", limit=LIMIT, length=len(text))
        if not text:
            raise Unclear("announce/caption-missing")
        if not re.search(r"[^\W\d_]", text):
            raise Unclear("unclear/no-letters", said=text)
        return text, file

    return Question(
        "text",
        "announce/text",
        parse,
        lambda body: body[0],
        {"label": "", "limit": LIMIT},
        file=True,
        captioned=True,
    )


def _audiences(visit: Visit, campaign: Campaign) -> dict[str, list[int]]:
    """Return the units that can be addressed: all, those yet to register, each kind of unit."""
    plan = plan_of(visit.session, campaign)
    units = standings(visit.session, campaign, plan, visit.today)
    audiences: dict[str, list[int]] = {"all": []}
    audiences["not-registered"] = [u.unit_id for u in units if u.state != "registered"]
    for unit in units_of(visit.session, plan):
        if unit.code == plan.scope:
            continue  # whoever runs the campaign needs no telling
        audiences["all"].append(unit.id)
        audiences.setdefault(unit.kind.value, []).append(unit.id)
    return audiences
