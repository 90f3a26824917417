"""Sums (tổng hợp) of what several units registered, figure by figure, as far as it is honest.

Figures are put together where their folded names, their measures and their levels are the same.
Amounts and counts are added over units, never over years; of shares and averages only the lowest
and the highest are told; words are counted. Nothing is estimated for a unit that is missing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from hashlib import sha256
from typing import Any

from models.quantity.additive import is_additive
from models.quantity.numbers import EXACT
from models.registrations import Pledge, Registration
from models.text import fold


@dataclass(frozen=True)
class Part:
    """One unit's figure in a sum."""

    unit_id: int
    pledge: Pledge


@dataclass(frozen=True)
class Level:
    """A sum at one level, such as a year: of how many units, the total, the lowest, the highest.

    `total` is None where the figures are not added.
    """

    name: str
    units: int
    total: Decimal | None
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Sum:
    """One figure over several units; without levels its units pledged words.

    `code` is known from the figure alone, so that it stays the same when units come and go.
    """

    code: str
    name: str
    measure: str
    units: int
    levels: tuple[Level, ...]
    parts: tuple[Part, ...]

    @property
    def added(self) -> bool:
        """Say whether the figures are added up."""
        return any(level.total is not None for level in self.levels)

    def to_json(self) -> dict[str, Any]:
        """Return what is kept of a sum that is signed: all but the units' own figures."""
        levels = [
            {name: _text(value) for name, value in vars(each).items()} for each in self.levels
        ]
        kept = {name: getattr(self, name) for name in ("code", "name", "measure", "units", "added")}
        return kept | {"levels": levels}


def sums(registrations: Sequence[Registration]) -> list[Sum]:
    """Return the sums over some registrations, in the order in which units registered them."""
    found: dict[tuple[str, str], list[Part]] = {}
    for registration in registrations:
        for pledge in registration.pledges:
            if pledge.kind == "quantity":
                measure = pledge.measure.lower() if pledge.value is not None else "\0"
                part = Part(registration.unit_id, pledge)
                found.setdefault((fold(pledge.name), measure), []).append(part)
    return [_sum(key, parts) for key, parts in found.items()]


def digest_of(campaign: str, office: str, registrations: Sequence[Registration]) -> str:
    """Return the digest of a sum: of whom, over which registrations, and what came of it."""
    kept = [each.to_json() for each in sums(registrations)]
    told = [campaign, office, [each.digest for each in registrations], kept]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _sum(key: tuple[str, str], parts: Sequence[Part]) -> Sum:
    first = parts[0].pledge
    code = sha256("|".join(key).encode()).hexdigest()[:8]
    by_level: dict[str, list[Part]] = {}
    for part in parts:
        if part.pledge.value is not None:
            by_level.setdefault(part.pledge.level, []).append(part)
    levels = tuple(_level(same) for same in by_level.values())
    units = len({part.unit_id for part in parts})
    return Sum(code, first.name, first.measure, units, levels, tuple(parts))


def _level(parts: Sequence[Part]) -> Level:
    """Add up a level; a figure that a unit gives twice under one name is not added."""
    first = parts[0].pledge
    values = [part.pledge.value or Decimal(0) for part in parts]
    units = len({part.unit_id for part in parts})
    added = units == len(parts) and is_additive(first.name, first.measure)
    total = EXACT.normalize(reduce(EXACT.add, values)) if added else None
    return Level(first.level_name, units, total, min(values), max(values))


def _text(value: object) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else value


def named(sum_: Sum, names: Mapping[int, str]) -> list[tuple[str, list[Pledge]]]:
    """Return the figures of each unit in a sum, by the units' names."""
    by_unit: dict[int, list[Pledge]] = {}
    for part in sum_.parts:
        by_unit.setdefault(part.unit_id, []).append(part.pledge)
    return [(names[unit_id], pledges) for unit_id, pledges in by_unit.items()]
