"""/quyen: what is kept of a person, who serves the unit, and the end of an assignment."""

from datetime import timedelta

from bot.command import Visit
from bot.talk import Done, Stop
from handlers.ask import choose, confirm
from handlers.roles import end_role
from handlers.units import which_unit
from models.assignments import Assignment, is_head
from models.audit import Act, AuditEntry
from models.people import Contact, Role, colleagues
from models.units import Unit
from models.units.search import labels

LISTED = 12
END, PHONE = "end", "phone"  # subjects


async def rights(visit: Visit) -> Done | Stop:
    """Tell people their own data and who serves their unit; heads and staff can end that."""
    if visit.subject == END:
        return await _end(visit)
    if visit.subject == PHONE:
        return Done("rights/phone")
    people = colleagues(visit.session, visit.unit.id, visit.today) if visit.unit else ()
    about = {
        "head": any(row.head for row, who in people if who.id == visit.contact.id),
        "contact": visit.contact,
        "unit": visit.unit,
        "people": people[:LISTED],
        "more": len(people[LISTED:]),
        "ends": _ends(visit),
    }
    return Done("rights/rights", about)


def _ends(visit: Visit) -> bool:
    """Say whether the visitor may end assignments: as staff, or as the head of the unit."""
    if visit.contact.role != Role.CONTACT:
        return True
    if visit.unit is None:
        return False
    return is_head(visit.session, visit.contact.id, visit.unit.id, visit.today)


async def _end(visit: Visit) -> Done | Stop:
    """Ask whose assignment ends; the question before the last word names what is lost by it."""
    if not _ends(visit):
        return Stop("rights/heads-only")
    if visit.contact.role == Role.ADMIN:
        whose = await choose("whose", "rights/whose", ("unit", "staff"))
        if whose == "staff":
            return await end_role(visit)
    unit = visit.unit
    if visit.contact.role != Role.CONTACT or unit is None:
        unit = await which_unit("unit", "rights/unit", visit)
    [label] = labels(visit.session, [unit])
    people = {
        str(row.id): (row, who) for row, who in colleagues(visit.session, unit.id, visit.today)
    }
    if not people:
        return Stop("rights/nobody", {"unit": label})
    who = await choose("who", "rights/who", list(people), unit=label, people=people)
    row, person = people[who]
    heads = [each for each, _ in people.values() if each.head]
    about = {
        "unit": label,
        "row": row,
        "person": person,
        "own": person.id == visit.contact.id,
        "last": len(people) == 1,
        "last_head": row.head and len(heads) == 1,
    }
    await confirm("rights/confirm-end", **about)
    return _ended(visit, unit, row, person, about)


def _ended(
    visit: Visit, unit: Unit, row: Assignment, person: Contact, about: dict[str, object]
) -> Done:
    before = row.terms.told()
    row.until = visit.today - timedelta(days=1)
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.ENDED,
        subject=unit.code,
        before=before,
        after=row.terms.told(),
        reason=person.name,
    )
    return Done("rights/ended", about, save=[row, entry])
