"""/nhatky: the audit, the newest first: who decided what, when and why."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from bot.command import Visit
from bot.talk import Done
from models.audit import AuditEntry, newest_seal
from models.campaigns import campaign_by_code, plan_of
from models.groups import group_by_code
from models.people import Contact
from models.plan import Plan
from models.units import unit_by_code
from models.units.search import labels

LISTED = 6


@dataclass(frozen=True)
class Entry:
    """A row of the audit in people's words: who decided, and the `names` of what it is about."""

    row: AuditEntry
    who: Contact | None
    plan: Plan | None
    names: list[str]


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
    entries = [_entry(visit.session, row, who) for row, who in visit.session.exec(query)]
    about = {"entries": entries, "total": total, "number": number, "count": count}
    return Done("journal/journal", about | {"seal": newest_seal(visit.session)})


def _entry(session: Session, row: AuditEntry, who: Contact | None) -> Entry:
    first, *others = row.subject.split() or [""]
    campaign = campaign_by_code(session, first)
    if campaign is None:
        return Entry(row, who, None, [_name(session, None, first)])
    plan = plan_of(session, campaign)
    return Entry(row, who, plan, [_name(session, plan, code) for code in reversed(others)])


def _name(session: Session, plan: Plan | None, code: str) -> str:
    """Return what people call a unit, a group or a deadline; other codes have no name."""
    if unit := unit_by_code(session, code):
        return labels(session, [unit])[0]
    if group := group_by_code(session, code):
        return group.name
    names = {each.code: each.name for each in plan.milestones} if plan else {}
    return names.get(code.partition(".")[0], code)
