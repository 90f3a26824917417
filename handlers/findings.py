"""/baocao, for staff: the result of one of the plan's own targets, judged against its claim."""

import re
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Question, Stop, Unclear
from handlers.ask import EXACT, choose, confirm, day
from handlers.magnitude import Doubt, once_more
from handlers.subjects import named
from models.attainment import attain, in_printed
from models.campaigns import Campaign, all_campaigns, campaign_by_code, plan_of
from models.findings import Basis, Finding, findings
from models.plan import Plan, Target
from models.plan.checks import imbalances
from models.quantity import Claim, Measure, Quantity, Reading, far_off, read
from models.text import fold

LEVEL = re.compile(r"\b(?:con|xuong|len)\b")  # words of a level, folded
MARKS = str.maketrans(",.", ".,")  # a comma begins decimals, a dot groups thousands

Fields = dict[str, Any]
Asking = Coroutine[Question[Any], Any, Fields]


def campaigns_with_targets(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns whose plans set targets of their own."""
    found = all_campaigns(visit.session)
    return named(visit, [each for each in found if plan_of(visit.session, each).targets])


async def report_target(visit: Visit) -> Done | Stop:
    """Enter what was found for a target: figure or judgement, up to which day, how firm."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("finding/no-targets")
    plan = plan_of(visit.session, campaign)
    target = plan.target(visit.detail) or await _target(visit, campaign, plan)
    about: Fields = {"plan": plan, "target": target}
    until = await day("until", "finding/until", visit.today, offered=_ends(visit.today), **about)
    known = findings(visit.session, campaign.id, until.date)
    others = {
        code: row.value for code, row in known.items() if row.value is not None and not row.of
    }
    about |= {"until": until.date, "others": others}
    fields = await ASK.get(target.kind, _ask_figure)(target, about)
    basis = await choose("basis", "finding/basis", [each.value for each in Basis], **about)
    finding = Finding(
        campaign_id=campaign.id,
        plan_hash=campaign.plan_hash,
        target=target.code,
        until=until.date,
        basis=Basis(basis),
        draft_id=visit.draft_id,
        contact_id=visit.contact.id,
        entered_at=visit.now,
        **fields,
    )
    about |= {"finding": finding, "figure": finding.figure(target)}
    about |= {"verdict": attain(target, finding.actual())}
    earlier = findings(visit.session, campaign.id).get(target.code)
    before = earlier and earlier.figure(target)
    await confirm("finding/confirm", earlier=earlier, earlier_figure=before, **about)
    return Done("finding/kept", about, save=[finding])


async def _target(visit: Visit, campaign: Campaign, plan: Plan) -> Target:
    """Ask which target, group by group where the plan has several."""
    groups = _groups(plan)
    number = 0
    if len(groups) > 1:
        found = findings(visit.session, campaign.id)
        counts = [
            (name, len(group), sum(each.code in found for each in group)) for name, group in groups
        ]
        options = [str(at) for at in range(len(groups))]
        number = int(await choose("group", "finding/group", options, plan=plan, groups=counts))
    name, chosen = groups[number]
    codes = [each.code for each in chosen]
    about: Fields = {"plan": plan, "group": name, "targets": chosen}
    target = plan.target(await choose(f"target.{number}", "finding/target", codes, **about))
    assert target is not None
    return target


def _groups(plan: Plan) -> list[tuple[str, list[Target]]]:
    """Return the targets by their groups; those without one stand together, under no name."""
    names = dict.fromkeys(target.group or "" for target in plan.targets)
    return [(name, [each for each in plan.targets if (each.group or "") == name]) for name in names]


def _ends(today: date) -> list[date]:
    """Return the days up to which figures are most often told: today, and ends of months before."""
    month = today.replace(day=1) - timedelta(days=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    return list(dict.fromkeys([today, month, quarter]))


# --- one way to ask for each kind of claim ---


async def _ask_figure(target: Target, about: Fields) -> Fields:
    asked = once_more(_figure(target, about), lambda given: _parted(given[0], about))
    found, said = await asked
    members = [
        name
        for number, name in enumerate(target.members)
        if await choose(f"member.{number}", "finding/member", ("yes", "no"), name=name, **about)
        == "yes"
    ]
    return {"value": found.value, "of": found.of, "members": members, "said": said}


def _parted(found: Reading, about: Fields) -> Iterator[Doubt]:
    """Doubt a figure with which parts up to the same day do not add up to their whole."""
    target: Target = about["target"]
    if found.value is None or found.of:
        return
    known = about["others"] | {target.code: found.value}
    for each in imbalances(about["plan"], target, known):
        figures = (each.total, each.stated, abs(each.total - each.stated))
        total, stated, gap = (in_printed(each.whole, figure).normalize() for figure in figures)
        told = {"whole": each.whole, "parts": each.parts, "total": total, "stated": stated}
        yield "finding/parts", {**told, "gap": gap, "until": about["until"]}


def _figure(target: Target, about: Fields) -> Question[tuple[Reading, str]]:
    """Ask for a figure in the printed measure; a share may come as a part of its whole."""
    measure = Measure.parse(target.measure or "")
    beside = target.value if target.value is not None else target.high
    near = None if beside is None or target.kind != "quantity" else beside.scaleb(measure.power)

    def parse(said: str) -> tuple[Reading, str]:
        if said.startswith(EXACT):
            return _chosen(said.removeprefix(EXACT), measure)
        claim = _as_claimed(read(said, measure, near), target)
        if claim.comparator not in (None, "eq"):
            raise Unclear("finding/inexact")
        if target.change and claim.value is not None and claim.change is None and claim.value < 0:
            raise Unclear("finding/signed", target=target)
        doubtful = claim.needs_confirmation or far_off(claim.value or Decimal(0), near)
        if doubtful and (offered := _offered(claim, measure)):
            raise Unclear("finding/readings", offered, target=target)
        if claim.value is None or claim.low is not None:
            raise Unclear("unclear/number", measure=target.measure)
        return Reading(value=claim.value, of=claim.of, measure=claim.measure), said

    def show(found: tuple[Reading, str]) -> object:
        return found[1] if found[0].of else Quantity(found[0].value or Decimal(0), measure.base)

    return Question("figure", "finding/figure", parse, show, {**about, "label": target.name})


def _as_claimed(claim: Claim, target: Target) -> Claim:
    """Refuse a level where a change was asked, and the other way round; a rise is a negative fall.

    >>> bool(LEVEL.search(fold("giảm còn 2,5%")))
    True
    """
    if claim.value is None:
        return claim
    level = bool(claim.baseline and claim.change is None) or LEVEL.search(fold(claim.text))
    if (target.change and level) or (claim.change and not target.change):
        raise Unclear("finding/other-claim", target=target)
    if claim.change in (None, target.change):
        return claim
    opposite = tuple(replace(each, value=each.value and -each.value) for each in claim.readings)
    return replace(claim, value=-claim.value, readings=opposite)


def _offered(claim: Claim, measure: Measure) -> list[tuple[str, object]]:
    """Return what a figure may mean, to choose from: what is said, and how it is shown."""
    offered: list[tuple[str, object]] = []
    for each in claim.readings:
        if each.value is None:
            continue
        parts = [f"{part.normalize():f}" for part in (each.value, each.of) if part is not None]
        plain = Quantity(Decimal(parts[0]), measure.base)
        shown = plain if each.of is None else "/".join(map(_written, parts))
        offered.append((EXACT + "/".join(parts), shown))
    return offered


def _chosen(said: str, measure: Measure) -> tuple[Reading, str]:
    value, _, whole = said.partition("/")
    of = Decimal(whole) if whole else None
    words = "/".join(map(_written, said.split("/")))
    return Reading(value=Decimal(value), of=of, measure=measure.base), words


def _written(figure: str | Decimal) -> str:
    return f"{Decimal(figure):,f}".translate(MARKS)


async def _ask_judgement(_: Target, about: Fields) -> Fields:
    judged = await choose("judged", "finding/judged", ("met", "unmet"), **about)
    return {"judged": judged == "met"}


async def _ask_counts(target: Target, about: Fields) -> Fields:
    """Ask for the counts of this period, then those of the same period before."""
    count = int(target.of or 1)
    now = await _counts("now", "finding/counts", count, about)
    before = await _counts("before", "finding/counts-before", count, about)
    return {"pairs": [[str(one), str(two)] for one, two in zip(now, before, strict=True)]}


def _counts(key: str, template: str, count: int, about: Fields) -> Question[list[Decimal]]:
    def parse(said: str) -> list[Decimal]:
        parts = [part for part in said.replace("\n", ";").split(";") if part.strip()]
        values = [read(part).value for part in parts]
        if len(values) != count or None in values:
            raise Unclear("finding/how-many", count=count)
        return [value for value in values if value is not None]

    def show(found: list[Decimal]) -> str:
        return "; ".join(map(_written, found))

    return Question(key, template, parse, show, {**about, "count": count, "label": ""})


ASK = {"qualitative": _ask_judgement, "comparison": _ask_counts}
