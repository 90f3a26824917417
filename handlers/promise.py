"""/hen: a unit says that it has done what it owes, or when it will; so long nobody reminds it."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.command import Subject, Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm, day
from handlers.subjects import running_campaigns
from models.campaigns import AFTERMATH, Campaign, campaign_by_code, plan_of
from models.obligations import Obligation, duties, near, obligations
from models.pauses import DONE, PAPER, PROMISED, Pause, done_name
from models.people import reachable_staff
from models.plan import Plan
from models.reminders import settled_by
from models.units import Unit
from models.units.search import names_of
from models.working_days import working_day_after

PAPER_DAYS = 5  # working days that a letter may take, and staff to record what was done
AHEAD = timedelta(days=60)  # a promise for later than that is none


def campaigns_with_promises(visit: Visit) -> Sequence[Subject]:
    """Return the running campaigns in which the visitor's unit owes something by a day."""

    def owes(_: Plan, campaign: Campaign) -> bool:
        return visit.unit is not None and bool(_owed(visit, campaign, visit.unit))

    return running_campaigns(visit, owes, AFTERMATH)


async def promise(visit: Visit) -> Done | Stop:
    """Ask what is meant, and until when; nothing about the deadline itself changes."""
    campaign = campaign_by_code(visit.session, visit.subject)
    owed = _owed(visit, campaign, visit.unit) if campaign and visit.unit else {}
    if campaign is None or not owed:
        return Stop("promise/nothing")
    meant = [key for key, each in owed.items() if each.code == visit.detail] or list(owed)
    what = meant[0]
    if len(meant) > 1:
        what = await choose("what", "promise/what", meant, owed={key: owed[key] for key in meant})
    one = owed[what]
    kinds = (PROMISED, PAPER) if one.talk else (DONE, PROMISED, PAPER)
    kind = await choose("kind", "promise/kind", kinds, owed=one, kinds=kinds)
    until = working_day_after(visit.today, PAPER_DAYS)
    if kind == PROMISED:
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
    about = {"owed": one, "kind": kind, "until": until}
    tell = [_to_staff(visit, one, until)] if kind == DONE and not _told(one, visit.today) else []
    settles = settled_by(visit.session, one.name)
    return Done("promise/noted", about, save=[row], settles=settles, tell=tell)


def _owed(visit: Visit, campaign: Campaign, unit: Unit) -> dict[str, Obligation]:
    """Return what a unit owes: its own by the deadline's code, another's by that unit's too."""
    plan = plan_of(visit.session, campaign)
    due = near(duties(visit.session, campaign, plan, visit.today))
    found = obligations(visit.session, campaign, plan, due, unit)
    return {
        each.code if each.unit.id == unit.id else f"{each.code}.{each.unit.code}": each
        for each in found
    }


def _told(owed: Obligation, today: date) -> bool:
    """Say whether staff know already that it is said to be done."""
    return owed.pause is not None and owed.pause.kind == DONE and owed.silent_on(today)


def _to_staff(visit: Visit, owed: Obligation, until: date) -> Notice:
    names = names_of(visit.session, [owed.unit, owed.office])
    about = {"owed": owed, "until": until, "names": names, "sender": visit.contact}
    to, name = reachable_staff(visit.session), done_name(owed.name)
    return Notice("promise/to-record", to, about, settled_by=name)
