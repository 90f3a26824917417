"""One server for both sides: the Bot API for the bot, the page of phones for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tornado.web import Application

from . import page
from .api import BotApi, BotFile
from .guard import Missing
from .seats import Control, Seat, seats
from .world import World
from .zalo import ZaloWorld
from .zalo_api import ZaloApi, ZaloPicture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tornado.web import RequestHandler

__all__ = ["Control", "Seat", "World", "ZaloWorld", "application", "seats"]


def application(
    world: World,
    *,
    control: Control | None = None,
    zalo: ZaloWorld | None = None,
    more: Sequence[Any] = (),
) -> Application:
    """Join both Bot APIs and, where somebody holds the controls, the page; `more` are routes."""
    zalo = zalo or ZaloWorld("", world.clock)
    routes = [
        *more,
        (r"/zalo/bot([^/]+)/(\w+)", ZaloApi, {"zalo": zalo}),
        (r"/zalo/picture/(\w+)", ZaloPicture, {"zalo": zalo}),
        (r"/bot([^/]+)/(\w+)", BotApi, {"world": world}),
        (r"/file/bot([^/]+)/(.+)", BotFile, {"world": world}),
        *(page.routes(world, control, zalo) if control else []),
    ]
    return Application(routes, log_function=_silent, default_handler_class=Missing)


def _silent(handler: RequestHandler) -> None:
    """Keep one line per request out of the bot's own log; the page has a log of calls."""
