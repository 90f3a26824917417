"""Quiet days: those on which nobody can be reminded of anything, so that none need be looked at.

Worked out anew after every deed, and wrong on the safe side only: a day that is not quiet is looked
at as the real bot looks at it.
"""

from datetime import date

from sqlmodel import Session, select

from bot.rehearsal.stage import Stage
from models.campaigns import campaign_by_code, plan_of
from models.ladders import CATCH_UP, ladder_of, ladders
from models.obligations import dated, duties, rungs_of
from models.pauses import pauses
from models.plan import Plan
from models.reviews import Review, ReviewState
from models.working_days import last_of_week, working_day_after


class Quiet:
    """Knows the days on which something may be due, until the next deed."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self._stage, self._plan = stage, plan
        self._rungs: set[date] | None = None
        self._unsettled = date.min  # the last of the days that are not quiet in any case

    def forget(self) -> None:
        """Work it out anew: somebody did something."""
        self._rungs = None

    def is_quiet(self, day: date) -> bool:
        """Say whether nobody can be reminded on a day; staff are asked at the end of a week."""
        if self._rungs is None:
            self._rungs = self._stage.database.transaction(self._find)
        return day > self._unsettled and day not in self._rungs and day != last_of_week(day)

    def _find(self, session: Session) -> set[date]:
        campaign = campaign_by_code(session, self._plan.code)
        assert campaign is not None
        plan, today = plan_of(session, campaign), self._stage.today
        ends = [today, *(pause.until for pause in pauses(session, campaign).values())]
        waiting = select(Review.id).where(Review.state == ReviewState.WAITING)
        settled = working_day_after(max(ends), CATCH_UP + 1)  # until then rungs of before are told
        self._unsettled = date.max if session.exec(waiting).first() else settled
        known = ladders(session, campaign)
        return {
            rung.day
            for due in dated(duties(session, campaign, plan, today))
            for rung in rungs_of(plan, due, ladder_of(due.milestone.kind, known))
        }
