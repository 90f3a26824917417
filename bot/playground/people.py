"""What people do on their phones; each deed becomes an update for the bot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from . import keyboards
from .state import Chat, State
from .texts import with_entities

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Json = dict[str, Any]

HIDDEN_SENDER = "Telegram user"


@dataclass
class Query:
    """One press of a button, and what the bot answered."""

    user_id: int
    date: int
    answer: Json | None = None


class People(State):
    """The people of the playground and their phones."""

    def __init__(self, token: str, clock: Callable[[], datetime]) -> None:
        super().__init__(token, clock)
        self.queries: dict[str, Query] = {}
        self._query_numbers = count(4_000_000_001)
        self._last: dict[int, Json] = {}

    def say(self, user_id: int, text: str) -> int:
        """Send a text, or a command."""
        return self._send(user_id, _text(text))

    def say_in_group(self, user_id: int, group_id: int, text: str) -> int:
        """Send a text in a group in which the bot is."""
        about = {"id": group_id, "type": "supergroup", "title": f"Group {-group_id}"}
        group = self.chats.setdefault(group_id, Chat(about))
        return self._write(group, user_id, _text(text))

    def forward(self, user_id: int, text: str) -> int:
        """Pass on a text that somebody else wrote."""
        origin = {
            "type": "hidden_user",
            "sender_user_name": HIDDEN_SENDER,
            "date": self.today(),
        }
        return self._send(user_id, {"forward_origin": origin, **_text(text)})

    def send_document(
        self, user_id: int, name: str, content: bytes, caption: str | None = None
    ) -> int:
        """Send a file."""
        return self._send(user_id, self.store(name, content).as_document() | _caption(caption))

    def send_photo(
        self, user_id: int, content: bytes, caption: str | None = None, name: str = "photo.jpg"
    ) -> int:
        """Send a photo."""
        return self._send(user_id, self.store(name, content).as_photo() | _caption(caption))

    def share_contact(self, user_id: int, phone: str) -> int:
        """Share one's own telephone number."""
        name = self.user(user_id)["first_name"]
        contact = {"phone_number": phone, "first_name": name, "user_id": user_id}
        return self._send(user_id, {"contact": contact})

    def send_location(self, user_id: int, latitude: float = 10.2, longitude: float = 103.9) -> int:
        """Send a place on the map."""
        return self._send(user_id, {"location": {"latitude": latitude, "longitude": longitude}})

    def send_sticker(self, user_id: int, emoji: str = "\N{THUMBS UP SIGN}") -> int:
        """Send a sticker."""
        about = self.store("sticker.webp", b"RIFF").about
        looks = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = {**about, **looks, "type": "regular", "emoji": emoji}
        return self._send(user_id, {"sticker": sticker})

    def send_voice(self, user_id: int, seconds: int = 3) -> int:
        """Send a voice message."""
        about = self.store("voice.ogg", b"OggS").about
        return self._send(
            user_id, {"voice": {**about, "duration": seconds, "mime_type": "audio/ogg"}}
        )

    def edit(self, user_id: int, message_id: int, text: str) -> None:
        """Change a text that one sent before."""
        chat = self.chats[user_id]
        old = {k: v for k, v in chat.messages[message_id].items() if k != "entities"}
        message = {**old, "edit_date": self.today(), **_text(text)}
        self.replace(chat, message)
        self._deed(user_id, {"edited_message": message})

    def tap(self, user_id: int, message_id: int, label_or_data: str) -> str:
        """Press a button below a message, named by its label or its data."""
        message = self.chats[user_id].messages[message_id]
        button = keyboards.find(message, label_or_data)
        query_id = str(next(self._query_numbers))
        self.queries[query_id] = Query(user_id, self.today())
        query = {
            "id": query_id,
            "from": self.user(user_id),
            "message": message,
            "chat_instance": f"-7{user_id}",
            "data": button["callback_data"],
        }
        self._deed(user_id, {"callback_query": query})
        return query_id

    def block(self, user_id: int, blocked: bool) -> None:
        """Stop the bot, or let it write again."""
        chat = self.open(user_id)
        before, after = self._member(chat.blocked), self._member(blocked)
        chat.blocked = blocked
        change = {
            "chat": chat.about,
            "from": self.user(user_id),
            "date": self.today(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        self.tell({"event": "blocked", "chat": user_id, "blocked": blocked})
        self._deed(user_id, {"my_chat_member": change})

    def _member(self, blocked: bool) -> Json:
        if blocked:
            return {"user": self.bot, "status": "kicked", "until_date": 0}
        return {"user": self.bot, "status": "member"}

    def raw(self, update: Json) -> int:
        """Queue any update; its number is filled in."""
        number = self.updates.add(update)
        self.tell({"event": "update", "update_id": number})
        return number

    def repeat_last(self, user_id: int) -> int:
        """Deliver a person's last deed once more under a new number, as after a double tap."""
        return self.raw(self._last[user_id])

    def _send(self, user_id: int, content: Json) -> int:
        chat = self.open(user_id)
        if chat.blocked:
            raise ValueError(f"user {user_id} has blocked the bot and cannot write to it")
        return self._write(chat, user_id, content)

    def _write(self, chat: Chat, user_id: int, content: Json) -> int:
        message = self.put(chat, self.user(user_id), content)
        self._deed(user_id, {"message": message})
        return int(message["message_id"])

    def _deed(self, user_id: int, update: Json) -> None:
        self._last[user_id] = update
        self.raw(update)


def _text(text: str) -> Json:
    entities = with_entities(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _caption(text: str | None) -> Json:
    return {"caption": text} if text else {}
