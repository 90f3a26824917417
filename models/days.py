"""Dates as officials write them: a day, a month, a quarter, a year, strict or inclusive.

Rules: the day stands before the month and is never swapped; a date that is in no calendar is no
date. A coarser date is its last day, and its first where it is "trước" or "đầu"; "giữa tháng" is
the 15th and "giữa năm" 30/6 (Civil Code, Article 146). A date without a year is the next one on or
after today, and says that its year was assumed.
"""

import re
import unicodedata
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.text import fold, tidy

Precision = Literal["day", "month", "quarter", "year"]

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_STRICT = re.compile(r"^(truoc)\b\s*")
_OPENING = re.compile(r"^(den het|den|het|tu|vao|trong|cham nhat|muon nhat|la|ngay|mung|mong)\b\s*")
_CLOSING = re.compile(r"(?<=\d)[ .]*(?:(?:a|nhe|nha))?[ .]*$")  # `30/6/2025 ạ.`
_PART = re.compile(r"^(dau|giua|cuoi)\b\s*(?=thang|qu[yi]|q\d|nam|\d{1,2} ?[/.-] ?\d{4})")
_YEAR = r"(?:\s*(?:[/.-]|nam)\s*(?P<year>\d{4}))?"
_DAY = re.compile(r"(?P<day>\d{1,2})\s*(?:[/.-]|thang)\s*(?P<month>\d{1,2})" + _YEAR)
_SHORT = re.compile(r"(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{2})")
_SPACED = re.compile(r"(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})([/-])(?P<month>\d{2})\2(?P<day>\d{2})")
_MONTH = re.compile(r"thang\s*(?P<month>\d{1,2})" + _YEAR)
_MONTH_OF = re.compile(r"t?(?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_QUARTER = re.compile(r"(?:qu[yi]|q)\s*(?P<quarter>iii|ii|iv|i|[1-4])" + _YEAR)
_IN_WORDS = re.compile(  # with their accents only: `tháng sau` is the next month
    r"\b(tháng|quý|quí)\s+(mười một|mười hai|mười|một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín)\b"
)
_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip
_CENTURY = 2000  # of `30/6/25`
_WEEKDAY = re.compile(r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]|cn)\b")
_TO = re.compile(r"\b(?:den|toi)\b|-")
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
    words = _CLOSING.sub("", " ".join(_folded(text).split()))
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


def read_days(text: str, today: date) -> tuple[date, date] | None:
    """Read one day or a span as `16/2 - 20/2/2026`; its first day and its last, in any order.

    None if the text is neither, or is coarser than days. The first day may leave to the last what
    they share; weekdays are passed over.
    """
    words = _WEEKDAY.sub(" ", _folded(re.sub("[–—]", "-", text)))
    if whole := _exact(words, today):
        return whole.date, whole.date
    for found in _TO.finditer(words):
        first, last = words[: found.start()], words[found.end() :]
        if span := _between(first, last, today):
            return span
    return None


def _between(first: str, last: str, today: date) -> tuple[date, date] | None:
    opening = _exact(first, today)
    closing = _exact(last, opening.date if opening else today)
    if closing is None:
        return None
    end = closing.date
    if opening is None:
        number = _OPENING.sub("", " ".join(first.split()))
        opening = _exact(f"{number}/{end.month}/{end.year}", today) if number.isdecimal() else None
    elif opening.year_assumed and opening.date > end:
        opening = _exact(f"{opening.date.day}/{opening.date.month}/{end.year}", today)
    return (opening.date, end) if opening else None


def _exact(text: str, today: date) -> Day | None:
    day = read_day(text, today)
    return day if day and day.precision == "day" and not day.strict else None


def _folded(text: str) -> str:
    """Fold the letters and keep the marks between numbers; `tháng sáu` is `thang 6`."""
    lower = unicodedata.normalize("NFC", tidy(text)).lower()
    counted = _IN_WORDS.sub(lambda found: f"{found[1]} {_WORDS[found[2]]}", lower)
    pieces = re.split(r"([/.-])", counted)
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
    (_SHORT, "day"),
    (_SPACED, "day"),
    (_MONTH, "month"),
    (_MONTH_OF, "month"),
    (_QUARTER, "quarter"),
    (_WHOLE_YEAR, "year"),
)


def _dated(
    given: dict[str, str | None], precision: Precision, side: str, today: date
) -> tuple[date, Precision, bool]:
    if given.get("year"):
        year = int(given["year"] or 0)
        year += _CENTURY if len(given["year"] or "") == len("25") else 0
        return _in_year(given, precision, side, year), precision, False
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
