"""What the bot remembers: tables, plans, and the questions one asks of them."""

from models import (  # every table, so that the metadata is complete
    announcements,
    campaigns,
    drafts,
    people,
    registers,
    registrations,
    remembered,
    reminders,
    reports,
    units,
)

__all__ = [
    "announcements",
    "campaigns",
    "drafts",
    "people",
    "registers",
    "registrations",
    "remembered",
    "reminders",
    "reports",
    "units",
]
