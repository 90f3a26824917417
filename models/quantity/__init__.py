"""Quantities as Vietnamese officials write them: read exactly, or not at all.

Rules: a dot groups thousands, a comma is the decimal mark, spaces may group; English style is read
only where it can be nothing else. What can be read in two ways has two readings and a person
chooses; what is malformed has none. Nothing is ever guessed a thousand times off.

`readings` reads an answer that is a quantity and nothing else; `read` reads a phrase of a plan.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from models.quantity.amounts import SPELT, Amount, amounts
from models.quantity.claims import (
    FAR,
    MOST_TEXT,
    Claim,
    Reading,
    far_off,
    normal,
    read,
    unreadable,
)
from models.quantity.measures import Measure, Quantity, dong, fits, scaled, settled
from models.quantity.numbers import MARKS, Number
from models.quantity.words import HALF, POLITE

__all__ = [
    "FAR", "Claim", "Measure", "Quantity", "Reading", "far_off", "fits", "read", "readings",
]  # fmt: skip

_REMEMBERED = 10_000  # texts: a draft's answers are read anew at every turn
_IN_FULL = 10**6  # from here on a bare number may have been written out in full


def readings(text: str, asked: Measure | None = None) -> list[Quantity]:
    """Return what a text can mean: one quantity, several to choose from, or none.

    `asked` is the measure that the question named: a bare number is taken in it, and a quantity of
    another measure is none.
    """
    return list(_readings(text, asked))


@lru_cache(_REMEMBERED)
def _readings(text: str, asked: Measure | None) -> Sequence[Quantity]:
    low, shown = (POLITE.sub("", each) for each in normal(text))
    found = None if len(low) > MOST_TEXT or unreadable(low) else next(amounts(low, shown), None)
    if found is None or found.start or found.found.doubt in (MARKS, SPELT):
        return []
    measure = _measure(found, low, shown)
    if measure is None or (asked and not fits(measure, asked)):
        return []
    measure = "" if measure.startswith("/") else measure  # `7,5/tháng` names no measure yet
    about = measure or (asked.base if asked else "")
    meant = settled(found.found, about, scaled=bool(found.power), known=True)
    if asked is None or found.power or measure or not asked.power:
        return _all(meant, [0], asked.base if asked else measure)
    # A bare number answers in the measure asked, unless it looks like one written out in full.
    full = max(meant.values) >= _IN_FULL
    return _all(meant, [asked.power, 0] if full else [asked.power], asked.base)


def _measure(found: Amount, low: str, shown: str) -> str | None:
    """Return the measure of an answer with all that follows; None where it is more than that."""
    if found.end == len(low):
        return found.measure or ""
    rest = low[found.tail :]
    more = not low[0].isdigit() or HALF.search(rest) or re.search(r"[0-9\n]", rest)
    return None if more else dong(shown[found.tail :].strip())


def _all(found: Number, powers: list[int], measure: str) -> list[Quantity]:
    scales = [scaled(found, power).values for power in powers]
    return [Quantity(value, measure) for each in zip(*scales, strict=True) for value in each]
