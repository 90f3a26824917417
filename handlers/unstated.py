"""What a plan leaves open of a registration: an administrator decides as which kind of unit it is.

Nothing is made up: only what the plan itself prints for another kind of unit can be chosen.
"""

from typing import Any

from sqlmodel import Session

from handlers.ask import choose
from models.doubts import raised_by, settled_entry
from models.plan import Plan, Registration, Remark
from models.standing import units_of

UNSETTLED, LAST = "as-printed", "last"
Fields = dict[str, Any]


def unstated(plan: Plan, doubt: Remark) -> Registration | None:
    """Return the incomplete entry that raised a doubt, where another could complete it."""
    entry = raised_by(doubt, plan.registration)
    return entry if entry and not entry.complete and _complete(plan) else None


async def decide(plan: Plan, entry: Registration, about: Fields) -> Fields:
    """Ask as which other kind of unit this one registers, or sends what it registers."""
    others = _complete(plan)
    offices = {each.route[-1] for each in others.values()}
    last = next(iter(offices)) if entry.fields and len(offices) == 1 else None
    about = about | {"entry": entry, "others": others, "last": last}
    ways = [*others, *([LAST] if last else []), UNSETTLED]
    way = await choose("rules", "campaign/settle-registration", ways, **about)
    if way == UNSETTLED:
        return {}
    if not entry.fields:
        return {"as": way}
    route = (last,) if way == LAST and last else others[way].route
    return {"route": [step.model_dump() for step in route]}


def follows(session: Session, plan: Plan, entry: Registration, decided: Fields) -> Fields:
    """Return what a decision means: what is registered and where it goes, and by how many units."""
    units = [each for each in units_of(session, plan) if plan.registration_for(each.kind) == entry]
    return {"rules": settled_entry(plan, entry, decided), "units": len(units)}


def _complete(plan: Plan) -> dict[str, Registration]:
    return {each.unit_kind: each for each in plan.registration if each.unit_kind and each.complete}
