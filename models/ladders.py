"""Ladders (lịch nhắc): on which days people are reminded of a deadline.

Before the last safe day reminders are counted in calendar days, after it in working days; one that
would fall on a day off is given on the working day before. Several on one day become one.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from models.working_days import is_working_day, last_working_day

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Ladder:
    """When to remind: so many calendar days `before` the last safe day, then when late.

    Late is reminded of on each of the first `daily` working days, and every week after those.
    """

    before: tuple[int, ...] = (30, 14, 7, 3, 1, 0)
    daily: int = 7


class Rung(NamedTuple):
    """One reminder, given on `day`.

    `-14` is the one 14 days before the last safe day, `0` that of the day itself, `+3` the one on
    the third working day after it.
    """

    name: str
    day: date


@cache
def rungs(last_day: date, until: date, ladder: Ladder) -> tuple[Rung, ...]:
    """Return the rungs of a deadline up to a day, in order; of those on one day, the newest."""
    by_day = {
        rung.day: rung for rung in (*_before(last_day, ladder), *_late(last_day, until, ladder))
    }
    return tuple(rung for rung in by_day.values() if rung.day <= until)


def _before(last_day: date, ladder: Ladder) -> Iterator[Rung]:
    for days in sorted(ladder.before, reverse=True):
        day = last_working_day(last_day - timedelta(days=days))
        yield Rung(f"-{days}" if days else "0", day)


def _late(last_day: date, until: date, ladder: Ladder) -> Iterator[Rung]:
    ahead = (last_day + timedelta(days=days) for days in range(1, (until - last_day).days + 1))
    working = [day for day in ahead if is_working_day(day)]
    for late, day in enumerate(working[: ladder.daily], start=1):
        yield Rung(f"+{late}", day)
    if len(working) < ladder.daily:
        return
    weekly = working[ladder.daily - 1] + WEEK
    while weekly <= until:
        day = last_working_day(weekly)
        yield Rung(f"+{bisect_right(working, day)}", day)
        weekly += WEEK
