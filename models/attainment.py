"""Whether a target has been reached: one rule for each kind of claim.

Rules: what passes follows from the comparator, and for a plain "đạt" from the direction; nothing is
judged that a person has yet to decide. Shares and quotas come from parts and wholes where those are
known. A target where less is better never shows a plain ratio, which would read the wrong way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

from models.plan import Target
from models.quantity import Measure

_EXACT = Context(prec=50)
PER = {"%": 100, "‰": 1000}

State = Literal["exceeded", "met", "unmet", "unjudged"]


@dataclass(frozen=True)
class Actual:
    """What was found for a target.

    `value` is in the base measure; of a target with a change it is the change itself. `of` is the
    whole that `value` is counted out of. `pairs` are counts now and in the same period before.
    `members` are those that have reached it. `judged` is a person's word where there is no number.
    """

    value: Decimal | None = None
    of: Decimal | None = None
    pairs: Sequence[tuple[Decimal, Decimal]] = ()
    members: Collection[str] = ()
    judged: bool | None = None


@dataclass(frozen=True)
class Verdict:
    """What follows: the state, and what to show beside it.

    `percent` is how much of the target is done, None where a ratio would mislead. `gap` is how far
    the figure lies from what passes, in the base measure, 0 inside a range. `missing` are named
    members still to come. `why` tells what an unjudged target waits for: `figure`, `direction`,
    `tolerance` or `target`.
    """

    state: State
    percent: Decimal | None = None
    gap: Decimal | None = None
    missing: Sequence[str] = ()
    why: str = ""


def attain(target: Target, actual: Actual | None) -> Verdict:
    """Judge a target by what was found."""
    actual = actual or Actual()
    if target.kind == "qualitative":
        return _judged(actual)
    if target.kind == "comparison":
        return _compared(target, actual)
    value, bounds = _counted(target, actual), _bounds(target)
    if value is None or bounds is None:
        return Verdict("unjudged", why="target" if value is not None else "figure")
    if target.members:
        return _named(target, actual, value, bounds)
    return _measured(target, value, bounds)


def in_printed(target: Target, value: Decimal) -> Decimal:
    """Return a figure in the measure that the target is printed in."""
    return _EXACT.scaleb(value, -Measure.parse(target.measure or "").power)


def _judged(actual: Actual) -> Verdict:
    if actual.judged is None:
        return Verdict("unjudged", why="figure")
    return Verdict("met" if actual.judged else "unmet")


def _compared(target: Target, actual: Actual) -> Verdict:
    """Pass only if every count is below (or above) its own of the same period; equal fails."""
    wanted = int(target.of or 1)
    if len(actual.pairs) != wanted:
        return Verdict("unjudged", why="figure")
    fell = [now < before for now, before in actual.pairs]
    rose = [now > before for now, before in actual.pairs]
    passed = rose if target.comparator == "gt" else fell
    return Verdict("met" if all(passed) else "unmet", gap=Decimal(passed.count(False)))


def _counted(target: Target, actual: Actual) -> Decimal | None:
    """Return the figure; a share that came as a part of a whole is worked out."""
    per = PER.get(target.measure or "")
    if per and actual.of and actual.value is not None:
        return _EXACT.divide(actual.value * per, actual.of)
    return actual.value


def _bounds(target: Target) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and highest figure of the target, in the base measure."""
    low, high = (target.low, target.high) if target.comparator == "range" else (target.value,) * 2
    if low is None or high is None:
        return None
    return _in_base(target, low), _in_base(target, high)


def _in_base(target: Target, figure: Decimal) -> Decimal:
    return _EXACT.scaleb(figure, Measure.parse(target.measure or "").power)


def _named(
    target: Target, actual: Actual, value: Decimal, bounds: tuple[Decimal, Decimal]
) -> Verdict:
    """Others in their place do not count for the members that the plan names."""
    missing = [name for name in target.members if name not in actual.members]
    state: State = "unmet" if missing or value < bounds[0] else "met"
    return Verdict(state, _percent(value - len(missing), bounds[0]), missing=missing)


def _measured(target: Target, value: Decimal, bounds: tuple[Decimal, Decimal]) -> Verdict:
    low, high = bounds
    if target.comparator == "about":
        if target.tolerance is None:
            return Verdict("unjudged", gap=value - low, why="tolerance")
        tolerance = _in_base(target, target.tolerance)
        return _inside(value, low - tolerance, high + tolerance)
    if target.comparator == "range" and target.change is None:
        return _inside(value, low, high)
    upward = _upward(target)
    if upward is None:
        return Verdict("unjudged", gap=value - low, why="direction")
    return _upwards(target, value, low, high) if upward else _downwards(target, value, high)


def _inside(value: Decimal, low: Decimal, high: Decimal) -> Verdict:
    gap = min(value - low, Decimal(0)) + max(value - high, Decimal(0))
    return Verdict("unmet" if gap else "met", gap=gap)


def _upward(target: Target) -> bool | None:
    """Say whether more is better; None while a person has to decide the direction.

    A change is measured by its own size: a fall of four points is more than one of three.
    """
    if target.direction in (None, "none"):
        return None
    if target.comparator in ("ge", "gt", "le", "lt"):
        return target.comparator in ("ge", "gt")
    return target.change is not None or target.direction == "higher"


def _upwards(target: Target, value: Decimal, low: Decimal, high: Decimal) -> Verdict:
    passed = value > low if target.comparator == "gt" else value >= low
    state: State = "unmet" if not passed else "exceeded" if value > high else "met"
    return Verdict(state, _percent(value, low), gap=value - low)


def _downwards(target: Target, value: Decimal, high: Decimal) -> Verdict:
    passed = value < high if target.comparator == "lt" else value <= high
    state: State = "unmet" if not passed else "exceeded" if value < high else "met"
    return Verdict(state, gap=value - high)


def _percent(value: Decimal, wanted: Decimal) -> Decimal | None:
    return _EXACT.divide(value * 100, wanted) if wanted else None
