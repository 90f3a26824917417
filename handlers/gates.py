"""What has to be passed before a version counts: the head signs it, staff admit what came late."""

from typing import Any

from bot.command import Visit
from bot.talk import Done, Stop
from handlers.ask import choose, confirm, text
from handlers.deciding import passed, refused, returned
from handlers.remarks import REASON_LIMIT, ask_remarks
from handlers.sending import LATE, Sending
from models.audit import Act
from models.campaigns import plan_of
from models.deadlines import registration_due
from models.queue import Paper
from models.registrations import latest_registration
from models.reviews import SIGN
from models.unlocks import is_locked

Fields = dict[str, Any]


async def decide_gate(visit: Visit, paper: Paper, about: Fields) -> Done | Stop:
    """Sign or admit one version after it was shown in full, or send it back with reasons."""
    signs = paper.review.step == SIGN
    if await choose("decision", "review/paper", ("approve", "return"), **about) == "return":
        return await (_return(visit, paper, about) if signs else _refuse(visit, paper, about))
    before = latest_registration(visit.session, paper.campaign.id, paper.unit.id)
    if before and is_locked(visit.session, before, paper.unit):
        return Stop("review/locked", {**about, "before": before})
    if not signs:
        return passed(visit, paper, Act.ADMITTED, about)
    plan = plan_of(visit.session, paper.campaign)
    registration = paper.registration
    sending = Sending(visit, paper.campaign, plan, paper.unit, before, registration.pledges)
    reason = registration.late_reason
    if not reason and sending.needs_reason():
        due = registration_due(visit.session, paper.campaign, plan, visit.today, paper.unit)
        reason = await text(LATE, "register/late-reason", label="", plan=plan, due=due)
    registration.late_reason = reason
    registration.late = registration.late or sending.late
    return passed(visit, paper, Act.SIGNED, about)


async def _return(visit: Visit, paper: Paper, about: Fields) -> Done:
    remarks = await ask_remarks(paper.registration, about)
    await confirm("review/confirm-return", remarks=remarks, **about)
    return returned(visit, paper, remarks, about)


async def _refuse(visit: Visit, paper: Paper, about: Fields) -> Done:
    reason = await text("reason", "review/refuse", limit=REASON_LIMIT, label="", **about)
    return refused(visit, paper, reason, about)
