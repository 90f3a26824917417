"""Working days in Viet Nam: no weekend, no public holiday (Labour Code, Article 112)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

LONGEST_BREAK = 31  # days; no run of holidays is longer


@cache
def _calendar() -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415 - long to load

    return country_holidays("VN")


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on a day; swapped Saturdays, where decreed, count as open."""
    return bool(_calendar().is_working_day(day))


def last_working_day(day: date) -> date:
    """Return the day itself, or the nearest working day before it."""
    for back in range(LONGEST_BREAK):
        if is_working_day(earlier := day - timedelta(days=back)):
            return earlier
    return day


def working_day_after(day: date, count: int) -> date:
    """Return the working day that is so many working days after a day."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Term:
    """Until which day somebody has time, seen from `today`."""

    day: date
    today: date

    @property
    def over(self) -> bool:
        """Whether the day has passed."""
        return self.today > self.day

    @property
    def left(self) -> int:
        """Working days until the day, or since it; none on the day itself."""
        first, last = sorted((self.day, self.today))
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(map(is_working_day, days))
