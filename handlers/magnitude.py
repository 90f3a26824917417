"""Figures many times off: asked about once, politely, with both figures in full; never refused.

A figure is held against that of the year before in the same answer, and against what the unit
itself registered under the same name in its version before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from bot.talk import Question, Unclear
from handlers.ask import Level
from models.quantity import Quantity, far_off
from models.registrations import Pledge, Registration
from models.text import fold

SURE = "\x1e"  # begins what the button says that keeps an answer as typed; it cannot be typed
LABEL = 60  # characters of it on that button

Value = TypeVar("Value")
Named = tuple[str, Quantity]  # a figure, and the year or level that it is for


def figure_doubted(
    asked: Question[Level], before: Registration | None, name: str, level: str
) -> Question[Level]:
    """Ask about a figure that is far from that of the version before."""

    def odd(found: Level) -> Iterator[tuple[Named, Named | None]]:
        if found.quantity:
            yield (level, found.quantity), _earlier(before, name, level)

    return _doubted(asked, odd)


def years_doubted(
    asked: Question[tuple[Level, ...]],
    before: Registration | None,
    name: str,
    years: Sequence[int],
) -> Question[tuple[Level, ...]]:
    """Ask about a figure far from that of the year before, or of the version before."""

    def odd(found: tuple[Level, ...]) -> Iterator[tuple[Named, Named | None]]:
        figures = zip(map(str, years), found, strict=True)
        told = [(year, each.quantity) for year, each in figures if each.quantity]
        yield from ((later, earlier) for earlier, later in pairwise(told))
        yield from ((each, _earlier(before, name, each[0])) for each in told)

    return _doubted(asked, odd)


def _doubted(
    asked: Question[Value], odd: Callable[[Value], Iterator[tuple[Named, Named | None]]]
) -> Question[Value]:
    def parse(said: str) -> Value:
        found = asked.parse(said.removeprefix(SURE))
        for one, other in odd(found) if not said.startswith(SURE) else ():
            if other and _far(one[1], other[1]):
                kept = [(SURE + said, said[:LABEL])]
                raise Unclear("register/unusual", kept, one=one, other=other)
        return found

    return replace(asked, parse=parse)


def _far(one: Quantity, other: Quantity) -> bool:
    return one.measure == other.measure and far_off(one.value, other.value)


def _earlier(before: Registration | None, name: str, level: str) -> Named | None:
    """Return what the unit registered before under the same name, for the same year or level."""
    for pledge in before.pledges if before else ():
        if _is_same(pledge, name, level) and pledge.value is not None:
            return "", Quantity(pledge.value, pledge.measure)
    return None


def _is_same(pledge: Pledge, name: str, level: str) -> bool:
    return pledge.level == level and fold(pledge.name) == fold(name)
