"""/gionhac: a person chooses the hour of the day at which reminders come."""

import re

from bot.command import Visit
from bot.talk import Done
from models.text import fold

HOURS = (8, 9, 10, 14, 15, 16)  # within working hours, and not at noon
USUAL = ("usual", "nhu thuong le", "thuong le", "mac dinh", "nhu mac dinh")
NOON = 12
_HOUR = re.compile(r"(?:luc )?(\d{1,2})(?: ?(?:h|g|gio))?(?: ?00)?( sang| chieu)?")


async def set_hour(visit: Visit) -> Done:
    """Show the hours, or take the one that is named; what was told today is not told again."""
    said = fold(f"{visit.subject} {visit.detail}")
    hour = 0 if said in USUAL else _read(said)
    if hour is None:
        about = {"now": visit.contact.remind_at, "hours": HOURS, "unclear": bool(said)}
        return Done("hour/hours", about)
    visit.contact.remind_at = hour or None
    return Done("hour/set", {"hour": hour}, save=[visit.contact])


def _read(said: str) -> int | None:
    """Read one of the hours: `9`, `9h`, `9 gio`, `2 gio chieu`; None if it is none of them."""
    found = _HOUR.fullmatch(said)
    hour = int(found[1]) if found else 0
    if found and found[2] == " chieu" and hour < NOON:
        hour += NOON
    return hour if hour in HOURS else None
