"""The stage: a loopback Bot API server in this process, a real bot in another, and its public."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from bot.clock import Clock
from bot.drafting import Front
from bot.menus import refresh_menus
from bot.playground.server import World, application
from bot.sample import PLANS
from handlers import COMMANDS, RECEPTION
from models.assignments import Assignment
from models.campaigns import save_plan
from models.database import Database
from models.people import Account, Contact, Role
from models.plan import Plan, UnitKind
from models.plan.file import read_plan
from models.units import Unit

TOKEN = "2000000:benchmark"  # noqa: S105  opens nothing but the loopback server
FIRST, STAFF = 100_001, 100_000  # ids of the first contact, and of the one person of the province
READING = 1.5  # seconds before anybody answers; a chat takes one message a second anyway
SCRIPT = (  # a commune registers, as in tests/conversations/register_commune.txt
    "/dangky",
    "Thu nhập bình quân đầu người",
    "60; 62; 64; 66; 68 triệu đồng/người/năm",
    "68 triệu đồng/người/năm",
    "[Thêm chỉ tiêu]",
    "Tỷ lệ hộ dân sử dụng nước sạch",
    "98%",
    "99,5%",
    "[Đã đủ]",
    "Nâng cấp đường liên ấp, chào mừng Đại hội",
    "[Cấp xã]",
    "[Chưa xác định]",
    "[Chưa xác định]",
    "[Chưa có ảnh]",
    "[Gửi đăng ký]",
)

FAR = date(2099, 12, 31)
TOP = 10**9  # the province above everybody; no person has this number


class Stage:
    """A world, the address of its Bot API, and the folder in which the bot keeps its data."""

    def __init__(self, folder: Path, people: int) -> None:
        self.world = World(TOKEN, lambda: datetime.now(UTC))
        self.people = range(FIRST, FIRST + people)
        self.folder = folder
        self.file = folder / "thidua.db"
        self.url = ""
        for person in (STAFF, *self.people):
            self.world.open(person)

    def furnish(self) -> None:
        """Make the bot's database: each contact has a commune, and the campaign runs today."""
        database = Database(f"sqlite:///{self.file}")
        database.upgrade()
        database.transaction(self._furnish)
        database.close()

    def _furnish(self, session: Session) -> None:
        plan = read_plan(PLANS / "kien-giang-2021-2025.yaml")
        save_plan(session, _still_running(plan), datetime.now(UTC))
        front = Front(COMMANDS, RECEPTION, Clock(ZoneInfo("Asia/Ho_Chi_Minh")))
        refresh_menus(session, front)  # as if everybody had got theirs on another day
        units = [{"id": person, "code": f"{person}"} for person in self.people]
        top = Unit(id=TOP, code=plan.scope, kind=UnitKind.PROVINCE, name="tỉnh Mẫu", folded="")
        session.add(top)
        session.flush()
        common = {"kind": UnitKind.COMMUNE, "name": "xã Mẫu", "folded": "xa mau", "parent_id": TOP}
        contacts = [{"id": STAFF, "role": Role.STAFF, "unit_id": None}]
        contacts += [{"id": p, "role": Role.CONTACT, "unit_id": p} for p in self.people]
        accounts = [{"address": f"{person}", "contact_id": person} for person in self.world.chats]
        session.execute(sa.insert(Unit).values(**common), units)
        session.execute(sa.insert(Contact).values(name="xã Mẫu"), contacts)
        session.execute(sa.insert(Account).values(channel="telegram"), accounts)
        serving = [{"contact_id": person, "unit_id": person} for person in self.people]
        session.execute(sa.insert(Assignment).values(since=datetime.now(UTC)), serving)

    def settings(self) -> dict[str, str]:
        """Return the settings of a bot that plays here."""
        return {
            "THIDUA_TELEGRAM_TOKEN": TOKEN,
            "THIDUA_TELEGRAM_BASE_URL": f"{self.url}/bot",
            "THIDUA_TELEGRAM_BASE_FILE_URL": f"{self.url}/file/bot",
            "THIDUA_DATA_DIR": str(self.folder),
            "THIDUA_LOG_LEVEL": "WARNING",
        }

    def owed(self) -> int:
        """Count the updates that are not handled and the messages that are not ticked off."""
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            [(count,)] = database.execute(
                "select (select count(*) from incoming where handled_at is null)"
                " + (select count(*) from outgoing where done_at is null)"
            )
        return int(count)

    async def settled(self) -> None:
        """Wait until nothing is owed."""
        async with asyncio.timeout(300):
            while self.owed():  # noqa: ASYNC110  another process works it off
                await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def stage(people: int) -> AsyncIterator[Stage]:
    """Open a stage; its server stops and its folder goes when it is left."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Stage(Path(folder), people)
        server = HTTPServer(application(place.world))
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        place.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        try:
            yield place
        finally:
            server.stop()
            await server.close_all_connections()


@contextlib.asynccontextmanager
async def running(*module: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a module of Python in a process of its own, and end it as Ctrl-C does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module, env=os.environ | settings
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.wait()


@contextlib.asynccontextmanager
async def bot(place: Stage, *module: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run our bot, or another; it is there when its first getUpdates has come."""
    polls = place.world.updates.polls
    async with running(*(module or ("bot", "run")), **place.settings()) as process:
        await place.world.wait(lambda: place.world.updates.polls > polls, 60)
        yield process


