"""What a phrase of a plan says of a quantity: how much, compared how, changed from what."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from models.quantity.amounts import Amount, amounts
from models.quantity.masks import BASELINE, CRITERIA, HARD, HIDDEN, LIFE, SOFT, hide
from models.quantity.measures import RATES, Measure, fits, scaled, settled
from models.quantity.numbers import COMMA, DOT, EXACT, MARKS, MOST_DIGITS, Number
from models.quantity.terms import Term, terms
from models.text import tidy

FAR = 100  # how many times off the context a figure may be before it is asked about
MOST_TEXT = 2000  # characters; a phrase, not a document
_MOST_READINGS = 12
_IN_FULL = 10**6  # from here on a bare number may have been written out in full
_BLANKS = re.compile(r"[^\S\n\t]+")
_SCRIPT = re.compile(r"(?<=m)[²³]")
_TOO_MANY = re.compile(rf"[0-9](?:[., ]*[0-9]){{{MOST_DIGITS}}}")
_LINES = str.maketrans({"\t": "\n", HIDDEN: " ", "％": "%"})

REASONS = {
    "nothing": "no quantity was found",
    "long": f"the text has more than {MOST_TEXT} characters",
    "digits": f"a number has more than {MOST_DIGITS} digits",
    "script": "there are digits other than 0 to 9",
    "measure": "the quantity is of another measure than the one asked for",
    "several": "there are several quantities",
    "order": "the low end is above the high end",
    "far": "the value is far from the figure it is compared with",
    "full": "a bare number so large may be written out in full",
    MARKS: "the marks in the number do not group thousands",
    COMMA: "the comma can begin decimals or group thousands",
    DOT: "the dot can group thousands or begin decimals",
    "accents": "without its right accents a word can be read in two ways",
    "spoken": "the digits behind the scale word can be read in several ways",
    "shared": "the scale word may belong to both ends or to one",
    "comparison": "the comparison words contradict each other",
    "words": "the number is spelt in a way that is not known",
    "change": "it may be a change or a level",
    "sign": "the dash may be a minus or a bullet",
    "date": "it may be a date, or the part is more than the whole",
}


@dataclass(frozen=True)
class Reading:
    """One meaning in the base measure: a value, or the two ends of a range."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    measure: str | None = None
    of: Decimal | None = None


@dataclass(frozen=True)
class Claim:
    """What a text says of one quantity; whatever is unknown is None.

    `comparator` is eq, ge, gt, le, lt, about or range, and None where no one quantity was read;
    `change` is increase or decrease where the figure is a change and not a level. A value that
    `needs_confirmation` is the conventional meaning, and `readings` are all that are possible.
    `reason` is a code and a sentence (`REASONS`): why a person must confirm, or why nothing was
    read.
    """

    text: str
    comparator: str | None = None
    change: str | None = None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    of: Decimal | None = None
    measure: str | None = None
    baseline: str | None = None
    readings: tuple[Reading, ...] = ()
    needs_confirmation: bool = False
    reason: str | None = None


def read(text: str, asked: Measure | None = None, beside: Decimal | None = None) -> Claim:
    """Read the one quantity that a phrase states; never raises, and never guesses.

    `asked` is the measure a bare number is in; `beside`, in the base measure, is a figure of the
    same thing, which settles what could be read in two ways.
    """
    if len(text) > MOST_TEXT:
        return _nothing(text, "long")
    low, shown = normal(text)
    if why := unreadable(low):
        return _nothing(text, why)
    found, baseline = quantities(low, shown)
    if not found:
        return _nothing(text, "nothing")
    if len(found) > 1:
        return _several(text, found, asked)
    term = replace(found[0], baseline=found[0].baseline or baseline)
    return claim_of(text, term, asked, beside)


def far_off(value: Decimal, beside: Decimal | None) -> bool:
    """Say whether a value is so far from one it is compared with that a person should look."""
    if not beside or not value:
        return False
    return abs(value) >= abs(beside) * FAR or abs(value) * FAR <= abs(beside)


def normal(text: str) -> tuple[str, str]:
    """Return the text composed and tidy, in small letters and as typed, equally long."""
    tidied = _BLANKS.sub(" ", tidy(text).translate(_LINES))
    shown = unicodedata.normalize("NFC", tidied).strip()
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in shown), shown


def unreadable(low: str) -> str | None:
    """Return the code of why no number of a text may be read, or None."""
    if any(ord(c) > 127 and c.isnumeric() for c in _SCRIPT.sub("", low)):  # noqa: PLR2004
        return "script"
    return "digits" if _TOO_MANY.search(low) else None


def _nothing(text: str, why: str) -> Claim:
    return Claim(text, reason=f"{why}: {REASONS[why]}")


def quantities(low: str, shown: str) -> tuple[list[Term], str | None]:
    """Return the quantities of a text made `normal`, and what it compares with."""
    against = BASELINE.search(low)
    baseline = shown[against.start("with") : against.end("with")].strip() if against else None
    clear = hide(hide(low, [BASELINE]), HARD)
    bare = clear if LIFE.search(clear) else hide(clear, SOFT)
    found = list(terms(list(amounts(bare, shown)), bare, shown))
    main = [term for term in found if not CRITERIA.match((term.amount.measure or "").lower())]
    return main or found, baseline


