"""Whatever is written, a value is right, asked about or refused; nothing raises."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import as_number, as_quantity
from models.quantity import FAR, Claim, read
from models.quantity.measures import plain
from models.quantity.words import AFTER, CHANGE, COMPARE, LEVEL, NEUTRAL, STOPS
from tests.test_quantity import PHRASES

SCALES = {
    "": 0,
    "nghìn": 3,
    "ngàn": 3,
    "vạn": 4,
    "triệu": 6,
    "tr": 6,
    "tỷ": 9,
    "tỉ": 9,
    "nghìn tỷ": 12,
}
MEASURES = ("", "tấn", "đồng", "%", "‰", "người", "USD", "triệu đồng/người/năm", "lượt người", "km")
WORDS = [
    *(word for table in (COMPARE, CHANGE, AFTER) for words in table.values() for word in words),
    *LEVEL, *NEUTRAL, *STOPS, *SCALES, *MEASURES, "rưỡi", "nửa", "năm", "mười", "hai", "mươi",
    "lăm", "trăm", "linh", "phẩy", "không", "so với", "cùng kỳ", "điểm", "số", "tuổi", "tháng",
    "quý III", "dân", "vạn", "1.2.3", "7550.000", "4,295", "4.295", "79/117", "3-4", "30/6/2025",
    "5", "12,5", "-", "–", "/", ",", ".", "(", ")", "%", "\n", "2020", "‐", "~", "<", "0", "00",
]  # fmt: skip
figures = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.one_of(st.integers(1, 9999), st.integers(1, 10**9)),
    st.integers(0, 2),
)


def _grouped(whole: str, mark: str) -> str:
    head = len(whole) % 3 or 3
    return mark.join([whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))])


def written(value: Decimal, group: str, point: str) -> str:
    """Write a number in any style; not the product's printer."""
    whole, _, rest = format(value, "f").partition(".")
    return _grouped(whole, group) + (point + rest if rest else "")


STYLES = [
    (".", ","),
    ("", ","),
    (" ", ","),
    ("\u00a0", ","),
    (",", "."),
    ("", "."),
    ("\u202f", ","),
]


def _right_or_asked(claim: Claim, truth: Decimal) -> None:
    meant = [reading.value for reading in claim.readings]
    assert truth in meant, claim
    if not claim.needs_confirmation:
        assert claim.value == truth, claim


@given(figures, st.sampled_from(STYLES), st.sampled_from([*SCALES]), st.sampled_from(MEASURES))
@settings(max_examples=600)
def test_never_a_thousand_times_off(
    value: Decimal, style: tuple[str, str], scale: str, measure: str
) -> None:
    if measure.startswith("triệu"):
        scale, power = "", 6
    else:
        power = SCALES[scale]
    if measure in ("%", "‰") and scale:
        return
    text = f"{written(value, *style)} {scale} {measure}"
    _right_or_asked(read(text), value.scaleb(power))


@given(figures, figures, st.sampled_from(STYLES), st.sampled_from([*SCALES]))
def test_a_range_is_right_or_asked(
    a: Decimal, b: Decimal, style: tuple[str, str], scale: str
) -> None:
    low, high = sorted((a, b))
    claim = read(f"từ {written(low, *style)} đến {written(high, *style)} {scale} tấn")
    ends = (low.scaleb(SCALES[scale]), high.scaleb(SCALES[scale]))
    assert ends in [(each.low, each.high) for each in claim.readings]
    assert claim.needs_confirmation or (claim.low, claim.high) == ends


@given(figures, st.sampled_from(STYLES), st.sampled_from(["tấn", "triệu đồng", "", "%"]))
def test_a_figure_beside_it_never_settles_wrongly(
    value: Decimal, style: tuple[str, str], measure: str
) -> None:
    power = 6 if measure.startswith("triệu") else 0
    truth = value.scaleb(power)
    for beside in (truth, truth * 3, truth / 3):
        _right_or_asked(read(f"đạt {written(value, *style)} {measure}", None, beside), truth)
    claim = read(f"{written(value, *style)} {measure}", None, truth * FAR)
    assert claim.needs_confirmation or claim.value != truth


@given(
    st.integers(-(10**30) + 1, 10**30 - 1),
    st.integers(0, 29),
    st.sampled_from(["tấn", "đồng", "%"]),
)
def test_printed_then_read_is_the_same(digits: int, places: int, measure: str) -> None:
    value = Decimal(f"{digits}E-{places}")
    zeros = len(format(value, "f").lstrip("-").replace(".", "")) > 30
    printed = as_quantity(value, measure)
    claim = read(printed)
    if zeros:
        return
    assert value in [reading.value for reading in claim.readings], printed
    assert claim.needs_confirmation or claim.value == value
    if not claim.needs_confirmation:
        assert claim.measure == measure


@given(st.integers(0, 10**30 - 1))
def test_a_printed_whole_number_is_the_same(value: int) -> None:
    claim = read(f"{as_number(value)} tấn")
    assert claim.value == Decimal(value)
    assert (claim.measure, claim.needs_confirmation) == ("tấn", False)


@given(st.text(max_size=60))
@settings(max_examples=500)
def test_any_text_is_taken(text: str) -> None:
    _sound(read(text))


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=14), st.booleans())
@settings(max_examples=1500)
def test_any_mixture_is_taken(parts: list[str], apart: bool) -> None:
    text = (" " if apart else "").join(parts)
    claim = read(text)
    _sound(claim)
    same = read(unicodedata.normalize("NFD", unicodedata.normalize("NFC", text)))
    assert _meaning(same) == _meaning(claim)


def _sound(claim: Claim) -> None:
    assert claim.comparator or claim.value is None
    assert bool(claim.reason) == (claim.needs_confirmation or not claim.readings)
    if not claim.needs_confirmation and claim.comparator:
        assert len(claim.readings) == 1
        assert (claim.value is None) == (claim.comparator == "range")


def _meaning(claim: Claim) -> object:
    return {name: value for name, value in vars(claim).items() if name != "text"}


@pytest.mark.parametrize("phrase", PHRASES)
def test_composed_or_not_is_the_same(phrase: str) -> None:
    composed = read(unicodedata.normalize("NFC", phrase))
    assert _meaning(read(unicodedata.normalize("NFD", phrase))) == _meaning(composed)
    assert _meaning(read(phrase.replace(" ", "\u00a0"))) == _meaning(composed)


@pytest.mark.parametrize("phrase", PHRASES)
def test_without_accents_it_is_the_same_or_asked(phrase: str) -> None:
    told, bare = read(phrase), read(plain(phrase))
    if bare.needs_confirmation or bare.comparator is None:
        return
    assert (bare.comparator, bare.change) == (told.comparator, told.change)
    assert (bare.value, bare.low, bare.high, bare.of) == (told.value, told.low, told.high, told.of)


@pytest.mark.parametrize("phrase", PHRASES)
def test_case_does_not_matter(phrase: str) -> None:
    told, loud = read(phrase), read(phrase.upper())
    figures = ("comparator", "change", "value", "low", "high", "of", "reason")
    assert [getattr(loud, name) for name in figures] == [getattr(told, name) for name in figures]
