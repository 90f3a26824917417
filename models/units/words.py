"""Which headings and values a file of units may use: English ones, and those of a data file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.groups import GroupKind, MemberRole
from models.people import Role
from models.plan.facts import UnitKind
from models.text import fold
from models.units.succession import Change

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "units": (
        "code",
        "kind",
        "name",
        "parent",
        "valid_from",
        "valid_to",
        "aliases",
        "successor",
        "change",
        "changed_on",
    ),
    "groups": ("group", "kind", "name", "scope", "unit", "role", "valid_from", "valid_to"),
    "contacts": ("unit", "name", "phone", "role"),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "units": ("code", "kind", "name"),
    "groups": ("group", "unit"),
    "contacts": ("unit", "name"),
}
CHOICES: Mapping[str, Mapping[str, type[StrEnum]]] = {
    "units": {"kind": UnitKind, "change": Change},
    "groups": {"kind": GroupKind, "role": MemberRole},
    "contacts": {"role": Role},
}


@dataclass(frozen=True)
class Words:
    """Names of sheets, headings and values; each maps a folded text to what the code calls it."""

    sheets: Mapping[str, str]
    headings: Mapping[str, Mapping[str, str]]
    values: Mapping[str, Mapping[str, Mapping[str, str]]]
    ignored: frozenset[str] = field(default_factory=frozenset)


def words_of(data: Mapping[str, Any]) -> Words:
    """Return the words of a data file, the English ones among them.

    The data has `sheets`: kind → titles; `headings`: kind → column → headings;
    `values`: kind → column → value → texts; `ignored`: headings of columns to pass over.
    """
    sheets, headings, values = (data.get(key, {}) for key in ("sheets", "headings", "values"))
    return Words(
        sheets=_folded((kind, (kind, *sheets.get(kind, ()))) for kind in COLUMNS),
        headings={
            kind: _folded((name, (name, *headings.get(kind, {}).get(name, ()))) for name in columns)
            for kind, columns in COLUMNS.items()
        },
        values={
            kind: {
                name: _folded(
                    (one, (one, *values.get(kind, {}).get(name, {}).get(one, ()))) for one in choice
                )
                for name, choice in columns.items()
            }
            for kind, columns in CHOICES.items()
        },
        ignored=frozenset(fold(text) for text in data.get("ignored", ())),
    )


def _folded(names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {fold(text): str(name) for name, texts in names for text in texts}


ENGLISH = words_of({})
