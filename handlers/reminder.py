"""What a reminder says: all that a person is to be told at a moment, in one message.

Those who do the work read what they owe; a unit's head, and the standing body, what was done so far
about what is late.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from bot.talk import Notice
from models.backlogs import Backlog, Undecided
from models.ladders import HEAD, STANDING_BODY, Rung
from models.obligations import Obligation
from models.people import Contact, Role
from models.reminders import Reminder, told_days
from models.tasks import Task
from models.units import Unit
from models.units.search import names_of

URGENT = 1  # days left, or fewer
LISTED = 3  # late units of a deadline that are named; the others are counted
SHOWN = 6  # tasks of one person that stand in a message

Fields = dict[str, Any]
Days = Mapping[str, Sequence[date]]  # on which anybody was reminded of something before


@dataclass(frozen=True)
class Told:
    """One thing that a person is told: a rung of a task, and the row that will prove it."""

    task: Task
    rung: Rung
    row: Reminder


def notices(
    session: Session, told: Mapping[int, Sequence[Told]], local: datetime
) -> Iterator[Notice]:
    """Yield one message to each person, of all that there is; the most urgent messages first."""
    staff = set(session.exec(select(Contact.id).where(Contact.role != Role.CONTACT)))
    everything = [each for found in told.values() for each in found]
    days = told_days(session, {each.task.name for each in everything if each.rung.to})
    names = names_of(session, _named(everything))
    everybody = sorted(told, key=lambda person: min(each.task.days_left for each in told[person]))
    for person in everybody:
        found = sorted(told[person], key=lambda each: each.task.days_left)
        tasks = list({each.task.name: each.task for each in found}.values())
        sent_as = f"reminder:{person}:{local.isoformat()}"
        for each in found:
            each.row.sent_as = sent_as
        compose = _to_staff if person in staff else _to_unit
        template, about, unit_id = compose(found, tasks, days)
        about["names"] = names
        rows = [each.row for each in found]
        yield Notice(template, [person], about, settled_by=sent_as, save=rows, unit_id=unit_id)


def _named(told: Sequence[Told]) -> Iterator[Unit]:
    """Yield the units that messages name."""
    for each in told:
        if each.task.office:
            yield each.task.office
        if isinstance(each.task, Obligation):
            yield each.task.unit


def _to_unit(
    found: Sequence[Told], tasks: Sequence[Task], days: Days
) -> tuple[str, Fields, int | None]:
    """Return what somebody reads who serves one unit or several."""
    units = {task.office.id for task in tasks if task.office}
    about: Fields = {"owed": tasks[:SHOWN], "count": len(tasks)}
    about["urgent"] = sum(task.days_left <= URGENT for task in tasks)
    unit_id = next(iter(units)) if len(units) == 1 else None
    late = [task for task in tasks if _escalated(found, task, HEAD)]
    if late:
        about["owed"] = [*late, *(task for task in tasks if task not in late)][:SHOWN]
        about["late"] = [(each, days.get(each.name, ())) for each in late[:SHOWN]]
        about["others"] = about["owed"][len(late) :]
        return "remind/head", about, unit_id
    return "remind/owed" if len(tasks) == 1 else "remind/several", about, unit_id


def _to_staff(
    found: Sequence[Told], tasks: Sequence[Task], days: Days
) -> tuple[str, Fields, int | None]:
    """Return what staff read: what waits for them, and which units and offices are very late."""
    late: dict[tuple[str, str], list[tuple[Obligation, Sequence[date]]]] = defaultdict(list)
    offices: list[Backlog] = []
    for task in tasks:
        if isinstance(task, Obligation) and _escalated(found, task, STANDING_BODY):
            late[task.campaign.code, task.code].append((task, days.get(task.name, ())))
        elif isinstance(task, Backlog) and task.office:
            offices.append(task)
    about: Fields = {"late": list(late.values()), "offices": offices}
    about["listed"] = LISTED
    about["papers"] = [each for each in tasks if isinstance(each, Backlog) and not each.office]
    about["undecided"] = [each for each in tasks if isinstance(each, Undecided)]
    return "remind/staff", about, None


def _escalated(found: Sequence[Told], task: Task, to: str) -> bool:
    return any(each.task is task and each.rung.to == to for each in found)