class Public:
    """People who talk to the bot, and how long each waited for the reply."""

    def __init__(self, place: Stage, script: Sequence[str] = SCRIPT) -> None:
        self.world, self.script = place.world, script
        self.waits: list[float] = []
        self._steps: dict[int, int] = {}
        self._since: dict[int, float] = {}
        self._seen: dict[int, dict[str, Any]] = {}
        self._heard: dict[int, float] = {}
        self._all = asyncio.Event()
        self.world.on_send.append(self._hear)

    def speak(self, person: int) -> None:
        """Say, or tap, what comes next in the script."""
        step = self._steps.get(person, 0)
        self._steps[person] = step + 1
        self._since[person] = time.perf_counter()
        said = self.script[step % len(self.script)]
        if said.startswith("["):
            self._tap(person, said[1:-1])
        else:
            self.world.say(person, said)

    def _tap(self, person: int, begins: str) -> None:
        message = self._seen[person]
        rows = message["reply_markup"]["inline_keyboard"]
        labels = (button["text"] for row in rows for button in row)
        label = next(label for label in labels if label.startswith(begins))
        self.world.tap(person, message["message_id"], label)

    async def answered(self, seconds: float = 300) -> None:
        """Wait until nobody waits for a reply."""
        async with asyncio.timeout(seconds):
            while self._since:
                self._all.clear()
                await self._all.wait()

    def free(self, person: int) -> bool:
        """Say whether a person has had an answer, and a moment to read it."""
        read = time.perf_counter() - self._heard.get(person, 0) > READING
        return read and person not in self._since

    def _hear(self, message: dict[str, Any]) -> None:
        person = message["chat"]["id"]
        self._seen[person] = message
        self._heard[person] = time.perf_counter()
        since = self._since.pop(person, None)
        if since is not None:
            self.waits.append(time.perf_counter() - since)
        if not self._since:
            self._all.set()


def _still_running(plan: Plan) -> Plan:
    """Return the plan as if its period and its deadlines were not over."""
    period = plan.period.model_copy(update={"end": FAR})
    milestones = tuple(
        each.model_copy(update={"date": each.date and FAR}) for each in plan.milestones
    )
    return plan.model_copy(update={"period": period, "milestones": milestones})


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print one Markdown table."""
    print(f"\n## {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|---" * len(head) + "|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    sys.stdout.flush()


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
