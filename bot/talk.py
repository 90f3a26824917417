"""What a conversation is: a coroutine that asks questions and returns what came of them.

Rules: a conversation asks only by awaiting a `Question`. What was said is kept under the question's
key; where a conversation stands is never kept but found, by running it again over what was said.
So resuming, going back, editing, handing over and changing the questions need no code of their own.
"""

from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import coroutine
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

CONFIRM = "confirm"  # the key of the question that ends a draft; a new draft never inherits it


class Unclear(Exception):
    """What was said is no acceptable answer; `template` tells the person what to do instead.

    Its buttons stand below those of the question.
    `readings` are what it may have meant: each a canonical answer, and the value it stands for.
    """

    def __init__(
        self, template: str, readings: Sequence[tuple[str, object]] = (), /, **about: object
    ) -> None:
        super().__init__(template)
        self.template = template
        self.readings = readings
        self.about = about


@dataclass(frozen=True)
class Part:
    """A part of a conversation; its questions can be answered before those of earlier parts.

    `days_left` are the days until it is due, negative afterwards, None where no day is fixed.
    """

    code: str
    name: str
    days_left: int | None = None


@dataclass(frozen=True)
class Question(Generic[Value]):
    """One question: its stable key, its wording, and how an answer is read.

    `parse` turns what was said into a value or raises Unclear; `show` gives what a template shows
    of a value. Where an answer may be a `file`, it is `captioned` if its caption is read as well.
    `free` is true where the answer is typed and not one of the offered buttons.
    `blank` stands for the answer while only the questions after it are looked for. `pages` are
    those of a long summary; its template is told which `page` to show. `offers` are answers that
    one tap gives: what is said, and where it is from.
    """

    key: str
    template: str
    parse: Callable[[str], Value]
    show: Callable[[Value], object] = lambda value: value
    about: Mapping[str, object] = field(default_factory=dict)
    free: bool = True
    file: bool = False
    captioned: bool = False
    pages: int = 1
    offers: Sequence[tuple[str, object]] = ()
    blank: Value | None = None
    part: Part | None = None

    def __await__(self) -> Generator["Question[Any]", Value, Value]:
        return (yield self)


@dataclass(frozen=True)
class Post:
    """An announcement's message to many people, by their ids; `announcement` is its row."""

    template: str
    contact_ids: Sequence[int]
    announcement: object
    about: Mapping[str, object] = field(default_factory=dict)
    file: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Notice:
    """A message that has become due, to some people; `settled_by` names what makes it needless.

    `unit_id` is the unit for which they get it: its buttons act for that one.
    """

    template: str
    contact_ids: Sequence[int]
    about: Mapping[str, object] = field(default_factory=dict)
    settled_by: str | None = None
    save: Sequence[object] = ()
    unit_id: int | None = None


class More:
    """Says that there is more to tell: so far is kept, others go first, and it is asked again."""


MORE = More()


@dataclass(frozen=True)
class Handout:
    """A file to hand out: the template in `messages/documents` it is made from, and its name."""

    template: str
    name: str
    about: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """The end of a conversation: what to say, what to keep, and what need not be reminded of now.

    `save` are rows for the database; `settles` names what reminders are `settled_by`; `tell` are
    messages to others, sent at once; `file` goes with what is said: one to be made, or
    the reference of one that came in.
    """

    template: str
    about: Mapping[str, object] = field(default_factory=dict)
    save: Sequence[object] = ()
    settles: Sequence[str] = ()
    tell: Sequence[Notice] = ()
    post: Post | None = None
    file: Handout | Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Stop:
    """A reason not to go on, such as a closed campaign; nothing is kept and nothing is lost."""

    template: str
    about: Mapping[str, object] = field(default_factory=dict)


Talk = Coroutine[Question[Any], Any, Done | Stop]


Asking = Coroutine[Question[Any], Any, Value]  # what asks some questions of a conversation


@coroutine
def within(part: Part, asking: Asking[Value]) -> Generator[Question[Any], Any, Value]:
    """Ask the questions as those of a part."""
    answer: object = None
    try:
        while True:
            answer = yield replace(asking.send(answer), part=part)
    except StopIteration as end:
        value: Value = end.value
        return value
    finally:
        asking.close()


@dataclass(frozen=True)
class Place:
    """Where a conversation stands: what is known to be asked, what to ask now, or how it ended.

    `known` are all questions that what was said so far leads to, answered or not; `open` those
    without an answer, by key, each with the reason why what was said is none.
    """

    known: Sequence[Question[Any]]
    now: Question[Any] | None = None
    end: Done | Stop | None = None
    open: Mapping[str, Unclear | None] = field(default_factory=dict)

    @property
    def asked(self) -> Sequence[Question[Any]]:
        """The questions that have an answer."""
        return [each for each in self.known if each.key not in self.open]

    @property
    def unclear(self) -> Unclear | None:
        """Why what was said to the question to ask now is no answer."""
        return self.open.get(self.now.key) if self.now else None

    def question(self, key: str | None) -> Question[Any] | None:
        """Return the question of a key, if this conversation asks it at all."""
        return next((each for each in self.known if each.key == key), None)

    def before(self, key: str) -> Question[Any] | None:
        """Return the answered question before the one of a key, or None at the beginning."""
        keys = [each.key for each in self.known]
        earlier = self.known[: keys.index(key)] if key in keys else self.known
        return next((each for each in reversed(earlier) if each.key not in self.open), None)

    def within(self, part: Part | None) -> "Place":
        """Return the place that stays in a part as long as something of it is open."""
        left = (each for each in self.known if each.key in self.open)
        now = next((each for each in left if each.part and each.part == part), self.now)
        return replace(self, now=now)


def locate(talk: Talk, answers: Mapping[str, str]) -> Place:
    """Run a conversation over what was said; its first question without an answer comes next.

    An answer that no longer parses is asked again, and the place says why. Behind an open question
    of a part, a blank stands for its answer until a question of no part comes.
    """
    known: list[Question[Any]] = []
    gaps: dict[str, Unclear | None] = {}
    value: object = None
    try:
        while True:
            question = talk.send(value)
            if gaps and question.part is None:
                break
            known.append(question)
            value, reason = _read(question, answers)
            if question.key not in answers or reason:
                gaps[question.key] = reason
                if question.part is None:
                    break
    except StopIteration as end:
        if not gaps:
            return Place(known, end=end.value)
    finally:
        talk.close()
    return Place(known, next(each for each in known if each.key in gaps), open=gaps)


def _read(question: Question[Any], answers: Mapping[str, str]) -> tuple[Any, Unclear | None]:
    """Return the value of an answer; a blank where there is none, or none that can be read."""
    if question.key not in answers:
        return question.blank, None
    try:
        return question.parse(answers[question.key]), None
    except Unclear as reason:
        return question.blank, reason
