"""/gionhac: a person chooses the hour of the day at which reminders come."""

import re

from bot.command import Visit
from bot.talk import Done
from models.text import fold

HOURS = (8, 9, 10, 14, 15, 16)  # within working hours, and not at noon
USUAL = ("usual", "nhu thuong le", "thuong le", "mac dinh", "nhu mac dinh")
NOON = 12
_WORDS = {"hai": 2, "ba": 3, "bon": 4, "tam": 8, "chin": 9, "muoi": 10, "muoi bon": 14,
          "muoi lam": 15, "muoi sau": 16}  # fmt: skip
_HOUR = re.compile(
    r"(?:(?:vao |tu )?luc |vao |tu )?"
    rf"(\d{{1,2}}|{'|'.join(_WORDS)})(?: ?(?:h|g|gio))?(?: ?00)?(?: dung)?(?: (sang|chieu))?"
)


async def set_hour(visit: Visit) -> Done:
    """Show the hours, or take the one that is named; what was told today is not told again."""
    said = f"{visit.subject} {visit.detail}".strip()
    hour = _read(said)
    if hour is None:
        about = {"now": visit.contact.remind_at, "hours": HOURS, "unclear": bool(said)}
        return Done("hour/hours", about)
    visit.contact.remind_at = hour or None
    return Done("hour/set", {"hour": hour}, save=[visit.contact])


def _read(said: str) -> int | None:
    """Read one of the hours, 0 for the usual one; None if it is none of them.

    `9`, `9h`, `9 gio`, `luc chin gio sang`, `2 gio chieu`; a small hour is one in the afternoon.
    """
    if fold(said) in USUAL:
        return 0
    found = _HOUR.fullmatch(fold(said))
    if found is None:
        return None
    hour = _WORDS.get(found[1]) or int(found[1])
    if found[2] == "chieu" or (found[2] is None and hour not in HOURS):
        hour += NOON if hour < NOON else 0
    return hour if hour in HOURS else None
