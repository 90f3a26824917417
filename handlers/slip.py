"""/phieu: the slip of a registration, as a Word document to print and sign."""

from collections.abc import Sequence

from bot.command import Visit
from bot.talk import Done, Handout, Stop
from models.campaigns import Campaign, all_campaigns, campaign_by_code, plan_of
from models.people import Role
from models.registrations import Registration, latest_registration
from models.slips import may_have, slip
from models.units import Unit, unit_by_code


async def hand_out_slip(visit: Visit) -> Done | Stop:
    """Hand out the slip of the version that counts: the unit's own, or that of a unit named."""
    unit = unit_by_code(visit.session, visit.detail) if visit.detail else visit.unit
    campaign = campaign_by_code(visit.session, visit.subject)
    if unit is None:
        return Stop("slip/none")
    if campaign is None:
        registered = _registered(visit, unit)
        if len(registered) != 1:
            plans = [plan_of(visit.session, each) for each in registered]
            return Stop("slip/which", {"plans": plans}) if plans else Stop("slip/none")
        campaign = registered[0]
    registration = latest_registration(visit.session, campaign.id, unit.id)
    if registration is None or not _allowed(visit, registration, unit):
        return Stop("slip/none")
    facts = slip(visit.session, registration, unit)
    name = f"phieu-dang-ky-{unit.code}-{campaign.code}-v{registration.version}.docx"
    about = {**facts, "own": unit is visit.unit}
    return Done("slip/slip", about, file=Handout("phieu-dang-ky.docx", name, facts))


def _registered(visit: Visit, unit: Unit) -> Sequence[Campaign]:
    """Return the campaigns in which a unit has registered, newest first."""
    return [
        campaign
        for campaign in all_campaigns(visit.session)
        if latest_registration(visit.session, campaign.id, unit.id)
    ]


def _allowed(visit: Visit, registration: Registration, unit: Unit) -> bool:
    staff = visit.contact.role != Role.CONTACT
    return staff or may_have(visit.session, visit.unit, registration, unit)
