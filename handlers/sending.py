"""What becomes of a registration once it is confirmed: nothing, a wait at a gate, or its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.command import Visit
from bot.talk import Done
from handlers.arrivals import arrivals, deciders
from handlers.lines import pledge_pages
from models.admission import was_admitted, was_asked_for
from models.amendments import is_outdated
from models.assignments import is_head
from models.audit import Act, AuditEntry
from models.campaigns import Campaign
from models.deadlines import Due, registration_due
from models.differences import changed, identical
from models.obligations import REGISTRATION, met_by
from models.plan import Plan
from models.queue import new_papers, papers_of
from models.registrations import (
    Pledge,
    Registration,
    digest_of,
    newest_version,
)
from models.reviews import (
    ADMIT,
    SIGN,
    Review,
    ReviewState,
    carry_over,
    due_on,
    open_gate,
    route_of,
    send_on,
    stages,
    superseded,
)
from models.units import Unit

Fields = dict[str, Any]
LATE = "late.reason"  # the question's key


@dataclass(frozen=True)
class Sending:
    """What a unit is about to send, and `before` it the version that counts.

    `baseless` names the results of the base year that there are none of.
    """

    visit: Visit
    campaign: Campaign
    plan: Plan
    unit: Unit
    before: Registration | None
    pledges: Sequence[Pledge]
    baseless: Sequence[str] = ()

    @property
    def late(self) -> bool:
        """Whether the last day to register has passed."""
        due = last_day(self.visit, self.campaign, self.plan, self.unit)
        return due is not None and due.days_left is not None and due.days_left < 0

    @property
    def by_head(self) -> bool:
        """Whether the person who sends speaks for the unit."""
        return is_head(self.visit.session, self.visit.contact.id, self.unit.id, self.visit.today)

    def repeated(self) -> Registration | None:
        """Return the version before where this one gives nobody anything to look at anew."""
        session, before = self.visit.session, self.before
        if before is None or is_outdated(session, self.plan, self.unit, before):
            return None
        rules = self.plan.registration_for(self.unit.kind)
        rerouted = list(route_of(session, before, self.unit)) != list(rules.route if rules else ())
        unsigned = self.campaign.two_person and all(each.step != SIGN for each in before.reviews)
        if rerouted or unsigned or changed(before.pledges, self.pledges):
            return None
        return before

    def needs_reason(self) -> bool:
        """Whether staff have to admit it, because it is late and nobody asked for it."""
        if not self.late or self.repeated():
            return False
        session, before = self.visit.session, self.before
        if was_admitted(session, self.campaign.id, self.unit.id):
            return False
        asked = before and was_asked_for(session, self.plan, self.unit, before, self.pledges)
        return not asked


def last_day(visit: Visit, campaign: Campaign, plan: Plan, unit: Unit) -> Due | None:
    """Return a unit's deadline of registration as it is in this turn."""

    def find() -> Due | None:
        return registration_due(visit.session, campaign, plan, visit.today, unit)

    return visit.once((Due, campaign.id, unit.id), find)


def nothing_new(sending: Sending, reason: str) -> Done | None:
    """Return what to say where exactly this has been sent before; what waited beside it is over."""
    session, campaign, before = sending.visit.session, sending.campaign, sending.before
    about: Fields = {"plan": sending.plan, "unit": sending.unit}
    newest = newest_version(session, campaign.id, sending.unit.id)
    gate = open_gate(newest) if newest else None
    if newest and gate and _same(sending, newest) and newest.late_reason == reason:
        needed = gate.step == ADMIT or (campaign.two_person and not sending.by_head)
        if needed:
            return _still_waiting(sending, newest, gate)
    if before and _same(sending, before):
        about |= {"registration": before, "gate": None, "people": 0}
        return Done("register/same", about, save=superseded(session, before))
    return None


