"""The playground: a bot in a province of its own, with phones in the browser and a time machine."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, select

from bot import web
from bot.app import App, listen, set_manner, settle_in
from bot.channels import Limits
from bot.channels.telegram import Telegram
from bot.channels.zalo import Zalo
from bot.clock import Clock
from bot.playground.server import Seat, World, ZaloWorld, application, seats, zalo_line
from bot.settings import Settings
from messages import FOLDER
from models.assignments import appoint
from models.database import Database
from models.people import Account, Contact, Role, account_at
from models.quotas import MONTHLY
from models.remembered import recall, remember
from models.units import unit_by_code

LOOPBACK = "127.0.0.1"  # whatever is configured: everybody may do everything here
CHANNEL = "playground"  # its addresses must never pass for real ones
ZALO = "zalo-playground"
TOKEN = "1000000:playground"  # noqa: S105  opens nothing but the loopback server
OFFSET = "clock-offset"
BEGINS = datetime.fromisoformat("2021-09-27T08:30+07:00")  # a month before units must register
SEATS = {
    "official": (Role.CONTACT, "911-duong-to"),
    "officer": (Role.STAFF, None),
    "admin": (Role.ADMIN, None),
    "neighbour": (Role.CONTACT, "844"),  # another province, another campaign
}
SAME = {"zalo": "official", "zaloofficer": "officer"}  # whose second phone it is


class Controls:
    """What the page may do: tell the time, and set it."""

    def __init__(self, app: App, wording: dict[str, Any]) -> None:
        self._app = app
        self.wording = wording
        self.seats: Sequence[Seat] = seats(wording)

    def now(self) -> datetime:
        """Return the moment in the campaign."""
        return self._app.clock.now()

    async def set_clock(self, to: datetime) -> None:
        """Go on from another moment, and do at once what has become due by then."""
        self._app.clock.set(to)
        offset = str(self._app.clock.offset.total_seconds())
        await self._app.database.run(lambda session: remember(session, OFFSET, offset))
        await self._app.alarm.ring()


def remembered_clock(settings: Settings, database: Database) -> Clock:
    """Return the clock as a playground left it; elsewhere, and before, the real one."""
    kept = database.transaction(lambda session: recall(session, OFFSET))
    return Clock(settings.zone, timedelta(seconds=float(kept or 0)))


def begin_story(session: Session, clock: Clock) -> None:
    """Set the clock of a new playground to where its sample begins."""
    if recall(session, OFFSET) is None:
        clock.set(BEGINS)
        remember(session, OFFSET, str(clock.offset.total_seconds()))


def take_seats(session: Session, phones: Sequence[Seat], clock: Clock) -> None:
    """Let the people of the sample in, who need no invitation here."""
    for phone in phones:
        channel, address = (ZALO, phone.chat_id) if phone.zalo else (CHANNEL, str(phone.user_id))
        known = select(Account).where(Account.channel == channel, Account.address == address)
        if session.exec(known).first():
            continue
        if phone.code in SAME:
            same = next(each.user_id for each in phones if each.code == SAME[phone.code])
            person = account_at(session, CHANNEL, str(same))
            assert person is not None
            session.add(Account(channel=channel, address=address, contact_id=person[1].id))
            continue
        if phone.code not in SEATS:
            continue
        role, unit_code = SEATS[phone.code]
        unit = unit_by_code(session, unit_code) if unit_code else None
        contact = Contact(name=phone.first_name, role=role, unit_id=unit.id if unit else None)
        session.add(contact)
        session.flush()
        session.add(Account(channel=CHANNEL, address=str(phone.user_id), contact_id=contact.id))
        if unit:
            appoint(session, contact.id, unit.id, clock.now(), clock.today())


async def play(settings: Settings, database: Database) -> None:
    """Serve the page and the loopback Bot API, and run an unmodified bot against it."""
    set_manner(settings)
    _, port = settings.address
    database.transaction(partial(settle_in, kind="playground"))
    clock = remembered_clock(settings, database)
    database.transaction(lambda session: begin_story(session, clock))
    world = World(TOKEN, clock.now)
    base = f"http://{LOOPBACK}:{port}"
    zalo = ZaloWorld(TOKEN, clock.now)
    zalo.public = base
    line = zalo_line(zalo)
    telegram = Telegram(TOKEN, f"{base}/bot", f"{base}/file/bot", name=CHANNEL)
    quick = Limits(30, 0.2, 4, MONTHLY, files=False)
    on_zalo = Zalo(
        TOKEN, f"http://{LOOPBACK}:{line.port}", name=ZALO, limits=quick, media=(LOOPBACK,)
    )
    app = App(database, clock, [telegram, on_zalo], base)
    wording = json.loads((FOLDER / "playground.json").read_text(encoding="utf-8"))
    controls = Controls(app, wording)
    for phone in controls.seats:
        if not phone.zalo:
            world.introduce(phone.user_id, phone.first_name)
            world.open(phone.user_id)
    database.transaction(lambda session: take_seats(session, controls.seats, clock))
    pages = web.routes(database, clock, app.inbox.wake)
    server = listen(application(world, control=controls, zalo=zalo, more=pages), LOOPBACK, port)
    print(f"Open {base} in a browser. Ctrl-C stops it; every answer is kept.", flush=True)  # noqa: T201
    try:
        await app.run()
    finally:
        server.stop()
        line.cut()
