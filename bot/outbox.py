"""What is owed: claimed, paced, sent, retried, ticked off.

Rules: a row is claimed (committed) before it is sent and ticked after, so only a crash in between
can send it twice. Replies never wait for broadcasts. Nobody gets two messages closer than the
channel allows, and the channel as a whole no more in any second than it allows, because a place in
the pace is free again only a full interval after the answer to the message that used it. Where the
platform takes nothing more, what was claimed goes back into the register, and the most urgent of it
tries when the pause is over.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.breaker import Breaker
from bot.channels import Channel, Parcel, Refused, TryAgain, Unsure, UsedUp
from bot.clock import Clock
from bot.faults import fault
from bot.links import Links
from bot.pace import Pace
from bot.ticking import ROW, Ticks
from models.channels import stopped
from models.database import Database
from models.documents import content_of
from models.quotas import sent_since
from models.registers import Outgoing, Urgency

REPLIES_UNDER_WAY = 256
BULK_UNDER_WAY = 128
IDLE_LOOK = 1.0  # seconds; another process may have written something to send
RETRY_FIRST, RETRY_MOST = 0.5, 60.0  # seconds between tries, doubling

log = logging.getLogger(__name__)


def _waiting(*which: sa.ColumnElement[bool]) -> sa.Executable:
    original = sa.orm.aliased(Outgoing)
    parcel = (Outgoing.id, Outgoing.address, Outgoing.urgency, Outgoing.kind, Outgoing.message)
    return (
        sa.select(*map(col, parcel), col(original.external_id), col(Outgoing.prompt))
        .outerjoin(original, col(original.id) == Outgoing.edits_id)
        .where(col(Outgoing.channel) == sa.bindparam("channel"), col(Outgoing.done_at).is_(None))
        .where(*which)
        .order_by(col(Outgoing.urgency), col(Outgoing.id))
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


_INTERRUPTED = _waiting(col(Outgoing.claimed_at).is_not(None))
_REPLIES = _waiting(col(Outgoing.claimed_at).is_(None), col(Outgoing.urgency) == Urgency.REPLY)
_BULK = _waiting(col(Outgoing.claimed_at).is_(None), col(Outgoing.urgency) > Urgency.REPLY)
_CLAIM = ROW.values(claimed_at=sa.bindparam("now"))


class _HeldError(Exception):
    """Nothing is sent on this channel now."""


class Outbox:
    """Sends one channel's share of the outgoing register."""

    def __init__(
        self, database: Database, channel: Channel, clock: Clock, links: Links | None = None
    ) -> None:
        self._database, self._channel, self._clock = database, channel, clock
        self._links = links  # for a channel without files
        self._bulk = Pace(channel.limits.bulk_per_second, 1.0)
        self._chats: dict[str, Pace] = {}
        self._work = asyncio.Event()
        self._sending: dict[int, set[asyncio.Task[None]]] = {0: set(), 1: set()}
        self._at_once = asyncio.Semaphore(channel.limits.at_once)
        self._more = False  # whether rows may wait for a place
        self._breaker = Breaker(clock)
        self._ticks = Ticks(database, channel, clock, self._breaker)

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._work.set()

    async def run(self) -> None:
        """Send, for ever; begins with what was claimed by an earlier run and never ticked."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._ticks.write(self._kept))
            self._start(await self._database.run(self._interrupted), group)
            while True:
                self._work.clear()
                try:
                    claimed = await self._database.run(self._claim)
                except Exception:
                    log.exception("the outgoing register could not be read")
                    await asyncio.sleep(1)
                    continue
                fault("claimed") if claimed else None
                self._start(claimed, group)
                with suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_LOOK):  # wait_for may swallow a cancellation
                        await self._work.wait()

    def _kept(self) -> None:
        if self._more:
            self.wake()

    # --- the register ---

    def _interrupted(self, session: Session) -> list[Parcel]:
        self._breaker.until = self._breaker.kept = stopped(session).get(self._channel.name)
        return self._parcels(session, _INTERRUPTED, 100_000)

    def _claim(self, session: Session) -> list[Parcel]:
        passing = self._breaker.until is None
        found = self._next(session) if passing else self._trial(session)
        now = self._clock.now()
        if claims := [{"row": parcel.id, "now": now} for parcel in found]:
            session.connection().execute(_CLAIM, claims)
        return found

    def _trial(self, session: Session) -> list[Parcel]:
        """Return the message that tries whether the platform takes any again, if it is time."""
        if not self._breaker.over or any(self._sending.values()):
            return []
        found = self._parcels(session, _REPLIES, 1) or self._parcels(session, _BULK, 1)
        for parcel in found:
            self._breaker.let_try(parcel.id)
        return found

    def _next(self, session: Session) -> list[Parcel]:
        places = [REPLIES_UNDER_WAY - len(self._sending[0]), BULK_UNDER_WAY - len(self._sending[1])]
        replies = self._parcels(session, _REPLIES, places[0])
        bulk = self._parcels(session, _BULK, places[1])
        urgent = [parcel for parcel in bulk if parcel.urgency < Urgency.BROADCAST]
        bulk = urgent if len(urgent) < len(bulk) and self._saving(session) else bulk
        self._more = len(replies) >= places[0] or len(bulk) >= places[1]
        return replies + bulk

    def _saving(self, session: Session) -> bool:
        """Say whether so little of the month's messages is left that announcements wait."""
        monthly = self._channel.limits.monthly
        if monthly is None:
            return False
        now = self._clock.now()
        month = datetime(now.year, now.month, 1, tzinfo=UTC)
        sent = sent_since(session, month, self._channel.name)
        return sent >= monthly - monthly // 10

    def _parcels(self, session: Session, query: sa.Executable, most: int) -> list[Parcel]:
        asked = {"channel": self._channel.name, "most": max(most, 0)}
        return [Parcel(*row) for row in session.connection().execute(query, asked)]

    # --- sending ---

    def _start(self, parcels: Sequence[Parcel], group: asyncio.TaskGroup) -> None:
        for parcel in parcels:
            lane = self._sending[int(parcel.urgency > Urgency.REPLY)]
            task = group.create_task(self._deliver(parcel))
            lane.add(task)
            task.add_done_callback(lane.discard)

    async def _deliver(self, parcel: Parcel) -> None:
        wait, unsure = RETRY_FIRST, False
        while True:
            try:
                self._ticks.done(parcel, "sent", await self._send_in_turn(parcel))
                return
            except Unsure as reason:
                log.warning("outgoing %s may have been sent (%s)", parcel.id, reason)
                if unsure:
                    self._ticks.done(parcel, "unsure")
                    return
                unsure = True
                await asyncio.sleep(wait)
            except TryAgain as reason:
                await asyncio.sleep(reason.after or wait)
                wait = min(wait * 2, RETRY_MOST)
            except _HeldError:
                if unsure:  # to be repeated once at most, and not in half an hour
                    self._ticks.done(parcel, "unsure")
                else:
                    self._ticks.put_back(parcel)
                return
            except Exception as reason:  # noqa: BLE001  whatever a channel raises
                self._ticks.done(parcel, _outcome(parcel, reason))
                return

    async def _send_in_turn(self, parcel: Parcel) -> str:
        async with AsyncExitStack() as turn:
            if parcel.urgency > Urgency.REPLY:
                await turn.enter_async_context(self._bulk)
            else:
                turn.enter_context(self._bulk.passing())
            if parcel.kind != "menu":
                await turn.enter_async_context(self._chat(parcel.address))
            await turn.enter_async_context(self._at_once)
            fault("sending")
            if not self._breaker.passes(parcel.id):
                raise _HeldError
            try:
                sent = await self._channel.send(await self._with_content(parcel))
            except UsedUp as reason:
                log.warning("%s takes nothing more for now", self._channel.name)
                self._breaker.stop(reason.after or RETRY_MOST)
                raise _HeldError from reason
            except TryAgain as reason:
                if reason.after and parcel.urgency > Urgency.REPLY:
                    self._bulk.pause(reason.after)
                raise
            # What else there is may be no call of the platform at all.
            if parcel.kind == "message" and self._breaker.reset(parcel.id):
                self.wake()
            return sent

    async def _with_content(self, parcel: Parcel) -> Parcel:
        """Return a parcel with its document; read only now, for a document may be large."""
        if not self._channel.limits.files:
            return replace(parcel, link=await self._link(parcel))
        file = parcel.message.get("file", {})
        if file.get("document") is None or "file_id" in file:  # which the platform knows already
            return parcel
        find = partial(content_of, document_id=file["document"])
        return replace(parcel, content=await self._database.run(find))

    async def _link(self, parcel: Parcel) -> str:
        """Return where the file lies that a parcel cannot carry, or where one can be given."""
        if self._links is None:
            return ""
        if parcel.wants_file:
            return await self._links.give(self._channel.name, parcel.address)
        file = parcel.message.get("file")
        return await self._links.to(file) if file else ""

    def _chat(self, address: str) -> Pace:
        if len(self._chats) > 10 * REPLIES_UNDER_WAY:
            self._chats = {key: pace for key, pace in self._chats.items() if not pace.idle}
        if address not in self._chats:
            self._chats[address] = Pace(1, self._channel.limits.chat_interval)
        return self._chats[address]


def _outcome(parcel: Parcel, reason: Exception) -> str:
    if isinstance(reason, Refused):
        log.warning("outgoing %s: %s (%s)", parcel.id, reason.outcome, reason)
        return reason.outcome
    log.error("outgoing %s could not be sent", parcel.id, exc_info=reason)
    return "failed"
