"""Working days as the law has them, day by day from 2020 to 2030."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.working_days import (
    LONGEST_BREAK,
    Changes,
    DayKind,
    Term,
    break_around,
    is_weekend,
    is_working_day,
    last_working_day,
    usual_name,
    working_by,
    working_day_after,
)

YEARS = range(2020, 2031)
ALL = [date(2020, 1, 1) + timedelta(days=n) for n in range(11 * 365 + 3)]
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CHANGES = st.builds(
    Changes.of, st.dictionaries(st.sampled_from(ALL), st.sampled_from(DayKind), max_size=9)
)
NEW_YEAR = {  # the first day of Tết, by the lunar calendar
    2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29),
    2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
HUNG_KINGS = {  # 10/3 by the lunar calendar
    2020: (4, 2), 2021: (4, 21), 2022: (4, 10), 2023: (4, 29), 2024: (4, 18), 2025: (4, 7),
    2026: (4, 26), 2027: (4, 16), 2028: (4, 4), 2029: (4, 23), 2030: (4, 12),
}  # fmt: skip


def test_the_years_are_whole():
    assert (ALL[0], ALL[-1]) == (date(2020, 1, 1), date(2030, 12, 31))


def test_the_last_working_day_of_every_day():
    nearest = date(2019, 12, 31)
    for day in ALL:
        nearest = day if is_working_day(day) else nearest
        assert last_working_day(day) == nearest


@pytest.mark.parametrize("year", YEARS)
def test_the_holidays_of_every_year_are_off(year):
    tet = date(year, *NEW_YEAR[year])
    first = [tet + timedelta(days=n) for n in range(-1, 3)]  # decrees place the fifth day
    fixed = [date(year, month, day) for month, day in ((1, 1), (4, 30), (5, 1), (9, 2))]
    for day in (*first, *fixed, date(year, *HUNG_KINGS[year])):
        assert not is_working_day(day)
        assert usual_name(day)
    second = [date(year, 9, day) for day in (1, 3)]
    assert year == 2020 or not all(map(is_working_day, second))  # of the National Day, since 2021


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_as_many_working_days_as_the_law_leaves(year):
    worked = sum(is_working_day(day) for day in ALL if day.year == year)
    weekdays = sum(not is_weekend(day) for day in ALL if day.year == year)
    assert 9 <= weekdays - worked <= 14  # eleven holidays, some on weekends and not made up for
    assert 246 <= worked <= 253


def test_no_break_is_as_long_as_the_longest():
    assert max(map(break_around, ALL)) <= 10 < LONGEST_BREAK
    assert break_around(date(2026, 2, 18)) == 9  # Tết 2026 with both weekends
    assert break_around(date(2026, 2, 13)) == 0


@settings(deadline=None)
@given(day=DAYS, count=st.integers(0, 100), changes=CHANGES)
def test_counting_and_terms_agree(day, count, changes):
    with working_by(changes):
        then = working_day_after(day, count)
        between = [day + timedelta(days=n) for n in range(1, (then - day).days + 1)]
        assert sum(map(is_working_day, between)) == count
        assert count == 0 or is_working_day(then)
        assert Term(then, day).left == Term(day, then).left == count
        if is_working_day(day):
            assert working_day_after(last_working_day(day - timedelta(days=1)), 1) == day


@settings(deadline=None)
@given(day=DAYS, changes=CHANGES)
def test_the_last_working_day_under_any_calendar(day, changes):
    with working_by(changes):
        found = last_working_day(day)
        assert is_working_day(found)
        between = (found + timedelta(days=n) for n in range(1, (day - found).days + 1))
        assert not any(map(is_working_day, between))


@settings(deadline=None)
@given(changes=CHANGES)
def test_only_changed_days_change(changes):
    usual = {day: is_working_day(day) for day in ALL[::7]}
    with working_by(changes):
        for day, worked in usual.items():
            known = day not in changes.off and (worked or day in changes.worked)
            assert is_working_day(day) == known
    assert {day: is_working_day(day) for day in ALL[::7]} == usual
