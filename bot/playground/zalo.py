"""The fake Zalo: the phones, a bot that reads each update once, and all that may go wrong."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import count
from time import time_ns
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from .faults import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Json = dict[str, Any]

TEXT_LIMIT = 2000
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105
SECRET_LENGTHS = range(8, 257)
USERS = 50  # of the free plan
MONTHLY = 3000  # messages of the free plan
SLOWEST_POLL = 2.0  # seconds; a real one takes up to 50
OK, NONE = 200, 599  # statuses of what a webhook answered; the last where it did not
PROBE = {
    "event_name": "webhook.test",
    "message": {"message_id": "webhook-test", "date": 1_795_000_000, "text": "webhook test"},
}


@dataclass
class Phone:
    """One person's chat with the bot: every message, in order."""

    chat_id: str
    name: str
    messages: list[Json] = field(default_factory=list)


class ZaloWorld:
    """The fake Zalo: people who write, a bot that reads each update once, and its quota.

    `error_style` is how failures come: as HTTP statuses or within a 200. `faults` are taken by the
    next sends, one each, before the message is taken (`500`, `502`, `dropped`) or after it (`lost`,
    `truncated`, `no-date`, `bare`). While it is `offline`, what people write is lost. `twice` is
    whether every update is brought twice; `delay` is in seconds, before each answer but a poll's.
    """

    def __init__(self, token: str, clock: Callable[[], datetime]) -> None:
        self.token, self.clock = token, clock
        self.number = token.partition(":")[0]
        self.error_style: Literal["http", "envelope"] = "envelope"
        self.phones: dict[str, Phone] = {}
        self.calls: list[tuple[str, Json]] = []
        self.faults: deque[str] = deque()
        self.webhook: Json | None = None
        self.limit, self.users, self.used = MONTHLY, USERS, 0
        self.unknown = 403  # what a send to somebody unknown is answered with; nobody documents it
        self.offline, self.twice, self.delay, self.public = False, False, 0.0, ""
        self.local_hooks = True  # the real one refuses addresses of this machine
        self.watch: Callable[[str, Json], None] = lambda *_: None
        self.note: Callable[[str, Json, int, str], None] = lambda *_: None
        self.network: Callable[[bool], None] = lambda _: None
        self.pictures: dict[str, bytes] = {}
        self._numbers = count(time_ns() // 1_000_000)  # a later run must use no number again
        self._waiting: deque[Json] = deque()
        self._come = asyncio.Event()
        self._postmen: set[asyncio.Task[int]] = set()

    def introduce(self, chat_id: str, name: str) -> Phone:
        """Let a person be known; a bot can write to nobody who has not written first."""
        return self.phones.setdefault(chat_id, Phone(chat_id, name))

    def say(self, chat_id: str, text: str) -> Json:
        """Have a person write a text."""
        return self.bring(chat_id, "message.text.received", {"text": text})

    def bring(self, chat_id: str, event: str, content: Json) -> Json:
        """Have anything come from a person; it waits until it is read."""
        phone = self.phones[chat_id]
        message = {
            "message_id": self._id(),
            "date": self._now(),
            "chat": {"id": chat_id, "chat_type": "PRIVATE"},
            "from": {"id": chat_id, "display_name": phone.name, "is_bot": False},
            "message_type": "CHAT_MESSAGE",
            **content,
        }
        phone.messages.append(message)
        self.watch(chat_id, message)
        update = {"event_name": event, "message": message}
        if self._serves(phone):
            self.push(update)
        return update

    def send_file(self, chat_id: str, picture: bytes | None) -> Json:
        """Have a person send a picture, or a file of which the bot learns nothing."""
        if picture is None:
            return self.bring(chat_id, "message.unsupported.received", {})
        name = self._id()
        self.pictures[name] = picture
        address = f"{self.public}/zalo/picture/{name}"
        return self.bring(chat_id, "message.image.received", {"photo_url": address})

    def push(self, update: Any) -> None:  # noqa: ANN401
        """Let an update wait to be read, or bring it, whatever its shape."""
        if self.offline:
            return
        for _ in range(1 + self.twice):
            if not self.webhook:
                self._waiting.append(update)
                self._come.set()
                continue
            task = asyncio.get_running_loop().create_task(self._bring(update))
            self._postmen.add(task)
            task.add_done_callback(self._postmen.discard)

    async def _bring(self, update: Any) -> int:  # noqa: ANN401
        """Bring an update; return the status of the answer, 599 where there is none.

        Zalo does not say whether it tries again; here it does not.
        """
        assert self.webhook is not None
        headers = {"Content-Type": "application/json", SECRET_HEADER: self.webhook["secret"]}
        body = json.dumps(update)
        request = HTTPRequest(self.webhook["url"], "POST", headers, body)
        try:
            return (await AsyncHTTPClient().fetch(request)).code
        except HTTPClientError as error:
            return error.code
        except OSError:
            return 599

    async def poll(self, seconds: float, gone: Callable[[], bool]) -> Json:
        """Return the oldest update and forget it; 408 where none comes.

        Whoever is `gone` by then gets none.
        """
        if self.webhook:
            raise ApiError(400, "a webhook is set")
        try:
            async with asyncio.timeout(min(seconds, SLOWEST_POLL)):
                while not self._waiting or gone():
                    self._come.clear()
                    await self._come.wait()
        except TimeoutError:
            raise ApiError(408, "Request timeout") from None
        found: Json = self._waiting.popleft()
        return found

    def send(self, args: Json) -> Json:
        """Take a text from the bot."""
        phone, text = self._to(args), str(args.get("text", ""))
        if not 1 <= len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT:
            raise ApiError(400, "text must have 1 to 2000 characters")
        return self._put(phone, {"text": text})

    def send_photo(self, args: Json) -> Json:
        """Take a picture by its address."""
        if not str(args.get("photo", "")).startswith(("http://", "https://")):
            raise ApiError(400, "photo must be a public URL")
        return self._put(self._to(args), {"photo": args["photo"], "text": args.get("caption", "")})

    def send_other(self, args: Json) -> Json:
        """Take a sticker or a voice message, of which no phone here shows more than that."""
        return self._put(self._to(args), {})

    async def hook(self, args: Json) -> Json:
        """Set the webhook, and try it; it stays set where nobody answers well."""
        url, secret = str(args.get("url", "")), str(args.get("secret_token", ""))
        if not urlsplit(url).hostname or len(secret) not in SECRET_LENGTHS:
            raise ApiError(400, "url and secret_token are required")
        if not self.local_hooks and not _public(url):
            raise ApiError(400, "url must be a public HTTPS address")
        self.webhook = {"url": url, "secret": secret}
        status = await self._bring(PROBE)
        outcome = "ok" if status == OK else "err.timeout" if status == NONE else f"http.{status}"
        tried = {"ok": status == OK, "status_code": status, "outcome": f"webhook.{outcome}"}
        return {"url": url, "updated_at": self._now(), "verification": tried}

    def hooked(self, _: Json) -> Json:
        """Tell of the webhook."""
        if self.webhook is None:
            raise ApiError(404, "Not found")
        return {"url": self.webhook["url"], "updated_at": self._now()}

    def unhook(self, _: Json) -> Json:
        """Take the webhook away."""
        if self.webhook is None:
            raise ApiError(400, "no webhook is set")
        self.webhook = None
        return {"url": "", "updated_at": self._now()}

    def _to(self, args: Json) -> Phone:
        if self.used >= self.limit:
            raise ApiError(429, "Quota exceeded")
        phone = self.phones.get(str(args.get("chat_id")))
        if phone is None or not self._serves(phone):
            raise ApiError(self.unknown, "Internal server error")
        return phone

    def _serves(self, phone: Phone) -> bool:
        """Say whether somebody is among the people whom the plan serves, who came first."""
        return list(self.phones).index(phone.chat_id) < self.users

    def _now(self) -> int:
        return int(self.clock().timestamp() * 1000)

    def _put(self, phone: Phone, content: Json) -> Json:
        self.used += 1
        date = self._now()
        message = {"message_id": self._id(), "date": date, "bot": True, **content}
        phone.messages.append(message)
        self.watch(phone.chat_id, message)
        return {"message_id": message["message_id"], "date": date}

    def _id(self) -> str:
        return f"{next(self._numbers):020x}"


def _public(url: str) -> bool:
    parts = urlsplit(url)
    try:
        return parts.scheme == "https" and ip_address(parts.hostname or "").is_global
    except ValueError:  # a name
        return parts.scheme == "https" and parts.hostname != "localhost"
