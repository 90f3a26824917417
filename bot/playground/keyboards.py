"""Keyboards: what Telegram accepts below a message, and finding the button that is meant."""

from __future__ import annotations

from typing import Any

from .faults import bad_request

Json = dict[str, Any]

DATA_BYTES = 64
ACTIONS = {
    "callback_data",
    "copy_text",
    "login_url",
    "pay",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "url",
    "web_app",
}


def inline(markup: Json | None) -> Json | None:
    """Return the inline keyboard in a markup, checked; None where there is none."""
    rows = (markup or {}).get("inline_keyboard")
    if not rows or not any(rows):
        return None
    for row in rows:
        for button in row:
            _check(button)
    return {"inline_keyboard": rows}


def _check(button: Json) -> None:
    if not button.get("text"):
        raise bad_request("can't parse inline keyboard button: Text of the button is empty")
    if not ACTIONS & button.keys():
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not _short(button["callback_data"]):
        raise bad_request("BUTTON_DATA_INVALID")


def _short(data: str) -> bool:
    return 1 <= len(data.encode()) <= DATA_BYTES


def reply(markup: Json | None, current: Json | None) -> Json | None:
    """Say which keyboard stands below the input field after this markup."""
    if not markup:
        return current
    if "keyboard" in markup:
        return markup
    return None if markup.get("remove_keyboard") else current


def find(message: Json, label_or_data: str) -> Json:
    """Find a button of a message by what is written on it or by what it sends."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if label_or_data in (button.get("callback_data"), button["text"]):
            return dict(button)
    raise LookupError(f"message {message['message_id']} has no button {label_or_data!r}")
