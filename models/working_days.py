"""Working days in Viet Nam: no weekend, no public holiday (Labour Code, Article 112)."""

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
