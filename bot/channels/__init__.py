"""Channels: the only places that know a wire format.

A channel turns updates into arrivals, parcels into calls, and the platform's refusals into the few
errors below. It keeps no state that a restart would miss.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

WANTED = "wanted"  # as what a message's file goes that is no file: where there could be one


@dataclass(frozen=True)
class Arrival:
    """One update, in no channel's clothes.

    `kind` is text, tap (`data["button"]` names it), file (`data` is its reference with its `name`,
    and its `size` in bytes where the platform says so; `text` its caption), contact (`data`: phone,
    own), uncarried (the platform keeps to itself what it was, such as a file), group, edited,
    reachable, unreachable or other.
    """

    external_id: str
    address: str
    kind: str
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)


Accept = Callable[[Sequence[Arrival]], Awaitable[None]]


@dataclass(frozen=True)
class Limits:
    """How fast a platform lets a bot send: messages to many a second, and seconds within a chat.

    `monthly` is how many a month, where that is limited; announcements leave the last of them, a
    tenth, to replies and reminders. `files` tells whether a message can carry one, and `blocks`
    whether the platform says so when somebody does not want to be written to.
    """

    bulk_per_second: int
    chat_interval: float
    at_once: int = 64
    monthly: int | None = None
    files: bool = True
    blocks: bool = True


@dataclass(frozen=True)
class Parcel:
    """One row of the outgoing register on its way; `edits` is the platform's id of the original.

    `prompt` is that of the row; `content` that of the document which goes with it, if there is one.
    On a channel without files `link` is the address at which it lies, or at which one may be given.
    """

    id: int
    address: str
    urgency: int
    kind: str
    message: dict[str, Any]
    edits: str | None = None
    prompt: dict[str, Any] | None = None
    content: bytes | None = None
    link: str = ""

    @property
    def wants_file(self) -> bool:
        """Say whether it asks for a file, by its question or because one could not come."""
        if file := self.message.get("file"):
            return bool(file["as"] == WANTED)
        return bool(self.prompt and self.prompt.get("file"))


class Refused(Exception):
    """The platform will never take this message, or never give this file.

    `outcome` is kept in the register; of a file it names what the person is told.
    """

    def __init__(self, outcome: str, reason: str = "") -> None:
        super().__init__(reason)
        self.outcome = outcome


class TryAgain(Exception):
    """The platform asks to wait, or could not be reached; `after` is in seconds, None if unsaid."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__(after)
        self.after = after


class UsedUp(TryAgain):
    """The platform takes nothing more of this bot: all of it stops for `after` seconds."""


class Unsure(Exception):
    """Nobody knows whether the platform took the message: it is repeated once at most."""


class Channel(Protocol):
    """What the machine needs of a channel."""

    name: str
    limits: Limits
    read_once: bool  # whether what one process reads is not there any more for another

    async def receive(self, accept: Accept) -> None:
        """Hand on updates for ever, confirming each to the platform only after it is accepted."""

    async def send(self, parcel: Parcel) -> str:
        """Send one message; return the platform's id of it.

        Raises Refused, TryAgain, UsedUp or Unsure.
        """

    async def fetch(self, file: Mapping[str, Any]) -> bytes:
        """Return the content of a file that came in, by the reference of its arrival.

        Raises TryAgain, or Refused with the outcome `too-large` or `unfetched`: at once where the
        platform hands out no files.
        """

    async def close(self) -> None:
        """Let go of every connection."""
