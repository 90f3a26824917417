"""Stretches of time as officials plan with them: a day, a month, a quarter or a year, as a whole.

Rules: what is no whole month, quarter or year is a day; "đầu tháng", "giữa năm" and "trước ngày"
are the days that they are for a deadline (`models.days`). A stretch that nobody knows yet has no
bounds.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from models.days import Day, read_day

_CODE = re.compile(r"(?P<year>[12]\d{3})(?:-(?:q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
YEARS = range(1900, 2200)  # in which people plan
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Span:
    """A day, month, quarter or year, by its first day and its last; not known yet without them."""

    first: date = date.min
    last: date = date.max

    @property
    def code(self) -> str:
        """How it is kept, and read again: `2022-03-15`, `2022-03`, `2022-q1`, `2022`, or `none`."""
        if self.last == date.max:
            return "none"
        if self.first == self.last:
            return self.first.isoformat()
        year, month = self.last.year, self.last.month
        months = month - self.first.month + 1
        return {1: f"{year}-{month:02}", 3: f"{year}-q{month // 3}"}.get(months, str(year))


def read_span(text: str, today: date) -> Span | None:
    """Read a stretch of time; None if the text is none. One without its year is the next one."""
    if text == Span().code:
        return Span()
    if coded := _CODE.fullmatch(text.strip()):
        found = _coded(coded)
    elif day := read_day(text, today):
        found = _spanned(day)
    else:
        return None
    return found if found.last.year in YEARS else None


def month_of(day: date) -> Span:
    """Return the month that a day is in."""
    return _spanned(Day(_last_of(day.year, day.month), "month"))


def _coded(found: re.Match[str]) -> Span:
    year, quarter, month = int(found["year"]), found["quarter"], found["month"]
    if quarter:
        return _spanned(Day(_last_of(year, int(quarter) * 3), "quarter"))
    return _spanned(Day(_last_of(year, int(month or 12)), "month" if month else "year"))


def _spanned(day: Day) -> Span:
    if day.strict:
        before = day.date - timedelta(days=1)
        return Span(before, before)
    year, month = day.date.year, day.date.month
    months = MONTHS.get(day.precision, 0)
    if not months or month % months or day.date != _last_of(year, month):
        return Span(day.date, day.date)
    return Span(date(year, month - months + 1, 1), day.date)


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
