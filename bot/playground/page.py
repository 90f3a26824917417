"""The page of phones: its files, its socket, and the files that travel both ways."""

from __future__ import annotations

import inspect
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from .desk import DEEDS, Desk, shown
from .guard import FOLDER, Guarded, Static

if TYPE_CHECKING:
    from .seats import Control
    from .world import World
    from .zalo import ZaloWorld

Json = dict[str, Any]

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class Start(Guarded):
    """Gives the page its seats and its wording."""

    def initialize(self, desk: Desk) -> None:
        """Remember the desk."""
        self.desk = desk

    def get(self) -> None:
        """Answer with both."""
        self.finish(self.desk.start())


class Socket(Guarded, WebSocketHandler):
    """Keeps one open page up to date and does what is pressed there."""

    def initialize(self, desk: Desk) -> None:
        """Remember the desk."""
        self.desk = desk

    def check_origin(self, origin: str) -> bool:
        """Leave it to the guard, which has looked already."""
        return bool(origin)

    def open(self, *_args: str, **_kwargs: str) -> None:
        """Show how everything stands, and every change from now on."""
        self.push(self.desk.hello())
        self.desk.world.watchers.append(self.watch)

    def on_close(self) -> None:
        """Stop watching."""
        with suppress(ValueError):
            self.desk.world.watchers.remove(self.watch)

    def watch(self, event: Json) -> None:
        """Pass on a change."""
        match event["event"]:
            case "call":
                faults = self.desk.faults()
                self.push({"event": "call", "call": shown(event["call"]), **faults})
            case "commands":
                self.push(self.desk.menus())
            case "update":
                pass
            case _:
                self.push(event)

    def push(self, event: Json) -> None:
        """Send an event to the page, unless it has just gone."""
        with suppress(WebSocketClosedError):
            self.write_message(json.dumps(event))

    async def on_message(self, message: str | bytes) -> None:
        """Do what was pressed."""
        order = json.loads(message)
        try:
            done = DEEDS[order.pop("do")](self.desk, **order)
            if inspect.isawaitable(done):
                await done
        except (LookupError, TypeError, ValueError) as error:
            self.push({"event": "refused", "reason": str(error)})


class Upload(Guarded):
    """Takes a file from a phone."""

    def initialize(self, desk: Desk) -> None:
        """Remember the desk."""
        self.desk = desk

    def post(self, user: str) -> None:
        """Send it to the bot as a document or a photo."""
        name, kind = self.get_query_argument("name"), self.get_query_argument("as", "document")
        try:
            self.desk.upload(int(user), kind, name, self.request.body)
        except (LookupError, ValueError) as error:
            raise HTTPError(409) from error
        self.set_status(204)


class Download(Guarded):
    """Gives a phone a file that is in its chat."""

    def initialize(self, desk: Desk) -> None:
        """Remember the desk."""
        self.desk = desk

    def get(self, file_id: str) -> None:
        """Show a picture; save anything else."""
        file = self.desk.world.files.get(file_id)
        if file is None:
            raise HTTPError(404)
        if file.mime in PICTURES:
            self.set_header("Content-Type", file.mime)
        else:
            self.set_header("Content-Type", "application/octet-stream")
            name = quote(file.name)
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        self.finish(file.content)


def routes(
    world: World, control: Control, zalo: ZaloWorld
) -> list[tuple[str, type[Guarded], Json]]:
    """List the addresses of the page."""
    desk = {"desk": Desk(world, control, zalo)}
    files = {"path": str(FOLDER), "default_filename": "index.html"}
    return [
        (r"/play/start", Start, desk),
        (r"/play/socket", Socket, desk),
        (r"/play/upload/(\d+)", Upload, desk),
        (r"/play/file/(\w+)", Download, desk),
        (r"/()", Static, files),
        (r"/([a-z]+\.(?:js|css|svg))", Static, files),
    ]
