"""The Vietnamese of unit files: headings, values and reasons, from messages/units-file.json."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from messages import FOLDER
from models.units.rows import UnitProblem
from models.units.words import Words, words_of


@cache
def wording() -> Mapping[str, Any]:
    """Return the data file."""
    data: Mapping[str, Any] = json.loads((FOLDER / "units-file.json").read_text(encoding="utf-8"))
    return data


@cache
def vietnamese() -> Words:
    """Return the words that a file may use, the English ones among them."""
    return words_of(wording())


def heading(kind: str, column: str) -> str:
    """Return what stands above a column in an exported workbook."""
    return str(wording()["headings"][kind].get(column, [column])[0])


def value(kind: str, column: str, text: str) -> str:
    """Return how an exported workbook writes a value of the code."""
    known = wording()["values"][kind].get(column, {})
    return str(known[text][0]) if text in known else text


def reason(problem: UnitProblem) -> str:
    """Return what is wrong, as an official reads it."""
    about = {name: _told(name, said) for name, said in problem.about.items()}
    return str(wording()["reasons"][problem.reason]).format(**about)


def _told(name: str, said: object) -> object:
    if isinstance(said, date):
        return f"{said:%d/%m/%Y}"
    if name == "known":
        return ", ".join(_in_words(code) for code in str(said).split(", "))
    return said


def _in_words(code: str) -> str:
    for known in wording()["values"].values():
        for texts in known.values():
            if code in texts:
                return str(texts[code][0])
    for headings in wording()["headings"].values():
        if code in headings:
            return str(headings[code][0])
    return code
