"""/bieudo: the figures of /tinhhinh as a picture."""

from collections.abc import Sequence

from bot.command import Visit
from bot.talk import Done, Handout, Stop
from models.campaigns import Campaign, campaign_by_code, plan_of
from models.charts import attained, bars, bars_by_district, communes, whole
from models.deadlines import registration_due
from models.plan import Plan
from models.standing import Standing, standings

BY_DISTRICT, TARGETS = "district", "targets"  # what may be named after the campaign


async def draw(visit: Visit) -> Done | Stop:
    """Draw how far units have come, by group or by district, or how near the targets are."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    plan = plan_of(visit.session, campaign)
    units = standings(visit.session, campaign, plan, visit.today)
    if units and not (visit.detail == TARGETS and plan.targets):
        return _registrations(visit, campaign, plan, units)
    return _targets(visit, campaign, plan, others=[""] if units else [])


def _registrations(visit: Visit, campaign: Campaign, plan: Plan, units: Sequence[Standing]) -> Done:
    below = communes(units)
    by_district = visit.detail == BY_DISTRICT and bool(below)
    if by_district:
        made, others = bars_by_district(below), [""]
    else:
        made = bars(visit.session, plan, units, visit.today)
        others = [BY_DISTRICT] if below and made != bars_by_district(below) else []
    about = {
        "plan": plan,
        "whole": whole(below if by_district else units),
        "bars": made,
        "by_district": by_district,
        "deadline": registration_due(visit.session, campaign, plan, visit.today),
        "now": visit.now,
    }
    others += [TARGETS] if plan.targets else []
    return _pictured(visit, "registrations", about, others)


def _targets(visit: Visit, campaign: Campaign, plan: Plan, others: Sequence[str]) -> Done | Stop:
    found = attained(visit.session, campaign, plan)
    if not found:
        return Stop("chart/nothing", {"plan": plan, "others": others})
    about = {"plan": plan, "found": found, "now": visit.now}
    return _pictured(visit, "targets", about, others)


def _pictured(visit: Visit, kind: str, about: dict[str, object], others: Sequence[str]) -> Done:
    """Return the picture, with its figures in words for who cannot see it."""
    file = Handout(f"{kind}.png", f"bieu-do-{visit.subject}.png", about)
    return Done(f"chart/{kind}", {**about, "others": others}, file=file)
