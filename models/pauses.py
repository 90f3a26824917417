"""Pauses (hẹn): a unit has said when it will do what it owes; until then nobody reminds it."""

from datetime import date, datetime

from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign

PROMISED, PAPER, DONE = "promised", "paper", "done"


class Pause(Table, table=True):
    """What a unit said of one obligation, by its name; the newest row counts.

    `kind` is `promised` (it will be sent by `until`), `paper` (it is on its way on paper, and
    expected by `until`) or `done` (it is said to be done, and staff should say so by `until`).
    """

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    owed: str
    kind: str
    until: date
    contact_id: int = Field(foreign_key="contact.id")
    said_at: datetime


def done_name(owed: str) -> str:
    """Return what the message to staff is settled by that an obligation is said to be done."""
    return f"{DONE}:{owed}"


def pauses(session: Session, campaign: Campaign) -> dict[str, Pause]:
    """Return the newest pause of each obligation of a campaign, over or not."""
    query = select(Pause).where(Pause.campaign_id == campaign.id).order_by(col(Pause.id))
    return {row.owed: row for row in session.exec(query)}
