"""Units (cơ quan, đơn vị, địa phương): an effective-dated tree."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, col, select

from models.base import Table
from models.plan.facts import UnitKind
from models.text import fold
from models.types import one_of

APOSTROPHES = str.maketrans(dict.fromkeys("'`´\u2018\u2019\u02bb\u02bc\u02b9\u2032\uff07", ""))


class Unit(Table, table=True):
    """A unit, known by its code; names repeat, so people see it with its parent.

    `aliases` are other names as they were given; `folded` is every name made comparable;
    `valid_to` is its last day, and an unknown day is None.
    """

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    kind: UnitKind = Field(sa_type=one_of(UnitKind))
    name: str
    aliases: list[str] = Field(
        default_factory=list, sa_type=sa.JSON, sa_column_kwargs={"server_default": "[]"}
    )
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


def unit_parents(session: Session) -> dict[str, str | None]:
    """Return the code of every unit with the code of its parent."""
    parent = aliased(Unit)
    query = select(Unit.code, parent.code).outerjoin(parent, col(Unit.parent_id) == parent.id)
    return dict(session.exec(query).all())


def valid_on(unit: Unit, day: date | None) -> bool:
    """Say whether a unit exists on a day; without a day every unit does."""
    return day is None or (
        (unit.valid_from is None or unit.valid_from <= day)
        and (unit.valid_to is None or unit.valid_to >= day)
    )


def absent_units(session: Session, day: date) -> set[int]:
    """Return the ids of the units that do not exist on a day."""
    first, last = col(Unit.valid_from), col(Unit.valid_to)
    return set(session.exec(select(Unit.id).where(sa.or_(first > day, last < day))))


def subtree(
    session: Session, root: Unit, day: date | None = None, among: Collection[int] | None = None
) -> list[Unit]:
    """Return the units at or below a unit that are valid on a day, in the order of the list.

    Those `among` some ids, where they are given.
    """
    below = select(Unit.id).where(Unit.id == root.id).cte("below", recursive=True)
    below = below.union(  # a plain union ends even where parents stand in a circle
        select(Unit.id).join(below, col(Unit.parent_id) == below.c.id)
    )
    query = select(Unit).where(col(Unit.id).in_(select(below.c.id))).order_by(col(Unit.id))
    if among is not None:
        query = query.where(col(Unit.id).in_(among))
    return [unit for unit in session.exec(query) if valid_on(unit, day)]


def line_of(session: Session, unit: Unit) -> Iterator[Unit]:
    """Yield a unit and those above it, each once, upwards."""
    seen: set[int | None] = set()
    at: Unit | None = unit
    while at is not None and at.id not in seen:
        yield at
        seen.add(at.id)
        at = session.get(Unit, at.parent_id) if at.parent_id else None


def comparable(text: str) -> str:
    """Return a name for comparison: folded, and with apostrophes of every kind left out."""
    return fold(text.translate(APOSTROPHES))


def folded_names(name: str, aliases: Sequence[str]) -> str:
    """Return what the search column of a unit holds: its names, each comparable, joined by `|`."""
    return "|".join(dict.fromkeys(comparable(each) for each in (name, *aliases)))
