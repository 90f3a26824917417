"""A campaign played from its first day to its last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.cast import Cast, choose, enter
from bot.rehearsal.offices import Offices
from bot.rehearsal.quiet import Quiet
from bot.rehearsal.stage import RehearsalError, Scene, Sent, Stage
from bot.rehearsal.units import Units
from models.campaigns import AFTERMATH
from models.plan import Plan
from models.units.rows import UnitRow
from models.working_days import is_working_day


@dataclass(frozen=True)
class Wish:
    """What is to be rehearsed: a plan over a list of units, so many `a_kind` (None: all of them).

    `days` are those to take for deadlines that the plan leaves open, by their codes.
    """

    plan: Plan
    rows: Sequence[UnitRow]
    a_kind: int | None = 4
    days: Mapping[str, date] = field(default_factory=dict)


class Play:
    """A rehearsal: its people, its days, and all that was said in it."""

    def __init__(self, wish: Wish, zone: ZoneInfo) -> None:
        self.plan, self.zone = wish.plan, zone
        self.start, self.end = _span(wish.plan)
        self._stage = Stage(zone)
        self._stage.clock.at(self.start)
        rows = choose(wish.plan, wish.rows, wish.a_kind)
        self.cast: Cast = self._stage.database.transaction(
            lambda session: enter(self._stage, session, wish.plan, rows)
        )
        self._agenda = Agenda()
        parts = (self._stage, self._agenda, self.cast, wish.plan)
        self._units, self._offices = Units(*parts), Offices(*parts)
        self._quiet = Quiet(self._stage, wish.plan)
        self.assumed = self._offices.assume(self.start, self.end, wish.days)

    @property
    def sent(self) -> Sequence[Sent]:
        """Every message, in the order of sending."""
        return self._stage.sent

    @property
    def scenes(self) -> Sequence[Scene]:
        """Every visit, in order."""
        return self._stage.scenes

    @property
    def last(self) -> date:
        """The last day that is played: what is missing is asked for a while longer."""
        return self.end + AFTERMATH

    @property
    def length(self) -> int:
        """How many calendar days are played."""
        return (self.last - self.start).days + 1

    @property
    def working_days(self) -> int:
        """How many of them are working days."""
        days = (self.start + timedelta(days=number) for number in range(self.length))
        return sum(map(is_working_day, days))

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment, as people there tell it."""
        return moment.astimezone(self.zone).date()

    def run(self) -> Iterator[date]:
        """Play day after day, and yield each that is over; then let go of the stage."""
        try:
            for number in range(self.length):
                day = self.start + timedelta(days=number)
                if is_working_day(day):
                    self._play(day)
                yield day
        finally:
            self._stage.close()

    def _play(self, day: date) -> None:
        if self._agenda.has(day) or not self.is_quiet(day):
            self._stage.clock.at(day)
            self._remind()
        for hour, deed in self._agenda.take(day):
            self._stage.clock.at(day, hour)
            deed()
            self._quiet.forget()
            self._offices.look(self._units)
            self._remind()

    def is_quiet(self, day: date) -> bool:
        """Say whether nobody can be reminded on a day that is to come."""
        return self._quiet.is_quiet(day)

    def _remind(self) -> None:
        for row in self._stage.remind():
            self._units.reminded(row)


def _span(plan: Plan) -> tuple[date, date]:
    """Return the first and the last day of a campaign."""
    days = [each.date for each in plan.milestones if each.date]
    start, end = plan.period.start, plan.period.end
    if not ((start or days) and (end or days)):
        raise RehearsalError(f"{plan.code} states neither its period nor any day to rehearse")
    return start or min(days) - timedelta(days=60), end or max(days)
