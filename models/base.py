"""What every table shares: one metadata, whose constraints have predictable names."""

from collections.abc import Callable, Collection, Hashable
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

Found = TypeVar("Found")

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The parent of every table."""


def among(column: Found, values: Collection[Found] | None) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of some values; None for any."""
    return sa.true() if values is None else col(column).in_(values)


def once(session: Session, name: Hashable, find: Callable[[], Found | None]) -> Found | None:
    """Return what this session found earlier under a name, or find it now.

    That there was nothing is not remembered: it may be there the next time.
    """
    if name not in session.info:
        found = find()
        if found is None:
            return None
        session.info[name] = found
    known: Found = session.info[name]
    return known
