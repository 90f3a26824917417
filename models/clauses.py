"""Targets as a resolution states them: a name, a level, and for when, clause after clause.

Rules: a figure belongs to the words of its own clause, and to no others. A time said before a list
("đến năm 2025: …") holds for all of it until another is said. What can be read in two ways is
`open`: it has its name and no level. Numbers that are no targets (dates, documents, telephones)
have no clause, and words without a figure are given back as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from models.quantity.claims import Claim
from models.quantity.masks import BASELINE, HIDDEN, hide
from models.quantity.measures import COUNTED, spell
from models.quantity.phrases import Phrase, phrases
from models.text import tidy

LONGEST = 200  # characters of a target's name
_SHORT = 3  # words before a number that are just its verb: `xây dựng 5 mô hình chăn nuôi`


@dataclass(frozen=True)
class When:
    """For when a level is meant: every year, a year (the last of a period), or a day."""

    annual: bool = False
    year: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Clause:
    """What one clause states; `said` is its level as an answer, empty where it is `open`.

    `text` is the clause as it was written, `figure` the number with its measure, without the words
    that compare. Without a `claim` nothing was read from it.
    """

    text: str
    name: str = ""
    said: str = ""
    figure: str = ""
    claim: Claim | None = None
    when: When | None = None
    open: bool = False


_SEMICOLON = re.compile(";")
_STOP = re.compile(r"\.(?= +[^\W\d_a-zà-ỹ]| *\Z)")
_NUMBERED = re.compile(
    r"\A[\s\-–—+*•·]*(?:\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zđA-ZĐ]|[ivxIVX]+)[.)]\s+)?[\s\-–—+*•·]*"
)
_ITEM = re.compile(r"\s*\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zđA-ZĐ]|[ivxIVX]+)\Z")
_YEAR = r"(?P<{}>20[0-9]{{2}})(?![0-9])"
_TO = spell(
    ["đến hết", "đến cuối", "đến", "tới", "trước", "vào cuối", "vào", "trong", "cuối", "hết"]
)
_DAY = re.compile(
    rf"(?i)(?:{_TO} )?(?:{spell(['hết'])} )?(?:{spell(['ngày'])} )?"
    r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<of>20[0-9]{2})(?![0-9])"
)
_SPANS = spell(["cả giai đoạn", "giai đoạn", "nhiệm kỳ", "từ năm", "từ", "năm", "các năm"])
_PERIOD = re.compile(
    rf"(?i)(?:{spell(['trong', 'của'])} )?{_SPANS} {_YEAR.format('first')}"
    rf" ?(?:[-–—]|{spell(['đến năm', 'đến'])}) ?{_YEAR.format('last')}"
)
_YEARLY = ["hằng năm", "hàng năm", "mỗi năm", "từng năm", "các năm", "bình quân năm"]
_ANNUAL = re.compile(rf"(?i){spell(_YEARLY)}(?![^\W_])")
_IN_YEAR = re.compile(rf"(?i)(?:{_TO} )*{spell(['năm'])} {_YEAR.format('year')}")
_TIMES = [_DAY, _PERIOD, _ANNUAL, _IN_YEAR]
_FILLER = spell(
    ["phấn đấu", "trong đó", "cụ thể", "có", "đạt", "và", "thì", "duy trì", "đảm bảo", "bảo đảm",
     "là", "đưa", "nâng", "giữ vững", "tiếp tục", "ít nhất", "tối thiểu", "về", "mục tiêu"]
)  # fmt: skip
_LEADING = re.compile(rf"(?i)\A(?:[\s,:.\-–—+]|{_FILLER}(?![^\W_]))+")
_BEFORE_FIGURE = spell(
    ["đạt", "được", "là", "còn", "có", "cho", "với", "phấn đấu", "và", "ở mức", "chiếm"]
)
_TRAILING = re.compile(rf"(?i)(?:[\s,:.\-–—]|(?<![^\W_]){_BEFORE_FIGURE})+\Z")
_EDGES = re.compile(r"\A[\s,:.–—]+|[\s,:.–—]+\Z")
_JOINED = re.compile(rf", |: | {spell(['và'])} ")
_AGAINST = re.compile(rf"(?i)\A\s*{spell(['so với', 'so cùng kỳ'])}")
_HERE = re.compile(
    rf"(?i){spell(['xã', 'toàn xã', 'phường', 'toàn phường', 'huyện', 'toàn huyện'])}"
)
_THINGS = re.compile(spell(COUNTED) + r"(?![^\W_])")
_ROW = re.compile(r"[0-9];\s*[0-9]")  # of figures, one a year: which is which is not said
_DIGIT_FIRST, _DIGIT_LAST = re.compile(r"\s*[0-9]"), re.compile(r"[0-9]\s*\Z")
_LETTERS = re.compile(r"[^\W\d_]{2}")


def clauses(text: str) -> list[Clause]:
    """Return what a text states, clause after clause; those without a figure as well."""
    found: list[Clause] = []
    heading: When | None = None
    for line in tidy(text).split("\n"):
        for sentence in _parted(line, _STOP):
            said = heading
            for piece in _rows(_parted(sentence, _SEMICOLON)):
                for clause, before in _stated(_NUMBERED.sub("", piece).strip()):
                    said = before or said
                    found.append(_timed(clause, said))
        if line.rstrip().endswith(":"):
            heading = next(iter(_times(line)), None)
    return [each for each in found if _LETTERS.search(each.text)]


def _rows(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces; those of a row of figures (`60; 62; 64 triệu đồng`) stay together."""
    row: list[str] = []
    for piece in pieces:
        bare = not all(map(_LETTERS.search, [piece, *row[1:]]))
        if row and not (bare and _DIGIT_LAST.search(row[-1]) and _DIGIT_FIRST.match(piece)):
            yield ";".join(row)
            row = []
        row.append(piece)
    yield ";".join(row)


