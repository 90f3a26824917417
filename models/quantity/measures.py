"""Measures as printed: scale words, money, per cent, and what can only be counted whole."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.quantity.numbers import COMMA, DOT, EXACT, Number
from models.text import fold, tidy

SCALES = {
    "chục": 1, "trăm": 2, "nghìn": 3, "ngàn": 3, "k": 3, "vạn": 4,
    "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9,
}  # fmt: skip
RATES = ("%", "‰")
DONG = ("đồng", "đ", "vnđ", "vnd", "₫", "dong", "d")
UNITS = (
    "km2", "km²", "km", "m2", "m²", "m3", "m³", "cm", "mm", "ha", "kg", "m", "tấn", "tạ", "yến",
    "lít", "gam", "usd", "eur", "mw", "kwh", "kw", "mwh", "hecta", "hécta",
)  # fmt: skip
COUNTED = (
    "người", "xã", "phường", "thị trấn", "thị xã", "huyện", "quận", "tỉnh", "hộ", "lao động",
    "công trình", "dự án", "phần việc", "lượt", "trường", "đơn vị", "giường", "vụ", "mô hình",
    "học sinh", "sinh viên", "trẻ em", "trẻ", "em", "cán bộ", "đảng viên", "đoàn viên", "hội viên",
    "công dân", "văn bản", "buổi", "cuộc", "lớp", "ấp", "thôn", "khu phố", "doanh nghiệp",
    "hợp tác xã", "sản phẩm", "căn", "nhà", "con", "suất", "phần quà", "tập thể", "cá nhân",
    "tiêu chí", "đồng chí", "đồng bào", "chỉ tiêu", "nhiệm vụ",
    "giải", "cơ sở", "trạm", "bệnh viện", "tổ", "đội", "nhóm",
)  # fmt: skip
SURE = SCALES | {"nghin": 3, "trieu": 6, "ty": 9, "ti": 9}  # and without accents


@dataclass(frozen=True)
class Quantity:
    """A number in its base measure: `4,2 triệu tấn` is 4200000 of `tấn`; `%` stays as printed."""

    value: Decimal
    measure: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure as printed, taken apart: `triệu đồng` is ten to the sixth of `đồng`."""

    base: str
    power: int = 0
    printed: str = ""

    @classmethod
    def parse(cls, text: str) -> "Measure":
        """Take a printed measure apart."""
        power, rest = scale(text)
        return cls(rest, power, text)

    @classmethod
    def of(cls, known: Quantity) -> "Measure":
        """Return the measure in which people speak of a figure of this size."""
        if not is_money(known.measure):
            return cls(known.measure, 0, known.measure)
        power = next((power for power in (9, 6) if abs(known.value) >= 10**power), 0)
        return cls(known.measure, power, known.measure)


def plain(text: str) -> str:
    """Return the text without accents, letter for letter, signs kept."""
    bare = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in bare if not unicodedata.combining(c))


def spell(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, each with its accents or with none, longest first."""
    forms = {form for word in words for form in (word, plain(word))}
    return "(?:" + "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) + ")"


def scale(text: str) -> tuple[int, str]:
    """Take the scale words off the front: `nghìn tỷ đồng` is (12, `đồng`)."""
    power, rest = 0, tidy(text)
    while match := re.match(r"([^\W\d_]+)(?! *(?:lệ|trọng|suất))", rest):
        if match[1].lower() not in SURE:
            break
        power += SURE[match[1].lower()]
        rest = rest[match.end() :].strip()
    return power, rest


def is_money(measure: str) -> bool:
    """Say whether a measure is đồng, alone or for each of something."""
    return measure.partition("/")[0].strip().lower() in DONG


def dong(measure: str) -> str:
    """Return the measure with any sign or short form of đồng written out."""
    _, slash, rest = measure.partition("/")
    return "đồng" + slash + rest if is_money(measure) else measure


def fits(given: str, asked: Measure) -> bool:
    """Say whether a quantity's measure is the one that was asked for, or the start of it."""
    if not fold(given):  # nothing but signs, such as % and ‰
        return given in ("", asked.base)
    return fold(asked.base).startswith(fold(dong(given))) or _fits_each(given, asked.base)


def _fits_each(given: str, asked: str) -> bool:
    """Say whether `/ng/tháng` is for each of what `đồng/người/tháng` is for each of."""
    head, *each = (fold(part) for part in dong(given).split("/"))
    wanted, *parts = (fold(part) for part in asked.split("/"))
    return (
        bool(each)
        and wanted.startswith(head)
        and all(part and any(known.startswith(part) for known in parts) for part in each)
    )


_COUNTED = re.compile(spell(COUNTED) + r"(?![^\W_])")


def is_counted(measure: str) -> bool:
    """Say whether a thing is counted whole: a third of a commune is none."""
    return _COUNTED.match(measure.lower()) is not None


def settled(found: Number, measure: str, *, scaled: bool, known: bool) -> Number:
    """Return what is left of a number's meanings beside its measure.

    `scaled` says that a scale word follows, `known` that a measure is written or was asked.
    """
    if found.doubt == COMMA and not scaled and is_counted(measure):
        return Number(found.values[1:])
    if found.doubt == DOT and measure.startswith(RATES):
        return found  # 7.500% is hardly seven thousand
    if found.doubt == DOT and (scaled or known):
        return Number(found.values[:1])
    return found


def scaled(found: Number, power: int) -> Number:
    """Return the number with a scale word applied to every meaning."""
    return Number(tuple(EXACT.scaleb(value, power) for value in found.values), found.doubt)
