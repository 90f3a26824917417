"""Zalo's phones for transcripts: the real channel and pages, over real HTTP, on the loopback Zalo.

A person without buttons types the number or the label that stands on the phone, takes files from
the links that came, and gives files on the page whose link came, or as a picture.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from bot import web
from bot.channels import WANTED, Arrival, Limits, Parcel
from bot.channels.plain import spoken
from bot.channels.zalo import Zalo
from bot.channels.zalo_wire import TEXT_LIMIT
from bot.clock import Clock
from bot.playground.zalo import Phone, ZaloWorld
from bot.playground.zalo_api import ZaloApi, ZaloPicture
from messages import Message
from models.database import Database
from models.documents import MOST_BYTES
from models.quotas import MONTHLY
from tests.screens import PDF, PHOTO, ZIP, Seen, Take, filled_in, labels_of, shown_of

TOKEN = "4199:zalo-of_the-transcripts"
UNPACED = Limits(1000, 0.0, 64, MONTHLY, files=False, blocks=False)
TAKE, GIVE = (re.compile(rf"http://127\.0\.0\.1:\d+/{path}/[\w-]+") for path in ("tai", "gui"))
PATIENCE = 20.0  # seconds


class Enough(Exception):
    """All that was said has come to the bot."""


@dataclass
class Said:
    """Something that Zalo brings from a person."""

    address: str
    event: str
    content: dict[str, Any]


@dataclass
class Upload:
    """A file that a person puts on the page behind a link; the page may refuse it."""

    link: str
    name: str
    content: bytes
    caption: str = ""
    refused: bool = False


@dataclass
class SeenOnZalo(Seen):
    """A message, and what of it stands on the phone; `place` is where it stands in the register."""

    place: tuple[int, int] = (0, 0)
    message: Message = field(default_factory=lambda: Message(""))
    came: Sequence[dict[str, Any]] = ()

    @property
    def read(self) -> str:
        return "\n".join(each["text"] for each in self.came)


class ZaloScreen:
    """Zalo, as its people see it."""

    name = title = "zalo"  # without a number it is none of the bots whose places are counted

    def __init__(self, database: Database, clock: Clock) -> None:
        self.seen: list[SeenOnZalo] = []
        self.handed_out = b""  # the newest file
        self._world = ZaloWorld(TOKEN, clock.now)
        self._pages = web.routes(database, clock, lambda: None)

    async def open(self) -> None:
        """Begin a transcript: start Zalo and the bot's pages."""
        zalo = {"zalo": self._world}
        api: list[Any] = [
            (r"/bot([^/]+)/(\w+)", ZaloApi, zalo),
            (r"/zalo/picture/(\w+)", ZaloPicture, zalo),
        ]
        self._server = HTTPServer(Application(api + self._pages, log_function=lambda _: None))
        sockets = bind_sockets(0, "127.0.0.1")
        self._server.add_sockets(sockets)
        self.public_url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        self._browser = httpx.AsyncClient(base_url=self.public_url, verify=False)  # noqa: S501

    async def shut(self) -> None:
        """End it."""
        await self._browser.aclose()
        self._server.stop()
        await self._server.close_all_connections()

    def address(self, number: int) -> str:
        """Return the address of somebody, who has opened the chat."""
        address = sha256(b"%d" % number).hexdigest()[:20]
        self._world.introduce(address, f"Zalo {number}")
        return address

    def channel(self) -> "Watched":
        """Return what the bot works with for one turn."""
        return Watched(self._world, self.public_url, self.seen)

    # --- what people do ---

    def say(self, address: str, text: str, _: int) -> Said:
        return Said(address, "message.text.received", {"text": text})

    def tap(self, address: str, label: str, number: int, *, oldest: bool = False) -> Said | None:
        """Type what stands for a button; nothing that is typed means an older one."""
        shown = [
            each
            for each in self.seen
            if each.address == address and any(label in row for row in each.labels)
        ]
        return None if oldest else self.say(address, _instead(shown[-1].read, label), number)

    def send_thing(self, address: str, thing: str, number: int) -> Said | Upload:
        kind, _, rest = thing.partition(" ")
        if kind == "sticker":
            return Said(address, "message.sticker.received", {"sticker": "s", "url": "x"})
        if kind == "photo":
            self._world.pictures[str(number)] = PHOTO
            at = f"{self.public_url}/zalo/picture/{number}"
            return Said(address, "message.image.received", {"photo_url": at, "caption": rest})
        link = self._link(address)
        assert link, f"{thing}: there is no link on the phone"
        if kind == "sheet":
            return Upload(link, "a.xlsx", filled_in(self.handed_out, rest))
        if kind == "archive":
            return Upload(link, "a.zip", ZIP, refused=True)
        if kind == "large":
            return Upload(link, "l.pdf", PDF.ljust(MOST_BYTES + 1), refused=True)
        return Upload(link, "a.pdf", PDF, rest)

    def link_asked(self, address: str, thing: str) -> Said | None:
        """Return how a place for a file is got, if none stands in the newest message.

        The person sends the file; Zalo tells the bot only that there was something.
        """
        if thing.partition(" ")[0] in ("photo", "sticker") or self._link(address):
            return None
        return Said(address, "message.unsupported.received", {})

    def _link(self, address: str) -> str:
        read = [each.read for each in self.seen if each.address == address]
        found = GIVE.search(read[-1]) if read else None
        return found[0] if found else ""

    # --- how it comes to the bot ---

    async def deliver(self, said: Said | Upload, channel: "Watched", take: Take) -> bool:
        """Bring what was said to the bot, twice; return whether it answers in the chat."""
        if isinstance(said, Upload):
            await self._upload(said)
            for _ in range(2):
                await take([])
            return not said.refused
        self._world.push(self._world.bring(said.address, said.event, said.content))
        taken = 0

        async def accept(arrivals: Sequence[Arrival]) -> None:
            nonlocal taken
            await take(arrivals)
            if (taken := taken + 1) == 2:
                raise Enough

        with suppress(Enough):
            async with asyncio.timeout(PATIENCE):
                await channel.receive(accept)
        return True

    async def _upload(self, file: Upload) -> None:
        assert (await self._browser.get(file.link)).status_code == 200
        form, sent = {"caption": file.caption}, {"file": (file.name, file.content)}
        answers = [await self._browser.post(file.link, data=form, files=sent) for _ in range(2)]
        statuses = [each.status_code for each in answers]
        assert statuses == ([400, 400] if file.refused else [200, 404])

    # --- what people see ---

    async def look(self, number: int) -> None:
        """Hold what stands on the phones against what was meant, from a message on; take files."""
        come = self.seen[number:]
        self.seen[number:] = sorted(come, key=lambda seen: seen.place)  # of several phones
        for address in {seen.address for seen in come}:
            places = [seen.place for seen in come if seen.address == address]
            assert places == sorted(places)
        for seen in self.seen[number:]:
            read = _joined(seen.read)
            assert _joined(seen.message.text) in read, f"{seen.message.text}\n\nnot in\n{read}"
            for label in (label for row in seen.labels for label in row):
                assert spoken(label) in read, f"{label!r} not in\n{read}"
            assert all(_units(each["text"]) <= TEXT_LIMIT for each in seen.came)
            if seen.message.file:
                await self._take(seen)

    async def _take(self, seen: SeenOnZalo) -> None:
        file = seen.message.file or {}
        if file["as"] == WANTED:
            assert GIVE.search(seen.read)
            return
        if photo := seen.came[0].get("photo"):
            picture = await self._browser.get(photo)
            assert picture.headers["content-type"].startswith("image/")
            return
        link = TAKE.search(seen.read)
        assert link, seen.read
        shown = await self._browser.get(link[0])
        assert shown.status_code == 200
        assert file["name"] in shown.text
        self.handed_out = (await self._browser.post(link[0])).content
        assert (await self._browser.post(link[0])).status_code == 404


class Watched(Zalo):
    """The channel, made for one turn; what it sends is kept beside what arrived."""

    def __init__(self, world: ZaloWorld, base: str, seen: list[SeenOnZalo]) -> None:
        super().__init__(TOKEN, base, name=ZaloScreen.name, limits=UNPACED, media=("127.0.0.1",))
        self._phones: dict[str, Phone] = world.phones
        self._seen = seen

    async def send(self, parcel: Parcel) -> str:
        messages = self._phones[parcel.address].messages
        before = len(messages)
        sent = await super().send(parcel)
        if came := messages[before:]:
            message = Message.from_json(parcel.message)
            about = (parcel.address, shown_of(message), labels_of(message))
            place = (parcel.urgency, parcel.id)
            self._seen.append(SeenOnZalo(*about, place=place, message=message, came=came))
        return sent


def _instead(read: str, label: str) -> str:
    """Return what a person types who wants a button: its number or its words."""
    label = spoken(label)
    if found := re.search(rf"^(\d+)\. {re.escape(label)}$", read, re.MULTILINE):
        return found[1]
    assert label in read, f"{label!r} is not offered in:\n{read}"
    return label


def _joined(text: str) -> str:
    return " ".join(text.split())


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
