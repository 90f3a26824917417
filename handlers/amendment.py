"""A plan was amended: staff have the units told that have to confirm again."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from bot.command import Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import confirm
from models.amendments import outdated_units
from models.campaigns import Campaign, plan_of
from models.people import people_of


async def tell_amended(visit: Visit, campaign: Campaign) -> Done | Stop:
    """Show whom it concerns, and tell them when staff say so."""
    notices, units = amended(visit.session, campaign, visit.today)
    people = sum(len(notice.contact_ids) for notice in notices)
    about = {"plan": plan_of(visit.session, campaign), "units": units, "people": people}
    if not units:
        return Stop("campaign/nothing-amended", about)
    await confirm("campaign/tell-amended", **about)
    return Done("campaign/told-amended", about, tell=notices)


def amended(session: Session, campaign: Campaign, today: date) -> tuple[Sequence[Notice], int]:
    """Return what to tell the contacts of units that have to confirm again; count the units."""
    plan = plan_of(session, campaign)
    units = outdated_units(session, campaign)
    people = people_of(session, [unit.id for unit in units], today)
    notices = [
        Notice("campaign/amended", people[unit.id], {"plan": plan, "unit": unit}, unit_id=unit.id)
        for unit in units
        if unit.id in people
    ]
    return notices, len(units)
