"""The stage of a rehearsal: the real bot without a channel, over a database of its own.

Whatever it owes counts as sent at once, and is kept in the order of sending.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.channels import Arrival
from bot.clock import Clock, write_due
from bot.drafting import Front
from bot.inbox import accept, handle_waiting
from handlers import COMMANDS, DUE, RECEPTION
from messages import Message
from models.assignments import Terms, appoint
from models.base import Table
from models.database import Database
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing, Urgency
from models.reminders import Reminder
from models.units import Unit

CHANNEL = "rehearsal"
MORNING = time(8)
NOTHING: Mapping[tuple[str, str], Sequence[Reminder]] = MappingProxyType({})
AT_HAND = 5  # messages that somebody finds without searching


class RehearsalError(Exception):
    """A campaign that cannot be rehearsed; the text says why, and what to do."""


class VirtualClock(Clock):
    """Stands still at a moment until it is set to another."""

    def __init__(self, timezone: ZoneInfo) -> None:
        super().__init__(timezone)
        self._moment = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._moment

    def set(self, to: datetime) -> None:
        """Stand at another moment."""
        self._moment = to.astimezone(UTC)

    def at(self, day: date, hour: time = MORNING) -> None:
        """Stand at an hour of a day, as people there tell it."""
        self.set(datetime.combine(day, hour, self.timezone))


@dataclass(frozen=True)
class Person:
    """Somebody of the rehearsal: a unit's clerk or head, or staff (no unit), known by a post.

    `part` is `clerk`, `head` or `staff`.
    """

    address: str
    contact_id: int
    name: str
    part: str
    unit_id: int = 0


@dataclass(frozen=True)
class Sent:
    """One message that somebody got; of a reminder with what it is of, and on which rungs.

    `sort` is `reminder`, `notice` (told because somebody else did something) or `reply`.
    """

    number: int
    moment: datetime
    person: Person
    message: Message
    sort: str
    prompt: Mapping[str, Any] | None = None
    reminders: Sequence[Reminder] = ()

    @property
    def rungs(self) -> Sequence[str]:
        """The rungs that it stands for."""
        return [each.rung for each in self.reminders]


@dataclass(frozen=True)
class Turn:
    """What somebody said or tapped (`label`), and what was said back."""

    label: str
    tapped: bool
    replies: Sequence[Sent]


@dataclass
class Scene:
    """One visit of a person to the bot; `deed` is why, such as `register` or `review`."""

    moment: datetime
    person: Person
    deed: str
    turns: list[Turn] = field(default_factory=list)


class Stage:
    """The bot, its people, its clock, and all that was said."""

    def __init__(self, timezone: ZoneInfo) -> None:
        self.database = Database("sqlite://")
        Table.metadata.create_all(self.database.engine)
        self.clock = VirtualClock(timezone)
        self.front = Front(COMMANDS, RECEPTION, self.clock)
        self.people: dict[str, Person] = {}
        self.sent: list[Sent] = []
        self.scenes: list[Scene] = []
        self._heard: dict[str, list[Sent]] = {}
        self._updates = self._reminders = 0  # the newest of each

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @property
    def today(self) -> date:
        """The day on the stage."""
        return self.clock.today()

    def let_in(self, session: Session, name: str, part: str, unit: Unit | None = None) -> Person:
        """Make somebody known who needs no invitation here."""
        role = Role.CONTACT if unit else Role.STAFF
        contact = Contact(name=name, role=role, unit_id=unit.id if unit else None)
        session.add(contact)
        session.flush()
        address = str(contact.id)
        session.add(Account(channel=CHANNEL, address=address, contact_id=contact.id))
        if unit:
            now, terms = self.clock.now(), Terms(head=part == "head")
            appoint(session, contact.id, unit.id, now, self.today, terms)
        person = Person(address, contact.id, name, part, unit.id if unit else 0)
        self.people[address] = person
        return person

    def remind(self) -> Sequence[Reminder]:
        """Send what has become due; return who was reminded of what."""
        return self.database.transaction(self._remind)

    def begin(self, person: Person, deed: str) -> Scene:
        """Begin a visit."""
        scene = Scene(self.clock.now(), person, deed)
        self.scenes.append(scene)
        return scene

    def say(self, scene: Scene, text: str) -> None:
        """Have the visitor type something."""
        self._arrive(scene, text, "text", text=text)

    def go(self, scene: Scene, command: str) -> None:
        """Have the visitor give a command, by a button where one of the newest messages has it."""
        shown = next((each for each in self._newest(scene.person) if says(each, command)), None)
        if shown:
            self.tap(scene, command, shown)
        else:
            self.say(scene, command)

    def tap(self, scene: Scene, said: str, shown: Sent) -> None:
        """Have the visitor tap the button of a message that says something."""
        buttons = [button for row in shown.message.buttons for button in row]
        index = next(n for n, button in enumerate(buttons) if button.says == said)
        data = {"button": f"{shown.number}:{index}"}
        self._arrive(scene, buttons[index].label, "tap", data=data)

    def _arrive(self, scene: Scene, label: str, kind: str, **said: Any) -> None:  # noqa: ANN401
        self._updates += 1
        address = scene.person.address
        arrival = Arrival(str(self._updates), address, kind, **said)
        told = self.database.transaction(partial(self._turn, arrival))
        replies = [each for each in told if each.sort == "reply"]
        scene.turns.append(Turn(label, kind == "tap", replies))

    def _turn(self, arrival: Arrival, session: Session) -> list[Sent]:
        accept(session, CHANNEL, [arrival], self.clock.now())
        handle_waiting(session, self.front)
        number = arrival.external_id
        query = select(Incoming).where(Incoming.channel == CHANNEL, Incoming.external_id == number)
        row = session.exec(query).one()
        if row.error:
            raise RehearsalError(f"The assistant failed ({row.error}) at {row.text or row.data}")
        return self._deliver(session)

    def _remind(self, session: Session) -> Sequence[Reminder]:
        for due in DUE:
            write_due(due, session, self.clock)
        session.flush()
        new = select(Reminder).where(col(Reminder.id) > self._reminders).order_by(col(Reminder.id))
        rows = session.exec(new).all()
        self._reminders = max((row.id for row in rows), default=self._reminders)
        told: dict[tuple[str, str], list[Reminder]] = {}
        for row in rows:
            told.setdefault((str(row.contact_id), row.sent_as), []).append(row)
        self._deliver(session, told)
        return rows

    def _deliver(
        self, session: Session, told: Mapping[tuple[str, str], Sequence[Reminder]] = NOTHING
    ) -> list[Sent]:
        """Count what is owed as sent; what reminds is `told` by whom it is to and as what."""
        waits = col(Outgoing.done_at).is_(None), col(Outgoing.claimed_at).is_(None)  # as its index
        query = select(Outgoing).where(*waits).order_by(col(Outgoing.id))
        found = []
        for row in session.exec(query):
            row.claimed_at = row.done_at = self.clock.now()
            row.outcome = "sent"
            if row.kind == "message":
                found.append(self._kept(row, told.get((row.address, row.settled_by or ""), ())))
        return found

    def _kept(self, row: Outgoing, reminders: Sequence[Reminder]) -> Sent:
        sort = "reply" if row.urgency == Urgency.REPLY else "reminder" if reminders else "notice"
        message, person = Message.from_json(row.message), self.people[row.address]
        sent = Sent(row.id, self.clock.now(), person, message, sort, row.prompt, reminders)
        self.sent.append(sent)
        self._heard.setdefault(row.address, []).append(sent)
        return sent

    def _newest(self, person: Person) -> Sequence[Sent]:
        return self._heard.get(person.address, [])[: -AT_HAND - 1 : -1]


def says(sent: Sent, command: str) -> bool:
    """Say whether a message has a button that gives a command."""
    return any(button.says == command for row in sent.message.buttons for button in row)
