"""/giahan: staff decide what one unit owes: more time, done, not required, or another's to do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.command import Visit
from bot.talk import Done, Question, Stop, Unclear
from handlers.ask import choose, confirm, day, text
from handlers.naming import ask_unit, ask_units
from handlers.ruled import Case, Fields, decide, track
from models.backlogs import without_day
from models.campaigns import AFTERMATH, Campaign, campaign_by_code, plan_of
from models.days import Day
from models.deadlines import Due
from models.obligations import Obligation, duties, near, obligations
from models.pauses import DONE
from models.plan import Plan
from models.rulings import RulingKind, Rulings, is_closed, rulings
from models.units import Unit, valid_on
from models.units.search import names_of
from models.units.succession import successors
from models.working_days import last_working_day

LISTED = 8  # units on a page
REASON_LIMIT = 300  # characters
FORTNIGHT = timedelta(days=14)
ENDED, EACH = "ended", "each"  # what buttons say: all that have ceased; each to its own follower


async def rule(visit: Visit) -> Done | Stop:
    """Choose the deadline, what is decided, for which units, and why; look at it, and confirm."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    plan, decided = plan_of(visit.session, campaign), rulings(visit.session, campaign)
    known = {due.code: due for due in duties(visit.session, campaign, plan, visit.today)}
    if not known:
        return Stop("ruling/nothing", {"plan": plan, "due": None})
    code = visit.detail
    if code not in known:
        offered = _worth(list(known.values()), decided, visit.today)
        codes = [due.code for due in offered]
        code = await choose("due", "ruling/due", codes, plan=plan, dues=offered)
    due = known[code]
    if is_closed(decided, code, None) or not due.last_day:
        return await _for_all(visit, campaign, plan, due.of_all(decided))
    owing = visit.once((Obligation, code), lambda: _owing(visit, campaign, plan, due))
    return await _for_some(Case(visit, campaign, plan, due, decided, owing))


def _worth(found: Sequence[Due], decided: Rulings, today: date) -> list[Due]:
    """Return the deadlines that a decision may be about: those near, and those without a day."""
    ruled = {code for (code, _), row in decided.items() if row.in_force}
    chosen = [*near(found), *without_day(found, decided, today)]
    return [due for due in found if due in chosen or due.code in ruled] or list(found)


def _owing(visit: Visit, campaign: Campaign, plan: Plan, due: Due) -> list[Obligation]:
    """Return who owes something: first who says that it is done, then units that have ceased."""
    found = list(obligations(visit.session, campaign, plan, [due]))
    found.sort(key=lambda each: (each.pause is None or each.pause.kind != DONE, not each.ended))
    return found


async def _for_all(visit: Visit, campaign: Campaign, plan: Plan, due: Due) -> Done:
    """Let a deadline without a day be followed no more on the assistant, or again."""
    kind = RulingKind.REOPENED if due.closed else RulingKind.CLOSED
    about: Fields = {"plan": plan, "due": due, "kind": kind}
    await choose("all", "ruling/all", (kind,), **about)
    reason = await text("reason", "ruling/reason", limit=REASON_LIMIT, label="", **about)
    await confirm("ruling/confirm-all", reason=reason, **about)
    return track(visit, campaign, due, kind, {**about, "reason": reason})


async def _for_some(case: Case) -> Done | Stop:
    kinds = case.kinds()
    if not kinds:
        return Stop("ruling/nothing", {"plan": case.plan, "due": case.due})
    about: Fields = {"plan": case.plan, "due": case.due, "owing": case.owing}
    kind = await choose("kind", "ruling/kind", kinds, kinds=kinds, **about)
    units = await _ask_who(case, kind)
    if kind == RulingKind.EXTENDED:
        found = await _until(case)
        until = found.date - timedelta(days=found.strict)
        changes = case.changes(kind, units, until=until)
    elif kind == RulingKind.MOVED:
        to = await _successor(case, units)
        changes = case.changes(kind, [unit for unit in units if unit.id in to], to=to)
    else:
        changes = case.changes(kind, units)
    reason = await text("reason", "ruling/reason", limit=REASON_LIMIT, label="", kind=kind, **about)
    shown = case.shown(kind, changes, reason)
    shown["left"] = [unit for unit in units if unit not in [each.unit for each in changes]]
    await confirm("ruling/confirm", **shown)
    return decide(case, changes, shown)


