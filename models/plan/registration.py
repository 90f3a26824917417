"""What each kind of unit registers under a plan, and the way its paper goes."""

from typing import Literal, Self

from pydantic import model_validator

from models.plan.facts import Code, Day, Fact, Figure, Flag, Record, Scale, Text, UnitKind, Year


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
    - ``projects``: ``at_least`` so many of them; a unit that has none registers ``substitute``.

    What is not ``required`` can be left out: a button says that there is nothing.
    """

    code: Code
    name: Text
    kind: Literal["text", "quantity", "targets", "project", "projects"]
    required: Flag = True
    measure: Text | None = None
    suggested_measure: Text | None = None
    baseline_year: Year | None = None
    at_least_baseline: Flag = False
    scale: Scale | None = None
    at_least: Figure | None = None
    substitute: Text | None = None
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
        if (self.at_least or self.substitute) and self.kind != "projects":
            message = "only a 'projects' field has 'at_least' and 'substitute'; take them out"
            raise ValueError(message)
        return self


class Constraint(Fact):
    """A rule that a registration must keep.

    ``floor`` and ``substitute`` are kept by what a field asks; for the others the unit vouches.
    """

    code: Code
    rule: Text


class Station(Record):
    """A stop on the way of a paper (chuỗi trình).

    ``to`` and ``via`` are the names printed. ``unit`` is the code of the unit whose staff act, or
    ``parent`` for the parent of the sending unit. Who ``aggregates`` makes one paper of many and
    passes it on, who ``reviews`` receives and checks, who ``decides`` has the last word. Before
    them all come, where they must, the sender's head who ``signs`` and staff who ``admits``.
    """

    to: Text
    via: Text | None = None
    unit: Code | None = None
    role: Literal["reviews", "aggregates", "decides", "signs", "admits"]


class Step(Station):
    """A stop that a plan prints; who signs and who admits what is late is no plan's to say."""

    role: Literal["reviews", "aggregates", "decides"]


class Registration(Fact):
    """What one kind of unit (every kind, without ``unit_kind``) registers, and the way it goes.

    No fields: the plan has no rule of its own; ``reference`` is the document that it points to.
    What it leaves open, what is registered or where that goes, only an administrator decides.
    """

    unit_kind: UnitKind | None = None
    reference: Text | None = None
    fields: tuple[RegistrationField, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    route: tuple[Step, ...] = ()
    note: Text | None = None

    @property
    def vouched(self) -> tuple[Constraint, ...]:
        """The rules that no question sees to: by sending, the unit vouches for them."""
        asked = {
            "floor": any(field.at_least_baseline for field in self.fields),
            "substitute": any(field.substitute for field in self.fields),
        }
        return tuple(each for each in self.constraints if not asked.get(each.code))

    @property
    def complete(self) -> bool:
        """Whether it says both what is registered and where that goes."""
        return bool(self.fields and self.route)
