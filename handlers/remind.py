"""Reminders: who still owes something whose time comes, and has to be told today."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.talk import MORE, More, Notice
from handlers.reminder import Told, notices
from models.backlogs import backlogs, undecided
from models.campaigns import AFTERMATH, Campaign, campaigns_on, plan_of
from models.deadlines import Due
from models.ladders import (
    HEAD,
    STANDING_BODY,
    Ladder,
    Rung,
    ladder_of,
    ladders,
    made_up_until,
)
from models.obligations import Obligation, dated, duties, obligations, rungs_of
from models.people import (
    hours,
    people_of,
    reachable_after,
    reachable_staff,
    reached_heads,
    served_by,
    workers_of,
)
from models.plan import Plan
from models.remembered import recall, remember
from models.reminders import Reminder, reminders_of, withdrawn
from models.rulings import grants
from models.tasks import Task
from models.working_days import is_working_day, last_of_week

HOUR = time(8)  # in the morning, where people live
PAUSE = time(11, 30), time(13, 30)
EVENING = time(17)  # what could not be told by then is told on the next working day
PEOPLE = 100  # who are looked at in one transaction; replies go on in between
SEEN, END = "reminded", "end"  # how far the people have been looked at, and since when

Reached = tuple[Task, Rung]
Days = tuple[str, date | None, date | None]  # a deadline's code, last day, and when it was told


@dataclass(frozen=True)
class Look:
    """A campaign at a moment: its deadlines of which a rung is reached, and which rungs."""

    campaign: Campaign
    plan: Plan
    dues: Sequence[Due]
    reached: Mapping[Days, Sequence[Rung]]

    @property
    def escalates(self) -> bool:
        """Whether the standing body is told of units that are late."""
        return any(rung.to == STANDING_BODY for found in self.reached.values() for rung in found)

    def __str__(self) -> str:
        told = {
            f"{code} {day} {rung.name}"
            for (code, day, _), found in self.reached.items()
            for rung in found
        }
        return f"{self.campaign.code}: {', '.join(sorted(told))}"


def due_reminders(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[Notice | More]:
    """Yield what has become due: to each person one message, of all that there is to tell.

    Of each ladder the newest rung is told, once to a person. Rungs that nobody was there to send
    (the bot was off, the clock jumped) are not made up for. Some people are looked at each time,
    of whom the most urgent come first; everybody once an hour, and when another rung is reached.
    """
    local = now.astimezone(zone)
    if not at_work(local):
        return
    looks = [_look(session, each, local) for each in campaigns_on(session, local.date(), AFTERMATH)]
    round_ = f"{local:%Y-%m-%d %H} {'; '.join(map(str, looks))}"
    seen, _, place = (recall(session, SEEN) or "").rpartition(" ")
    after = place if seen == round_ else "0"
    if after == END:
        return
    waiting = [each for look in looks for each in _waiting(session, look, local)]
    people: Sequence[int] = ()
    if waiting or any(look.dues for look in looks):
        people = reachable_after(session, int(after), PEOPLE)
        yield from _to(session, people, looks, waiting, local)
    more = len(people) == PEOPLE
    remember(session, SEEN, f"{round_} {people[-1] if more else END}")
    if more:
        yield MORE


def _to(
    session: Session,
    people: Sequence[int],
    looks: Sequence[Look],
    waiting: Sequence[Reached],
    local: datetime,
) -> Iterator[Notice]:
    """Yield what some people are told."""
    told: dict[int, list[Told]] = defaultdict(list)
    chosen, offices = hours(session), served_by(session, people, local.date())
    staff = not set(people).isdisjoint(reachable_staff(session))
    tasks = [*waiting]
    for look in looks:
        tasks += _owed(session, look, None if staff and look.escalates else offices)
    tasks = [
        (task, rung)
        for task, rung in tasks
        if (staff if task.office is None or rung.to == STANDING_BODY else task.office.id in offices)
        and not task.silent_on(local.date())
    ]
    for contact_id, each in _untold(session, tasks, people, local):
        if each.rung.day < local.date() or chosen.get(contact_id, 0) <= local.hour:
            told[contact_id].append(each)
    yield from notices(session, told, local)


def at_work(local: datetime) -> bool:
    """Say whether people are at work at a moment: not before eight, at noon or on a day off."""
    moment = local.time()
    open_hours = HOUR <= moment < EVENING and not PAUSE[0] <= moment < PAUSE[1]
    return open_hours and is_working_day(local.date())


def newest(found: Sequence[Rung], ladder: Ladder, local: datetime) -> list[Rung]:
    """Return the newest rung at a moment, and that of the head and of the standing body.

    One that is too old to be made up for is left out: nobody is helped by it any more.
    """
    reached = {
        rung.to: rung for rung in found if datetime.combine(rung.day, HOUR, local.tzinfo) <= local
    }
    return [rung for rung in reached.values() if made_up_until(rung, ladder) >= local.date()]


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


def _untold(
    session: Session, tasks: Sequence[Reached], people: Sequence[int], local: datetime
) -> Iterator[tuple[int, Told]]:
    """Yield which of some people nobody has told of a rung, with the row that will prove it."""
    by_rung: dict[tuple[int, date, Rung], list[Task]] = defaultdict(list)
    for task, rung in tasks:
        by_rung[task.campaign.id, task.last_day, rung].append(task)
    for (campaign_id, last_day, rung), found in by_rung.items():
        rows = reminders_of(session, campaign_id, last_day, rung, people)
        unsent = withdrawn(session, {row.sent_as for each in rows.values() for row in each})
        for task, readers in _readers(session, found, rung, local.date()):
            for contact_id in readers:
                known = rows.get((task.name, contact_id), ())
                if contact_id not in people or any(row.sent_as not in unsent for row in known):
                    continue
                own = next((row.id for row in known if row.rung == rung.name), None)
                row = session.get(Reminder, own) if own else None
                row = row or proof(task, rung, contact_id, local)
                yield contact_id, Told(task, rung, row)


def _waiting(session: Session, look: Look, local: datetime) -> Iterator[Reached]:
    """Yield what waits for offices and for staff, where a rung of it is reached."""
    known, about = ladders(session, look.campaign), (look.campaign, look.plan, local.date())
    found: list[Task] = [*backlogs(session, *about)]
    asked = local.date() >= last_of_week(local.date())  # before that nobody is
    if asked and (open_ := undecided(session, *about)):
        found.append(open_)
    for task in found:
        ladder = ladder_of(task.kind, known)
        for rung in newest(task.rungs(ladder), ladder, local):
            yield task, rung


def _look(session: Session, campaign: Campaign, local: datetime) -> Look:
    """Return which rungs of a campaign's deadlines are reached, of those granted to units too."""
    plan, granted = plan_of(session, campaign), grants(session, campaign)
    known, dues = ladders(session, campaign), []
    reached: dict[Days, Sequence[Rung]] = {}
    for due in dated(duties(session, campaign, plan, local.date())):
        ladder = ladder_of(due.milestone.kind, known)
        own = [due, *(due.granted_by(row) for row in granted if row.due == due.code)]
        found = {_days(each): newest(rungs_of(plan, each, ladder), ladder, local) for each in own}
        reached |= found
        if any(found.values()):
            dues.append(due)
    return Look(campaign, plan, dues, reached)


