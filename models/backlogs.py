"""Backlogs (việc tồn): what offices and staff owe, worked out from what waits for them.

Papers that wait for a decision have a day until which the office has time. What only people can
decide, a deadline that the plan leaves open or who answers for a unit that has ceased, has none;
staff are asked at the end of a week or a month, and never the units.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session

from models.campaigns import Campaign
from models.deadlines import Due
from models.ladders import PAPERS, Ladder, Rung, rungs
from models.obligations import REGISTRATION, Obligation, dated, duties, obligations
from models.plan import Plan
from models.queue import Paper, papers_in
from models.rulings import Rulings, is_closed, rulings
from models.units import Unit, absent_units
from models.working_days import last_of_week

UNDECIDED = "undecided"
SOON = timedelta(days=30)  # before a period's end its report gets a deadline
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Backlog:
    """The papers of a campaign that wait at an office, or, without one, for staff.

    `last_day` is the nearest day on which one of them should be decided.
    """

    campaign: Campaign
    plan: Plan
    office: Unit | None
    papers: Sequence[Paper]
    today: date
    kind: str = PAPERS
    code: str = PAPERS

    @property
    def name(self) -> str:
        """What makes reminders of it needless."""
        return backlog_name(self.campaign, self.office.id if self.office else None)

    @property
    def last_day(self) -> date:
        """The nearest of the days until which there is time."""
        return min(each.review.due_on or self.today for each in self.papers)

    @property
    def days_left(self) -> int:
        """Calendar days until then; negative afterwards."""
        return (self.last_day - self.today).days

    @property
    def late(self) -> int:
        """How many of the papers should have been decided by now."""
        return sum((each.review.due_on or self.today) < self.today for each in self.papers)

    def silent_on(self, day: date) -> bool:  # noqa: ARG002
        """Say that an office cannot put it off."""
        return False

    def rungs(self, ladder: Ladder) -> Sequence[Rung]:
        """Return its reminders, from the day after the paper came that is due first."""
        came = min(
            each.review.opened_at.date() for each in self.papers if _due(each) == self.last_day
        )
        found = rungs(self.last_day, self.last_day + YEAR, ladder)
        return [rung for rung in found if rung.day > came and (self.office or not rung.to)]


@dataclass(frozen=True)
class Undecided:
    """What only staff can decide in a campaign: `unset` deadlines, and what `ended` units owe."""

    campaign: Campaign
    plan: Plan
    unset: Sequence[Due]
    ended: Sequence[Obligation]
    today: date
    office: Unit | None = field(default=None, init=False)
    kind: str = UNDECIDED
    code: str = UNDECIDED

    @property
    def name(self) -> str:
        """What makes reminders of it needless."""
        return undecided_name(self.campaign)

    @property
    def pressing(self) -> bool:
        """Whether something stands still until it is decided."""
        unset = any(due.milestone.kind == REGISTRATION for due in self.unset)
        return unset or bool(self.ended)

    @property
    def last_day(self) -> date:
        """The last working day of the week."""
        return last_of_week(self.today)

    @property
    def days_left(self) -> int:
        """That there is no day by which it is to be done: any will do but the last."""
        return YEAR.days

    def silent_on(self, day: date) -> bool:  # noqa: ARG002
        """Say that staff cannot put it off; they can only decide."""
        return False

    def rungs(self, ladder: Ladder) -> Sequence[Rung]:  # noqa: ARG002
        """Return its one reminder, each week or, if nothing is pressing, in the month's last."""
        last = (self.last_day + timedelta(days=7)).month != self.last_day.month
        return [Rung("weekly", self.last_day)] if last or self.pressing else []


def backlog_name(campaign: Campaign, office_id: int | None) -> str:
    """Return the name of what waits at an office, or for staff."""
    return f"{PAPERS}:{campaign.code}:{office_id or 'staff'}"


def undecided_name(campaign: Campaign) -> str:
    """Return the name of what only staff can decide in a campaign."""
    return f"{UNDECIDED}:{campaign.code}"


def backlogs(session: Session, campaign: Campaign, plan: Plan, today: date) -> Iterator[Backlog]:
    """Yield what waits at each office of a campaign, and for staff."""
    waiting: dict[int, list[Paper]] = defaultdict(list)
    offices: dict[int, Unit] = {}
    for paper in papers_in(session, campaign, today):
        office = session.get(Unit, paper.office_id) if paper.office_id else None
        if office:
            offices[office.id] = office
        waiting[office.id if office else 0].append(paper)
    for office_id, papers in sorted(waiting.items()):
        yield Backlog(campaign, plan, offices.get(office_id), papers, today)


def undecided(session: Session, campaign: Campaign, plan: Plan, today: date) -> Undecided | None:
    """Return what only staff can decide in a campaign; None where there is nothing."""
    found = duties(session, campaign, plan, today)
    unset = without_day(found, rulings(session, campaign, ()), today)
    gone = absent_units(session, today)
    owed = obligations(session, campaign, plan, dated(found), offices=gone)
    ended = [each for each in owed if each.ended]
    return Undecided(campaign, plan, unset, ended, today) if unset or ended else None


def without_day(found: Sequence[Due], decided: Rulings, today: date) -> list[Due]:
    """Return the deadlines for which staff have to set a day, or to say that there will be none.

    The report of a period is not asked about before the period comes to its end.
    """
    return [
        due
        for due in found
        if not due.last_day
        and not is_closed(decided, due.code, None)
        and (due.period is None or due.period.end - SOON <= today)
    ]


def _due(paper: Paper) -> date | None:
    return paper.review.due_on
