"""Returning a registration field by field: which, and why each."""

from collections.abc import Mapping
from typing import Any

from handlers.ask import choose, text
from models.admission import WHOLE
from models.registrations import Pledge, Registration

MOST_REMARKS = 10
REASON_LIMIT = 200  # characters
REASON, DOCUMENT = "reason", "document"  # kinds of pledges that explain one below the floor

Fields = dict[str, Any]


async def ask_remarks(registration: Registration, about: Fields) -> list[dict[str, str]]:
    """Ask which fields are returned, and why each."""
    left = {WHOLE: {WHOLE: ""}} | _fields(registration)
    pledges = registration.pledges
    names = {WHOLE: ""} | {each.code: each.name for each in pledges}
    projects = {each.code for each in pledges if each.kind == "project"}
    remarks: list[dict[str, str]] = []
    for number in range(1, MOST_REMARKS + 1):
        fields = {code: names[code] for code in left}
        code = await choose(f"field.{number}", "review/field", list(fields), fields=fields, **about)
        asked = {"name": names[code], "project": code in projects, **about}
        key = await _level(number, left[code], asked)
        level = left[code].pop(key)
        part = level if code in projects or level in (REASON, DOCUMENT) else ""
        name = names[code] if part or code in projects else _named(names[code], level)
        left = {code: keys for code, keys in left.items() if keys}
        asked = {"name": name, "part": part, "label": name, **about}
        reason = await text(f"reason.{number}", "review/reason", limit=REASON_LIMIT, **asked)
        remarks.append({"key": key, "name": name, "part": part, "reason": reason})
        if not left or number == MOST_REMARKS:
            break
        if await choose(f"more.{number}", "review/more", ("no", "yes"), count=number) == "no":
            break
    return remarks


async def _level(number: int, levels: Mapping[str, str], about: Fields) -> str:
    """Ask which level of a target is meant, where several can be returned."""
    if len(levels) == 1:
        return next(iter(levels))
    return await choose(f"level.{number}", "review/level", list(levels), levels=levels, **about)


def _fields(registration: Registration) -> dict[str, dict[str, str]]:
    """Return, by the code of each target, its questions' keys with the names of their levels.

    A question that asked several years has the empty name, and a level of a project its code.
    """
    found: dict[str, dict[str, str]] = {}
    for pledge in registration.pledges:
        if pledge.key:
            levels = found.setdefault(pledge.code, {})
            levels[pledge.key] = "" if pledge.key in levels else _level_name(pledge)
    return found


def _level_name(pledge: Pledge) -> str:
    """Return what a level is called, or its code where the wording knows a name for it."""
    exception = pledge.kind if pledge.kind in (REASON, DOCUMENT) else ""
    return exception or pledge.level_name or pledge.level


def _named(name: str, level: str) -> str:
    return f"{name} ({level})" if level else name
