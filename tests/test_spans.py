"""Stretches of time: first day to last, kept so that they read back as the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spans import Span, month_of, read_span

TODAY = date(2021, 10, 4)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tháng 3/2022", date(2022, 3, 1), date(2022, 3, 31)),
        ("3/2022", date(2022, 3, 1), date(2022, 3, 31)),
        ("quý II/2022", date(2022, 4, 1), date(2022, 6, 30)),
        ("năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("cuối năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("15/3/2022", date(2022, 3, 15), date(2022, 3, 15)),
        ("đầu năm 2022", date(2022, 1, 1), date(2022, 1, 1)),
        ("giữa tháng 3/2022", date(2022, 3, 15), date(2022, 3, 15)),
        ("trước ngày 30/6/2022", date(2022, 6, 29), date(2022, 6, 29)),
        ("tháng 3", date(2022, 3, 1), date(2022, 3, 31)),
        ("2022-q4", date(2022, 10, 1), date(2022, 12, 31)),
        ("none", date.min, date.max),
    ],
)
def test_a_stretch_of_time(text: str, first: date, last: date) -> None:
    assert read_span(text, TODAY) == Span(first, last)


@pytest.mark.parametrize(
    "text", ["", "sớm", "2022-13", "2022-00", "0000", "31/2/2022", "12345", "năm 9999"]
)
def test_what_is_no_time(text: str) -> None:
    assert read_span(text, TODAY) is None


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["", "-q", "month", "year"]))
def test_what_is_kept_reads_back_as_the_same(day: date, kind: str) -> None:
    quarter = f"{day.year}-q{(day.month + 2) // 3}"
    text = {"-q": quarter, "year": str(day.year), "month": month_of(day).code}.get(kind)
    found = read_span(text or day.isoformat(), TODAY)
    assert found is not None
    assert found.first <= day <= found.last
    assert read_span(found.code, date(2300, 1, 1)) == found
