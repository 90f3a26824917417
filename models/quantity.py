"""Quantities as Vietnamese officials write them: read exactly, or not at all.

Rules: a dot groups thousands, a comma is the decimal mark, spaces may group; English style is read
only where it can be nothing else. What can be read in two ways has two readings and a person
chooses; what is malformed has none. Nothing is ever guessed a thousand times off.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from models.text import fold, tidy

MOST_DIGITS = 30
_EXACT = Context(prec=100)  # room for every digit and every scale word
FAR = 100  # how many times off the context a figure may be before it is asked about

_SCALES = {
    "nghin": 3, "ngan": 3, "k": 3, "van": 4, "trieu": 6, "tr": 6, "ty": 9, "ti": 9,
}  # fmt: skip
_DONG = {"d", "vnd", "dong", "₫"}
_NUMBER = re.compile(r"([0-9][0-9., \u00a0]*[0-9]|[0-9])\s*(.*)", re.DOTALL)
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_ENGLISH = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]+\.(?![0-9]{3}$)[0-9]+"
)


@dataclass(frozen=True)
class Quantity:
    """A number in its base measure: `4,2 triệu tấn` is 4200000 of `tấn`; `%` stays as printed."""

    value: Decimal
    measure: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure as printed, taken apart: `triệu đồng` is ten to the sixth of `đồng`."""

    base: str
    power: int = 0
    printed: str = ""

    @classmethod
    def parse(cls, text: str) -> "Measure":
        """Take a printed measure apart."""
        power, rest = _scale(text)
        return cls(rest, power, text)

    @classmethod
    def of(cls, known: Quantity) -> "Measure":
        """Return the measure in which people speak of a figure of this size."""
        if fold(known.measure.partition("/")[0]) not in _DONG:
            return cls(known.measure, 0, known.measure)
        power = next((power for power in (9, 6) if abs(known.value) >= 10**power), 0)
        return cls(known.measure, power, known.measure)


def readings(text: str, asked: Measure | None = None) -> list[Quantity]:
    """Return what a text can mean: one quantity, several to choose from, or none.

    `asked` is the measure that the question named: a bare number is taken in it, and a quantity of
    another measure is none.
    """
    found = _NUMBER.fullmatch(tidy(text))
    if found is None or len(re.sub(r"[^0-9]", "", found[1])) > MOST_DIGITS:
        return []
    power, measure = _scale(found[2])
    if re.search(r"[0-9]", measure):
        return []
    digits = found[1].replace("\u00a0", " ").strip()
    numbers = _numbers(digits)
    if asked is None:
        return [Quantity(_EXACT.scaleb(number, power), _dong(measure)) for number in numbers]
    if not _fits(measure, asked):
        return []
    if power or measure or not asked.power:
        return [Quantity(_EXACT.scaleb(number, power), asked.base) for number in numbers]
    # A bare number answers in the measure asked, unless it looks like one written out in full.
    powers = (asked.power, 0) if numbers and max(numbers) >= 10**6 else (asked.power,)
    return [
        Quantity(_EXACT.scaleb(number, each), asked.base) for number in numbers for each in powers
    ]


def far_off(value: Decimal, beside: Decimal | None) -> bool:
    """Say whether a value is so far from one it is compared with that a person should look."""
    if not beside or not value:
        return False
    return abs(value) >= abs(beside) * FAR or abs(value) * FAR <= abs(beside)


def _numbers(digits: str) -> list[Decimal]:
    if _ENGLISH.fullmatch(digits):
        return [Decimal(digits.replace(",", ""))]
    if _GROUPED.fullmatch(digits):
        return [Decimal(re.sub(r"[. ]", "", digits).replace(",", "."))]
    if _PLAIN.fullmatch(digits):
        value = Decimal(digits.replace(",", "."))
        doubtful = re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", digits) is not None
        return [value, _EXACT.scaleb(value, 3)] if doubtful else [value]
    return []


def _scale(text: str) -> tuple[int, str]:
    """Take the scale words off the front: `nghìn tỷ đồng` is (12, `đồng`)."""
    power, rest = 0, tidy(text)
    while match := re.match(r"[^\W\d_]+", rest):
        if fold(match[0]) not in _SCALES:
            break
        power += _SCALES[fold(match[0])]
        rest = rest[match.end() :].strip()
    return power, rest


def _dong(measure: str) -> str:
    first, slash, rest = measure.partition("/")
    return (
        "đồng" + slash + rest if first.strip().lower() == "₫" or fold(first) in _DONG else measure
    )


def _fits(given: str, asked: Measure) -> bool:
    if not fold(given):  # nothing but signs, such as % and ‰
        return given in ("", asked.base)
    return fold(asked.base).startswith(fold(_dong(given)))
