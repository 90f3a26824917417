"""Sign-offs (ký tổng hợp): what an aggregating office sums up of its members' registrations."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Table


class SignOff(Table, table=True):
    """One version of an office's sum, as it was signed.

    `registrations` are the ids of what it is made of; `sums` the figures, as JSON;
    `digest` is that of its content.
    """

    __table_args__ = (sa.UniqueConstraint("campaign_id", "office_id", "version"),)

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    office_id: int = Field(foreign_key="unit.id")
    version: int
    registrations: list[int] = Field(sa_type=sa.JSON)
    sums: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    digest: str
    contact_id: int = Field(foreign_key="contact.id")
    signed_at: datetime
