"""Quantities as Vietnamese officials write them: read exactly, or not at all.

Rules: a dot groups thousands, a comma is the decimal mark, spaces may group; English style is read
only where it can be nothing else. What can be read in two ways has two readings and a person
chooses; what is malformed has none. Nothing is ever guessed a thousand times off.

`readings` reads an answer that is a quantity and nothing else; `read` reads a phrase of a plan.
"""

import re

from models.quantity_claims import FAR, Claim, Reading, far_off, read
from models.quantity_measures import Measure, Quantity, dong, fits, scale, scaled, settled
from models.quantity_numbers import MARKS, MOST_DIGITS, Number, number
from models.text import tidy

__all__ = ["FAR", "Claim", "Measure", "Quantity", "Reading", "far_off", "read", "readings"]

_ANSWER = re.compile(r"([0-9][0-9., \u00a0]*[0-9]|[0-9])\s*(.*)", re.DOTALL)
_IN_FULL = 10**6  # from here on a bare number may have been written out in full


def readings(text: str, asked: Measure | None = None) -> list[Quantity]:
    """Return what a text can mean: one quantity, several to choose from, or none.

    `asked` is the measure that the question named: a bare number is taken in it, and a quantity of
    another measure is none.
    """
    found = _ANSWER.fullmatch(tidy(text))
    if found is None or len(re.sub(r"[^0-9]", "", found[1])) > MOST_DIGITS:
        return []
    power, measure = scale(found[2])
    if re.search(r"[0-9]", measure) or (asked and not fits(measure, asked)):
        return []
    written = number(found[1].replace("\u00a0", " ").strip())
    about = measure or (asked.base if asked else "")
    meant = settled(written, about, scaled=bool(power), known=True)
    if written.doubt == MARKS:
        return []
    if asked is None:
        return _all(meant, [power], dong(measure))
    if power or measure or not asked.power:
        return _all(meant, [power], asked.base)
    # A bare number answers in the measure asked, unless it looks like one written out in full.
    full = max(meant.values) >= _IN_FULL
    return _all(meant, [asked.power, 0] if full else [asked.power], asked.base)


def _all(found: Number, powers: list[int], measure: str) -> list[Quantity]:
    scales = [scaled(found, power).values for power in powers]
    return [Quantity(value, measure) for each in zip(*scales, strict=True) for value in each]
