"""How staff change the calendar in a line: `24/11/2026 nghỉ Ngày Văn hóa Việt Nam`.

First the day, or a span of days; then what they are; then, if wanted, a name or a reason. Several
changes are parted by semicolons or lines.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendar import Rows, name_of
from models.days import read_days
from models.text import fold
from models.working_days import (
    Changes,
    DayKind,
    is_weekend,
    is_working_day,
    usual_name,
    working_by,
)

_KINDS = re.compile(
    r"(?:(?P<off>nghi(?: bu| le)?)|(?P<worked>(?:di )?lam(?: viec)?(?: bu)?)"
    r"|(?P<usual>(?:tro lai )?nhu (?:cu|thuong le)))(?= |$)"
)
_BEGIN = ("nghi", "di", "lam", "tro", "nhu")


@dataclass(frozen=True)
class CalendarLine:
    """What some days, both ends included, are to be; `name` is of the holiday, or why."""

    first: date
    last: date
    kind: DayKind
    name: str = ""

    @property
    def days(self) -> Sequence[date]:
        """Every day of it, none if the last lies before the first."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=n) for n in range(count)]


@dataclass(frozen=True)
class ChangedDay:
    """A day that becomes something else, or is called otherwise; whether it was and is worked."""

    day: date
    kind: DayKind
    name: str
    worked: bool
    works: bool


class UnclearLine(ValueError):
    """A line that cannot be read; `what` is missing of it: `kind` or `day`."""

    def __init__(self, line: str, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


def read_lines(text: str, today: date) -> Iterator[CalendarLine]:
    """Yield the changes of a text, as they stand; UnclearLine where one cannot be read."""
    for line in re.split(r"[;\n]", text):
        if fold(line):
            yield _read(line.strip(), today)


def _read(line: str, today: date) -> CalendarLine:
    words = line.split()
    folded = [fold(word) for word in words]
    for at in (at for at, word in enumerate(folded) if word in _BEGIN):
        found = _KINDS.match(" ".join(folded[at:]))
        if found is None:
            continue
        days = read_days(" ".join(words[:at]), today)
        if days is None:
            raise UnclearLine(line, "day")
        name = " ".join(words[at + len(found[0].split()) :]).strip(" .,:–—-")
        return CalendarLine(*days, DayKind(str(found.lastgroup)), name)
    raise UnclearLine(line, "kind")


def changed_days(lines: Sequence[CalendarLine], rows: Rows) -> Iterator[ChangedDay]:
    """Yield the days that some lines change, in order; of a day that stands twice, the last."""
    wanted = {day: line for line in lines for day in line.days}
    for day, line in sorted(wanted.items()):
        usual = line.kind == DayKind.USUAL
        name = usual_name(day) if usual else line.name
        worked = is_working_day(day)
        with working_by(changes({day: line.kind}, rows)):
            found = ChangedDay(day, line.kind, name, worked, is_working_day(day))
        if day in rows if usual else _differs(found, name_of(day, rows)):
            yield found


def changes(kinds: Mapping[date, str], rows: Rows) -> Changes:
    """Return the calendar in which some days are of other kinds than they were set to."""
    return Changes.of({**{day: row.kind for day, (row, _) in rows.items()}, **kinds})


def _differs(day: ChangedDay, known: str) -> bool:
    marked = day.works == is_weekend(day.day)  # an ordinary day has no name
    return day.worked != day.works or (marked and day.name not in ("", known))
