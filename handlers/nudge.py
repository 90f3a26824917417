"""/nhac: staff see who still owes something, by name, and remind those they choose at once."""

from collections.abc import Sequence
from typing import Any

from bot.command import Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm, text
from handlers.naming import ask_units
from handlers.paging import paged
from handlers.remind import proof
from models.campaigns import campaign_by_code, plan_of
from models.ladders import BY_HAND, Rung, ladder_of, ladders
from models.obligations import Obligation, duties, near, obligations
from models.people import people_of
from models.reminders import Reminder, reminders_of
from models.units.search import names_of

LISTED = 8  # units on a page
LINE_LIMIT = 300  # characters

Fields = dict[str, Any]


async def nudge(visit: Visit) -> Done | Stop:
    """Choose the deadline, the units and a line of one's own; each unit gets it at once."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    plan = plan_of(visit.session, campaign)
    found: dict[str, list[Obligation]] = {}
    due = near(duties(visit.session, campaign, plan, visit.today))
    for each in obligations(visit.session, campaign, plan, due):
        found.setdefault(each.due.code, []).append(each)
    if not found:
        return Stop("nudge/nobody", {"plan": plan})
    code = next(iter(found))
    if len(found) > 1:
        code = await choose("due", "nudge/due", list(found), plan=plan, found=found)
    owing = found[code]
    people = people_of(visit.session, [each.office.id for each in owing], visit.today)
    owing.sort(key=lambda each: (each.office.id not in people, each.pause is not None))
    names = names_of(visit.session, [each.unit for each in owing])
    listed, page = paged(owing, [visit.detail], LISTED)
    about: Fields = {"plan": plan, "owing": owing, "names": names, "sender": visit.contact}
    units = [each.unit for each in owing]
    asked = await ask_units("who", "nudge/who", units, **{**about, **page, "listed": listed})
    chosen = [each for each in owing if each.unit in asked]
    line = await text("line", "nudge/line", limit=LINE_LIMIT, optional=True, label="")
    reached = [each for each in chosen if each.office.id in people]
    about |= {"chosen": chosen, "reached": reached, "line": line}
    await confirm("nudge/confirm", **about)
    notices = [_notice(each, people[each.office.id], about) for each in reached]
    proofs = [row for each in reached for row in _proofs(visit, each, people[each.office.id])]
    return Done("nudge/done", about, save=proofs, tell=notices)


def _proofs(visit: Visit, owed: Obligation, people: Sequence[int]) -> list[Reminder]:
    """Return what keeps those who are told now from being told of today's rung once more."""
    known = visit.once(ladders, lambda: ladders(visit.session, owed.campaign))
    rungs = owed.rungs(ladder_of(owed.kind, known))
    today = [rung for rung in rungs if rung.day == visit.today and not rung.to]
    by_hand = Rung(f"{BY_HAND}:{visit.today}", visit.today)
    rows = []
    for rung in (*today, by_hand):
        told = reminders_of(visit.session, owed.campaign.id, owed.last_day, rung, people)
        rows += [
            proof(owed, rung, person, visit.now)
            for person in people
            if (owed.name, person) not in told
        ]
    for row in rows:
        row.sent_as = row.owed
    return rows


def _notice(owed: Obligation, people: list[int], about: Fields) -> Notice:
    told = {**about, "owed": [owed]}
    return Notice("remind/personal", people, told, settled_by=owed.name, unit_id=owed.office.id)
