"""What a rehearsal came to, in figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.rehearsal.play import Play
from bot.rehearsal.stage import Person, Sent
from models.ladders import Ladder

SORTS = ("reminder", "notice", "reply")
LATER = "later"  # a rung of the weeks after those of the first working days


@dataclass(frozen=True)
class Most:
    """The most that one person got: how many messages, who, and on which day, if on one."""

    count: int
    person: Person | None = None
    day: date | None = None


@dataclass(frozen=True)
class Facts:
    """Counts of a rehearsal; `days` are working days, `quiet` those on which nobody got anything.

    `by_day` counts messages of each sort on each day that had any. `reminders_a_day` is the most
    reminder messages that one person got on a day.
    """

    units: Mapping[str, int]
    sorts: Mapping[str, int]
    rungs: Sequence[tuple[str, int]]
    by_day: Mapping[date, Mapping[str, int]]
    most_on_a_day: Most
    most_in_all: Most
    reminders_a_day: int
    days: int
    quiet: int

    @property
    def messages(self) -> int:
        """How many messages there were in all."""
        return sum(self.sorts.values())


def facts(play: Play) -> Facts:
    """Count what a rehearsal that is over came to."""
    by_day: dict[date, Counter[str]] = {}
    daily: Counter[tuple[Person, date]] = Counter()
    reminded: Counter[tuple[Person, date]] = Counter()
    rungs: Counter[str] = Counter()
    for sent in play.sent:
        day = play.day_of(sent.moment)
        by_day.setdefault(day, Counter())[sent.sort] += 1
        daily[sent.person, day] += sent.sort != "reply"
        reminded[sent.person, day] += sent.sort == "reminder"
        rungs.update(map(_grouped, sent.rungs))
    unasked = Counter(each.person for each in play.sent if each.sort != "reply")
    return Facts(
        units=Counter(each.behaviour.value for each in play.cast.players.values()),
        sorts={sort: sum(each[sort] for each in by_day.values()) for sort in SORTS},
        rungs=sorted(rungs.items(), key=lambda each: _place(each[0])),
        by_day=by_day,
        most_on_a_day=_most_on_a_day(daily),
        most_in_all=Most(max(unasked.values()), max(unasked, key=lambda who: unasked[who]))
        if unasked
        else Most(0),
        reminders_a_day=max(reminded.values(), default=0),
        days=play.working_days,
        quiet=play.working_days - len(by_day),
    )


def as_json(play: Play, found: Facts) -> dict[str, Any]:
    """Return the figures, what was assumed and every message."""
    return {
        "plan": play.plan.code,
        "from": play.start.isoformat(),
        "to": play.last.isoformat(),
        "assumed": {due.code: day.isoformat() for due, day in play.assumed},
        "units": dict(found.units),
        "messages": dict(found.sorts),
        "rungs": dict(found.rungs),
        "most_on_a_day": found.most_on_a_day.count,
        "most_in_all": found.most_in_all.count,
        "reminders_a_day": found.reminders_a_day,
        "working_days": found.days,
        "quiet_days": found.quiet,
        "sent": [_entry(play, each) for each in play.sent],
    }


def _entry(play: Play, sent: Sent) -> dict[str, Any]:
    local = sent.moment.astimezone(play.zone)
    rows = [[button.label for button in row] for row in sent.message.buttons]
    return {
        "at": local.isoformat(),
        "to": sent.person.name,
        "sort": sent.sort,
        "reminds": [{"milestone": each.milestone, "rung": each.rung} for each in sent.reminders],
        "text": sent.message.text,
        "buttons": rows,
    }


def _most_on_a_day(daily: Mapping[tuple[Person, date], int]) -> Most:
    if not daily:
        return Most(0)
    (person, day), count = max(daily.items(), key=lambda each: each[1])
    return Most(count, person, day)


def _grouped(rung: str) -> str:
    """Return the name under which a rung is counted: those of the weeks afterwards together."""
    late = int(rung) if rung.startswith("+") and rung[1:].isdecimal() else 0
    return LATER if late > Ladder().daily else rung


def _place(rung: str) -> tuple[int, str]:
    """Return where a rung stands: by its days, then the weeks, then those of no deadline."""
    days, _, to = rung.partition(" ")
    return (int(days), to) if days.lstrip("+-").isdecimal() else (10**6, rung)
