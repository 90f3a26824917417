"""What offices and staff do in a rehearsal: review, admit, set the days that a plan leaves open."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from sqlmodel import Session, select

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.answers import answer_all
from bot.rehearsal.cast import Behaviour, Cast
from bot.rehearsal.stage import Person, Stage
from bot.rehearsal.units import Units
from models.campaigns import campaign_by_code, plan_of
from models.deadlines import Due
from models.obligations import duties
from models.plan import Plan
from models.queue import Paper, papers_in
from models.registrations import Registration
from models.reviews import Review, ReviewState
from models.working_days import last_working_day, working_day_after

REVIEW_DAYS = 4  # working days that a paper waits; after the first reminder of it
AHEAD = timedelta(days=45)  # so long before a day that is left open staff set it
PERIOD = timedelta(days=10)  # after a period's end its report is assumed to be due
EARLY = {
    "launch": timedelta(days=30),
    "pact": timedelta(days=60),
    "registration": timedelta(days=45),
}


class Offices:
    """The people at the offices on the routes, and the staff."""

    def __init__(self, stage: Stage, agenda: Agenda, cast: Cast, plan: Plan) -> None:
        self._stage, self._agenda, self._cast, self._plan = stage, agenda, cast, plan
        self._seen: set[int] = set()  # reviews that somebody has in mind
        self._returned: set[int] = set()  # units to which a registration came back

    # --- papers ---

    def look(self, units: Units) -> None:
        """Take up the papers that have come."""
        for paper in self._stage.database.transaction(self._new_papers):
            self._seen.add(paper.review.id)
            day = working_day_after(self._stage.today, REVIEW_DAYS)
            self._agenda.add(day, partial(self._decide, paper, units))

    def _new_papers(self, session: Session) -> list[Paper]:
        waiting = select(Review.id).where(Review.state == ReviewState.WAITING)
        waits = set(session.exec(waiting))
        if waits <= self._seen:
            return []
        campaign = campaign_by_code(session, self._plan.code)
        assert campaign is not None
        found = papers_in(session, campaign, self._stage.today)
        return [each for each in found if each.review.id not in self._seen]

    def _decide(self, paper: Paper, units: Units) -> None:
        """Approve a paper that still waits; the first of a unit that corrects goes back once."""
        stage, player = self._stage, self._cast.players[paper.unit.id]
        if not stage.database.transaction(partial(_waits, paper)):
            return
        back = player.behaviour == Behaviour.CORRECTING and paper.unit.id not in self._returned
        back = back and paper.review.step >= 0
        scene = stage.begin(self._office(paper), "return" if back else "review")
        stage.go(scene, "/duyet")
        stage.go(scene, f"/duyet {paper.review.id}")
        remarks = stage.database.transaction(partial(self._remarks, paper)) if back else {}
        answer_all(stage, scene, remarks)
        if back:
            self._returned.add(paper.unit.id)
            to_clerk = (each for each in reversed(stage.sent) if each.person == player.clerk)
            units.returned(player, next(each for each in to_clerk if each.sort == "notice"))

    def _remarks(self, paper: Paper, session: Session) -> Mapping[str, str]:
        """Return the name of the project, or else the first target, to return."""
        registration = session.get_one(Registration, paper.registration.id)
        pledges = [each for each in registration.pledges if each.key]
        named = [each for each in pledges if each.kind == "project" and not each.level]
        pledge = (named or pledges)[0]
        return {"decision": "return", "field.1": pledge.code, "level.1": pledge.key}

    def _office(self, paper: Paper) -> Person:
        player = self._cast.players.get(paper.office_id or 0)
        return player.clerk if player else self._cast.staff

    # --- days that the plan leaves open ---

    def assume(self, start: date, end: date, given: Mapping[str, date]) -> list[tuple[Due, date]]:
        """Have staff set every day that is left open; return those days.

        The day that is `given`, or one that is assumed for the rehearsal.
        """
        stage, found = self._stage, []
        stage.clock.at(start)
        dues = stage.database.transaction(self._open)
        for due in dues:
            kind = due.milestone.kind
            alike = [d.code for d in dues if d.milestone.kind == kind and not d.period]
            place = (alike.index(due.code) + 1) / len(alike) if due.code in alike else 0
            day = given.get(due.code) or last_working_day(_assumed(due, start, end, place))
            found.append((due, day))
            self._agenda.add(max(start, day - AHEAD), partial(self._set, due.code, day))
        return found

    def _open(self, session: Session) -> list[Due]:
        campaign = campaign_by_code(session, self._plan.code)
        assert campaign is not None
        found = duties(session, campaign, plan_of(session, campaign), self._stage.today)
        return [due for due in found if due.day is None]

    def _set(self, code: str, day: date) -> None:
        scene = self._stage.begin(self._cast.staff, "set")
        self._stage.go(scene, f"/han {self._plan.code}")
        answer_all(self._stage, scene, {"milestone": code, "day": f"{day:%d/%m/%Y}"})


def _waits(paper: Paper, session: Session) -> bool:
    return session.get_one(Review, paper.review.id).state == ReviewState.WAITING


def _assumed(due: Due, start: date, end: date, place: float) -> date:
    """Return a day for a deadline that has none: after its period, early, or in its `place`."""
    if due.period:
        return due.period.end + PERIOD
    if early := EARLY.get(due.milestone.kind):
        return min(start + early, end)
    return start + (end - start) * place
