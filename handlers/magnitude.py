"""Figures many times off: asked about once, politely, with both figures in full; never refused.

A figure is held against that of the year before in the same answer, and against what the unit
itself registered under the same name in its version before. One of a plan's own fields is also held
against what the unit registered in another campaign, and against the middle of what others of its
kind registered here; of theirs no name and no figure is told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, TypeVar

from bot.talk import Question, Unclear
from handlers.ask import Level
from handlers.lines import Form
from models.campaigns import campaign_by_code, plan_version
from models.peers import known_figures
from models.plan import Plan, RegistrationField
from models.quantity import Quantity, far_off
from models.registrations import Pledge, Registration
from models.text import fold

SURE = "\x1e"  # begins what the button says that keeps an answer as typed; it cannot be typed
LABEL = 60  # characters of levels by year on that button; a figure stands there in full

Value = TypeVar("Value")
Named = tuple[str, Quantity]  # a figure, and the year or level that it is for
Doubt = tuple[str, dict[str, Any]]  # the template that asks, and what it is told


@dataclass(frozen=True)
class Standard:
    """A figure that another is held against, and where it is from: a year, a version, a plan."""

    kind: Literal["year", "before", "elsewhere", "peers"]
    quantity: Quantity
    year: str = ""
    plan: Plan | None = None


def figure_doubted(
    asked: Question[Level], standards: Sequence[Standard], level: str
) -> Question[Level]:
    """Ask about a figure that is far from one of some others; one that stood before is none."""

    def odd(found: Level) -> Iterator[Doubt]:
        kept = [each.quantity for each in standards if each.kind == "before"]
        if found.quantity and found.quantity not in kept:
            yield from _far((level, found.quantity), standards)

    return once_more(asked, odd)


def years_doubted(
    asked: Question[tuple[Level, ...]],
    before: Registration | None,
    name: str,
    years: Sequence[int],
) -> Question[tuple[Level, ...]]:
    """Ask about a figure far from that of the year before, or of the version before."""

    def odd(found: tuple[Level, ...]) -> Iterator[Doubt]:
        figures = zip(map(str, years), found, strict=True)
        told = [(year, each.quantity) for year, each in figures if each.quantity]
        for (year, earlier), later in pairwise(told):
            yield from _far(later, [Standard("year", earlier, year)])
        for each in told:
            yield from _far(each, earlier_figures(before, name, each[0]))

    return once_more(asked, odd)


def once_more(
    asked: Question[Value], doubts: Callable[[Value], Iterator[Doubt]]
) -> Question[Value]:
    """Ask again, once, about an answer that raises a doubt; a button keeps it as it was said."""

    def parse(said: str) -> Value:
        plain = said.removeprefix(SURE)
        found = asked.parse(plain)
        doubt = None if said.startswith(SURE) else next(doubts(found), None)
        if doubt:
            shown = asked.show(found)
            label = plain[:LABEL] if isinstance(shown, Mapping) else shown
            raise Unclear(doubt[0], [(SURE + plain, label)], **doubt[1])
        return found

    return replace(asked, parse=parse)


def standards_for(form: Form, field: RegistrationField, level: str) -> list[Standard]:
    """Return what a figure of a field may be held against, the unit's own first."""
    visit, unit = form.visit, form.visit.unit
    found = earlier_figures(form.before, field.name, level)
    campaign = campaign_by_code(visit.session, visit.subject)
    rules = form.plan.registration_for(unit.kind) if unit else None
    if campaign is None or unit is None or rules is None:
        return found
    codes = [each.code for each in rules.fields if each.kind == "quantity"]
    known = known_figures(visit.session, campaign, unit, codes)
    for (code, measure), (plan_hash, value) in known.own.items():
        if code == field.code:
            plan = plan_version(visit.session, plan_hash)
            found.append(Standard("elsewhere", Quantity(value, measure), plan=plan))
    for (code, at, measure), value in known.common.items():
        if (code, at) == (field.code, level):
            found.append(Standard("peers", Quantity(value, measure)))
    return found


def earlier_figures(before: Registration | None, name: str, level: str) -> list[Standard]:
    """Return what the unit registered before under the same name, for the same year or level."""
    return [
        Standard("before", Quantity(pledge.value, pledge.measure))
        for pledge in (before.pledges if before else ())
        if _is_same(pledge, name, level) and pledge.value is not None
    ][:1]


def _far(one: Named, standards: Sequence[Standard]) -> Iterator[Doubt]:
    for other in standards:
        same = one[1].measure == other.quantity.measure
        if same and far_off(one[1].value, other.quantity.value):
            yield "register/unusual", {"one": one, "other": other}


def _is_same(pledge: Pledge, name: str, level: str) -> bool:
    return pledge.level == level and fold(pledge.name) == fold(name)
