"""What a plan's new version changes in meaning: a moved line or a reworded doubt is no change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from models.plan import Plan, Registration
from models.plan.facts import Record

# What a fact is known by, in each list of a plan.
SECTIONS = {
    "phases": ("code",),
    "contents": ("name",),
    "targets": ("code",),
    "milestones": ("code",),
    "registration": ("unit_kind",),
    "criteria": ("code",),
    "gates": ("code",),
    "quotas": ("code",),
    "awards": ("name",),
    "documents": ("code",),
    "duties": ("who", "what"),
    "recipients": ("name",),
}
HEAD = ("title", "number", "issuer", "issued_on", "theme", "period")
UNSAID = {"source", "doubt", "help", "note", "heading"}  # about the text, not what it asks


@dataclass(frozen=True)
class Change:
    """One fact that was added, removed or changed; `name` is how people know it."""

    section: str
    kind: Literal["added", "removed", "changed"]
    name: str
    before: Record | None = None
    after: Record | None = None


def changes(old: Plan, new: Plan) -> list[Change]:
    """Return every change of meaning from one version of a plan to another."""
    head = [
        Change("head", "changed", name)
        for name in HEAD
        if _meaning(getattr(old, name)) != _meaning(getattr(new, name))
    ]
    return head + [
        change
        for section, key in SECTIONS.items()
        for change in _changes(section, key, getattr(old, section), getattr(new, section))
    ]


def asks_the_same(old: Registration | None, new: Registration | None) -> bool:
    """Say whether two versions ask the same of a unit: what was answered then still answers now."""
    return _asked(old) == _asked(new)


def _changes(
    section: str, key: Sequence[str], old: Iterable[Record], new: Iterable[Record]
) -> Iterable[Change]:
    before = {_identity(fact, key): fact for fact in old}
    after = {_identity(fact, key): fact for fact in new}
    for identity in dict.fromkeys([*before, *after]):
        was, now = before.get(identity), after.get(identity)
        name = str(getattr(now or was, "name", "") or " – ".join(identity))
        if was is None or now is None:
            yield Change(section, "added" if was is None else "removed", name, was, now)
        elif _meaning(was) != _meaning(now):
            yield Change(section, "changed", name, was, now)


def _identity(fact: Record, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(getattr(fact, part) or "") for part in key)


def _asked(rules: Registration | None) -> object:
    return _meaning((rules.fields, rules.constraints)) if rules else ((), ())


def _meaning(part: object) -> Any:  # noqa: ANN401
    if isinstance(part, Record):
        return {name: _meaning(value) for name, value in part if name not in UNSAID}
    if isinstance(part, tuple):
        return tuple(_meaning(each) for each in part)
    return part
