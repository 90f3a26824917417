"""Telegram, through python-telegram-bot: long polling or a webhook, and sending."""

import asyncio
import hmac
import json
import logging
import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import telegram
from telegram import BotCommand, BotCommandScopeChat
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from tornado.web import RequestHandler

from bot.channels import Accept, Limits, Parcel, Refused, TryAgain
from bot.channels.telegram_wire import CAPTION_LIMIT, TEXT_LIMIT, entities, keyboard, parts, read
from bot.channels.transport import AiohttpRequest
from messages import Message

# Asks python-telegram-bot for time spans as timedelta; it warns at every 429 otherwise.
os.environ.setdefault("PTB_TIMEDELTA", "1")

POLL_SECONDS = 50
FETCH_SECONDS = 60  # a file of 20 MB over a slow line
WEBHOOK_PATH = "/telegram"
PAUSE_FIRST, PAUSE_MOST = 1.0, 30.0  # seconds between tries to reach Telegram
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")

log = logging.getLogger(__name__)


class Telegram:
    """The Telegram channel. Its webhook is used where a public address is given."""

    read_once = False

    def __init__(  # noqa: PLR0913
        self,
        token: str,
        base_url: str,
        base_file_url: str,
        *,
        proxy: str | None = None,
        public_url: str | None = None,
        secret: str = "",
        limits: Limits | None = None,
        name: str = "telegram",
    ) -> None:
        self.name = name
        # Telegram's FAQ: about 30 bulk notifications a second, one message a second in a chat.
        self.limits = limits or Limits(bulk_per_second=30, chat_interval=1.0)
        self._polling = AiohttpRequest(POLL_SECONDS + 10.0, proxy)
        self._sending = AiohttpRequest(proxy=proxy)
        self._bot = telegram.Bot(
            token,
            base_url,
            base_file_url,
            request=self._sending,
            get_updates_request=self._polling,
        )
        self._public_url, self._secret = public_url, secret
        self._answers: set[asyncio.Task[None]] = set()

    # --- receiving ---

    async def receive(self, accept: Accept) -> None:
        """Hand on updates; the offset that confirms them is sent only after they are accepted."""
        pause, offset = PAUSE_FIRST, None
        await self._open()
        while True:
            try:
                if self._public_url:
                    await self._bot.set_webhook(
                        self._public_url.rstrip("/") + WEBHOOK_PATH,
                        secret_token=self._secret,
                        allowed_updates=UPDATES,
                    )
                    return
                offset = await self._poll(accept, offset)
                pause = PAUSE_FIRST
            except TelegramError as error:
                log.warning("Telegram: %s; trying again in %.0f s", _plainly(error), pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, PAUSE_MOST)

    async def _open(self) -> None:
        await self._sending.initialize()
        await self._polling.initialize()

    async def _poll(self, accept: Accept, offset: int | None) -> int | None:
        # Raw JSON: an update that the library could not read must not block those behind it.
        asked: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": json.dumps(UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        try:
            updates: Any = await self._polling.post(url)
        except Conflict:
            await self._bot.delete_webhook()
            raise
        await self._take(updates, accept)
        return int(updates[-1]["update_id"]) + 1 if updates else offset

    async def _take(self, updates: Sequence[Mapping[str, Any]], accept: Accept) -> None:
        arrivals = (read(update) for update in updates)
        await accept([arrival for arrival in arrivals if arrival])
        for update in updates:
            if isinstance(query := update.get("callback_query"), dict):
                self._stop_spinner(str(query.get("id", "")))

    def _stop_spinner(self, query_id: str) -> None:
        task = asyncio.create_task(self._answer(query_id))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, query_id: str) -> None:
        try:
            url = f"{self._bot.base_url}/answerCallbackQuery"
            await self._sending.call(url, {"callback_query_id": query_id})
        except TelegramError as error:
            log.debug("a tap was not acknowledged: %s", _plainly(error))

    def routes(self, accept: Accept) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
        """Return what the web server must serve for the webhook."""
        if not self._public_url:
            return []
        return [
            (WEBHOOK_PATH, _Webhook, {"take": self._take, "accept": accept, "secret": self._secret})
        ]

    # --- sending ---

    async def send(self, parcel: Parcel) -> str:
        """Send one message; return its id within the chat."""
        await self._open()
        try:
            return await self._send(parcel)
        except TelegramError as error:
            raise _verdict(error) from error

    async def _send(self, parcel: Parcel) -> str:
        chat = int(parcel.address)
        if parcel.kind == "menu":
            commands = [BotCommand(name, text) for name, text in parcel.message["commands"]]
            await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(chat))
            return ""
        message = Message.from_json(parcel.message)
        if parcel.kind == "edit":
            return await self._edit(chat, message, parcel)
        sent = ""
        if message.file and len(message.text) <= CAPTION_LIMIT:
            return await self._send_file(chat, message, parcel)
        if message.file:
            await self._send_file(chat, Message("", file=message.file), parcel)
        for part in parts(message, TEXT_LIMIT):
            answer = await self._call("sendMessage", chat, part, parcel.id)
            sent = str(answer["message_id"])
        return sent

    async def _edit(self, chat: int, message: Message, parcel: Parcel) -> str:
        part = next(parts(message, TEXT_LIMIT))
        try:
            await self._call(
                "editMessageText", chat, part, parcel.id, message_id=int(parcel.edits or 0)
            )
        except BadRequest as error:
            if "not modified" not in error.message:
                raise
        return parcel.edits or ""

    async def _call(
        self, method: str, chat: int, part: Message, row_id: int, **more: object
    ) -> dict[str, Any]:
        asked: dict[str, Any] = {"chat_id": chat, "text": part.text, **more}
        if part.bold:
            asked["entities"] = [entity.to_dict() for entity in entities(part)]
        if markup := keyboard(part, row_id):
            asked["reply_markup"] = markup
        answer: dict[str, Any] = await self._sending.call(f"{self._bot.base_url}/{method}", asked)
        return answer

    async def _send_file(self, chat: int, message: Message, parcel: Parcel) -> str:
        assert message.file is not None
        content: Any = message.file.get("file_id") or parcel.content
        about: dict[str, Any] = {
            "caption": message.text or None,
            "caption_entities": entities(message) or None,
            "reply_markup": keyboard(message, parcel.id),
        }
        if message.file.get("as") == "photo":
            return str((await self._bot.send_photo(chat, content, **about)).message_id)
        name = message.file.get("name") or None
        answer = await self._bot.send_document(chat, content, filename=name, **about)
        return str(answer.message_id)

    async def fetch(self, file: Mapping[str, Any]) -> bytes:
        """Return the content of a file that a person sent."""
        await self._open()
        try:
            found = await self._bot.get_file(file["file_id"])
            return bytes(await found.download_as_bytearray(read_timeout=FETCH_SECONDS))
        except BadRequest as error:
            large = "too big" in error.message.lower()
            raise Refused("too-large" if large else "unfetched", error.message) from error
        except TelegramError as error:
            raise _again(error) from error

    async def username(self) -> str:
        """Return the bot's name, as invitation links need it."""
        await self._open()
        return str((await self._bot.get_me()).username)

    async def close(self) -> None:
        """Let go of every connection."""
        for task in self._answers:
            task.cancel()
        await self._sending.shutdown()
        await self._polling.shutdown()


