"""Ladders as staff write them, in one line: `30, 14, 7; tre 7 ngay roi hang tuan; lanh dao 3`.

Marks, order and small words make no difference, and what is left out stays as it is. The long
wording in which ladders are shown can be read too. Whatever is not understood is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from models.ladders import Ladder
from models.text import fold

EARLIEST, MOST = 365, 12  # calendar days before the last safe day, and how many of such reminders
DAILY, LATEST = 30, 60  # working days after it

_SMALL = "ngay truoc han nhac bao va cho den voi la lam viec trong thu moi hang mot lan khi sau ca"
_WORDS = {
    *_SMALL.split(" "),
    *("tre", "qua", "tuan", "roi", "thoi", "khong", "bo", "lanh", "dao", "truong"),
    *("don", "vi", "thuong", "truc", "co", "quan"),
}
_LAST_MORNING = re.compile(r"\b(?:sang )?(?:ngay cuoi(?: cung)?|chinh ngay|hom do)\b")
_HEAD = re.compile(r"\b(?:lanh dao|thu truong)\b")
_STANDING_BODY = re.compile(r"\bthuong truc\b")
_LATE = re.compile(r"\b(?:tre|sau han|qua han|tuan|thoi)\b")
_PARTED = re.compile(r"[;\n]|,(?!\s*\d)|\.(?=\s|$)")
_BETWEEN = re.compile(r"(?<=\d) (?=(?:tre|lanh dao|thu truong|(?:co quan )?thuong truc)\b)")
_NOT = re.compile(r"\b(?:khong|bo)\b")

Said = tuple[str, Any]  # a field of the ladder and what it is to be


class Misread(ValueError):
    """A part of a line that cannot be taken; `why` is a code, `most` the limit that it breaks.

    `words`: not understood. `number`: one number is needed. `twice`: said before, and otherwise.
    `range`: a number too large. `many`: too many reminders before the last safe day.
    """

    def __init__(self, part: str, why: str, most: int = 0) -> None:
        super().__init__(f"{part}: {why}")
        self.part, self.why, self.most = part, why, most


def read_ladder(text: str, current: Ladder) -> Ladder:
    """Return the current ladder with what a line says; raises Misread."""
    found: dict[str, Any] = {}
    for part in filter(fold, _PARTED.split(text)):
        words = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", fold(part))
        for piece in _BETWEEN.split(words):
            for name, value in _read(piece, part.strip()):
                _add(found, name, value, part.strip())
    if not found:
        raise Misread(text, "words")
    if len(found.get("before", ())) > MOST:
        raise Misread(text, "many", MOST)
    return replace(current, **found)


def _add(found: dict[str, Any], name: str, value: Any, part: str) -> None:  # noqa: ANN401
    if name == "before" and value and found.get(name):
        value = tuple(sorted({*found[name], *value}, reverse=True))
    elif found.get(name, value) != value:
        raise Misread(part, "twice")
    found[name] = value


def _read(words: str, part: str) -> Iterator[Said]:
    words = _LAST_MORNING.sub("0", words)
    numbers = [int(word[:9]) for word in words.split() if word.isdecimal()]
    if not all(word.isdecimal() or word in _WORDS for word in words.split()):
        raise Misread(part, "words")
    if _HEAD.search(words):
        yield "head", _one(words, numbers, part)
    elif _STANDING_BODY.search(words):
        yield "standing_body", _one(words, numbers, part)
    elif _LATE.search(words):
        yield from _late(words, numbers, part)
    elif numbers and not _NOT.search(words):
        yield "before", tuple(sorted({_within(each, EARLIEST, part) for each in numbers})[::-1])
    elif _NOT.search(words) and not numbers:
        yield "before", ()
    else:
        raise Misread(part, "words")


def _late(words: str, numbers: list[int], part: str) -> Iterator[Said]:
    """Read what is done when late: so many days daily, then weekly or no more."""
    weekly, off = "tuan" in words.split(), bool(_NOT.search(words))
    if len(numbers) > 1 or not (numbers or weekly or off or "thoi" in words.split()):
        raise Misread(part, "number")
    if numbers:
        yield "daily", _within(numbers[0], DAILY, part)
    elif off and not weekly:
        yield from (("daily", 0), ("weekly", False))
    elif weekly and not off and "tre" in words.split() and "roi" not in words.split():
        yield "daily", 0
    if weekly or "thoi" in words.split():
        yield "weekly", weekly and not off


def _one(words: str, numbers: list[int], part: str) -> int:
    """Read a working day after the last safe day; 0 for never."""
    if _NOT.search(words) and not numbers:
        return 0
    if len(numbers) != 1 or _NOT.search(words):
        raise Misread(part, "number")
    return _within(numbers[0], LATEST, part)


def _within(number: int, most: int, part: str) -> int:
    if number > most:
        raise Misread(part, "range", most)
    return number
