"""What was said: an incoming row, read beside the message that stood on the person's screen."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.command import Command
from messages import wording
from models.drafts import Draft
from models.people import Account
from models.registers import Incoming, Outgoing
from models.text import fold, tidy

# What navigation buttons say; typed text is never read so. A key or a number follows some.
BACK, ON, EDIT, PARTS, PAGE = NAVIGATION = ("<", ">", "?", "#", "&")
FOR = "for:"  # begins a button that acts for a unit, by its id, whatever the message is about
NOTICES = 5  # looked through for a label, the newest first
AT = "at."  # begins the subject of a command that was given in the middle of a question


@dataclass(frozen=True)
class Saying:
    """A command with its argument, or an answer to the prompt of a message, tapped or typed.

    `unit_id` is the unit that the message was about; a command that is typed is about none.
    `listed` is what a number says, and is called, in a notice that came after the open question:
    nobody can tell which of the two is meant.
    """

    text: str
    prompt: Mapping[str, Any]
    command: str | None = None
    tapped: bool = False
    file: bool = False
    unit_id: int | None = None
    listed: tuple[str, str] | None = None


def read(session: Session, row: Incoming, commands: Mapping[str, Command]) -> Saying | None:
    """Return what a row says; None where the tapped button is not one of ours."""
    if row.kind == "tap":
        return _tapped(session, row, commands)
    text = tidy(row.text)
    shown = session.get(Outgoing, number) if (number := shown_id(row)) else None
    prompt = (shown.prompt if shown else None) or {}
    unit_id = shown.unit_id if shown else None
    notices = [] if text.startswith("/") else _notices(session, row)
    newer = [notice for notice in notices if notice.id > (row.seen_id or 0)]
    found = None if _is_list(prompt) else _listed(text, newer)
    if found and _is_open(session, prompt):
        return Saying(text, prompt, unit_id=unit_id, listed=found[:2])
    named = None if text.startswith("/") else _named(text, newer, shown, notices[len(newer) :])
    if named := (found[0], found[2]) if found else named:
        return replace(_pressed(*named, commands), prompt=prompt)
    if _goes_back(text) and prompt.get("draft") and "filling" not in prompt:
        return Saying(BACK, prompt, tapped=True, unit_id=unit_id)
    if command := command_in(text, commands):
        unit_id = unit_id if commands[command].explains else None
        return Saying(_argument(text), prompt, command, unit_id=unit_id)
    return Saying(text, prompt, file=row.kind == "file", unit_id=unit_id)


def shown_id(row: Incoming) -> int | None:
    """Return which message a row answers: the one that was tapped, else the newest question."""
    if row.kind != "tap":
        return row.seen_id
    number, _, index = (row.data or {}).get("button", "").partition(":")
    ours = re.fullmatch(r"[0-9]{1,18}:[0-9]{1,4}", f"{number}:{index}")
    return int(number) if ours else None


def asked_elsewhere(session: Session, contact_id: int, row: Incoming) -> Outgoing | None:
    """Return the newest question that a person has seen, where that was on another channel."""
    here = sa.and_(col(Outgoing.channel) == row.channel, col(Outgoing.address) == row.address)
    theirs = sa.and_(
        col(Account.channel) == Outgoing.channel, col(Account.address) == Outgoing.address
    )
    query = select(Outgoing).join(Account, theirs)
    query = query.where(
        Account.contact_id == contact_id,
        ~here,
        col(Outgoing.prompt).is_not(None),
        col(Outgoing.claimed_at).is_not(None),
        col(Outgoing.id) > (row.seen_id or 0),
    )
    return session.exec(query.order_by(col(Outgoing.id).desc()).limit(1)).first()


def command_in(text: str, commands: Mapping[str, Command]) -> str | None:
    """Return the command that a text gives: with a slash, by its name, or by its words."""
    if text.startswith("/"):
        name = re.split(r"[\s@]", text[1:], maxsplit=1)[0].lower()
        return name if name in commands else "trogiup"
    words = fold(text[:40])
    matches = (c.name for c in commands.values() if words == c.name or words in map(fold, c.words))
    return next(matches, None)


def _argument(text: str) -> str:
    return text.partition(" ")[2].strip() if text.startswith("/") else ""


def _tapped(session: Session, row: Incoming, commands: Mapping[str, Command]) -> Saying | None:
    number = shown_id(row)
    shown = session.get(Outgoing, number) if number else None
    if shown is None or (shown.channel, shown.address) != (row.channel, row.address):
        return None
    buttons = list(_buttons(shown))
    index = int((row.data or {})["button"].partition(":")[2])
    return _pressed(buttons[index]["says"], shown, commands) if index < len(buttons) else None


def _pressed(says: str, shown: Outgoing | None, commands: Mapping[str, Command]) -> Saying:
    prompt, unit_id = (shown.prompt or {}, shown.unit_id) if shown else ({}, None)
    if found := re.match(rf"{FOR}([0-9]+)(?=/)", says):
        says, unit_id = says[found.end() :], int(found[1])
    if says.startswith("/"):
        return Saying(_argument(says), prompt, command_in(says, commands), unit_id=unit_id)
    return Saying(says, prompt, tapped=True, unit_id=unit_id)


def _named(
    text: str, newer: Sequence[Outgoing], shown: Outgoing | None, older: Sequence[Outgoing]
) -> tuple[str, Outgoing] | None:
    """Return what a button says that is typed, and its message.

    A number is of the list of the newest question; a label, of the newest message that has it.
    """
    if shown and (says := _numbered(text, shown)):
        return says, shown
    for message in (*newer, *([shown] if shown else ()), *older):
        if says := _labelled(text, message):
            return says, message
    return None


def _listed(text: str, newer: Sequence[Outgoing]) -> tuple[str, str, Outgoing] | None:
    """Return what a number stands for in the list of a notice since the question, its label too."""
    if not re.fullmatch(r"[0-9]{1,4}", text):
        return None
    for notice in newer:
        for button in _buttons(notice):
            if button["label"].startswith(f"{text}. "):
                return button["says"], _without_number(button["label"]), notice
    return None


def _is_list(prompt: Mapping[str, Any]) -> bool:
    """Say whether a prompt is that of a list of no draft, such as of the campaigns there are."""
    return "draft" not in prompt and prompt.get("free") is False


def _is_open(session: Session, prompt: Mapping[str, Any]) -> bool:
    draft = session.get(Draft, prompt.get("draft", 0))
    return draft is not None and draft.finished_at is None


def _goes_back(text: str) -> bool:
    return fold(text) in map(fold, wording("talk/back-words").splitlines())


def _notices(session: Session, row: Incoming) -> Sequence[Outgoing]:
    """Return what was shown last and asks nothing, the newest first."""
    query = select(Outgoing).where(
        Outgoing.channel == row.channel,
        Outgoing.address == row.address,
        col(Outgoing.prompt).is_(None),
        col(Outgoing.claimed_at).is_not(None),
    )
    return session.exec(query.order_by(col(Outgoing.id).desc()).limit(NOTICES)).all()


def _numbered(text: str, shown: Outgoing) -> str | None:
    """Return what the button says whose number in a list was typed."""
    if (shown.prompt or {}).get("free") or not re.fullmatch(r"[0-9]{1,4}", text):
        return None
    return next((b["says"] for n, b in enumerate(_buttons(shown), 1) if n == int(text)), None)


def _labelled(text: str, shown: Outgoing) -> str | None:
    """Return what the button says whose label was typed, with its number in a list or without."""
    wanted = fold(text)
    for each in _buttons(shown) if wanted else ():
        if wanted in (fold(each["label"]), fold(_without_number(each["label"]))):
            return str(each["says"])
    return None


def _without_number(label: str) -> str:
    return re.sub(r"^[0-9]+\. ", "", label)


def _buttons(shown: Outgoing) -> Iterable[dict[str, str]]:
    return (button for row in shown.message.get("buttons", ()) for button in row)
