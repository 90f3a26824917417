"""Amounts joined into what is said of them: ranges, parts of a whole, comparisons, changes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.quantity.amounts import Amount
from models.quantity.measures import RATES, is_counted
from models.quantity.words import BEFORE, BEGINS, FRACTION, NOT, RANGE, REACHED, REACHES, TRAILING

COMPARISON, CHANGE, SIGN, DATE = "comparison", "change", "sign", "date"
_LOOK_BACK = 48  # characters before a number in which its comparison words stand
_MOST_WORDS = 8
_DASHES = "-‐‑‒–—―−"
_YEARS = range(1900, 2100)


@dataclass(frozen=True)
class Term:
    """One quantity as it is said; `high` ends a range, `of` is the whole it is a part of."""

    amount: Amount
    high: Amount | None = None
    of: Amount | None = None
    comparator: str = "eq"
    change: str | None = None
    negative: bool = False
    baseline: str | None = None
    doubt: str | None = None


@dataclass
class _Said:
    """The words before a number, as they are taken off one by one."""

    compared: str | None = None
    change: str | None = None
    negative: bool = False
    clash: bool = False
    level: bool = False

    def take(self, kind: str, name: str) -> None:
        if kind == "level":
            self.level = True
        elif kind == "change":
            self.change = name
        elif kind == "minus":
            self.negative = True
        elif kind == "compare":
            weak = ("from", "about", None)
            self.clash |= self.compared not in weak and name not in weak and name != self.compared
            if self.compared is None or (self.compared in weak and name not in weak):
                self.compared = name


def terms(found: Sequence[Amount], low: str, shown: str) -> Iterator[Term]:
    """Yield the quantities that amounts make, from left to right."""
    place = 0
    while place < len(found):
        term = _joined(found[place], found[place + 1], low, shown) if found[place + 1 :] else None
        yield term or _single(found[place], low, found[place].start)
        place += 2 if term else 1


def _joined(left: Amount, right: Amount, low: str, shown: str) -> Term | None:
    gap = low[left.end : right.start]
    if RANGE.fullmatch(gap) and _same(left, right):
        return _range(left, right, low)
    if FRACTION.fullmatch(gap) and not left.power and _same(left, right):
        return _part(left, right, low)
    if REACHES.fullmatch(gap) and _same(left, right) and _said(low, left.start).compared == "from":
        reached = _single(right, low, right.start)
        said = shown[left.start : left.end].strip()
        return Term(right, comparator=reached.comparator, baseline=said, doubt=reached.doubt)
    return None


def _same(left: Amount, right: Amount) -> bool:
    if left.measure is None or (right.measure is None and left.measure.startswith(RATES)):
        return True
    return right.measure is not None and left.measure.lower() == right.measure.lower()


def _single(amount: Amount, low: str, start: int, *, part: bool = False) -> Term:
    said = _said(low, start)
    after = _after(low, amount.end)
    compared, clash = said.compared, said.clash
    if after:
        clash |= compared not in (None, "from", "about", after)
        compared = after
    sign = _sign(low, start)
    negative = said.negative or sign == "minus"
    doubt = COMPARISON if clash else None
    if sign == "bullet" or (negative and (said.change or is_counted(amount.measure or ""))):
        doubt = SIGN
    change = said.change
    if not change and not said.level and not part and (verb := _verb(low, start)):
        change, doubt = verb, doubt or CHANGE
    name = "ge" if compared == "from" else compared or "eq"
    return Term(amount, None, None, name, change, negative, doubt=doubt)


def _range(left: Amount, right: Amount, low: str) -> Term:
    said = _said(low, left.start)
    clash = said.clash or said.compared not in (None, "from", "about")
    clash = clash or _after(low, right.end) is not None
    negative = said.negative or _sign(low, left.start) == "minus"
    doubt = COMPARISON if clash else SIGN if negative else None
    change = said.change
    if not change and not said.level and (verb := _verb(low, left.start)):
        change, doubt = verb, doubt or CHANGE
    if change and left.measure and said.compared == "from" and _in_words(low, left, right):
        doubt = doubt or CHANGE  # `tăng từ 60% đến 65%` may tell both levels
    return Term(left, right, None, "range", change, doubt=doubt)


def _in_words(low: str, left: Amount, right: Amount) -> bool:
    return low[left.end : right.start].strip().isalpha()


def _part(left: Amount, right: Amount, low: str) -> Term | None:
    value, whole = left.found.values[0], right.found.values[0]
    if right.power or (right.measure or "").startswith(RATES):
        return None
    single = _single(right, low, left.start)
    doubt = single.doubt
    day = not right.measure and value <= 31 and whole <= 12  # noqa: PLR2004
    if day or (whole in _YEARS and value <= 12) or not value <= whole:  # noqa: PLR2004
        doubt = DATE
    measure = right.measure or left.measure
    amount = Amount(left.start, right.end, left.found, 0, measure)
    return Term(amount, None, right, single.comparator, single.change, doubt=doubt)


def _said(low: str, start: int) -> _Said:
    before, said = low[max(0, start - _LOOK_BACK) : start], _Said()
    if before.endswith(tuple(_DASHES)):
        before = before[:-1]
    for _ in range(_MOST_WORDS):
        found = [(kind, name, match) for kind, name, p in BEFORE if (match := p.search(before))]
        if not found:
            break
        kind, name, match = min(found, key=lambda each: each[2].start())
        said.take(kind, name)
        before = before[: match.start()].rstrip(" ") + " "
        if said.level or said.change:
            break
    said.clash |= NOT.search(before) is not None  # `không tăng quá 2%`, `chưa đạt 95%`
    return said


def _after(low: str, end: int) -> str | None:
    return next((op for op, pattern in TRAILING if pattern.match(low, end)), None)


def _sign(low: str, start: int) -> str | None:
    if re.fullmatch(rf" ?[{_DASHES}] +", low[:start]):
        return "bullet"
    if low[:start].endswith(tuple(_DASHES)) and (start == 1 or low[start - 2] in " (:=\n"):
        return "minus"
    return None


def _verb(low: str, start: int) -> str | None:
    """Return the change that a phrase begins with, where nothing says that a level is meant."""
    begun = BEGINS.match(low, 0, start)
    if not begun or REACHED.search(low, begun.end(), start):
        return None
    return begun.lastgroup
