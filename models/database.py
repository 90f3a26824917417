"""The database: one writer, short transactions, and what is committed survives a power cut."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import Session, create_engine

from models.calendar import kinds_set
from models.working_days import Changes, working_by

Result = TypeVar("Result")

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 10_000  # how long SQLite waits for another process, such as the command line


class Database:
    """A database whose work is done by one thread, so that writers never wait for one another.

    Sessions never meet the event loop: `run` carries a whole transaction to the thread.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_immediate)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    def upgrade(self) -> None:
        """Bring the tables to the newest migration."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["engine"] = self.engine
        command.upgrade(config, "head")

    def transaction(self, work: Callable[[Session], Result]) -> Result:
        """Do the work in one transaction: all of it is kept, or none.

        Working days are those of this database's calendar, as it was when the transaction began.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            with working_by(Changes.of(kinds_set(session))):
                result = work(session)
                session.commit()
            return result

    async def run(self, work: Callable[[Session], Result]) -> Result:
        """Do the work as `transaction` does, in the database's own thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self.transaction, work)

    def close(self) -> None:
        """Finish what is under way and let go of the file."""
        self._thread.shutdown()
        self.engine.dispose()


def _prepare_sqlite(connection: Any, record: Any) -> None:  # noqa: ANN401, ARG001
    connection.isolation_level = None  # transactions begin where we say so, below
    for pragma in (
        "journal_mode=wal",
        "synchronous=full",
        "foreign_keys=on",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"pragma {pragma}")


def _begin_immediate(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later cannot be refused half-way.
    connection.exec_driver_sql("begin immediate")
