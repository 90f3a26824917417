"""Reports (báo cáo): the results so far, target by target."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Field, Relationship, Session, col, select

from models.base import Table
from models.types import ExactDecimal


class Report(Table, table=True):
    """What a unit reported at one moment; the newest counts, the older stay.

    `period` is the code of the period reported on, such as `2021-Q3`; empty where the plan asks for
    no periodic report.
    """

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    registration_id: int = Field(foreign_key="registration.id")
    draft_id: int = Field(foreign_key="draft.id", unique=True)
    contact_id: int = Field(foreign_key="contact.id")
    submitted_at: datetime
    period: str = Field(default="", sa_column_kwargs={"server_default": ""})
    evidence_id: int | None = Field(default=None, foreign_key="incoming.id")

    results: list["Result"] = Relationship(sa_relationship_kwargs={"order_by": "Result.id"})


class Result(Table, table=True):
    """The result for one target; `code`, `value` and `said` as in Pledge, None where not known."""

    id: int = Field(default=None, primary_key=True)
    report_id: int | None = Field(default=None, foreign_key="report.id", index=True)
    code: str
    name: str
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    measure: str = ""
    said: str


def reported_periods(session: Session, campaign_id: int, unit_id: int) -> set[str]:
    """Return the codes of the periods that a unit has reported on."""
    query = select(Report.period).where(
        Report.campaign_id == campaign_id, Report.unit_id == unit_id
    )
    return set(session.exec(query)) - {""}


def latest_report(session: Session, campaign_id: int, unit_id: int) -> Report | None:
    """Return the newest report of a unit."""
    query = select(Report).where(Report.campaign_id == campaign_id, Report.unit_id == unit_id)
    return session.exec(query.order_by(col(Report.id).desc())).first()
