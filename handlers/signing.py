"""An office signs the sum of its members' registrations; who signed is told when it changes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.command import Visit
from bot.talk import CONFIRM, Done, Notice, Question, Stop, Unclear
from models.audit import Act, AuditEntry
from models.campaigns import Campaign, plan_of
from models.members import Member, approved
from models.people import Contact, Role, people_of, reachable_staff
from models.plan import Plan
from models.remembered import recall, remember
from models.signoffs import SignOff, changed_since, newest_signoff, newest_signoffs
from models.sums import digest_of, sums
from models.units import Unit

Fields = dict[str, Any]


async def sign(
    visit: Visit, campaign: Campaign, plan: Plan, office: Unit, found: Sequence[Member]
) -> Done | Stop:
    """Show what the sum is made of and what is missing; one tap signs exactly that."""
    registrations = approved(found)
    about: Fields = {"plan": plan, "office": office, "at": "", "members": found}
    if not registrations:
        return Stop("sums/nothing", about)
    earlier = newest_signoff(visit.session, campaign.id, office.id)
    digest = digest_of(campaign.code, office.code, registrations)
    if earlier and earlier.digest == digest:
        return Stop("sums/already", {**about, "signed": earlier})
    version = earlier.version + 1 if earlier else 1
    about |= {"version": version, "sums": sums(registrations)}
    await _last_word(digest, about)
    signed = SignOff(
        campaign_id=campaign.id,
        office_id=office.id,
        version=version,
        registrations=[each.id for each in registrations],
        sums=[each.to_json() for each in about["sums"]],
        digest=digest,
        contact_id=visit.contact.id,
        signed_at=visit.now,
    )
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.SUM_SIGNED,
        subject=f"{campaign.code} {office.code}",
        before=earlier.digest if earlier else "",
        after=f"v{version} {digest}",
    )
    about |= {"signed": signed}
    notice = Notice("sums/told", reachable_staff(visit.session), about)
    return Done("sums/signed", about, save=[signed, entry], tell=[notice])


def _last_word(digest: str, about: Fields) -> Question[str]:
    """Ask for the last word; its button names what was shown, so nothing is signed unseen."""
    shown = digest[:16]

    def parse(said: str) -> str:
        if said != shown:
            raise Unclear("sums/changed")
        return said

    asked = {**about, "shown": shown}
    return Question(CONFIRM, "sums/sign", parse, about=asked, free=False)


def due_resigning(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[Notice]:
    """Yield, once for each sign-off, that something it is made of is in force no more."""
    for signed in newest_signoffs(session):
        name = f"resign:{signed.id}"
        changed = [] if recall(session, name) else changed_since(session, signed)
        if not changed:
            continue
        remember(session, name, "told")
        campaign = session.get_one(Campaign, signed.campaign_id)
        about = {
            "plan": plan_of(session, campaign),
            "signed": signed,
            "units": [session.get_one(Unit, each.unit_id).name for each in changed],
        }
        people = _answerable(session, signed, now.astimezone(zone).date())
        yield Notice("sums/outdated", people, about, unit_id=signed.office_id)


def _answerable(session: Session, signed: SignOff, today: date) -> list[int]:
    """Return who answers for a sum now: whoever serves its office, else the staff who signed."""
    signer = session.get_one(Contact, signed.contact_id)
    if signer.role != Role.CONTACT:
        return [signer.id]
    return people_of(session, [signed.office_id], today).get(signed.office_id, [])
