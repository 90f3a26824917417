"""Putting a question: its wording, what stands above it, and the buttons below. Pure, no I/O."""

import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.saying import BACK, ON, PAGE, PARTS
from bot.talk import Part, Place, Question, Unclear
from messages import Button, Message, render, wording
from messages import shown as written

WHOLE, LABEL = 30, 60  # characters of a value that a button shows whole, and of its label
Row = tuple[Button, ...]


def put(
    question: Question[Any],
    place: Place,
    said: Mapping[str, str],
    *,
    above: Message | None = None,
    unclear: Unclear | None = None,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Message:
    """Return the message that asks a question, below what was noted or could not be understood.

    `more` is told to the template beside what the question is about, such as the page of a summary.
    """
    if question is place.now:
        unclear = unclear or place.unclear
    tops = [above] if above else []
    offered: tuple[Row, ...] = ()
    if unclear:
        refusal = render(unclear.template, **unclear.about)
        tops.append(refusal)
        offered = refusal.buttons
    elif question.free and question.key in said:
        tops.append(render("talk/current", value=shown(question, said[question.key])))
    message = render(question.template, **{**question.about, **more})
    offers = () if question.key in said else _offers(question)
    listed = [(value, source) for _, value, source in offers if not _short(value)]
    if listed:
        listing = render("talk/offers", offers=listed)
        message = replace(listing.after(message, gap="\n"), buttons=message.buttons)
    if progress := _progress(question, place):
        message = message.after(progress, gap="\n")
    for top in reversed(tops):
        message = message.after(top)
    turning = _turning(int(str(more.get("page", 1))), question.pages)
    offered += tuple((_offered(each),) for each in offers)
    rows = message.buttons + offered + turning + _readings(unclear)
    rows += _navigation(question, place, said)
    return replace(message, buttons=rows)


def _offers(question: Question[Any]) -> Sequence[tuple[str, object, object]]:
    """Return what is on offer and can be said: the words, what they show, where they are from."""
    found: dict[str, tuple[str, object, object]] = {}
    for says, source in question.offers:
        with suppress(Unclear):
            value = question.show(question.parse(says))
            found.setdefault(written(value), (says, value, source))
    return list(found.values())


def _short(value: object) -> bool:
    """Say whether a button can show a value whole; else it stands in the text as well."""
    return not isinstance(value, str) and len(written(value)) <= WHOLE


def _offered(offer: tuple[str, object, object]) -> Button:
    says, value, source = offer
    name = value if isinstance(value, str) else ""
    label = wording("talk/offer", name=name, value=value if _short(value) else None, source=source)
    return Button(label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…", says)


def parts(place: Place, at: Question[Any] | None) -> Message:
    """Return the table of the parts of a conversation, with a button to what is open in each."""
    states = [
        (part, sum(each.key not in place.open for each in asked), len(asked), _first(place, asked))
        for part, asked in _by_part(place).items()
    ]
    return render("talk/parts", parts=states, at=at.key if at else "")


def _by_part(place: Place) -> dict[Part, list[Question[Any]]]:
    found: dict[Part, list[Question[Any]]] = {}
    for question in place.known:
        if question.part:
            found.setdefault(question.part, []).append(question)
    return found


def _first(place: Place, questions: Sequence[Question[Any]]) -> str:
    """Return the key of the first open question, or of the first at all."""
    keys = [each.key for each in questions]
    return next((key for key in keys if key in place.open), keys[0])


def _progress(question: Question[Any], place: Place) -> Message | None:
    """Return the line that says how far this is: of what is known to be asked, and until when."""
    keys = [each.key for each in place.known if each.part]
    if question.part is None or question.key not in keys:
        return None
    number, days = keys.index(question.key) + 1, question.part.days_left
    return render("talk/progress", number=number, total=len(keys), days_left=days)


def _turning(page: int, pages: int) -> tuple[Row, ...]:
    row = []
    if page > 1:
        row.append(Button(wording("talk/page-before"), f"{PAGE}{page - 1}"))
    if page < pages:
        row.append(Button(wording("talk/page-after"), f"{PAGE}{page + 1}"))
    return (tuple(row),) if row else ()


def shown(question: Question[Any], said: str) -> object:
    """Return what a template shows of a kept answer; words that no longer parse, as they are."""
    try:
        return question.show(question.parse(said))
    except Unclear:
        return said


def digest(said: Mapping[str, str]) -> int:
    """Return a number that changes with any answer, for telling whether a summary is stale."""
    return zlib.crc32(repr(sorted(said.items())).encode())


def _readings(unclear: Unclear | None) -> tuple[Row, ...]:
    readings = unclear.readings if unclear else ()
    return tuple((Button(wording("talk/reading", value=value), says),) for says, value in readings)


def _navigation(question: Question[Any], place: Place, said: Mapping[str, str]) -> tuple[Row, ...]:
    row = []
    if place.before(question.key):
        row.append(Button(wording("talk/back"), BACK))
    if question.key in said:
        row.append(Button(wording("talk/keep"), ON))
    rows = [tuple(row)] if row else []
    if question.part and len(_by_part(place)) > 1:
        all_parts = (Button(wording("talk/parts-label"), PARTS),)
        rows = [*rows[:-1], (*rows[-1], *all_parts)] if len(row) == 1 else [*rows, all_parts]
    return tuple(rows)
