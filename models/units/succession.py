"""What becomes of units: renamed, merged, split or abolished. Nothing is deleted."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.types import one_of
from models.units import Unit, unit_by_code, valid_on


class Change(StrEnum):
    """What happens to a unit; only an abolished one has no successor."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    ABOLISH = "abolish"


class Succession(Table, table=True):
    """One unit followed by another from a day on; several rows make a merger or a split."""

    __table_args__ = (sa.UniqueConstraint("predecessor_id", "successor_id", "on"),)

    id: int = Field(default=None, primary_key=True)
    predecessor_id: int = Field(foreign_key="unit.id", index=True)
    successor_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    kind: Change = Field(sa_type=one_of(Change))
    on: date
    note: str = ""


def successors(session: Session, unit: Unit, day: date) -> list[Unit]:
    """Return the units that stand on a day where a unit stood, itself among them while valid.

    Chains are followed: renamed and then merged gives the merged one. Abolished gives none.
    """
    seen, next_ones = {unit.id: unit}, {unit.id}
    while next_ones:
        query = (
            select(Unit)
            .join(Succession, col(Succession.successor_id) == Unit.id)
            .where(col(Succession.predecessor_id).in_(next_ones), Succession.on <= day)
            .order_by(col(Unit.id))
        )
        found = {each.id: each for each in session.exec(query) if each.id not in seen}
        seen |= found
        next_ones = set(found)
    return [each for each in seen.values() if valid_on(each, day)]


def unit_on(session: Session, code: str, day: date) -> Unit | None:
    """Return the unit of a code on a day: itself while valid, or else what it was renamed to.

    None where there is no such unit, or it was merged, split or abolished by then: who follows
    it is then a decision (see `successors`).
    """
    unit = unit_by_code(session, code)
    seen: set[int] = set()
    while unit is not None and not valid_on(unit, day) and unit.id not in seen:
        seen.add(unit.id)
        query = (
            select(Unit)
            .join(Succession, col(Succession.successor_id) == Unit.id)
            .where(
                Succession.predecessor_id == unit.id,
                Succession.kind == Change.RENAME,
                Succession.on <= day,
            )
        )
        unit = session.exec(query).first()
    return unit if unit is not None and valid_on(unit, day) else None


def predecessors(session: Session, unit: Unit) -> list[Unit]:
    """Return the units that a unit followed directly."""
    query = (
        select(Unit)
        .join(Succession, col(Succession.predecessor_id) == Unit.id)
        .where(Succession.successor_id == unit.id)
        .order_by(col(Unit.id))
    )
    return list(session.exec(query).unique())
