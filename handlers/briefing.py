"""What somebody who comes to a unit finds open there: drafts, papers returned, deadlines."""

from typing import Any

from bot.command import Visit
from handlers.mine import state_of
from models.campaigns import campaigns_of
from models.deadlines import Due
from models.drafts import Draft, open_drafts, owner_of
from models.people import Contact
from models.plan import Plan
from models.reviews import returned

DRAFTS, REMARKS, DUES = 2, 3, 3  # told at most; all of it fits twelve lines of a telephone

OWED = ("registration", "report", "dossier")  # kinds of milestones by which something is sent


def briefing(visit: Visit) -> dict[str, Any]:
    """Return what is open at the visitor's unit: the data of /cuatoi, the nearest first."""
    running = campaigns_of(visit.session, visit.unit, visit.today) if visit.unit else ()
    states = {campaign.code: state_of(visit, campaign) for campaign in running}
    drafts = [
        _draft(visit, draft, states[draft.subject]["plan"])
        for draft in open_drafts(visit.session, owner_of(visit.contact))
        if draft.subject in states
    ]
    dues = [(due, state["plan"]) for state in states.values() for due in _owed(state)]
    dues.sort(key=lambda each: (each[0].last_day, each[0].code))
    return {
        "drafts": drafts[:DRAFTS],
        "returned": _returned(visit, states),
        "dues": dues[:DUES],
        "more": len(drafts[DRAFTS:]) + len(dues[DUES:]),
    }


def _draft(visit: Visit, draft: Draft, plan: Plan) -> dict[str, Any]:
    answers = sorted(draft.answers.values(), key=lambda answer: answer.said_at)
    by = visit.session.get(Contact, answers[0].contact_id) if answers else None
    return {"draft": draft, "plan": plan, "answered": len(answers), "by": by}


def _returned(visit: Visit, states: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """Return the first paper that was sent back, with its reasons."""
    for state in states.values():
        review = returned(visit.session, state["registration"]) if state["registration"] else None
        if review is not None:
            remarks, more = review.remarks[:REMARKS], len(review.remarks[REMARKS:])
            return {"plan": state["plan"], "remarks": remarks, "more": more}
    return None


def _owed(state: dict[str, Any]) -> list[Due]:
    """Return the deadlines ahead of what has not been sent yet."""
    return [
        due
        for due in state["dues"]
        if due.milestone.kind in OWED
        and due.by_day
        and due.days_left is not None
        and due.days_left >= 0
        and not (due.milestone.kind == "registration" and state["registration"])
        and not (due.period and due.period.code in state["reported"])
    ]
