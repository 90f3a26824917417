"""Deadlines (hạn) in force: as the plan prints them, or as staff have set them since.

A milestone that the plan leaves open has no deadline until a person sets one; nothing is worked
out or invented. Every change is a row of its own, so that the old ones can be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Field, Session, col, select

from models.base import Table
from models.campaigns import Campaign
from models.groups import heads
from models.periods import ReportPeriod, periods
from models.plan import Milestone, Plan
from models.rulings import Ruling, Rulings, rulings
from models.units import Unit, unit_by_code
from models.working_days import last_working_day


class Deadline(Table, table=True):
    """A deadline set by staff; the newest row of a milestone (and period) counts."""

    id: int = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    milestone: str
    period: str = ""
    day: date
    strict: bool
    reason: str = ""
    contact_id: int = Field(foreign_key="contact.id")
    set_at: datetime


@dataclass(frozen=True)
class Due:
    """What is due by when, seen from `today`; `day` is the printed or set one, None if open.

    `fixed` is the row by which staff set it, None where it is the plan's own. `ruling` is what
    staff decided for one unit, where this is that unit's deadline.
    """

    milestone: Milestone
    today: date
    day: date | None
    strict: bool
    period: ReportPeriod | None = None
    fixed: Deadline | None = None
    ruling: Ruling | None = None

    @property
    def code(self) -> str:
        """What tells it from the campaign's other deadlines: `report` or `report.2021-Q3`."""
        return f"{self.milestone.code}.{self.period.code}" if self.period else self.milestone.code

    @property
    def last_day(self) -> date | None:
        """The last day still in time: the one before a strict day."""
        return self.day - timedelta(days=1) if self.day and self.strict else self.day

    @property
    def last_working_day(self) -> date | None:
        """The last working day still in time."""
        return last_working_day(self.last_day) if self.last_day else None

    @property
    def days_left(self) -> int | None:
        """Calendar days until the last day; negative afterwards."""
        return (self.last_day - self.today).days if self.last_day else None

    @property
    def over(self) -> bool:
        """Whether the last day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def by_day(self) -> bool:
        """Whether it is fixed to the day, and not just to a month or a quarter."""
        set_here = self.fixed is not None or self.granted
        return set_here or self.milestone.precision == "day"

    @property
    def granted(self) -> bool:
        """Whether it is a day granted to one unit, and not everybody's."""
        return self.ruling is not None and self.last_day == self.ruling.until is not None

    @property
    def told_on(self) -> date | None:
        """The day on which staff set it and told everybody concerned; None for the plan's own."""
        if self.ruling and self.granted:
            return self.ruling.decided_at.date()
        return self.fixed.set_at.date() if self.fixed else None

    @property
    def closed(self) -> bool:
        """Whether it is over for the unit, as staff decided."""
        return self.ruling is not None and self.ruling.closed

    def of_all(self, found: Rulings) -> "Due":
        """Return it with what staff decided for all units together."""
        return replace(self, ruling=found.get((self.code, None)))

    def of(self, unit: Unit, found: Rulings) -> "Due":
        """Return it as it binds a unit: with the day granted to it, or as closed.

        A day granted counts as long as it is later than that of everybody.
        """
        own, common = found.get((self.code, unit.id)), found.get((self.code, None))
        if own is None or (common and common.closed):
            return replace(self, ruling=common) if common is not self.ruling else self
        return self.granted_by(own)

    def granted_by(self, ruling: Ruling) -> "Due":
        """Return it as a ruling has it: with the day granted, if that is later than its own."""
        if ruling.until is None or (self.last_day and ruling.until <= self.last_day):
            return replace(self, ruling=ruling)
        return replace(self, day=ruling.until, strict=False, ruling=ruling)


def dues(session: Session, campaign: Campaign, plan: Plan, today: date) -> list[Due]:
    """Return every deadline of a campaign, a recurring one once a period, in the plan's order."""
    fixed = _fixed(session, campaign)
    return [
        _due(milestone, period, fixed, today)
        for milestone in plan.milestones
        for period in periods(plan, milestone) or (None,)
    ]


def dues_for(
    session: Session, campaign: Campaign, plan: Plan, unit: Unit, today: date
) -> list[Due]:
    """Return the deadlines that bind a unit, by its kind or as the head of a group.

    Each as staff have decided for this unit.
    """
    roles: set[str] = {unit.kind}
    top = unit_by_code(session, plan.scope)
    if top is not None and unit.id in {head.id for head in heads(session, top, today)}:
        roles.add("group")
    decided = rulings(session, campaign, [unit.id])
    found = dues(session, campaign, plan, today)
    return [due.of(unit, decided) for due in found if roles & set(due.milestone.who)]


def registration_due(
    session: Session, campaign: Campaign, plan: Plan, today: date, unit: Unit | None = None
) -> Due | None:
    """Return the deadline of registration, or a unit's own; None if the plan has none."""
    found = dues(session, campaign, plan, today)
    due = next((due for due in found if due.milestone.kind == "registration"), None)
    return due.of(unit, rulings(session, campaign, [unit.id])) if due and unit else due


def deadline_history(session: Session, campaign: Campaign, code: str) -> Sequence[Deadline]:
    """Return what staff have set for a deadline's code, oldest first."""
    milestone, _, period = code.partition(".")
    query = select(Deadline).where(
        Deadline.campaign_id == campaign.id,
        Deadline.milestone == milestone,
        Deadline.period == period,
    )
    return session.exec(query.order_by(col(Deadline.id))).all()


def _fixed(session: Session, campaign: Campaign) -> dict[tuple[str, str], Deadline]:
    query = select(Deadline).where(Deadline.campaign_id == campaign.id).order_by(col(Deadline.id))
    return {(row.milestone, row.period): row for row in session.exec(query)}


def _due(
    milestone: Milestone,
    period: ReportPeriod | None,
    fixed: dict[tuple[str, str], Deadline],
    today: date,
) -> Due:
    row = fixed.get((milestone.code, period.code if period else ""))
    if row is not None:
        return Due(milestone, today, row.day, row.strict, period, row)
    return Due(milestone, today, None if period else milestone.date, milestone.strict, period)
