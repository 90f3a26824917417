"""What a conversation is: a coroutine that asks questions and returns what came of them.

Rules: a conversation asks only by awaiting a `Question`. What was said is kept under the question's
key; where a conversation stands is never kept but found, by running it again over what was said.
So resuming, going back, editing, handing over and changing the questions need no code of their own.
"""

from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

CONFIRM = "confirm"  # the key of the question that ends a draft; a new draft never inherits it


class Unclear(Exception):
    """What was said is no acceptable answer; `template` tells the person what to do instead.

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
class Question(Generic[Value]):
    """One question: its stable key, its wording, and how an answer is read.

    `parse` turns what was said into a value or raises Unclear; `show` gives what a template shows
    of a value.
    `free` is true where the answer is typed and not one of the offered buttons.
    """

    key: str
    template: str
    parse: Callable[[str], Value]
    show: Callable[[Value], object] = lambda value: value
    about: Mapping[str, object] = field(default_factory=dict)
    free: bool = True
    file: bool = False

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


@dataclass(frozen=True)
class Done:
    """The end of a conversation: what to say, what to keep, and what need not be reminded of now.

    `save` are rows for the database; `settles` names what reminders are `settled_by`; `tell` are
    messages to others, sent at once.
    """

    template: str
    about: Mapping[str, object] = field(default_factory=dict)
    save: Sequence[object] = ()
    settles: Sequence[str] = ()
    tell: Sequence[Notice] = ()
    post: Post | None = None


@dataclass(frozen=True)
class Stop:
    """A reason not to go on, such as a closed campaign; nothing is kept and nothing is lost."""

    template: str
    about: Mapping[str, object] = field(default_factory=dict)


Talk = Coroutine[Question[Any], Any, Done | Stop]


@dataclass(frozen=True)
class Place:
    """Where a conversation stands: what has been asked, what to ask now, or how it ended."""

    asked: Sequence[Question[Any]]
    now: Question[Any] | None = None
    end: Done | Stop | None = None
    unclear: Unclear | None = None

    def question(self, key: str | None) -> Question[Any] | None:
        """Return the question of a key, if this conversation asks it at all."""
        questions = [*self.asked, self.now] if self.now else self.asked
        return next((each for each in questions if each.key == key), None)

    def before(self, key: str) -> Question[Any] | None:
        """Return the question before the one of a key, or None at the beginning."""
        keys = [each.key for each in self.asked]
        index = keys.index(key) if key in keys else len(keys)
        return self.asked[index - 1] if index else None


def locate(talk: Talk, answers: Mapping[str, str]) -> Place:
    """Run a conversation over what was said; its first question without an answer comes next.

    An answer that no longer parses is asked again, and the place says why.
    """
    asked: list[Question[Any]] = []
    value: object = None
    try:
        while True:
            question = talk.send(value)
            if question.key not in answers:
                return Place(asked, now=question)
            try:
                value = question.parse(answers[question.key])
            except Unclear as reason:
                return Place(asked, now=question, unclear=reason)
            asked.append(question)
    except StopIteration as end:
        return Place(asked, end=end.value)
    finally:
        talk.close()