def _owed(session: Session, look: Look, offices: Collection[int] | None) -> Iterator[Reached]:
    """Yield what some offices owe of which a rung is reached, or what all of them owe."""
    found = obligations(session, look.campaign, look.plan, look.dues, offices=offices)
    for owed in found:
        for rung in look.reached[_days(owed.due)]:
            yield owed, rung


def _days(due: Due) -> Days:
    """Return what the reminders of a deadline depend on, which may be a unit's own."""
    return due.code, due.last_day, due.told_on


def _readers(
    session: Session, tasks: Sequence[Task], rung: Rung, today: date
) -> Iterator[tuple[Task, Sequence[int]]]:
    """Yield who is told of each task on a rung."""
    staff = reachable_staff(session)
    told = [task for task in tasks if rung.to != STANDING_BODY]
    ids = {task.office.id for task in told if task.office}
    find: Callable[..., dict[int, list[int]]] = reached_heads if rung.to == HEAD else workers_of
    people = find(session, ids, today)
    signing = {each.office.id for each in told if isinstance(each, Obligation) and each.to_sign}
    everyone = people_of(session, signing, today) if signing and not rung.to else {}
    for task in tasks:
        if task.office is None or rung.to == STANDING_BODY:
            yield task, staff
        else:
            found = everyone.get(task.office.id, []) if _to_sign(task) else []
            yield task, found or people.get(task.office.id, [])


def _to_sign(task: Task) -> bool:
    return isinstance(task, Obligation) and task.to_sign
