"""/lienket: a person goes on with the same work on another channel."""

from bot.command import Visit
from bot.talk import Done
from models.invitations import LINK_MINUTES, link


async def go_on_elsewhere(visit: Visit) -> Done:
    """Give out a code that is typed on the other channel, within minutes."""
    code, expires = link(visit.session, visit.contact, visit.now)
    return Done("join/link", {"code": code, "minutes": LINK_MINUTES, "expires": expires})