def _ask_who(case: Case, kind: str) -> Question[list[Unit]]:
    """Ask for which units: those that owe it, or those with something to take back, by pages."""
    listed: Sequence[object]
    if kind == RulingKind.REOPENED:
        units, listed = case.ruled, [case.change(kind, unit) for unit in case.ruled]
        key, template = "undo", "ruling/undo"
    else:
        units, listed = [each.unit for each in case.owing], case.owing
        key, template = "who", "ruling/who"
    pages = [listed[at : at + LISTED] for at in range(0, len(listed), LISTED)]
    names = names_of(case.visit.session, units)
    ended = [each.unit for each in case.owing if each.ended]
    about = {"plan": case.plan, "due": case.due, "kind": kind, "count": len(units)}
    about["ended"] = len(ended) if kind != RulingKind.REOPENED else 0
    sets = {ENDED: ended}
    question = ask_units(key, template, units, names, sets, pages=pages, page=1, **about)
    return replace(question, pages=len(pages))


def _until(case: Case) -> Question[Day]:
    """Ask for the day granted: later than that of everybody, and not past."""
    visit, due = case.visit, case.due
    latest = (case.campaign.ends_on or due.last_day or visit.today) + AFTERMATH
    latest = max(latest, visit.today + AFTERMATH)
    example = last_working_day(max(due.last_day or visit.today, visit.today) + FORTNIGHT)
    about: Fields = {"due": due, "example": example}
    asked = day("day", "ruling/day", visit.today, ahead=True, latest=latest, **about)

    def parse(said: str) -> Day:
        found = asked.parse(said)
        last = found.date - timedelta(days=found.strict)
        if last < visit.today:
            raise Unclear("unclear/day-past", day=last)
        if due.last_day and last <= due.last_day:
            raise Unclear("ruling/too-early", due=due, day=last)
        return found

    return replace(asked, parse=parse)


def _successor(case: Case, units: Sequence[Unit]) -> Question[dict[int, Unit]]:
    """Ask who answers for some units from now on, by unit; those known to follow are offered.

    Where several have ceased, each can go to the one unit that is known to follow it.
    """
    visit, plan = case.visit, case.plan
    ended = [unit for unit in units if not valid_on(unit, visit.today)]
    followers = visit.once(
        ("followers", *(unit.id for unit in ended)), lambda: _followers(visit, ended)
    )
    known = {each.id: each for found in followers.values() for each in found}
    single = {unit_id: found[0] for unit_id, found in followers.items() if len(found) == 1}

    def check(unit: Unit) -> None:
        if unit in units:
            raise Unclear("ruling/same", unit=unit)
        if case.owing[0].talk and not plan.registers(unit.kind):
            raise Unclear("ruling/unfit", unit=unit, plan=plan)

    names = names_of(visit.session, [*units, *known.values()])
    about: Fields = {"units": units, "ended": ended, "known": list(known.values())}
    about |= {"names": names, "single": len(single)}
    there = visit.session, visit.today
    asked = ask_unit("to", "ruling/to", there, check, due=case.due, **about)

    def parse(said: str) -> dict[int, Unit]:
        if said == EACH and single:
            for unit in single.values():
                check(unit)
            return single
        return dict.fromkeys((unit.id for unit in units), asked.parse(said))

    def show(to: dict[int, Unit]) -> str:
        return ", ".join(sorted({unit.name for unit in to.values()})[:LISTED])

    return Question("to", "ruling/to", parse, show, about=asked.about)


def _followers(visit: Visit, ended: Sequence[Unit]) -> dict[int, list[Unit]]:
    return {unit.id: successors(visit.session, unit, visit.today) for unit in ended}
