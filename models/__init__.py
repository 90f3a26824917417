"""What the bot remembers: tables, plans, and the questions one asks of them."""

from models import (  # every table, so that the metadata is complete
    announcements,
    audit,
    campaigns,
    deadlines,
    doubts,
    drafts,
    findings,
    groups,
    people,
    registers,
    registrations,
    remembered,
    reminders,
    reports,
    reviews,
    units,
    unlocks,
)
from models.units import succession

__all__ = [
    "announcements",
    "audit",
    "campaigns",
    "deadlines",
    "doubts",
    "drafts",
    "findings",
    "groups",
    "people",
    "registers",
    "registrations",
    "remembered",
    "reminders",
    "reports",
    "reviews",
    "succession",
    "units",
    "unlocks",
]
