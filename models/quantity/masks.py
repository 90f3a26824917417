"""Numbers that are no quantity: years, ages, clauses, documents, dates, what is compared with."""

import re

from models.quantity.measures import DONG, SCALES, UNITS, spell

HIDDEN = "\ufffc"  # stands, letter for letter, where something was hidden

_YEAR = r"(?:19|20)[0-9]{2}(?![0-9]|[.,][0-9])"
_N = r"[0-9]+(?:[.,][0-9]+)*"
_DASH = r" ?[-‐‑‒–—―−~] ?"
_TO = rf"(?:{_DASH}| {spell(['đến', 'tới'])} )"
_W = r"(?<![^\W_])"  # a word begins here
_E = r"(?![^\W_])"  # and ends here
_MORE = r"(?! ?[%‰]|[.,]?[0-9])"
_LAW = spell(
    ["nghị quyết", "quyết định", "nghị định", "chỉ thị", "công văn", "thông tư", "thông báo"]
)
_CLAUSE = spell(
    ["mục", "điểm", "khoản", "điều", "chương", "phụ lục", "lần thứ", "thứ", "khóa", "khoá", "bảng",
     "biểu", "trung ương", "quốc lộ", "tiểu mục", "tiêu chí số", "chỉ tiêu số", "đợt"]
)  # fmt: skip
_AMOUNT = spell([*SCALES, *DONG, *UNITS])  # `500 triệu-1 tỷ` is a range, `Covid-19` is none
_SCALE = spell(["nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "lượt"])

HARD = [
    re.compile(pattern)
    for pattern in (
        r"\A ?(?:[0-9]+(?:\.[0-9]+)*[.)]|[+*•]) (?=[^\W\d_])",
        rf"(?<![0-9./-])[0-9]{{1,2}}([/.-])[0-9]{{1,2}}\1{_YEAR}",
        r"(?<![0-9./-])(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])",
        rf"{_W}{spell(['ngày'])} [0-9]{{1,2}}(?: ?[/.-] ?[0-9]{{1,2}})?(?![0-9])"
        rf"(?: {spell(['tháng'])} [0-9]{{1,2}}|{_TO}[0-9]{{1,2}}[/.-][0-9]{{1,2}}(?![0-9]))?",
        rf"{_W}[0-9]{{1,2}} {spell(['tháng'])} {spell(['đầu', 'cuối'])}{_E}",
        rf"{_W}{spell(['trong'])} [0-9]{{1,2}} {spell(['tháng'])}{_E}",
        rf"(?<![0-9.,/]){_YEAR}:(?= )",
        rf"{_W}{spell(['tháng', 'quý'])} (?:[0-9]{{1,2}}|[ivx]+)(?:/[0-9]{{4}})?{_E}"
        rf"(?:{_TO}[0-9]{{1,2}}(?:/[0-9]{{4}})?(?![0-9]))?",
        rf"{_W}{spell(['năm học', 'giai đoạn', 'nhiệm kỳ', 'nhiệm kì', 'niên độ', 'năm', 'từ'])} "
        rf"{_YEAR}{_TO}(?:{spell(['năm'])} )?{_YEAR}(?! ?[^\W\d_]+)",
        rf"{_W}{spell(['năm học', 'giai đoạn', 'nhiệm kỳ', 'nhiệm kì', 'niên độ', 'năm'])}:? "
        rf"{_YEAR}(?:{_TO}(?:{spell(['năm'])} )?{_YEAR})?",
        rf"(?<![0-9.,/]){_YEAR}(?:{_DASH}|/){_YEAR}(?! ?(?:[^\W\d_]|[%‰]))",
        rf"{_W}{spell(['đến', 'hết', 'trong', 'sau', 'trước', 'cuối', 'đầu', 'giữa'])} {_YEAR}"
        rf"(?= ?(?:[,;:)]|{spell(['đạt', 'có', 'phấn đấu', 'là', 'sẽ', 'tăng', 'giảm'])}{_E}))",
        r"(?<![0-9.,])[0-9]+(?: ?/ ?[0-9]{4})? ?/ ?[^\W\d_]+(?:-[^\W\d_]+)+",
        r"(?<![0-9.,])[0-9]+-[^\W\d_]+/[^\W\d_]+",
        rf"{_W}{_LAW}(?: {spell(['số'])})?:? [0-9]+(?:/[0-9]+)*{_MORE}",
        r"(?<!dân )(?<!dan )(?<!tổng )(?<!tong )(?<!trong )(?<!tỷ )(?<!ty )"
        rf"{_W}số:? [0-9]+{_MORE}"
        rf"(?! ?{_SCALE}{_E})",
        rf"{_W}so [0-9]+(?! ?[^\W\d_]| ?[%‰]|[.,]?[0-9])",
        rf"{_W}{_CLAUSE} (?:[ivx]+\.)?[0-9]+(?:\.[0-9]+)*{_MORE}(?! ?{_SCALE}{_E})",
        rf"{_W}{spell(['tiêu chí', 'chỉ tiêu'])} [0-9]+(?:\.[0-9]+)*(?=:| {spell(['đạt'])}{_E})",
        rf"(?<![^\W_])(?<![0-9] )(?!{_AMOUNT}-)[^\W\d_]+-[0-9]+",
        rf"\(?{_W}{spell(['quy'])} (?:{spell(['ra', 'về'])} )?{_N} {spell(['độ'])}"
        rf"(?: {spell(['đạm', 'đậm'])})?\)?",
        rf"{_N} {spell(['độ'])} {spell(['đạm', 'đậm'])}",
        rf"{_W}{spell(['cả'])} (?:{_N}|{spell(['hai', 'ba', 'bốn', 'năm'])}) "
        rf"{spell(['tiêu chí'])}{_E}",
    )
]
SOFT = [
    re.compile(pattern)
    for pattern in (
        rf"(?:{_W}{spell(['từ', 'dưới', 'trên', 'đủ'])} )*{_N}(?:{_TO}{_N})? ?{spell(['tuổi'])}{_E}"
        rf"(?: {spell(['trở lên', 'trở xuống'])})?",
        rf"(?: {spell(['trên', 'trong'])}| ?/) ?(?:0?1|10{{1,6}}|10{{0,2}}(?:[. ]000){{1,2}}"
        rf"|{spell(['một', 'mười', 'trăm'])})"
        rf"(?: {spell(['vạn', 'nghìn', 'ngàn', 'triệu'])})? "
        rf"{spell(['dân', 'người dân', 'trẻ'])}{_E}",
    )
]
LIFE = re.compile(spell(["tuổi thọ", "độ tuổi bình quân"]))
BASELINE = re.compile(
    rf"{_W}(?:so (?:với|voi) |so (?={spell(['cùng kỳ', 'cùng kì'])}))"
    rf"(?P<with>.+?)(?=[;()\n]|[.,:](?![0-9])|\Z| "
    rf"{spell(['tăng', 'giảm', 'đạt', 'là', 'thì', 'và', 'còn', 'phấn đấu', 'trở lên'])}{_E})"
)
CRITERIA = re.compile(spell(["tiêu chí"]) + _E)


def hide(text: str, patterns: list[re.Pattern[str]]) -> str:
    """Return the text with all that the patterns find made unreadable, as long as before."""
    for pattern in patterns:
        text = pattern.sub(lambda found: HIDDEN * len(found[0]), text)
    return text
