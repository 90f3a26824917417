"""What the page shows of the world, and what its buttons do there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .seats import Control, Seat
    from .state import ApiCall
    from .world import World

Json = dict[str, Any]

MESSAGES_SHOWN = 200
CALLS_SHOWN = 100
SUMMARY_SHOWN = 300
PHONE = "+84900000000"


class Desk:
    """What the page shows and what its buttons do."""

    def __init__(self, world: World, control: Control) -> None:
        self.world = world
        self.control = control
        self._seats = {seat.user_id: seat for seat in control.seats}
        for seat in control.seats:
            world.introduce(seat.user_id, seat.first_name)
            if not seat.hidden:
                world.open(seat.user_id)

    def seat(self, user_id: int) -> Seat:
        """Find a seat; the page may drive no other people."""
        return self._seats[user_id]

    def start(self) -> Json:
        """Say what the page needs before it connects."""
        seats = [
            {"code": seat.code, "user": seat.user_id, "hidden": seat.hidden}
            for seat in self.control.seats
        ]
        return {"seats": seats, "wording": self.control.wording}

    def hello(self) -> Json:
        """Say how everything stands."""
        calls = list(self.world.calls)[-CALLS_SHOWN:]
        return {
            "event": "hello",
            "phones": {seat.user_id: self._phone(seat.user_id) for seat in self.control.seats},
            "calls": [shown(call) for call in calls],
            **self.clock(),
            **self.faults(),
        }

    def _phone(self, user_id: int) -> Json:
        chat = self.world.chats.get(user_id)
        return {
            "messages": self.world.messages(user_id)[-MESSAGES_SHOWN:],
            "keyboard": self.world.keyboard(user_id),
            "blocked": bool(chat and chat.blocked),
            "commands": self.world.commands(user_id),
        }

    def menus(self) -> Json:
        """Say which commands each phone offers."""
        phones = {seat.user_id: self.world.commands(seat.user_id) for seat in self.control.seats}
        return {"event": "commands", "phones": phones}

    def clock(self) -> Json:
        """Say what time it is in the campaign."""
        return {"now": self.control.now().timestamp()}

    def faults(self) -> Json:
        """Say which switches are on."""
        faults = self.world.faults
        return {"too_many": faults.too_many, "offline": faults.offline}

    def say(self, user: int, text: str) -> None:
        """Send a text from a phone."""
        self.world.say(self.seat(user).user_id, text)

    def tap(self, user: int, message_id: int, data: str) -> None:
        """Press a button below a message."""
        self.world.tap(self.seat(user).user_id, message_id, data)

    def upload(self, user: int, kind: str, name: str, content: bytes) -> None:
        """Send a file from a phone."""
        if kind == "photo":
            self.world.send_photo(self.seat(user).user_id, content, name=name)
        else:
            self.world.send_document(self.seat(user).user_id, name, content)

    def contact(self, user: int) -> None:
        """Share a phone's number."""
        self.world.share_contact(self.seat(user).user_id, PHONE)

    def location(self, user: int) -> None:
        """Share where a phone is."""
        self.world.send_location(self.seat(user).user_id)

    def block(self, user: int, on: bool) -> None:
        """Block the bot on a phone, or let it write again."""
        self.world.block(self.seat(user).user_id, on)

    def refuse(self, count: int) -> None:
        """Answer the next few sends with 429."""
        self.world.faults.too_many = count
        self.world.tell({"event": "faults", **self.faults()})

    def offline(self, on: bool) -> None:
        """Cut the bot's network, or mend it."""
        self.world.faults.offline = on
        if on:
            self.world.updates.cut()
        self.world.tell({"event": "faults", **self.faults()})

    async def ahead(self, seconds: float) -> None:
        """Move the clock on."""
        await self._move(self.control.now() + timedelta(seconds=seconds))

    async def moment(self, to: float) -> None:
        """Move the clock to a moment."""
        await self._move(datetime.fromtimestamp(to, UTC))

    async def _move(self, to: datetime) -> None:
        await self.control.set_clock(to)
        self.now()

    def now(self) -> None:
        """Tell every page the time."""
        self.world.tell({"event": "clock", **self.clock()})


DEEDS: dict[str, Callable[..., object]] = {
    name: getattr(Desk, name)
    for name in (
        "say",
        "tap",
        "contact",
        "location",
        "block",
        "refuse",
        "offline",
        "ahead",
        "moment",
        "now",
    )
}


def shown(call: ApiCall) -> Json:
    """Put a call of the Bot API the way the log shows it."""
    summary = json.dumps(call.summary, ensure_ascii=False)
    return {
        "time": call.time.timestamp(),
        "method": call.method,
        "summary": summary[:SUMMARY_SHOWN],
        "status": call.status,
        "description": call.description,
    }
