"""Targets (chỉ tiêu) of a plan: each is a claim that can be judged, not just a number."""

from typing import Literal, Self

from pydantic import model_validator

from models.plan.facts import Code, Fact, Figure, Text

Comparator = Literal["eq", "ge", "gt", "le", "lt", "range", "about"]
FIGURED = ("quantity", "share", "quota", "all_units")


class Target(Fact):
    """A target that the plan itself sets; a plan whose units bring their own has none.

    ``kind`` says how it is judged:

    - ``quantity``: a figure in ``measure``; ``share``: a part of a whole, in % or ‰, whose
      ``share_of`` is the whole. Both are summed up from parts and wholes, never averaged.
    - ``quota``: a share of what was assigned. ``all_units``: the share of units that have done it.
    - ``comparison``: counts (``of`` so many) that all must be ``comparator`` the ``baseline``.
    - ``qualitative``: words, judged by ``judge``, or by whoever enters the judgement.

    ``comparator`` is as printed: "đạt 90%" is ``eq``, "90% trở lên" ``ge``, "trên 90%" ``gt``; what
    passes follows from ``direction`` too (:mod:`models.attainment`). With ``change`` the figure is
    an increase or a decrease against ``baseline`` (``base_value``, where printed); without, a
    level. ``of`` is a printed denominator (79/117). Figures are in the printed ``measure``.

    ``direction`` and ``time_basis`` are None while a person has to decide them. ``flow`` adds up
    over the period, ``stock`` is the last state, ``rate`` is neither added nor averaged.
    ``nesting`` to the ``parent``: its children of ``full`` nesting add up to it, ``part`` ones are
    some of it, ``other`` ones are in another measure. ``computed_from`` are the codes of the two
    targets whose ratio this one is. ``tolerance`` is what "khoảng" allows to either side.
    ``exclusion`` is left out of the count; only ``members`` count.
    """

    code: Code
    name: Text
    group: Text | None = None
    kind: Literal["quantity", "share", "quota", "all_units", "comparison", "qualitative"]
    comparator: Comparator | None = None
    change: Literal["increase", "decrease"] | None = None
    value: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    of: Figure | None = None
    measure: Text | None = None
    tolerance: Figure | None = None
    base_value: Figure | None = None
    baseline: Text | None = None
    direction: Literal["higher", "lower", "inside", "none"] | None = None
    time_basis: Literal["flow", "stock", "rate"] | None = None
    parent: Code | None = None
    nesting: Literal["full", "part", "other"] | None = None
    share_of: Text | None = None
    computed_from: tuple[Code, ...] = ()
    exclusion: Text | None = None
    members: tuple[Text, ...] = ()
    judge: Text | None = None

    @model_validator(mode="after")
    def _is_a_claim(self) -> Self:
        if problem := self._problem():
            raise ValueError(problem)
        return self

    def _problem(self) -> str | None:
        ranged = self.comparator == "range"
        figures = [self.low, self.high] if ranged else [self.value]
        wanted = "'low' and 'high'" if ranged else "'value'"
        needed = self.kind in FIGURED
        unsettled = self.doubt is not None and bool(self.doubt.readings)
        found = {
            "'parent' and 'nesting' go together; write both, or neither": (
                (self.parent is None) != (self.nesting is None)
            ),
            "'comparator' is missing; write eq, ge, gt, le, lt, range or about": (
                needed and self.comparator is None
            ),
            f"{wanted} is missing; write it, or a 'doubt' with its 'readings'": (
                needed and None in figures and not unsettled
            ),
            "'measure' is missing; write the printed measure": needed and self.measure is None,
            "'low' is not below 'high'; correct one of them": (
                self.low is not None and self.high is not None and self.low >= self.high
            ),
            "a comparison needs 'comparator' and 'baseline'": (
                self.kind == "comparison" and not (self.comparator and self.baseline)
            ),
            "'computed_from' names two targets, the part and the whole": (
                len(self.computed_from) not in (0, 2)
            ),
        }
        return next((message for message, wrong in found.items() if wrong), None)
