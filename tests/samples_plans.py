"""Samples of what plans say and what staff decide, made by the real conversations.

`WHOLE` holds, for every plan, each page and each question that it gives rise to: as the plan was
loaded, and after everything in it has been decided at length. `PLAN_SAMPLES` has a few of each
template, short enough that nothing in them is cut.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlmodel import Session, create_engine

from bot.command import Visit
from bot.sample import load_sample
from bot.talk import Done, Talk, locate
from handlers.campaign import PAGES, show_campaign
from handlers.chart import BY_DISTRICT, TARGETS, draw
from handlers.deadline import deadlines
from handlers.findings import report_target
from handlers.mine import mine
from handlers.status import status
from handlers.unstated import unstated
from messages import render
from models.attainment import Verdict
from models.base import Table
from models.campaigns import all_campaigns, campaign_by_code, plan_of
from models.deadlines import dues
from models.doubts import doubt_key
from models.findings import Finding
from models.people import Contact, Role
from models.periods import periods
from models.plan import Plan, Remark, Target
from models.plan.changes import changes
from models.units import Unit, unit_by_code

Sample = tuple[str, dict[str, Any]]

MOMENT = datetime(2021, 10, 12, 2, 30, tzinfo=UTC)
TODAY = date(2021, 10, 12)
STAFF = Contact(id=2, name="Phòng Nội vụ thành phố Phú Quốc", role=Role.STAFF)
ADMIN = Contact(id=3, name="Sở Nội vụ tỉnh Kiên Giang", role=Role.ADMIN)
LOOKER = Contact(id=1, name="xã Dương Tơ", role=Role.CONTACT, unit_id=1)
WORDY = "Theo công văn hướng dẫn của cơ quan chủ trì phong trào thi đua gửi các đơn vị. " * 6


def world() -> Session:
    engine = create_engine("sqlite://")
    Table.metadata.create_all(engine)
    session = Session(engine)
    load_sample(session)
    session.add_all([Contact(**each.model_dump()) for each in (STAFF, LOOKER, ADMIN)])
    session.commit()
    return session


SESSION = world()
PLANS = {each.code: plan_of(SESSION, each) for each in all_campaigns(SESSION)}
PLAN, PHU_QUOC, TRA_VINH = (
    PLANS["kien-giang-2021-2025"],
    PLANS["phu-quoc-2021"],
    PLANS["tra-vinh-30-nam"],
)


def visit(plan: Plan, detail: str = "", unit: Unit | None = None, today: date = TODAY) -> Visit:
    """Return a visit of staff, or of a unit's contact, to a plan."""
    who = LOOKER if unit else STAFF
    return Visit(SESSION, who, unit, MOMENT, today, (), plan.code, detail, draft_id=1)


def played(talk: Talk, answers: Mapping[str, str]) -> tuple[list[Sample], Done | None]:
    """Return every message of a conversation, with what it is given, and its end."""
    place = locate(talk, answers)
    assert place.unclear is None, place.unclear.template
    asked = [*place.asked, *([place.now] if place.now else [])]
    said = [(question.template, dict(question.about)) for question in asked]
    end = place.end
    if end is not None:
        said.append((end.template, dict(end.about)))
    done = end if isinstance(end, Done) else None
    told = [(notice.template, dict(notice.about)) for notice in done.tell] if done else []
    return said + told, done


# --- /phongtrao: every page ---


def pages(plan: Plan, unit: Unit | None = None) -> Iterator[Sample]:
    """Yield every page of a plan as staff see it, or a unit's contact."""
    yield from _page(plan, "", unit)
    for name in PAGES:
        yield from _page(plan, name, unit)


def _page(plan: Plan, detail: str, unit: Unit | None) -> Iterator[Sample]:
    said, _ = played(show_campaign(visit(plan, detail, unit)), {})
    template, about = said[0]
    yield template, about
    for kind in about.get("kinds", ()):
        yield from _page(plan, f"{detail}.{kind}", unit)
    if about.get("number") == 1:
        for number in range(2, about["count"] + 1):
            yield from played(show_campaign(visit(plan, f"{detail}.{number}", unit)), {})[0]