def _parted(text: str, mark: re.Pattern[str]) -> Iterator[str]:
    """Yield the parts of a text; the stop behind a number that only counts them parts nothing."""
    start = 0
    for stop in mark.finditer(text):
        if not _ITEM.fullmatch(text[start : stop.start()]):
            yield text[start : stop.start()]
            start = stop.end()
    yield text[start:]


def _timed(clause: Clause, said: When | None) -> Clause:
    return clause if clause.when or not clause.claim else replace(clause, when=said)


def _stated(piece: str) -> Iterator[tuple[Clause, When | None]]:
    """Yield the clauses of a piece, each with the time that stands before its figure."""
    if _ROW.search(piece):
        yield Clause(piece), None
        return
    shown, found = phrases(piece)
    found = [each for each in found if each.claim.measure or each.claim.of is not None]
    bounds = _bounds(shown, found)
    if not found or bounds is None:
        yield Clause(shown), next(iter(_times(shown)), None) if shown.endswith(":") else None
        return
    name = ""
    for phrase, (start, end) in zip(found, bounds, strict=True):
        clause = _clause(shown, phrase, start, end, name)
        name = clause.name
        yield clause, next(iter(_times(shown[start : phrase.at])), None)


def _bounds(shown: str, found: Sequence[Phrase]) -> list[tuple[int, int]] | None:
    """Return where the words of each figure begin and end; None where that is not certain."""
    starts = [0]
    for one, following in pairwise(found):
        marks = list(_JOINED.finditer(shown, one.end, following.lead))
        named = _named(shown[starts[-1] : one.lead])
        if not marks:
            return None
        cut = marks[0]
        if not named:  # `98% hộ dân dùng nước sạch, nước máy, 90% …`: the last comma parts them
            cut = marks[-1]
            last = len(marks) == 1 or not _named(shown[cut.end() : following.lead])
            if not last or cut[0].strip(" ,:"):
                return None
        starts.append(cut.end())
    return list(zip(starts, [*starts[1:], len(shown)], strict=True))


def _clause(shown: str, phrase: Phrase, start: int, end: int, earlier: str) -> Clause:
    """Return the clause of a figure; `năm 2025 đạt 2,5 tỷ đồng` is about the `earlier` name."""
    text, claim = shown[start:end].strip(" ,:"), phrase.claim
    before = _named(shown[start : phrase.lead])
    after = shown[phrase.end : end]
    said = claim.text
    if claim.change and _AGAINST.match(after):
        said, after = (said + after).strip(" ,:."), ""
    after = after.partition(",")[0] if before else after
    times = _times(f"{shown[start : phrase.at]} {after}")
    after = _EDGES.sub("", _timeless(after))
    name, said = _with_thing(before, after, said, claim.measure or "")
    name = name or (earlier if times else "")
    if not _LETTERS.search(name) or len(name) > LONGEST:
        return Clause(text)
    unsure = claim.needs_confirmation or claim.comparator is None or len(times) > 1
    return Clause(
        text,
        name[:1].upper() + name[1:],
        "" if unsure else said,
        "" if unsure else phrase.figure,
        claim,
        times[0] if len(times) == 1 else None,
        open=unsure,
    )


def _with_thing(before: str, after: str, said: str, measure: str) -> tuple[str, str]:
    """Return the name and the level, what is counted in the name where it would say too little.

    `xây dựng 5 mô hình chăn nuôi` is a target `xây dựng mô hình chăn nuôi` of `5 mô hình`.
    """
    thing = _THINGS.match(measure.lower())
    words = [before, after]
    if thing and len(before.split()) <= _SHORT:
        words = [before, measure, after]
        said = said.removesuffix(measure[thing.end() :])
    return " ".join(filter(None, words)), said.strip()


def _named(text: str) -> str:
    """Return the words of a name, without times, and without what only leads to a figure."""
    name = _TRAILING.sub("", _LEADING.sub("", _timeless(text)))
    return "" if _HERE.fullmatch(name) else name


def _timeless(text: str) -> str:
    hidden = hide(text.lower(), [BASELINE, *_TIMES])
    kept = "".join(" " if h == HIDDEN else c for c, h in zip(text, hidden, strict=True))
    return " ".join(kept.split())


def _times(text: str) -> list[When]:
    """Return the times that a text names, each once."""
    found = []
    text = BASELINE.sub("", text.lower())
    for pattern in _TIMES:
        found += [_when(match.groupdict()) for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)
    return list(dict.fromkeys(found))


def _when(given: dict[str, str | None]) -> When:
    if given.get("day"):
        numbers = (int(given[each] or 0) for each in ("of", "month", "day"))
        with suppress(ValueError):  # in no calendar
            return When(day=date(*numbers))
    year = given.get("year") or given.get("last") or given.get("of")
    return When(year=int(year)) if year else When(annual=True)
