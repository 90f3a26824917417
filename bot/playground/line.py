"""A line to a server that can be cut: then nobody can connect, and what is under way breaks off."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

if TYPE_CHECKING:
    from tornado.web import Application

LOOPBACK = "127.0.0.1"


class Line:
    """Serves an application on a port of its own, which stays the same when it is mended."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._server: HTTPServer | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self.port = 0
        self.mend()

    def mend(self) -> None:
        """Let everybody connect."""
        if self._server is None:
            self._server = HTTPServer(self._application)
            sockets = bind_sockets(self.port, LOOPBACK)
            self.port = sockets[0].getsockname()[1]
            self._server.add_sockets(sockets)

    def cut(self) -> None:
        """Let nobody connect; end what is under way."""
        if self._server is not None:
            self._server.stop()
            task = asyncio.ensure_future(self._server.close_all_connections())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
            self._server = None
