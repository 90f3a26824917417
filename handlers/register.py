"""/dangky: a unit registers its targets and projects, as the plan asks of its kind."""

from collections.abc import Sequence

from bot.command import Subject, Visit
from bot.talk import Done, Part, Stop, within
from handlers.ask import confirm, text
from handlers.fields import ASK
from handlers.lines import Fields, Form, Line, items, pages
from handlers.nothing import NO_BASE
from handlers.sending import LATE, Sending, last_day, nothing_new, send
from handlers.subjects import running_campaigns
from handlers.unlock import ask_unlock
from models.campaigns import Campaign, campaign_by_code, campaigns_of, plan_of
from models.offers import Offers, offers_for
from models.plan import Plan
from models.registrations import Pledge, latest_registration
from models.units import Unit
from models.unlocks import is_locked

MOST_VOUCHED, VOUCHED = 3, 130  # rules that the summary names, and characters that one takes


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
    due = last_day(visit, campaign, plan, visit.unit)
    form = Form(visit, plan, earlier, _offers(visit, campaign, plan, visit.unit))
    lines: list[Line] = []
    pledges: list[Fields] = []
    for field in rules.fields:
        part = Part(field.code, field.name, due.days_left if due else None)
        more_lines, more_pledges = await within(part, ASK[field.kind](field, form))
        lines += more_lines
        pledges += more_pledges
    pledged = [Pledge(**fields) for fields in pledges]
    baseless = [line.name for line in lines if line.value == NO_BASE]
    sending = Sending(visit, campaign, plan, visit.unit, earlier, pledged, baseless)
    reason = ""
    if sending.needs_reason():
        reason = await text(LATE, "register/late-reason", label="", plan=plan, due=due)
        lines.append(Line(LATE, "", reason))
    vouched = rules.vouched[:MOST_VOUCHED]
    about: Fields = {"plan": plan, "unit": visit.unit, "count": len(items(lines)), "due": due}
    await confirm(
        "register/confirm", pages(lines, VOUCHED * len(vouched)), vouched=vouched, **about
    )
    return nothing_new(sending, reason) or send(sending, reason)


def _offers(visit: Visit, campaign: Campaign, plan: Plan, unit: Unit) -> Offers:
    def find() -> Offers:
        return offers_for(visit.session, campaign, plan, unit)

    return visit.once((Offers, campaign.id, unit.id), find)


def _nothing_to_register(visit: Visit) -> Stop:
    running = campaigns_of(visit.session, visit.unit, visit.today) if visit.unit else ()
    if not running or visit.unit is None:
        return Stop("register/none-open")
    plan = plan_of(visit.session, running[0])
    return Stop("register/no-rule", {"plan": plan, "rules": plan.registration_for(visit.unit.kind)})
