"""/tinhhinh: how far a campaign is, unit by unit."""

from collections import Counter
from typing import Any

from bot.command import Visit
from bot.talk import Done, Stop
from handlers.channels import SUBJECT as ZALO
from handlers.channels import show_quotas
from models.campaigns import Campaign, campaign_by_code, plan_of
from models.charts import attained
from models.deadlines import registration_due
from models.plan import Plan
from models.standing import STATES, standings, summary

LISTED = 8  # units named in one message; the rest are counted


async def status(visit: Visit) -> Done | Stop:
    """Tell staff how many units have registered, begun, not begun, and have no contact."""
    if visit.subject == ZALO:
        return show_quotas(visit)
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    plan = plan_of(visit.session, campaign)
    units = standings(visit.session, campaign, plan, visit.today)
    missing = [each for each in units if each.state != "registered"]
    missing.sort(key=lambda each: STATES.index(each.state))  # whom a word would help comes first
    return Done(
        "status/status",
        {
            "plan": plan,
            "summary": summary(units),
            "deadline": registration_due(visit.session, campaign, plan, visit.today),
            "missing": missing[:LISTED],
            "more": max(len(missing) - LISTED, 0),
            "targets": _targets(visit, campaign, plan),
        },
    )


def _targets(visit: Visit, campaign: Campaign, plan: Plan) -> dict[str, Any] | None:
    """Count the plan's own targets by their verdicts; the furthest behind are named."""
    if not plan.targets:
        return None
    found = attained(visit.session, campaign, plan)
    behind = [(each.target, each.verdict) for each in found if each.verdict.state == "unmet"]
    return {
        "total": len(plan.targets),
        "found": len(found),
        "states": Counter(each.verdict.state for each in found),
        "behind": behind[:LISTED],
    }
