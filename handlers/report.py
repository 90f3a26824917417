"""/baocao: a unit reports the result so far for each registered target."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Part, Question, Stop, within
from handlers.ask import Level, choose, confirm, file, level, quantity
from handlers.findings import campaigns_with_targets, report_target
from handlers.lines import Line, pages
from handlers.subjects import running_campaigns
from models.campaigns import AFTERMATH, Campaign, campaign_by_code, plan_of
from models.deadlines import Due, dues_for
from models.documents import label_of
from models.obligations import met_by
from models.people import Role
from models.periods import ReportPeriod, periods
from models.plan import Plan
from models.quantity import Measure, Quantity
from models.registrations import Pledge, Registration, latest_registration
from models.reports import Report, Result, reported_periods

PROJECT_STATES = ("planned", "under-way", "finished")


def open_for_report(visit: Visit) -> Sequence[Subject]:
    """Return the running campaigns in which the unit has registered; for staff, see findings."""
    if visit.contact.role != Role.CONTACT:
        return campaigns_with_targets(visit)

    def registered(_: Plan, campaign: Campaign) -> bool:
        unit_id = visit.unit.id if visit.unit else 0
        return latest_registration(visit.session, campaign.id, unit_id) is not None

    return running_campaigns(visit, registered, AFTERMATH)


async def report(visit: Visit) -> Done | Stop:
    """Report results, target by target, with what was pledged beside each."""
    if visit.contact.role != Role.CONTACT:
        return await report_target(visit)
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None or visit.unit is None:
        return Stop("report/nothing-registered")
    plan = plan_of(visit.session, campaign)
    if not plan.period.contains(visit.today, AFTERMATH):
        return Stop("register/closed", {"plan": plan})
    registration = latest_registration(visit.session, campaign.id, visit.unit.id)
    assert registration is not None
    period = await _period(visit, campaign, plan)
    due = _due(visit, campaign, plan, period)
    part = Part("results", plan.title, due.days_left if due else None)
    lines, results, evidence = await within(part, _results(visit, registration))
    await confirm("report/confirm", pages(lines), plan=plan, unit=visit.unit, period=period)
    done = Report(
        campaign_id=registration.campaign_id,
        unit_id=registration.unit_id,
        registration_id=registration.id,
        draft_id=visit.draft_id,
        contact_id=visit.contact.id,
        submitted_at=visit.now,
        period=period.code if period else "",
        evidence_id=evidence,
        results=[Result(**fields) for fields in results],
    )
    about = {
        "plan": plan,
        "unit": visit.unit,
        "report": done,
        "pages": pages(lines),
        "period": period,
    }
    settles = met_by(visit.session, campaign, period.code, visit.unit) if period else []
    return Done("report/receipt", about, save=[done], settles=settles)


async def _results(
    visit: Visit, registration: Registration
) -> tuple[list[Line], list[dict[str, Any]], int | None]:
    """Ask for the result of each target, and for a document."""
    targets = [list(group) for _, group in groupby(registration.pledges, lambda p: p.code)]
    lines, results = [], []
    for pledges in targets:
        found = await _result(pledges, visit.today.year, {"pledges": pledges})
        lines.append(Line(pledges[0].code, pledges[0].name, _shown(found)))
        results.append(_fields(pledges[0], found))
    evidence = await file("evidence", "report/evidence", label="")
    lines.append(Line("evidence", "", label_of(visit.session, evidence) or evidence))
    return lines, results, evidence


def _due(visit: Visit, campaign: Campaign, plan: Plan, period: ReportPeriod | None) -> Due | None:
    """Return the deadline of this report: of its period, else the next one of a report."""
    assert visit.unit is not None
    found = [
        due
        for due in dues_for(visit.session, campaign, plan, visit.unit, visit.today)
        if due.milestone.kind == "report" and due.last_day
    ]
    if period:
        return next((due for due in found if due.period == period), None)
    ahead = [due for due in found if due.last_day and due.last_day >= visit.today]
    return min(ahead or found, key=lambda due: due.last_day or date.max, default=None)


async def _period(visit: Visit, campaign: Campaign, plan: Plan) -> ReportPeriod | None:
    """Ask which period the report is for, where the plan asks for one each period."""
    begun = {
        period.code: period
        for milestone in plan.milestones
        if milestone.kind == "report" and visit.unit and visit.unit.kind in milestone.who
        for period in periods(plan, milestone)
        if period.start <= visit.today
    }
    if len(begun) <= 1:
        return next(iter(begun.values()), None)
    unit_id = visit.unit.id if visit.unit else 0
    reported = reported_periods(visit.session, campaign.id, unit_id)
    about = {"plan": plan, "periods": list(begun.values())[::-1], "reported": reported}
    return begun[await choose("period", "report/period", list(begun), **about)]


def _result(pledges: Sequence[Pledge], year: int, about: dict[str, Any]) -> Question[Any]:
    """Ask in the way the target was pledged: a state, a number in its measure, or words."""
    pledge = _beside(pledges, year)
    about |= {"label": pledge.name}
    if pledge.kind == "project":
        return choose(pledge.code, "report/project", PROJECT_STATES, **about)
    if pledge.value is None:
        return level(pledge.code, "report/words", **about)
    return quantity(
        pledge.code,
        "report/quantity",
        Measure.of(Quantity(pledge.value, pledge.measure)),
        beside=pledge.value,
        optional=True,
        **about,
    )


def _beside(pledges: Sequence[Pledge], year: int) -> Pledge:
    """Return the pledge that a result of this year is best compared with."""
    pledges = [each for each in pledges if each.kind not in ("reason", "document")]
    return next((pledge for pledge in pledges if pledge.level == str(year)), pledges[-1])


def _shown(found: Level | str) -> object:
    if isinstance(found, Level):
        return found.quantity or (None if found.said == "none" else found.said)
    return found


def _fields(pledge: Pledge, found: Level | str) -> dict[str, Any]:
    quantity_found: Quantity | None = found.quantity if isinstance(found, Level) else None
    said = found.said if isinstance(found, Level) else found
    return {
        "code": pledge.code,
        "name": pledge.name,
        "value": quantity_found.value if quantity_found else None,
        "measure": quantity_found.measure if quantity_found else "",
        "said": said.lstrip("\x1f"),
    }
