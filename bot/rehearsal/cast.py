"""Who takes part in a rehearsal: some units of each kind, their people, the offices, the staff."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle

from sqlmodel import Session

from bot.rehearsal.answers import wording
from bot.rehearsal.stage import Person, RehearsalError, Stage
from models.base import Table
from models.campaigns import save_plan
from models.database import Database
from models.obligations import DUTIES
from models.plan import Plan
from models.reviews import office_of
from models.standing import units_of
from models.units import Unit, line_of
from models.units.rows import UnitRow
from models.units.save import save_units


class Behaviour(StrEnum):
    """How a unit takes its reminders."""

    PROMPT = "prompt"  # does what it owes two days after the first reminder
    LATE = "late"  # only after the deadline, once its head was told
    CORRECTING = "correcting"  # promises a day, sends then, and has to correct it once
    SILENT = "silent"  # never


# Offices are prompt in any case, so those who are not come first.
TURNS = (Behaviour.SILENT, Behaviour.LATE, Behaviour.CORRECTING, Behaviour.PROMPT)


@dataclass(frozen=True)
class Player:
    """One unit of the rehearsal, how it behaves, and who serves it; only some have a `head`."""

    unit: Unit
    behaviour: Behaviour
    clerk: Person
    head: Person | None = None


@dataclass(frozen=True)
class Cast:
    """The units by their ids, and the staff."""

    players: dict[int, Player]
    staff: Person


def choose(plan: Plan, rows: Sequence[UnitRow], a_kind: int | None) -> list[UnitRow]:
    """Return the units that take part, with the offices on their way and all that stand above.

    Of each kind that the plan asks something of so many, None for all. Raises RehearsalError where
    the plan's own unit is not in the list.
    """
    with closing(Database("sqlite://")) as trial:
        Table.metadata.create_all(trial.engine)
        wanted = trial.transaction(lambda session: _codes(session, plan, rows, a_kind))
    return [row for row in rows if row.code in wanted]


def _codes(
    session: Session, plan: Plan, rows: Sequence[UnitRow], a_kind: int | None
) -> Collection[str]:
    save_units(session, rows)
    units = list(_bound(session, plan, a_kind))
    if not units:
        raise RehearsalError(
            f"{plan.code} binds no unit of the list; give one in which {plan.scope} stands (--list)"
        )
    units += [office for unit in units for office in _offices(session, plan, unit)]
    return {each.code for unit in units for each in line_of(session, unit)}


def _bound(session: Session, plan: Plan, a_kind: int | None) -> Iterator[Unit]:
    kinds = {kind for each in plan.milestones if each.kind in DUTIES for kind in each.who}
    bound = [unit for unit in units_of(session, plan) if unit.kind in kinds]
    for kind in dict.fromkeys(unit.kind for unit in bound):
        yield from [unit for unit in bound if unit.kind == kind][:a_kind]


def _offices(session: Session, plan: Plan, unit: Unit) -> list[Unit]:
    rules = plan.registration_for(unit.kind)
    found = [office_of(session, step, unit) for step in (rules.route if rules else ())]
    return [office for office in found if office]


def enter(stage: Stage, session: Session, plan: Plan, rows: Sequence[UnitRow]) -> Cast:
    """Put the plan in force on the stage, with these units and people for them.

    The behaviours take turns; offices that others' papers pass through are always prompt.
    """
    save_units(session, rows)
    save_plan(session, plan, stage.clock.now())
    posts = wording()["posts"]
    units = list(_bound(session, plan, None))
    offices = {each.id: each for unit in units for each in _offices(session, plan, unit)}
    known = {unit.id for unit in units}
    turns = cycle(TURNS)
    players = {}
    for unit in [*units, *(each for each in offices.values() if each.id not in known)]:
        behaviour = Behaviour.PROMPT if unit.id in offices else next(turns)
        clerk = stage.let_in(session, posts["clerk"].format(unit=unit.name), "clerk", unit)
        head = None
        if behaviour in (Behaviour.LATE, Behaviour.SILENT):
            head = stage.let_in(session, posts["head"].format(unit=unit.name), "head", unit)
        players[unit.id] = Player(unit, behaviour, clerk, head)
    return Cast(players, stage.let_in(session, posts["staff"], "staff"))
