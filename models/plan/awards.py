"""How a plan decides on awards: criteria, gates, quotas, forms and papers."""

from typing import Literal, Self

from pydantic import model_validator

from models.plan.facts import Code, Fact, Figure, RatedYear, Record, Text, UnitKind


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
