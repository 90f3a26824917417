"""/phongtrao: all that a plan says, page by page, each line with its clause."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.command import Visit
from bot.talk import Done, Stop
from handlers.amendment import tell_amended
from handlers.doubt import may_settle, settle_doubt
from handlers.paging import paged
from handlers.two_person import set_two_person
from models.attainment import attain
from models.campaigns import (
    Campaign,
    campaign_by_code,
    campaigns_above,
    plan_of,
    signed_plan,
)
from models.deadlines import dues, dues_for
from models.doubts import doubt_key, settlements
from models.findings import findings
from models.people import Role
from models.plan import Fact, Plan, UnitKind

LISTED = 8  # lines on one page; the longest still fit a channel's message
DUES = 6
DOUBTS = 4

Fields = dict[str, Any]


async def show_campaign(visit: Visit) -> Done | Stop:
    """Show a page of a plan; `targets.2` is the second page of its targets."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("campaign/none")
    page, _, wanted = visit.detail.partition(".")
    if page == "doubt" and is_staff(visit):
        return await settle_doubt(visit, campaign, wanted)
    if page in STAFFED and is_staff(visit):
        return await STAFFED[page](visit, campaign)
    plan = plan_of(visit.session, campaign)
    template, about = PAGES.get(page, _overview)(visit, campaign, plan, wanted.split("."))
    return Done(template, {"plan": plan, "page": page, "staff": is_staff(visit)} | about)


def is_staff(visit: Visit) -> bool:
    """Say whether this person runs campaigns, and is not the contact of a unit."""
    return visit.contact.role != Role.CONTACT


def _overview(visit: Visit, campaign: Campaign, plan: Plan, _: Sequence[str]) -> tuple[str, Fields]:
    settled = settlements(visit.session, campaign.id)
    doubts = [each for each in plan.all_doubts() if doubt_key(each) not in settled]
    above = [plan_of(visit.session, each) for each in campaigns_above(visit.session, campaign)]
    about = {"above": above, "doubts": len(doubts), "two_person": campaign.two_person}
    return "campaign/overview", about


def _targets(
    visit: Visit, campaign: Campaign, plan: Plan, wanted: Sequence[str]
) -> tuple[str, Fields]:
    """Show the targets; staff see what was found for each beside it."""
    chosen, about = paged(plan.targets, wanted, LISTED)
    found = findings(visit.session, campaign.id) if is_staff(visit) else {}
    lines = [
        {
            "target": target,
            "finding": finding,
            "figure": finding and finding.figure(target),
            "verdict": attain(target, finding.actual()) if finding else None,
        }
        for target in chosen
        for finding in (found.get(target.code),)
    ]
    return "campaign/targets", about | {"lines": lines}


def _dues(
    visit: Visit, campaign: Campaign, plan: Plan, wanted: Sequence[str]
) -> tuple[str, Fields]:
    asked = (visit.session, campaign, plan)
    unit = visit.unit
    found = dues_for(*asked, unit, visit.today) if unit else dues(*asked, visit.today)
    chosen, about = paged(found, wanted, DUES)
    return "campaign/dues", about | {"dues": chosen}


def _registration(
    visit: Visit, campaign: Campaign, plan: Plan, wanted: Sequence[str]
) -> tuple[str, Fields]:
    """Show what a unit registers, and where its paper goes; staff choose the kind of unit."""
    kinds = [rules.unit_kind for rules in plan.registration if rules.unit_kind]
    kind = _kind(visit, wanted)
    if kind is None and kinds:
        return "campaign/kinds", {"kinds": kinds}
    entries = {rules.unit_kind: rules for rules in plan.registration}
    rules = entries.get(kind) or entries.get(None)
    doubt = rules.remark() if rules else None
    settled = settlements(visit.session, campaign.id).get(doubt_key(doubt)) if doubt else None
    return "campaign/registration", {"rules": rules, "kind": kind, "settled": settled}


def _awards(visit: Visit, _: Campaign, plan: Plan, wanted: Sequence[str]) -> tuple[str, Fields]:
    """Show how awards are decided, for one kind of unit where the plan tells them apart."""
    kinds = list(dict.fromkeys(rule.unit_kind for rule in plan.criteria if rule.unit_kind))
    kind = _kind(visit, wanted)
    if kind is None and kinds:
        return "campaign/kinds", {"kinds": kinds}
    facts: list[tuple[str, Fact]] = []
    facts += [("criteria", rule) for rule in plan.criteria if rule.unit_kind in (None, kind)]
    facts += [("gates", rule) for rule in plan.gates]
    facts += [("quotas", each) for each in plan.quotas if kind is None or kind in each.unit_kinds]
    facts += [("awards", each) for each in plan.awards]
    facts += [("documents", each) for each in plan.documents]
    chosen, about = paged(facts, wanted, LISTED)
    return "campaign/facts", about | {"facts": chosen, "kind": kind}


def _duties(_: Visit, __: Campaign, plan: Plan, wanted: Sequence[str]) -> tuple[str, Fields]:
    order = list(dict.fromkeys(duty.who for duty in plan.duties))
    facts = [("duties", duty) for duty in sorted(plan.duties, key=lambda d: order.index(d.who))]
    chosen, about = paged(facts, wanted, LISTED)
    return "campaign/facts", about | {"facts": chosen, "kind": None}


def _contents(_: Visit, __: Campaign, plan: Plan, wanted: Sequence[str]) -> tuple[str, Fields]:
    facts: list[tuple[str, Fact]] = [("contents", each) for each in plan.contents]
    facts += [("recipients", each) for each in plan.recipients]
    chosen, about = paged(facts, wanted, LISTED)
    return "campaign/facts", about | {"facts": chosen, "kind": None}


def _doubts(visit: Visit, campaign: Campaign, _: Plan, wanted: Sequence[str]) -> tuple[str, Fields]:
    """Show what reads wrongly or in two ways, what is likely meant, and what was decided."""
    settled = settlements(visit.session, campaign.id)
    printed = signed_plan(visit.session, campaign)
    chosen, about = paged(printed.all_doubts(), wanted, DOUBTS)
    lines = [
        {
            "doubt": doubt,
            "key": doubt_key(doubt),
            "settled": settled.get(doubt_key(doubt)),
            "decides": may_settle(visit, printed, doubt),
        }
        for doubt in chosen
    ]
    return "campaign/doubts", about | {"lines": lines}


def _kind(visit: Visit, wanted: Sequence[str]) -> UnitKind | None:
    """Return the kind of unit that a page is about: the visitor's own, or the chosen one."""
    if visit.unit is not None:
        return visit.unit.kind
    return next((UnitKind(part) for part in wanted if part in list(UnitKind)), None)


STAFFED = {"reconfirm": tell_amended, "two-person": set_two_person}
Page = Callable[[Visit, Campaign, Plan, Sequence[str]], tuple[str, Fields]]

PAGES: dict[str, Page] = {
    "targets": _targets,
    "dues": _dues,
    "registration": _registration,
    "awards": _awards,
    "duties": _duties,
    "contents": _contents,
    "doubts": _doubts,
}
