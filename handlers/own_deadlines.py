"""A unit's own deadlines: what was granted, what is done; and a file for the phone's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, func, select

from bot.command import Visit
from bot.talk import Done, Handout, Stop
from models.campaigns import AFTERMATH, Campaign, concerns, plan_of
from models.deadlines import Due, deadline_history, dues_for
from models.obligations import Obligation, dated, duties, has_done, obligations
from models.plan import Plan
from models.rulings import Ruling, answering_campaigns
from models.units import Unit
from models.units.search import names_of
from models.working_days import last_working_day


@dataclass(frozen=True)
class Line:
    """One deadline of a unit: `owed` is what is still to be done, None where nothing is.

    `done` says that the assistant has it, `successor` who does it instead of the unit.
    """

    due: Due
    owed: Obligation | None = None
    done: bool = False
    successor: Unit | None = None


async def show_own(visit: Visit) -> Done:
    """Show a unit what is ahead or still owed in every campaign, and what that has become."""
    if visit.unit is None:
        return Done("deadline/own", {"unit": None, "campaigns": [], "names": {}})
    campaigns, named = [], [visit.unit]
    for campaign in answering_campaigns(visit.session, visit.unit, visit.today, AFTERMATH):
        plan = plan_of(visit.session, campaign)
        lines = _lines(visit, campaign, plan, visit.unit)
        if not lines and not plan.period.contains(visit.today):
            continue
        campaigns.append({"plan": plan, "lines": lines})
        named += [each.owed.unit for each in lines if each.owed]
    about = {"unit": visit.unit, "campaigns": campaigns}
    return Done("deadline/own", about | {"names": names_of(visit.session, named)})


async def hand_out_calendar(visit: Visit) -> Done | Stop:
    """Hand out a calendar file with the deadlines by which a unit still has to do something."""
    if visit.unit is None:
        return Stop("deadline/no-calendar")
    events = list(_events(visit, visit.unit))
    if not events:
        return Stop("deadline/no-calendar")
    file = Handout("han.ics", f"han-{visit.unit.code}.ics", {"events": events, "now": visit.now})
    return Done("deadline/calendar", {"unit": visit.unit, "count": len(events)}, file=file)


def _lines(visit: Visit, campaign: Campaign, plan: Plan, unit: Unit) -> list[Line]:
    owed = _owed(visit, campaign, plan, unit)
    own = {each.code: each for each in owed if each.unit.id == unit.id}
    found = []
    bound = concerns(visit.session, plan, unit)
    for due in dues_for(visit.session, campaign, plan, unit, visit.today) if bound else ():
        if not due.over or due.code in own:
            done = has_done(visit.session, campaign, plan, due, unit)
            found.append(_line(visit.session, due, own.get(due.code), done=done))
    return found + [Line(each.due, each) for each in owed if each.unit.id != unit.id]


def _line(session: Session, due: Due, owed: Obligation | None, *, done: bool) -> Line:
    to = due.ruling.to_unit_id if due.ruling and not due.closed else None
    successor = session.get_one(Unit, to) if to else None
    return Line(due, owed, done and owed is None and not due.closed, successor)


def _owed(visit: Visit, campaign: Campaign, plan: Plan, unit: Unit) -> list[Obligation]:
    """Return what a unit has to do by a day, for itself or instead of another."""
    found = dated(duties(visit.session, campaign, plan, visit.today))
    return list(obligations(visit.session, campaign, plan, found, unit))


def _events(visit: Visit, unit: Unit) -> Iterator[dict[str, object]]:
    for campaign in answering_campaigns(visit.session, unit, visit.today, AFTERMATH):
        plan = plan_of(visit.session, campaign)
        for owed in _owed(visit, campaign, plan, unit):
            yield {
                "uid": f"{campaign.code}.{owed.code}.{owed.unit.code}@thidua",
                "sequence": _changes(visit.session, campaign, owed),
                "owed": owed,
                "rings_on": last_working_day(owed.last_day - timedelta(days=1)),
            }


def _changes(session: Session, campaign: Campaign, owed: Obligation) -> int:
    """Return how often staff have changed a unit's deadline: calendars keep the highest number."""
    query = select(func.count()).where(
        Ruling.campaign_id == campaign.id,
        Ruling.due == owed.code,
        col(Ruling.unit_id).is_(None) | (Ruling.unit_id == owed.unit.id),
    )
    return len(deadline_history(session, campaign, owed.code)) + session.exec(query).one()
