"""Reminders: who still owes something whose time comes, and has to be told today."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.talk import Notice
from handlers.reminder import Told, notices
from models.backlogs import backlogs, undecided
from models.campaigns import AFTERMATH, Campaign, campaigns_on, plan_of
from models.deadlines import Due
from models.ladders import CATCH_UP, HEAD, STANDING_BODY, Rung, Task, ladder_of, ladders
from models.obligations import Obligation, dated, duties, obligations, rungs_of
from models.people import hours, people_of, reachable_staff, reached_heads, workers_of
from models.plan import Plan
from models.remembered import recall, remember
from models.reminders import Reminder, reminders_of, withdrawn
from models.rulings import Ruling, rulings
from models.working_days import is_working_day

HOUR = time(8)  # in the morning, where people live
PAUSE = time(11, 30), time(13, 30)
EVENING = time(17)  # what could not be told by then is told on the next working day

Reached = tuple[Task, Rung]
Days = tuple[str, date | None, date | None]  # a deadline's code, last day, and when it was told


def due_reminders(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[Notice]:
    """Yield what has become due: to each person one message, of all that there is to tell.

    Of each ladder the newest rung is told, once to a person. Rungs that nobody was there to send
    (the bot was off, the clock jumped) are not made up for. The most urgent messages come first.
    """
    local = now.astimezone(zone)
    if not at_work(local):
        return
    told: dict[int, list[Told]] = defaultdict(list)
    chosen = hours(session)
    for campaign in campaigns_on(session, local.date(), AFTERMATH):
        for contact_id, each in _untold(session, campaign, local):
            if each.rung.day < local.date() or chosen.get(contact_id, 0) <= local.hour:
                told[contact_id].append(each)
    yield from notices(session, told, local)


def at_work(local: datetime) -> bool:
    """Say whether people are at work at a moment: not before eight, at noon or on a day off."""
    moment = local.time()
    open_hours = HOUR <= moment < EVENING and not PAUSE[0] <= moment < PAUSE[1]
    return open_hours and is_working_day(local.date())


def newest(found: Sequence[Rung], local: datetime) -> list[Rung]:
    """Return the newest rung at a moment, and that of the head and of the standing body.

    One that is older than CATCH_UP is left out: nobody is helped by it any more.
    """
    reached = {
        rung.to: rung for rung in found if datetime.combine(rung.day, HOUR, local.tzinfo) <= local
    }
    return [rung for rung in reached.values() if local.date() - rung.day <= CATCH_UP]


def proof(task: Task, rung: Rung, contact_id: int, moment: datetime) -> Reminder:
    """Return the row that says that a person was told of a rung; what it was sent as is open."""
    return Reminder(
        campaign_id=task.campaign.id,
        milestone=task.code,
        unit_id=task.office.id if task.office else None,
        owed=task.name,
        last_day=task.last_day,
        rung=rung.name,
        due_on=rung.day,
        contact_id=contact_id,
        created_at=moment,
    )


def _untold(session: Session, campaign: Campaign, local: datetime) -> Iterator[tuple[int, Told]]:
    """Yield whom nobody has told of a rung that is reached, with the row that will prove it."""
    by_rung: dict[tuple[date, Rung], list[Task]] = defaultdict(list)
    for task, rung in _reached(session, campaign, local):
        if not task.silent_on(local.date()):
            by_rung[task.last_day, rung].append(task)
    for (last_day, rung), tasks in by_rung.items():
        rows = reminders_of(session, campaign.id, last_day, rung)
        unsent = withdrawn(session, {row.sent_as for row in rows.values()})
        for task, people in _readers(session, tasks, rung, local.date()):
            for contact_id in people:
                row = rows.get((task.name, contact_id)) or proof(task, rung, contact_id, local)
                if not row.sent_as or row.sent_as in unsent:
                    yield contact_id, Told(task, rung, row)


def _reached(session: Session, campaign: Campaign, local: datetime) -> Iterator[Reached]:
    """Yield what has a rung that is reached; looked at once an hour."""
    plan, hour = plan_of(session, campaign), f"{local:%Y-%m-%d %H}"
    yield from _owed(session, campaign, plan, local)
    if not _first_time(session, f"reminded:{campaign.code}", hour):
        return
    known = ladders(session, campaign)
    waiting: list[Task] = [*backlogs(session, campaign, plan, local.date())]
    if found := undecided(session, campaign, plan, local.date()):
        waiting.append(found)
    for task in waiting:
        for rung in newest(task.rungs(ladder_of(task.kind, known)), local):
            yield task, rung


def _owed(
    session: Session, campaign: Campaign, plan: Plan, local: datetime
) -> Iterator[tuple[Obligation, Rung]]:
    known, granted = ladders(session, campaign), _granted(session, campaign)
    reached: dict[Days, list[Rung]] = {}
    looked = []
    for due in dated(duties(session, campaign, plan, local.date())):
        ladder = ladder_of(due.milestone.kind, known)
        own = [due, *(due.granted_by(row) for row in granted[due.code])]
        found = {_days(each): newest(rungs_of(plan, each, ladder), local) for each in own}
        reached |= found
        if _new(session, campaign, due, found, local):
            looked.append(due)
    for owed in obligations(session, campaign, plan, looked):
        for rung in reached[_days(owed.due)]:
            yield owed, rung


def _days(due: Due) -> Days:
    """Return what the reminders of a deadline depend on, which may be a unit's own."""
    return due.code, due.last_day, due.told_on


def _granted(session: Session, campaign: Campaign) -> dict[str, list[Ruling]]:
    """Return the rulings that grant units more time, by deadline."""
    found: dict[str, list[Ruling]] = defaultdict(list)
    for row in rulings(session, campaign).values():
        if row.until:
            found[row.due].append(row)
    return found


def _new(
    session: Session,
    campaign: Campaign,
    due: Due,
    found: Mapping[Days, Sequence[Rung]],
    local: datetime,
) -> bool:
    """Say whether any rung of a deadline is reached and has not been looked at in this hour."""
    told = sorted({f"{days[1]} {rung.name}" for days, rungs in found.items() for rung in rungs})
    at = f"{local:%Y-%m-%d %H} {', '.join(told)}"
    return bool(told) and _first_time(session, f"reminded:{campaign.code}:{due.code}", at)


def _first_time(session: Session, name: str, at: str) -> bool:
    if recall(session, name) == at:
        return False
    remember(session, name, at)
    return True


def _readers(
    session: Session, tasks: Sequence[Task], rung: Rung, today: date
) -> Iterator[tuple[Task, Sequence[int]]]:
    """Yield who is told of each task on a rung."""
    ids = [task.office.id for task in tasks if task.office]
    staff = reachable_staff(session)
    find: Callable[..., dict[int, list[int]]] = reached_heads if rung.to == HEAD else workers_of
    people = find(session, ids, today)
    signing = [each.office.id for each in tasks if isinstance(each, Obligation) and each.to_sign]
    everyone = people_of(session, signing, today) if signing and not rung.to else {}
    for task in tasks:
        if task.office is None or rung.to == STANDING_BODY:
            yield task, staff
        else:
            found = everyone.get(task.office.id, []) if _to_sign(task) else []
            yield task, found or people.get(task.office.id, [])


def _to_sign(task: Task) -> bool:
    return isinstance(task, Obligation) and task.to_sign
