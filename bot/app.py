"""Where the parts are joined."""

import asyncio
import contextlib
import gc
import logging
import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlmodel import Session
from telegram.error import TelegramError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot import web
from bot.channels import Channel
from bot.channels.telegram import Telegram
from bot.channels.zalo import Zalo
from bot.channels.zalo_client import ZaloError
from bot.clock import Alarm, Clock
from bot.drafting import Front
from bot.inbox import Inbox
from bot.lease import Lease
from bot.links import Links
from bot.menus import refresh_menus
from bot.outbox import Outbox
from bot.settings import Settings
from handlers import COMMANDS, DUE, RECEPTION
from messages import MANNER
from models.bots import TITLE, forget_others
from models.database import Database
from models.documents import MOST_BYTES
from models.invitations import LINK
from models.remembered import recall, remember
from models.reviews import PACE

log = logging.getLogger(__name__)


class Mistake(Exception):
    """Something the person at the keyboard can put right; the text says how."""


ENVELOPE = 2**20  # bytes around a file that is sent in a form
FAILED = 500  # and more: an answer of the server that is its own fault
GARBAGE = 20_000  # objects made before the collector looks again; a batch of updates makes as many


class App:
    """A bot: one database, one clock, and a few channels."""

    def __init__(
        self, database: Database, clock: Clock, channels: Sequence[Channel], public_url: str = ""
    ) -> None:
        self.database, self.clock, self.channels = database, clock, channels
        links = Links(database, clock, public_url) if public_url else None
        self.outboxes = [Outbox(database, channel, clock, links) for channel in channels]
        self.front = Front(COMMANDS, RECEPTION, clock)
        self.inbox = Inbox(database, self.front, self.wake, channels)
        self.alarm = Alarm(database, clock, DUE, self.wake)
        self._leases: list[Lease] = []

    def wake(self) -> None:
        """Tell every outbox that there may be something to send."""
        for outbox in self.outboxes:
            outbox.wake()

    async def run(self) -> None:
        """Work until cancelled; what was under way is found in the registers next time."""
        await self.database.run(partial(refresh_menus, front=self.front))
        gc.freeze()  # what is loaded by now stays, and need not be looked through again
        gc.set_threshold(GARBAGE)
        self.alarm.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.inbox.run())
                for outbox in self.outboxes:
                    group.create_task(outbox.run())
                for channel in self.channels:
                    if isinstance(channel, Telegram) and channel.name == "telegram":
                        group.create_task(self._remember_link(channel))
                    if isinstance(channel, Zalo):
                        group.create_task(self._remember_title(channel))
                    group.create_task(self._receive(channel))
        finally:
            self.alarm.stop()
            for lease in self._leases:
                await lease.let_go()
            for channel in self.channels:
                await channel.close()

    async def _receive(self, channel: Channel) -> None:
        """Take in what comes; what can be read but once, only one process reads."""
        receive = partial(channel.receive, partial(self.inbox.accept, channel.name))
        if not channel.read_once:
            await receive()
            return
        self._leases.append(lease := Lease(self.database, channel.name))
        await lease.hold(receive)

    async def _remember_link(self, channel: Telegram) -> None:
        """Remember what codes are put behind, so that they can be given out in the chat."""
        try:
            link = f"https://t.me/{await channel.username()}?start="
        except TelegramError:
            return  # as it was the last time, until the next start
        await self.database.run(lambda session: remember(session, LINK, link))

    async def _remember_title(self, channel: Zalo) -> None:
        """Remember what a Zalo bot is called, so that people can be told which to open."""
        try:
            title = await channel.title()
        except ZaloError:
            return  # as it was the last time, until the next start
        await self.database.run(lambda session: remember(session, f"{TITLE}{channel.name}", title))


def telegram(settings: Settings) -> Telegram:
    """Make the Telegram channel of the settings."""
    return Telegram(
        settings.telegram_token.get_secret_value(),
        settings.telegram_base_url,
        settings.telegram_base_file_url,
        proxy=settings.telegram_proxy or None,
        public_url=settings.public_url or None,
        secret=settings.webhook_secret.get_secret_value() or secrets.token_urlsafe(32),
    )


def zalo(settings: Settings) -> list[Zalo]:
    """Make a channel of each Zalo bot of the settings, named by the bot's number."""
    return [
        Zalo(
            token,
            settings.zalo_base_url,
            public_url=settings.public_url or None,
            secret=settings.webhook_secret.get_secret_value() or secrets.token_urlsafe(32),
            name=f"zalo-{number}",
        )
        for number, token in settings.zalo.items()
    ]


def join(settings: Settings, database: Database) -> App:
    """Make a bot with every channel that is configured."""
    set_manner(settings)
    database.transaction(partial(settle_in, kind="real installation"))
    channels: list[Channel] = [*zalo(settings)]
    if settings.telegram_token.get_secret_value():
        channels.insert(0, telegram(settings))
    names = [channel.name for channel in channels]
    database.transaction(partial(forget_others, channels=names))
    return App(database, Clock(settings.zone), channels, settings.public_url)


def set_manner(settings: Settings) -> None:
    """Speak as the settings ask."""
    MANNER.timezone = settings.zone
    PACE.working_days = settings.review_days
    MANNER.address = settings.honorific or MANNER.address


async def serve(settings: Settings, app: App) -> None:
    """Run a bot, with the web server that webhooks need."""
    async with contextlib.AsyncExitStack() as stack:
        routes: list[Any] = [
            route
            for channel in app.channels
            if isinstance(channel, Telegram | Zalo)
            for route in channel.routes(partial(app.inbox.accept, channel.name))
        ]
        if settings.public_url:
            routes += web.routes(app.database, app.clock, app.inbox.wake)
        if routes:
            elsewhere = {"database": app.database, "clock": app.clock}
            application = Application(
                routes,
                default_handler_class=web.Elsewhere,
                default_handler_args=elsewhere,
                log_function=_log,
            )
            stack.callback(listen(application, *settings.address).stop)
        if not settings.public_url and settings.zalo:
            log.warning("without THIDUA_PUBLIC_URL files are neither sent nor taken on Zalo")
        log.info("the bot is running on %s", ", ".join(channel.name for channel in app.channels))
        await app.run()


def _log(handler: RequestHandler) -> None:
    """Log what failed, without its address: that may hold the code of a link."""
    if handler.get_status() >= FAILED:
        log.error("%s failed: %s", type(handler).__name__, handler.get_status())


def listen(application: Application, host: str, port: int) -> HTTPServer:
    """Serve an application at an address; Mistake where it cannot be had."""
    server = HTTPServer(application, max_body_size=MOST_BYTES + ENVELOPE)
    try:
        server.add_sockets(bind_sockets(port, host))
    except OSError as error:
        raise Mistake(
            f"{host}:{port} cannot be listened on ({error}); "
            "set THIDUA_LISTEN to another address, such as 127.0.0.1:8081"
        ) from error
    return server


def settle_in(session: Session, kind: str) -> None:
    """Mark a database as real or as a playground's; Mistake where it is the other already."""
    known = recall(session, "installation") or kind
    if known != kind:
        raise Mistake(f"This database belongs to a {known}, not to a {kind}; name another one")
    remember(session, "installation", kind)
