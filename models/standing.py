"""Where every unit stands in a campaign: registered, begun, not begun, without a contact."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.amendments import outdated_units
from models.assignments import Assignment, in_force
from models.campaigns import Campaign
from models.drafts import Draft
from models.groups import heads
from models.people import Account
from models.plan import Milestone, Plan, UnitKind
from models.registrations import Registration
from models.reports import Report
from models.reviews import ADMIT, SIGN, waiting_gates
from models.rulings import rulings
from models.units import Unit, subtree, unit_by_code

STATES = ("registered", "to-admit", "to-sign", "begun", "not-begun", "no-contact")
GATED = {SIGN: "to-sign", ADMIT: "to-admit"}


@dataclass(frozen=True)
class Standing:
    """One unit's standing; `parent` tells units of the same name apart.

    What was sent and does not count yet waits for the unit's head (`to-sign`) or for staff to admit
    it though it is late (`to-admit`).
    `outdated`: it registered under a version of the plan that asked something else.
    """

    unit_id: int
    code: str
    name: str
    kind: str
    parent: str
    state: str
    late: bool
    reported: bool
    outdated: bool = False


def bound_units(session: Session, plan: Plan, day: date | None = None) -> Sequence[Unit]:
    """Return the units that the plan makes register, valid on a day (its start, unless given)."""
    return [unit for unit in units_of(session, plan, day) if plan.registers(unit.kind)]


def units_of(
    session: Session, plan: Plan, day: date | None = None, among: Collection[int] | None = None
) -> list[Unit]:
    """Return the units that a plan binds, valid on a day (its start, unless given).

    Those `among` some ids, where they are given.
    """
    top = unit_by_code(session, plan.scope)
    if top is None:
        return []
    below = subtree(session, top, day or plan.period.start, among)
    return [unit for unit in below if unit.kind != UnitKind.AGENCY or unit.parent_id == top.id]


def parties(session: Session, plan: Plan, milestone: Milestone, day: date) -> Sequence[Unit]:
    """Return the units that a milestone binds; heads of groups answer for their groups."""
    units = [unit for unit in units_of(session, plan) if unit.kind in milestone.who]
    if "group" in milestone.who and (top := unit_by_code(session, plan.scope)):
        known = {unit.id for unit in units}
        units += [unit for unit in heads(session, top, day) if unit.id not in known]
    return units


def standings(session: Session, campaign: Campaign, plan: Plan, today: date) -> list[Standing]:
    """Return every bound unit's standing on a day, in the order of the unit list.

    Where another unit registers for it by a ruling, what that one has done counts for it.
    """
    late = _late(session, campaign)
    gates = waiting_gates(session, campaign)
    reported = set(session.exec(select(Report.unit_id).where(Report.campaign_id == campaign.id)))
    begun = set(
        session.exec(
            select(Draft.owner).where(
                Draft.talk == "dangky",
                Draft.subject == campaign.code,
                col(Draft.finished_at).is_(None),
            )
        )
    )
    reachable = reachable_units(session, today)
    outdated = {unit.id for unit in outdated_units(session, campaign, plan)}
    names = dict(session.exec(select(Unit.id, Unit.name)).all())
    bound = bound_units(session, plan)
    doing = _doing(session, campaign, plan, bound)
    return [
        Standing(
            unit_id=unit.id,
            code=unit.code,
            name=unit.name,
            kind=unit.kind.value,
            parent=names.get(unit.parent_id or 0, "") if unit.kind == "commune" else "",
            state="registered"
            if late.keys() & doing[unit.id]
            else _gate(doing[unit.id], gates) or _state(doing[unit.id], begun, reachable),
            late=any(late.get(each, False) for each in doing[unit.id]),
            reported=unit.id in reported,
            outdated=unit.id in outdated,
        )
        for unit in bound
    ]


def _doing(
    session: Session, campaign: Campaign, plan: Plan, bound: Sequence[Unit]
) -> dict[int, set[int]]:
    """Return by whom each unit's registration is done: itself, and whoever it was moved to."""
    codes = [each.code for each in plan.milestones if each.kind == "registration"][:1]
    decided = rulings(session, campaign)
    rows = {unit.id: [decided.get((code, unit.id)) for code in codes] for unit in bound}
    return {
        unit_id: {unit_id, *(row.to_unit_id for row in found if row and row.to_unit_id)}
        for unit_id, found in rows.items()
    }


def reachable_units(session: Session, today: date) -> set[int]:
    """Return the units that somebody serves on a day whom messages reach."""
    query = (
        select(Assignment.unit_id)
        .join(Account, col(Account.contact_id) == Assignment.contact_id)
        .where(col(Account.unreachable_since).is_(None), in_force(today))
    )
    return set(session.exec(query))


def summary(units: Sequence[Standing]) -> dict[str, Any]:
    """Count standings by state, in all and by kind of unit."""
    kinds = dict.fromkeys(each.kind for each in units)
    return {
        "units": len(units),
        **_counts(units),
        "late": sum(each.late for each in units),
        "reported": sum(each.reported for each in units),
        "outdated": sum(each.outdated for each in units),
        "kinds": [
            {"kind": kind, **_counts([each for each in units if each.kind == kind])}
            for kind in kinds
        ],
    }


def _counts(units: Sequence[Standing]) -> dict[str, int]:
    states = Counter(each.state for each in units)
    return {"total": len(units)} | {state.replace("-", "_"): states[state] for state in STATES}


def _late(session: Session, campaign: Campaign) -> dict[int, bool]:
    """Return the units that have registered, with whether what counted first was late."""
    query = (
        select(Registration.unit_id, Registration.late)
        .where(Registration.campaign_id == campaign.id, col(Registration.live))
        .order_by(col(Registration.version).desc())
    )
    return dict(session.exec(query).all())


def _gate(doing: set[int], gates: Mapping[int, int]) -> str:
    return next((GATED[gates[each]] for each in sorted(doing) if each in gates), "")


def _state(doing: set[int], begun: set[str], reachable: set[int]) -> str:
    if begun & {f"unit:{each}" for each in doing}:
        return "begun"
    return "not-begun" if reachable & doing else "no-contact"
