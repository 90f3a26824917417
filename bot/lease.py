"""Leases: what only one process may do at a time, such as reading a bot's updates."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from models.database import Database
from models.remembered import Remembered, recall, remember

LIFE = timedelta(seconds=30)  # after the last renewal; then another may take it
RENEWAL = 10.0  # seconds

log = logging.getLogger(__name__)


class Lease:
    """The right to do something, held by one process; another that wants it waits."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, f"lease:{name}"
        self._holder = secrets.token_hex(8)

    async def hold(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do some work while the lease is held; begin again whenever it was lost and is had."""
        while True:
            while not await self._renewed():  # noqa: ASYNC110  another process sets no event
                await asyncio.sleep(RENEWAL / 5)
            task = asyncio.ensure_future(work())
            try:
                while not task.done() and await self._renewed():
                    await asyncio.wait([task], timeout=RENEWAL)
                if task.done():
                    task.result()
                    return
                log.warning("%s is held by another process now", self._name)
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def let_go(self) -> None:
        """Let another process have it at once."""
        await self._database.run(self._leave)

    async def _renewed(self) -> bool:
        try:
            return await self._database.run(self._take)
        except Exception:
            log.exception("%s could not be renewed", self._name)
            return False

    def _take(self, session: Session) -> bool:
        # Real time, whatever the clock of a playground says.
        now = datetime.now(UTC)
        # Of two that ask at the same moment, one waits until the other has written.
        row = session.get(Remembered, self._name, with_for_update=True)
        holder, _, until = (row.value if row else "").partition(" ")
        if holder not in ("", self._holder) and datetime.fromisoformat(until) > now:
            return False
        remember(session, self._name, f"{self._holder} {(now + LIFE).isoformat()}")
        return True

    def _leave(self, session: Session) -> None:
        if (recall(session, self._name) or "").startswith(self._holder):
            remember(session, self._name, "")
