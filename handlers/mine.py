"""/cuatoi: what a unit has registered and reported, and what it still owes."""

from typing import Any

from bot.command import Visit
from bot.talk import Done
from models.campaigns import Campaign, campaigns_on, plan_of, registers
from models.drafts import open_drafts, owner_of
from models.registrations import latest_registration
from models.reports import latest_report


async def mine(visit: Visit) -> Done:
    """Tell the unit's state in every running campaign, with the deadlines that are left."""
    running = campaigns_on(visit.session, visit.today)
    codes = {campaign.code for campaign in running}
    drafts = open_drafts(visit.session, owner_of(visit.contact))
    about = {
        "unit": visit.unit,
        "campaigns": [_state(visit, campaign) for campaign in running],
        "drafts": [draft for draft in drafts if draft.subject in codes],
    }
    return Done("mine/mine", about)


def _state(visit: Visit, campaign: Campaign) -> dict[str, Any]:
    assert visit.unit is not None
    plan = plan_of(visit.session, campaign)
    ids = (campaign.id, visit.unit.id)
    deadlines = [
        {"milestone": each, "last_day": last, "days_left": (last - visit.today).days}
        for each in plan.milestones_for(visit.unit.kind)
        if (last := each.last_day()) and each.precision == "day"
    ]
    return {
        "plan": plan,
        "registers": registers(plan, visit.unit),
        "registration": latest_registration(visit.session, *ids),
        "report": latest_report(visit.session, *ids),
        "deadlines": deadlines,
    }
