"""Dates as officials write them: a day, a month, a quarter, a year, strict or inclusive.

Rules: the day stands before the month and is never swapped; a date that is in no calendar is no
date. A coarser date is its last day ("cuối tháng" and "giữa năm": Civil Code, Article 146). A date
without a year is the next one on or after today, and says that its year was assumed.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.text import fold, tidy

Precision = Literal["day", "month", "quarter", "year"]

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_STRICT = re.compile(r"^(truoc)\b\s*")
_OPENING = re.compile(r"^(den het|den|het|tu|vao|trong|cuoi|ngay)\b\s*")
_YEAR = r"(?:\s*(?:[/.-]|nam)\s*(?P<year>\d{4}))?"
_DAY = re.compile(r"(?P<day>\d{1,2})\s*(?:[/.-]|thang)\s*(?P<month>\d{1,2})" + _YEAR)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_MONTH = re.compile(r"thang\s*(?P<month>\d{1,2})" + _YEAR)
_QUARTER = re.compile(r"quy\s*(?P<quarter>iii|ii|iv|i|[1-4])" + _YEAR)
_MIDDLE = re.compile(r"giua nam\s*(?P<year>\d{4})")
_WHOLE_YEAR = re.compile(r"nam\s*(?P<year>\d{4})")


@dataclass(frozen=True)
class Day:
    """A date: the last day of what was written, and how exactly it was written.

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
    while not _MIDDLE.match(words) and (opened := _OPENING.sub("", words)) != words:
        words = opened
    found = _found(words, today)
    if found is None:
        return None
    day, precision, assumed = found
    return Day(day, precision, strict, assumed, text)


def _folded(text: str) -> str:
    """Fold the letters and keep the marks between numbers."""
    pieces = re.split(r"([/.-])", tidy(text))
    return "".join(piece if piece in "/.-" else f" {fold(piece)} " for piece in pieces if piece)


def _found(words: str, today: date) -> tuple[date, Precision, bool] | None:
    squeezed = re.sub(r"\s*([/.-])\s*", r"\1", words)
    try:
        for shape, precision in _SHAPES:
            if match := shape.fullmatch(squeezed):
                return _dated(match.groupdict(), precision, today)
    except ValueError:
        return None
    return None


_SHAPES: tuple[tuple[re.Pattern[str], Precision], ...] = (
    (_ISO, "day"),
    (_DAY, "day"),
    (_MONTH, "month"),
    (_QUARTER, "quarter"),
    (_MIDDLE, "month"),
    (_WHOLE_YEAR, "year"),
)


def _dated(
    given: dict[str, str | None], precision: Precision, today: date
) -> tuple[date, Precision, bool]:
    year = given.get("year")
    if year is None:
        this = _last(given, today.year)
        return (this if this >= today else _last(given, today.year + 1)), precision, True
    middle = precision == "month" and "month" not in given
    return (date(int(year), 6, 30) if middle else _last(given, int(year))), precision, False


def _last(given: dict[str, str | None], year: int) -> date:
    month = int(given.get("month") or 12)
    if quarter := given.get("quarter"):
        month = ROMAN.get(quarter, 0) * 3 or int(quarter) * 3
    day = given.get("day")
    return date(year, month, int(day) if day else monthrange(year, month)[1])
