"""/donvi: who serves several units sees them, and goes from one to another."""

from dataclasses import replace

from bot.command import Visit
from bot.talk import Done
from handlers.briefing import briefing
from models.assignments import units_served
from models.units.search import labels, named


async def switch(visit: Visit) -> Done:
    """List the visitor's units, or go to the one that is named; of several with a name, ask."""
    served = units_served(visit.session, visit.contact.id, visit.today)
    text = f"{visit.subject} {visit.detail}".strip()
    found = [unit for unit in served if unit.code == text] or named(served, text)
    if len(found) == 1:
        visit.contact.unit_id = found[0].id
        about = briefing(replace(visit, unit=found[0]))
        [label] = labels(visit.session, found)
        return Done("units/switched", {"label": label, **about}, save=[visit.contact])
    listed = found or served
    units = list(zip(listed, labels(visit.session, listed), strict=True))
    return Done("units/list", {"units": units, "unit": visit.unit, "alike": bool(found)})
