"""What a signed plan says, as facts that each name their clause.

A plan is read from a file by :func:`models.plan_file.read_plan`; nothing here is a table, and
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

from models.plan_facts import (
    Code,
    Day,
    Doubt,
    Fact,
    Figure,
    Flag,
    RatedYear,
    Record,
    Remark,
    Scale,
    Source,
    Text,
    UnitKind,
    Year,
)

__all__ = ["Doubt", "Fact", "Plan", "Remark", "Source", "UnitKind"]


class Period(Fact):
    """The days a campaign runs, both included; an end that the plan does not state is None."""

    start: Day | None = None
    end: Day | None = None
    text: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            message = f"the end {self.end} lies before the start {self.start}; correct one of them"
            raise ValueError(message)
        return self

    def contains(self, day: date) -> bool:
        """Tell whether the campaign runs on that day; an unknown start or end does not limit it."""
        return (self.start or date.min) <= day <= (self.end or date.max)


class Phase(Period):
    """A named part of the period (đợt)."""

    code: Code
    name: Text


class Cutoff(Fact):
    """The last day whose results count, included."""

    date: Day
    text: Text


class Target(Fact):
    """A target that the plan itself sets; a plan whose units bring their own has none."""

    code: Code
    name: Text


class Milestone(Fact):
    """Something due or happening (hạn).

    ``date`` is the printed day; with a coarser ``precision`` it is the last day of the printed
    month, quarter or year; None means not fixed yet (chưa ấn định). ``strict`` is true for "trước
    ngày": the printed day itself is too late. ``text`` is the wording used, ``who`` are the kinds
    of unit it binds, ``to`` is the addressee, ``email`` an address printed beside it.
    """

    code: Code
    kind: Literal["registration", "report", "dossier", "review", "event"]
    name: Text
    date: Day | None = None
    precision: Literal["day", "month", "quarter", "year"] | None = None
    strict: Flag = False
    text: Text
    who: tuple[UnitKind, ...]
    to: Text | None = None
    email: Text | None = None
    recurrence: Literal["monthly", "quarterly", "half-yearly", "yearly"] | None = None

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


def _last_of(day: date, precision: str) -> date:
    month = {"quarter": (day.month + 2) // 3 * 3, "year": 12}.get(precision, day.month)
    last = day.day if precision == "day" else monthrange(day.year, month)[1]
    return date(day.year, month, last)


class Level(Record):
    """A level at which a unit's own targets are asked: one figure a year, or one, for ``date``."""

    code: Code
    name: Text
    years: tuple[Year, ...] = ()
    date: Day | None = None


class RegistrationField(Fact):
    """One thing a unit registers.

    - ``text``: free text.
    - ``quantity``: a figure for each of ``years``, in ``measure``. Where the plan prints none,
      ``suggested_measure`` is an offer, not a fact. With ``at_least_baseline`` it must not be lower
      than the unit's own result of ``baseline_year``.
    - ``targets``: a list that the unit brings itself, each item asked at every one of ``levels``.
    - ``project``: the name of a công trình, phần việc, of at least ``scale`` where that is given.
    """

    code: Code
    name: Text
    kind: Literal["text", "quantity", "targets", "project"]
    required: Flag = True
    measure: Text | None = None
    suggested_measure: Text | None = None
    baseline_year: Year | None = None
    at_least_baseline: Flag = False
    scale: Scale | None = None
    years: tuple[Year, ...] = ()
    levels: tuple[Level, ...] = ()
    help: Text | None = None

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if self.at_least_baseline and self.baseline_year is None:
            message = "'at_least_baseline' needs 'baseline_year'; add the year to compare with"
            raise ValueError(message)
        if (self.kind == "targets") != bool(self.levels):
            message = "a 'targets' field, and no other, has 'levels'; add them or take them out"
            raise ValueError(message)
        return self


class Constraint(Fact):
    """A rule that a registration must keep."""

    code: Code
    rule: Text


class Step(Record):
    """A stop on the way of a paper (chuỗi trình).

    ``to`` and ``via`` are the names printed. ``unit`` is the code of the unit whose staff act, or
    ``parent`` for the parent of the sending unit. Who ``aggregates`` makes one paper of many and
    passes it on, who ``reviews`` receives and checks, who ``decides`` has the last word.
    """

    to: Text
    via: Text | None = None
    unit: Code | None = None
    role: Literal["reviews", "aggregates", "decides"]


class Registration(Fact):
    """What one kind of unit registers, and the way it goes; no fields: the plan has no rule."""

    unit_kind: UnitKind
    fields: tuple[RegistrationField, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    route: tuple[Step, ...] = ()
    note: Text | None = None


class Threshold(Record):
    """What is enough: a figure in the printed measure, or a level of the scale ``measure``."""

    comparator: Literal["eq", "ge", "gt", "le", "lt"]
    value: Figure | None = None
    level: Text | None = None
    measure: Text

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.level is None):
            message = "a threshold has either 'value' or 'level'; write one of the two"
            raise ValueError(message)
        return self


class Rule(Record):
    """A rule that is met or not, or a choice (``any_of``) or a sum (``all_of``) of such rules.

    ``years`` are the years, or school years, it looks at; ``condition`` says when it applies.
    """

    rule: Text
    condition: Text | None = None
    years: tuple[RatedYear, ...] = ()
    threshold: Threshold | None = None
    any_of: tuple["Rule", ...] = ()
    all_of: tuple["Rule", ...] = ()


class Criterion(Rule, Fact):
    """One award criterion; a candidate must meet all that fit it. No ``unit_kind``: every kind."""

    code: Code
    candidate: Literal["collective", "individual", "any"] = "collective"
    unit_kind: UnitKind | None = None


class Gate(Fact):
    """A rule that shuts a candidate out, whatever its results."""

    code: Code
    rule: Text


class Quota(Fact):
    """How many of ``what`` each collective of these kinds may propose under ``condition``."""

    code: Code
    unit_kinds: tuple[UnitKind, ...]
    count: Figure
    what: Text
    condition: Text | None = None


class Award(Fact):
    """A form of commendation, and who receives it."""

    name: Text
    who: Text


class Document(Fact):
    """A paper of the award dossier; without ``condition`` it is always needed."""

    code: Code
    name: Text
    condition: Text | None = None


class Duty(Fact):
    """Who has to do what, in short."""

    who: Text
    what: Text


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
    """A signed plan, complete; ``file`` is the signed text's, ``level`` the issuer's."""

    code: Code
    file: Text
    title: Text
    number: Text | None = None
    issuer: Text
    issued_on: Day | None = None
    theme: Text | None = None
    level: Scale
    heading: Heading
    period: Period
    result_cutoff: Cutoff | None = None
    phases: tuple[Phase, ...] = ()
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

    def registration_for(self, unit_kind: str) -> Registration | None:
        """Return what this kind of unit registers; None if the plan does not name the kind."""
        return next((entry for entry in self.registration if entry.unit_kind == unit_kind), None)

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
        if isinstance(part, Fact) and part.doubt:
            yield Remark(text=part.doubt.text, likely=part.doubt.likely, source=part.source)
        yield from _remarks(tuple(value for _, value in part))
