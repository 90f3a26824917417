"""/trogiup and /huy: what can be done here, and leaving what is under way."""

from bot.command import Visit
from bot.talk import Done
from models.drafts import open_drafts, owner_of


async def show_help(visit: Visit) -> Done:
    """List the commands that this person may use."""
    return Done("help/help", {"commands": visit.allowed, "contact": visit.contact})


async def cancel(visit: Visit) -> Done:
    """Leave the question that stands open; drafts stay as they are."""
    drafts = open_drafts(visit.session, owner_of(visit.contact))
    return Done("help/cancelled", {"drafts": [draft for draft in drafts if draft.answers]})