# --- what staff decide ---


def settling(plan: Plan) -> Iterator[tuple[list[Sample], Done | None]]:
    """Play the settling of every doubt: figures as the first reading, the rest in many words."""
    for doubt in plan.all_doubts():
        figure = f"{doubt.readings[0]:f}".replace(".", ",") if doubt.readings else ""
        answers = {"reading": figure or "other", "words": WORDY.strip(), "confirm": "yes"}
        answers |= {"direction": "higher", "tolerance": "5"}
        for detail in (f"doubt.{doubt_key(doubt)}", "doubt.none"):
            yield played(show_campaign(visit(plan, detail)), answers)
        yield played(show_campaign(visit(plan, f"doubt.{doubt_key(doubt)}")), {})
        yield from deciding(plan, doubt)


def deciding(plan: Plan, doubt: Remark) -> Iterator[tuple[list[Sample], Done | None]]:
    """Play what an administrator decides of a registration that is not stated, each way in turn."""
    if unstated(plan, doubt) is None:
        return
    asked = replace(visit(plan, f"doubt.{doubt_key(doubt)}"), contact=ADMIN)
    for way in ("as-printed", "agency", "enterprise"):
        yield played(show_campaign(asked), {"rules": way, "confirm": "yes"})


def setting(plan: Plan) -> Iterator[tuple[list[Sample], Done | None]]:
    """Play the setting of every deadline, on a Sunday and with a long reason."""
    campaign = campaign_by_code(SESSION, plan.code)
    assert campaign is not None
    answers = {"day": "trước ngày 31/10/2021", "reason": WORDY.strip(), "confirm": "yes"}
    yield played(deadlines(visit(plan)), {})
    for due in dues(SESSION, campaign, plan, TODAY):
        yield played(deadlines(visit(plan, due.code)), answers)


def finding(plan: Plan) -> Iterator[tuple[list[Sample], Done | None]]:
    """Play the entering of every target's result, in each group from the beginning."""
    if not plan.targets:
        return
    yield played(report_target(visit(plan)), {})
    for number in range(len({target.group for target in plan.targets})):
        yield played(report_target(visit(plan)), {"group": str(number)})
    campaign = campaign_by_code(SESSION, plan.code)
    assert campaign is not None
    for target in plan_of(SESSION, campaign).targets:
        yield played(report_target(visit(plan, target.code)), answers_for(target))


def answers_for(target: Target) -> dict[str, str]:
    """Return the answers with which a target's result is entered, below what is claimed."""
    wanted = target.value if target.value is not None else target.high or 1000
    figure = f"{wanted * 9 / 10:.2f}".replace(".", ",")
    counts = "; ".join(["1.234"] * int(target.of or 1))
    return {
        "until": "30/09/2021",
        "figure": "71/117" if target.of else f"{figure} {target.measure}",
        "judged": "unmet",
        "now": counts,
        "before": counts,
        "basis": "estimate",
        "confirm": "yes",
    } | {f"member.{number}": "no" for number in range(len(target.members))}


def _whole(plan: Plan) -> list[Sample]:
    """Return all that a plan gives rise to; what is decided on the way is kept."""
    found = list(_told(plan))
    for decide in (settling, setting, finding, finding):  # the second time something is replaced
        for said, done in decide(plan):
            found += said
            SESSION.add_all(_rows(done))
            SESSION.flush()
    return [*found, *_told(plan)]


def _told(plan: Plan) -> Iterator[Sample]:
    yield from pages(plan)
    yield from pages(plan, COMMUNE)
    yield from played(deadlines(visit(plan, unit=COMMUNE)), {})[0]
    yield from played(status(visit(plan)), {})[0]
    for detail in ("", BY_DISTRICT, TARGETS):
        yield from played(draw(visit(plan, detail)), {})[0]
    for unit in (COMMUNE, AGENCY, DEPARTMENT):
        yield from played(mine(visit(plan, unit=unit)), {})[0]


