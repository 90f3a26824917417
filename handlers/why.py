"""/visao: why somebody was reminded, on the newest day on which that was so."""

from typing import Any

from bot.command import Visit
from bot.talk import Done
from handlers.remind import HOUR
from models.assignments import units_served
from models.people import Role
from models.reasons import first_reminder, reasons
from models.reminders import newest_reminders
from models.units.search import names_of

SHOWN = 3  # reasons that stand in a message


async def why_today(visit: Visit) -> Done:
    """Tell the reasons of the newest day; if there never was one, when the first will be."""
    session, person = visit.session, visit.contact
    rows = newest_reminders(session, person.id)
    units = units_served(session, person.id, visit.today)
    first = None if rows else first_reminder(session, units, visit.today)
    found = reasons(session, rows, visit.today) if rows else [first] if first else []
    offices = {unit.id: unit for each in found for unit in each.offices}
    about: dict[str, Any] = {
        "today": visit.today,
        "hour": person.remind_at or HOUR.hour,
        "staff": person.role != Role.CONTACT,
        "several": len(units) > 1,
        "names": names_of(session, offices.values()),
    }
    if not rows:
        return Done("why/never", about | {"first": found})
    about["day"] = max(row.created_at for row in rows)
    return Done("why/why", about | {"reasons": found[:SHOWN], "more": len(found[SHOWN:])})
