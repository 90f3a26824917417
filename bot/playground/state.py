"""What the playground remembers of chats, messages and files, and who is told when it changes."""

from __future__ import annotations

import asyncio
import mimetypes
import struct
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from .faults import Faults
from .updates import Updates

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Json = dict[str, Any]

CALLS_KEPT = 500
PNG = b"\x89PNG\r\n\x1a\n"
PHOTO_SIZE = (1280, 960)


class ApiCall(NamedTuple):
    """One call of the Bot API, as the log shows it."""

    time: datetime
    method: str
    summary: Json
    status: int
    description: str


@dataclass
class Chat:
    """One chat as the person in it sees it."""

    about: Json
    messages: dict[int, Json] = field(default_factory=dict)
    keyboard: Json | None = None
    blocked: bool = False


@dataclass(frozen=True)
class File:
    """A file that somebody uploaded."""

    id: str
    path: str
    name: str
    content: bytes

    @property
    def mime(self) -> str:
        """The kind of file, judged by its name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def about(self) -> Json:
        """What every file object of the Bot API carries."""
        return {
            "file_id": self.id,
            "file_unique_id": f"u{self.id}",
            "file_size": len(self.content),
        }

    def as_document(self) -> Json:
        """Describe the file as a document."""
        return {"document": {**self.about, "file_name": self.name, "mime_type": self.mime}}

    def as_photo(self) -> Json:
        """Describe the file as a photo in its one size."""
        width, height = PHOTO_SIZE
        if self.content.startswith(PNG):
            width, height = struct.unpack(">II", self.content[16:24])
        return {"photo": [{**self.about, "width": width, "height": height}]}


class State:
    """The memory of one fake Telegram with one bot."""

    def __init__(self, token: str, clock: Callable[[], datetime]) -> None:
        self.token = token
        self.clock = clock
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Playground",
            "username": "playground_bot",
        }
        self.faults = Faults()
        self.updates = Updates(self.faults, self.moved)
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.calls: deque[ApiCall] = deque(maxlen=CALLS_KEPT)
        self.on_send: list[Callable[[Json], None]] = []
        self.watchers: list[Callable[[Json], None]] = []
        self.sent = 0
        self.refused = 0
        self._paths: dict[str, File] = {}
        self._numbers = count(1)
        self._change = asyncio.Event()

    def today(self) -> int:
        """Tell the time as the Bot API does, in whole seconds."""
        return int(self.clock().timestamp())

    def introduce(self, user_id: int, first_name: str) -> None:
        """Give a person the name that their account shows."""
        self.users[user_id] = {
            "id": user_id,
            "is_bot": False,
            "first_name": first_name,
            "language_code": "vi",
        }

    def user(self, user_id: int) -> Json:
        """Return a person's user object."""
        if user_id not in self.users:
            self.introduce(user_id, f"User {user_id}")
        return self.users[user_id]

    def open(self, user_id: int) -> Chat:
        """Return a person's private chat, begun if it is new; so the bot may write in it."""
        if user_id not in self.chats:
            name = self.user(user_id)["first_name"]
            self.chats[user_id] = Chat({"id": user_id, "type": "private", "first_name": name})
        return self.chats[user_id]

    def messages(self, chat_id: int) -> list[Json]:
        """List the messages of a chat as they look now."""
        return list(self.chats[chat_id].messages.values()) if chat_id in self.chats else []

    def keyboard(self, chat_id: int) -> Json | None:
        """Return the reply keyboard that stands below a chat's input field."""
        return self.chats[chat_id].keyboard if chat_id in self.chats else None

    def put(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Add a message to a chat."""
        number = next(self._numbers)
        message = {
            "message_id": number,
            "from": sender,
            "chat": chat.about,
            "date": self.today(),
            **content,
        }
        chat.messages[number] = message
        self.show(message)
        return message

    def replace(self, chat: Chat, message: Json) -> None:
        """Put a changed message where the old one was."""
        chat.messages[message["message_id"]] = message
        self.show(message)

    def show(self, message: Json) -> None:
        """Tell everyone that a message is new or has changed."""
        self.tell({"event": "message", "chat": message["chat"]["id"], "message": message})

    def store(self, name: str, content: bytes) -> File:
        """Keep a file."""
        number = len(self.files) + 1
        path = f"documents/file_{number}{PurePosixPath(name).suffix}"
        file = File(f"file{number}", path, name, content)
        self.files[file.id] = self._paths[path] = file
        return file

    def file_at(self, path: str) -> File | None:
        """Find a file by its path on the file server."""
        return self._paths.get(path)

    def tell(self, event: Json) -> None:
        """Tell watchers and waiters that something has changed."""
        for watcher in self.watchers:
            watcher(event)
        self.moved()

    def moved(self) -> None:
        """Let everyone who waits look again."""
        self._change.set()
        self._change = asyncio.Event()

    async def wait(self, predicate: Callable[[], bool], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until the predicate holds, asked again at every change; TimeoutError if never."""
        async with asyncio.timeout(timeout):
            while not predicate():
                await self._change.wait()
