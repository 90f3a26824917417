"""/hoi: a unit asks staff in the middle of its work; the answer leads back to the same place."""

from typing import Any

from bot.command import Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import text
from handlers.clause import fact_of, source_of
from handlers.paging import paged
from models.campaigns import Campaign, campaign_by_code, plan_of
from models.inquiries import Inquiry, inquiries_of, open_inquiries
from models.people import Contact, Role, reachable_staff
from models.units import Unit

LISTED = 5
ANSWER_LIMIT = 1000  # characters
SCREEN_LIMIT = 400  # of what stood on the asker's screen
OURS = ("at.", "again.")  # begin a subject that was not typed

Fields = dict[str, Any]


async def inquire(visit: Visit) -> Done | Stop:
    """Take a question; staff see what waits for an answer, and answer."""
    page, _, wanted = visit.subject.partition(".")
    if visit.contact.role != Role.CONTACT:
        if page == "answer":
            return await _answer(visit, wanted)
        return _waiting(visit, wanted if page == "waiting" else "")
    if page == "own":
        return _own(visit, wanted)
    earlier = _earlier(visit, wanted) if page == "again" else None
    return await _ask(visit, earlier)


# --- asking ---


async def _ask(visit: Visit, earlier: Inquiry | None) -> Done:
    own = bool(inquiries_of(visit.session, visit.contact))
    if visit.detail and not visit.subject.startswith(OURS):  # it was typed behind the command
        said = f"{visit.subject} {visit.detail}"
    else:
        said = await text("text", "inquiry/ask", label="", own=own, earlier=earlier)
    inquiry = Inquiry(
        contact_id=visit.contact.id,
        unit_id=visit.contact.unit_id,
        text=said,
        asked_at=visit.now,
        **_place(visit, earlier),
    )
    staff = reachable_staff(visit.session)
    about = _about(visit, inquiry, visit.contact, visit.unit)
    return Done(
        "inquiry/asked",
        {"people": len(staff), "inquiry": inquiry},
        save=[inquiry],
        tell=[Notice("inquiry/new", staff, about)],
    )


def _place(visit: Visit, earlier: Inquiry | None) -> Fields:
    """Return what an inquiry is about: what stood open, or what an earlier one was about."""
    if earlier:
        told = {"text": earlier.text, "answer": earlier.answer}
        about = {**earlier.about, "follows": told}
        return {"campaign_id": earlier.campaign_id, "about": about}
    asked = visit.asked
    if asked is None:
        return {}
    campaign = campaign_by_code(visit.session, asked.subject.partition(" ")[0])
    source = source_of(fact_of(asked))
    return {
        "campaign_id": campaign.id if campaign else None,
        "about": {
            "talk": asked.talk,
            "subject": asked.subject,
            "key": asked.key,
            "answered": asked.answered,
            "screen": asked.text[:SCREEN_LIMIT],
            "clause": source.clause if source else "",
        },
    }


def _earlier(visit: Visit, wanted: str) -> Inquiry | None:
    """Return an inquiry of the visitor's own, to ask further about."""
    own = inquiries_of(visit.session, visit.contact)
    return next((each for each in own if str(each.id) == wanted), None)


def _own(visit: Visit, wanted: str) -> Done:
    listed, about = paged(inquiries_of(visit.session, visit.contact), [wanted], LISTED)
    return Done("inquiry/own", {"inquiries": listed, **about})


# --- answering ---


def _waiting(visit: Visit, wanted: str) -> Done:
    listed, about = paged(open_inquiries(visit.session), [wanted], LISTED)
    return Done("inquiry/waiting", {"listed": listed, **about})


async def _answer(visit: Visit, wanted: str) -> Done | Stop:
    """Answer an inquiry; the first to do so answers, and the next is told what was answered."""
    inquiry = visit.session.get(Inquiry, int(wanted)) if wanted.isdecimal() else None
    if inquiry is None:
        return Stop("inquiry/gone")
    asker = visit.session.get_one(Contact, inquiry.contact_id)
    unit = visit.session.get(Unit, inquiry.unit_id) if inquiry.unit_id else None
    about = _about(visit, inquiry, asker, unit)
    if inquiry.answered_at is not None:
        by = visit.session.get(Contact, inquiry.answered_by_id)
        return Stop("inquiry/answered", {**about, "by": by})
    said = await text("answer", "inquiry/answer", limit=ANSWER_LIMIT, label="", **about)
    inquiry.answer = said
    inquiry.answered_by_id, inquiry.answered_at = visit.contact.id, visit.now
    told = {**about, "by": visit.contact}
    notice = Notice("inquiry/reply", [asker.id], told, unit_id=inquiry.unit_id)
    return Done("inquiry/sent", about, save=[inquiry], tell=[notice])


def _about(visit: Visit, inquiry: Inquiry, asker: Contact, unit: Unit | None) -> Fields:
    campaign = visit.session.get(Campaign, inquiry.campaign_id) if inquiry.campaign_id else None
    plan = plan_of(visit.session, campaign) if campaign else None
    return {"inquiry": inquiry, "asker": asker, "unit": unit, "plan": plan}
