"""The plain-text dress of a message, for channels without buttons: numbers and words instead."""

from collections.abc import Mapping
from typing import Any

from messages import Message, wording


def as_plain(message: Message, prompt: Mapping[str, Any] | None) -> str:
    """Return the text with its buttons written out.

    A list to choose from is numbered. Where an answer is typed, a number would be taken for it, so
    the other buttons are called by their words; so are those of a notice, which asks nothing.
    A telephone number is shared by a button alone, which cannot be said.
    """
    labels = [spoken(button.label) for row in message.buttons for button in row]
    if message.ask_phone:
        return f"{message.text}\n\n{wording('plain/no-phone')}"
    if not labels:
        return message.text
    if prompt is None:
        below = wording("plain/notice", labels=labels)
    else:
        below = wording("plain/words" if prompt.get("free") else "plain/numbered", labels=labels)
    return f"{message.text}\n\n{below}"


def spoken(label: str) -> str:
    """Return a label without the arrows that a button has and nobody types."""
    return label.strip("←→ ")
