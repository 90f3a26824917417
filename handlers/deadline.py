"""/han: the deadlines; staff set and move them, and everyone concerned is told what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm, day, text
from handlers.own_deadlines import show_own
from handlers.subjects import known_campaigns
from models.audit import Act, AuditEntry
from models.backlogs import undecided_name
from models.campaigns import Campaign, campaign_by_code, plan_of
from models.deadlines import Deadline, Due, deadline_history, dues
from models.obligations import obligations
from models.people import Role, people_of
from models.plan import Plan
from models.reminders import settled_by, unsent_about
from models.rulings import Ruling, RulingKind, is_closed, rulings
from models.standing import parties
from models.units import Unit

Fields = dict[str, Any]


def campaigns_for_deadlines(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns to choose from; a unit sees those of all its campaigns together."""
    return known_campaigns(visit) if visit.unit is None else ()


async def deadlines(visit: Visit) -> Done | Stop:
    """Show a unit its deadlines; let staff set one."""
    if visit.contact.role == Role.CONTACT:
        return await show_own(visit)
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


async def _set(visit: Visit, campaign: Campaign, plan: Plan, due: Due) -> Done:
    """Ask for the day, strict or not, and why; show what changes and how many are told."""
    history = deadline_history(visit.session, campaign, due.code)
    about: Fields = {"plan": plan, "due": due, "history": history}
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
    concerned = _concerned(visit, campaign, plan, after)
    offices = {each.office.id for each in concerned}
    people = people_of(visit.session, sorted(offices), visit.today)
    told = {person for ids in people.values() for person in ids}
    apart = [each for each in concerned if each.due.granted]
    about |= {"after": after, "reason": reason, "units": len(concerned), "people": len(told)}
    await confirm("deadline/confirm", apart=len(apart), **about)
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.DEADLINE_SET,
        subject=f"{campaign.code} {due.code}",
        before=_worded(due),
        after=_worded(after),
        reason=reason,
    )
    return Done(
        "deadline/set",
        about,
        save=[row, entry, *_followed_again(visit, campaign, due)],
        settles=_needless(visit, campaign, plan, due),
        tell=_notices(concerned, people, {**about, "campaign": campaign}),
    )


@dataclass(frozen=True)
class Concerned:
    """Who answers for a unit that a deadline binds, and the deadline as it is for that unit."""

    office: Unit
    due: Due


def _concerned(visit: Visit, campaign: Campaign, plan: Plan, after: Due) -> list[Concerned]:
    """Return the units whose deadline it is, heads of groups among them; not where it is over."""
    decided = rulings(visit.session, campaign)
    found = []
    for unit in parties(visit.session, plan, after.milestone, visit.today):
        row = decided.get((after.code, unit.id))
        if row is not None and row.closed:
            continue
        to = row.to_unit_id if row else None
        office = visit.session.get_one(Unit, to) if to else unit
        found.append(Concerned(office, after.of(unit, decided)))
    return found


def _notices(
    concerned: Sequence[Concerned], people: dict[int, list[int]], about: Fields
) -> list[Notice]:
    """Return what everybody is told, and what those units are told that keep a day of their own."""
    everybody = {
        person
        for each in concerned
        if not each.due.granted
        for person in people.get(each.office.id, ())
    }
    notices = [Notice("deadline/changed", sorted(everybody), {**about, "own": None})]
    for each in concerned:
        if each.due.granted and each.office.id in people:
            told = {**about, "own": each.due}
            to = people[each.office.id]
            notices.append(Notice("deadline/changed", to, told, unit_id=each.office.id))
    return notices


def _needless(visit: Visit, campaign: Campaign, plan: Plan, due: Due) -> list[str]:
    """Return what the unsent reminders are settled by that speak of the day as it was."""
    owed = obligations(visit.session, campaign, plan, [due]) if due.last_day else ()
    names = {each.name for each in owed}
    names |= set(settled_by(visit.session, undecided_name(campaign)))
    return sorted(names | set(unsent_about(visit.session, campaign.id, due.code)))


def _followed_again(visit: Visit, campaign: Campaign, due: Due) -> list[Ruling]:
    """Return what ends that a deadline without a day was followed no more."""
    if not is_closed(rulings(visit.session, campaign, ()), due.code, None):
        return []
    row = Ruling(
        campaign_id=campaign.id,
        due=due.code,
        kind=RulingKind.REOPENED,
        contact_id=visit.contact.id,
        decided_at=visit.now,
    )
    return [row]


def _worded(due: Due) -> str:
    """Return a deadline as the audit keeps it: `< 2021-10-30` is strict; empty: not fixed."""
    return f"{'<' if due.strict else '<='} {due.day}" if due.day else ""
