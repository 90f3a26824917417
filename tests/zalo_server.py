"""What tests of the Zalo channel begin with: a loopback server, parcels, and what has come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from bot.channels import Arrival, Parcel
from bot.channels.zalo import Zalo

TOKEN = "4180:zalo-of_the-stage"
AN = "0a1b2c3d4e5f60718293"
SECRET = "a secret that nobody guesses"


@asynccontextmanager
async def served(routes: Any) -> AsyncIterator[str]:
    server = HTTPServer(Application(routes))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    finally:
        server.stop()
        await server.close_all_connections()


def parcel(text: str, **more: Any) -> Parcel:
    return Parcel(
        1, more.pop("address", AN), 0, more.pop("kind", "message"), {"text": text, **more}
    )


def of_the_bot(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged, but for what the fake logs of its own requests."""
    return [each.getMessage() for each in caplog.records if not each.name.startswith("tornado")]


async def come(channel: Zalo, count: int) -> list[Arrival]:
    """Receive until so many arrivals have been accepted."""
    found: list[Arrival] = []
    done = asyncio.Event()

    async def accept(arrivals: Any) -> None:
        found.extend(arrivals)
        if len(found) >= count:
            done.set()

    task = asyncio.create_task(channel.receive(accept))
    await asyncio.wait_for(done.wait(), 20)
    task.cancel()
    return found
