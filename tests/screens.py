"""Telegram's phones for transcripts: messages are dressed for real, and kept to look at."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

from openpyxl import load_workbook

from bot.channels import Accept, Arrival, Channel, Limits, Parcel
from bot.channels.telegram_wire import TEXT_LIMIT, entities, keyboard, parts, read
from messages import Message

Take = Callable[[Sequence[Arrival]], Awaitable[None]]  # has the bot deal with what came
PHOTO, PDF, ZIP = b"\xff\xd8\xff", b"%PDF-1.7", b"PK\x03\x04"
UNLIMITED = Limits(bulk_per_second=1000, chat_interval=0.0)


@dataclass
class Seen:
    """One message as it stands on a phone: whose, its text, its buttons and what tapping gives."""

    address: str
    text: str
    labels: list[list[str]] = field(default_factory=list)
    taps: list[tuple[str, str]] = field(default_factory=list)


class TelegramScreen:
    """Telegram as far as its wire format goes."""

    name, title = "telegram", "Telegram"
    limits = UNLIMITED
    read_once = False
    public_url = ""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.menus: dict[str, list[str]] = {}
        self.handed_out = b""  # the newest file

    def address(self, number: int) -> str:
        """Return the address of somebody."""
        return str(1000 + number)

    async def open(self) -> None:
        """Begin a transcript."""

    async def shut(self) -> None:
        """End it."""

    def channel(self) -> Channel:
        """Return what the bot works with for one turn."""
        return self

    async def deliver(self, said: Arrival, _: object, take: Take) -> bool:
        """Bring what was said to the bot, twice; return whether it answers in the chat."""
        for _ in range(2):
            await take([said])
        return True

    async def look(self, number: int) -> None:
        """Look at what has arrived since so many messages."""

    def link_asked(self, address: str, thing: str) -> Arrival | None:
        """Return how a file gets a place to be put first; here it needs none."""

    async def receive(self, accept: Accept) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        pass

    async def fetch(self, file: Mapping[str, Any]) -> bytes:
        if file["as"] == "photo":
            return PHOTO
        if file["name"].endswith("xlsx"):
            return filled_in(self.handed_out, file["file_id"])
        return ZIP if file["name"].endswith("zip") else PDF

    async def send(self, parcel: Parcel) -> str:
        if parcel.kind == "menu":
            self.menus[parcel.address] = [name for name, _ in parcel.message["commands"]]
            return ""
        message = Message.from_json(parcel.message)
        assert not message.file or "file_id" in message.file or parcel.content
        for part in parts(message, TEXT_LIMIT):
            assert len(part.text.encode("utf-16-le")) // 2 <= TEXT_LIMIT
            entities(part)
            markup = keyboard(part, parcel.id)
            rows = markup.get("inline_keyboard", []) if markup else []
            taps = [(b["text"], b["callback_data"]) for row in rows for b in row]
            assert all(len(data) <= 64 for _, data in taps)
        shown = shown_of(message)
        self.handed_out = parcel.content or self.handed_out
        self.seen.append(Seen(parcel.address, shown, labels_of(message), taps))
        return str(len(self.seen))

    def say(self, address: str, text: str, number: int) -> Arrival | None:
        return read(_update(number, address, {"text": text}))

    def tap(self, address: str, label: str, number: int, *, oldest: bool = False) -> Arrival | None:
        found = [
            data
            for each in self.seen
            if each.address == address
            for name, data in each.taps
            if name == label
        ]
        data = found[0] if oldest else found[-1]
        query = {"id": str(number), "from": {"id": int(address)}, "data": data}
        return read({"update_id": number, "callback_query": query})

    def send_thing(self, address: str, thing: str, number: int) -> Arrival | None:
        return read(_update(number, address, _thing(thing)))


def filled_in(content: bytes, cells: str) -> bytes:
    """Return a workbook in which something stands in some cells: `F10=62.5 | C12=words`."""
    book, written = load_workbook(BytesIO(content)), BytesIO()
    for place, _, said in (each.partition("=") for each in cells.split(" | ") if each):
        value = float(said) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", said) else said
        book.worksheets[0][place] = value
    book.save(written)
    return written.getvalue()


_message_numbers = count(1)


def _update(number: int, address: str, content: dict[str, object]) -> dict[str, object]:
    person = {"id": int(address), "is_bot": False, "first_name": "x"}
    about = {"message_id": next(_message_numbers), "date": 0, "from": person}
    chat = {"id": int(address), "type": "private"}
    return {"update_id": number, "message": {**about, "chat": chat, **content}}


def _thing(thing: str) -> dict[str, object]:
    kind, _, rest = thing.partition(" ")
    things: dict[str, dict[str, object]] = {
        "sticker": {"sticker": {"file_id": "s"}},
        "photo": {"photo": [{"file_id": "p"}], **({"caption": rest} if rest else {})},
        "document": {
            "document": {"file_id": "d", "file_name": "a.pdf"},
            **({"caption": rest} if rest else {}),
        },
        "sheet": {"document": {"file_id": rest, "file_name": "a.xlsx"}},
        "archive": {"document": {"file_id": "z", "file_name": "a.zip"}},
        "large": {"document": {"file_id": "l", "file_name": "l.pdf", "file_size": 30 * 2**20}},
    }
    return things[kind]


def labels_of(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.buttons]


def shown_of(message: Message) -> str:
    if not message.file or "name" not in message.file:
        return message.text
    name = message.file["name"]
    return f"{f'📎 {name}' if name else '⟨photo⟩'}\n{message.text}".rstrip()
