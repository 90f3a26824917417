"""One call of the Bot API: its arguments, whichever way they came, and its method."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .faults import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .state import Chat, File
    from .world import World

    Function = Callable[["Call"], object | Awaitable[object]]

Json = dict[str, Any]

ATTACHED = "attach://"


@dataclass
class Call:
    """The arguments of a call; strings, or already read where the body was JSON."""

    world: World
    args: Json
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Read an argument as text."""
        return str(self.args.get(name, default))

    def number(self, name: str, default: int = 0) -> int:
        """Read an argument as a whole number."""
        try:
            return int(self.args.get(name, default))
        except (TypeError, ValueError):
            raise bad_request(f"{name} must be a number") from None

    def flag(self, name: str) -> bool:
        """Read an argument as yes or no."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def value(self, name: str) -> Any:  # noqa: ANN401
        """Read an argument that is JSON, inside a form field or not."""
        given = self.args.get(name)
        if not isinstance(given, str):
            return given
        try:
            return json.loads(given) if given else None
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def chat(self) -> Chat:
        """Find the chat that is meant."""
        try:
            number = int(self.args.get("chat_id", ""))
        except ValueError:
            raise bad_request("chat not found") from None
        return self.world.chat_for_bot(number)

    def file(self, name: str) -> File:
        """Find the file that is meant: one uploaded with this call, or one sent before."""
        given = self.text(name).removeprefix(ATTACHED)
        if upload := self.uploads.get(given or name):
            if not upload[1]:
                raise bad_request("file must be non-empty")
            return self.world.store(*upload)
        if given not in self.world.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.world.files[given]


METHODS: dict[str, Function] = {}


def method(name: str) -> Callable[[Function], Function]:
    """Enter a function in the list of methods, which are found whatever their capitals."""

    def enter(function: Function) -> Function:
        METHODS[name.lower()] = function
        return function

    return enter


def find(name: str) -> Function:
    """Find a method; one that the playground does not know is refused, never waved through."""
    try:
        return METHODS[name.lower()]
    except KeyError:
        raise ApiError(404, "Not Found") from None
