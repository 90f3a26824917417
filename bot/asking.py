"""Putting a question: its wording, what stands above it, and the buttons below. Pure, no I/O."""

import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.saying import BACK, ON
from bot.talk import Place, Question, Unclear
from messages import Button, Message, render, wording

Row = tuple[Button, ...]


def put(
    question: Question[Any],
    place: Place,
    said: Mapping[str, str],
    *,
    above: Message | None = None,
    unclear: Unclear | None = None,
) -> Message:
    """Return the message that asks a question, below what was noted or could not be understood."""
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
    message = render(question.template, **question.about)
    for top in reversed(tops):
        message = message.after(top)
    rows = message.buttons + offered + _readings(unclear) + _navigation(question, place, said)
    return replace(message, buttons=rows)


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
    return (tuple(row),) if row else ()
