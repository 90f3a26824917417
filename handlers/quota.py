"""What the platforms allow: shown to staff, and told to administrators before it runs out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.command import Subject, Visit
from bot.talk import Done, Notice
from handlers.subjects import every_campaign
from models.people import Contact, Role, reachable
from models.quotas import usages
from models.remembered import recall, remember

SUBJECT = "zalo"
WARNED = (70, 90, 100)  # percent of the month's messages


def campaigns_and_channels(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns and, where there are Zalo bots, these."""
    campaigns = every_campaign(visit)
    bots = usages(visit.session, visit.now, visit.today)
    return [*campaigns, Subject(SUBJECT, "Zalo")] if bots else campaigns


def show_quotas(visit: Visit) -> Done:
    """Show what each bot has used."""
    found = usages(visit.session, visit.now, visit.today)
    return Done("status/zalo", {"usages": found, "today": visit.today})


def due_quota_notes(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[Notice]:
    """Yield warnings to administrators, each once a month and bot; looked at once an hour."""
    local = now.astimezone(zone)
    hour = f"{local:%Y-%m-%d %H}"
    if recall(session, "quotas") == hour:
        return
    remember(session, "quotas", hour)
    for usage in usages(session, now, local.date()):
        crossed = max((level for level in WARNED if usage.percent >= level), default=0)
        name, told = f"quota:{usage.channel}", f"{local:%Y-%m} {crossed:03}"
        if crossed and (recall(session, name) or "") < told:
            remember(session, name, told)
            yield Notice("status/quota", _administrators(session), {"usage": usage})


def _administrators(session: Session) -> list[int]:
    query = select(Contact.id).where(col(Contact.role) == Role.ADMIN)
    return reachable(session, list(session.exec(query)))
