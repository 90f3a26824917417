"""/han: the deadlines; staff set and move them, and everyone concerned is told what changed."""

from collections.abc import Sequence
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm, day, text
from handlers.subjects import known_campaigns
from models.audit import Act, AuditEntry
from models.campaigns import Campaign, campaign_by_code, campaigns_of, plan_of
from models.deadlines import Deadline, Due, deadline_history, dues, dues_for
from models.people import Role, people_of
from models.plan import Plan
from models.standing import parties


def campaigns_for_deadlines(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns to choose from; a unit sees those of all its campaigns together."""
    return known_campaigns(visit) if visit.unit is None else ()


async def deadlines(visit: Visit) -> Done | Stop:
    """Show a unit its deadlines; let staff set one."""
    if visit.contact.role == Role.CONTACT:
        return _own(visit)
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("campaign/none")
    plan = plan_of(visit.session, campaign)
    found = {due.code: due for due in dues(visit.session, campaign, plan, visit.today)}
    if not found:
        return Stop("deadline/none", {"plan": plan})
    code = visit.detail or await choose(
        "milestone", "deadline/milestone", list(found), plan=plan, dues=list(found.values())
    )
    if code not in found:
        return Stop("deadline/none", {"plan": plan})
    return await _set(visit, campaign, plan, found[code])


def _own(visit: Visit) -> Done:
    session, unit = visit.session, visit.unit
    if unit is None:
        return Done("deadline/own", {"unit": None, "campaigns": []})
    campaigns = []
    for campaign in campaigns_of(session, unit, visit.today):
        plan = plan_of(session, campaign)
        found = dues_for(session, campaign, plan, unit, visit.today)
        campaigns.append({"plan": plan, "dues": [due for due in found if _ahead(due)]})
    return Done("deadline/own", {"unit": unit, "campaigns": campaigns})


def _ahead(due: Due) -> bool:
    return due.days_left is None or due.days_left >= 0


async def _set(visit: Visit, campaign: Campaign, plan: Plan, due: Due) -> Done:
    """Ask for the day, strict or not, and why; show what changes and how many are told."""
    history = deadline_history(visit.session, campaign, due.code)
    about: dict[str, Any] = {"plan": plan, "due": due, "history": history}
    found = await day("day", "deadline/day", visit.today, ahead=True, **about)
    reason = await text("reason", "deadline/reason", optional=True, label="", **about)
    row = Deadline(
        campaign_id=campaign.id,
        milestone=due.milestone.code,
        period=due.period.code if due.period else "",
        day=found.date,
        strict=found.strict,
        reason=reason,
        contact_id=visit.contact.id,
        set_at=visit.now,
    )
    after = Due(due.milestone, visit.today, row.day, row.strict, due.period, row)
    units = parties(visit.session, plan, due.milestone, visit.today)
    people = people_of(visit.session, [unit.id for unit in units], visit.today)
    told = sorted({person for ids in people.values() for person in ids})
    about |= {"after": after, "reason": reason, "units": len(units), "people": len(told)}
    await confirm("deadline/confirm", **about)
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.DEADLINE_SET,
        subject=f"{campaign.code} {due.code}",
        before=_worded(due),
        after=_worded(after),
        reason=reason,
    )
    notice = Notice("deadline/changed", told, {**about, "campaign": campaign})
    return Done("deadline/set", about, save=[row, entry], tell=[notice])


def _worded(due: Due) -> str:
    """Return a deadline as the audit keeps it: `< 2021-10-30` is strict; empty: not fixed."""
    return f"{'<' if due.strict else '<='} {due.day}" if due.day else ""