def _still_waiting(sending: Sending, newest: Registration, gate: Review) -> Done:
    """Say what a version waits for; heads who have yet to sign are told once more."""
    visit = sending.visit
    papers = papers_of(visit.session, [gate], newest, sending.unit, visit.today)
    about = {"plan": sending.plan, "unit": sending.unit, "registration": newest, "gate": gate}
    people = deciders(visit, papers[0])
    tell = arrivals(visit, papers) if gate.step == SIGN else []
    return Done("register/same", {**about, "people": len(people)}, tell=tell)


def _same(sending: Sending, registration: Registration) -> bool:
    same_plan = registration.plan_hash == sending.campaign.plan_hash
    return same_plan and identical(registration.pledges, sending.pledges)


def send(sending: Sending, reason: str) -> Done:
    """Make the new version, open what comes first on its way, and tell whom it concerns."""
    visit, campaign, unit = sending.visit, sending.campaign, sending.unit
    session, repeated = visit.session, sending.repeated()
    newest = newest_version(session, campaign.id, unit.id)
    registration = Registration(
        campaign_id=campaign.id,
        unit_id=unit.id,
        version=newest.version + 1 if newest else 1,
        plan_hash=campaign.plan_hash,
        draft_id=visit.draft_id,
        contact_id=visit.contact.id,
        submitted_at=visit.now,
        late=repeated.late if repeated else sending.late,
        late_reason=repeated.late_reason if repeated else reason,
        live=False,
        pledges=list(sending.pledges),
    )
    registration.digest = digest_of(registration, campaign.code, unit.code)
    save = [registration, *_on_its_way(sending, registration, repeated)]
    return _told(sending, registration, repeated, save)


def _on_its_way(
    sending: Sending, registration: Registration, repeated: Registration | None
) -> list[object]:
    """Open what a version has to pass first; return what becomes needless, and what is on record.

    A head who sends has signed by that.
    """
    visit, unit = sending.visit, sending.unit
    at = (visit.now, visit.today)
    entries: list[AuditEntry] = []
    if repeated:
        entries.append(_entry(sending, Act.CARRIED_OVER, repeated, registration))
        return [*carry_over(visit.session, repeated, registration, unit, *at), *entries]
    if sending.campaign.two_person:
        sign = _to_sign(sending, registration)
        if sign.state == ReviewState.WAITING:
            return [*superseded(visit.session, registration)]
        entries.append(_entry(sending, Act.SIGNED, None, registration))
    return [*send_on(visit.session, registration, unit, SIGN, *at), *entries]


def _to_sign(sending: Sending, registration: Registration) -> Review:
    visit, unit = sending.visit, sending.unit
    due = due_on(visit.session, registration, unit, visit.today)
    sign = Review(step=SIGN, office_id=unit.id, opened_at=visit.now, due_on=due)
    if sending.by_head:
        sign.state, sign.decided_at = ReviewState.APPROVED, visit.now
        sign.contact_id = visit.contact.id
    registration.reviews = [sign]
    return sign


def _told(
    sending: Sending,
    registration: Registration,
    repeated: Registration | None,
    save: Sequence[object],
) -> Done:
    visit, unit = sending.visit, sending.unit
    papers = new_papers(visit.session, registration, unit, visit.now, visit.today)
    about: Fields = {"plan": sending.plan, "unit": unit, "registration": registration}
    about |= {"before": sending.before, "repeated": repeated, "baseless": sending.baseless}
    tell = arrivals(visit, papers)
    settles = met_by(visit.session, sending.campaign, REGISTRATION, unit)
    if not registration.live:
        about |= {"paper": papers[0], "people": len(deciders(visit, papers[0]))}
        return Done("register/held", about, save=save, settles=settles, tell=tell)
    about["pages"] = pledge_pages(registration.pledges)
    about["stages"] = stages(visit.session, registration, unit, visit.today)
    return Done("register/receipt", about, save=save, settles=settles, tell=tell)


def _entry(
    sending: Sending, act: Act, before: Registration | None, after: Registration
) -> AuditEntry:
    return AuditEntry(
        at=sending.visit.now,
        contact_id=sending.visit.contact.id,
        act=act,
        subject=f"{sending.campaign.code} {sending.unit.code}",
        before=f"v{before.version}" if before else "",
        after=f"v{after.version}",
    )
