"""The words around a number: comparison, change, level, and number words themselves."""

import re
from decimal import Decimal

from models.quantity.measures import plain, spell

COMPARE = {
    "ge": ("không dưới", "không thấp hơn", "không ít hơn", "không kém hơn", "không kém",
           "không nhỏ hơn", "ít nhất", "tối thiểu", "lớn hơn hoặc bằng", "≥", ">=", "=>"),
    "le": ("không quá", "chưa quá", "không vượt quá", "không vượt", "không trên", "không cao hơn",
           "không lớn hơn", "không nhiều hơn", "không hơn", "tối đa", "nhiều nhất",
           "nhỏ hơn hoặc bằng", "≤", "<=", "=<"),
    "gt": ("trên", "hơn", "vượt", "vượt quá", "quá", "lớn hơn", "cao hơn", "nhiều hơn", ">"),
    "lt": ("dưới", "thấp hơn", "nhỏ hơn", "ít hơn", "chưa đến", "chưa tới", "chưa đầy",
           "không đến", "không tới", "không đầy", "<"),
    "about": ("khoảng", "trên dưới", "xấp xỉ", "gần", "chừng", "cỡ", "ước", "ước đạt", "ước khoảng",
              "tầm", "~", "≈"),
    "from": ("từ",),
}  # fmt: skip
_SHORT = ("ko", "k", "hông")  # how `không` is typed in a hurry
for _name in ("ge", "le"):
    COMPARE[_name] += tuple(
        word.replace("không", short) for word in COMPARE[_name] for short in _SHORT
        if word.startswith("không ")
    )  # fmt: skip
CHANGE = {
    "increase": ("tăng", "tăng thêm", "thêm", "có thêm", "nâng thêm"),
    "decrease": ("giảm", "giảm thêm", "bớt", "giảm bớt"),
}
LEVEL = (
    "giảm còn", "giảm xuống", "giảm xuống còn", "còn", "xuống", "xuống còn", "tăng lên",
    "nâng lên", "lên", "lên đến", "lên tới", "đạt",
)  # fmt: skip
NEUTRAL = ("là", "bằng", "mức", "ở mức", "mốc", "được", "đến", "tới", ":", "=", "+", "bình quân",
           "trung bình", "hằng năm", "hàng năm", "mỗi năm")  # fmt: skip
AVERAGE = ("bình quân", "trung bình")
MINUS = ("âm",)
AFTER = {"ge": ("trở lên", "đổ lên"), "le": ("trở xuống", "đổ xuống")}
STOPS = (
    "đạt", "trở", "so", "trong", "vào", "đến", "của", "năm", "và", "được", "có", "là", "trên",
    "dưới", "tại", "ở", "cho", "để", "với", "theo", "từ", "tăng", "giảm", "bằng", "chiếm", "còn",
    "lên", "xuống", "nên", "mà", "hoặc", "hay", "thì", "đã", "sẽ", "nhưng", "hơn", "rưỡi", "đổ",
    "phẩy", "phảy",
    "tới", "khoảng", "gồm", "do", "như", "vượt", "nâng", "ít", "không", "tối", "mỗi", "âm",
)  # fmt: skip
_OTHERWISE = {"con", "nam", "cho", "len", "tang", "co", "o", "hay", "am", "lan", "toi", "tu"}

BEFORE = [
    (kind, name, re.compile(rf"(?<![^\W_]){spell(words)} ?\Z"))
    for kind, table in (
        ("level", {"level": LEVEL}),
        ("compare", COMPARE),
        ("change", CHANGE),
        ("neutral", {"": NEUTRAL}),
        ("minus", {"": MINUS}),
    )
    for name, words in table.items()
]
TRAILING = [(op, re.compile(rf" ?{spell(words)}(?![^\W_])")) for op, words in AFTER.items()]
NOT = re.compile(rf"(?<![^\W_]){spell(['không', 'ko', 'chưa'])} ?\Z")
HALF = re.compile(rf" ?{spell(['rưỡi', 'rưởi'])}(?![^\W_])")
HALF_OF = re.compile(rf"(?<![^\W_]){spell(['nửa'])}(?= )")
RANGE = re.compile(rf" ?(?:[-‐‑‒–—―−~]|{spell(['đến', 'tới'])}) ?")
FRACTION = re.compile(rf" ?/ ?| {spell(['trên tổng số', 'trên', 'trong tổng số', 'trong số'])} ")
REACHES = re.compile(
    rf" (?:{spell(['lên đến', 'lên tới', 'lên', 'xuống còn', 'xuống', 'còn', 'tăng lên'])})"
    rf"(?: {spell([*COMPARE['gt'], *COMPARE['lt'], *COMPARE['about'], *COMPARE['ge'], 'mức'])})? "
)
BEGINS = re.compile(
    rf"[\W\d]*(?:{spell(['phấn đấu', 'tiếp tục', 'thực hiện'])} )?"
    rf"(?:(?P<increase>tăng|tang)|(?P<decrease>giảm|giam))"
    rf"(?! {spell(['trưởng', 'cường'])})(?![^\W_])"
)
REACHED = re.compile(rf"(?<![^\W_]){spell(LEVEL)}(?![^\W_])")

_DIGITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_VALUES = {plain(word): value for word, value in _DIGITS.items()}
_FIRST = spell(word for word in _DIGITS if word not in ("mốt", "lăm", "nhăm", "tư"))
_LAST = spell(_DIGITS)
_TEN = (
    rf"(?:(?P<tens>{_FIRST}) {spell(['mươi'])}|(?P<ten>{spell(['mười'])}))(?: (?P<last>{_LAST}))?"
)
_ODD = rf"{spell(['linh', 'lẻ'])} (?P<odd>{_LAST})"
_COMMA = spell(["phẩy", "phảy", "chấm"])
_EACH = rf"(?P<each>(?: {spell([*_DIGITS, 'không'])})+)(?! {spell(['mươi', 'mười', 'trăm'])})"
POINT = re.compile(rf" {_COMMA}(?:{_EACH})?")
WORDS = re.compile(
    rf"(?<![^\W_])(?:(?P<zero>{spell(['không'])})(?= {_COMMA})"
    rf"|(?P<hundreds>{_FIRST}) {spell(['trăm'])}(?: (?:{_TEN}|{_ODD}))?"
    rf"|{_TEN.replace('?P<', '?P<x_')}"
    rf"|(?P<y_tens>{_FIRST}) (?P<y_last>mốt|lăm|nhăm)|(?P<one>{_FIRST}))(?![^\W_])"
)
LAST = re.compile(rf" (?P<last>{spell(['mốt', 'tư', 'lăm'])})(?![^\W_])")  # of `1 tỷ mốt`
BARE = re.compile(  # a scale word without its number: `trăm hai mươi tỷ`, `ngàn 2 tỷ`
    r"(?<![^\W_])(?<!phần )(?<!phan )"
    rf"(?:{spell(['trăm', 'nghìn', 'ngàn', 'triệu', 'chục'])}|vạn|tỷ|tỉ) ?\Z"
)
FEW = re.compile(
    rf"(?<![^\W_])(?:{_FIRST}|{spell(['dăm', 'vài', 'mấy'])}) \Z"
)  # `hai ba hộ` is two or three
POLITE = re.compile(  # `dạ 95% ạ.`
    r"(?i)^dạ[ ,]+|(?:[ .,;!]*(?<![^\W_])(?:ạ|nhé|nhá|nha))?[ .,;!]*$"
)
UNSURE = {"nam", "sau", "bay", "tam", "muoi", "chin"}  # without accents, other words too


def decimals(found: re.Match[str]) -> Decimal | None:
    """Return what a match of POINT adds to a number, or None where that is not understood."""
    if not found["each"]:
        return None
    return Decimal("0." + "".join(str(_VALUES.get(plain(w), 0)) for w in found["each"].split()))


def in_words(found: re.Match[str]) -> Decimal:
    """Return the number that a match of WORDS spells."""
    said = {re.sub("^[xy]_", "", name): word for name, word in found.groupdict().items() if word}
    value = {name: _VALUES.get(plain(word), 10) for name, word in said.items()}
    last = value.get("last", 0) + value.get("odd", 0) + value.get("one", 0)
    tens = value.get("tens", 0) * 10 + (10 if "ten" in value else 0)
    return Decimal(value.get("hundreds", 0) * 100 + tens + last)


def stops(word: str, *, first: bool) -> bool:
    """Say whether a measure ends before this word."""
    if word in _STOPS:
        return not (first and word == "năm")
    return word in _PLAIN_STOPS and not (first and word in _OTHERWISE)


_STOPS = {*STOPS, "ạ", "nhé", "nhá"}
_PLAIN_STOPS = {plain(word) for word in STOPS}
