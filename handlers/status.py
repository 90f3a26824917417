"""/tinhhinh: how far a campaign is, unit by unit."""

from collections.abc import Sequence

from bot.command import Subject, Visit
from bot.talk import Done, Stop
from models.campaigns import all_campaigns, campaign_by_code, plan_of
from models.deadlines import registration_due
from models.standing import STATES, standings, summary

LISTED = 8  # units named in one message; the rest are counted


def every_campaign(visit: Visit) -> Sequence[Subject]:
    """Return all campaigns, running or ended."""
    return [Subject(each.code, each.title) for each in all_campaigns(visit.session)]


async def status(visit: Visit) -> Done | Stop:
    """Tell staff how many units have registered, begun, not begun, and have no contact."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    plan = plan_of(visit.session, campaign)
    units = standings(visit.session, campaign, plan)
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
        },
    )