class _Webhook(RequestHandler):
    """Takes updates that Telegram brings; 200 only once they are accepted."""

    def initialize(self, take: Any, accept: Accept, secret: str) -> None:  # noqa: ANN401
        self._take, self._accept, self._token = take, accept, secret

    async def post(self) -> None:
        """Take one update; 403 without the secret, 400 for what is no update."""
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            self.set_status(403)
            return
        try:
            update = json.loads(self.request.body)
        except ValueError:
            self.set_status(400)
            return
        if isinstance(update, dict):
            await self._take([update], self._accept)


def _verdict(error: TelegramError) -> Refused | TryAgain:
    """Say what the outbox should make of an error."""
    if isinstance(error, Forbidden):
        return Refused("blocked", error.message)
    if isinstance(error, BadRequest | ChatMigrated):
        gone = any(text in error.message.lower() for text in GONE)
        return Refused("gone" if gone else "refused", error.message)
    return _again(error)


def _again(error: TelegramError) -> TryAgain:
    """Say when to try again."""
    wait = error.retry_after if isinstance(error, RetryAfter) else None
    return TryAgain(wait.total_seconds() if isinstance(wait, timedelta) else wait)


def _plainly(error: TelegramError) -> str:
    # The library's own text for a rejected token quotes the token.
    return "the token is not accepted" if isinstance(error, InvalidToken) else str(error)
