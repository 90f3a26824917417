"""Numbers as officials write them: read exactly, asked about, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import as_number
from models.quantity import Measure, Quantity, far_off, readings


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("1.250 triệu đồng", "1250000000", "đồng"),
        ("4,2 triệu tấn", "4200000", "tấn"),
        ("11.540 tỷ", "11540000000000", ""),
        ("6.108,9", "6108.9", ""),
        ("12,5%", "12.5", "%"),
        ("11‰", "11", "‰"),
        ("7.23%", "7.23", "%"),
        ("1,509.5", "1509.5", ""),
        ("10 000 người", "10000", "người"),
        ("2 nghìn tỷ đồng", "2000000000000", "đồng"),
        ("7,5 tr đ/người/tháng", "7500000", "đồng/người/tháng"),
        ("1250000 VND", "1250000", "đồng"),
        ("0,295 triệu đồng", "295000", "đồng"),
    ],
)
def test_one_reading(text: str, value: str, measure: str) -> None:
    assert readings(text) == [Quantity(Decimal(value), measure)]


@pytest.mark.parametrize("text", ["4,295", "16,723 tỷ đồng", "1,250 tấn"])
def test_two_readings(text: str) -> None:
    low, high = readings(text)
    assert high.value == low.value * 1000


@pytest.mark.parametrize(
    "text", ["", "nhiều", "7550.000 tấn", "1.2.3", "1,2,3", "12.34.567", "1..5", "5 và 6 xã", "-"]
)
def test_no_reading(text: str) -> None:
    assert readings(text) == []


def test_a_bare_number_is_in_the_measure_asked() -> None:
    money = Measure.parse("triệu đồng")
    assert readings("300", money) == [Quantity(Decimal(300_000_000), "đồng")]
    assert readings("1,1 tỷ", money) == [Quantity(Decimal(1_100_000_000), "đồng")]
    assert readings("300 tấn", money) == []
    assert len(readings("1250000000", money)) == 2


def test_far_off() -> None:
    assert far_off(Decimal(1000), Decimal(10))
    assert far_off(Decimal("0.1"), Decimal(10))
    assert not far_off(Decimal(99), Decimal(10))
    assert not far_off(Decimal(1000), None)


NUMBERS = st.decimals(min_value=0, max_value=10**24, places=2, allow_nan=False)


@given(NUMBERS)
def test_printed_then_read_is_the_same(value: Decimal) -> None:
    assert readings(as_number(value)) == [Quantity(value)]


@given(st.from_regex(r"[0-9]{1,7}([.,][0-9]{1,4}){0,2}", fullmatch=True))
def test_never_a_thousand_times_off(text: str) -> None:
    """Whatever is read, dropping the marks that group and moving the decimal one gives it back."""
    digits = text.replace(".", "").replace(",", "").lstrip("0")
    for found in readings(text):
        plain = format(found.value, "f").replace(".", "").strip("0")
        assert plain == digits.strip("0")
    values = [found.value for found in readings(text)]
    grouped = text.count(",") == 1 and "." not in text and len(text.partition(",")[2]) == 3
    assert len(values) <= (2 if grouped else 1)
