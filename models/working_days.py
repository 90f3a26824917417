"""Working days in Viet Nam: no weekend, no public holiday (Labour Code, Article 112).

A library knows the usual calendar; what staff have changed of it since is put in force for a
stretch of work by `working_by`, and everything here answers by it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from holidays import HolidayBase

LONGEST_BREAK = 31  # days; no run of holidays is as long
SATURDAY = 5


class DayKind(StrEnum):
    """What a day is: off, worked (a make-up Saturday), or as the usual calendar has it."""

    OFF = "off"
    WORKED = "worked"
    USUAL = "usual"


@dataclass(frozen=True)
class Changes:
    """What staff have changed of the usual calendar; hashable, so that it can be part of a key."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, kinds: Mapping[date, str]) -> Self:
        """Return the changes by which some days are of some kinds."""
        off, worked = (
            frozenset(day for day, kind in kinds.items() if kind == wanted)
            for wanted in (DayKind.OFF, DayKind.WORKED)
        )
        return cls(off, worked)


_IN_FORCE: ContextVar[Changes] = ContextVar("changes", default=Changes())  # noqa: B039 - frozen


def in_force() -> Changes:
    """Return by which changes working days are told now."""
    return _IN_FORCE.get()


@contextmanager
def working_by(changes: Changes) -> Iterator[None]:
    """Tell working days by some changes of the usual calendar; not to be awaited within."""
    token = _IN_FORCE.set(changes)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


@cache
def _calendar() -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415 - long to load

    return country_holidays("VN", language="vi")


def usual_name(day: date) -> str:
    """Return what the usual calendar calls a holiday, empty where it is none."""
    return str(_calendar().get(day) or "")


def is_weekend(day: date) -> bool:
    """Tell whether a day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on a day; swapped Saturdays, where decreed, count as open."""
    changes = _IN_FORCE.get()
    if day in changes.off:
        return False
    return day in changes.worked or bool(_calendar().is_working_day(day))


def last_working_day(day: date) -> date:
    """Return the day itself, or the nearest working day before it."""
    for back in range(LONGEST_BREAK):
        if is_working_day(earlier := day - timedelta(days=back)):
            return earlier
    return day


def last_of_week(day: date) -> date:
    """Return the last working day of a day's week, or before it where it has none."""
    return last_working_day(day + timedelta(days=7 - day.isoweekday()))


def working_day_after(day: date, count: int) -> date:
    """Return the working day that is so many working days after a day."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days come after a day, up to another one."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(map(is_working_day, days))


def break_around(day: date) -> int:
    """Return how many days off follow one another around a day; 0 for a working day."""
    return 0 if is_working_day(day) else 1 + _off(day, -1) + _off(day, 1)


def _off(day: date, step: int) -> int:
    count = 0
    while not is_working_day(day := day + timedelta(days=step)):
        count += 1
    return count


@dataclass(frozen=True)
class Term:
    """Until which day somebody has time, seen from `today`."""

    day: date
    today: date

    @property
    def over(self) -> bool:
        """Whether the day has passed."""
        return self.today > self.day

    @property
    def left(self) -> int:
        """Working days until the day, or since it; none on the day itself."""
        return working_days_between(*sorted((self.day, self.today)))
