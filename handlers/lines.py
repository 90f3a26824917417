"""What comes of asking for one field: lines of a summary, and what they pledge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from bot.command import Visit
from bot.talk import Asking as _Asking
from models.offers import Offers
from models.plan import Plan
from models.quantity import Quantity
from models.registrations import Pledge, Registration

ROOM = 1300  # characters of lines on a page of a summary, so that every channel shows it whole
MOST_LINES = 15  # on a page: each has a button
WORD = 16  # characters that a figure takes, about

Item = TypeVar("Item")


@dataclass(frozen=True)
class Form:
    """What the questions of a field may look at: who registers when, by which plan, what before."""

    visit: Visit
    plan: Plan
    before: Registration | None = None
    offers: Offers = field(default_factory=Offers)


@dataclass(frozen=True)
class Line:
    """What an answer is called, what it is, and the key of the question to edit it by.

    A line of a project is called by its level: `scale`, `start`, `finish`, `photo`.
    """

    key: str
    name: str
    value: object


Fields = dict[str, Any]  # of a Pledge; the row itself is made once, at the end
Asked = tuple[list[Line], list[Fields]]
Asking = _Asking[Asked]


def items(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines with those of one target, or of one project, together."""
    found: list[list[Line]] = []
    first = ""
    for line in lines:
        if found and (line.key.startswith(first) or not line.name):
            found[-1].append(line)
            continue
        first = line.key.removesuffix("name") if line.key.endswith(".name") else f"{line.key}."
        found.append([line])
    return found


def pages(lines: Sequence[Line], taken: int = 0) -> list[list[Line]]:
    """Return the lines page by page; what belongs to one target stays on one page.

    `taken` are the characters that something else takes on the first page.
    """
    return _pages(((item, sum(map(_length, item))) for item in items(lines)), taken)


def pledge_pages(pledges: Sequence[Pledge]) -> list[list[Pledge]]:
    """Return what was registered page by page, all of a target on one page."""
    targets = [list(each) for _, each in groupby(pledges, lambda pledge: pledge.code)]
    return _pages((each, len(each[0].name) + sum(map(_worth, each))) for each in targets)


def _pages(items: Iterable[tuple[list[Item], int]], taken: int = 0) -> list[list[Item]]:
    """Return items, each with its length in characters, on as few pages as they fit."""
    found: list[list[Item]] = [[]]
    room = ROOM - taken
    for item, needed in items:
        if found[-1] and (needed > room or len(found[-1]) + len(item) > MOST_LINES):
            found.append([])
            room = ROOM
        found[-1] += item
        room -= needed
    return found


def _worth(pledge: Pledge) -> int:
    told = WORD + len(pledge.measure) if pledge.value is not None else len(pledge.said)
    return len(pledge.level_name) + told


def _length(line: Line) -> int:
    """Return about how many characters a line and its button take."""
    return len(line.name) + min(len(line.name), 34) + _width(line.value)


def _width(value: object) -> int:
    if isinstance(value, Mapping):
        return sum(len(str(name)) + 4 + _width(each) for name, each in value.items())
    if isinstance(value, Quantity):
        return WORD + len(value.measure)
    return len(value) if isinstance(value, str) else WORD
