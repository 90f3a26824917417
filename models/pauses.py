"""Pauses (hẹn): a unit has said when it will do what it owes; until then nobody reminds it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Field, Session, col, select

from models.base import Table, among
from models.campaigns import Campaign

PROMISED, PAPER, DONE = "promised", "paper", "done"


class Pause(Table, table=True):
    """What a unit said of one obligation, by its name; the newest row counts.

    `kind` is `promised` (it will be sent by `until`), `paper` (it is on its way on paper, and
    expected by `until`) or `done` (it is said to be done, and staff should say so by `until`).
    """

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    owed: str = Field(index=True)
    kind: str
    until: date
    contact_id: int = Field(foreign_key="contact.id")
    said_at: datetime


def done_name(owed: str) -> str:
    """Return what the message to staff is settled by that an obligation is said to be done."""
    return f"{DONE}:{owed}"


def pauses(
    session: Session, campaign: Campaign, owed: Collection[str] | None = None
) -> dict[str, Pause]:
    """Return the newest pause of obligations of a campaign, all or by name, over or not."""
    query = select(Pause).where(Pause.campaign_id == campaign.id, among(Pause.owed, owed))
    return {row.owed: row for row in session.exec(query.order_by(col(Pause.id)))}
