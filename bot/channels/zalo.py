"""Zalo, through its Bot API: long polling or a webhook, and sending plain text.

Reading an update consumes it and nothing can be asked for again, so each is accepted before the
next is asked for. Zalo has no buttons, no files and no editing.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from tornado.web import RequestHandler

from bot.channels import Accept, Limits, Parcel, Refused, TryAgain, Unsure, UsedUp
from bot.channels.plain import as_plain
from bot.channels.zalo_client import (
    Idle,
    OverQuota,
    Rejected,
    Unauthorised,
    Unavailable,
    ZaloClient,
    ZaloError,
)
from bot.channels.zalo_client import Unsure as UnsureSend
from bot.channels.zalo_wire import parts, read, updates
from messages import Message, render
from models.documents import MOST_BYTES
from models.quotas import MONTHLY

POLL_SECONDS = 30
PATIENCE = 15.0  # seconds more than a poll takes
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105
PICTURE_SECONDS = 150.0  # Zalo fetches a picture before it answers
MOST_BODY = 256 * 1024  # bytes; real ones have a few hundred
PAUSE_FIRST, PAUSE_MOST = 1.0, 60.0  # seconds between tries to reach Zalo
QUOTA_PAUSE = 30 * 60.0  # seconds; nobody says when a used-up quota begins anew
WRONG_TOKEN = "the token is not accepted, correct it in THIDUA_ZALO_TOKENS"  # noqa: S105
MEDIA = ("zdn.vn", "zadn.vn")  # where pictures lie that people send

log = logging.getLogger(__name__)


class Zalo:
    """One Zalo bot. Its webhook is used where a public address is given."""

    def __init__(  # noqa: PLR0913
        self,
        token: str,
        base_url: str,
        *,
        public_url: str | None = None,
        secret: str = "",
        name: str = "zalo",
        limits: Limits | None = None,
        media: Collection[str] = MEDIA,
    ) -> None:
        self.name = name
        # Zalo states no rate; these keep well clear of whatever it is.
        self.limits = limits or Limits(1, 2.0, 4, MONTHLY, files=False, blocks=False)
        self.read_once = not public_url
        self._client, self._number = ZaloClient(token, base_url), token.partition(":")[0]
        self._public_url, self._secret, self._media = public_url, secret, media

    # --- receiving ---

    async def receive(self, accept: Accept) -> None:
        """Hand on updates for ever; where there is a webhook, Zalo brings them from now on."""
        pause, hooked = PAUSE_FIRST, True
        while True:
            try:
                if self._public_url:
                    await self._hook(self._public_url)
                    return
                if hooked:
                    await self._unhook()
                    hooked = False
                await self._poll(accept)
                pause = PAUSE_FIRST
            except ZaloError as error:
                hooked = True  # perhaps somebody set a webhook meanwhile
                told = WRONG_TOKEN if isinstance(error, Unauthorised) else error
                log.warning("Zalo (%s): %s; trying again in %.0f s", self.name, told, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, PAUSE_MOST)

    async def _poll(self, accept: Accept) -> None:
        try:
            asked = {"timeout": str(POLL_SECONDS)}
            found = await self._client.call("getUpdates", asked, POLL_SECONDS + PATIENCE)
        except Idle:
            return
        await self._take(found, accept)

    async def _take(self, payload: object, accept: Accept) -> None:
        arrivals = (read(update) for update in updates(payload))
        await accept([arrival for arrival in arrivals if arrival])

    async def _hook(self, public_url: str) -> None:
        url = f"{public_url.rstrip('/')}/{self.name}"
        asked = {"url": url, "secret_token": self._secret}
        found = _fields(await self._client.call("setWebhook", asked))
        tried = _fields(found.get("verification"))
        if not tried.get("ok", True):
            log.warning("Zalo cannot reach %s: %s", url, tried.get("outcome"))

    async def _unhook(self) -> None:
        """Take a webhook away, but only where there is one; Zalo refuses it elsewhere."""
        with suppress(Rejected):  # none is set
            if _fields(await self._client.call("getWebhookInfo")).get("url"):
                await self._client.call("deleteWebhook")

    def routes(self, accept: Accept) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
        """Return what the web server must serve for the webhook."""
        if not self._public_url:
            return []
        about = {"take": self._take, "accept": accept, "secret": self._secret}
        return [(f"/{self.name}", _Webhook, about)]

    # --- sending ---

    async def send(self, parcel: Parcel) -> str:
        """Send one message as text; a menu or an edit is nothing here."""
        if parcel.kind != "message":
            return parcel.edits or ""
        message = Message.from_json(parcel.message)
        sent: Any = None
        try:
            told = _texts(message, parcel)
            if parcel.link and _is_picture(message):
                sent = await self._show(parcel, *told[:1])
            told = told[1:] if sent is not None else _texts(_with_link(message, parcel), parcel)
            for part in told:
                asked = {"chat_id": parcel.address, "text": part}
                sent = await self._client.call("sendMessage", asked)
        except ZaloError as error:
            raise _verdict(error) from error
        return str(_fields(sent).get("message_id", ""))

    async def _show(self, parcel: Parcel, caption: str = "") -> Mapping[str, Any] | None:
        """Send a picture by its address; None where Zalo does not take it."""
        asked = {"chat_id": parcel.address, "photo": parcel.link}
        asked |= {"caption": caption} if caption else {}
        try:
            return _fields(await self._client.call("sendPhoto", asked, PICTURE_SECONDS))
        except Rejected as error:
            log.warning("outgoing %s goes without its picture (%s)", parcel.id, error)
            return None

    async def fetch(self, file: Mapping[str, Any]) -> bytes:
        """Return a picture that a person sent, from where Zalo keeps them and nowhere else."""
        url = str(file.get("url", ""))
        host = urlsplit(url).hostname or ""
        if not any(host == known or host.endswith(f".{known}") for known in self._media):
            raise Refused("unfetched", "an address that is not Zalo's")
        try:
            return await self._client.download(url, MOST_BYTES)
        except Rejected as error:
            large = error.code == 0
            raise Refused("too-large" if large else "unfetched", str(error)) from error
        except ZaloError as error:
            raise TryAgain from error

    async def title(self) -> str:
        """Return what the bot is called, as people look for it in Zalo."""
        found = _fields(await self._client.call("getMe"))
        if str(found.get("id", self._number)) != self._number:
            log.error("Zalo says that the token of %s is of bot %s", self.name, found["id"])
        return str(found.get("display_name") or found.get("account_name") or "")

    async def close(self) -> None:
        """Let go of every connection."""
        await self._client.close()


class _Webhook(RequestHandler):
    """Takes updates that Zalo brings; 200 only once they are accepted."""

    def initialize(self, take: Any, accept: Accept, secret: str) -> None:  # noqa: ANN401
        self._take, self._accept, self._token = take, accept, secret

    async def post(self) -> None:
        """Take one update; 403 without the secret, 413 or 400 for what is none.

        A probe is answered without it, for nothing follows from one.
        """
        body = self.request.body
        if len(body) > MOST_BODY:
            self.set_status(413)
            return
        try:
            payload = json.loads(body) if body.strip() else {}
        except ValueError:
            self.set_status(400)
            return
        if all(
            each.get("event_name", "webhook.test") == "webhook.test" for each in updates(payload)
        ):
            return
        given = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            self.set_status(403)
            return
        await self._take(payload, self._accept)


def _fields(result: object) -> Mapping[str, Any]:
    """Return the fields of a result; whatever else Zalo may answer has none."""
    return result if isinstance(result, Mapping) else {}


def _texts(message: Message, parcel: Parcel) -> list[str]:
    return [part for part in parts(as_plain(message, parcel.prompt)) if part]


def _is_picture(message: Message) -> bool:
    return bool(message.file and message.file.get("as") == "photo")


def _with_link(message: Message, parcel: Parcel) -> Message:
    """Return a message that says where its file lies, or where one can be given."""
    upload = parcel.wants_file
    if not (message.file or upload):
        return message
    name = (message.file or {}).get("name", "")
    kind = "upload" if upload else "download"
    told = {"name": name, "link": parcel.link, "upload": upload, "picture": _is_picture(message)}
    below = render(f"plain/{kind}" if parcel.link else "plain/no-files", **told)
    return replace(message, text=f"{message.text}\n\n{below.text}".strip())


def _verdict(error: ZaloError) -> Refused | TryAgain | Unsure:
    """Say what the outbox should make of an error."""
    if isinstance(error, UnsureSend):
        return Unsure(str(error))
    if isinstance(error, OverQuota):
        return UsedUp(QUOTA_PAUSE)
    if isinstance(error, Unauthorised | Unavailable):
        return TryAgain(PAUSE_MOST if isinstance(error, Unauthorised) else None)
    return Refused("refused", str(error))
