"""/cuatoi: what a unit has registered and reported, and what it still owes."""

from typing import Any

from bot.command import Visit
from bot.talk import Done
from models.amendments import is_outdated
from models.campaigns import Campaign, campaigns_of, plan_of
from models.deadlines import dues_for
from models.drafts import open_drafts, owner_of
from models.registrations import latest_registration
from models.reports import latest_report, reported_periods
from models.reviews import stages


async def mine(visit: Visit) -> Done:
    """Tell the unit's state in every running campaign, with the deadlines that are left."""
    running = campaigns_of(visit.session, visit.unit, visit.today) if visit.unit else ()
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
    registration = latest_registration(visit.session, *ids)
    return {
        "plan": plan,
        "rules": plan.registration_for(visit.unit.kind),
        "registers": plan.registers(visit.unit.kind),
        "registration": registration,
        "outdated": registration is not None
        and is_outdated(visit.session, plan, visit.unit, registration.plan_hash),
        "stages": stages(visit.session, registration, visit.unit) if registration else [],
        "report": latest_report(visit.session, *ids),
        "reported": reported_periods(visit.session, *ids),
        "dues": dues_for(visit.session, campaign, plan, visit.unit, visit.today),
    }
