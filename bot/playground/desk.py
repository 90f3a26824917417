"""What the page shows of the world, and what its buttons do there."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .state import ApiCall
from .zalo import MONTHLY

if TYPE_CHECKING:
    from collections.abc import Callable

    from .seats import Control, Seat
    from .world import World
    from .zalo import ZaloWorld

Json = dict[str, Any]

MESSAGES_SHOWN = 200
CALLS_SHOWN = 100
SUMMARY_SHOWN = 300
PHONE = "+84900000000"
ONCE = ("502", "lost")  # what Zalo does wrong with one message
ADDRESS = re.compile(r"https?://\S+")


class Desk:
    """What the page shows and what its buttons do."""

    def __init__(self, world: World, control: Control, zalo: ZaloWorld) -> None:
        self.world, self.zalo = world, zalo
        self.control = control
        self._seats = {seat.user_id: seat for seat in control.seats}
        self._on_zalo = {seat.chat_id: seat.user_id for seat in control.seats if seat.zalo}
        for seat in control.seats:
            if seat.zalo:
                zalo.introduce(seat.chat_id, seat.first_name)
                continue
            world.introduce(seat.user_id, seat.first_name)
            if not seat.hidden:
                world.open(seat.user_id)
        zalo.watch, zalo.note = self._tell_of_zalo, self._note_of_zalo

    def seat(self, user_id: int) -> Seat:
        """Find a seat; the page may drive no other people."""
        return self._seats[user_id]

    def start(self) -> Json:
        """Say what the page needs before it connects."""
        seats = [
            {"code": seat.code, "user": seat.user_id, "hidden": seat.hidden, "zalo": seat.zalo}
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
        if (seat := self._seats[user_id]).zalo:
            messages = self.zalo.phones[seat.chat_id].messages[-MESSAGES_SHOWN:]
            told = [as_shown(message) for message in messages]
            return {"messages": told, "keyboard": None, "blocked": False, "commands": []}
        chat = self.world.chats.get(user_id)
        return {
            "messages": self.world.messages(user_id)[-MESSAGES_SHOWN:],
            "keyboard": self.world.keyboard(user_id),
            "blocked": bool(chat and chat.blocked),
            "commands": self.world.commands(user_id),
        }

    def _tell_of_zalo(self, chat_id: str, message: Json) -> None:
        if chat_id in self._on_zalo:
            chat = self._on_zalo[chat_id]
            self.world.tell({"event": "message", "chat": chat, "message": as_shown(message)})

    def _note_of_zalo(self, method: str, args: Json, status: int, description: str) -> None:
        summary = {key: value for key, value in args.items() if key != "secret_token"}
        call = ApiCall(self.world.clock(), f"Zalo {method}", summary, status, description)
        self.world.calls.append(call)
        self.world.tell({"event": "call", "call": call})

    def menus(self) -> Json:
        """Say which commands each phone offers; Zalo has no menu."""
        seats = [seat for seat in self.control.seats if not seat.zalo]
        phones = {seat.user_id: self.world.commands(seat.user_id) for seat in seats}
        return {"event": "commands", "phones": phones}

    def clock(self) -> Json:
        """Say what time it is in the campaign."""
        return {"now": self.control.now().timestamp()}

    def faults(self) -> Json:
        """Say which switches are on."""
        faults = self.world.faults
        return {"too_many": faults.too_many, "offline": faults.offline, "zalo": self._upset()}

    def _upset(self) -> dict[str, bool]:
        zalo = self.zalo
        return {
            "quota": zalo.used >= zalo.limit,
            "style": zalo.error_style == "http",
            "twice": zalo.twice,
            **{fault: fault in zalo.faults for fault in ONCE},
        }

    def say(self, user: int, text: str) -> None:
        """Send a text from a phone."""
        if (seat := self.seat(user)).zalo:
            self.zalo.say(seat.chat_id, text)
            return
        self.world.say(self.seat(user).user_id, text)

    def tap(self, user: int, message_id: int, data: str) -> None:
        """Press a button below a message."""
        self.world.tap(self.seat(user).user_id, message_id, data)

    def upload(self, user: int, kind: str, name: str, content: bytes) -> None:
        """Send a file from a phone; of one that is no picture Zalo only says that it came."""
        if (seat := self.seat(user)).zalo:
            self.zalo.send_file(seat.chat_id, content if kind == "photo" else None)
            return
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
        self.world.faults.offline = self.zalo.offline = on
        self.zalo.network(not on)
        if on:
            self.world.updates.cut()
        self.world.tell({"event": "faults", **self.faults()})

    def upset(self, what: str, on: bool) -> None:
        """Let Zalo do something wrong, or right again: for good, or with the next send."""
        zalo = self.zalo
        if what in ONCE and on != (what in zalo.faults):
            (zalo.faults.append if on else zalo.faults.remove)(what)
        elif what == "quota":
            zalo.limit = zalo.used if on else max(zalo.used, MONTHLY) + 1
        elif what == "style":
            zalo.error_style = "http" if on else "envelope"
        elif what == "twice":
            zalo.twice = on
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
        "upset",
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


def as_shown(message: Json) -> Json:
    """Put a message of Zalo the way the page shows those of Telegram; addresses can be tapped."""
    text = message.get("text", "")
    found = {
        "message_id": message["message_id"],
        "date": message["date"] // 1000,
        "from": {"is_bot": bool(message.get("bot"))},
        "text": text or None,
        "entities": [
            {"type": "url", "offset": _units(text[: each.start()]), "length": _units(each[0])}
            for each in ADDRESS.finditer(text)
        ],
    }
    if picture := message.get("photo") or message.get("photo_url"):
        found["picture"] = picture
    return {name: value for name, value in found.items() if value is not None}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
