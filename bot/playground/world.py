"""The fake Telegram: people and their phones, and what the bot may do to their chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import keyboards
from .faults import ApiError, bad_request
from .people import People, Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .state import Chat

Json = dict[str, Any]

QUERY_LIFE = 15 * 60
DELETE_WITHIN = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
BLOCKED = "Forbidden: bot was blocked by the user"
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CONTENT = ("text", "entities", "caption", "caption_entities", "reply_markup")


class World(People):
    """The whole of it: what the Bot API answers from and what tests and the page drive."""

    def __init__(self, token: str, clock: Callable[[], datetime]) -> None:
        super().__init__(token, clock)
        self._commands: dict[tuple[str, str, str], list[Json]] = {}
        self.profile: dict[str, str] = {}

    def chat_for_bot(self, chat_id: int) -> Chat:
        """Return a chat in which the bot may write, or refuse."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.blocked:
            raise ApiError(403, BLOCKED)
        return chat

    def post(self, chat: Chat, content: Json, markup: Json | None = None) -> Json:
        """Send a message as the bot."""
        inline = keyboards.inline(markup)
        message = self.put(
            chat, self.bot, {**content, "reply_markup": inline} if inline else content
        )
        keyboard = keyboards.reply(markup, chat.keyboard)
        if keyboard is not chat.keyboard:
            self._set_keyboard(chat, keyboard)
        self.sent += 1
        self._hooks(message)
        return message

    def _set_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        chat.keyboard = keyboard
        self.tell({"event": "keyboard", "chat": chat.about["id"], "keyboard": keyboard})

    def revise(self, chat: Chat, old: Json, content: Json) -> Json:
        """Edit a message as the bot; what the content leaves out is removed."""
        if content == {key: old[key] for key in CONTENT if key in old}:
            raise bad_request(NOT_MODIFIED)
        kept = {key: value for key, value in old.items() if key not in CONTENT}
        message = {**kept, **content, "edit_date": self.today()}
        self.replace(chat, message)
        self._hooks(message)
        return message

    def _hooks(self, message: Json) -> None:
        for hook in self.on_send:
            hook(message)

    def own(self, chat: Chat, message_id: int, verb: str) -> Json:
        """Find a message that the bot may change."""
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"message to {verb} not found")
        if verb == "edit" and message["from"] is not self.bot:
            raise bad_request("message can't be edited")
        return message

    def delete(self, chat: Chat, message_id: int) -> None:
        """Delete a message as the bot, which is possible for two days."""
        message = self.own(chat, message_id, "delete")
        if self.today() - message["date"] > DELETE_WITHIN:
            raise bad_request("message can't be deleted for everyone")
        del chat.messages[message_id]
        self.tell({"event": "gone", "chat": chat.about["id"], "message_id": message_id})

    def answer(self, query_id: str, answer: Json) -> None:
        """Answer a press of a button."""
        query = self.queries.get(query_id)
        if query is None or self._stale(query):
            raise bad_request(TOO_OLD)
        query.answer = answer
        self.tell({"event": "answer", "chat": query.user_id, "id": query_id, **answer})

    def _stale(self, query: Query) -> bool:
        return abs(self.today() - query.date) > QUERY_LIFE

    def set_commands(self, scope: Json, language: str, commands: list[Json]) -> None:
        """Set the command menu of a scope; an empty list removes it."""
        self._commands[_key(scope, language)] = commands
        self.tell({"event": "commands"})

    def commands_of(self, scope: Json, language: str) -> list[Json]:
        """Return the command menu that was set for exactly this scope."""
        return self._commands.get(_key(scope, language), [])

    def commands(self, chat_id: int) -> list[Json]:
        """Return the command menu as the person in a private chat sees it."""
        language = str(self.user(chat_id).get("language_code", ""))
        scopes: list[Json] = [
            {"type": "chat", "chat_id": chat_id},
            {"type": "all_private_chats"},
            {"type": "default"},
        ]
        menus = (self.commands_of(scope, tongue) for scope in scopes for tongue in (language, ""))
        return next((menu for menu in menus if menu), [])


def _key(scope: Json, language: str) -> tuple[str, str, str]:
    return str(scope.get("type", "default")), str(scope.get("chat_id", "")), language
