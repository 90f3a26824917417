"""Projects (công trình, phần việc) as they stand: as registered, and as last reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlmodel import Session, col, select

from models.campaigns import Campaign
from models.plan import Plan, RegistrationField
from models.registrations import Pledge, Registration, answered_plan
from models.reports import Report, Result
from models.units import Unit

KINDS = ("project", "projects")  # the kinds of a plan's fields that ask for projects


@dataclass(frozen=True)
class Project:
    """A project that a unit registered; `levels` are its pledges, its name under "".

    `state` is planned, under-way or finished, as reported at a moment; empty before any report.
    """

    unit: Unit
    registration: Registration
    levels: Mapping[str, Pledge] = field(default_factory=dict)
    state: str = ""
    reported_at: datetime | None = None

    @property
    def code(self) -> str:
        """The code that stays the same from version to version."""
        return self.levels[""].code

    @property
    def name(self) -> str:
        """What the unit calls it."""
        return self.levels[""].name

    @property
    def photos(self) -> Sequence[Pledge]:
        """The pledges that hold its photos."""
        return [each for each in self.levels.values() if each.said.startswith("file:")]


def projects(session: Session, campaign: Campaign, unit: Unit | None = None) -> list[Project]:
    """Return the projects of a campaign, or of one unit, in the order of the unit list."""
    query = (
        select(Registration, Unit)
        .join(Unit, col(Unit.id) == Registration.unit_id)
        .where(Registration.campaign_id == campaign.id, col(Registration.live))
        .order_by(col(Unit.id), col(Registration.version))
    )
    if unit is not None:
        query = query.where(Unit.id == unit.id)
    newest = {owner.id: (registration, owner) for registration, owner in session.exec(query)}
    states = _states(session, campaign)
    return [
        Project(owner, registration, levels, *states.get((owner.id, code), ("", None)))
        for registration, owner in newest.values()
        for code, levels in _registered(registration)
    ]


def project_field(session: Session, found: Project) -> RegistrationField:
    """Return what the plan asks for where a project was registered."""
    plan = answered_plan(session, found.registration)
    return next(
        each
        for each in project_fields(plan, found.unit)
        if found.code.partition(".")[0] == each.code
    )


def project_fields(plan: Plan, unit: Unit) -> Sequence[RegistrationField]:
    """Return the fields in which a plan asks a unit for projects."""
    rules = plan.registration_for(unit.kind)
    return [each for each in (rules.fields if rules else ()) if each.kind in KINDS]


def _registered(registration: Registration) -> list[tuple[str, dict[str, Pledge]]]:
    found = [each for each in registration.pledges if each.kind == "project"]
    groups = groupby(found, lambda each: each.code)
    return [(code, {each.level: each for each in group}) for code, group in groups]


def _states(session: Session, campaign: Campaign) -> dict[tuple[int, str], tuple[str, datetime]]:
    """Return what was last reported, by unit and code."""
    query = (
        select(Report.unit_id, Result.code, Result.said, Report.submitted_at)
        .join(Result, col(Result.report_id) == Report.id)
        .where(Report.campaign_id == campaign.id)
        .order_by(col(Report.id))
    )
    return {(unit_id, code): (said, at) for unit_id, code, said, at in session.exec(query)}
