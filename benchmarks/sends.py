"""Messages a second with the limits lifted: the outbox alone, over rows that wait in the register.

Two kinds of rows: replies, and a broadcast written by `owe_many`, as an announcement writes it.
"""

import asyncio
import contextlib
import sys
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from benchmarks.stage import TOKEN, Stage, running, stage, table
from bot.channels import Limits
from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.outbox import Outbox
from bot.owing import owe_many
from messages import Message
from models.database import Database
from models.registers import Urgency

MESSAGES = 5000
ROUNDS = 3
NO_LIMITS = Limits(bulk_per_second=1_000_000, chat_interval=0.0)


async def main() -> None:
    rows = []
    async with stage(MESSAGES) as place:
        place.furnish()
        database = Database(f"sqlite:///{place.file}")
        async with running("benchmarks.sends", f"sqlite:///{place.file}", place.url):
            for number in range(ROUNDS):
                for urgency in (Urgency.REPLY, Urgency.BROADCAST):
                    seconds = await _round(place, database, urgency)
                    rows.append((number + 1, urgency.name.lower(), f"{MESSAGES / seconds:.0f}"))
        database.close()
    table(f"{MESSAGES} messages to as many chats", ("round", "kind", "a second"), rows)


async def _round(place: Stage, database: Database, urgency: Urgency) -> float:
    before = place.world.sent

    def write(session: Session) -> None:
        message = Message("Xin thông báo đến các đơn vị: " + "nội dung " * 20)
        owe_many(session, place.people, message, datetime.now(UTC), urgency=urgency)

    database.transaction(write)
    begin = time.perf_counter()
    await place.world.wait(lambda: place.world.sent == before + MESSAGES, 120)
    await place.settled()
    return time.perf_counter() - begin


async def send(url: str, server: str) -> None:
    """Be the process that sends."""
    channel = Telegram(TOKEN, f"{server}/bot", f"{server}/file/bot", limits=NO_LIMITS)
    clock = Clock(ZoneInfo("Asia/Ho_Chi_Minh"))
    with contextlib.suppress(asyncio.CancelledError):
        await Outbox(Database(url), channel, clock).run()
    await channel.close()


if __name__ == "__main__":
    asyncio.run(send(*sys.argv[1:]) if sys.argv[1:] else main())
