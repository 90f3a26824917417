"""On which days people are reminded: tables worked out by hand, and what always holds."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from models.ladders import Ladder, is_weekly, rungs

DAYS = st.dates(date(2020, 1, 1), date(2030, 6, 30))
OFFICES = country_holidays("VN")


def told(last_day: str, until: str) -> list[str]:
    """Return the rungs of a deadline as one reads them."""
    found = rungs(date.fromisoformat(last_day), date.fromisoformat(until), Ladder())
    return [f"{rung.name} {rung.day:%d/%m/%Y}" for rung in found]


@pytest.mark.parametrize(
    ("last_day", "until", "expected"),
    [
        # before 30/10/2021 (plan 90/KH-UBND, V.4): the last safe day is Friday the 29th
        (
            "2021-10-29",
            "2021-11-23",
            "-30 29/09/2021, -14 15/10/2021, -7 22/10/2021, -3 26/10/2021, -1 28/10/2021, "
            "0 29/10/2021, +1 01/11/2021, +2 02/11/2021, +3 03/11/2021, +3 head 03/11/2021, "
            "+4 04/11/2021, +5 05/11/2021, +6 08/11/2021, +7 09/11/2021, "
            "+7 standing body 09/11/2021, +15 19/11/2021",
        ),
        # before 10/7/2025 (V.4): 3 days before is a Sunday, so on the Friday before
        (
            "2025-07-09",
            "2025-07-12",
            "-30 09/06/2025, -14 25/06/2025, -7 02/07/2025, -3 04/07/2025, -1 08/07/2025, "
            "0 09/07/2025, +1 10/07/2025, +2 11/07/2025",
        ),
        # a Saturday: its own morning and the eve fall together on Friday, and so does the third day
        ("2022-12-31", "2023-01-02", "-30 01/12/2022, -14 16/12/2022, -7 23/12/2022, "
         "-3 28/12/2022, 0 30/12/2022"),
        # within Tết 2024 (off from 08/02 to 14/02): everything near is told on the last working day
        ("2024-02-11", "2024-02-16", "-30 12/01/2024, -14 26/01/2024, -7 02/02/2024, "
         "0 07/02/2024, +1 15/02/2024, +2 16/02/2024"),
    ],
)  # fmt: skip
def test_the_days_of_a_ladder(last_day, until, expected):
    assert told(last_day, until) == expected.split(", ")


def test_weekly_at_the_end_of_the_week_before_its_holidays_and_not_in_a_week_of_them():
    found = told("2021-10-29", "2022-09-09")
    weekly = [each.split()[1] for each in found[found.index("+15 19/11/2021") :]]
    fridays = [date(2021, 11, 19) + timedelta(weeks=weeks) for weeks in range(43)]
    days = [f"{day:%d/%m/%Y}" for day in fridays]
    days.remove("04/02/2022")  # Tết, off from Monday on
    days[days.index("02/09/2022")] = "31/08/2022"  # off from Thursday on
    assert weekly == days


def test_a_week_ends_on_the_saturday_that_is_worked():
    assert told("2024-04-01", "2024-05-10")[-3:] == [
        "+18 26/04/2024", "+21 04/05/2024", "+26 10/05/2024",
    ]  # fmt: skip


@given(st.lists(st.tuples(DAYS, st.integers(0, 9)), min_size=2))
def test_whatever_is_late_is_told_of_together_on_one_day_a_week(late):
    """So a person hears of all that is late, beyond its first days, at most once a week."""
    weekly: dict[tuple[int, int], set[date]] = defaultdict(set)
    for last_day, daily in late:
        ladder = Ladder(daily=daily)
        for rung in rungs(last_day, last_day + timedelta(weeks=30), ladder):
            if is_weekly(rung.name, ladder):
                weekly[rung.day.isocalendar()[:2]].add(rung.day)
    assert all(len(days) == 1 for days in weekly.values())


@given(last_day=DAYS, weeks=st.integers(0, 30))
def test_whatever_the_deadline(last_day, weeks):
    until = last_day + timedelta(weeks=weeks)
    found = [rung for rung in rungs(last_day, until, Ladder()) if not rung.to]
    days = [rung.day for rung in found]
    assert days == sorted(set(days))
    assert all(OFFICES.is_working_day(day) for day in days)
    assert all(rung.day <= last_day for rung in found if not rung.name.startswith("+"))
    for rung in found:
        if rung.name.startswith("+"):
            late = sum(
                OFFICES.is_working_day(last_day + timedelta(days=days))
                for days in range(1, (rung.day - last_day).days + 1)
            )
            assert late == int(rung.name)
    if until > last_day + timedelta(days=40):
        assert {f"+{late}" for late in range(1, 8)} <= {rung.name for rung in found}
        assert any(rung.name == "0" for rung in found)
        assert max(b - a for a, b in pairwise(days)) <= timedelta(days=28)
