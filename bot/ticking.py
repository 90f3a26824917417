"""Ticking off: what became of each message is written into the register, many at a time."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.breaker import Breaker
from bot.channels import Channel, Parcel
from bot.clock import Clock
from bot.faults import fault
from models.channels import note_stop
from models.database import Database
from models.people import Account
from models.registers import Outgoing

UNREACHABLE = {"blocked", "gone"}
REFUSALS = 3  # one after another, by which somebody is taken for unreachable
ROW = sa.update(Outgoing).where(col(Outgoing.id) == sa.bindparam("row"))

_PUT_BACK = ROW.values(claimed_at=None)
_TICKED = ("outcome", "external_id", "done_at")
_TICK = ROW.values({name: sa.bindparam(name) for name in _TICKED})

log = logging.getLogger(__name__)

Tick = dict[str, object]


class Ticks:
    """Writes down what became of one channel's messages, and whether the channel is stopped."""

    def __init__(
        self, database: Database, channel: Channel, clock: Clock, breaker: Breaker
    ) -> None:
        self._database, self._channel, self._clock = database, channel, clock
        self._breaker = breaker
        self._ticks: list[Tick] = []
        self._back: list[int] = []
        self._come = asyncio.Event()

    def done(self, parcel: Parcel, outcome: str, external_id: str | None = None) -> None:
        """Tick a message off."""
        fault("sent")
        tick = {"row": parcel.id, "outcome": outcome, "external_id": external_id}
        self._ticks.append(tick | {"address": parcel.address, "done_at": self._clock.now()})
        self._come.set()

    def put_back(self, parcel: Parcel) -> None:
        """Let a message wait in the register again, as if it had never been claimed."""
        self._back.append(parcel.id)
        self._come.set()

    async def write(self, kept: Callable[[], None]) -> None:
        """Write, for ever; `kept` is called after each time."""
        while True:
            await self._come.wait()
            self._come.clear()
            ticks, self._ticks = self._ticks, []
            back, self._back = self._back, []
            until = self._breaker.until
            try:
                await self._database.run(partial(self._keep, ticks=ticks, back=back, until=until))
            except Exception:
                log.exception("%d messages could not be ticked off yet", len(ticks))
                self._ticks, self._back = ticks + self._ticks, back + self._back
                await asyncio.sleep(1)
                self._come.set()
                continue
            self._breaker.kept = until
            kept()

    def _keep(
        self, session: Session, ticks: Sequence[Tick], back: Sequence[int], until: datetime | None
    ) -> None:
        if ticks:
            self.tick_off(session, ticks)
        if back:
            session.connection().execute(_PUT_BACK, [{"row": row_id} for row_id in back])
        if until != self._breaker.kept:
            note_stop(session, self._channel.name, until)

    def tick_off(self, session: Session, ticks: Sequence[Tick]) -> None:
        """Write down what became of messages, and who cannot be reached."""
        connection = session.connection()
        connection.execute(
            _TICK, [{name: tick[name] for name in ("row", *_TICKED)} for tick in ticks]
        )
        for tick in ticks:
            if tick["outcome"] in UNREACHABLE or self._in_vain(session, tick):
                connection.execute(
                    sa.update(Account)
                    .where(
                        col(Account.channel) == self._channel.name,
                        col(Account.address) == tick["address"],
                    )
                    .values(unreachable_since=tick["done_at"])
                )

    def _in_vain(self, session: Session, tick: Tick) -> bool:
        """Say whether several messages to somebody were refused, one after another.

        Some platforms do not say that a person has blocked the bot.
        """
        if self._channel.limits.blocks or tick["outcome"] != "refused":
            return False
        query = (
            sa.select(col(Outgoing.outcome))
            .where(
                col(Outgoing.channel) == self._channel.name,
                col(Outgoing.address) == tick["address"],
                col(Outgoing.done_at).is_not(None),
            )
            .order_by(col(Outgoing.id).desc())
            .limit(REFUSALS)
        )
        found = [outcome for (outcome,) in session.connection().execute(query)]
        return found == ["refused"] * REFUSALS
