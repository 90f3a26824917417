"""Plays a transcript: what people say, and what each of them must see.

A transcript is a text file:

    # a comment
    người A = 911-duong-to          a person: a unit's code, staff, admin or stranger
    người L = head:911-duong-to     … or somebody who speaks for a unit
    người A + 902-binh-an           … who serves a further unit
    đơn vị kien-giang-2025          a further file of plans/units is taken over
    bot 4180 = Bot Thi đua 1        there is a Zalo bot of that number and name
    bot 4180 + 49                   … with so many people more on it
    @ 27/09/2021 08:30              the time
    A: /dangky                      somebody says something
    A: [Gửi đăng ký]                … or taps the newest button of that name; [[…]]: the oldest
    A: CODE                         … or types the code last seen, or the speaker's own
    A: ~sticker                     … or sends a sticker, photo or document (caption), …
    A: ~sheet F10=62.5 | C12=words  … or sends the newest file back with cells filled in
        what the speaker then sees, indented; `→ B` heads what somebody else sees
        [a button] [another]
        ──                          parts two messages

The bot is made anew from the database before every line, and everything is delivered twice. Every
transcript is played on Telegram's buttons and, over HTTP, on the loopback Zalo; there, a line that
only buttons can say is passed over with what stands below it, so it must leave all as it was.
With THIDUA_ACCEPT=1 the file is written anew with what was seen, for a person to read.
"""

import asyncio
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot.app import App
from bot.channels import Arrival
from bot.clock import Clock
from bot.inbox import handle_waiting
from messages import MANNER
from models.assignments import Terms, appoint
from models.bots import TITLE
from models.database import Database
from models.invitations import LINK, invite
from models.people import Account, Contact, Role, account_at
from models.registers import Incoming, Outgoing
from models.remembered import remember
from models.units import unit_by_code, unit_codes
from models.units.file import read_file
from models.units.save import save_file
from tests.screens import Seen, TelegramScreen
from tests.zalo_screen import ZaloScreen

UNITS = Path(__file__).parents[1] / "plans" / "units"
INDENT = "    "
PARTED = "──"
HEAD = "head:"
CODE = re.compile(r"(?<=Mã: )[A-Z2-9]{10}\b")  # of an invitation
DIGEST = re.compile(
    r"((?:Mã biên nhận|Mã tổng hợp|Dấu niêm mới nhất|; mã|\(mã):? )[0-9A-F]{12}"
)  # of moments and ids


SCREENS: dict[str, Callable[[Database, Clock], Any]] = {
    "telegram": lambda *_: TelegramScreen(),
    "zalo": ZaloScreen,
}


