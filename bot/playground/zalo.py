"""A loopback Zalo Bot API: what it answers, how it refuses, and the phones on the other side."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from time import time_ns
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest
from tornado.web import RequestHandler

from .api import arguments
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


@dataclass
class Phone:
    """One person's chat with the bot: every message, in order."""

    chat_id: str
    name: str
    messages: list[Json] = field(default_factory=list)


class ZaloWorld:
    """The fake Zalo: people who write, a bot that reads each update once, and its quota.

    `error_style` is how failures come: as HTTP statuses or within a 200. `faults` are taken by the
    next sends: `502` (before it is taken), `lost` (after), `truncated` (after), `no-date`.
    """

    def __init__(self, token: str, clock: Callable[[], datetime]) -> None:
        self.token, self.clock = token, clock
        self.error_style: Literal["http", "envelope"] = "envelope"
        self.phones: dict[str, Phone] = {}
        self.calls: list[tuple[str, Json]] = []
        self.faults: deque[str] = deque()
        self.webhook: Json | None = None
        self.limit, self.users, self.used = MONTHLY, USERS, 0
        self.offline, self.public = False, ""
        self.watch: Callable[[str, Json], None] = lambda *_: None
        self.pictures: dict[str, bytes] = {}
        self._numbers = count(time_ns() // 1_000_000)  # a later run must use no number again
        self._waiting: deque[Json] = deque()
        self._come = asyncio.Event()
        self._postmen: set[asyncio.Task[None]] = set()

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
            "date": int(self.clock().timestamp() * 1000),
            "chat": {"id": chat_id, "chat_type": "PRIVATE"},
            "from": {"id": chat_id, "display_name": phone.name, "is_bot": False},
            "message_type": "CHAT_MESSAGE",
            **content,
        }
        phone.messages.append(message)
        self.watch(chat_id, message)
        update = {"event_name": event, "message": message}
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
        if self.webhook:
            task = asyncio.get_running_loop().create_task(self._bring(update))
            self._postmen.add(task)
            task.add_done_callback(self._postmen.discard)
            return
        self._waiting.append(update)
        self._come.set()

    async def _bring(self, update: Any) -> None:  # noqa: ANN401
        assert self.webhook is not None
        headers = {"Content-Type": "application/json", SECRET_HEADER: self.webhook["secret"]}
        body = json.dumps(update)
        request = HTTPRequest(self.webhook["url"], "POST", headers, body)
        with suppress(HTTPError, OSError):  # Zalo does not say whether it tries again
            await AsyncHTTPClient().fetch(request)

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

    def hook(self, args: Json) -> Json:
        """Set the webhook."""
        url, secret = str(args.get("url", "")), str(args.get("secret_token", ""))
        if not urlsplit(url).hostname or len(secret) not in SECRET_LENGTHS:
            raise ApiError(400, "url and secret_token are required")
        self.webhook = {"url": url, "secret": secret}
        return {"url": url, "verification": {"ok": True, "outcome": "webhook.ok"}}

    def hooked(self, _: Json) -> Json:
        """Tell of the webhook."""
        if self.webhook is None:
            raise ApiError(404, "Not found")
        return {"url": self.webhook["url"]}

    def unhook(self, _: Json) -> Json:
        """Take the webhook away."""
        if self.webhook is None:
            raise ApiError(400, "no webhook is set")
        self.webhook = None
        return {"url": ""}

    def _to(self, args: Json) -> Phone:
        if self.used >= self.limit:
            raise ApiError(429, "Quota exceeded")
        phone = self.phones.get(str(args.get("chat_id")))
        if phone is None or list(self.phones).index(phone.chat_id) >= self.users:
            raise ApiError(403, "Internal server error")
        return phone

    def _put(self, phone: Phone, content: Json) -> Json:
        self.used += 1
        date = int(self.clock().timestamp() * 1000)
        message = {"message_id": self._id(), "date": date, "bot": True, **content}
        phone.messages.append(message)
        self.watch(phone.chat_id, message)
        return {"message_id": message["message_id"], "date": date}

    def _id(self) -> str:
        return f"{next(self._numbers):020x}"


class ZaloApi(RequestHandler):
    """Answers /bot<TOKEN>/<method> as Zalo does."""

    def initialize(self, zalo: ZaloWorld) -> None:
        """Remember whose calls these are."""
        self.zalo, self._gone = zalo, False

    def on_connection_close(self) -> None:
        """Note that nobody waits for the answer any more."""
        self._gone = True

    async def post(self, token: str, name: str) -> None:
        """Answer a call, in the style of errors that is set."""
        if self.zalo.offline:
            self.detach().close()
            return
        args = arguments(self.request)
        self.zalo.calls.append((name, args))
        fault = self.zalo.faults.popleft() if name.startswith("send") and self.zalo.faults else ""
        if fault == "502":
            self.set_status(502)
            self.finish("<html>Bad Gateway</html>")
            return
        try:
            result = await self._run(token, name, args)
        except ApiError as error:
            self._refuse(error)
            return
        if fault == "lost":
            self.detach().close()
            return
        if fault == "truncated":
            self.finish('{"ok": true, "result": {"mess')
            return
        if fault == "no-date":
            result = {}
        self.finish(json.dumps({"ok": True, "result": result}))

    get = post

    async def _run(self, token: str, name: str, args: Json) -> object:
        if token != self.zalo.token:
            raise ApiError(401, "Unauthorized")
        if name == "getUpdates":
            return await self.zalo.poll(float(args.get("timeout", 30)), lambda: self._gone)
        known: dict[str, Callable[[Json], object]] = {
            "getMe": lambda _: {"id": token.partition(":")[0], "account_name": "bot.playground"},
            "sendMessage": self.zalo.send,
            "sendPhoto": self.zalo.send_photo,
            "sendVoice": self.zalo.send_other,
            "sendSticker": self.zalo.send_other,
            "sendChatAction": lambda _: None,
            "getWebhookInfo": self.zalo.hooked,
            "setWebhook": self.zalo.hook,
            "deleteWebhook": self.zalo.unhook,
        }
        if name not in known:
            raise ApiError(404, "Not found")
        return known[name](args)

    def _refuse(self, error: ApiError) -> None:
        if self._gone:
            return
        if self.zalo.error_style == "http":
            self.set_status(error.code)
        told = {"ok": False, "error_code": error.code, "description": error.description}
        self.finish(json.dumps(told))


class ZaloPicture(RequestHandler):
    """Hands out what people have sent."""

    def initialize(self, zalo: ZaloWorld) -> None:
        """Remember where it lies."""
        self.zalo = zalo

    def get(self, name: str) -> None:
        """Send a picture."""
        picture = self.zalo.pictures.get(name)
        if picture is None:
            self.set_status(404)
            return
        self.set_header("Content-Type", "image/jpeg")
        self.finish(picture)
