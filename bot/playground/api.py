"""The wire side of the fake: /bot<TOKEN>/<method> and /file/bot<TOKEN>/<path>."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import TYPE_CHECKING, Any

from tornado.web import RequestHandler

from . import messaging, setup
from .calls import Call, find
from .faults import ApiError, bad_request
from .state import ApiCall

if TYPE_CHECKING:
    from tornado.httputil import HTTPServerRequest

    from .world import World

Json = dict[str, Any]

__all__ = ["BotApi", "BotFile", "messaging", "setup"]

POLL = "getupdates"
TOO_MANY = 429
SECRETS = ("secret_token", "certificate")


def arguments(request: HTTPServerRequest) -> Json:
    """Read the arguments from the query, a form of either kind, or a JSON body."""
    try:
        args: Json = {name: given[-1].decode() for name, given in request.arguments.items()}
        if request.headers.get("Content-Type", "").startswith("application/json"):
            args |= json.loads(request.body or b"{}")
    except (TypeError, ValueError):
        raise bad_request("can't parse the request") from None
    return args


def uploads(request: HTTPServerRequest) -> dict[str, tuple[str, bytes]]:
    """Read the files of a multipart body."""
    return {name: (files[-1].filename, files[-1].body) for name, files in request.files.items()}


class Offline(RequestHandler):
    """What both servers share: the world, and being unreachable when told to."""

    def initialize(self, world: World) -> None:
        """Remember whose calls these are."""
        self.world = world
        self.gone = False

    def on_connection_close(self) -> None:
        """Note that nobody waits for the answer any more."""
        self.gone = True

    def compute_etag(self) -> None:
        """Leave out what no bot asks for."""

    def write_error(self, status_code: int, **_kwargs: object) -> None:
        """Keep the envelope even where something broke."""
        self.finish(json.dumps(refusal(ApiError(status_code, self._reason))))

    async def reachable(self) -> bool:
        """Wait as long as the network takes; cut the line when there is none."""
        if self.world.faults.latency:
            await asyncio.sleep(self.world.faults.latency)
        if self.world.faults.offline:
            self.hang_up()
        return not (self.world.faults.offline or self.gone)

    def hang_up(self) -> None:
        """Close the connection without an answer."""
        if not self.gone:
            self.detach().close()


class BotApi(Offline):
    """Answers the methods of the Bot API."""

    async def get(self, token: str, name: str) -> None:
        """Answer a call."""
        if not await self.reachable():
            return
        args: Json = {}
        status, envelope = 200, {}
        try:
            args = arguments(self.request)
            result = await self._run(token, name.lower(), args)
            envelope = {"ok": True, "result": result}
        except ApiError as error:
            status, envelope = error.code, refusal(error)
        self._finish(name, args, status, envelope)

    post = get

    async def _run(self, token: str, name: str, args: Json) -> object:
        if token != self.world.token:
            raise ApiError(401, "Unauthorized")
        function = find(name)
        if name in messaging.SENDS:
            self.world.faults.check(str(args.get("chat_id")))
        result = function(Call(self.world, args, uploads(self.request)))
        return await result if inspect.isawaitable(result) else result

    def _finish(self, name: str, args: Json, status: int, envelope: Json) -> None:
        if self.gone:
            return
        if self.world.faults.offline:
            self.hang_up()
            return
        self._note(name, args, status, envelope)
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(envelope))

    def _note(self, name: str, args: Json, status: int, envelope: Json) -> None:
        if name.lower() == POLL and envelope.get("result") == []:
            return
        if status == TOO_MANY:
            self.world.refused += 1
        summary = {key: value for key, value in args.items() if key not in SECRETS}
        description = envelope.get("description", "")
        call = ApiCall(self.world.clock(), name, summary, status, description)
        self.world.calls.append(call)
        self.world.tell({"event": "call", "call": call})


def refusal(error: ApiError) -> Json:
    """Put a refusal into the envelope of the Bot API."""
    envelope: Json = {"ok": False, "error_code": error.code, "description": error.description}
    return envelope | ({"parameters": error.parameters} if error.parameters else {})


class BotFile(Offline):
    """Hands out files."""

    async def get(self, token: str, path: str) -> None:
        """Send a file to the bot."""
        if not await self.reachable():
            return
        file = self.world.file_at(path) if token == self.world.token else None
        if file is None:
            self.set_status(404)
            await self.finish(json.dumps(refusal(ApiError(404, "Not Found"))))
            return
        self.set_header("Content-Type", "application/octet-stream")
        await self.finish(file.content)
