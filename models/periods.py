"""Periods (kỳ) of a recurring duty: the quarters, months or years that a campaign touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.plan import Milestone, Plan

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
LETTER = {1: "M", 3: "Q", 6: "H", 12: "Y"}


@dataclass(frozen=True)
class ReportPeriod:
    """One period, such as `2021-Q3`, from `start` to `end`, both included, inside the campaign.

    `partial` tells that the campaign begins or ends within it; `phases` are the codes of the phases
    it touches.
    """

    code: str
    start: date
    end: date
    partial: bool
    phases: Sequence[str] = ()

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.code[:4])

    @property
    def number(self) -> int:
        """Which one of its year: 3 for the third quarter."""
        return int(self.code[6:])


def periods(plan: Plan, milestone: Milestone) -> list[ReportPeriod]:
    """Return every period of a recurring milestone; none where interval or dates are not stated."""
    months = MONTHS.get(milestone.recurrence or "")
    first, last = plan.period.start, plan.period.end
    if months is None or first is None or last is None:
        return []
    found = []
    start = date(first.year, (first.month - 1) // months * months + 1, 1)
    while start <= last:
        after = _later(start, months)
        found.append(_period(plan, start, after - timedelta(days=1), months))
        start = after
    return found


def _period(plan: Plan, start: date, end: date, months: int) -> ReportPeriod:
    assert plan.period.start is not None
    assert plan.period.end is not None
    first, last = max(start, plan.period.start), min(end, plan.period.end)
    number = (start.month - 1) // months + 1
    return ReportPeriod(
        code=f"{start.year}-{LETTER[months]}{number}",
        start=first,
        end=last,
        partial=(first, last) != (start, end),
        phases=tuple(
            phase.code
            for phase in plan.phases
            if (phase.start or date.min) <= last and (phase.end or date.max) >= first
        ),
    )


def _later(start: date, months: int) -> date:
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)
