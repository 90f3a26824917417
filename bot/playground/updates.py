"""Updates on their way to the bot: kept until confirmed, handed to one poller or to a webhook."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from contextlib import suppress
from itertools import count, islice
from time import time_ns
from typing import TYPE_CHECKING, Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from .faults import ApiError, Faults

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

RETRY_PAUSE = 0.2
WEBHOOK_TIMEOUT = 30.0
PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Updates:
    """The queue of one bot."""

    def __init__(self, faults: Faults, moved: Callable[[], None]) -> None:
        self.pending: deque[Json] = deque()
        self.allowed: list[str] = []
        self.webhook: Json = {}
        self.polls = 0
        self._faults = faults
        self._moved = moved
        # A later run must not use a number again: the bot remembers what it has seen.
        self._ids = count(time_ns() // 1_000_000)
        self._bell = asyncio.Event()
        self._poller = object()
        self._postman: asyncio.Task[None] | None = None

    def add(self, update: Json) -> int:
        """Queue an update under the next number, unless the bot did not ask for its kind."""
        number = next(self._ids)
        if not self.allowed or self.allowed_kind(update):
            self.pending.append({**update, "update_id": number})
            self._ring()
        return number

    def allowed_kind(self, update: Json) -> bool:
        """Tell whether the bot asked for this kind of update."""
        return any(kind in update for kind in self.allowed)

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps only the last few."""
        if offset < 0:
            offset = (
                self.pending[max(offset, -len(self.pending))]["update_id"] if self.pending else 0
            )
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()
            self._moved()

    async def poll(self, offset: int, limit: int, hold: float) -> list[Json]:
        """Answer getUpdates: hold until something is there; a newer poller ends an older one."""
        if self.webhook:
            raise ApiError(409, WEBHOOK_ACTIVE)
        self.confirm(offset)
        mine = self.cut()
        self.polls += 1
        self._moved()
        with suppress(TimeoutError):
            async with asyncio.timeout(hold):
                while not self.pending:
                    await self._bell.wait()
                    if self._poller is not mine:
                        raise ApiError(409, OTHER_POLLER)
        return list(islice(self.pending, limit))

    def cut(self) -> object:
        """End the poll that is being held, if any."""
        self._poller = object()
        self._ring()
        return self._poller

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def set_webhook(self, url: str, secret: str) -> None:
        """Post updates to this address from now on; an empty one ends it."""
        if self._postman:
            self._postman.cancel()
            self._postman = None
        self.webhook = {"url": url, "secret": secret} if url else {}
        self.cut()
        if url:
            self._postman = asyncio.create_task(self._deliver())

    async def _deliver(self) -> None:
        client = AsyncHTTPClient(force_instance=True)
        try:
            while True:
                await self._deliver_next(client)
        finally:
            client.close()

    async def _deliver_next(self, client: AsyncHTTPClient) -> None:
        while not self.pending:
            await self._bell.wait()
        update = self.pending[0]
        if not self._faults.offline and await self._post(client, update):
            self.confirm(update["update_id"] + 1)
        else:
            await asyncio.sleep(RETRY_PAUSE)

    async def _post(self, client: AsyncHTTPClient, update: Json) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.webhook["secret"]:
            headers[PROOF_HEADER] = self.webhook["secret"]
        request = HTTPRequest(
            self.webhook["url"],
            "POST",
            headers,
            json.dumps(update),
            request_timeout=WEBHOOK_TIMEOUT,
        )
        try:
            response = await client.fetch(request, raise_error=False)
        except OSError as error:
            self.webhook["error"] = str(error)
            return False
        if response.code // 100 == 2:  # noqa: PLR2004
            return True
        self.webhook["error"] = f"Wrong response from the webhook: {response.code}"
        return False
