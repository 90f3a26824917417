"""What charts show: how far units have come, group by group, and how near targets are.

Nothing is counted here that `models.standing` and `models.attainment` have not found.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from models.attainment import Verdict, attain
from models.campaigns import Campaign
from models.findings import Finding, findings
from models.groups import group_ids_by_unit, groups_in_force
from models.plan import Plan, Target, UnitKind
from models.standing import Standing
from models.units import unit_by_code

PARTS = ("in-time", "late", "waiting", "begun", "not-begun", "no-contact")
MOST_BARS = 12
_PART_OF = {"to-sign": "waiting", "to-admit": "waiting"}
_FURTHEST_BEHIND = ("unmet", "met", "exceeded", "unjudged")


@dataclass(frozen=True)
class Bar:
    """Units that are looked at together, counted by `PARTS`.

    They are those of a group or a district of this `name`, or else all of a `kind`. A bar for what
    has no place in the chart says how many it stands for, `merged`, and of which kind they are.
    """

    parts: Mapping[str, int]
    name: str = ""
    kind: str = ""
    merged: int = 0

    @property
    def total(self) -> int:
        """How many units there are."""
        return sum(self.parts.values())

    @property
    def registered(self) -> int:
        """How many have registered, in time or late."""
        return self.parts["in-time"] + self.parts["late"]


@dataclass(frozen=True)
class Attained:
    """A target for which there is a finding, and what follows from that.

    `figure` is what was found, in the printed measure.
    """

    target: Target
    finding: Finding
    figure: Decimal | None
    verdict: Verdict

    @property
    def percent(self) -> Decimal | None:
        """How much of the target is done; None where a ratio would mislead, as of a change."""
        return None if self.target.change else self.verdict.percent


def whole(units: Iterable[Standing]) -> Bar:
    """Return all units in one bar."""
    return _bar(units)


def bars(session: Session, plan: Plan, units: Sequence[Standing], day: date) -> list[Bar]:
    """Return the units by their groups on a day, whoever is furthest behind first.

    Those in no group stand by kind. Where the plan's units have no groups and are all of a kind,
    they stand by what is above them. Every unit is in one bar.
    """
    names = _group_names(session, plan, _within(plan, day))
    alike = len({each.kind for each in units}) == 1
    if alike and not any(each.unit_id in names for each in units):
        return bars_by_district(units)
    return _bars(
        units,
        lambda each: (names[each.unit_id], "") if each.unit_id in names else ("", each.kind),
    )


def communes(units: Iterable[Standing]) -> list[Standing]:
    """Return the communes, where there are several districts above them; else nothing."""
    found = [each for each in units if each.kind == UnitKind.COMMUNE]
    return found if len({each.parent for each in found}) > 1 else []


def bars_by_district(units: Iterable[Standing]) -> list[Bar]:
    """Return communes by the district above them, whoever is furthest behind first."""
    return _bars(units, lambda each: (each.parent, each.kind), UnitKind.DISTRICT)


def attained(session: Session, campaign: Campaign, plan: Plan) -> list[Attained]:
    """Return the plan's targets that have a finding, judged; the furthest behind come first."""
    found = findings(session, campaign.id)
    judged = [
        Attained(target, finding, finding.figure(target), attain(target, finding.actual()))
        for target in plan.targets
        if (finding := found.get(target.code))
    ]
    return sorted(judged, key=_how_near)


def _how_near(found: Attained) -> tuple[int, bool, Decimal]:
    """Order by verdict, then by percent; what has none comes after what has."""
    percent = found.percent
    return _FURTHEST_BEHIND.index(found.verdict.state), percent is None, percent or Decimal(0)


def _bars(
    units: Iterable[Standing], key: Callable[[Standing], tuple[str, str]], rest_kind: str = ""
) -> list[Bar]:
    """Return a bar for each key, a name and a kind; the last one may stand for several."""
    found: dict[tuple[str, str], list[Standing]] = {}
    for each in units:
        found.setdefault(key(each), []).append(each)
    made = [_bar(members, name, "" if name else kind) for (name, kind), members in found.items()]
    made.sort(key=lambda bar: (Fraction(bar.registered, bar.total), bar.registered - bar.total))
    if len(made) <= MOST_BARS:
        return made
    rest = made[MOST_BARS - 1 :]
    parts = {part: sum(bar.parts[part] for bar in rest) for part in PARTS}
    return [*made[: MOST_BARS - 1], Bar(parts, kind=rest_kind, merged=len(rest))]


def _bar(units: Iterable[Standing], name: str = "", kind: str = "") -> Bar:
    counts = Counter(map(_part, units))
    return Bar({part: counts[part] for part in PARTS}, name, kind)


def _part(unit: Standing) -> str:
    if unit.state == "registered":
        return "late" if unit.late else "in-time"
    return _PART_OF.get(unit.state, unit.state)


def _group_names(session: Session, plan: Plan, day: date) -> dict[int, str]:
    """Return the name of each unit's group on a day, among those formed where the plan is run.

    A unit that is in several counts in the oldest.
    """
    top = unit_by_code(session, plan.scope)
    there = (each for each in groups_in_force(session, day) if top and each.scope_id == top.id)
    names = {each.id: each.name for each in there}
    units = group_ids_by_unit(session, day).items()
    return {
        unit_id: names[ids[0]]
        for unit_id, all_ids in units
        if (ids := [each for each in all_ids if each in names])
    }


def _within(plan: Plan, day: date) -> date:
    """Return the day of the campaign nearest to a day: groups are those of its time."""
    return max(plan.period.start or day, min(day, plan.period.end or day))
