"""The chart of a rehearsal: how many messages there were, a bar a day or, of a long one, a week."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rehearsal.facts import SORTS, Facts
from bot.rehearsal.play import Play

DAILY = 130  # days up to which there is a bar a day
WIDTH, HEIGHT = 1000, 160  # of the whole, in its own units
GAP = 0.6  # between two bars


@dataclass(frozen=True)
class Piece:
    """The messages of one sort in a bar, as a rectangle."""

    sort: str
    top: float
    height: float


@dataclass(frozen=True)
class Bar:
    """The messages from the `first` day to the `last`, and where their bar stands."""

    first: date
    last: date
    count: int
    left: float
    width: float
    pieces: Sequence[Piece]


def bars(play: Play, found: Facts) -> list[Bar]:
    """Return the bars of the days, or weeks, in which there were any messages."""
    step = 1 if play.length <= DAILY else 7
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for day, sorts in found.by_day.items():
        counts[(day - play.start).days // step].update(sorts)
    width = WIDTH * step / play.length
    scale = HEIGHT / max((each.total() for each in counts.values()), default=1)
    drawn = []
    for number, sorts in sorted(counts.items()):
        first = play.start + timedelta(days=number * step)
        last = min(first + timedelta(days=step - 1), play.last)
        pieces = _pieces(sorts, scale)
        drawn.append(Bar(first, last, sorts.total(), number * width, max(width - GAP, GAP), pieces))
    return drawn


def _pieces(sorts: Counter[str], scale: float) -> list[Piece]:
    pieces, top = [], float(HEIGHT)
    for sort in SORTS:
        height = sorts[sort] * scale
        top -= height
        pieces.append(Piece(sort, top, height))
    return pieces
