"""Plans at the keyboard: what reads wrongly; loading again, what changes, whom it concerns."""

from datetime import date, datetime

from sqlmodel import Session

from bot.owing import owe_notice
from handlers.amendment import amended
from messages import wording
from models.amendments import outdated_units
from models.audit import Act, AuditEntry
from models.campaigns import campaign_by_code, save_plan, signed_plan
from models.doubts import decided_of, settled_plan, settlements
from models.plan import Plan
from models.plan.changes import changes
from models.plan.checks import arithmetic, unstated


def warnings_of(plan: Plan) -> list[str]:
    """Return every doubt of a plan, and what its figures or its silence tell, with its line."""
    return [
        f"{found.source.file}:{found.source.line}: warning: {found.text}"
        + (f" Likely: {found.likely}" if found.likely else "")
        for found in (*plan.all_doubts(), *arithmetic(plan), *unstated(plan))
    ]


def compare(session: Session, plan: Plan) -> str | None:
    """Return in words what a plan would change, None if there is no such campaign yet."""
    campaign = campaign_by_code(session, plan.code)
    if campaign is None:
        return None
    found = changes(signed_plan(session, campaign), plan)
    read = settled_plan(plan, decided_of(settlements(session, campaign.id)))
    units = len(outdated_units(session, campaign, read))
    return wording("campaign/changes", changes=found, units=units)


def load(session: Session, plan: Plan, now: datetime, today: date) -> int:
    """Put a plan in force; return how many people would have to be told on a day."""
    told = compare(session, plan)
    before = campaign_by_code(session, plan.code)
    old = before.plan_hash if before else ""
    campaign = save_plan(session, plan, now)
    if campaign.plan_hash != old:
        entry = AuditEntry(at=now, act=Act.PLAN_LOADED, subject=plan.code, reason=told or "")
        entry.before, entry.after = old, campaign.plan_hash
        session.add(entry)
    notices, _ = amended(session, campaign, today)
    return sum(len(notice.contact_ids) for notice in notices)


def tell(session: Session, plan: Plan, now: datetime, today: date) -> None:
    """Owe those who have to confirm again the word of it."""
    campaign = campaign_by_code(session, plan.code)
    assert campaign is not None
    for notice in amended(session, campaign, today)[0]:
        owe_notice(session, notice, now)
