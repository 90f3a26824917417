"""Inquiries (hỏi đáp): what a unit asks staff in the middle of its work, and the answer."""

from datetime import datetime

from sqlmodel import Field

from models.base import Table


class Inquiry(Table, table=True):
    """A question to staff; `answered_at` is None until one of them answers.

    `about` is what it is about in words (the clause, the field, the state of the draft) as staff
    read it; `back` is the command that leads the asker back to the same place.
    """

    id: int = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id")
    text: str
    about: str = ""
    back: str = ""
    asked_at: datetime
    answer: str = ""
    answered_by_id: int | None = Field(default=None, foreign_key="contact.id")
    answered_at: datetime | None = None
