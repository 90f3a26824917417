"""The end of the role of staff: administrators take it from whoever has left the Board."""

from sqlmodel import Session, col, select

from bot.command import Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm
from models.audit import Act, AuditEntry
from models.people import Contact, Role


async def end_role(visit: Visit) -> Done | Stop:
    """Ask whose role ends."""
    people = {str(each.id): each for each in _staff(visit.session)}
    if not people:
        return Stop("rights/no-staff")
    person = people[await choose("person", "rights/whose-role", list(people), people=people)]
    about = {"person": person, "role": person.role, "own": person.id == visit.contact.id}
    await confirm("rights/confirm-role", **about)
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.ENDED,
        subject=person.role.value,
        reason=person.name,
    )
    person.role = Role.CONTACT
    told = [] if about["own"] else [Notice("rights/role-ended", [person.id])]
    return Done("rights/role-over", about, save=[person, entry], tell=told)


def _staff(session: Session) -> list[Contact]:
    """Return whose role may end: everybody's, but for an administrator who is the only one."""
    query = select(Contact).where(Contact.role != Role.CONTACT)
    people = session.exec(query.order_by(col(Contact.role), col(Contact.id))).all()
    alone = sum(each.role == Role.ADMIN for each in people) == 1
    return [each for each in people if each.role != Role.ADMIN or not alone]
