"""The book of a rehearsal: day by day, each wording once in full, and everything behind it.

Messages of one day that differ only in the names of units stand together. What was in full before,
but for names and figures, is folded away; so are runs of days with nothing else.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count, groupby
from types import MappingProxyType

from bot.rehearsal.chart import Bar, bars
from bot.rehearsal.facts import Facts
from bot.rehearsal.offices import REVIEW_DAYS
from bot.rehearsal.play import Play
from bot.rehearsal.stage import Person, Scene, Sent
from bot.rehearsal.units import PROMPT_DAYS, RECORD_DAYS
from messages import Message, page
from models.deadlines import Due

NAME = "~"  # stands for any, where wordings are compared
VARYING = (r"\b[IVX]+/", r"\d[\d/.,]*")  # quarters and figures, which make no other wording
LISTED = r"(?:^(?:…|–|•) .*\n?)+"  # nor does it matter how many lines a list has
FOLDED = 3  # days in a row from which on they are folded


@dataclass
class Letter:
    """A message that nobody asked for, and all who got it on that day.

    `number` is its place among all; `first` that of the one in full, the same for itself.
    """

    number: int
    first: int
    sent: Sent
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class Visit:
    """What somebody did; `number` and `first` as in Letter."""

    number: int
    first: int
    scene: Scene


@dataclass(frozen=True)
class Page:
    """One day of the book."""

    day: date
    letters: Sequence[Letter]
    visits: Sequence[Visit]

    @property
    def repeats(self) -> bool:
        """Whether all of it stands elsewhere in full."""
        return not self.visits and all(each.number != each.first for each in self.letters)


class Book:
    """All that the template needs; `habits` are the working days that people take for things."""

    habits: Mapping[str, int] = MappingProxyType(
        {"review": REVIEW_DAYS, "record": RECORD_DAYS, "prompt": PROMPT_DAYS}
    )

    def __init__(self, play: Play, found: Facts) -> None:
        self.play, self.facts = play, found
        self._units = _any_of(each.unit.name for each in play.cast.players.values())
        self._tasks = _any_of(each.name for each in play.plan.milestones)
        self._firsts: dict[object, int] = {}
        self.used: Counter[int] = Counter()  # how often each wording was sent
        self._numbers = count(1)

    def to_html(self) -> str:
        """Return the book as one page that needs nothing else."""
        return page("rehearsal/book.html", book=self, play=self.play, facts=self.facts)

    @cached_property
    def pages(self) -> Sequence[Page]:
        """The days on which anything happened."""
        sent: dict[date, list[Sent]] = defaultdict(list)
        scenes: dict[date, list[Scene]] = defaultdict(list)
        for each in self.play.sent:
            sent[self.play.day_of(each.moment)].append(each)
        for scene in self.play.scenes:
            scenes[self.play.day_of(scene.moment)].append(scene)
        return [
            Page(day, self._letters(sent[day]), [self._visit(each) for each in scenes[day]])
            for day in sorted(sent | scenes)
        ]

    @property
    def chapters(self) -> Iterator[Sequence[Page]]:
        """Yield the days, those in a row with nothing new together."""
        for repeats, run in groupby(self.pages, key=lambda each: each.repeats):
            days = list(run)
            yield from [days] if repeats and len(days) >= FOLDED else [[each] for each in days]

    @property
    def wordings(self) -> Iterator[tuple[Page, Letter]]:
        """Every letter in full, with its day."""
        for each in self.pages:
            for letter in each.letters:
                if letter.number == letter.first:
                    yield each, letter

    @property
    def assumed(self) -> Sequence[tuple[Due, date]]:
        """The days that were assumed, in order."""
        return sorted(self.play.assumed, key=lambda each: each[1])

    @cached_property
    def bars(self) -> Sequence[Bar]:
        """The chart of messages."""
        return bars(self.play, self.facts)

    @property
    def people(self) -> Iterator[tuple[Person, Counter[str], Sequence[date]]]:
        """Everybody, with what they got of each sort, and the days on which they got anything."""
        counts: dict[Person, Counter[str]] = defaultdict(Counter)
        days: dict[Person, dict[date, None]] = defaultdict(dict)
        for each in self.play.sent:
            counts[each.person][each.sort] += 1
            days[each.person][self.play.day_of(each.moment)] = None
        for player in self.play.cast.players.values():
            for person in filter(None, (player.clerk, player.head)):
                yield person, counts[person], list(days[person])
        staff = self.play.cast.staff
        yield staff, counts[staff], list(days[staff])

    def pieces(self, message: Message) -> Iterator[tuple[str, bool]]:
        """Yield a message's text in pieces, each with whether it is bold."""
        at = 0
        for span in message.bold:
            yield message.text[at : span.start], False
            at = span.start + span.length
            yield message.text[span.start : at], True
        yield message.text[at:], False

    def behaviour(self, person: Person) -> str:
        """Return how the unit of a person behaves; empty for staff."""
        player = self.play.cast.players.get(person.unit_id)
        return player.behaviour if player else ""

    def _letters(self, sent: Sequence[Sent]) -> list[Letter]:
        found: dict[object, Letter] = {}
        for each in sent:
            if each.sort == "reply":
                continue
            plain = self._units.sub(NAME, _written(each.message)).replace(f"{NAME} ({NAME})", NAME)
            letter = found.get(plain)
            if letter is None:
                letter = found[plain] = self._letter(each, plain)
            letter.people.append(each.person)
            self.used[letter.first] += 1
        return list(found.values())

    def _letter(self, sent: Sent, plain: str) -> Letter:
        shape = re.sub("|".join(VARYING), "…", self._tasks.sub(NAME, plain))
        shape = re.sub(LISTED, "•", shape, flags=re.MULTILINE)
        number = next(self._numbers)
        return Letter(number, self._firsts.setdefault(shape, number), sent)

    def _visit(self, scene: Scene) -> Visit:
        keys = [(each.prompt or {}).get("key") for turn in scene.turns for each in turn.replies]
        player = self.play.cast.players.get(scene.person.unit_id)
        shape = scene.deed, player and player.unit.kind, *keys
        number = next(self._numbers)
        return Visit(number, self._firsts.setdefault(shape, number), scene)


def _written(message: Message) -> str:
    labels = [button.label for row in message.buttons for button in row]
    return "\n".join([message.text, *labels])


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of some names, in whatever letters, the longest first."""
    ordered = sorted(set(names), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or "(?!)", re.IGNORECASE)
