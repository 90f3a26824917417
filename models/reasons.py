"""Reasons (vì sao): why a person was reminded, and when that will be so again."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from models.backlogs import UNDECIDED, backlogs, undecided
from models.calendar import Rows, name_of, rows_set
from models.campaigns import Campaign, campaigns_of, plan_of
from models.deadlines import Due
from models.ladders import BY_HAND, PAPERS, Ladder, is_weekly, ladder_of, ladders, meant_day
from models.obligations import Obligation, dated, duties, obligations
from models.plan import Plan
from models.reminders import Reminder, others_reminded
from models.tasks import Task
from models.units import Unit


@dataclass(frozen=True)
class Given:
    """A reminder by the name of its rung; `meant` is the day that its ladder names.

    `off` is what that day is called where it is a holiday; `weekly`: the daily ones are over.
    """

    name: str
    day: date
    meant: date
    off: str = ""
    weekly: bool = False


@dataclass(frozen=True)
class Reason:
    """Why somebody was reminded of one deadline, for one `office` or several.

    `open` are what of it is still to be done, `due` is the deadline as it is now. `others` are the
    posts of who else was reminded; `next` is the next reminder to the same person.
    """

    campaign: Campaign
    plan: Plan
    code: str
    last_day: date
    offices: Sequence[Unit]
    given: Sequence[Given]
    open: Sequence[Task]
    due: Due | None
    others: Sequence[str]
    next: Given | None


def reasons(session: Session, rows: Sequence[Reminder], today: date) -> list[Reason]:
    """Return why somebody got some reminders, of each deadline one, the nearest first."""
    grouped: dict[tuple[int, str, date | None], list[Reminder]] = defaultdict(list)
    for row in rows:
        grouped[row.campaign_id, row.milestone, row.last_day].append(row)
    found = [_reason(session, group, today) for group in grouped.values()]
    return sorted(found, key=lambda each: (each.code == UNDECIDED, each.last_day))


def first_reminder(session: Session, units: Sequence[Unit], today: date) -> Reason | None:
    """Return the first reminder that the people of some units will get, None where there is none.

    `given` and `others` are empty.
    """
    found: list[Reason] = []
    for unit in units:
        for campaign in campaigns_of(session, unit, today):
            plan, known = plan_of(session, campaign), ladders(session, campaign)
            due = dated(duties(session, campaign, plan, today))
            for owed in obligations(session, campaign, plan, due, unit):
                ladder = ladder_of(owed.kind, known)
                coming = _next([owed], {""}, ladder, today, rows_set(session))
                about = campaign, plan, owed.code, owed.last_day
                if coming:
                    found.append(Reason(*about, [unit], [], [owed], owed.due, [], coming))
    return min(found, key=lambda each: each.next.day if each.next else date.max, default=None)


def _reason(session: Session, rows: Sequence[Reminder], today: date) -> Reason:
    first = rows[0]
    campaign = session.get_one(Campaign, first.campaign_id)
    plan, names = plan_of(session, campaign), {row.owed for row in rows}
    due = next(
        (due for due in duties(session, campaign, plan, today) if due.code == first.milestone), None
    )
    ladder = ladder_of(due.milestone.kind if due else PAPERS, ladders(session, campaign))
    left = [each for each in _tasks(session, campaign, plan, due, today) if each.name in names]
    last_day, days_off = first.last_day or today, rows_set(session)
    given = {row.rung: _given(row.rung, row.due_on, last_day, ladder, days_off) for row in rows}
    told = max(row.created_at for row in rows).date()
    tos = {row.rung.partition(" ")[2] for row in rows}
    ids = dict.fromkeys(row.unit_id for row in rows if row.unit_id)
    own = [each.due for each in left if isinstance(each, Obligation)]
    return Reason(
        campaign,
        plan,
        first.milestone,
        last_day,
        [session.get_one(Unit, each) for each in ids],
        sorted(given.values(), key=lambda each: each.name.startswith(BY_HAND)),
        left,
        own[0] if own else due,
        others_reminded(session, rows) if len(names) == 1 else (),
        _next(left, tos, ladder, max(today, told + timedelta(days=1)), days_off),
    )


def _tasks(
    session: Session, campaign: Campaign, plan: Plan, due: Due | None, today: date
) -> Iterator[Task]:
    """Yield what is still to be done by a deadline; without one, what waits to be decided."""
    if due is not None:
        yield from obligations(session, campaign, plan, dated([due]))
        return
    yield from backlogs(session, campaign, plan, today)
    if found := undecided(session, campaign, plan, today):
        yield found


def _given(name: str, day: date, last_day: date, ladder: Ladder, days_off: Rows) -> Given:
    meant = meant_day(name, day, last_day, ladder)
    off = name_of(meant, days_off) if meant != day else ""
    return Given(name, day, meant, off, is_weekly(name, ladder))


def _next(
    tasks: Sequence[Task], tos: Collection[str], ladder: Ladder, first: date, days_off: Rows
) -> Given | None:
    """Return the first reminder from a day on, of those that the same people get."""
    coming = (
        (rung, task)
        for task in tasks
        for rung in task.rungs(ladder)
        if rung.to in tos and rung.day >= first and not task.silent_on(rung.day)
    )
    rung, task = min(coming, key=lambda each: each[0].day, default=(None, None))
    if rung is None or task is None:
        return None
    return _given(rung.name, rung.day, task.last_day, ladder, days_off)
