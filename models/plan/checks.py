"""What a plan's own figures say of one another: parts against sums, shares against their parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from models.plan import Plan, Remark, Target
from models.quantity import Measure

_EXACT = Context(prec=100)


@dataclass(frozen=True)
class Imbalance:
    """Parts that do not make up their whole: what they add up to, and what the whole is."""

    whole: Target
    parts: tuple[Target, ...]
    total: Decimal
    stated: Decimal


def imbalances(plan: Plan, target: Target, known: Mapping[str, Decimal]) -> Iterator[Imbalance]:
    """Yield where a target is a whole, or a part of one, whose known figures do not add up.

    `known` are figures in base measures, by code. Only a full partition has to add up, and only
    where all of it is known.
    """
    wholes = [target, plan.target(target.parent or "") if target.nesting == "full" else None]
    for whole in wholes:
        parts = _parts(plan, whole) if whole else ()
        if (
            not parts
            or whole is None
            or not known.keys() >= {each.code for each in (whole, *parts)}
        ):
            continue
        total = sum((known[each.code] for each in parts), Decimal(0))
        if total != known[whole.code]:
            yield Imbalance(whole, parts, total, known[whole.code])


def arithmetic(plan: Plan) -> list[Remark]:
    """Return a remark wherever two figures of the plan do not agree, or settle a doubtful one."""
    return [*_sums(plan), *_shares(plan)]


def unstated(plan: Plan) -> list[Remark]:
    """Return a remark wherever nobody could decide what the plan leaves open of a registration."""
    return [
        Remark(
            text=f"{entry.unit_kind or 'registration'}: what is registered or where it goes is not "
            "stated; add a 'doubt', and an administrator can decide",
            source=entry.source,
        )
        for entry in plan.registration
        if not entry.complete and entry.doubt is None
    ]


def _sums(plan: Plan) -> Iterator[Remark]:
    """Compare each target with its parts; only a full partition has to add up."""
    for target in plan.targets:
        figures = [_base(each) for each in _parts(plan, target)]
        if not figures or None in figures:
            continue
        total = sum((figure for figure in figures if figure is not None), Decimal(0))
        stated = _base(target)
        if stated is None:
            yield from _settled(target, total)
        elif stated != total:
            said = f"its parts add up to {_printed(total, target)}, not to {target.value}"
            yield Remark(text=f"{target.code}: {said}", source=target.source)


def _parts(plan: Plan, whole: Target) -> tuple[Target, ...]:
    """Return the targets that add up to one."""
    return tuple(
        each for each in plan.targets if each.parent == whole.code and each.nesting == "full"
    )


def _settled(target: Target, total: Decimal) -> Iterator[Remark]:
    printed = _printed(total, target)
    readings = target.doubt.readings if target.doubt else ()
    fits = (
        "which is one of its readings" if printed in readings else "which is none of its readings"
    )
    text = f"{target.code}: its parts add up to {printed} {target.measure}, {fits}"
    yield Remark(text=text, source=target.source)


def _shares(plan: Plan) -> Iterator[Remark]:
    """Compare each share with the ratio of its two targets, to the last printed digit."""
    for target in plan.targets:
        if not target.computed_from or target.value is None:
            continue
        part, whole = (_base(_known(plan, code)) for code in target.computed_from)
        if part is None or not whole:
            continue
        ratio = part / whole * (1000 if target.measure == "‰" else 100)
        exponent = target.value.as_tuple().exponent
        assert isinstance(exponent, int)  # a figure is never infinite
        if abs(ratio - target.value) > Decimal(5).scaleb(exponent - 1):
            said = f"its two figures give {ratio:.2f}{target.measure}, not {target.value}"
            yield Remark(text=f"{target.code}: {said}", source=target.source)


def _known(plan: Plan, code: str) -> Target:
    target = plan.target(code)
    assert target is not None  # the plan has been checked for that
    return target


def _base(target: Target) -> Decimal | None:
    power = Measure.parse(target.measure or "").power
    return None if target.value is None else _EXACT.scaleb(target.value, power)


def _printed(total: Decimal, target: Target) -> Decimal:
    return _EXACT.normalize(_EXACT.scaleb(total, -Measure.parse(target.measure or "").power))
