"""Two persons (hai người): staff say whether a unit's head has to sign what its clerk enters."""

from bot.command import Visit
from bot.talk import Done
from handlers.ask import choose
from models.audit import Act, AuditEntry
from models.campaigns import Campaign, plan_of


async def set_two_person(visit: Visit, campaign: Campaign) -> Done:
    """Switch the rule on or off, asked once; what waits for a signature goes on waiting."""
    about: dict[str, object] = {"plan": plan_of(visit.session, campaign)}
    before = campaign.two_person
    said = await choose("rule", "campaign/two-person", ("on", "off"), on=before, **about)
    if (said == "on") == before:
        return Done("campaign/two-person-set", {**about, "on": before})
    campaign.two_person = said == "on"
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.TWO_PERSON,
        subject=campaign.code,
        before="on" if before else "off",
        after=said,
    )
    about |= {"on": campaign.two_person}
    return Done("campaign/two-person-set", about, save=[campaign, entry])
