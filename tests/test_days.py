"""Dates as officials write them: never swapped, never invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.days import read_day

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("30/6/2025", date(2025, 6, 30), "day"),
        ("30-6-2025", date(2025, 6, 30), "day"),
        ("30.6.2025", date(2025, 6, 30), "day"),
        ("30 / 6 / 2025", date(2025, 6, 30), "day"),
        ("2025-06-30", date(2025, 6, 30), "day"),
        ("ngày 30 tháng 6 năm 2025", date(2025, 6, 30), "day"),
        ("NGÀY 07 THÁNG 4 NĂM 2020", date(2020, 4, 7), "day"),
        ("ngay 30 thang 6 nam 2025", date(2025, 6, 30), "day"),
        ("đến hết ngày 30/6/2025", date(2025, 6, 30), "day"),
        ("chậm nhất là ngày 30/6/2025", date(2025, 6, 30), "day"),
        ("29/2/2024", date(2024, 2, 29), "day"),
        ("tháng 6/2022", date(2022, 6, 30), "month"),
        ("tháng 6 năm 2022", date(2022, 6, 30), "month"),
        ("cuối tháng 6/2022", date(2022, 6, 30), "month"),
        ("đến cuối tháng 12/2021", date(2021, 12, 31), "month"),
        ("đầu tháng 6/2022", date(2022, 6, 1), "month"),
        ("giữa tháng 6/2022", date(2022, 6, 15), "month"),
        ("quý III năm 2025", date(2025, 9, 30), "quarter"),
        ("quý 3/2025", date(2025, 9, 30), "quarter"),
        ("hết quý IV/2025", date(2025, 12, 31), "quarter"),
        ("năm 2020", date(2020, 12, 31), "year"),
        ("cuối năm 2020", date(2020, 12, 31), "year"),
        ("giữa năm 2021", date(2021, 6, 30), "year"),
        ("đến giữa năm 2021", date(2021, 6, 30), "year"),
        ("đầu năm 2021", date(2021, 1, 1), "year"),
        ("30/06/25", date(2025, 6, 30), "day"),
        ("30 6 2025", date(2025, 6, 30), "day"),
        ("2025/06/30", date(2025, 6, 30), "day"),
        ("30/6/2025 ạ.", date(2025, 6, 30), "day"),
        ("mùng 5/7/2025", date(2025, 7, 5), "day"),
        ("30 tháng sáu năm 2025", date(2025, 6, 30), "day"),
        ("6/2022", date(2022, 6, 30), "month"),
        ("t6/2022", date(2022, 6, 30), "month"),
        ("đầu 6/2022", date(2022, 6, 1), "month"),
        ("tháng mười hai năm 2021", date(2021, 12, 31), "month"),
        ("quí III năm 2025", date(2025, 9, 30), "quarter"),
        ("q3/2025", date(2025, 9, 30), "quarter"),
        ("quý ba năm 2025", date(2025, 9, 30), "quarter"),
    ],
)
def test_a_date_with_its_year(text: str, day: date, precision: str) -> None:
    found = read_day(text, TODAY)
    assert found is not None
    assert (found.date, found.precision, found.text) == (day, precision, text)
    assert (found.strict, found.year_assumed) == (False, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("trước ngày 30/10/2021", date(2021, 10, 30)),
        ("trước 30/10/2021", date(2021, 10, 30)),
        ("trước tháng 7/2025", date(2025, 7, 1)),
        ("trước quý III/2025", date(2025, 7, 1)),
        ("trước năm 2025", date(2025, 1, 1)),
        ("trước cuối tháng 6/2025", date(2025, 6, 30)),
    ],
)
def test_before_is_strict(text: str, day: date) -> None:
    found = read_day(text, TODAY)
    assert found is not None
    assert (found.date, found.strict) == (day, True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ngày 10/7", date(2027, 7, 10)),
        ("10/7", date(2027, 7, 10)),
        ("21/11", date(2026, 11, 21)),
        ("20/11", date(2027, 11, 20)),
        ("ngày 25 tháng 12", date(2026, 12, 25)),
        ("hết quý 2", date(2027, 6, 30)),
        ("quý IV", date(2026, 12, 31)),
        ("tháng 11", date(2026, 11, 30)),
        ("29/2", date(2028, 2, 29)),
    ],
)
def test_without_a_year_it_is_the_next_one(text: str, day: date) -> None:
    found = read_day(text, TODAY)
    assert found is not None
    assert (found.date, found.year_assumed) == (day, True)


@pytest.mark.parametrize(
    "text",
    ["", "31/4/2025", "1/13/2025", "31/4", "0/5/2025", "29/2/2025", "30/6/0000", "tháng 13/2025",
     "quý V", "quý 5/2025", "mai", "2025", "30/6/2025 hoặc 1/7/2025", "5 xã", "2025-13-01",
     "tháng sau", "tháng năm 2025", "10-11/12", "30/6/2o25", "17h ngày 30/6"],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert read_day(text, TODAY) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from("/-."))
def test_a_written_day_is_that_day(day: date, mark: str) -> None:
    found = read_day(f"ngày {day.day}{mark}{day.month}{mark}{day.year}", TODAY)
    assert found is not None
    assert found.date == day


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(1, 31), st.integers(1, 12))
def test_the_assumed_year_is_never_in_the_past(today: date, day: int, month: int) -> None:
    found = read_day(f"{day}/{month}", today)
    if found is not None:
        assert found.date >= today
        assert (found.date.day, found.date.month) == (day, month)


@given(st.one_of(st.text(max_size=30), st.from_regex(r"(ngày |quý |tháng )?[0-9/. -]{0,12}")))
def test_any_text_is_taken(text: str) -> None:
    read_day(text, TODAY)
