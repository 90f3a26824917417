"""/dangky: a unit registers its targets and projects, as the plan asks of its kind."""

from collections.abc import Sequence
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Part, Stop, within
from handlers.ask import confirm
from handlers.fields import ASK
from handlers.lines import Fields, Form, Line
from handlers.subjects import running_campaigns
from handlers.unlock import ask_unlock
from models.campaigns import Campaign, campaign_by_code, campaigns_of, plan_of
from models.deadlines import registration_due
from models.obligations import REGISTRATION, obligation_name
from models.plan import Plan
from models.registrations import (
    Pledge,
    Registration,
    digest_of,
    latest_registration,
)
from models.reminders import settled_by
from models.reviews import next_review, superseded
from models.unlocks import is_locked


def open_for_registration(visit: Visit) -> Sequence[Subject]:
    """Return the running campaigns in which a unit of this kind registers something."""
    unit = visit.unit
    return running_campaigns(visit, lambda plan, _: unit is not None and plan.registers(unit.kind))


async def register(visit: Visit) -> Done | Stop:
    """Register a unit's targets and projects for a campaign (plan 90/KH-UBND, IV.1)."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None or visit.unit is None:
        return _nothing_to_register(visit)
    plan = plan_of(visit.session, campaign)
    if not plan.period.contains(visit.today):
        return Stop("register/closed", {"plan": plan})
    earlier = latest_registration(visit.session, campaign.id, visit.unit.id)
    if earlier and is_locked(visit.session, earlier, visit.unit):
        return await ask_unlock(visit, plan, earlier)
    rules = plan.registration_for(visit.unit.kind)
    assert rules is not None
    due = registration_due(visit.session, campaign, plan, visit.today)
    form = Form(visit, plan, earlier)
    lines: list[Line] = []
    pledges: list[Fields] = []
    for field in rules.fields:
        part = Part(field.code, field.name, due.days_left if due else None)
        more_lines, more_pledges = await within(part, ASK[field.kind](field, form))
        lines += more_lines
        pledges += more_pledges
    await confirm("register/confirm", plan=plan, unit=visit.unit, lines=lines, due=due)
    late = due is not None and due.days_left is not None and due.days_left < 0
    registration = Registration(
        campaign_id=campaign.id,
        unit_id=visit.unit.id,
        version=earlier.version + 1 if earlier else 1,
        plan_hash=campaign.plan_hash,
        draft_id=visit.draft_id,
        contact_id=visit.contact.id,
        submitted_at=visit.now,
        late=late,
        pledges=[Pledge(**fields) for fields in pledges],
    )
    return _submitted(visit, campaign, plan, registration)


def _nothing_to_register(visit: Visit) -> Stop:
    running = campaigns_of(visit.session, visit.unit, visit.today) if visit.unit else ()
    if not running or visit.unit is None:
        return Stop("register/none-open")
    plan = plan_of(visit.session, running[0])
    return Stop("register/no-rule", {"plan": plan, "rules": plan.registration_for(visit.unit.kind)})


def _submitted(visit: Visit, campaign: Campaign, plan: Plan, registration: Registration) -> Done:
    """Seal the registration, send it on its way, and hand out the receipt."""
    assert visit.unit is not None
    registration.digest = digest_of(registration, campaign.code, visit.unit.code)
    first = next_review(visit.session, registration, visit.unit, -1, visit.now, visit.today)
    registration.reviews = [first] if first else []
    return Done(
        "register/receipt",
        {
            "plan": plan,
            "unit": visit.unit,
            "registration": registration,
            "route": _route(plan, visit),
        },
        save=[*superseded(visit.session, campaign.id, visit.unit.id), registration],
        settles=settled_by(visit.session, obligation_name(campaign, REGISTRATION, visit.unit.id)),
    )


def _route(plan: Plan, visit: Visit) -> Sequence[Any]:
    assert visit.unit is not None
    rules = plan.registration_for(visit.unit.kind)
    return rules.route if rules else ()
