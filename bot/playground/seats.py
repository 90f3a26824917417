"""The seats of the page: whose phones stand there, and who holds the controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Json = dict[str, Any]

USERS = {
    "official": 1001,
    "zalo": 2001,
    "officer": 1002,
    "admin": 1003,
    "newcomer": 1004,
    "neighbour": 1005,
    "zaloofficer": 2002,
}
HIDDEN = ("newcomer", "neighbour", "zaloofficer")


@dataclass(frozen=True)
class Seat:
    """One phone; a hidden one is shown only where it is asked for."""

    code: str
    user_id: int
    first_name: str

    @property
    def zalo(self) -> bool:
        """Tell whether Zalo is on the phone, and not Telegram."""
        return self.code.startswith("zalo")

    @property
    def chat_id(self) -> str:
        """Return the phone's address on Zalo, where ids are texts."""
        return f"{self.user_id:020x}"

    @property
    def hidden(self) -> bool:
        """Tell whether the phone stays out of the row."""
        return self.code in HIDDEN


class Control(Protocol):
    """What the page needs from whoever runs the playground."""

    seats: Sequence[Seat]
    wording: Json

    def now(self) -> datetime:
        """Tell the present moment of the campaign."""

    async def set_clock(self, to: datetime) -> None:
        """Move to a moment; ValueError where that is not allowed."""


def seats(wording: Json) -> tuple[Seat, ...]:
    """List the seats, named by their posts as the wording says."""
    return tuple(
        Seat(code, user_id, wording["seats"][code]["first_name"]) for code, user_id in USERS.items()
    )
