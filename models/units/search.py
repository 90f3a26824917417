"""Finding units by what people type, and telling those of the same name apart."""

import re
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.plan.facts import UnitKind
from models.units import Unit, comparable, line_of, subtree, valid_on

_UPWARDS = re.compile(r"[,;()–]|\s-\s")  # stands between a unit and those above it
_LETTERS = 2  # the rank of units in whose names only the letters are found


def search_units(
    session: Session, text: str, within: Unit | None = None, day: date | None = None
) -> list[Unit]:
    """Return the units meant by a text: a code, or a name or alias in any spelling.

    Marks, Hoà and Hòa, Đăk and Đắk, apostrophes and small or large letters make no difference.
    Units that bear exactly the name are all that is returned; if there are none, those whose names
    contain its words; if there are none either, those whose names contain its letters. What stands
    behind a comma or in brackets names a unit above: `xã Bình An, Kiên Lương`.
    `within` keeps to the units at or below one, `day` to those valid on a day.
    """
    found = _called(session, text, within, day)
    name, *above = _UPWARDS.split(text)
    if found or not any(map(comparable, above)):
        return found
    return [
        unit
        for unit in _called(session, name, within, day)
        if all(named(list(line_of(session, unit))[1:], each) for each in above if comparable(each))
    ]


def _called(session: Session, text: str, within: Unit | None, day: date | None) -> list[Unit]:
    """Return the units that all of a text names."""
    wanted = comparable(text)
    if not wanted:
        return []
    letters = wanted.replace(" ", "")
    found = sa.or_(
        col(Unit.code) == text.strip().lower(),
        sa.func.replace(col(Unit.folded), " ", "").contains(letters, autoescape=True),
    )
    units = session.exec(select(Unit).where(found).order_by(col(Unit.id))).all()
    if within is not None:
        inside = {unit.id for unit in subtree(session, within)}
        units = [unit for unit in units if unit.id in inside]
    ranked = [(_rank(unit, text, wanted), unit) for unit in units if valid_on(unit, day)]
    best = min((rank for rank, _ in ranked), default=0)
    return [unit for rank, unit in ranked if rank == best]


def named(units: Iterable[Unit], text: str, *, exact: bool = False) -> list[Unit]:
    """Return those of some units that a text names best: by all of a name, else by words of it.

    `exact` asks for all of a name; neither a part of it nor a code will do.
    """
    wanted = comparable(text)
    if exact:
        return [unit for unit in units if wanted in _names(unit)]
    ranked = [(_rank(unit, text, wanted), unit) for unit in units] if wanted else []
    best = min((rank for rank, _ in ranked), default=_LETTERS)
    return [unit for rank, unit in ranked if rank == best < _LETTERS]


def label_among(session: Session, unit: Unit, units: Iterable[Unit]) -> str:
    """Return a unit's name, with its parent's where another of these units is called the same."""
    same = [each for each in units if comparable(each.name) == comparable(unit.name)]
    return labels(session, [unit])[0] if len(same) > 1 else unit.name


def label(unit: Unit, parent: Unit | None) -> str:
    """Return a unit's name with its parent's, by which people tell it from others."""
    return f"{unit.name} ({parent.name})" if parent else unit.name


def labels(session: Session, units: Iterable[Unit]) -> list[str]:
    """Return the label of each unit: name and parent's name."""
    units = list(units)
    wanted = {unit.parent_id for unit in units if unit.parent_id is not None}
    query = select(Unit).where(col(Unit.id).in_(wanted))
    parents: dict[int | None, Unit] = {unit.id: unit for unit in session.exec(query)}
    return [label(unit, parents.get(unit.parent_id)) for unit in units]


def names_of(session: Session, units: Iterable[Unit]) -> dict[int, str]:
    """Return what each of some units is called before others, by its id: communes with parents."""
    found = {unit.id: unit for unit in units}
    communes = [unit for unit in found.values() if unit.kind == UnitKind.COMMUNE]
    told = zip((unit.id for unit in communes), labels(session, communes), strict=True)
    return {unit.id: unit.name for unit in found.values()} | dict(told)


def _names(unit: Unit) -> set[str]:
    return {comparable(unit.name), *unit.folded.split("|")} - {""}


def _rank(unit: Unit, text: str, wanted: str) -> int:
    names = _names(unit)
    if unit.code == text.strip().lower() or wanted in names:
        return 0
    if wanted.replace(" ", "") in {name.replace(" ", "") for name in names}:
        return 0
    words = re.compile(rf"\b{re.escape(wanted)}\b")
    return 1 if any(words.search(name) for name in names) else _LETTERS
