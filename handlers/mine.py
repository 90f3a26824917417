"""/cuatoi: what a unit has registered and reported, and what it still owes."""

from typing import Any

from bot.command import Visit
from bot.talk import Done
from handlers.lines import pledge_pages
from handlers.paging import paged
from models.amendments import is_outdated
from models.campaigns import Campaign, campaigns_of, plan_of
from models.deadlines import dues_for
from models.drafts import open_drafts, owner_of
from models.registrations import Registration, latest_registration, newest_version
from models.reports import latest_report, reported_periods
from models.reviews import ReviewState, stages


async def mine(visit: Visit) -> Done:
    """Tell the unit's state in every running campaign, with the deadlines that are left.

    With a campaign's code it tells all that the unit registered there, page by page.
    """
    running = campaigns_of(visit.session, visit.unit, visit.today) if visit.unit else ()
    named = next((each for each in running if each.code == visit.subject), None)
    if named and (about := _registered(visit, named)):
        return Done("mine/registration", about)
    codes = {campaign.code for campaign in running}
    drafts = open_drafts(visit.session, owner_of(visit.contact))
    about = {
        "unit": visit.unit,
        "campaigns": [state_of(visit, campaign) for campaign in running],
        "drafts": [draft for draft in drafts if draft.subject in codes],
    }
    return Done("mine/mine", about)


def _registered(visit: Visit, campaign: Campaign) -> dict[str, Any] | None:
    assert visit.unit is not None
    registration = latest_registration(visit.session, campaign.id, visit.unit.id)
    if registration is None:
        return None
    found = pledge_pages(registration.pledges)
    page, about = paged(found, [visit.detail], 1)
    plan = plan_of(visit.session, campaign)
    return {
        "plan": plan,
        "unit": visit.unit,
        "registration": registration,
        "pledges": page[0],
        **about,
    }


def state_of(visit: Visit, campaign: Campaign) -> dict[str, Any]:
    """Return where the visitor's unit stands in a campaign, and what it still owes."""
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
        and is_outdated(visit.session, plan, visit.unit, registration),
        "stages": stages(visit.session, registration, visit.unit, visit.today)
        if registration
        else [],
        **_pending(visit, campaign, registration),
        "report": latest_report(visit.session, *ids),
        "reported": reported_periods(visit.session, *ids),
        "dues": dues_for(visit.session, campaign, plan, visit.unit, visit.today),
    }


def _pending(visit: Visit, campaign: Campaign, registration: Registration | None) -> dict[str, Any]:
    """Return what was sent last, where that does not count yet, and what it waits for."""
    assert visit.unit is not None
    newest = newest_version(visit.session, campaign.id, visit.unit.id)
    if newest is None or newest is registration:
        return {"pending": None, "gates": []}
    gates = stages(visit.session, newest, visit.unit, visit.today)
    gates = [each for each in gates if each.state in (ReviewState.WAITING, ReviewState.RETURNED)]
    return {"pending": newest if gates else None, "gates": gates}
