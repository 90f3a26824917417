"""Telegram's wire format: updates read, messages dressed. Pure, no I/O."""

import logging
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from telegram import MessageEntity

from bot.channels import Arrival
from messages import Message, Span

TEXT_LIMIT = 4096  # UTF-16 units in one message
CAPTION_LIMIT = 1024

log = logging.getLogger(__name__)


def read(update: Mapping[str, Any]) -> Arrival | None:
    """Return what an update says; None where there is nothing in it for us."""
    try:
        return _read(update)
    except (LookupError, TypeError, AttributeError):
        log.warning("an update of an unknown shape was passed over: %s", sorted(update))
        return None


def _read(update: Mapping[str, Any]) -> Arrival | None:
    number = str(update["update_id"])
    if "callback_query" in update:
        query = update["callback_query"]
        data = {"button": str(query.get("data", ""))}
        return Arrival(number, str(query["from"]["id"]), "tap", data=data)
    if "my_chat_member" in update:
        change = update["my_chat_member"]
        gone = change["new_chat_member"]["status"] in ("kicked", "left")
        return Arrival(number, str(change["chat"]["id"]), "unreachable" if gone else "reachable")
    if "edited_message" in update:
        return _private(update["edited_message"], number, "edited", {})
    if "message" in update:
        return _message(update["message"], number)
    return None


def _message(message: Mapping[str, Any], number: str) -> Arrival | None:
    text = message.get("text", message.get("caption", ""))
    if message["chat"]["type"] != "private":
        address = str(message["chat"]["id"])
        return Arrival(number, address, "group", _sound(text)) if text.startswith("/") else None
    if "text" in message:
        return _private(message, number, "text", {})
    if "contact" in message:
        shared = message["contact"]
        own = shared.get("user_id") == message["from"]["id"]
        phone = {"phone": _sound(str(shared.get("phone_number", ""))), "own": own}
        return _private(message, number, "contact", phone)
    if "document" in message:
        return _private(message, number, "file", _reference(message["document"], "document"))
    if "photo" in message:
        largest = message["photo"][-1]
        return _private(message, number, "file", _reference(largest, "photo"))
    return _private(message, number, "other", {})


def _reference(file: Mapping[str, Any], sent_as: str) -> dict[str, Any]:
    name = _sound(str(file.get("file_name", "")))
    size = file.get("file_size")
    known = {"size": size} if isinstance(size, int) else {}
    return {"file_id": file["file_id"], "name": name, "as": sent_as, **known}


def _private(
    message: Mapping[str, Any], number: str, kind: str, data: dict[str, Any]
) -> Arrival | None:
    if message["chat"]["type"] != "private":
        return None
    text = message.get("text", message.get("caption", ""))
    return Arrival(number, str(message["chat"]["id"]), kind, _sound(text), data)


def _sound(text: str) -> str:
    """Return a text that a database can keep: no halves of characters, no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def parts(message: Message, limit: int) -> Iterator[Message]:
    """Cut a message into ones that fit the limit, at line ends where there are any."""
    start, text = 0, message.text
    while len(text.encode("utf-16-le")) // 2 > limit:
        room = len(text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))
        cut = text.rfind("\n", 1, room) + 1 or room
        yield Message(text[:cut], _spans(message, start, cut))
        start, text = start + cut, text[cut:]
    yield Message(text, _spans(message, start, len(text)), message.buttons, None, message.ask_phone)


def _spans(message: Message, start: int, length: int) -> tuple[Span, ...]:
    inside = (
        (max(span.start - start, 0), min(span.start + span.length - start, length))
        for span in message.bold
    )
    return tuple(Span(first, end - first) for first, end in inside if first < end)


def entities(message: Message) -> list[MessageEntity]:
    """Return the bold stretches as Telegram counts them, in UTF-16 units."""
    bold = [MessageEntity(MessageEntity.BOLD, span.start, span.length) for span in message.bold]
    return list(MessageEntity.adjust_message_entities_to_utf_16(message.text, bold))


def keyboard(message: Message, row_id: int) -> dict[str, Any] | None:
    """Return the buttons; each names its row in the register and its place, in a few bytes."""
    if message.ask_phone:
        button = {"text": message.ask_phone, "request_contact": True}
        return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
    if not message.buttons:
        return None
    numbers = count()
    rows = [
        [{"text": button.label, "callback_data": f"{row_id}:{next(numbers)}"} for button in row]
        for row in message.buttons
    ]
    return {"inline_keyboard": rows}
