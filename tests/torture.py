"""A small province whose work is cut off at random, and what its reminders should be.

What is expected is worked out from the rules alone, with a calendar of its own: nothing of the
product's ladders, obligations or reminders is used.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.channels import Arrival, Limits, Parcel
from bot.clock import Clock, write_part
from bot.drafting import Front
from bot.inbox import accept, handle_waiting
from bot.outbox import Outbox
from handlers import COMMANDS, DUE, RECEPTION
from messages import MANNER
from models.assignments import Terms, appoint
from models.database import Database
from models.deadlines import Deadline
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing, Urgency
from models.reminders import Reminder
from tests.office import HEAD, campaign, unit
from tests.screens import TelegramScreen

CAMPAIGN = "tra-vinh-30-nam"
REGISTRATION, REPORT = "registration", "quarterly-report.2021-Q3"
NAMES = {REGISTRATION: "registration", REPORT: "2021-Q3"}  # what is owed, by its deadline
TITLES = {REGISTRATION: "Đăng ký công trình", REPORT: "Báo cáo hằng quý"}
BEGIN, END = date(2021, 9, 6), date(2021, 12, 20)
HOLIDAYS = {date(2021, 9, 2), date(2021, 9, 3)}
CATCH_UP, WEEKLY_CATCH_UP = 3, 1  # working days
STAFF = "staff"
PROJECT = ("Có công trình, dự án", "Bê tông hóa 12 km đường", "Cấp xã", "tháng 1/2022",
           "tháng 6/2022", "Chưa có ảnh", "Đã đủ")  # fmt: skip
UNSENT = "select 1 from outgoing where done_at is null limit 1"
FUSE = 60  # statements, at most, until the power goes


class Cut(BaseException):
    """The power is gone; nothing catches it, and what was not committed is lost."""


class Power:
    """Cuts a database off after so many statements and commits."""

    def __init__(self, database: Database) -> None:
        self.left, self.cuts = 0, 0
        self._engine, self._lines = database.engine, list[Any]()
        database.engine.dispose()
        sa.event.listen(database.engine, "connect", lambda line, _: self._lines.append(line))
        sa.event.listen(database.engine, "before_cursor_execute", self._burn)
        sa.event.listen(database.engine, "commit", self._burn)

    def back(self) -> None:
        """Let the power come back: every connection is gone, with what it had not committed."""
        for line in self._lines:
            line.close()
        self._lines.clear()
        self._engine.dispose()

    def _burn(self, *_: object) -> None:
        if self.left:
            self.left -= 1
            if not self.left:
                self.cuts += 1
                raise Cut


def open_day(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def worked(first: date, last: date) -> int:
    """Count the days after the first one on which offices are open, the last included."""
    days = (first + timedelta(days=days) for days in range(1, (last - first).days + 1))
    return sum(map(open_day, days))


def before(day: date) -> date:
    """Return the day, or the last one before it on which offices are open."""
    return day if open_day(day) else before(day - timedelta(days=1))


def ladder(last: date, today: date) -> Iterator[tuple[str, str, date]]:
    """Yield what is told of a last safe day, in order: to whom (by rank), the rung and its day."""
    for days in (30, 14, 7, 3, 1, 0):
        yield "", f"-{days}" if days else "0", before(last - timedelta(days=days))
    after = (last + timedelta(days=days) for days in range(1, (today - last).days + 1))
    late = [day for day in after if open_day(day)]
    for number, day in enumerate(late[:7], 1):
        yield "", f"+{number}", day
    for weeks in range(1, 20 if len(late) >= 7 else 1):
        sunday = late[6] + timedelta(weeks=weeks, days=6 - late[6].weekday())
        if (day := before(sunday)) <= today:
            yield "", f"+{sum(each <= day for each in late)}", day
    for number, rank in ((3, "head"), (7, "standing body")):
        if len(late) >= number:
            yield rank, f"+{number} {rank}", late[number - 1]


def newest(last: date, since: date, today: date) -> dict[str, str]:
    """Return the newest rung by whom it is for; none that is too old, or from before `since`."""
    found = {}
    for rank, rung, day in ladder(last, today):
        if since < day <= today:
            found[rank] = (rung, day)
    return {
        rank: rung
        for rank, (rung, day) in found.items()
        if worked(day, today) <= (CATCH_UP if rank or int(rung) <= 7 else WEEKLY_CATCH_UP)
    }


class Key(NamedTuple):
    """One reminder: who is told, what of whom, which last day, which rung."""

    person: str
    owed: str
    last_day: date
    rung: str


class Phones(TelegramScreen):
    """Phones that ring when a message arrives."""

    limits = Limits(bulk_per_second=10_000, chat_interval=0.0)

    def __init__(self, ring: Callable[[int], None]) -> None:
        super().__init__()
        self._ring = ring

    async def send(self, parcel: Parcel) -> str:
        self._ring(parcel.id)
        return str(parcel.id)


class Province:
    """The bot, its people, and the power that goes; beside them what should be so."""

    def __init__(self, url: str, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.story = [f"seed {seed}"]
        self.database = Database(url)
        self.clock = Clock(MANNER.timezone)
        self.power = Power(self.database)
        self.front = Front(COMMANDS, RECEPTION, self.clock)
        self.people: dict[str, str] = {}  # a person's address and unit
        self.deadlines: dict[str, tuple[date, date]] = {}  # the last day, and when it was set
        self.done: set[str] = set()  # units that have registered
        self.paused: dict[tuple[str, str], date] = {}
        self.told: dict[Key, dict[str, None]] = {}  # the messages in which it was told
        self.looked = ""
        self.arrived: Counter[int] = Counter()
        self.doubtful: set[int] = set()  # under way when the power went: may arrive once more
        self.said = 0
        with self.session() as session:
            self.ids = {code: unit(session, code).id for code in _units(session)}
            self.campaign_id = campaign(session, CAMPAIGN).id

    # --- time and people ---

    @property
    def local(self) -> datetime:
        return self.clock.now().astimezone(MANNER.timezone)

    def at(self, day: date, hour: int, minute: int) -> None:
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=MANNER.timezone)
        self.clock.set(moment)
        self.story.append(f"@ {moment:%Y-%m-%d %H:%M}")

    def join(self, person: str, code: str) -> None:
        self.story.append(f"{person} joins {code}")
        self.people[person] = code
        self.database.transaction(partial(self._let_in, person=person, code=code))

    def set_deadline(self, code: str, day: date) -> None:
        self.story.append(f"{code} until {day}")
        self.deadlines[code] = day, self.local.date()
        milestone, _, period = code.partition(".")
        row = Deadline(
            campaign_id=self.campaign_id,
            milestone=milestone,
            period=period,
            day=day,
            strict=False,
            contact_id=1,
            set_at=self.clock.now(),
        )
        self.database.transaction(lambda session: session.add(row))

    def say(self, person: str, *sayings: str) -> str:
        """Have somebody say things; where the power goes, the channel brings them again."""
        for text in sayings:
            self.said += 1
            arrival = Arrival(str(self.said), person, "text", text)
            now = self.clock.now()
            self.surely(lambda s: accept(s, "telegram", [arrival], now))  # noqa: B023
            self.surely(partial(handle_waiting, front=self.front))
            self.database.transaction(self._shown)
        with self.session() as session:
            assert not session.exec(select(Incoming.error).where(col(Incoming.error) != "")).all()
            query = select(Outgoing.message).where(Outgoing.address == person)
            found = session.exec(query.order_by(col(Outgoing.id).desc())).first()
        assert found
        return str(found["text"])

    def _shown(self, session: Session) -> None:
        """Let answers stand on the phones at once."""
        replies = sa.update(Outgoing).where(col(Outgoing.urgency) == Urgency.REPLY)
        waiting = replies.where(col(Outgoing.done_at).is_(None))
        now = self.clock.now()
        session.connection().execute(waiting.values(claimed_at=now, done_at=now, outcome="sent"))

    def register(self, person: str) -> None:
        self.story.append(f"{person} registers")
        answer = self.say(person, f"/dangky {CAMPAIGN}", *PROJECT)
        if "Xem lại trước khi gửi" not in answer:
            answer = self.say(person, "Máy tính của đơn vị bị hỏng")  # it is late, and says why
        assert "Xem lại trước khi gửi" in answer, answer
        answer = self.say(person, "Gửi đăng ký")
        assert "Bản thứ 1" in answer, answer
        self.done.add(self.people[person])
        self.check_nothing_needless_waits(self.people[person], REGISTRATION)

    def promise(self, person: str, code: str) -> None:
        until = self.local.date() + timedelta(days=self.chance.randint(1, 20))
        self.story.append(f"{person} promises {code} for {until}")
        if not self.say(person, f"/hen {CAMPAIGN} {code}").startswith(TITLES[code]):
            self.say(person, "/huy")  # it is too far ahead to be spoken of
            return
        self.say(person, "Sẽ gửi vào ngày …", f"{until:%d/%m/%Y}")
        answer = self.say(person, "Đúng, không nhắc đến ngày đó")
        assert f"{until:%d/%m/%Y}" in answer, answer
        self.paused[self.people[person], code] = until
        self.check_nothing_needless_waits(self.people[person], code)

    # --- work that may be cut off ---

    def cut(self, work: Callable[[], object]) -> bool:
        """Do something, and say whether the power went before it was done."""
        self.power.left = self.chance.randint(1, FUSE) if self.chance.random() < 0.7 else 0
        try:
            work()
        except Cut:
            self.power.back()
            self.story.append("the power goes")
            return True
        finally:
            self.power.left = 0
        return False

    def surely(self, work: Callable[[Session], object]) -> None:
        while self.cut(lambda: self.database.transaction(work)):
            pass

    def look(self) -> None:
        """Look at the clock; then hold what was told against what should be."""
        expected, hour = self.expected(), f"{self.local:%Y-%m-%d %H}"
        whole = not self.cut(self._look)
        fresh = self._told_since()
        self.story.append(f"look: {len(expected)} to tell, {len(fresh)} told")
        self.check(fresh <= expected, "told without need", fresh - expected)
        if whole and hour != self.looked:
            missed = {key for key in expected - set(self.valid()) if not self.told_later(key)}
            self.check(not missed, "missed", missed)
        if whole:
            self.looked = hour
        twice = {key for key, count in Counter(self.valid()).items() if count > 1}
        self.check(not twice, "told twice", twice)

    def _look(self) -> None:
        for due in DUE:
            while self.database.transaction(partial(write_part, due, clock=self.clock)):
                pass

    def send(self) -> None:
        """Send what is owed, as the real outbox does."""
        if self.cut(lambda: asyncio.run(self._send())):
            with self.session() as session:
                claimed = col(Outgoing.claimed_at).is_not(None), col(Outgoing.done_at).is_(None)
                self.doubtful |= set(session.exec(select(Outgoing.id).where(*claimed)))
        twice = {number for number, times in self.arrived.items() if times > 1} - self.doubtful
        self.check(not twice, "sent twice", twice)

    async def _send(self) -> None:
        phones = Phones(lambda number: self.arrived.update([number]))
        sending = asyncio.create_task(Outbox(self.database, phones, self.clock).run())
        file = str(self.database.engine.url.database)
        with closing(sqlite3.connect(file)) as looking:
            while not sending.done() and looking.execute(UNSENT).fetchone():  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        sending.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await sending
        except* Cut as cut:
            raise Cut from cut

    # --- what should be ---

    def expected(self) -> set[Key]:
        """Return who is to be told of what at this moment, told before or not."""
        local, found = self.local, set()
        hours = local.hour + local.minute / 60
        if not open_day(local.date()) or not (8 <= hours < 11.5 or 13.5 <= hours < 17):
            return set()
        for code, (last, since) in self.deadlines.items():
            rungs = newest(last, since, local.date())
            for place in self.ids:
                paused = self.paused.get((place, code), date.min) >= local.date()
                if paused or (code == REGISTRATION and place in self.done):
                    continue
                owed = f"{NAMES[code]}:{CAMPAIGN}:{self.ids[place]}"
                for rank, rung in rungs.items():
                    found |= {Key(each, owed, last, rung) for each in self._readers(place, rank)}
        return found

    def _readers(self, place: str, rank: str) -> list[str]:
        if rank == "standing body":
            return [STAFF]
        people = [person for person, code in self.people.items() if code == place]
        heads = [person for person in people if person.startswith(HEAD)]
        clerks = [person for person in people if person not in heads]
        return heads if rank else clerks or heads

    def told_later(self, key: Key) -> bool:
        """Say whether somebody was told of a later rung already, before the clock was set back."""
        rank = key.rung.partition(" ")[2]
        days = {rung: day for to, rung, day in ladder(key.last_day, END) if to == rank}
        return any(
            days[each.rung] > days[key.rung]
            for each in self.valid()
            if each[:3] == key[:3] and each.rung in days
        )

    # --- what is so ---

    def valid(self) -> list[Key]:
        """Return what was told, once for each message that was not taken back."""
        with self.session() as session:
            query = select(Outgoing.settled_by).where(Outgoing.outcome == "settled")
            gone = set(session.exec(query))
        return [key for key, sent in self.told.items() for each in sent if each not in gone]

    def _told_since(self) -> set[Key]:
        """Return what has been written down since the last look, of units' duties."""
        names = {contact_id: name for name, contact_id in self._contacts().items()}
        fresh = set()
        with self.session() as session:
            columns = (Reminder.contact_id, Reminder.owed, Reminder.last_day, Reminder.rung)
            rows = session.execute(sa.select(*map(col, columns), col(Reminder.sent_as))).all()
        for contact_id, owed, last_day, rung, sent_as in rows:
            if owed.startswith(tuple(f"{each}:{CAMPAIGN}" for each in NAMES.values())):
                key = Key(names[contact_id], owed, last_day, rung)
                if sent_as not in self.told.setdefault(key, {}):
                    self.told[key][sent_as] = None
                    fresh.add(key)
        self.check_every_message_has_its_proof()
        return fresh

    def check_every_message_has_its_proof(self) -> None:
        with self.session() as session:
            query = select(Outgoing.settled_by, Outgoing.address).where(
                col(Outgoing.settled_by).startswith("reminder:")
            )
            messages = Counter(session.exec(query).all())
        proved = {each for sent in self.told.values() for each in sent}
        loose = {name for name, to in messages if to != STAFF and name not in proved}
        self.check(not loose, "messages without a proof", loose)
        self.check(set(messages.values()) <= {1}, "one message, several rows", messages)

    def check_nothing_needless_waits(self, place: str, code: str) -> None:
        owed = f"{NAMES[code]}:{CAMPAIGN}:{self.ids[place]}"
        names = [each for key, sent in self.told.items() if key.owed == owed for each in sent]
        with self.session() as session:
            waiting = select(Outgoing.id).where(
                col(Outgoing.settled_by).in_(names),
                col(Outgoing.done_at).is_(None),
                col(Outgoing.claimed_at).is_(None),
            )
            left = session.exec(waiting).all()
        self.check(not left, "needless, and yet to be sent", left)

    def check(self, holds: bool, what: str, which: object) -> None:
        assert holds, "\n".join([*self.story[:1], *self.story[-60:], f"{what}: {which}"])

    # --- the database ---

    def session(self) -> Session:
        return Session(self.database.engine)

    def _contacts(self) -> dict[str, int]:
        with self.session() as session:
            return dict(session.exec(select(Contact.name, Contact.id)).all())

    def _let_in(self, session: Session, person: str, code: str) -> None:
        role = Role.STAFF if person == STAFF else Role.CONTACT
        unit_id = self.ids.get(code)
        contact = Contact(name=person, role=role, unit_id=unit_id)
        session.add(contact)
        session.flush()
        session.add(Account(channel="telegram", address=person, contact_id=contact.id))
        if unit_id:
            terms = Terms(head=person.startswith(HEAD))
            appoint(session, contact.id, unit_id, self.clock.now(), BEGIN, terms)


def _units(session: Session) -> list[str]:
    """Return the codes of the units that owe a registration and a report."""
    top = unit(session, "84")
    kinds = "('agency', 'district', 'enterprise')"
    query = f"select code from unit where parent_id = {top.id} and kind in {kinds}"  # noqa: S608
    return list(session.connection().scalars(sa.text(query)))
