"""Obligations (việc phải làm): what units owe, worked out from the plan and from what has come in.

Nothing of it is stored, so nothing has to be kept right: a deadline that is moved or a paper that
comes in changes the answer at once. What staff have decided of it are rulings.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.base import among
from models.campaigns import AFTERMATH, Campaign
from models.deadlines import Due, dues
from models.drafts import Draft
from models.groups import heads
from models.ladders import Ladder, Rung, rungs
from models.pauses import Pause, pauses
from models.plan import Plan
from models.registrations import Registration
from models.reminders import settled_by
from models.reports import Report
from models.reviews import ADMIT, SIGN, returned_units, waiting_gates
from models.rulings import Ruling, is_closed, rulings
from models.standing import units_of
from models.units import Unit, unit_by_code, valid_on

REGISTRATION = "registration"
NEAR = 60  # days ahead
TALKS = ("dangky", "baocao")  # the conversations by which duties are met
DUTIES = ("registration", "report", "dossier", "review", "launch", "pact")  # kinds of milestones


@dataclass(frozen=True)
class Obligation:
    """One deadline of one unit that has not done what is due; `begun`: it has a draft of it.

    `talk` is the conversation by which it is met, empty where only people can tell whether it is
    done. `to_sign`: what the unit has entered waits for the signature of its head; `returned`: what
    it sent came back. `pause` is what it last said of when it will do it; `successor` is the unit
    that answers for it, by a ruling.
    """

    campaign: Campaign
    plan: Plan
    due: Due
    unit: Unit
    begun: bool
    talk: str = ""
    to_sign: bool = False
    returned: bool = False
    pause: Pause | None = None
    successor: Unit | None = None

    def silent_on(self, day: date) -> bool:
        """Say whether the unit asked not to be reminded on a day: it has given a later one."""
        return self.pause is not None and day <= self.pause.until

    @property
    def name(self) -> str:
        """What makes reminders of it needless; see `settled_by` in the outgoing register."""
        return obligation_name(self.campaign, _what(self.due, self.talk), self.unit.id)

    @property
    def kind(self) -> str:
        """Which ladder it has: the kind of its milestone."""
        return self.due.milestone.kind

    @property
    def code(self) -> str:
        """The deadline's code."""
        return self.due.code

    @property
    def last_day(self) -> date:
        """The last safe day; only what has one is an obligation."""
        assert self.due.last_day is not None
        return self.due.last_day

    @property
    def days_left(self) -> int:
        """Calendar days until the last safe day; negative afterwards."""
        return (self.last_day - self.due.today).days

    @property
    def office(self) -> Unit:
        """The unit whose people are reminded."""
        return self.successor or self.unit

    @property
    def ended(self) -> bool:
        """Whether who answers for it has ceased, and nobody has decided yet who follows."""
        return not valid_on(self.office, self.due.today)

    def rungs(self, ladder: Ladder) -> Sequence[Rung]:
        """Return its reminders."""
        return rungs_of(self.plan, self.due, ladder)


def rungs_of(plan: Plan, due: Due, ladder: Ladder) -> Sequence[Rung]:
    """Return the reminders of a deadline, once the campaign runs and its period has begun.

    Those who were told on a day that it was set or moved need no reminder on that day or an earlier
    one. A registration is asked for until the campaign ends, anything else a while longer.
    """
    assert due.last_day is not None
    first = (due.period.start if due.period else plan.period.start) or date.min
    if due.told_on:
        first = max(first, due.told_on + timedelta(days=1))
    end = plan.period.end or due.last_day + timedelta(days=365)
    if due.milestone.kind != REGISTRATION:
        end = max(end, due.last_day) + AFTERMATH
    return [rung for rung in rungs(due.last_day, end, ladder) if rung.day >= first]


def has_done(session: Session, campaign: Campaign, plan: Plan, due: Due, unit: Unit) -> bool:
    """Say whether a unit has done what a deadline asks, as far as the assistant can know."""
    return unit.id in _met(session, campaign, due, _talk(plan, due), {unit.id})


def obligation_name(campaign: Campaign, what: str, unit_id: int) -> str:
    """Return the name of what a unit owes: its registration, or the report of a period."""
    return f"{what}:{campaign.code}:{unit_id}"


def duties(session: Session, campaign: Campaign, plan: Plan, today: date) -> list[Due]:
    """Return the deadlines by which units have something to do, those without a day among them.

    A day on which the results are counted, or on which the province holds a meeting, is none.
    """
    found = dues(session, campaign, plan, today)
    return [due for due in found if due.milestone.kind in DUTIES]


def dated(found: Sequence[Due]) -> list[Due]:
    """Return the deadlines that have a day."""
    return [due for due in found if due.last_day]


def near(found: Sequence[Due]) -> list[Due]:
    """Return the deadlines that people speak of now: past, within weeks, or else the next one."""
    known = sorted(dated(found), key=lambda due: due.days_left or 0)
    soon = [due for due in known if (due.days_left or 0) <= NEAR]
    return soon or known[:1]


