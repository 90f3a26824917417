"""A doubt of a plan is settled by a person: as likely meant, as printed, or in another way.

What a plan leaves open of a registration, what a kind of unit registers or where that goes, is
settled by an administrator: as another kind of unit does (`handlers/unstated.py`).
"""

import re
from typing import Any

from bot.command import Visit
from bot.talk import Done, Question, Stop, Unclear
from handlers.ask import choose, confirm, text
from handlers.unstated import decide, follows, unstated
from models.audit import Act, AuditEntry
from models.campaigns import Campaign, signed_plan
from models.doubts import Settlement, doubt_key, raised_by, settlements
from models.people import Role
from models.plan import Plan, Remark, Target
from models.plan.targets import FIGURED
from models.quantity import Measure, readings

LIKELY, PRINTED, OTHER, OPEN = "likely", "as-printed", "other", "open"
Fields = dict[str, Any]


async def settle_doubt(visit: Visit, campaign: Campaign, key: str) -> Done | Stop:
    """Ask how a doubt is to be read, and keep the answer with who gave it."""
    plan = signed_plan(visit.session, campaign)
    doubt = next((each for each in plan.all_doubts() if doubt_key(each) == key), None)
    if doubt is None:
        return Stop("campaign/no-doubt", {"plan": plan})
    if not may_settle(visit, plan, doubt):
        return Stop("campaign/admin-decides", {"plan": plan, "doubt": doubt})
    target = raised_by(doubt, plan.targets)
    measure = target.measure if target and target.measure else ""
    before = settlements(visit.session, campaign.id).get(key)
    about: Fields = {"plan": plan, "doubt": doubt, "measure": measure, "before": before}
    about["rules"] = None
    if entry := unstated(plan, doubt):
        reading, decided = "", await decide(plan, entry, about)
        about |= follows(visit.session, plan, entry, decided)
    else:
        reading, decided = await _reading(doubt, measure, about)
    if target:
        decided |= await _undecided(target, about)
    about |= {"reading": reading, "decided": decided}
    await confirm("campaign/settle-confirm", **about)
    settlement = Settlement(
        campaign_id=campaign.id,
        doubt=key,
        reading=reading,
        decided=decided,
        contact_id=visit.contact.id,
        settled_at=visit.now,
    )
    audited = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.DOUBT_SETTLED,
        subject=f"{campaign.code} {key}",
        before=_worded(before) if before else "",
        after=_worded(settlement),
        reason=doubt.text,
    )
    return Done("campaign/settled", about, save=[settlement, audited])


def may_settle(visit: Visit, plan: Plan, doubt: Remark) -> bool:
    """Say whether a person may settle a doubt: what units have to register, only administrators."""
    return visit.contact.role == Role.ADMIN or unstated(plan, doubt) is None


def _worded(settlement: Settlement) -> str:
    """Return a settlement as the audit keeps it."""
    decided = dict(settlement.decided)
    if route := decided.get("route"):
        decided["route"] = " > ".join(step["to"] for step in route)
    words = [settlement.reading, *(f"{name}={value}" for name, value in decided.items())]
    return " ".join(filter(None, words))


async def _reading(doubt: Remark, measure: str, about: Fields) -> tuple[str, Fields]:
    """Ask how it is read; return the reading in words, and the value where a figure is in doubt.

    The reading is empty where the text is to be taken as it is printed.
    """
    if doubt.readings:
        words, figure = await _figure("reading", "campaign/settle-figure", measure, about)
        return words, {"value": figure}
    ways = (LIKELY, PRINTED, OTHER) if doubt.likely else (PRINTED, OTHER)
    way = await choose("reading", "campaign/settle", ways, **about)
    if way == OTHER:
        return await text("words", "campaign/settle-words", label="", **about), {}
    return (doubt.likely or "" if way == LIKELY else ""), {}


async def _undecided(target: Target, about: Fields) -> Fields:
    """Ask what else of a doubtful target a person has to decide before it can be judged."""
    if target.comparator == "about" and target.tolerance is None:
        measure = about["measure"]
        _, tolerance = await _figure("tolerance", "campaign/settle-tolerance", measure, about)
        return {"tolerance": tolerance}
    if target.kind in FIGURED and target.direction is None:
        ways = ("higher", "lower", OPEN)
        way = await choose("direction", "campaign/settle-direction", ways, target=target, **about)
        return {} if way == OPEN else {"direction": way}
    return {}


def _figure(key: str, template: str, measure: str, about: Fields) -> Question[tuple[str, str]]:
    """Ask for a figure in the printed measure; it is kept as the plan's file would write it."""
    asked = Measure.parse(measure)

    def parse(said: str) -> tuple[str, str]:
        found = readings(said, asked)
        if len(found) != 1:
            raise Unclear("unclear/number", measure=measure)
        bare = not re.search(r"[^\W\d_]|[%‰]", said)
        words = f"{said} {measure}" if bare else said
        return words, f"{found[0].value.scaleb(-asked.power).normalize():f}"

    return Question(key, template, parse, lambda found: found[0], {**about, "label": ""})
