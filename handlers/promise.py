"""/hen: a unit says when it will do what it owes; until that day it is not reminded."""

from collections.abc import Sequence
from datetime import timedelta

from bot.command import Subject, Visit
from bot.talk import Done, Stop
from handlers.ask import choose, confirm, day
from handlers.subjects import running_campaigns
from models.campaigns import AFTERMATH, Campaign, campaign_by_code, plan_of
from models.obligations import Obligation, duties, near, obligations
from models.pauses import Pause
from models.plan import Plan
from models.reminders import settled_by
from models.working_days import working_day_after

PAPER_DAYS = 5  # working days that a letter may take
AHEAD = timedelta(days=60)  # a promise for later than that is none


def campaigns_with_promises(visit: Visit) -> Sequence[Subject]:
    """Return the running campaigns in which the visitor's unit owes something by a day."""

    def owes(_: Plan, campaign: Campaign) -> bool:
        return bool(_owed(visit, campaign))

    return running_campaigns(visit, owes, AFTERMATH)


async def promise(visit: Visit) -> Done | Stop:
    """Ask what is meant, and until when; nothing about the deadline itself changes."""
    campaign = campaign_by_code(visit.session, visit.subject)
    owed = _owed(visit, campaign) if campaign else {}
    if campaign is None or not owed:
        return Stop("promise/nothing")
    what = visit.detail if visit.detail in owed else next(iter(owed))
    if len(owed) > 1 and visit.detail not in owed:
        what = await choose("what", "promise/what", list(owed), owed=list(owed.values()))
    one = owed[what]
    kind = await choose("kind", "promise/kind", ("promised", "paper"), owed=one)
    until = working_day_after(visit.today, PAPER_DAYS)
    if kind == "promised":
        latest = visit.today + AHEAD
        until = (
            await day("day", "promise/day", visit.today, ahead=True, latest=latest, owed=one)
        ).date
    await confirm("promise/confirm", owed=one, kind=kind, until=until)
    row = Pause(
        campaign_id=campaign.id,
        owed=one.name,
        kind=kind,
        until=until,
        contact_id=visit.contact.id,
        said_at=visit.now,
    )
    settles = settled_by(visit.session, one.name)
    about = {"owed": one, "kind": kind, "until": until}
    return Done("promise/noted", about, save=[row], settles=settles)


def _owed(visit: Visit, campaign: Campaign) -> dict[str, Obligation]:
    """Return what the visitor's unit owes in a campaign, by the deadline's code."""
    plan = plan_of(visit.session, campaign)
    due = near(duties(visit.session, campaign, plan, visit.today))
    found = obligations(visit.session, campaign, plan, due, visit.unit)
    return {each.due.code: each for each in found}
