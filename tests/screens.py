"""Phones for transcripts: a channel whose messages are dressed for real, and kept to look at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

from openpyxl import load_workbook

from bot.channels import Accept, Arrival, Limits, Parcel
from bot.channels.plain import as_plain
from bot.channels.telegram_wire import TEXT_LIMIT, entities, keyboard, parts, read
from messages import Message

UNLIMITED = Limits(bulk_per_second=1000, chat_interval=0.0)
PLAIN_LIMIT = 2000  # of the strictest channel


@dataclass
class Seen:
    """One message as it stands on a phone: whose, its text, its buttons and what tapping gives."""

    address: str
    text: str
    labels: list[list[str]] = field(default_factory=list)
    taps: list[tuple[str, str]] = field(default_factory=list)
    dressed: str = ""


class TelegramScreen:
    """Telegram as far as its wire format goes."""

    name = "telegram"
    limits = UNLIMITED
    read_once = False

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.menus: dict[str, list[str]] = {}
        self.handed_out = b""  # the newest file

    async def receive(self, accept: Accept) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        pass

    async def fetch(self, file: Mapping[str, Any]) -> bytes:
        if file["as"] == "photo":
            return b"\xff\xd8\xff"
        if file["name"].endswith("xlsx"):
            return filled_in(self.handed_out, file["file_id"])
        return b"PK\x03\x04" if file["name"].endswith("zip") else b"%PDF-1.7"

    async def send(self, parcel: Parcel) -> str:
        if parcel.kind == "menu":
            self.menus[parcel.address] = [name for name, _ in parcel.message["commands"]]
            return ""
        message = Message.from_json(parcel.message)
        assert not message.file or "document" not in message.file or parcel.content
        for part in parts(message, TEXT_LIMIT):
            assert len(part.text.encode("utf-16-le")) // 2 <= TEXT_LIMIT
            entities(part)
            markup = keyboard(part, parcel.id)
            rows = markup.get("inline_keyboard", []) if markup else []
            taps = [(b["text"], b["callback_data"]) for row in rows for b in row]
            assert all(len(data) <= 64 for _, data in taps)
        shown = _shown(message)
        self.handed_out = parcel.content or self.handed_out
        self.seen.append(Seen(parcel.address, shown, _labels(message), taps, shown))
        return str(len(self.seen))

    def say(self, address: str, text: str, number: int) -> Arrival | None:
        return read(_update(number, address, {"text": text}))

    def tap(self, address: str, label: str, number: int, *, oldest: bool = False) -> Arrival | None:
        seen = self.seen if oldest else reversed(self.seen)
        data = next(
            data
            for each in seen
            if each.address == address
            for name, data in each.taps
            if name == label
        )
        query = {"id": str(number), "from": {"id": int(address)}, "data": data}
        return read({"update_id": number, "callback_query": query})

    def send_thing(self, address: str, thing: str, number: int) -> Arrival | None:
        return read(_update(number, address, _thing(thing)))


class PlainScreen(TelegramScreen):
    """A channel that has text and nothing else: people answer with numbers and words."""

    name = "plain"

    def __init__(self, prompts: dict[int, dict[str, object] | None]) -> None:
        super().__init__()
        self.prompts = prompts

    async def send(self, parcel: Parcel) -> str:
        if parcel.kind == "menu":
            return ""
        message = Message.from_json(parcel.message)
        self.handed_out = parcel.content or self.handed_out
        dressed = as_plain(message, self.prompts[parcel.id])
        self.seen.append(Seen(parcel.address, _shown(message), _labels(message), [], dressed))
        return str(len(self.seen))

    def tap(self, address: str, label: str, number: int, *, oldest: bool = False) -> Arrival | None:
        if oldest:
            return None
        for each in reversed(self.seen):
            if each.address == address and label in [name for row in each.labels for name in row]:
                return self.say(address, _instead(each.dressed, label), number)
        raise AssertionError(label)


def _instead(dressed: str, label: str) -> str:
    """Return what a person types who wants a button: its number or its words."""
    if found := re.search(rf"^(\d+)\. {re.escape(label)}$", dressed, re.MULTILINE):
        return found[1]
    assert label in dressed, f"{label!r} is not offered in:\n{dressed}"
    return label


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


def _labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.buttons]


def _shown(message: Message) -> str:
    if message.file and "document" in message.file:
        return f"📎 {message.file['name']}\n{message.text}".rstrip()
    if message.file:
        return f"⟨{message.file.get('as')}⟩\n{message.text}".rstrip()
    return message.text
