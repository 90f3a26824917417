"""Obligations (việc phải làm): what units owe, worked out from the plan and from what has come in.

Nothing of it is stored, so nothing has to be kept right: a deadline that is moved or a paper that
comes in changes the answer at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models.campaigns import Campaign
from models.deadlines import Due, dues
from models.drafts import Draft
from models.pauses import Pause, pauses
from models.plan import Plan
from models.registrations import Registration
from models.reports import Report
from models.reviews import ADMIT, SIGN, waiting_gates
from models.standing import units_of
from models.units import Unit

REGISTRATION = "registration"
TALKS = {REGISTRATION: "dangky", "report": "baocao"}  # by which each kind of milestone is met


@dataclass(frozen=True)
class Obligation:
    """One deadline of one unit that has not done what is due; `begun`: it has a draft of it.

    `to_sign`: what it has entered waits for the signature of its head. `pause` is what it last
    said of when it will do it.
    """

    campaign: Campaign
    plan: Plan
    due: Due
    unit: Unit
    begun: bool
    to_sign: bool = False
    pause: Pause | None = None

    def silent_on(self, day: date) -> bool:
        """Say whether the unit asked not to be reminded on a day: it has given a later one."""
        return self.pause is not None and day <= self.pause.until

    @property
    def name(self) -> str:
        """What makes reminders of it needless; see `settled_by` in the outgoing register."""
        what = self.due.period.code if self.due.period else REGISTRATION
        return obligation_name(self.campaign, what, self.unit.id)


def obligation_name(campaign: Campaign, what: str, unit_id: int) -> str:
    """Return the name of what a unit owes: its registration, or the report of a period."""
    return f"{what}:{campaign.code}:{unit_id}"


def dues_in_chat(session: Session, campaign: Campaign, plan: Plan, today: date) -> list[Due]:
    """Return the deadlines that have a date and of which it shows here whether they are met.

    Of anything else, only people can tell whether it is done.
    """
    found = dues(session, campaign, plan, today)
    registration = next((due for due in found if due.milestone.kind == REGISTRATION), None)
    periodic = (due for due in found if due.milestone.kind == "report" and due.period)
    met_here = [*([registration] if registration else []), *periodic]
    return [due for due in found if due.last_day and due in met_here]


def obligations(
    session: Session,
    campaign: Campaign,
    plan: Plan,
    found: Sequence[Due],
    only: Unit | None = None,
) -> Iterator[Obligation]:
    """Yield what is still owed by some deadlines, one after the other, in the order of units.

    That of `only` one unit, or of all that the plan binds.
    """
    if not found:
        return
    units = [only] if only else units_of(session, plan)
    begun, gates = _begun(session, campaign), waiting_gates(session, campaign)
    said = pauses(session, campaign)
    for due in found:
        met = _met(session, campaign, due)
        for unit in units:
            owes = unit.kind in due.milestone.who and plan.registers(unit.kind)
            gate = gates.get(unit.id) if due.milestone.kind == REGISTRATION else None
            if owes and unit.id not in met and gate != ADMIT:
                talk = TALKS[due.milestone.kind], f"unit:{unit.id}"
                owed = Obligation(campaign, plan, due, unit, talk in begun, gate == SIGN)
                yield replace(owed, pause=said.get(owed.name))


def _met(session: Session, campaign: Campaign, due: Due) -> set[int]:
    if due.period is None:
        query = select(Registration.unit_id).where(
            Registration.campaign_id == campaign.id, col(Registration.live)
        )
    else:
        query = select(Report.unit_id).where(
            Report.campaign_id == campaign.id, Report.period == due.period.code
        )
    return set(session.exec(query))


def _begun(session: Session, campaign: Campaign) -> set[tuple[str, str]]:
    query = select(Draft.talk, Draft.owner).where(
        Draft.subject == campaign.code, col(Draft.finished_at).is_(None)
    )
    return set(session.exec(query).all())
