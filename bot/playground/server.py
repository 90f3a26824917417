"""One server for both sides: the Bot API for the bot, the page of phones for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tornado.web import Application

from .api import BotApi, BotFile
from .world import World

if TYPE_CHECKING:
    from tornado.web import RequestHandler

__all__ = ["World", "application"]


def application(world: World) -> Application:
    """Join the Bot API and, where somebody holds the controls, the page."""
    routes = [
        (r"/bot([^/]+)/(\w+)", BotApi, {"world": world}),
        (r"/file/bot([^/]+)/(.+)", BotFile, {"world": world}),
    ]
    return Application(routes, log_function=_silent)


def _silent(handler: RequestHandler) -> None:
    """Keep one line per request out of the bot's own log; the page has a log of calls."""
