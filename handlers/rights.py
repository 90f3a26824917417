"""/quyen: what is kept of a person here, and what that person may do."""

from bot.command import Visit
from bot.talk import Done


async def rights(visit: Visit) -> Done:
    """Tell people their own data; a telephone number may be shared from here."""
    about = {"contact": visit.contact, "unit": visit.unit, "commands": visit.allowed}
    return Done("rights/rights", about)
