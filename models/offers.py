"""What may be said again: names and figures on offer to a unit, never taken without a tap.

They come from what it registered in other campaigns, what its parent registered in this one, the
plan's own targets and, for a result, from what it reported. A target of a list is known by its
name, for its number is just its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from sqlmodel import Session, col, select

from models.campaigns import Campaign, plan_version
from models.plan import Plan, Target
from models.quantity import Quantity
from models.registrations import Pledge, Registration, latest_registration
from models.reports import Report, Result
from models.text import fold
from models.units import Unit

MOST_NAMES = 6
MOST_FIGURES = 3
REACHED = ("eq", "ge", "gt")  # what a target claims whose figure can be pledged as it is


@dataclass(frozen=True)
class Source:
    """Where an offer is from: the unit's `own` registration of a plan, its `parent`, and so on.

    `name` is that of the plan, the unit or the clause; `day` the one of a report.
    """

    kind: Literal["own", "parent", "plan", "report"]
    name: str
    day: date | None = None


@dataclass(frozen=True)
class Offer:
    """Something said before: the words, and the quantity where it is one."""

    source: Source
    said: str
    quantity: Quantity | None = None


@dataclass(frozen=True)
class Offers:
    """All that can be offered to a unit in a campaign."""

    past: Sequence[tuple[Source, Sequence[Pledge]]] = ()
    targets: Sequence[Target] = ()
    results: Sequence[tuple[Source, int, Result]] = ()  # with the year that each is of

    def figures(self, code: str, name: str, level: str) -> list[Offer]:
        """Return what was pledged for a target, at a level or else at its last, newest first."""
        found = []
        for source, pledges in self.past:
            same = _same(pledges, code, name)
            at_level = [each for each in same if each.level == level]
            found += [_offer(source, each) for each in (at_level or same[-1:])[:1]]
        return [*found, *self._planned(name)][:MOST_FIGURES]

    def by_year(self, name: str, years: Sequence[int]) -> list[Offer]:
        """Return the levels of a target that was pledged for each of the years."""
        found = []
        for source, pledges in self.past:
            said = {each.level: each.said for each in _same(pledges, "", name)}
            if all(str(year) in said for year in years):
                found.append(Offer(source, "; ".join(said[str(year)] for year in years)))
        return found[:MOST_FIGURES]

    def results_of(self, code: str, name: str, year: int) -> list[Offer]:
        """Return what the unit itself reported for a year."""
        return [
            Offer(source, each.said, Quantity(each.value, each.measure))
            for source, of, each in self.results
            if each.value is not None
            and of == year
            and (each.code == code or fold(each.name) == fold(name))
        ][:MOST_FIGURES]

    def names(self, used: Sequence[str]) -> list[Offer]:
        """Return names of targets that are not on the list yet."""
        known = {fold(each) for each in used}
        found = []
        for offer in self._names():
            if fold(offer.said) not in known:
                known.add(fold(offer.said))
                found.append(offer)
        return found[:MOST_NAMES]

    def _names(self) -> Iterator[Offer]:
        for source, pledges in self.past:
            for _, same in groupby(pledges, lambda each: each.code):
                first = next(same)
                if first.kind == "quantity":
                    yield Offer(source, first.name)
        for target in self.targets:
            yield Offer(Source("plan", target.source.clause), target.name)

    def _planned(self, name: str) -> Iterator[Offer]:
        for target in self.targets:
            plain = target.comparator in REACHED and not target.change and target.of is None
            if plain and target.value is not None and fold(target.name) == fold(name):
                said = f"{target.value:f}".replace(".", ",") + f" {target.measure or ''}"
                yield Offer(Source("plan", target.source.clause), said.replace(" %", "%"))


def offers_for(session: Session, campaign: Campaign, plan: Plan, unit: Unit) -> Offers:
    """Return what can be offered to a unit that registers in a campaign."""
    past = [
        (_plan_named(session, each), each.pledges) for each in _elsewhere(session, campaign, unit)
    ]
    parent = session.get(Unit, unit.parent_id) if unit.parent_id else None
    above = latest_registration(session, campaign.id, parent.id) if parent else None
    if parent and above:
        past.append((Source("parent", parent.name), above.pledges))
    query = select(Report, Result).join(Result).where(Report.unit_id == unit.id)
    reported = session.exec(query.order_by(col(Report.id).desc())).all()
    results = [
        (Source("report", "", report.submitted_at.date()), _year_of(report), result)
        for report, result in reported
    ]
    return Offers(past, plan.targets, results)


def _elsewhere(session: Session, campaign: Campaign, unit: Unit) -> Sequence[Registration]:
    """Return what counts of a unit's registrations in other campaigns, newest first."""
    query = select(Registration).where(
        Registration.unit_id == unit.id,
        Registration.campaign_id != campaign.id,
        col(Registration.live),
    )
    rows = session.exec(query.order_by(col(Registration.id).desc())).all()
    return list({row.campaign_id: row for row in reversed(rows)}.values())[::-1]


def _plan_named(session: Session, registration: Registration) -> Source:
    plan = plan_version(session, registration.plan_hash)
    return Source("own", plan.number or plan.short or plan.title)


def _year_of(report: Report) -> int:
    return int(report.period[:4]) if report.period else report.submitted_at.year


def _same(pledges: Sequence[Pledge], code: str, name: str) -> list[Pledge]:
    wanted = fold(name)
    return [
        each
        for each in pledges
        if each.kind == "quantity" and (each.code == code or fold(each.name) == wanted)
    ]


def _offer(source: Source, pledge: Pledge) -> Offer:
    quantity = None if pledge.value is None else Quantity(pledge.value, pledge.measure)
    return Offer(source, pledge.said, quantity)
