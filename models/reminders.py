"""Reminders (nhắc): which unit was reminded of which deadline on which day."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Table


class Reminder(Table, table=True):
    """A unit's reminder of one rung of a deadline's ladder; the key keeps it single."""

    __table_args__ = (sa.UniqueConstraint("campaign_id", "milestone", "unit_id", "due_on"),)

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    milestone: str
    unit_id: int = Field(foreign_key="unit.id")
    due_on: date
    created_at: datetime
