"""/nhac: staff see who still owes something, by name, and remind those they choose at once."""

import re
from collections.abc import Sequence
from typing import Any

from bot.command import Visit
from bot.talk import Done, Notice, Question, Stop, Unclear
from handlers.ask import choose, confirm, text
from handlers.paging import paged
from handlers.remind import proof, rungs_of
from models.campaigns import campaign_by_code, plan_of
from models.obligations import Obligation, dues_in_chat, obligations
from models.people import people_of
from models.plan import Plan
from models.reminders import Reminder, reminders_of
from models.text import fold
from models.units import Unit

LISTED = 8  # units on a page
LINE_LIMIT = 300  # characters
ALL = "all"

Fields = dict[str, Any]


async def nudge(visit: Visit) -> Done | Stop:
    """Choose the deadline, the units and a line of one's own; each unit gets it at once."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    plan = plan_of(visit.session, campaign)
    found: dict[str, list[Obligation]] = {}
    due = dues_in_chat(visit.session, campaign, plan, visit.today)
    for each in obligations(visit.session, campaign, plan, due):
        found.setdefault(each.due.code, []).append(each)
    if not found:
        return Stop("nudge/nobody", {"plan": plan})
    code = next(iter(found))
    if len(found) > 1:
        code = await choose("due", "nudge/due", list(found), plan=plan, found=found)
    owing = found[code]
    people = people_of(visit.session, [each.unit.id for each in owing], visit.today)
    owing.sort(key=lambda each: (each.unit.id not in people, each.pause is not None))
    listed, page = paged(owing, [visit.detail], LISTED)
    about: Fields = {"plan": plan, "parents": _parents(visit, owing), "sender": visit.contact}
    chosen = await _who(owing, {**about, **page, "listed": listed})
    line = await text("line", "nudge/line", limit=LINE_LIMIT, optional=True, label="")
    reached = [each for each in chosen if each.unit.id in people]
    about |= {"chosen": chosen, "reached": reached, "line": line}
    await confirm("nudge/confirm", **about)
    notices = [_notice(each, people[each.unit.id], about) for each in reached]
    proofs = _proofs(visit, plan, reached, people) if reached else []
    return Done("nudge/done", about, save=proofs, tell=notices)


def _who(owing: Sequence[Obligation], about: Fields) -> Question[list[Obligation]]:
    """Ask for units: all, or some by their names; those of the same name are asked apart."""
    parents = about["parents"]

    def parse(said: str) -> list[Obligation]:
        if said == ALL:
            return list(owing)
        names = [name for name in re.split(r"[,;\n]", said) if fold(name)]
        return list({each.unit.id: each for name in names for each in _named(name)}.values())

    def _named(name: str) -> list[Obligation]:
        found = [each for each in owing if _means(each.unit, name)]
        if not found:
            raise Unclear("nudge/unknown", name=name.strip())
        if len(found) > 1:
            which = [(each.unit.code, _label(each, parents)) for each in found[:LISTED]]
            raise Unclear("nudge/which", which, name=name.strip())
        return found

    def show(chosen: list[Obligation]) -> str:
        return ", ".join(_label(each, parents) for each in chosen)

    return Question("who", "nudge/who", parse, show, about={**about, "owing": owing, "label": ""})


def _means(unit: Unit, name: str) -> bool:
    wanted = fold(name)
    return wanted in (unit.code, fold(unit.name)) or fold(unit.name).endswith(f" {wanted}")


def _label(owed: Obligation, parents: dict[int, str]) -> str:
    parent = parents.get(owed.unit.id)
    return f"{owed.unit.name} ({parent})" if parent else owed.unit.name


def _parents(visit: Visit, owing: Sequence[Obligation]) -> dict[int, str]:
    """Return the names of the units above communes, by which people tell them apart."""
    found = {}
    for each in owing:
        parent = visit.session.get(Unit, each.unit.parent_id) if each.unit.parent_id else None
        if parent and each.unit.kind == "commune":
            found[each.unit.id] = parent.name
    return found


def _proofs(
    visit: Visit, plan: Plan, reached: Sequence[Obligation], people: dict[int, list[int]]
) -> list[Reminder]:
    """Return what keeps those who are told now from being told of today's rung once more."""
    today = [rung for rung in rungs_of(plan, reached[0].due) if rung.day == visit.today]
    last_day = reached[0].due.last_day
    if not today or last_day is None:
        return []
    rung, names = today[0], [each.name for each in reached]
    told = reminders_of(visit.session, names, last_day, rung.name)
    rows = [
        proof(each, rung, contact_id, visit.now)
        for each in reached
        for contact_id in people[each.unit.id]
        if (each.name, contact_id) not in told
    ]
    for row in rows:
        row.sent_as = row.owed
    return rows


def _notice(owed: Obligation, people: list[int], about: Fields) -> Notice:
    parent = about["parents"].get(owed.unit.id, "")
    told = {**about, "owed": [owed], "unit": owed.unit, "parent": parent}
    return Notice("remind/personal", people, told, settled_by=owed.name, unit_id=owed.unit.id)
