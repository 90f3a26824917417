"""One text or file that answers many questions: what it was read to say, shown before it is kept.

Pure, no I/O. What was read stands in the prompt of the message that shows it, until it is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.asking import shown
from bot.command import Filling
from bot.talk import Place, Question, Unclear
from messages import Message, render, wording
from messages import shown as written

KEEP, SKIP, ALONE, PAGE = "keep", "skip", "alone", "page."  # what the buttons say
FEWEST = 2  # answers; one alone is read as any answer is
ROOM = 1000  # characters of entries on a page, so that every channel shows it whole
MOST_MISSED = 5


@dataclass(frozen=True)
class Entry:
    """An answer that was read: its question, the value, what it was before, and where it stood.

    `wrong` says why it is no answer; then it is shown, and not kept.
    """

    question: Question[Any]
    value: object
    before: object = None
    note: str = ""
    wrong: str = ""


def entries(filling: Filling, place: Place, said: Mapping[str, str]) -> list[Entry]:
    """Return what was read, question by question in their order; choices are not shown.

    `place` is that of the draft with the answers in it, `said` what it says without them.
    """
    return [
        _entry(filling, question, said)
        for question in place.known
        if question.free and filling.answers.get(question.key)
    ]


def keepable(filling: Filling, place: Place) -> Iterator[tuple[str, str]]:
    """Yield the keys and the answers that their questions accept."""
    for question in place.asked:
        if filling.answers.get(question.key):
            yield question.key, filling.answers[question.key]


def page_of(said: str) -> int:
    """Return the page that a button leads to, the first for any other."""
    number = said.removeprefix(PAGE)
    return int(number) if number.isdecimal() else 1


def changes(filling: Filling, place: Place, said: Mapping[str, str]) -> Filling:
    """Return a filling without the answers that say what is kept already."""
    found = entries(filling, place, said)
    same = {each.question.key for each in found if not each.wrong and each.before == each.value}
    same |= {key for key, answer in filling.answers.items() if said.get(key) == answer}
    answers = {key: answer for key, answer in filling.answers.items() if key not in same}
    return replace(filling, answers=answers)


def propose(found: Sequence[Entry], filling: Filling, page: int, *, alone: bool) -> Message:
    """Return the message that shows a page of what was read; `alone`: it may be one answer."""
    good = [each for each in found if not each.wrong]
    pages = list(_pages(good)) or [[]]
    number = min(max(page, 1), len(pages))
    return render(
        "talk/filling",
        entries=pages[number - 1],
        count=len(good),
        wrong=[each for each in found if each.wrong] if number == len(pages) else [],
        missed=filling.missed[:MOST_MISSED] if number == len(pages) else [],
        unlisted=max(len(filling.missed) - MOST_MISSED, 0),
        unread=filling.unread[:MOST_MISSED] if number == len(pages) else [],
        more_unread=max(len(filling.unread) - MOST_MISSED, 0),
        number=number,
        pages=len(pages),
        alone=alone,
    )


def _entry(filling: Filling, question: Question[Any], said: Mapping[str, str]) -> Entry:
    given, note = filling.answers[question.key], filling.notes.get(question.key, "")
    before = shown(question, said[question.key]) if question.key in said else None
    try:
        return Entry(question, question.show(question.parse(given)), before, note)
    except Unclear as reason:
        return Entry(question, given, before, note, wording(reason.template, **reason.about))


def _pages(found: Sequence[Entry]) -> Iterator[list[Entry]]:
    page: list[Entry] = []
    room = ROOM
    for each in found:
        needed = len(f"{each.question.about.get('label')}{written(each.value)}{each.note}")
        needed += len(written(each.before))
        if page and needed > room:
            yield page
            page, room = [], ROOM
        page.append(each)
        room -= needed
    if page:
        yield page
