"""What a change of a ladder means: on which days the nearest deadline is reminded of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from models.backlogs import backlogs
from models.campaigns import Campaign, plan_of
from models.deadlines import Due
from models.ladders import HEAD, PAPERS, STANDING_BODY, Ladder, Rung, made_up_until
from models.obligations import dated, duties, obligations, rungs_of

AHEAD = timedelta(days=30)  # after the last safe day, that is looked ahead
Rungs = Sequence[Rung]


@dataclass(frozen=True)
class Change:
    """One reminder, by its name, that is `kept`, `added` or `dropped`."""

    day: date
    name: str
    change: str


@dataclass(frozen=True)
class Effect:
    """What changes for the deadline that is nearest, and how many units or papers it is about.

    `due` is None for papers that wait. `missed` are new reminders whose day has just passed: they
    are given at once.
    """

    today: date
    last_day: date
    count: int
    changes: Sequence[Change]
    missed: Sequence[Change]
    due: Due | None = None


def effect(
    session: Session, campaign: Campaign, kind: str, both: tuple[Ladder, Ladder], today: date
) -> Effect | None:
    """Return what a kind's ladder, before and after, means; None where nothing has a day yet."""
    plan = plan_of(session, campaign)
    if kind == PAPERS:
        waiting = list(backlogs(session, campaign, plan, today))
        nearest = min(waiting, key=lambda each: each.last_day, default=None)
        if nearest is None:
            return None
        plans = nearest.rungs(both[0]), nearest.rungs(both[1])
        count = sum(len(each.papers) for each in waiting)
        return _effect(nearest.last_day, count, plans, both[1], today)
    found = [due for due in duties(session, campaign, plan, today) if due.milestone.kind == kind]
    due = min(dated(found), key=_distance, default=None)
    if due is None or due.last_day is None:
        return None
    plans = rungs_of(plan, due, both[0]), rungs_of(plan, due, both[1])
    count = sum(1 for _ in obligations(session, campaign, plan, [due]))
    return _effect(due.last_day, count, plans, both[1], today, due)


def _distance(due: Due) -> tuple[bool, int]:
    """Put the next deadline first, then the one that passed last."""
    return due.over, abs(due.days_left or 0)


def _effect(
    last_day: date,
    count: int,
    plans: tuple[Rungs, Rungs],
    ladder: Ladder,
    today: date,
    due: Due | None = None,
) -> Effect:
    old, new = plans
    until = max(last_day, today) + AHEAD
    ahead = sorted({rung for rung in (*old, *new) if today <= rung.day <= until}, key=_in_order)
    changes = [Change(rung.day, rung.name, _change(rung, old, new)) for rung in ahead]
    return Effect(today, last_day, count, changes, _missed(old, new, ladder, today), due)


def _in_order(rung: Rung) -> tuple[date, str, str]:
    return rung.day, rung.to, rung.name


def _change(rung: Rung, old: Rungs, new: Rungs) -> str:
    if rung in old:
        return "kept" if rung in new else "dropped"
    return "added"


def _missed(old: Rungs, new: Rungs, ladder: Ladder, today: date) -> list[Change]:
    """Return the new reminders that are made up for: nothing as new was given before."""
    newest = {rung.to: rung for rung in new if rung.day <= today}
    return [
        Change(rung.day, rung.name, "added")
        for to in ("", HEAD, STANDING_BODY)
        if (rung := newest.get(to)) and rung.day < today <= made_up_until(rung, ladder)
        if not any(each.to == to and rung.day <= each.day <= today for each in old)
    ]
