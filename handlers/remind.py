"""Reminders: who still owes a registration, and has to be told today."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.talk import Notice
from models.campaigns import Campaign, campaigns_on, plan_of
from models.deadlines import registration_due
from models.ladders import Ladder, rungs
from models.people import people_of
from models.registrations import settles_registration
from models.remembered import recall, remember
from models.reminders import Reminder
from models.standing import standings
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
        due = registration_due(session, campaign, plan, local.date())
        if due is None or due.last_day is None:
            continue
        until = plan.period.end or local.date()
        rung = newest_rung(due.last_day, until, local)
        if rung is None or not _first_time(session, campaign, rung):
            continue
        units = standings(session, campaign, plan, local.date())
        owing = [unit for unit in units if unit.state in ("begun", "not-begun")]
        people = people_of(session, [unit.unit_id for unit in owing], local.date())
        for unit in owing:
            about = {"plan": plan, "campaign": campaign, "unit": unit, "due": due}
            yield _notice(about, people.get(unit.unit_id, []), rung, local)


def newest_rung(last_day: date, until: date, local: datetime) -> date | None:
    """Return the day of a deadline's newest reminder at a moment, of those up to `until`, if any.

    One that is older than CATCH_UP is left out: nobody is helped by it any more.
    """
    days = (rung.day for rung in rungs(last_day, until, Ladder()))
    reached = [day for day in days if datetime.combine(day, HOUR, local.tzinfo) <= local]
    newest = max(reached, default=None)
    return newest if newest and local.date() - newest <= CATCH_UP else None


def _first_time(session: Session, campaign: Campaign, rung: date) -> bool:
    name = f"reminded:{campaign.code}"
    if (recall(session, name) or "") >= rung.isoformat():
        return False
    remember(session, name, rung.isoformat())
    return True


def _notice(about: dict[str, Any], people: list[int], rung: date, local: datetime) -> Notice:
    campaign, unit_id = about["campaign"], about["unit"].unit_id
    return Notice(
        "remind/registration",
        people,
        about,
        settled_by=settles_registration(campaign, unit_id),
        save=[
            Reminder(
                campaign_id=campaign.id,
                milestone="registration",
                unit_id=unit_id,
                due_on=rung,
                created_at=local,
            )
        ],
        unit_id=unit_id,
    )
