"""A stage for the real bot: its process, a Telegram of our own over HTTP, a database on disk.

Nothing in the bot is replaced. A test says and taps as people do, waits until something holds, and
reads what stands on the phones and in the database. Only waiting too long (PATIENCE) fails a test.
"""

import asyncio
import atexit
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from bot.playground.server import World, application
from models.assignments import appoint
from models.database import Database
from models.people import Account, Contact, Role
from models.units import unit_by_code

Json = dict[str, Any]

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "plans" / "kien-giang-2021-2025.yaml"
UNITS = [ROOT / "plans" / "units" / name for name in ("kien-giang.csv", "mau.csv")]
CAMPAIGN = PLAN.stem
TOKEN = "777:AAsecret-of_the-stage"  # opens nothing but the stage
PATIENCE = 60.0
# The campaign lies in the past; on the stage it still runs, whatever day it is.
STILL_RUNNING = {"end: 2025-07-31": "end: 2099-12-31", "date: 2021-10-30": "date: 2099-10-30"}
COMMUNES = ["911-duong-to", "911-ham-ninh", "911-cua-can", "911-cua-duong"]


class Said(NamedTuple):
    """What a command of the command line came to."""

    status: int
    out: str
    err: str


class Bot:
    """One process of the bot; what it prints goes into a file."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process, self._log = process, log
        self.may_end = False

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def ended(self) -> bool:
        return self.process.returncode is not None

    async def kill(self) -> None:
        """Pull the plug."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to stop, as Ctrl-C does; and say that it did so in good order."""
        await self._end(signal.SIGINT)
        assert self.process.returncode == 0, self.log

    async def death(self) -> None:
        """Wait until it has died by a fault hook."""
        self.may_end = True
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        assert self.process.returncode == -signal.SIGKILL, self.log

    async def _end(self, how: signal.Signals) -> None:
        self.may_end = True
        with suppress(ProcessLookupError):
            self.process.send_signal(how)
        await asyncio.wait_for(self.process.wait(), PATIENCE)


