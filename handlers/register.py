"""/dangky: a unit registers its targets and projects, as the plan asks of its kind."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Question, Stop, Unclear
from handlers.ask import Level, choose, confirm, level, levels_by_year, quantity, text
from handlers.lines import Line
from handlers.subjects import running_campaigns
from handlers.unlock import ask_unlock
from models.campaigns import Campaign, campaign_by_code, campaigns_of, plan_of
from models.deadlines import registration_due
from models.plan import Plan, RegistrationField
from models.quantity import Measure, Quantity
from models.registrations import (
    Pledge,
    Registration,
    digest_of,
    latest_registration,
    settles_registration,
)
from models.reviews import next_review, superseded
from models.unlocks import is_locked

MOST_TARGETS = 30  # of one unit; a list longer than this belongs into a sheet
PLEDGED = {"projects": "project", "substitute": "task"}  # what a pledge of each list is


Fields = dict[str, Any]  # of a Pledge; the row itself is made once, at the end
Asked = tuple[list[Line], list[Fields]]
Asking = Coroutine[Question[Any], Any, Asked]


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
    approved = latest_registration(visit.session, campaign.id, visit.unit.id)
    if approved and is_locked(visit.session, approved, visit.unit):
        return await ask_unlock(visit, plan, approved)
    rules = plan.registration_for(visit.unit.kind)
    assert rules is not None
    lines: list[Line] = []
    pledges: list[Fields] = []
    for field in rules.fields:
        more_lines, more_pledges = await ASK[field.kind](field)
        lines += more_lines
        pledges += more_pledges
    due = registration_due(visit.session, campaign, plan, visit.today)
    await confirm("register/confirm", plan=plan, unit=visit.unit, lines=lines, due=due)
    return _receipt(visit, campaign, plan, pledges)


def _nothing_to_register(visit: Visit) -> Stop:
    running = campaigns_of(visit.session, visit.unit, visit.today) if visit.unit else ()
    if not running or visit.unit is None:
        return Stop("register/none-open")
    plan = plan_of(visit.session, running[0])
    return Stop("register/no-rule", {"plan": plan, "rules": plan.registration_for(visit.unit.kind)})


def _receipt(visit: Visit, campaign: Campaign, plan: Plan, pledges: list[Fields]) -> Done:
    assert visit.unit is not None
    assert visit.unit.id is not None
    assert campaign.id is not None
    earlier = latest_registration(visit.session, campaign.id, visit.unit.id)
    due = registration_due(visit.session, campaign, plan, visit.today)
    registration = Registration(
        campaign_id=campaign.id,
        unit_id=visit.unit.id,
        version=earlier.version + 1 if earlier else 1,
        plan_hash=campaign.plan_hash,
        draft_id=visit.draft_id,
        contact_id=visit.contact.id,
        submitted_at=visit.now,
        late=bool(due and due.days_left is not None and due.days_left < 0),
        pledges=[Pledge(**fields) for fields in pledges],
    )
    registration.digest = digest_of(registration, campaign.code, visit.unit.code)
    first = next_review(visit.session, registration, visit.unit, -1, visit.now)
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
        settles=[settles_registration(campaign, visit.unit.id)],
    )


def _route(plan: Plan, visit: Visit) -> Sequence[Any]:
    assert visit.unit is not None
    rules = plan.registration_for(visit.unit.kind)
    return rules.route if rules else ()


# --- one way to ask for each kind of field ---


async def _ask_quantity(field: RegistrationField) -> Asked:
    measure = Measure.parse(field.measure or field.suggested_measure or "")
    lines, floor = [], None
    if field.baseline_year:
        key = f"{field.code}.{field.baseline_year}"
        label = f"{field.name} ({field.baseline_year})"
        base = await quantity(
            key, "register/baseline", measure, optional=True, field=field, label=label
        )
        lines.append(Line(key, label, base.quantity))
        floor = base.quantity
    pledges = []
    for year in field.years or (0,):
        key = f"{field.code}.by-{year}" if year else field.code
        label = f"{field.name} ({year})" if year else field.name
        found = await quantity(
            key,
            "register/quantity",
            measure,
            beside=floor.value if floor else None,
            check=_not_below(floor, field),
            field=field,
            label=label,
            year=year,
            floor=floor,
        )
        lines.append(Line(key, label, found.quantity))
        pledges.append(_pledge(key, (field.code, field.name), (str(year or ""),) * 2, found))
    return lines, pledges


def _not_below(floor: Quantity | None, field: RegistrationField) -> Callable[[Quantity], None]:
    def check(found: Quantity) -> None:
        if floor and field.at_least_baseline and found.value < floor.value:
            raise Unclear("register/below-baseline", field=field, floor=floor, found=found)

    return check


async def _ask_targets(field: RegistrationField) -> Asked:
    lines: list[Line] = []
    pledges: list[Fields] = []
    for number in range(1, MOST_TARGETS + 1):
        target = f"{field.code}.{number}"
        name = await text(
            f"{target}.name", "register/target-name", field=field, number=number, label=""
        )
        lines.append(Line(f"{target}.name", str(number), name))
        for each in field.levels:
            key = f"{target}.{each.code}"
            label = f"{name} – {each.name}"
            about = {"field": field, "level": each, "name": name, "label": label}
            if each.years:
                found = await levels_by_year(key, "register/target-years", each.years, **about)
                by_year = zip(each.years, found, strict=True)
                pledges += [
                    _pledge(key, (target, name), (str(y),) * 2, value) for y, value in by_year
                ]
                shown: object = dict(zip(each.years, map(_value, found), strict=True))
            else:
                value = await level(key, "register/target-level", **about)
                pledges.append(_pledge(key, (target, name), (each.code, each.name), value))
                shown = _value(value)
            lines.append(Line(key, each.name, shown))
        listed = {"count": number, "kind": "targets"}
        if await choose(f"{target}.more", "register/more", ("yes", "no"), **listed) == "no":
            lines.append(Line(f"{target}.more", "", None))
            break
    return lines, pledges


async def _ask_text(field: RegistrationField) -> Asked:
    said = await text(field.code, "register/text", field=field, label=field.name)
    return [Line(field.code, field.name, said)], [
        {"code": field.code, "name": field.name, "kind": "text", "said": said, "key": field.code}
    ]


async def _ask_projects(field: RegistrationField) -> Asked:
    """Ask for the projects, or, where the unit has none, for what is registered instead."""
    key = f"{field.code}.kind"
    kind = "projects"
    if field.substitute:
        kind = await choose(key, "register/projects", tuple(PLEDGED), field=field)
    lines, pledges = [Line(key, field.name, kind)], []
    fewest = int(field.at_least or 1) if kind == "projects" else 1
    for number in range(1, MOST_TARGETS + 1):
        code = f"{field.code}.{kind}.{number}"
        template = "register/project" if kind == "projects" else "register/task"
        said = await text(code, template, field=field, number=number, label="")
        lines.append(Line(code, str(number), said))
        pledge = {"code": code, "name": said, "kind": PLEDGED[kind], "said": said, "key": code}
        pledges.append(pledge)
        if number < fewest:
            continue
        about = {"count": number, "kind": kind}
        if await choose(f"{code}.more", "register/more", ("yes", "no"), **about) == "no":
            lines.append(Line(f"{code}.more", "", None))
            break
    return lines, pledges


async def _ask_project(field: RegistrationField) -> Asked:
    said = await text(field.code, "register/project", field=field, label=field.name)
    return [Line(field.code, field.name, said)], [
        {"code": field.code, "name": field.name, "kind": "project", "said": said, "key": field.code}
    ]


ASK: dict[str, Callable[[RegistrationField], Asking]] = {
    "quantity": _ask_quantity,
    "targets": _ask_targets,
    "text": _ask_text,
    "project": _ask_project,
    "projects": _ask_projects,
}


def _value(found: Level) -> object:
    return found.quantity or found.said


def _pledge(key: str, target: tuple[str, str], at: tuple[str, str], found: Level) -> Fields:
    """Return the fields of a pledge: the question's key, then code and name of target and level."""
    return {
        "key": key,
        "code": target[0],
        "name": target[1],
        "level": at[0],
        "level_name": at[1],
        "value": found.quantity.value if found.quantity else None,
        "measure": found.quantity.measure if found.quantity else "",
        "said": found.said.lstrip("\x1f"),
    }
