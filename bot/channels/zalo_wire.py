"""Zalo's wire format: updates read, texts cut. Pure, no I/O.

All ids are opaque texts; there is no number of an update, so a message's own id stands for it.
"""

import logging
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels import Arrival
from models.quotas import PART

TEXT_LIMIT = PART  # UTF-16 units; Zalo takes 2,000 of something it does not name
PRIVATE = "PRIVATE"
UNREAD = {f"message.{kind}.received": "other" for kind in ("sticker", "voice", "link")} | {
    "message.unsupported.received": "uncarried"
}

log = logging.getLogger(__name__)


def updates(payload: object) -> Iterator[Mapping[str, Any]]:
    """Yield the updates of an answer or of a webhook's body, wrapped or not, one or a list."""
    if isinstance(payload, Mapping) and "result" in payload and "event_name" not in payload:
        payload = payload["result"]
    for each in payload if isinstance(payload, list) else [payload]:
        if isinstance(each, Mapping):
            yield each


def read(update: Mapping[str, Any]) -> Arrival | None:
    """Return what an update says; None where there is nothing in it for us, such as in a probe."""
    try:
        return _read(str(update["event_name"]), update["message"])
    except (LookupError, TypeError, AttributeError):
        log.info("an update was passed over: %.60s", update.get("event_name"))
        return None


def _read(event: str, message: Mapping[str, Any]) -> Arrival | None:
    sender = message.get("from") or {}
    number, address = str(message["message_id"]), str(message["chat"]["id"])
    if sender.get("is_bot") or not address:
        return None
    text = _sound(str(message.get("text") or message.get("caption") or ""))
    if message["chat"].get("chat_type", PRIVATE) != PRIVATE:
        return Arrival(number, address, "group", text)
    if event == "message.text.received":
        return Arrival(number, address, "text", text)
    if event == "message.image.received":
        url = str(message.get("photo_url") or message["photo"])
        return Arrival(number, address, "file", text, {"url": url, "as": "photo", "name": ""})
    if event in UNREAD:
        return Arrival(number, address, UNREAD[event])
    raise LookupError(event)


def _sound(text: str) -> str:
    """Return a text that a database can keep: composed, no halves of characters, no NUL."""
    whole = text.encode("utf-8", "replace").decode().replace("\0", "")
    return unicodedata.normalize("NFC", whole)


def parts(text: str, limit: int = TEXT_LIMIT) -> Iterator[str]:
    """Cut a text into ones that fit, between paragraphs, lines or words where there are any."""
    text = unicodedata.normalize("NFC", text).strip()
    while _units(text) > limit:
        room = len(text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))
        cut = next(
            (at for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, 1, room)) > 0), room
        )
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
