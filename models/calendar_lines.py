"""How staff change the calendar in a line: `24/11/2026 nghỉ Ngày Văn hóa Việt Nam`.

First the day, or a span of days; then what they are; then, if wanted, a name or a reason. Several
changes are parted by semicolons or lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.days import read_days
from models.text import fold
from models.working_days import DayKind

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
