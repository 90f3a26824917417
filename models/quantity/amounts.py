"""Amounts found in a text: a number, its scale words, its measure, and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from models.quantity.measures import (
    COUNTED,
    DONG,
    SURE,
    UNITS,
    dong,
    plain,
    scaled,
    spell,
)
from models.quantity.numbers import EXACT, MARKS, Number, number
from models.quantity.words import (
    BARE,
    FEW,
    HALF,
    HALF_OF,
    LAST,
    POINT,
    UNSURE,
    WORDS,
    decimals,
    in_words,
    stops,
)

ACCENTS, SPOKEN, SPELT = "accents", "spoken", "words"

_DIGITS = (
    r"(?<![^\W_])(?:[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?(?!,?[0-9]|\.[0-9]| [0-9])"
    r"|[0-9]+(?:[.,]+[0-9]+)*)"
)
_NUMBER = re.compile(rf"(?P<digits>{_DIGITS})|{WORDS.pattern}|(?P<half>{HALF_OF.pattern})")
_NEXT = re.compile(_NUMBER.pattern.replace(r"(?<![^\W_])", "", 1))  # `200` of `1tỷ200triệu`
_WORD = re.compile(r" ?([^\W\d_]+)")
_GLUED = re.compile(r"[^\W\d_]+[0-9]")
_UNSURE = {"ngan": 3, "van": 4, "tram": 2, "chuc": 1}
_MISSPELT = {
    "nghin": 3, "trieu": 6, "ty": 9, "ngin": 3, "nghim": 3, "nghn": 3, "nghifn": 3, "nghinf": 3,
    "ngafn": 3, "nganf": 3, "treu": 6, "triu": 6, "tiru": 6, "trieuj": 6, "trieeuj": 6,
    "trieejeu": 6, "trieejju": 6, "trieeju": 6, "tyr": 9, "tir": 9, "vajn": 4, "vanj": 4,
}  # fmt: skip  # slips, and letters typed with the accents switched off
_NEVER = {"nghìn", "triệu", "tỷ", "tỉ", "mươi", "mười", "nghin", "trieu", "nửa"}  # in a measure
_JOINED = {
    word + money: (power, len(word))
    for word, power in SURE.items()
    for money in ("đ", "đồng", "vnđ", "vnd", "d", "dong")
}
_NO_SCALE = re.compile(rf" {spell(['lệ', 'trọng', 'suất', 'giá'])}(?![^\W_])")
_OH = re.compile(r"(o+)(?![^\W\d_]|/)")  # letters for zeros: `1OO%`
_STOP = re.compile(r"\.(?= ?(?:đ|d|vn))")  # of `tr.đ`
_POINT = re.compile(rf" ?{spell(['điểm', 'đ'])} ?(?:%|{spell(['phần trăm'])}(?![^\W_]))")
_CENT = re.compile(rf" ?(?:%|o/o(?![^\W_])|(?<= )0/0(?![0-9])|{spell(['phần trăm'])}(?![^\W_]))")
_PER_MILLE = spell(["phần nghìn", "phần ngàn"])
_MILLE = re.compile(rf" ?(?:‰|o/oo(?![^\W_])|(?<= )0/00(?![0-9])|{_PER_MILLE}(?![^\W_]))")
_PEOPLE = rf"(?! {spell(['chí', 'bào'])}(?![^\W_]))"  # `đồng chí` is no money
_UNIT = re.compile(rf" ?{spell([*DONG, *UNITS])}(?![^\W_]){_PEOPLE}")
_DOLLARS = re.compile(rf" ?(?:\$|{spell(['đô la'])}|đô)(?![^\W_])(?! thị)")
_COUNT = re.compile(rf" ?{spell([*COUNTED, *UNITS, *DONG])}(?![^\W_])")
_EACH = re.compile(r" ?/ ?(?=[^\W\d_])")
_SPOKEN = re.compile(r" ?([0-9]{1,3})(?![0-9]| ?[.,/-] ?[0-9]| ?[%‰])")
_MOST_SCALES, _MOST_PARTS, _MOST_WORDS, _MOST_EACH = 3, 4, 8, 3
_SUMMED = 3  # the smallest power that another part may follow


@dataclass(frozen=True)
class Amount:
    """A number with its scale words applied; `measure` is None where none is written.

    `tail` is where what stands behind the number and its scale words begins.
    """

    start: int
    end: int
    found: Number
    power: int = 0
    measure: str | None = None
    tail: int = 0


def amounts(low: str, shown: str) -> Iterator[Amount]:
    """Yield what stands in a text in small letters, from left to right; `shown` is as typed."""
    at = 0
    while begin := _NUMBER.search(low, at):
        found = _amount(low, shown, begin)
        at = max(begin.end(), found.end if found else 0)
        if found:
            yield found


def _amount(low: str, shown: str, begin: re.Match[str]) -> Amount | None:
    found, power, end = _sum(low, begin)
    alone = end == begin.end()
    if not power and (begin["half"] or (begin["one"] and alone and not _counted(low, end))):
        return None
    measure, after = _measure(low, shown, end)
    if measure is None and low[: begin.start()].rstrip().endswith("$"):
        measure = "USD"
    found = _doubted(low, begin, found, power, end)
    if _NEVER & set((measure or "").lower().split()):
        found = Number(found.values, SPELT)
    if not power and (half := HALF.match(low, after)):
        found, after = _plus(found, Number((Decimal("0.5"),))), half.end()
    return Amount(begin.start(), after, found, power, measure, end)


def _doubted(low: str, begin: re.Match[str], found: Number, power: int, end: int) -> Number:
    """Doubt a number that something stands right before or behind: `.5`, `5e3`, `hai ba hộ`."""
    before = low[: begin.start()]
    if BARE.search(before) or (begin["one"] and FEW.search(before)):
        return Number(found.values, SPELT)
    if not begin["digits"]:
        return found
    if zeros := _OH.match(low, begin.end()):
        return Number((EXACT.scaleb(found.values[0], len(zeros[1])), *found.values), MARKS)
    if before.endswith((".", ",")):
        part = Decimal("0." + re.sub(r"[^0-9]", "", begin["digits"]))
        return Number((*found.values, EXACT.scaleb(part, power)), MARKS)
    if not power and _GLUED.match(low, end) and not _UNIT.match(low, end):
        return Number(found.values, MARKS)
    return found


def _counted(low: str, end: int) -> bool:
    return any(pattern.match(low, end) for pattern in (_CENT, _MILLE, _COUNT))


def _one(low: str, begin: re.Match[str]) -> tuple[Number, int, int]:
    """Read one number with its scale words: what it is, the power, where it ends."""
    found, end = _number(low, begin)
    if half := HALF.match(low, end):
        known = _scales(low, half.end())
        if known[0]:
            found, end = _plus(found, Number((Decimal("0.5"),))), half.end()
    power, sure, end = _scales(low, end)
    meant = scaled(found, power)
    if not sure:
        meant = Number((*meant.values, *found.values), ACCENTS)
    if power and (half := HALF.match(low, end)):
        meant = _plus(meant, Number((EXACT.scaleb(Decimal("0.5"), power),)))
        end = half.end()
    return meant, power, end


def _number(low: str, begin: re.Match[str]) -> tuple[Number, int]:
    if begin["digits"]:
        return number(begin["digits"]), begin.end()
    if begin["half"]:
        return Number((Decimal("0.5"),)), begin.end()
    found = Number((in_words(begin),), ACCENTS if begin["one"] in UNSURE else None)
    point = POINT.match(low, begin.end())
    if point is None:
        return found, begin.end()
    more = decimals(point)
    if more is None:
        return Number(found.values, SPELT), point.end()
    return _plus(found, Number((more,))), point.end()


def _sum(low: str, begin: re.Match[str]) -> tuple[Number, int, int]:
    """Read `1 tỷ 200 triệu`: every part is of a smaller scale than the one before."""
    found, first, end = _one(low, begin)
    power = first
    for _ in range(_MOST_PARTS):
        more = _NEXT.match(low, end + low.startswith(" ", end)) if power >= _SUMMED else None
        if more is None or more["half"]:
            break
        part, next_power, next_end = _one(low, more)
        if power == _SUMMED < next_power:  # a thousand and two hundred of the larger scale
            larger = next_power - next_power % _SUMMED  # `5 trăm tỷ` is five hundred of a tỷ
            whole = _plus(scaled(found, larger), part)
            if part.values[0] < EXACT.scaleb(Decimal(10), larger):  # `một nghìn hai tỷ`
                said = _plus(scaled(found, larger), scaled(part, _SUMMED - 1))
                whole = Number((*said.values, *whole.values), SPOKEN)
            return whole, larger, next_end
        if not 0 < next_power < power:
            break
        if next_power < _SUMMED < power:  # `1 tỷ 2 trăm`: of what follows, or of one
            return _hundreds(found, part, power), first, next_end
        found, power, end = _plus(found, part), next_power, next_end
    tail = _tail(low, end) if power >= _SUMMED else None
    if tail:
        found, end = _spoken(found, tail[0], power), tail[1]
    return found, first, end


def _hundreds(found: Number, part: Number, power: int) -> Number:
    """Return what `1 tỷ 2 trăm` can mean: 1,2 tỷ as people say it, or 1.000.000.200."""
    values = _plus(found, scaled(part, power - _SUMMED)).values + _plus(found, part).values
    return Number(tuple(dict.fromkeys(values)), SPOKEN)


def _tail(low: str, end: int) -> tuple[str, int] | None:
    """Return the digits that follow a scale word without one of their own: `1 tỷ 2`."""
    found = _SPOKEN.match(low, end)
    digits, after = (found[1], found.end()) if found else ("", end)
    words = None if found else WORDS.match(low, end + 1)
    if words and words["one"] not in ("năm", "nam"):
        digits, after = str(in_words(words)), words.end()
    elif last := LAST.match(low, end):
        digits, after = str(in_words(last)), last.end()
    return (digits, after) if digits and not _scales(low, after)[0] else None


def _spoken(found: Number, digits: str, power: int) -> Number:
    """Return what `1 tỷ 2` can mean: 1,2 tỷ as people say it, or 1.000.000.002."""
    base, value = found.values[0], Decimal(digits)
    places = [len(digits), 3] if len(digits) > 1 else [1]
    added = [*(EXACT.scaleb(value, power - each) for each in places), value]
    values = tuple(dict.fromkeys(EXACT.add(base, each) for each in added))
    return Number(values, SPOKEN if len(values) > 1 else found.doubt)


def _plus(left: Number, right: Number) -> Number:
    values = tuple(EXACT.add(a, b) for a in left.values for b in right.values)
    return Number(values, left.doubt or right.doubt)


def _scales(low: str, at: int) -> tuple[int, bool, int]:
    """Return the power of the scale words at a place, whether it is sure, and where they end."""
    power, sure, end, last = 0, True, at, 0
    for _ in range(_MOST_SCALES):
        word = _WORD.match(low, end)
        known = _scale(word[1]) if word else None
        if not (word and known) or _NO_SCALE.match(low, word.end()):
            break
        each, certain, length = known
        power, sure = power + each, sure and certain and each > last
        end, last = word.start(1) + length, each
    if power and (stop := _STOP.match(low, end)):
        end = stop.end()
    return power, sure, end


def _scale(word: str) -> tuple[int, bool, int] | None:
    if word in SURE:
        return SURE[word], True, len(word)
    if word in _JOINED:
        return _JOINED[word][0], True, _JOINED[word][1]
    power = _UNSURE.get(word) or _MISSPELT.get(plain(word))
    return (power, False, len(word)) if power else None


def _measure(low: str, shown: str, at: int) -> tuple[str | None, int]:
    for pattern, sign in ((_POINT, "điểm phần trăm"), (_CENT, "%"), (_MILLE, "‰")):
        if found := pattern.match(low, at):
            each, end = _each(low, shown, found.end())
            return sign + each, end
    if dollars := _DOLLARS.match(low, at):
        each, end = _each(low, shown, dollars.end())
        return "USD" + each, end
    unit = _UNIT.match(low, at)
    end = unit.end() if unit else _words(low, at, _MOST_WORDS)
    if end == at:
        return None, at
    each, after = _each(low, shown, end)
    return dong(shown[at:end].strip() + each), after


def _each(low: str, shown: str, at: int) -> tuple[str, int]:
    """Return what stands behind slashes: `/người/năm`."""
    each = ""
    while slash := _EACH.match(low, at):
        unit = _UNIT.match(low, slash.end())
        end = unit.end() if unit else _words(low, slash.end(), _MOST_EACH)
        if end == slash.end():
            break
        each, at = f"{each}/{shown[slash.end() : end].strip()}", end
    return each, at


def _words(low: str, at: int, most: int) -> int:
    """Return where the words of a measure end."""
    end = at
    for place in range(most):
        word = _WORD.match(low, end)
        if not word or stops(word[1], first=place == 0):
            break
        end = word.end()
    return end
