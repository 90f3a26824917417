"""What a signed plan says, as facts that each name their clause.

A plan is read from a file by :func:`models.plan.file.read_plan`; nothing here is a table, and
nothing changes after reading. The rules that hold throughout:

- Every fact carries a :class:`Source`: the signed document's file, the line in its text, and the
  clause as an official would cite it. Names and rules are Vietnamese; codes and keys are English.
- What the document does not state is ``None`` or an empty tuple. No date is worked out or invented.
- What reads wrongly or in two ways carries a :class:`Doubt` for a person to settle.
- ``model_dump(mode="json")`` is what ``plan show --json`` prints: dates are ISO texts, figures are
  decimal texts in the printed measure, unknown is null. ``Plan.model_validate`` reads it back.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, Self

from pydantic import model_validator

from models.plan.awards import Award, Criterion, Document, Gate, Quota
from models.plan.facts import (
    Code,
    Day,
    Doubt,
    Fact,
    Flag,
    Record,
    Remark,
    Scale,
    Source,
    Text,
    UnitKind,
)
from models.plan.registration import Registration, RegistrationField
from models.plan.targets import Target

__all__ = [
    "Doubt", "Fact", "Milestone", "Plan", "Registration", "RegistrationField", "Remark", "Source",
    "Target", "UnitKind",
]  # fmt: skip

Bound = UnitKind | Literal["group", "council"]


class Period(Fact):
    """The days a campaign runs, both included; an end that the plan does not state is None.

    ``precision`` is that of the printed words ``text``: "từ tháng 8/2021" is a month.
    """

    start: Day | None = None
    end: Day | None = None
    precision: Literal["day", "month", "year"] | None = None
    text: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            message = f"the end {self.end} lies before the start {self.start}; correct one of them"
            raise ValueError(message)
        return self

    def contains(self, day: date, after: timedelta = timedelta()) -> bool:
        """Tell whether the campaign runs on that day, or ended no longer ago than `after`.

        An unknown start or end does not limit it.
        """
        return (self.start or date.min) <= day and day - after <= (self.end or date.max)


class Phase(Period):
    """A named part of the period (đợt)."""

    code: Code
    name: Text


class Milestone(Fact):
    """Something due or happening (hạn).

    ``date`` is the printed day; with a coarser ``precision`` it is the last day of the printed
    month, quarter or year; None means not fixed yet (chưa ấn định), to be fixed by ``set_by``
    where that is printed. ``strict`` is true for "trước ngày": the printed day itself is too late.
    ``text`` is the wording used, ``who`` are the kinds of unit it binds (``group``: cụm and khối;
    ``council``: councils of emulation), ``to`` is the addressee, ``email`` an address printed
    beside it. ``recurrence`` ``periodic`` is "định kỳ" without an interval.
    """

    code: Code
    kind: Literal[
        "registration", "report", "dossier", "review", "event", "cutoff", "launch", "pact"
    ]
    name: Text
    date: Day | None = None
    precision: Literal["day", "month", "quarter", "year"] | None = None
    strict: Flag = False
    text: Text
    who: tuple[Bound, ...]
    to: Text | None = None
    email: Text | None = None
    set_by: Text | None = None
    recurrence: Literal["monthly", "quarterly", "half-yearly", "yearly", "periodic"] | None = None

    @model_validator(mode="after")
    def _date_fits_precision(self) -> Self:
        if (self.date is None) != (self.precision is None):
            message = "'date' and 'precision' go together; write both, or neither if none is fixed"
            raise ValueError(message)
        if self.strict and self.precision != "day":
            message = "only a milestone with precision day can be strict; take 'strict' out"
            raise ValueError(message)
        if self.date and self.date != (last := _last_of(self.date, self.precision or "day")):
            message = f"with precision {self.precision} write the last day of it: {last}"
            raise ValueError(message)
        return self

    def last_day(self) -> Day | None:
        """Return the last day still in time: the one before a strict date; None if not fixed."""
        return self.date - timedelta(days=1) if self.date and self.strict else self.date


def _above(target: Target, known: dict[str, Target]) -> Iterator[str]:
    seen: set[str] = set()
    parent = target.parent
    while parent and parent not in seen:
        yield parent
        seen.add(parent)
        parent = known[parent].parent if parent in known else None


def _last_of(day: date, precision: str) -> date:
    month = {"quarter": (day.month + 2) // 3 * 3, "year": 12}.get(precision, day.month)
    last = day.day if precision == "day" else monthrange(day.year, month)[1]
    return date(day.year, month, last)


class Duty(Fact):
    """Who has to do what, in short."""

    who: Text
    what: Text


class Content(Fact):
    """A field in which the campaign is run (nội dung thi đua), in short."""

    name: Text


class Recipient(Fact):
    """A line of "Nơi nhận"."""

    name: Text


class Heading(Record):
    """Where the facts of the plan's head stand."""

    title: Source
    issuer: Source
    number: Source | None = None
    issued_on: Source | None = None
    theme: Source | None = None


