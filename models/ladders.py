"""Ladders (lịch nhắc): on which days people are reminded of a deadline.

Before the last safe day reminders are counted in calendar days, after it in working days; one that
would fall on a day off is given on the working day before. Several on one day become one. Those
that come weekly share the last working day of the week, whatever they are of: so a person who owes
many things is told of all of them in one message, once a week.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign
from models.working_days import (
    LONGEST_BREAK,
    Changes,
    in_force,
    is_working_day,
    last_of_week,
    last_working_day,
    working_day_after,
)

WEEK = timedelta(days=7)
FRIDAY = 4  # of the days of a week, from 0
CATCH_UP = 3  # working days for which a reminder that was missed is made up for
_REMEMBERED = 4096  # deadlines whose rungs are kept at hand


@dataclass(frozen=True)
class Ladder:
    """When to remind: so many calendar days `before` the last safe day, then when late.

    Late is reminded of on each of the first `daily` working days, and then, if `weekly`, at the end
    of every week after that of the last of those. On the working day `head` late the unit's head is
    told too, on `standing_body` the standing body (cơ quan thường trực); 0 for never.
    """

    before: tuple[int, ...] = (30, 14, 7, 3, 1, 0)
    daily: int = 7
    weekly: bool = True
    head: int = 3
    standing_body: int = 7


class SetLadder(Table, table=True):
    """A ladder as staff have set it; the newest row of a kind of milestone counts.

    `before` are the days in front of the last safe day, such as `30,14,7`.
    """

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    kind: str
    before: str
    daily: int
    weekly: bool
    head: int
    standing_body: int
    contact_id: int = Field(foreign_key="contact.id")
    set_at: datetime

    @property
    def ladder(self) -> Ladder:
        """The ladder itself."""
        before = tuple(int(days) for days in self.before.split(",") if days)
        return Ladder(before, self.daily, self.weekly, self.head, self.standing_body)


PAPERS = "papers"  # the kind of what waits to be reviewed, whose terms are short
USUAL = {PAPERS: Ladder(before=(1, 0))}


def ladders(session: Session, campaign: Campaign) -> Mapping[str, SetLadder]:
    """Return what staff have set, by kind."""
    query = select(SetLadder).where(SetLadder.campaign_id == campaign.id)
    return {row.kind: row for row in session.exec(query.order_by(col(SetLadder.id)))}


def usual_ladder(kind: str) -> Ladder:
    """Return the ladder of a kind of milestone that staff have not set."""
    return USUAL.get(kind, Ladder())


def ladder_of(kind: str, found: Mapping[str, SetLadder]) -> Ladder:
    """Return the ladder of a kind of milestone: as staff have set it, or the usual one."""
    row = found.get(kind)
    return row.ladder if row else usual_ladder(kind)


BY_HAND = "by-hand"  # begins the name of a reminder that staff gave, before its day
HEAD, STANDING_BODY = "head", "standing body"


class Rung(NamedTuple):
    """One reminder, given on `day`.

    `-14` is the one 14 days before the last safe day, `0` that of the day itself, `+3` the one on
    the third working day after it, `+3 head` what the unit's head is told then. `to` is whom: HEAD,
    STANDING_BODY, or nobody but those who do the work.
    """

    name: str
    day: date
    to: str = ""


def beside(rung: Rung) -> list[str]:
    """Return the names that a reminder given at about the same time may have, its own among them.

    Where a ladder or the calendar was changed, that of a day can have another name than before.
    """
    number, _, to = rung.name.partition(" ")
    if not re.fullmatch(r"[+-]?[0-9]+", number):
        return [rung.name]
    near = range(int(number) - LONGEST_BREAK, int(number) + LONGEST_BREAK + 1)
    return [f"{day:+d} {to}".strip() if day else "0" for day in near]


def is_weekly(name: str, ladder: Ladder) -> bool:
    """Say whether a reminder, by its name, comes after the daily ones, once a week."""
    return bool(re.fullmatch(r"[+][0-9]+", name)) and int(name) > ladder.daily


def made_up_until(rung: Rung, ladder: Ladder) -> date:
    """Return the last day on which a reminder is still given that was missed, as in an outage.

    Days off do not count: what was missed before Tết is told after it. A weekly one is made up for
    on the next working day only, for it comes again soon enough.
    """
    return working_day_after(rung.day, 1 if is_weekly(rung.name, ladder) else CATCH_UP)


def meant_day(name: str, day: date, last_day: date, ladder: Ladder) -> date:
    """Return the day that a ladder names for a reminder given on a day, which may be a day off."""
    meant = day
    if re.fullmatch(r"-?[0-9]+", name):
        meant = last_day + timedelta(days=int(name))
    elif is_weekly(name, ladder):
        meant = max(day, day + timedelta(days=FRIDAY - day.weekday()))
    return meant if last_working_day(meant) == day else day


def rungs(last_day: date, until: date, ladder: Ladder) -> tuple[Rung, ...]:
    """Return the rungs of a deadline up to a day, in order; of those on one day, the newest.

    Those of the head and of the standing body stand behind that of the day.
    """
    return _rungs(last_day, until, ladder, in_force())


@lru_cache(maxsize=_REMEMBERED)
def _rungs(last_day: date, until: date, ladder: Ladder, _calendar: Changes) -> tuple[Rung, ...]:
    # The calendar is in force already; it stands here for what is remembered to be right.
    by_day = {
        rung.day: rung for rung in (*_before(last_day, ladder), *_late(last_day, until, ladder))
    }
    found = [*by_day.values(), *_escalations(last_day, ladder)]
    return tuple(sorted((rung for rung in found if rung.day <= until), key=lambda rung: rung.day))


def _before(last_day: date, ladder: Ladder) -> Iterator[Rung]:
    for days in sorted(ladder.before, reverse=True):
        day = last_working_day(last_day - timedelta(days=days))
        yield Rung(f"-{days}" if days else "0", day)


def _late(last_day: date, until: date, ladder: Ladder) -> Iterator[Rung]:
    ahead = (last_day + timedelta(days=days) for days in range(1, (until - last_day).days + 1))
    working = [day for day in ahead if is_working_day(day)]
    for late, day in enumerate(working[: ladder.daily], start=1):
        yield Rung(f"+{late}", day)
    if not ladder.weekly or len(working) < ladder.daily:
        return
    week = (working[ladder.daily - 1] if ladder.daily else last_day) + WEEK
    while (day := last_of_week(week)) <= until:
        if day.isocalendar()[:2] == week.isocalendar()[:2]:  # and no week of nothing but holidays
            yield Rung(f"+{bisect_right(working, day)}", day)
        week += WEEK


def _escalations(last_day: date, ladder: Ladder) -> Iterator[Rung]:
    for late, to in ((ladder.head, HEAD), (ladder.standing_body, STANDING_BODY)):
        if late:
            yield Rung(f"+{late} {to}", working_day_after(last_day, late), to)
