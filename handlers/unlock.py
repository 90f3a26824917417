"""An approved registration is locked: the unit asks, with a reason; staff grant or refuse."""

from typing import Any

from bot.command import Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm, text
from models.audit import Act, AuditEntry
from models.campaigns import Campaign
from models.people import people_of, reachable_staff
from models.plan import Plan
from models.registrations import Registration
from models.units import Unit
from models.unlocks import Unlock, newest_unlock, open_unlocks

Fields = dict[str, Any]


async def ask_unlock(visit: Visit, plan: Plan, registration: Registration) -> Done | Stop:
    """Tell that the registration is locked, and take the request with its reason."""
    pending = newest_unlock(visit.session, registration)
    about: Fields = {"plan": plan, "unit": visit.unit, "registration": registration}
    if pending is not None and pending.granted is None:
        return Stop("unlock/pending", {**about, "unlock": pending})
    reason = await text("unlock.reason", "unlock/reason", label="", refused=pending, **about)
    await confirm("unlock/confirm", reason=reason, **about)
    unlock = Unlock(
        registration_id=registration.id,
        reason=reason,
        contact_id=visit.contact.id,
        asked_at=visit.now,
    )
    notice = Notice("unlock/arrived", reachable_staff(visit.session), {**about, "unlock": unlock})
    return Done("unlock/asked", about, save=[unlock], tell=[notice])


async def decide_unlock(visit: Visit, unlock_id: str) -> Done | Stop:
    """Grant a request, or refuse it with a reason; the unit is told at once."""
    found = {str(each[0].id): each for each in open_unlocks(visit.session)}.get(unlock_id)
    if found is None:
        return Stop("review/gone")
    unlock, registration, unit, campaign = found
    about: Fields = {"unlock": unlock, "registration": registration, "unit": unit}
    about |= {"campaign": campaign}
    granted = await choose("decision", "unlock/decide", ("grant", "refuse"), **about) == "grant"
    answer = "" if granted else await text("answer", "unlock/refuse", label="", **about)
    unlock.granted, unlock.answer = granted, answer
    unlock.decided_by_id, unlock.decided_at = visit.contact.id, visit.now
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.UNLOCKED if granted else Act.KEPT_LOCKED,
        subject=f"{campaign.code} {unit.code}",
        before=f"v{registration.version}",
        reason=answer or unlock.reason,
    )
    notice = _notice(visit, unit, campaign, about)
    return Done("unlock/decided", about, save=[unlock, entry], tell=[notice])


def _notice(visit: Visit, unit: Unit, campaign: Campaign, about: Fields) -> Notice:
    people = people_of(visit.session, [unit.id], visit.today).get(unit.id, [])
    told = {**about, "code": campaign.code}
    return Notice("unlock/answer", people, told, unit_id=unit.id)
