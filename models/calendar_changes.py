"""What a change of the calendar means: for days, planned reminders, and last working days."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import NamedTuple

from sqlmodel import Session

from models.backlogs import backlogs
from models.calendar import Rows, name_of
from models.calendar_lines import CalendarLine
from models.campaigns import Campaign, plan_of
from models.deadlines import Due
from models.ladders import Rung, ladder_of, ladders
from models.obligations import dated, duties, obligations, rungs_of
from models.plan import Plan
from models.rulings import grants
from models.working_days import (
    Changes,
    DayKind,
    is_weekend,
    is_working_day,
    last_working_day,
    usual_name,
    working_by,
)


@dataclass(frozen=True)
class ChangedDay:
    """A day that becomes something else, or is called otherwise; whether it was and is worked."""

    day: date
    kind: DayKind
    name: str
    worked: bool
    works: bool


def changed_days(lines: Sequence[CalendarLine], rows: Rows) -> Iterator[ChangedDay]:
    """Yield the days that some lines change, in order; of a day that stands twice, the last."""
    wanted = {day: line for line in lines for day in line.days}
    for day, line in sorted(wanted.items()):
        usual = line.kind == DayKind.USUAL
        name = usual_name(day) if usual else line.name
        worked = is_working_day(day)
        with working_by(changes({day: line.kind}, rows)):
            found = ChangedDay(day, line.kind, name, worked, is_working_day(day))
        if day in rows if usual else _differs(found, name_of(day, rows)):
            yield found


def changes(kinds: Mapping[date, str], rows: Rows) -> Changes:
    """Return the calendar in which some days are of other kinds than they were set to."""
    return Changes.of({**{day: row.kind for day, (row, _) in rows.items()}, **kinds})


def _differs(day: ChangedDay, known: str) -> bool:
    marked = day.works == is_weekend(day.day)  # an ordinary day has no name
    return day.worked != day.works or (marked and day.name not in ("", known))


class Move(NamedTuple):
    """A reminder that is given on another day than it was."""

    start: date
    end: date


@dataclass(frozen=True)
class Replanned:
    """What becomes of a campaign's plan: how many reminders move from day to day.

    `dues` are the deadlines whose last working day becomes another one, and which.
    """

    plan: Plan
    moves: Counter[Move]
    dues: Sequence[tuple[Due, date]]


def replanned(session: Session, campaign: Campaign, today: date, after: Changes) -> Replanned:
    """Return what of a campaign moves from today on if the calendar becomes another one.

    Reminders are counted as they are planned: one for a task and a rung, however many people are
    told.
    """
    plan, known = plan_of(session, campaign), ladders(session, campaign)
    granted = grants(session, campaign)
    due_days = dated(duties(session, campaign, plan, today))
    found: dict[tuple[str, date | None, date | None], Sequence[Move]] = {}
    for due in due_days:
        ladder = ladder_of(due.milestone.kind, known)
        for each in (due, *(due.granted_by(row) for row in granted if row.due == due.code)):
            found[_days(each)] = moves(partial(rungs_of, plan, each, ladder), after)
    touched = {code for (code, *_), moved in found.items() if moved}
    counted: Counter[Move] = Counter()
    for owed in obligations(
        session, campaign, plan, [due for due in due_days if due.code in touched]
    ):
        moved = found[_days(owed.due)]
        counted.update(each for each in moved if not owed.silent_on(each.start))
    for papers in backlogs(session, campaign, plan, today):
        ladder = ladder_of(papers.kind, known)
        counted.update(moves(partial(papers.rungs, ladder), after))
    ahead = Counter({move: count for move, count in counted.items() if move.start >= today})
    return Replanned(plan, ahead, list(_moved_dues(due_days, after)))


def _days(due: Due) -> tuple[str, date | None, date | None]:
    """Return what makes reminders of a deadline those that they are."""
    return due.code, due.last_day, due.told_on


def moves(plan: Callable[[], Sequence[Rung]], after: Changes) -> Sequence[Move]:
    """Return which reminders of a plan move if the calendar becomes another one, in order.

    Before the last day each goes to the working day before it; of those that are late, which are
    counted in working days, the first that falls away stands for the first that comes.
    """
    before = _by_kind(plan())
    with working_by(after):
        later = _by_kind(plan())
    found: list[Move] = []
    for kind in before | later:
        gone = sorted(before.get(kind, set()) - later.get(kind, set()))
        come = sorted(later.get(kind, set()) - before.get(kind, set()))
        paired = min(len(gone), len(come)) if kind != _EARLY else 0
        found += map(Move, gone[:paired], come[:paired])
        found += [Move(last_working_day(day), day) for day in come[paired:]]
        with working_by(after):
            found += [Move(day, last_working_day(day)) for day in gone[paired:]]
    return sorted(move for move in found if move.start != move.end)


_EARLY = "-"


def _by_kind(found: Sequence[Rung]) -> dict[str, set[date]]:
    """Return the days of reminders: of the early ones, the late ones, and each escalation."""

    def kind(rung: Rung) -> str:
        return rung.to or (_EARLY if not rung.name.startswith("+") else "+")

    groups = groupby(sorted(found, key=kind), kind)
    return {name: {rung.day for rung in group} for name, group in groups}


def _moved_dues(found: Sequence[Due], after: Changes) -> Iterator[tuple[Due, date]]:
    for due in found:
        with working_by(after):
            day = due.last_working_day
        if day and day != due.last_working_day:
            yield due, day
