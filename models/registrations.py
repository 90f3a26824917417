"""Registrations (đăng ký): what units pledge, version after version, and who has yet to."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, Relationship, Session, col, select

from models.base import Table
from models.campaigns import plan_as_read
from models.plan import Plan
from models.spans import Span, read_span
from models.types import ExactDecimal

if TYPE_CHECKING:
    from models.reviews import Review


class Registration(Table, table=True):
    """One version of what a unit registered in a campaign; the highest `live` version counts.

    A version is not live while it waits for the unit's head to sign, or for staff to accept that it
    came late, for the reason of `late_reason`. `digest` is that of its content (see `digest_of`),
    as the receipt shows it.
    """

    __table_args__ = (sa.UniqueConstraint("campaign_id", "unit_id", "version"),)

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    version: int
    plan_hash: str = Field(foreign_key="planversion.hash")
    draft_id: int = Field(foreign_key="draft.id", unique=True)
    contact_id: int = Field(foreign_key="contact.id")
    submitted_at: datetime
    late: bool = False
    late_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    live: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    digest: str = Field(default="", sa_column_kwargs={"server_default": ""})

    pledges: list["Pledge"] = Relationship(sa_relationship_kwargs={"order_by": "Pledge.id"})
    reviews: list["Review"] = Relationship(sa_relationship_kwargs={"order_by": "Review.step"})


class Pledge(Table, table=True):
    """One level of a registered target, or of a project.

    `code` and `level` are stable across versions: `profit` at `2025`, `tasks.2` at `to_cutoff`.
    `value` is in the base measure (scale words applied) and None where no number was pledged;
    `said` is what was typed; `key` is the question that it answered.

    The levels of a project are its name (""), `scale`, `start`, `finish`, and `photo`, `photo.2` …;
    they have no `level_name`, and `said` is a code: that of a scale or a span, `file:` and the
    incoming row that brought a photo, or `none`. A figure below the floor has a `reason` beside it,
    and a `document` with its `file:`.
    """

    __table_args__ = (sa.UniqueConstraint("registration_id", "code", "level"),)

    id: int = Field(default=None, primary_key=True)
    registration_id: int | None = Field(default=None, foreign_key="registration.id")
    code: str
    name: str
    level: str = ""
    level_name: str = ""
    kind: str = "quantity"  # or text, project, task, reason, document
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    measure: str = ""
    said: str
    key: str = Field(default="", sa_column_kwargs={"server_default": ""})

    @property
    def span(self) -> Span | None:
        """The time of a project's start or finish; None at any other level."""
        dated = self.kind == "project" and self.level in ("start", "finish")
        return read_span(self.said, date.min) if dated else None


def digest_of(registration: Registration, campaign: str, unit: str) -> str:
    """Return the digest of what was registered, by whom and when; `campaign`, `unit` are codes."""
    pledges = [
        (each.code, each.level, each.name, _plain(each.value), each.measure, each.said)
        for each in registration.pledges
    ]
    moment = registration.submitted_at.astimezone(UTC).isoformat()
    told = [campaign, unit, registration.version, moment, pledges]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def contents(registration: Registration) -> dict[tuple[str, str], object]:
    """Return what each level of a registration means, by code and level, for comparison."""
    return {
        (each.code, each.level): (
            "" if each.kind == "project" and each.level else each.name,
            each.value if each.value is not None else each.said,
            each.measure,
        )
        for each in registration.pledges
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def answered_plan(session: Session, registration: Registration) -> Plan:
    """Return the plan that a registration answered, as it was read when that was sent.

    So a paper keeps its way, whatever is decided afterwards.
    """
    moment = registration.submitted_at
    return plan_as_read(session, registration.campaign_id, registration.plan_hash, moment)


def latest_registration(session: Session, campaign_id: int, unit_id: int) -> Registration | None:
    """Return the registration of a unit that counts now: the highest version that is live."""
    asked = {"campaign": campaign_id, "unit": unit_id}
    return session.exec(_LATEST, params=asked).first()


def newest_version(session: Session, campaign_id: int, unit_id: int) -> Registration | None:
    """Return what a unit sent last, whether it counts already or waits."""
    query = select(Registration).where(
        Registration.campaign_id == campaign_id, Registration.unit_id == unit_id
    )
    return session.exec(query.order_by(col(Registration.version).desc())).first()


def earlier_version(session: Session, registration: Registration) -> Registration | None:
    """Return the version that counted before this one."""
    query = select(Registration).where(
        Registration.campaign_id == registration.campaign_id,
        Registration.unit_id == registration.unit_id,
        Registration.version < registration.version,
        col(Registration.live),
    )
    return session.exec(query.order_by(col(Registration.version).desc())).first()


_LATEST = (
    select(Registration)
    .where(
        col(Registration.campaign_id) == sa.bindparam("campaign"),
        col(Registration.unit_id) == sa.bindparam("unit"),
        col(Registration.live),
    )
    .order_by(col(Registration.version).desc())
    .limit(1)
)