class Stage:
    """A world with people, a folder with the bot's data, and the bots that play on it."""

    def __init__(self, folder: Path, world: World, port: int) -> None:
        self.folder, self.world, self.port = folder, world, port
        self.file = folder / "data" / "thidua.db"
        self.bots: list[Bot] = []

    # --- the bot ---

    def settings(self, **more: str) -> dict[str, str]:
        """Return the environment of a process: nobody's own settings, and those of the stage."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("THIDUA_")}
        stage = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": f"http://127.0.0.1:{self.port}/bot",
            "TELEGRAM_BASE_FILE_URL": f"http://127.0.0.1:{self.port}/file/bot",
            "DATA_DIR": str(self.folder / "data"),
        }
        named = {f"THIDUA_{name}": value for name, value in (stage | more).items()}
        return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | named

    async def start(self, *, wait: bool = True, **settings: str) -> Bot:
        """Start `python -m bot run`; wait until it asks for updates."""
        polls = self.world.updates.polls
        log = self.folder / f"bot-{len(self.bots)}.log"
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run"),
                cwd=self.folder,
                env=self.settings(**settings),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        bot = Bot(process, log)
        self.bots.append(bot)
        if wait:
            await self.until(lambda: self.world.updates.polls > polls)
        return bot

    async def command(self, *arguments: str | Path, **settings: str) -> Said:
        """Run a command of the command line to its end."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *map(str, arguments)),
            cwd=self.folder,
            env=self.settings(**settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        return Said(process.returncode or 0, out.decode(), err.decode())

    # --- people ---

    def let_in(self, people: Mapping[int, str | Role]) -> None:
        """Make people known to the bot: contacts by their unit's code, others by their role."""
        database = Database(f"sqlite:///{self.file}")
        database.transaction(lambda session: _let_in(session, people))
        database.close()
        for user_id in people:
            self.world.open(user_id)

    def told(self, user_id: int) -> list[Json]:
        """Return what the bot has sent to a person, as it looks now."""
        return [m for m in self.world.messages(user_id) if m["from"]["is_bot"]]

    async def hears(self, user_id: int, *words: str, after: int = 0) -> Json:
        """Wait until the newest of more than `after` messages to a person has these words."""

        def heard() -> bool:
            told = self.told(user_id)
            return len(told) > after and all(word in text_of(told[-1]) for word in words)

        await self.until(heard, lambda: f"{words}, not {[text_of(m) for m in self.told(user_id)]}")
        return self.told(user_id)[-1]

    async def say(self, user_id: int, text: str, *words: str) -> Json:
        """Have a person say something; wait for an answer with these words."""
        before = len(self.told(user_id))
        self.world.say(user_id, text)
        return await self.hears(user_id, *words, after=before)

    async def tap(self, user_id: int, label: str, *words: str) -> Json:
        """Have a person tap a button of the newest message; wait for an answer."""
        before = len(self.told(user_id))
        self.world.tap(user_id, self.told(user_id)[-1]["message_id"], label)
        return await self.hears(user_id, *words, after=before)

    # --- the database ---

    def rows(self, query: str, *values: object) -> list[Any]:
        """Ask the database on the disk."""
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> Any:
        """Ask for a single value."""
        return self.rows(query, *values)[0][0]

    def change(self, statement: str, *values: object) -> None:
        """Meddle with the database."""
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as connection, connection:
            connection.execute(statement, values)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep the database from being written by anyone else."""
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as connection:
            connection.execute("begin immediate")
            yield

    def nothing_waits(self) -> bool:
        """Tell whether everything that came in is handled and everything owed is done."""
        incoming = self.one("select count(*) from incoming where handled_at is null")
        outgoing = self.one("select count(*) from outgoing where done_at is null")
        return not incoming and not outgoing and not self.world.updates.pending

    # --- waiting ---

    async def until(
        self, holds: Callable[[], object], but: Callable[[], str] = lambda: "nothing"
    ) -> None:
        """Wait until something holds; a bot that ends meanwhile, or no end of it, is a failure."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not holds():
            for bot in self.bots:
                assert bot.may_end or not bot.ended, f"the bot ended by itself:\n{bot.log}"
            logs = "\n".join(bot.log[-3000:] for bot in self.bots)
            assert loop.time() < end, f"waited for {but()}\n{logs}"
            await asyncio.sleep(0.02)


def text_of(message: Json) -> str:
    """Return the text of a message, or its caption."""
    return str(message.get("text", message.get("caption", "")))


def labels(message: Json) -> list[str]:
    """Return what is written on the buttons of a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def _let_in(session: Session, people: Mapping[int, str | Role]) -> None:
    for user_id, who in people.items():
        unit = None if isinstance(who, Role) else unit_by_code(session, who)
        assert unit or isinstance(who, Role), f"there is no unit {who}"
        role = who if isinstance(who, Role) else Role.CONTACT
        contact = Contact(name=f"person {user_id}", role=role, unit_id=unit.id if unit else None)
        session.add(contact)
        session.flush()
        session.add(Account(channel="telegram", address=str(user_id), contact_id=contact.id))
        if unit:
            appoint(session, contact.id, unit.id, _now(), _now().date())


@cache
def prepared() -> Path:
    """Return a database made by the command line, with a campaign that still runs; to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="thidua-stage-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    plan = PLAN.read_text(encoding="utf-8")
    for before, now in STILL_RUNNING.items():
        assert plan.count(before) == 1
        plan = plan.replace(before, now)
    (folder / PLAN.name).write_text(plan, encoding="utf-8")
    environment = Stage(folder, World(TOKEN, _now), 9).settings()
    imports = [["units", "import", str(file)] for file in UNITS]
    for command in [*imports, ["plan", "load", PLAN.name]]:
        subprocess.run(
            [sys.executable, "-m", "bot", *command],
            cwd=folder,
            env=environment,
            check=True,
            timeout=PATIENCE,
            capture_output=True,
        )
    return folder / "data" / "thidua.db"


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def staged(folder: Path, database: Path | None = None) -> AsyncIterator[Stage]:
    """Set a stage up in an empty folder, and clear it away with every bot that is still on it."""
    world = World(TOKEN, _now)
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(application(world))
    server.add_sockets(sockets)
    stage = Stage(folder, world, sockets[0].getsockname()[1])
    stage.file.parent.mkdir(parents=True)
    shutil.copyfile(database or prepared(), stage.file)
    try:
        yield stage
    finally:
        for bot in stage.bots:
            await bot.kill()
        world.updates.set_webhook("", "")
        server.stop()
        await server.close_all_connections()