class Plan(Record):
    """A signed plan, complete; ``file`` is the signed text's, ``level`` the issuer's.

    ``scope`` is the code of the unit that runs it: the plan binds units at and below that one.
    ``short`` is a name for buttons and lists, of our own making.
    """

    code: Code
    scope: Code
    file: Text
    title: Text
    short: Text | None = None
    number: Text | None = None
    issuer: Text
    issued_on: Day | None = None
    theme: Text | None = None
    level: Scale
    heading: Heading
    period: Period
    phases: tuple[Phase, ...] = ()
    contents: tuple[Content, ...] = ()
    targets: tuple[Target, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    registration: tuple[Registration, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    gates: tuple[Gate, ...] = ()
    quotas: tuple[Quota, ...] = ()
    awards: tuple[Award, ...] = ()
    documents: tuple[Document, ...] = ()
    duties: tuple[Duty, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    doubts: tuple[Remark, ...] = ()

    @model_validator(mode="after")
    def _targets_fit_together(self) -> Self:
        known = {target.code: target for target in self.targets}
        for target in self.targets:
            named = {target.parent, *target.computed_from} - {None}
            if unknown := sorted(code for code in named if code and code not in known):
                message = (
                    f"the target '{target.code}' names '{unknown[0]}'; there is no such target"
                )
                raise ValueError(message)
            if target.code in _above(target, known):
                message = f"'{target.code}' stands above itself; correct its 'parent'"
                raise ValueError(message)
        return self

    def registration_for(self, unit_kind: str) -> Registration | None:
        """Return what this kind of unit registers; None if the plan does not name the kind."""
        entries = {entry.unit_kind: entry for entry in self.registration}
        return entries.get(UnitKind(unit_kind)) or entries.get(None)

    def registers(self, unit_kind: str) -> bool:
        """Say whether the plan states what this kind of unit registers."""
        rules = self.registration_for(unit_kind)
        return rules is not None and bool(rules.fields)

    def target(self, code: str) -> Target | None:
        """Return the target with this code."""
        return next((target for target in self.targets if target.code == code), None)

    def milestone(self, code: str) -> Milestone:
        """Return the milestone with this code; KeyError if there is none."""
        return {milestone.code: milestone for milestone in self.milestones}[code]

    def milestones_for(self, unit_kind: str) -> tuple[Milestone, ...]:
        """Return the milestones that bind this kind of unit, in the order of the file."""
        return tuple(milestone for milestone in self.milestones if unit_kind in milestone.who)

    def all_doubts(self) -> tuple[Remark, ...]:
        """Return every doubt, of the plan and of each fact, once, in the order of the text."""
        return tuple(sorted(dict.fromkeys(_remarks(self)), key=lambda found: found.source.line))


def _remarks(part: object) -> Iterator[Remark]:
    if isinstance(part, tuple):
        for item in part:
            yield from _remarks(item)
    elif isinstance(part, Remark):
        yield part
    elif isinstance(part, Record):
        if isinstance(part, Fact) and (remark := part.remark()):
            yield remark
        yield from _remarks(tuple(value for _, value in part))
