"""Files that came in: their content is fetched and kept before their rows are dealt with.

What waits is found in the register, so a restart loses nothing. Nothing is held up but the rows of
the same person that came later.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.channels import Channel, Refused, TryAgain
from bot.clock import Clock
from models.database import Database
from models.documents import MOST_BYTES, Document, document, media_type_of
from models.people import Account, account_at
from models.registers import Incoming

UNKEPT = "unkept"  # what a row's kind becomes whose file could not be kept; its data says why
WAITS = (1.0, 4.0, 15.0)  # seconds between tries
AT_ONCE = 4

log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """A file that waits: its row, the channel's reference to it, and who sent it, if known."""

    id: int
    channel: str
    reference: Mapping[str, Any]
    account_id: int | None


def unfetched(row: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401
    """Return the condition that a row waits with a file that is yet to be fetched."""
    kept = sa.exists().where(col(Document.incoming_id) == row.id)
    file = row.kind == sa.literal("file", literal_execute=True)  # so that its index is found
    return sa.and_(row.handled_at.is_(None), file, ~kept)


_WAITING = (
    select(Incoming.id, Incoming.channel, Incoming.data, Account.id)
    .outerjoin(
        Account,
        sa.and_(col(Account.channel) == Incoming.channel, col(Account.address) == Incoming.address),
    )
    .where(unfetched(Incoming))
    .order_by(col(Incoming.id))
)


class Fetcher:
    """Brings the files that wait, a few at a time; `kept` is called whenever one has come."""

    def __init__(
        self,
        database: Database,
        channels: Sequence[Channel],
        clock: Clock,
        kept: Callable[[], None],
    ) -> None:
        self._database, self._clock, self._kept = database, clock, kept
        self._channels = {channel.name: channel for channel in channels}
        self._under_way: set[int] = set()
        self._wanted = asyncio.Event()
        self._at_once = asyncio.Semaphore(AT_ONCE)

    def wake(self) -> None:
        """Say that there may be something to fetch."""
        self._wanted.set()

    async def run(self) -> None:
        """Fetch, for ever; begins with what an earlier run left."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._wanted.clear()
                for file in await self._surely(_waiting):
                    if file.id not in self._under_way:
                        self._under_way.add(file.id)
                        group.create_task(self._bring(file))
                await self._wanted.wait()

    async def fetch_all(self) -> None:
        """Fetch what waits now, one after another."""
        for file in await self._surely(_waiting):
            await self._bring(file)

    async def _bring(self, file: Waiting) -> None:
        async with self._at_once:
            try:
                content = await self._fetch(file)
            except Refused as reason:
                log.warning("the file of incoming %s: %s (%s)", file.id, reason.outcome, reason)
                await self._surely(partial(_give_up, file.id, reason.outcome))
            except Exception:
                log.exception("the file of incoming %s could not be fetched", file.id)
                await self._surely(partial(_give_up, file.id, "unfetched"))
            else:
                await self._surely(partial(_keep, file.id, content, self._clock.now()))
        self._under_way.discard(file.id)
        self._kept()

    async def _fetch(self, file: Waiting) -> bytes:
        """Return the content; raise Refused with the reason that the person is told."""
        channel = self._channels.get(file.channel)
        if channel is None or file.account_id is None:
            raise Refused("unfetched", "from nobody known, or by a channel that is not there")
        if file.reference.get("size", 0) > MOST_BYTES:
            raise Refused("too-large")
        for wait in WAITS:
            try:
                return await channel.fetch(file.reference)
            except TryAgain as reason:
                await asyncio.sleep(reason.after or wait)
        try:
            return await channel.fetch(file.reference)
        except TryAgain as reason:
            raise Refused("unfetched", "it was tried several times") from reason

    async def _surely(self, work: Callable[[Session], Any]) -> Any:  # noqa: ANN401
        """Do some work in the database, however often it has to be tried."""
        while True:
            try:
                return await self._database.run(work)
            except sa.exc.SQLAlchemyError:
                log.exception("files that came in could not be looked after yet")
                await asyncio.sleep(1)


def _waiting(session: Session) -> list[Waiting]:
    return [Waiting(*row) for row in session.exec(_WAITING)]


def _keep(row_id: int, content: bytes, now: datetime, session: Session) -> None:
    row = session.get_one(Incoming, row_id)
    name = str((row.data or {}).get("name", ""))
    media_type = media_type_of(name, content)
    known = account_at(session, row.channel, row.address)
    if len(content) > MOST_BYTES or media_type is None or known is None:
        _give_up(row_id, "too-large" if len(content) > MOST_BYTES else "unaccepted", session)
        return
    contact = known[1]
    owner = {"contact_id": contact.id, "unit_id": contact.unit_id, "incoming_id": row_id}
    session.add(document(name, media_type, content, made_at=now, **owner))


def _give_up(row_id: int, why: str, session: Session) -> None:
    row = session.get_one(Incoming, row_id)
    row.kind, row.data = UNKEPT, {**(row.data or {}), "why": why}