def obligations(
    session: Session,
    campaign: Campaign,
    plan: Plan,
    found: Sequence[Due],
    only: Unit | None = None,
    offices: Collection[int] | None = None,
) -> Iterator[Obligation]:
    """Yield what is still owed by some deadlines, one after the other, in the order of units.

    That of `only` one unit, or of some by their ids (`offices`), and what they answer for; or of
    all that the plan binds.
    """
    offices = {only.id} if only else offices
    if not found or (offices is not None and not offices):
        return
    decided = rulings(session, campaign, offices)
    successors = _successors(session, list(decided.values()))
    ids = None if offices is None else {*offices, *_answered_by(offices, successors)}
    units = units_of(session, plan, among=ids)
    leading = _leading(session, plan, found)
    known = {unit.id for unit in units}
    units += [unit for unit in leading if unit.id not in known and (not ids or unit.id in ids)]
    begun, gates = _begun(session, campaign, ids), waiting_gates(session, campaign, ids)
    returned = returned_units(session, campaign, ids)
    said = _said(session, campaign, {_what(due, _talk(plan, due)) for due in found}, ids)
    for due in found:
        talk = _talk(plan, due)
        met = _met(session, campaign, due, talk, ids) - (returned if talk == "dangky" else set())
        for unit in units:
            successor = successors.get((due.code, unit.id))
            answering = successor or unit
            if offices is not None and answering.id not in offices:
                continue
            if not _binds(plan, due, unit, leading):
                continue
            if {unit.id, answering.id} & met or is_closed(decided, due.code, unit.id):
                continue
            gate = gates.get(answering.id) if talk == "dangky" else None
            if gate == ADMIT:
                continue
            drafted = (talk, f"unit:{answering.id}") in begun
            own = due.of(unit, decided)
            back = talk == "dangky" and answering.id in returned
            pause = said.get(obligation_name(campaign, _what(due, talk), unit.id))
            about = campaign, plan, own, unit, drafted, talk, gate == SIGN, back, pause
            yield Obligation(*about, successor)


def met_by(session: Session, campaign: Campaign, what: str, unit: Unit) -> list[str]:
    """Return what the messages are settled by that are needless once a unit has done something.

    `what` is the registration, or a period. So are reminders of what it answers for by a ruling.
    """
    query = select(Ruling.unit_id).where(
        Ruling.campaign_id == campaign.id, Ruling.to_unit_id == unit.id
    )
    answered = {unit.id, *(each for each in session.exec(query) if each)}
    names = (obligation_name(campaign, what, each) for each in sorted(answered))
    return [name for owed in names for name in settled_by(session, owed)]


def _what(due: Due, talk: str) -> str:
    if talk == "dangky":
        return REGISTRATION
    return due.period.code if due.period and talk else due.code


def _talk(plan: Plan, due: Due) -> str:
    """Return by which conversation a duty is met: the units' registration, or a period's report."""
    registration = next((each for each in plan.milestones if each.kind == REGISTRATION), None)
    if due.milestone is registration:
        return "dangky"
    return "baocao" if due.milestone.kind == "report" and due.period else ""


def _binds(plan: Plan, due: Due, unit: Unit, leading: Sequence[Unit]) -> bool:
    """Say whether a unit has to do something by its kind, or as the head of a group."""
    if unit.kind in due.milestone.who:
        return plan.registers(unit.kind) or not _talk(plan, due)
    return "group" in due.milestone.who and unit in leading


def _leading(session: Session, plan: Plan, found: Sequence[Due]) -> Sequence[Unit]:
    """Return the units that head groups, where any of some deadlines is theirs."""
    top = unit_by_code(session, plan.scope)
    if top is None or not any("group" in due.milestone.who for due in found):
        return []
    return heads(session, top, found[0].today)


def _successors(session: Session, decided: Sequence[Ruling]) -> Mapping[tuple[str, int], Unit]:
    return {
        (row.due, row.unit_id): session.get_one(Unit, row.to_unit_id)
        for row in decided
        if row.to_unit_id and row.unit_id
    }


def _answered_by(
    offices: Collection[int], successors: Mapping[tuple[str, int], Unit]
) -> Iterator[int]:
    """Yield the units for which some others answer."""
    for (_, unit_id), successor in successors.items():
        if successor.id in offices:
            yield unit_id


def _met(
    session: Session, campaign: Campaign, due: Due, talk: str, units: Collection[int] | None
) -> set[int]:
    if talk == "dangky":
        query = select(Registration.unit_id).where(
            Registration.campaign_id == campaign.id,
            among(Registration.unit_id, units),
            col(Registration.live),
        )
    elif talk and due.period:
        query = select(Report.unit_id).where(
            Report.campaign_id == campaign.id,
            among(Report.unit_id, units),
            Report.period == due.period.code,
        )
    else:
        return set()
    return set(session.exec(query))


def _begun(
    session: Session, campaign: Campaign, units: Collection[int] | None
) -> set[tuple[str, str]]:
    owners = None if units is None else [f"unit:{each}" for each in units]
    query = select(Draft.talk, Draft.owner).where(
        Draft.subject == campaign.code,
        among(Draft.owner, owners),
        col(Draft.talk).in_(TALKS),
        col(Draft.finished_at).is_(None),
    )
    return set(session.exec(query).all())


def _said(
    session: Session, campaign: Campaign, whats: Collection[str], units: Collection[int] | None
) -> Mapping[str, Pause]:
    if units is None:
        return pauses(session, campaign)
    names = [obligation_name(campaign, what, each) for what in whats for each in units]
    return pauses(session, campaign, names)
