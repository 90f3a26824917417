"""An office for tests: people say things to the real bot over a real database, one turn at a time.

Nothing is sent; what is owed to each person is read from the register of outgoing rows.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.channels import Arrival
from bot.clock import Clock, write_due
from bot.drafting import Front
from bot.fetching import Fetcher
from bot.inbox import accept, handle_waiting
from handlers import COMMANDS, DUE, RECEPTION
from messages import MANNER
from models.assignments import Terms, appoint
from models.campaigns import Campaign, campaign_by_code
from models.database import Database
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing
from models.units import Unit, unit_by_code
from tests.screens import TelegramScreen

CHANNEL = "telegram"
HEAD = "head:"  # begins the name of somebody who speaks for a unit


class Files(TelegramScreen):
    """A channel of which only the files are used, by their ids: a content, or what goes wrong."""

    def __init__(self, files: Mapping[str, bytes | Exception]) -> None:
        super().__init__()
        self._files = files

    async def fetch(self, file: Mapping[str, Any]) -> bytes:
        found = self._files[file["file_id"]]
        if isinstance(found, Exception):
            raise found
        return found


class Office:
    """The bot, its people and its clock.

    A person is a unit's code, `head:` with it, `staff` or `admin`.
    """

    def __init__(self, url: str, *, arrived: int = 0) -> None:
        self.database = Database(url)
        self.clock = Clock(MANNER.timezone)
        self.at("2021-10-04 08:30")
        self._front = Front(COMMANDS, RECEPTION, self.clock)
        self._number = arrived  # so many updates have come before
        self.files: dict[str, bytes | Exception] = {}

    def at(self, moment: str) -> None:
        """Go on from another moment, told as people there do."""
        self.clock.set(datetime.fromisoformat(f"{moment}+07:00"))

    def let_in(self, *people: str) -> None:
        """Make people known: contacts of units by their codes, and staff."""
        for who in people:
            self.database.transaction(partial(_let_in, who, self.clock))

    def say(self, who: str, *sayings: str) -> str:
        """Have somebody say one thing after another; return the text of the last answer.

        `[yes]` taps the button of the newest question that says `yes`; saying it twice in a row
        (`again`) is a double tap.
        """
        for said in sayings:
            data = self._button(who, said[1:-1]) if said.startswith("[") else None
            self._arrive(who, "" if data else said, data)
        return self.told(who)[-1]

    def press(self, who: str, message: int, button: int) -> None:
        """Tap any button of any message there ever was, counted from the oldest; there may be none.

        An index that is too large is taken round again.
        """
        query = select(Outgoing).where(Outgoing.address == who).order_by(col(Outgoing.id))
        with self.session() as session:
            shown = [each for each in session.exec(query) if each.message.get("buttons")]
        if shown:
            row = shown[message % len(shown)]
            count = sum(len(each) for each in row.message["buttons"])
            self._arrive(who, "", {"button": f"{row.id}:{button % count}"})

    def hand_in(self, who: str, name: str, content: bytes, caption: str = "") -> str:
        """Have somebody send a file, fetched at once; return the text of the answer."""
        self.drop(who, name, content, caption)
        self.fetch()
        self.database.transaction(self._deal)
        return self.told(who)[-1]

    def drop(self, who: str, name: str, content: bytes, caption: str = "") -> None:
        """Let a file arrive, without fetching it."""
        self._number += 1
        self.files[str(self._number)] = content
        reference = {"file_id": str(self._number), "name": name, "as": "document"}
        arrival = Arrival(str(self._number), who, "file", caption, reference)
        now = self.clock.now()
        self.database.transaction(lambda session: accept(session, CHANNEL, [arrival], now))

    def fetch(self) -> None:
        """Fetch the files that wait."""
        fetcher = Fetcher(self.database, [Files(self.files)], self.clock, lambda: None)
        asyncio.run(fetcher.fetch_all())

    def tap(self, who: str, shown: int, index: int = 0) -> str:
        """Have somebody tap a button of any message, however old; return the answer."""
        self._arrive(who, "", {"button": f"{shown}:{index}"})
        return self.told(who)[-1]

    def again(self, who: str) -> None:
        """Deliver the last thing once more, under a new number, as a double tap does."""
        newest = select(Incoming).where(Incoming.address == who).order_by(col(Incoming.id).desc())
        with self.session() as session:
            row = session.exec(newest).first()
        assert row is not None
        self._arrive(who, row.text, row.data)

    def remind(self) -> None:
        """Ask what has become due."""
        for due in DUE:
            self.database.transaction(partial(write_due, due, clock=self.clock))

    def told(self, who: str) -> list[str]:
        """Return the texts owed to somebody so far."""
        query = select(Outgoing.message).where(Outgoing.address == who).order_by(col(Outgoing.id))
        with self.session() as session:
            return [message["text"] for message in session.exec(query)]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session to look into the database."""
        with Session(self.database.engine) as session:
            yield session

    def _button(self, who: str, says: str) -> dict[str, Any]:
        asked = select(Outgoing).where(
            Outgoing.address == who, col(Outgoing.message)["buttons"].is_not(None)
        )
        with self.session() as session:
            shown = session.exec(asked.order_by(col(Outgoing.id).desc())).first()
        assert shown is not None
        said = [each["says"] for row in shown.message["buttons"] for each in row]
        return {"button": f"{shown.id}:{said.index(says)}"}

    def _arrive(self, who: str, text: str, data: dict[str, Any] | None) -> None:
        self._number += 1
        kind = "tap" if data else "text"
        arrival = Arrival(str(self._number), who, kind, text, data=data or {})
        self.database.transaction(partial(self._turn, arrival))

    def _turn(self, arrival: Arrival, session: Session) -> None:
        accept(session, CHANNEL, [arrival], self.clock.now())
        self._deal(session)

    def _deal(self, session: Session) -> None:
        handle_waiting(session, self._front)
        errors = select(Incoming.error).where(col(Incoming.error).is_not(None))
        assert not session.exec(errors).all()
        done = {"claimed_at": self.clock.now(), "done_at": self.clock.now()}
        waiting = sa.update(Outgoing).where(col(Outgoing.done_at).is_(None))
        session.connection().execute(waiting.values(done))


def campaign(session: Session, code: str) -> Campaign:
    """Return a campaign that must be there."""
    found = campaign_by_code(session, code)
    assert found is not None
    return found


def unit(session: Session, code: str) -> Unit:
    """Return a unit that must be there."""
    found = unit_by_code(session, code)
    assert found is not None
    return found


def _let_in(who: str, clock: Clock, session: Session) -> None:
    role = Role(who) if who in (Role.STAFF, Role.ADMIN) else Role.CONTACT
    unit_id = unit(session, who.removeprefix(HEAD)).id if role == Role.CONTACT else None
    contact = Contact(name=who, role=role, unit_id=unit_id)
    session.add(contact)
    session.flush()
    session.add(Account(channel=CHANNEL, address=who, contact_id=contact.id))
    if unit_id:
        terms = Terms(head=who.startswith(HEAD))
        appoint(session, contact.id, unit_id, clock.now(), clock.today(), terms)