def _rows(done: Done | None) -> Sequence[object]:
    rows = done.save if done else ()
    for row in rows:
        if isinstance(row, Finding):
            row.draft_id = next(_DRAFTS)
    return rows


def _unit(code: str) -> Unit:
    unit = unit_by_code(SESSION, code)
    assert unit is not None
    return unit


_DRAFTS = count(1)
COMMUNE, AGENCY, DEPARTMENT = map(_unit, ("911-duong-to", "911-phong-noi-vu", "tv-so-noi-vu"))
WHOLE = {code: _whole(plan) for code, plan in PLANS.items()}


def _shortest() -> dict[str, list[dict[str, Any]]]:
    """Return the shortest sample of each template in which nothing is cut."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for name, about in (each for whole in WHOLE.values() for each in whole):
        message = render(name, **about)
        labels = "".join(button.label for row in message.buttons for button in row)
        length = len(message.text + labels)
        if "…" not in message.text and length < found.get(name, (length + 1,))[0]:
            found[name] = length, about
    return {name: [about] for name, (_, about) in found.items()}


(QUARTERLY,) = (each for each in TRA_VINH.milestones if each.recurrence == "quarterly")
QUARTERS = periods(TRA_VINH, QUARTERLY)
TARGETS_OF_PLAN = {
    "total": len(PHU_QUOC.targets),
    "found": 3,
    "states": {"exceeded": 1, "met": 0, "unmet": 2, "unjudged": 0},
    "behind": [
        (target, Verdict("unmet", percent=Decimal("71.25"))) for target in PHU_QUOC.targets[-10:-8]
    ],
}
AMENDED = PLAN.model_copy(
    update={
        "milestones": PLAN.milestones[1:],
        "registration": PLAN.registration[:-1],
        "targets": TRA_VINH.targets,
    }
)
SHARE_IN_DOUBT = Remark(
    text="In là 3.82 km.",
    readings=(Decimal(382), Decimal("3.82")),
    source=PLAN.heading.title,
)

# What follows has its place in no conversation above, or would be cut there.
PLAN_SAMPLES = _shortest() | {
    "deadline/reason": [{}],
    "finding/basis": [{}],
    "finding/no-targets": [{}],
    "finding/how-many": [{"count": 3}],
    "finding/inexact": [{}],
    "finding/signed": [
        {"target": PHU_QUOC.targets[1]},
        {"target": PHU_QUOC.targets[1].model_copy(update={"change": "decrease"})},
    ],
    "finding/other-claim": [{"target": PHU_QUOC.targets[0]}, {"target": PHU_QUOC.targets[1]}],
    "finding/readings": [{"target": PHU_QUOC.targets[0]}],
    "finding/parts": [
        {
            "whole": PHU_QUOC.targets[0],
            "parts": PHU_QUOC.targets[4:7],
            "total": Decimal("3412.5"),
            "stated": Decimal(3400),
            "gap": Decimal("12.5"),
            "until": TODAY,
        }
    ],
    "campaign/none": [{}],
    "campaign/settle-figure": [
        {"plan": PLAN, "doubt": SHARE_IN_DOUBT, "measure": "km", "before": None}
    ],
    "campaign/clause": [
        {"plan": PLAN, "source": fact.source, "fact": fact}
        for fact in (PHU_QUOC.targets[2], PLAN.milestones[0], SHARE_IN_DOUBT)
    ],
    "campaign/no-clause": [{}],
    "campaign/amended": [{"plan": PLAN, "unit": COMMUNE}],
    "campaign/changes": [
        {"changes": changes(PLAN, AMENDED), "units": 12},
        {"changes": (), "units": 0},
    ],
    "campaign/nothing-amended": [{"plan": PLAN}],
    "campaign/tell-amended": [{"plan": PLAN, "units": 234, "people": 198}],
    "campaign/told-amended": [{"plan": PLAN, "units": 234, "people": 198}],
    "deadline/none": [{"plan": TRA_VINH}],
}
