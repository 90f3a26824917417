"""/moi: a one-time code for a colleague; staff give codes for any unit, and to staff."""

from datetime import date, timedelta

from bot.command import Visit
from bot.talk import Done, Stop
from handlers.ask import choose, confirm, day, text
from handlers.units import which_unit
from models.assignments import Terms, is_head
from models.bots import host_for
from models.invitations import LINK, invite
from models.people import Role
from models.remembered import recall
from models.units import Unit
from models.units.search import labels

POST_LIMIT = 80  # characters


async def invite_colleague(visit: Visit) -> Done | Stop:
    """Ask for whom the code is, and give it out; what was decided is in the audit."""
    if visit.contact.role == Role.CONTACT:
        if visit.unit is None:
            return Stop("units/none")
        heads = is_head(visit.session, visit.contact.id, visit.unit.id, visit.today)
        return await _to_unit(visit, visit.unit, heads=heads)
    if visit.contact.role == Role.ADMIN:
        who = await choose("who", "invite/who", ("unit", *STAFF))
        if who in STAFF:
            return await _to_staff(visit, Role(who))
    return await _to_unit(visit, await which_unit("unit", "invite/unit", visit), heads=True)


STAFF = (Role.STAFF.value, Role.ADMIN.value)


async def _to_unit(visit: Visit, unit: Unit, *, heads: bool) -> Done:
    """Invite to a unit; only heads, and staff, invite heads."""
    [label] = labels(visit.session, [unit])
    head = heads and await choose("part", "invite/part", ("clerk", "head"), unit=label) == "head"
    post = await _post(label)
    terms = Terms(head, await _until(visit, label), visit.contact.id)
    await confirm("invite/confirm", unit=label, role=Role.CONTACT, post=post, terms=terms)
    return _given(visit, Role.CONTACT, unit, post, terms)


async def _to_staff(visit: Visit, role: Role) -> Done:
    post = await _post("")
    terms = Terms(by_id=visit.contact.id)
    await confirm("invite/confirm", unit="", role=role, post=post, terms=terms)
    return _given(visit, role, None, post, terms)


async def _post(unit: str) -> str:
    about = {"unit": unit, "label": ""}
    return await text("post", "invite/post", limit=POST_LIMIT, optional=True, **about)


async def _until(visit: Visit, unit: str) -> date | None:
    """Ask for the last day of a delegation; "before a day" is the day before that one."""
    if await choose("term", "invite/term", ("stays", "until"), unit=unit) == "stays":
        return None
    found = await day("until", "invite/until", visit.today, ahead=True)
    return max(found.date - timedelta(days=found.strict), visit.today)


def _given(visit: Visit, role: Role, unit: Unit | None, post: str, terms: Terms) -> Done:
    code, expires = invite(visit.session, role, unit, visit.now, name=post, terms=terms)
    about = {
        "unit": labels(visit.session, [unit])[0] if unit else "",
        "role": role,
        "post": post,
        "terms": terms,
        "code": code,
        "link": recall(visit.session, LINK),
        "host": host_for(visit.session, unit, visit.today),
        "expires": expires,
    }
    return Done("invite/code", about)