class Transcript:
    """One file being played on one channel."""

    def __init__(self, path: Path, url: str, dress: str) -> None:
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.url, self.database = url, Database(url)
        self.clock = Clock(MANNER.timezone)
        self.now = datetime.fromisoformat("2021-09-27T08:30+07:00")
        self.screen: Any = SCREENS[dress](self.database, self.clock)
        self.people: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.updates = 100
        self.database.transaction(
            lambda session: remember(session, LINK, "https://t.me/bot?start=")
        )

    def play(self) -> list[str]:
        """Return the whole transcript as it came out."""
        played: list[str] = []
        with asyncio.Runner() as self.loop:
            self.loop.run(self.screen.open())
            try:
                for number, line in enumerate(self.lines):
                    if not line.startswith(INDENT):
                        shown = self._line(line)
                        played += [line, *(self._below(number) if shown is None else shown)]
            finally:
                self.loop.run(self.screen.shut())
                self.database.close()
        return played

    def _below(self, number: int) -> list[str]:
        """Return what the file says of a line that means nothing in this dress."""
        return list(takewhile(lambda line: line.startswith(INDENT), self.lines[number + 1 :]))

    def _line(self, line: str) -> list[str] | None:
        if match := re.fullmatch(r"người (\w+) = (\S+)", line):
            self._introduce(match[1], match[2])
        elif match := re.fullmatch(r"người (\w+) \+ (\S+)", line):
            address, unit = self.people[match[1]], match[2]
            self.database.transaction(lambda session: self._serve(session, address, unit))
        elif match := re.fullmatch(r"đơn vị (\S+)", line):
            file = read_file(UNITS / f"{match[1]}.csv", self.database.transaction(unit_codes))
            self.database.transaction(partial(save_file, file=file))
        elif match := re.fullmatch(r"bot (\d+) ([=+]) (.+)", line):
            self.database.transaction(partial(_bot, f"zalo-{match[1]}", match[2], match[3]))
        elif line.startswith("@ "):
            self.now = datetime.strptime(f"{line[2:]} +0700", "%d/%m/%Y %H:%M %z")
            return self._shown_to("")
        elif match := re.fullmatch(r"(\w+): (.*)", line):
            return self._spoken(match[1], match[2])
        else:
            assert not line or line.startswith("#"), f"what is this? {line!r}"
        return []

    def _introduce(self, name: str, who: str) -> None:
        self.people[name] = self.screen.address(len(self.people))
        self.database.transaction(lambda session: self._account(session, name, who))

    def _account(self, session: Session, name: str, who: str) -> None:
        role = Role(who) if who in ("staff", "admin") else Role.CONTACT
        unit = unit_by_code(session, who.removeprefix("code:").removeprefix(HEAD))
        if who == "stranger":
            return
        if who.startswith("code:"):
            self.codes[name], _ = invite(session, role, unit, self.now)
            return
        assert unit is not None or role != Role.CONTACT, f"no unit {who}"
        title = unit.name if unit else who
        contact = Contact(name=f"{title} ({name})", role=role, unit_id=unit.id if unit else None)
        session.add(contact)
        session.flush()
        address = self.people[name]
        session.add(Account(channel=self.screen.name, address=address, contact_id=contact.id))
        if unit:
            terms = Terms(head=who.startswith(HEAD))
            appoint(session, contact.id, unit.id, self.now, self.now.date(), terms)

    def _serve(self, session: Session, address: str, code: str) -> None:
        known = account_at(session, self.screen.name, address)
        unit = unit_by_code(session, code)
        assert known, f"nobody is at {address}"
        assert unit, f"no unit {code}"
        appoint(session, known[1].id, unit.id, self.now, self.now.date())

    def _spoken(self, name: str, said: str) -> list[str] | None:
        address, screen = self.people[name], self.screen
        self.updates += 1
        if said.startswith("[["):
            come = screen.tap(address, said[2:-2], self.updates, oldest=True)
        elif said.startswith("["):
            come = screen.tap(address, said[1:-1], self.updates)
        elif said.startswith("~"):
            if asked := screen.link_asked(address, said[1:]):
                self._shown_to(name, asked)
            come = screen.send_thing(address, said[1:], self.updates)
        else:
            code = self.codes.get(name) or self.codes.get("", "CODE")
            text = said.replace("CODE", code).replace("⏎", "\n")
            come = screen.say(address, text, self.updates)
        return None if come is None else self._shown_to(name, come)

    def _shown_to(self, speaker: str, come: object = None) -> list[str] | None:
        before = len(self.screen.seen)
        answered = self.loop.run(self._turn(come))
        names = {address: name for name, address in self.people.items()}
        shown: list[str] = []
        for number, seen in enumerate(self.screen.seen[before:]):
            shown += [INDENT + PARTED] if number else []
            if code := CODE.search(seen.text):
                self.codes[""] = code[0]
            shown += _block(seen, names[seen.address], speaker, self.screen.title)
        return shown if answered else None

    async def _turn(self, come: object) -> bool:
        database, channel = Database(self.url), self.screen.channel()
        self.clock.set(self.now)
        app = App(database, self.clock, [channel], self.screen.public_url)

        async def take(arrivals: Sequence[Arrival]) -> None:
            await app.inbox.accept(channel.name, arrivals)
            await app.inbox.fetcher.fetch_all()
            await database.run(partial(handle_waiting, front=app.front))

        answered = come is None or await self.screen.deliver(come, channel, take)
        await app.alarm.ring()
        await self._send(app, database)
        await app.alarm.ring()
        await self._send(app, database)
        await channel.close()
        database.close()
        return answered

    async def _send(self, app: App, database: Database) -> None:
        before = len(self.screen.seen)
        waiting = select(col(Outgoing.id)).where(col(Outgoing.done_at).is_(None))
        sending = asyncio.create_task(app.outboxes[0].run())
        while await database.run(lambda s: s.exec(waiting).all()):
            assert not sending.done(), sending.result()
            await asyncio.sleep(0.002)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        await self.screen.look(before)
        errors = select(Incoming.error).where(col(Incoming.error).is_not(None))
        assert not await database.run(lambda s: s.exec(errors).all())


def _bot(channel: str, sign: str, what: str, session: Session) -> None:
    if sign == "=":
        remember(session, f"{TITLE}{channel}", what)
        return
    for number in range(int(what)):
        session.add(contact := Contact(name=f"{channel} {number}"))
        session.flush()
        session.add(Account(channel=channel, address=f"{contact.id}", contact_id=contact.id))


def _block(seen: Seen, name: str, speaker: str, channel: str) -> list[str]:
    lines = [] if name == speaker else [f"→ {name}"]
    code = CODE.search(seen.text)
    text = seen.text.replace(code[0], "CODE") if code else seen.text
    lines += DIGEST.sub(r"\1…", text).replace(f", qua {channel}", ", qua …").splitlines()
    lines += [" ".join(f"[{label}]" for label in row) for row in seen.labels]
    return [(INDENT + line).rstrip() or INDENT for line in lines]


def check(path: Path, url: str, dress: str) -> None:
    """Play a transcript in a dress and hold it against what was seen."""
    transcript = Transcript(path, url, dress)
    played = transcript.play()
    if os.environ.get("THIDUA_ACCEPT") and dress == "telegram":
        path.write_text("\n".join(played) + "\n", encoding="utf-8")
        return
    assert played == transcript.lines
