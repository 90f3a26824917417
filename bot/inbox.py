"""What comes in: written down, then dealt with, once and in order.

A channel may confirm an update only after `accept` has returned: the row is committed by then.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.ahead import read_ahead
from bot.channels import Arrival, Channel
from bot.door import apologise, take_turn
from bot.drafting import Front
from bot.faults import fault
from bot.fetching import Fetcher, unfetched
from models.assignments import serves_one
from models.database import Database
from models.invitations import code_in, looks_like_code
from models.people import Role, account_at
from models.registers import Incoming, Outgoing

BATCH = 100  # rows that share a commit when they queue up

log = logging.getLogger(__name__)


_FILE = aliased(Incoming)
_EARLIER_FILE = sa.exists().where(  # of the same person, or the row itself
    col(_FILE.channel) == Incoming.channel,
    col(_FILE.address) == Incoming.address,
    col(_FILE.id) <= Incoming.id,
    unfetched(_FILE),
)
_WAITING = (
    select(Incoming)
    .where(col(Incoming.handled_at).is_(None), ~_EARLIER_FILE)
    .order_by(col(Incoming.id))
    .limit(BATCH)
)


class Inbox:
    """The register of what came in, and the loop that deals with it."""

    def __init__(
        self,
        database: Database,
        front: Front,
        wake: Callable[[], None],
        channels: Sequence[Channel],
    ) -> None:
        self._database, self._front, self._wake = database, front, wake
        self._waiting = asyncio.Event()
        self.fetcher = Fetcher(database, channels, front.clock, self._waiting.set)

    async def accept(self, channel: str, arrivals: Sequence[Arrival]) -> None:
        """Write updates down, however long that takes; one already written is passed over."""
        if not arrivals:
            return
        now = self._front.clock.now()
        while True:
            try:
                await self._database.run(lambda session: accept(session, channel, arrivals, now))
                break
            except sa.exc.SQLAlchemyError:
                log.exception("%d updates could not be written down yet", len(arrivals))
                await asyncio.sleep(1)
        fault("accepted")
        self._waiting.set()
        if any(arrival.kind == "file" for arrival in arrivals):
            self.fetcher.wake()

    def wake(self) -> None:
        """Say that something was written down by somebody else."""
        self._waiting.set()

    async def run(self) -> None:
        """Fetch files and deal with what waits, for ever; begins with what an earlier run left."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.fetcher.run())
            group.create_task(self._deal())

    async def _deal(self) -> None:
        while True:
            self._waiting.clear()
            try:
                handled = await self._database.run(self._handle)
            except Exception:
                log.exception("the incoming register could not be worked through")
                await asyncio.sleep(1)
                continue
            if handled:
                fault("handled")
                self._wake()
            if handled < BATCH:
                await self._waiting.wait()

    def _handle(self, session: Session) -> int:
        handled = handle_waiting(session, self._front)
        if handled:
            fault("handling")  # all of it is written, and none of it committed
        return handled


def accept(session: Session, channel: str, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Write arrivals into the register, each with the question its sender last saw."""
    connection = session.connection()
    rows = [
        {
            "from_channel": channel,
            "from_address": arrival.address,
            "channel": channel,
            "external_id": arrival.external_id,
            "address": arrival.address,
            "kind": arrival.kind,
            "text": arrival.text,
            "data": arrival.data,
            "received_at": now,
        }
        for arrival in arrivals
    ]
    connection.execute(_accepting(connection.dialect.name), rows)


@cache
def _accepting(dialect: str) -> sa.Insert:
    """Return the statement that accepts a row, made once."""
    seen = (
        sa.select(sa.func.max(Outgoing.id))
        .where(
            col(Outgoing.channel) == sa.bindparam("from_channel"),
            col(Outgoing.address) == sa.bindparam("from_address"),
            col(Outgoing.prompt).is_not(None),
            col(Outgoing.claimed_at).is_not(None),
        )
        .scalar_subquery()
    )
    names = ("channel", "external_id", "address", "kind", "text", "data", "received_at")
    columns: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    insert = insert_sqlite if dialect == "sqlite" else insert_postgresql
    return insert(Incoming).values(columns | {"seen_id": seen}).on_conflict_do_nothing()


def handle_waiting(session: Session, front: Front) -> int:
    """Deal with the rows that wait, oldest first; return how many there were.

    They share a transaction. Where one fails everything is taken back and each is dealt with alone,
    so that a row that fails takes back only its own doings.
    """
    rows = session.exec(_WAITING).all()
    if not rows:
        return 0
    try:
        with session.begin_nested():
            _handle_together(session, rows, front)
    except Exception:
        log.warning("%d updates are dealt with one by one", len(rows), exc_info=True)
        session.info.clear()
        for row in rows:
            _handle_alone(session, row, front)
    return len(rows)


def _handle_together(session: Session, rows: Sequence[Incoming], front: Front) -> None:
    """Deal with rows as if those of different units came at one moment: written in one go.

    Who sees more than a unit, and who has yet to join, finds everything written that came before.
    """
    ahead = read_ahead(session, rows)
    unwritten: set[int | None] = set()  # whose doings are still to be written
    for row in rows:
        unit = _unit(session, row)
        if not unwritten.isdisjoint({unit, None}):
            session.flush()
            unwritten.clear()
        unwritten.add(unit)
        with session.no_autoflush if unit else nullcontext():
            take_turn(session, row, front)
        row.handled_at = front.clock.now()
    session.flush()
    del ahead  # until here the session found it without asking the database


def _unit(session: Session, row: Incoming) -> int | None:
    """Return the only unit of whoever a row is from; None where it may be about more than that."""
    known = account_at(session, row.channel, row.address)
    if known is None or known[1].role != Role.CONTACT or looks_like_code(code_in(row.text)):
        return None
    return known[1].unit_id if serves_one(session, known[1].id) else None


def _handle_alone(session: Session, row: Incoming, front: Front) -> None:
    try:
        with session.begin_nested():
            take_turn(session, row, front)
    except Exception as error:
        log.exception("incoming %s could not be dealt with", row.id)
        row.error = type(error).__name__
        apologise(session, row, front)
    row.handled_at = front.clock.now()
