"""What differs between two versions of a registration: to the letter, and in meaning."""

from collections.abc import Mapping, Sequence

from models.registrations import Pledge
from models.text import spelled

Place = tuple[str, str]  # code and level of a pledge
Change = tuple[Pledge | None, Pledge | None]


def changed(before: Sequence[Pledge], after: Sequence[Pledge]) -> list[Change]:
    """Return what differs in meaning: each pledge as it was, and as it is."""
    was = {(each.code, each.level): each for each in before}
    now = {(each.code, each.level): each for each in after}
    return [
        (was.get(key), now.get(key))
        for key in dict.fromkeys([*was, *now])
        if _meaning(was.get(key)) != _meaning(now.get(key)) and not _told_by_name(key, was, now)
    ]


def identical(before: Sequence[Pledge], after: Sequence[Pledge]) -> bool:
    """Say whether two versions are the same to the letter."""
    return list(map(_content, before)) == list(map(_content, after))


def _told_by_name(key: Place, was: Mapping[Place, Pledge], now: Mapping[Place, Pledge]) -> bool:
    """Say whether a level is of a project that came or went as a whole: its name says so."""
    code, level = key
    pledge = was.get(key) or now[key]
    whole = (code, "") in was and (code, "") in now
    return pledge.kind == "project" and bool(level) and not whole


def _meaning(pledge: Pledge | None) -> object:
    if pledge is None:
        return None
    name = "" if pledge.kind == "project" else pledge.name  # a new name is one change, not five
    figure = spelled(pledge.said) if pledge.value is None else pledge.value
    return spelled(name), figure, spelled(pledge.measure)


def _content(pledge: Pledge) -> object:
    return pledge.model_dump(exclude={"id", "registration_id"})