def _several(text: str, found: list[Term], asked: Measure | None) -> Claim:
    meant = [reading for term in found for reading in _meanings(term, None)[0]]
    fitting = [each for each in meant if asked and fits(each.measure or "", asked)] or meant
    readings = tuple(dict.fromkeys(fitting))[:_MOST_READINGS]
    why = f"several: {REASONS['several']}"
    return Claim(text, readings=readings, needs_confirmation=True, reason=why)


def claim_of(
    text: str, term: Term, asked: Measure | None = None, beside: Decimal | None = None
) -> Claim:
    """Return what a text claims that states one quantity."""
    meant, doubt = _meanings(term, asked)
    if asked and not fits(meant[0].measure or "", asked):
        return _nothing(text, "measure")
    meant, doubt = _as_asked(term, meant, doubt, asked)
    if beside and not term.change:
        meant, doubt = _beside(meant, doubt, beside)
    sure = meant[0] if _conventional(meant[0], doubt) else Reading()
    return Claim(
        text, term.comparator, term.change, sure.value, sure.low, sure.high,
        of=term.of.found.values[0] if term.of else None,
        measure=meant[0].measure,
        baseline=term.baseline, readings=meant, needs_confirmation=doubt is not None,
        reason=f"{doubt}: {REASONS[doubt]}" if doubt else None,
    )  # fmt: skip


def _conventional(first: Reading, doubt: str | None) -> bool:
    """Say whether the first of several meanings may stand as the value until it is confirmed."""
    rate = doubt == DOT and (first.measure or "").startswith(RATES)
    return not (rate or doubt in (MARKS, "order", "words"))


def _meanings(term: Term, asked: Measure | None) -> tuple[tuple[Reading, ...], str | None]:
    if term.high:
        return _ends(term.amount, term.high, asked, term.doubt)
    measure = term.amount.measure
    found = _settled(term.amount, measure, asked)
    whole = term.of.found.values[0] if term.of else None
    values = tuple(value.copy_negate() for value in found.values) if term.negative else found.values
    if term.doubt == "sign":
        values += tuple(value.copy_negate() for value in values)
    doubt = found.doubt or term.doubt or (term.of.found.doubt if term.of and not measure else None)
    return tuple(Reading(value, measure=measure, of=whole) for value in values), doubt


def _settled(amount: Amount, measure: str | None, asked: Measure | None) -> Number:
    about = measure or (asked.base if asked else "")
    return settled(amount.found, about, scaled=bool(amount.power), known=bool(about))


def _ends(
    left: Amount, right: Amount, asked: Measure | None, doubt: str | None
) -> tuple[tuple[Reading, ...], str | None]:
    """Return the ranges that two ends can make; a scale word behind the second is for both."""
    measure, bare = right.measure or left.measure, left
    if not left.power and left.measure is None:
        left = replace(left, found=scaled(left.found, right.power), power=right.power)
    elif left.power and not right.power and right.measure is None:
        right, doubt = replace(right, found=scaled(right.found, left.power)), "shared"
    low, high = _settled(left, measure, asked), _settled(right, measure, asked)
    doubt = low.doubt or high.doubt or doubt
    if len(low.values) == len(high.values):
        pairs = list(zip(low.values, high.values, strict=True))
    else:
        pairs = list(product(low.values, high.values))
    ordered = [pair for pair in pairs if pair[0] <= pair[1]]
    if not ordered:
        alone = [pair for pair in product(bare.found.values, high.values) if pair[0] < pair[1]]
        ordered, doubt = [*alone, *((b, a) for a, b in pairs)], "order"
    ranges = tuple(Reading(None, a, b, measure) for a, b in ordered[:_MOST_READINGS])
    return ranges, doubt


def _as_asked(
    term: Term, meant: tuple[Reading, ...], doubt: str | None, asked: Measure | None
) -> tuple[tuple[Reading, ...], str | None]:
    """Take a bare number in the measure asked, unless it looks like one written out in full."""
    if asked is None:
        return meant, doubt
    named = tuple(replace(each, measure=asked.base or None) for each in meant)
    if not asked.power or term.of or any(each.measure or each.power for each in _ends_of(term)):
        return named, doubt
    larger = tuple(_times(each, asked.power) for each in named)
    if max(abs(each.value or each.high or Decimal(0)) for each in named) >= _IN_FULL:
        return larger + named, doubt or "full"
    return larger, doubt


def _ends_of(term: Term) -> tuple[Amount, ...]:
    return (term.amount, term.high) if term.high else (term.amount,)


def _times(reading: Reading, power: int) -> Reading:
    def scale(value: Decimal | None) -> Decimal | None:
        return None if value is None else EXACT.scaleb(value, power)

    return replace(
        reading, value=scale(reading.value), low=scale(reading.low), high=scale(reading.high)
    )


def _beside(
    meant: tuple[Reading, ...], doubt: str | None, beside: Decimal
) -> tuple[tuple[Reading, ...], str | None]:
    """Let a figure of the same thing settle what is meant, or ask where nothing is near it."""
    near = tuple(each for each in meant if _near(each, beside))
    if near:
        usual = doubt in (COMMA, DOT, "full") and len(near) == 1
        return (near, None) if usual else (meant, doubt)
    fixed = (_times(each, power) for each in meant for power in (-3, 3, -6, 6, -9, 9))
    meant += tuple(each for each in fixed if _near(each, beside))
    return tuple(dict.fromkeys(meant))[:_MOST_READINGS], doubt if doubt == MARKS else "far"


def _near(reading: Reading, beside: Decimal) -> bool:
    told = (reading.value, reading.low, reading.high)
    return not any(far_off(value, beside) for value in told if value is not None)
