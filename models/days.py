"""Dates as officials write them: a day, a month, a quarter, a year, strict or inclusive.

Rules: the day stands before the month and is never swapped; a date that is in no calendar is no
date. A coarser date is its last day, and its first where it is "trước" or "đầu"; "giữa tháng" is
the 15th and "giữa năm" 30/6 (Civil Code, Article 146). A date without a year is the next one on or
after today, and says that its year was assumed.
"""

import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.text import fold, tidy

Precision = Literal["day", "month", "quarter", "year"]

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_STRICT = re.compile(r"^(truoc)\b\s*")
_OPENING = re.compile(r"^(den het|den|het|tu|vao|trong|cham nhat|muon nhat|la|ngay)\b\s*")
_PART = re.compile(r"^(dau|giua|cuoi)\b\s*(?=thang|quy|nam)")
_YEAR = r"(?:\s*(?:[/.-]|nam)\s*(?P<year>\d{4}))?"
_DAY = re.compile(r"(?P<day>\d{1,2})\s*(?:[/.-]|thang)\s*(?P<month>\d{1,2})" + _YEAR)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_MONTH = re.compile(r"thang\s*(?P<month>\d{1,2})" + _YEAR)
_QUARTER = re.compile(r"quy\s*(?P<quarter>iii|ii|iv|i|[1-4])" + _YEAR)
_NEXT_YEARS = 8  # within which 29/2 comes again
_WHOLE_YEAR = re.compile(r"nam\s*(?P<year>\d{4})")


@dataclass(frozen=True)
class Day:
    """A date: the last day of what was written (see above), and how exactly it was written.

    `strict` is "trước ngày": the day itself is too late. `year_assumed` tells that none was given.
    """

    date: date
    precision: Precision
    strict: bool = False
    year_assumed: bool = False
    text: str = ""


def read_day(text: str, today: date) -> Day | None:
    """Read a date; None if the text is none, or names a day that is in no calendar."""
    words = " ".join(_folded(text).split())
    strict = bool(_STRICT.match(words))
    words = _STRICT.sub("", words)
    while (opened := _OPENING.sub("", words)) != words:
        words = opened
    part = _PART.match(words)
    side = part[1] if part else "dau" if strict else "cuoi"
    found = _found(_PART.sub("", words), side, today)
    if found is None:
        return None
    day, precision, assumed = found
    return Day(day, precision, strict, assumed, text)


def _folded(text: str) -> str:
    """Fold the letters and keep the marks between numbers."""
    pieces = re.split(r"([/.-])", tidy(text))
    return "".join(piece if piece in "/.-" else f" {fold(piece)} " for piece in pieces if piece)


def _found(words: str, side: str, today: date) -> tuple[date, Precision, bool] | None:
    squeezed = re.sub(r"\s*([/.-])\s*", r"\1", words)
    try:
        for shape, precision in _SHAPES:
            if match := shape.fullmatch(squeezed):
                return _dated(match.groupdict(), precision, side, today)
    except ValueError:
        return None
    return None


_SHAPES: tuple[tuple[re.Pattern[str], Precision], ...] = (
    (_ISO, "day"),
    (_DAY, "day"),
    (_MONTH, "month"),
    (_QUARTER, "quarter"),
    (_WHOLE_YEAR, "year"),
)


def _dated(
    given: dict[str, str | None], precision: Precision, side: str, today: date
) -> tuple[date, Precision, bool]:
    if given.get("year"):
        return _in_year(given, precision, side, int(given["year"] or 0)), precision, False
    for year in range(today.year, today.year + _NEXT_YEARS):
        with suppress(ValueError):  # 29/2 of a common year
            day = _in_year(given, precision, side, year)
            if day >= today:
                return day, precision, True
    raise ValueError("in no calendar")


def _in_year(given: dict[str, str | None], precision: Precision, side: str, year: int) -> date:
    if precision == "day":
        return date(year, int(given["month"] or 0), int(given["day"] or 0))
    quarter = given.get("quarter")
    last = (ROMAN.get(quarter, 0) or int(quarter)) * 3 if quarter else int(given.get("month") or 12)
    months = {"month": 1, "quarter": 3, "year": 12}[precision]
    if side == "dau":
        return date(year, last - months + 1, 1)
    if side == "cuoi":
        return date(year, last, monthrange(year, last)[1])
    middle = {"month": (last, 15), "quarter": (last - 1, 15), "year": (6, 30)}[precision]
    return date(year, *middle)
