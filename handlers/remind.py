"""Reminders: who still owes something whose time comes, and has to be told today."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.talk import Notice
from models.campaigns import Campaign, campaigns_on, plan_of
from models.deadlines import Due
from models.ladders import Ladder, Rung, rungs
from models.obligations import Obligation, dues_in_chat, obligations
from models.people import people_of
from models.plan import Plan
from models.remembered import recall, remember
from models.reminders import Reminder, reminders_of, withdrawn
from models.units import Unit
from models.working_days import is_working_day

CATCH_UP = timedelta(days=3)  # how late a reminder may still be sent, after an outage
HOUR = time(8)  # in the morning, where people live
PAUSE = time(11, 30), time(13, 30)
EVENING = time(17)  # what could not be told by then is told on the next working day
URGENT = 1  # days left, or fewer

Told = tuple[Obligation, Reminder]


def due_reminders(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[Notice]:
    """Yield what has become due: to each person one message, of all that their unit still owes.

    Of each ladder the newest rung is told, once to a person. Rungs that nobody was there to send
    (the bot was off, the clock jumped) are not made up for.
    """
    local = now.astimezone(zone)
    if not at_work(local):
        return
    told: dict[tuple[int, int], list[Told]] = defaultdict(list)
    for campaign in campaigns_on(session, local.date()):
        for owing, rung in _reached(session, campaign, local):
            for contact_id, each in _untold(session, owing, rung, local):
                told[each[0].unit.id, contact_id].append(each)
    for (_, contact_id), found in told.items():
        yield _notice(session, contact_id, found, local)


def at_work(local: datetime) -> bool:
    """Say whether people are at work at a moment: not before eight, at noon or on a day off."""
    moment = local.time()
    hours = HOUR <= moment < EVENING and not PAUSE[0] <= moment < PAUSE[1]
    return hours and is_working_day(local.date())


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


def _reached(
    session: Session, campaign: Campaign, local: datetime
) -> Iterator[tuple[list[Obligation], Rung]]:
    """Yield what is owed by each deadline of which a rung is reached; looked at once an hour."""
    plan = plan_of(session, campaign)
    reached: dict[str, Rung] = {}
    found = dues_in_chat(session, campaign, plan, local.date())
    for due in found:
        rung = newest_rung(plan, due, local)
        if rung and _first_time(session, campaign, due, rung, local):
            reached[due.code] = rung
    told = [due for due in found if due.code in reached]
    for code, group in groupby(
        obligations(session, campaign, plan, told), key=lambda each: each.due.code
    ):
        yield list(group), reached[code]


def _first_time(
    session: Session, campaign: Campaign, due: Due, rung: Rung, local: datetime
) -> bool:
    name = f"reminded:{campaign.code}:{due.code}"
    at = f"{rung.day} {rung.name} {local:%Y-%m-%d %H}"
    if recall(session, name) == at:
        return False
    remember(session, name, at)
    return True


def _untold(
    session: Session, owing: Sequence[Obligation], rung: Rung, local: datetime
) -> Iterator[tuple[int, Told]]:
    """Yield whom nobody has told of this rung yet, each with the row that will prove it."""
    last_day = owing[0].due.last_day
    assert last_day is not None
    people = people_of(session, [each.unit.id for each in owing], local.date())
    rows = reminders_of(session, [each.name for each in owing], last_day, rung.name)
    unsent = withdrawn(session, {row.sent_as for row in rows.values()})
    for each in owing:
        if each.silent_on(local.date()):
            continue
        for contact_id in people.get(each.unit.id, []):
            row = rows.get((each.name, contact_id)) or proof(each, rung, contact_id, local)
            if not row.sent_as or row.sent_as in unsent:
                yield contact_id, (each, row)


def proof(owed: Obligation, rung: Rung, contact_id: int, moment: datetime) -> Reminder:
    """Return the row that says that a person was told of a rung; what it was sent as is open."""
    return Reminder(
        campaign_id=owed.campaign.id,
        milestone=owed.due.code,
        unit_id=owed.unit.id,
        owed=owed.name,
        last_day=owed.due.last_day,
        rung=rung.name,
        due_on=rung.day,
        contact_id=contact_id,
        created_at=moment,
    )


def _notice(session: Session, contact_id: int, found: list[Told], local: datetime) -> Notice:
    """Return one message of all that a person is told for a unit at a moment, the nearest first."""
    found.sort(key=lambda each: each[0].due.days_left or 0)
    owed = [each for each, _ in found]
    unit = owed[0].unit
    sent_as = owed[0].name if len(owed) == 1 else f"digest:{unit.id}:{contact_id}:{local:%Y%m%d%H}"
    for _, row in found:
        row.sent_as = sent_as
    parent = session.get(Unit, unit.parent_id) if unit.kind == "commune" else None
    about = {"unit": unit, "parent": parent.name if parent else "", "owed": owed}
    about["urgent"] = sum((each.due.days_left or 0) <= URGENT for each in owed)
    return Notice(
        "remind/owed" if len(owed) == 1 else "remind/several",
        [contact_id],
        about,
        settled_by=sent_as,
        save=[row for _, row in found],
        unit_id=unit.id,
    )
