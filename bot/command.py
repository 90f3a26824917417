"""What the table of contents in `handlers` is made of, and what a conversation is told."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session

from bot.talk import Done, Stop, Talk
from models.people import Contact, Role
from models.registers import Incoming
from models.units import Unit

Found = TypeVar("Found")


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
    `asked` is the question that stands open, for a command that explains it or fills in more.
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
    found: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, name: Hashable, find: Callable[[], Found]) -> Found:
        """Return what was found under a name in this turn, or find it now.

        A conversation is run several times in one turn, and nothing is written until its end.
        """
        if name not in self.found:
            self.found[name] = find()
        known: Found = self.found[name]
        return known


@dataclass(frozen=True)
class Subject:
    """Something a command can be about, such as a campaign, running or over.

    What is `unlisted` is taken where it is named, and offered nowhere.
    """

    code: str
    name: str
    over: bool = False
    unlisted: bool = False


@dataclass(frozen=True)
class Filling:
    """What was read: answers by question key, where each stood, and the words without a place.

    `answers` say what a person would have; those of choices, such as whether there is one more of
    a list, go with them. `notes` are shown beside an answer, such as a cell's address. `said` is
    the text as it was typed, which may be meant as one answer after all; empty where it was a file.
    An empty answer takes away the one that is kept. `unread` are places of a file that could not be
    read: where, what stands there, and a code of why.
    """

    answers: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    missed: Sequence[str] = ()
    said: str = ""
    unread: Sequence[Sequence[str]] = ()

    def over(self, said: Mapping[str, str]) -> dict[str, str]:
        """Return what was said, with these answers in it."""
        return {key: answer for key, answer in {**said, **self.answers}.items() if answer}


# Reads a text that may answer many questions, beside the answers kept so far by key.
Fills = Callable[[Visit, Mapping[str, str], str], Filling | None]


@dataclass(frozen=True)
class Reading:
    """A file that answers questions about a subject; `fill` reads it, beside the answers kept."""

    subject: str
    fill: Callable[[Mapping[str, str]], Filling]


# Reads a file: a Stop where it is one of the command's, but not for this person; else None.
Reads = Callable[[Visit, bytes], Reading | Stop | None]


@dataclass(frozen=True)
class Command:
    """A capability: what it is called, who may use it, and the conversation it holds.

    `words` are said instead of the slash command. `subjects` lists what it can be about; where
    there are several the person is asked first. `prefill` begins with what was last submitted;
    `leaves` ends the question that stands open, without losing its draft; `explains` is told of
    that question, and leads back to it. `fills` reads a text that answers more than one question;
    the question that it was typed at is the visit's `asked`; `reads` does so with a file. `general`
    is about no unit in particular, and open to who serves none; `several` is only shown to who
    serves several.
    """

    name: str
    talk: Callable[[Visit], Talk]
    roles: frozenset[Role]
    words: tuple[str, ...]
    subjects: Callable[[Visit], Sequence[Subject]] | None = None
    prefill: bool = False
    leaves: bool = False
    explains: bool = False
    fills: Fills | None = None
    reads: Reads | None = None
    general: bool = False
    several: bool = False


# What a stranger gets to hear, if anything, and who the stranger turned out to be.
Reception = Callable[[Session, Incoming, datetime, date], tuple[Done | None, Contact | None]]
