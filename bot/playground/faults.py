"""What can be made to go wrong on purpose: 429, no network, slowness, Telegram's own pace."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

SENDS_A_SECOND = 30
CHAT_PAUSE = 1.0


class ApiError(Exception):
    """A refusal in the words and with the code that the Bot API uses."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> ApiError:
    """Make the commonest refusal."""
    return ApiError(400, f"Bad Request: {reason}")


def too_many(seconds: int) -> ApiError:
    """Make the refusal that asks for patience."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@dataclass
class Faults:
    """The switches; all off at first."""

    too_many: int = 0
    retry_after: int = 2
    offline: bool = False
    latency: float = 0.0
    limits: bool = False
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=SENDS_A_SECOND))
    _last: dict[str, float] = field(default_factory=dict)

    def check(self, chat_id: str) -> None:
        """Refuse a send that a switch or the pace forbids."""
        if self.too_many > 0:
            self.too_many -= 1
            raise too_many(self.retry_after)
        if self.limits:
            self._pace(chat_id, time.monotonic())

    def _pace(self, chat_id: str, now: float) -> None:
        full = len(self._recent) == SENDS_A_SECOND and now - self._recent[0] < 1
        if full or now - self._last.get(chat_id, 0.0) < CHAT_PAUSE:
            raise too_many(1)
        self._recent.append(now)
        self._last[chat_id] = now
