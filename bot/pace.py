"""Pacing: so many at a time, and each place is free again only an interval after its answer."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

MARGIN = 0.005  # seconds; two clocks never agree exactly


class Pace:
    """`places` sends in any `interval` seconds, as the receiver counts them; first come, first.

    The receiver took each message before it answered; so one sent a full interval after an answer
    is a full interval after that message on the receiver's clock too, however slow the way is.
    """

    def __init__(self, places: int, interval: float) -> None:
        self._interval = interval + MARGIN if interval else 0.0
        self._gap = self._interval / places * 0.9 if places > 1 else 0.0
        self._free = deque([0.0] * places)
        self._order = asyncio.Lock()
        self._freed = asyncio.Event()
        self._places = places
        self._resume = 0.0

    @property
    def idle(self) -> bool:
        """Whether nobody is waiting, sending, or being waited for."""
        now = asyncio.get_running_loop().time()
        return len(self._free) == self._places and max(self._free) <= now

    def pause(self, seconds: float) -> None:
        """Let nobody through for a while."""
        self._resume = max(self._resume, asyncio.get_running_loop().time() + seconds)

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._order:
            # While one waits, somebody passing may take the place, or a pause may begin.
            while not self._free or (wait := max(self._free[0], self._resume) - loop.time()) > 0:
                if self._free:
                    await asyncio.sleep(wait)
                else:
                    self._freed.clear()
                    await self._freed.wait()
            self._free.popleft()
            if self._gap:
                self._resume = max(self._resume, loop.time() + self._gap)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._release()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let somebody through who waits for nobody; those who wait do with a place less."""
        taken = bool(self._free)
        if taken:
            self._free.popleft()
        try:
            yield
        finally:
            if taken:
                self._release()

    def _release(self) -> None:
        self._free.append(asyncio.get_running_loop().time() + self._interval)
        self._freed.set()
