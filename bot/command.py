"""What the table of contents in `handlers` is made of, and what a conversation is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.talk import Done, Talk
from models.people import Contact, Role
from models.registers import Incoming
from models.units import Unit


@dataclass(frozen=True)
class Asked:
    """The question that stands open: its draft's command and subject, its key and its wording.

    `about` is what it is about; `answered` counts the questions before it.
    """

    talk: str
    subject: str
    key: str
    text: str
    answered: int
    about: Mapping[str, object]


@dataclass(frozen=True)
class Visit:
    """Who is here, when, and about what; the session is for reading only.

    `now` is aware UTC, `today` the day where people live, `subject` one of the command's subjects,
    `detail` what was said after it, such as the code of a target. `allowed` are the commands this
    person may use; `draft_id` is the draft being worked on, 0 before the first question is asked.
    `asked` is the question that stood open when an explaining command was given.
    """

    session: Session
    contact: Contact
    unit: Unit | None
    now: datetime
    today: date
    allowed: Sequence[str] = ()
    subject: str = ""
    detail: str = ""
    draft_id: int = 0
    asked: Asked | None = None


@dataclass(frozen=True)
class Subject:
    """Something a command can be about, such as a campaign, running or over."""

    code: str
    name: str
    over: bool = False


@dataclass(frozen=True)
class Command:
    """A capability: what it is called, who may use it, and the conversation it holds.

    `words` are said instead of the slash command. `subjects` lists what it can be about; where
    there are several the person is asked first. `prefill` begins with what was last submitted;
    `leaves` ends the question that stands open, without losing its draft; `explains` is told of
    that question, and leads back to it.
    """

    name: str
    talk: Callable[[Visit], Talk]
    roles: frozenset[Role]
    words: tuple[str, ...]
    subjects: Callable[[Visit], Sequence[Subject]] | None = None
    prefill: bool = False
    leaves: bool = False
    explains: bool = False


# What a stranger gets to hear, if anything, and who the stranger turned out to be.
Reception = Callable[[Session, Incoming, datetime, date], tuple[Done | None, Contact | None]]
