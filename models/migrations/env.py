"""How Alembic reaches the database: through the engine that the caller is using."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import models
from models.types import ExactDecimal

__all__ = ["models"]


def _render(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write types in plain SQLAlchemy, so that old migrations outlive our column types."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if isinstance(item, ExactDecimal):
        return "sa.String()"
    if type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Migrate with foreign keys off: SQLite rebuilds tables, and cascades would delete rows."""
    engine: sa.Engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if sqlite and raw is not None:
            raw.execute("pragma foreign_keys=off")
        try:
            _migrate(connection)
            connection.commit()
        finally:
            if sqlite and raw is not None:
                raw.execute("pragma foreign_keys=on")


run()
