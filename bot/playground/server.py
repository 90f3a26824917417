"""The servers of both sides: the Bot APIs for the bot, the page of phones for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tornado.web import Application

from . import page
from .api import BotApi, BotFile
from .guard import Missing
from .line import Line
from .seats import Control, Seat, seats
from .world import World
from .zalo import ZaloWorld
from .zalo_api import ZaloApi, ZaloPicture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tornado.web import RequestHandler

__all__ = ["Control", "Seat", "World", "ZaloWorld", "application", "seats", "zalo_line"]


def application(
    world: World,
    *,
    control: Control | None = None,
    zalo: ZaloWorld | None = None,
    more: Sequence[Any] = (),
) -> Application:
    """Join Telegram's Bot API, `more` routes and, where somebody holds the controls, the page."""
    zalo = zalo or ZaloWorld("", world.clock)
    routes = [
        *more,
        (r"/zalo/picture/(\w+)", ZaloPicture, {"zalo": zalo}),
        (r"/bot([^/]+)/(\w+)", BotApi, {"world": world}),
        (r"/file/bot([^/]+)/(.+)", BotFile, {"world": world}),
        *(page.routes(world, control, zalo) if control else []),
    ]
    return Application(routes, log_function=_silent, default_handler_class=Missing)


def zalo_line(zalo: ZaloWorld) -> Line:
    """Serve the fake Zalo's API on a line of its own, which is cut while it is offline."""
    api = (r"/bot([^/]+)/(\w+)", ZaloApi, {"zalo": zalo})
    line = Line(Application([api], log_function=_silent))
    zalo.network = lambda on: line.mend() if on else line.cut()
    return line


def _silent(handler: RequestHandler) -> None:
    """Keep one line per request out of the bot's own log; the page has a log of calls."""
