"""The loopback Zalo Bot API: /bot<TOKEN>/<method>, as a status or within a 200, and its faults."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import TYPE_CHECKING, Any

from tornado.web import RequestHandler

from .api import arguments, uploads
from .faults import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .zalo import ZaloWorld

Json = dict[str, Any]

IDLE = 408
GATEWAY = {"500": 500, "502": 502}  # faults that are answered in HTML, not by Zalo itself
MENDED = {"bare": {"ok": True}, "no-date": {"ok": True, "result": {"message_id": "a"}}}


class ZaloApi(RequestHandler):
    """Answers /bot<TOKEN>/<method> as Zalo does."""

    def initialize(self, zalo: ZaloWorld) -> None:
        """Remember whose calls these are."""
        self.zalo, self._gone = zalo, False

    def on_connection_close(self) -> None:
        """Note that nobody waits for the answer any more."""
        self._gone = True

    async def post(self, token: str, name: str) -> None:
        """Answer a call, in the style of errors that is set."""
        if self.zalo.delay and name != "getUpdates":
            await asyncio.sleep(self.zalo.delay)
        if self.zalo.offline:
            self._hang_up()
            return
        args = arguments(self.request)
        self.zalo.calls.append((name, args))
        self.set_header("Content-Type", "application/json")
        fault = self.zalo.faults.popleft() if name.startswith("send") and self.zalo.faults else ""
        if fault in GATEWAY:
            self.set_status(GATEWAY[fault])
            self.set_header("Content-Type", "text/html")
            self.finish("<html><h1>Bad Gateway</h1></html>")
            self.zalo.note(name, args, GATEWAY[fault], "")
        elif fault == "dropped":
            self._hang_up()
        else:
            await self._answer(token, name, args, fault)

    get = post

    async def _answer(self, token: str, name: str, args: Json, fault: str) -> None:
        try:
            result = await self._run(token, name, args)
        except ApiError as error:
            self._refuse(error)
            if error.code != IDLE:
                self.zalo.note(name, args, error.code, error.description)
            return
        lost = fault == "lost" or self.zalo.offline
        self.zalo.note(name, args, 200, "no answer" if lost else "")
        if lost:
            self._hang_up()
        elif fault == "truncated":
            self.finish('{"ok": true, "result": {"mess')
        else:
            self.finish(json.dumps(MENDED.get(fault, {"ok": True, "result": result})))

    def _hang_up(self) -> None:
        if not self._gone:
            self.detach().close()

    async def _run(self, token: str, name: str, args: Json) -> object:
        if token != self.zalo.token:
            raise ApiError(401, "Unauthorized")
        if name == "getUpdates":
            return await self.zalo.poll(float(args.get("timeout", 30)), lambda: self._gone)
        if name == "sendPhoto" and uploads(self.request):
            raise ApiError(400, "photo must be a public URL")
        known: dict[str, Callable[[Json], object]] = {
            "getMe": self._me,
            "sendMessage": self.zalo.send,
            "sendPhoto": self.zalo.send_photo,
            "sendVoice": self.zalo.send_other,
            "sendSticker": self.zalo.send_other,
            "sendChatAction": lambda _: None,
            "getWebhookInfo": self.zalo.hooked,
            "setWebhook": self.zalo.hook,
            "deleteWebhook": self.zalo.unhook,
        }
        if name not in known:
            raise ApiError(404, "Not found")
        result = known[name](args)
        return await result if inspect.isawaitable(result) else result

    def _me(self, _: Json) -> Json:
        about = {"account_name": "bot.playground", "account_type": "BASIC"}
        return {"id": self.zalo.number, **about, "can_join_groups": False}

    def _refuse(self, error: ApiError) -> None:
        if self._gone:
            return
        if self.zalo.error_style == "http":
            self.set_status(error.code)
        told = {"ok": False, "error_code": error.code, "description": error.description}
        self.finish(json.dumps(told))


class ZaloPicture(RequestHandler):
    """Hands out what people have sent."""

    def initialize(self, zalo: ZaloWorld) -> None:
        """Remember where it lies."""
        self.zalo = zalo

    def get(self, name: str) -> None:
        """Send a picture."""
        picture = self.zalo.pictures.get(name)
        if picture is None:
            self.set_status(404)
            return
        self.set_header("Content-Type", "image/jpeg")
        self.finish(picture)
