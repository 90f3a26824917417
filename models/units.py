"""Units (cơ quan, đơn vị, địa phương): an effective-dated tree."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Field, Session, select

from models.base import Table
from models.plan_facts import UnitKind
from models.text import fold
from models.types import one_of
from models.units_file import UnitRow


class Unit(Table, table=True):
    """A unit, known by its code; names repeat, so people see it with its parent."""

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    kind: UnitKind = Field(sa_type=one_of(UnitKind))
    name: str
    folded: str = Field(index=True)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None


def unit_by_code(session: Session, code: str) -> Unit | None:
    """Return the unit of a code."""
    return session.exec(select(Unit).where(Unit.code == code)).first()


def unit_codes(session: Session) -> set[str]:
    """Return the codes of all units."""
    return set(session.exec(select(Unit.code)))


def save_units(session: Session, rows: Sequence[UnitRow]) -> int:
    """Make or change the units of a file, parents found by code; return how many there are."""
    units: dict[str, Unit] = {}
    for row in rows:
        known = unit_by_code(session, row.code)
        unit = known or Unit(code=row.code, kind=row.kind, name="", folded="")
        unit.kind, unit.name = row.kind, row.name
        unit.folded = fold(" ".join((row.name, *row.aliases)))
        unit.valid_from, unit.valid_to = row.valid_from, row.valid_to
        units[row.code] = unit
        session.add(unit)
    session.flush()
    for row in rows:
        parent = units.get(row.parent or "") or unit_by_code(session, row.parent or "")
        units[row.code].parent_id = parent.id if parent else None
    session.flush()
    return len(rows)
