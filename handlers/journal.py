"""/nhatky: the audit, the newest first: who decided what, when and why."""

from sqlmodel import col, func, select

from bot.command import Visit
from bot.talk import Done
from models.audit import AuditEntry, newest_seal
from models.people import Contact

LISTED = 6


async def journal(visit: Visit) -> Done:
    """Show a page of the audit."""
    number = int(visit.subject) if visit.subject.isdecimal() else 1
    total = visit.session.exec(select(func.count()).select_from(AuditEntry)).one()
    count = max((total + LISTED - 1) // LISTED, 1)
    number = min(max(number, 1), count)
    query = (
        select(AuditEntry, Contact)
        .outerjoin(Contact, col(Contact.id) == AuditEntry.contact_id)
        .order_by(col(AuditEntry.id).desc())
        .offset((number - 1) * LISTED)
        .limit(LISTED)
    )
    entries = visit.session.exec(query).all()
    about = {"entries": entries, "total": total, "number": number, "count": count}
    return Done("journal/journal", about | {"seal": newest_seal(visit.session)})
