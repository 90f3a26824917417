"""Reminders: who still owes something whose time comes, and has to be told today."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.talk import Notice
from models.campaigns import Campaign, campaigns_on, plan_of
from models.deadlines import Due
from models.ladders import Ladder, Rung, rungs
from models.obligations import Obligation, obligations
from models.people import people_of
from models.plan import Plan
from models.remembered import recall, remember
from models.reminders import Reminder
from models.units import Unit
from models.working_days import is_working_day

CATCH_UP = timedelta(days=3)  # how late a reminder may still be sent, after an outage
HOUR = time(8)  # in the morning, where people live
EVENING = time(17)  # what could not be told by then is told on the next working day


def due_reminders(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[Notice]:
    """Yield what has become due: the newest rung of each ladder, to each unit that still owes.

    Rungs that nobody was there to send (the bot was off, the clock jumped) are not made up for:
    one message says how many days are left.
    """
    local = now.astimezone(zone)
    if not (is_working_day(local.date()) and HOUR <= local.time() < EVENING):
        return
    for campaign in campaigns_on(session, local.date()):
        plan = plan_of(session, campaign)
        owed = obligations(session, campaign, plan, local.date())
        for _, group in groupby(owed, key=lambda each: each.due.code):
            owing = list(group)
            rung = newest_rung(plan, owing[0].due, local)
            if rung and _first_time(session, campaign, owing[0].due, rung):
                yield from _notices(session, owing, rung, local)


def newest_rung(plan: Plan, due: Due, local: datetime) -> Rung | None:
    """Return the newest reminder of a deadline at a moment, if there is any.

    One that is older than CATCH_UP is left out: nobody is helped by it any more.
    """
    reached = [
        rung
        for rung in rungs_of(plan, due)
        if datetime.combine(rung.day, HOUR, local.tzinfo) <= local
    ]
    return reached[-1] if reached and local.date() - reached[-1].day <= CATCH_UP else None


def rungs_of(plan: Plan, due: Due) -> list[Rung]:
    """Return the reminders of a deadline, while the campaign runs and once its period has begun."""
    assert due.last_day is not None
    first = (due.period.start if due.period else plan.period.start) or date.min
    until = plan.period.end or due.last_day + timedelta(days=365)
    return [rung for rung in rungs(due.last_day, until, Ladder()) if rung.day >= first]


def _first_time(session: Session, campaign: Campaign, due: Due, rung: Rung) -> bool:
    name = f"reminded:{campaign.code}" + (f":{due.period.code}" if due.period else "")
    if (recall(session, name) or "") >= rung.day.isoformat():
        return False
    remember(session, name, rung.day.isoformat())
    return True


def _notices(
    session: Session, owing: list[Obligation], rung: Rung, local: datetime
) -> Iterator[Notice]:
    people = people_of(session, [each.unit.id for each in owing], local.date())
    for each in owing:
        parent = session.get(Unit, each.unit.parent_id) if each.unit.kind == "commune" else None
        yield Notice(
            "remind/owed",
            people.get(each.unit.id, []),
            {"owed": each, "parent": parent.name if parent else ""},
            settled_by=each.name,
            save=[
                Reminder(
                    campaign_id=each.campaign.id,
                    milestone=each.due.code,
                    unit_id=each.unit.id,
                    due_on=rung.day,
                    created_at=local,
                )
            ],
            unit_id=each.unit.id,
        )
