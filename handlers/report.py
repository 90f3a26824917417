"""/baocao: a unit reports the result so far for each registered target."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Question, Stop
from handlers.ask import Level, choose, confirm, file, level, quantity
from handlers.lines import Line
from models.campaigns import campaign_by_code, campaigns_of, plan_of
from models.quantity import Measure, Quantity
from models.registrations import Pledge, latest_registration
from models.reports import Report, Result

PROJECT_STATES = ("planned", "under-way", "finished")


def open_for_report(visit: Visit) -> Sequence[Subject]:
    """Return the running campaigns in which the unit has registered."""
    return [
        Subject(campaign.code, campaign.title)
        for campaign in (campaigns_of(visit.session, visit.unit, visit.today) if visit.unit else ())
        if visit.unit and latest_registration(visit.session, campaign.id, visit.unit.id)
    ]


async def report(visit: Visit) -> Done | Stop:
    """Report results, target by target, with what was pledged beside each."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None or visit.unit is None:
        return Stop("report/nothing-registered")
    plan = plan_of(visit.session, campaign)
    if not plan.period.contains(visit.today):
        return Stop("register/closed", {"plan": plan})
    registration = latest_registration(visit.session, campaign.id, visit.unit.id)
    assert registration is not None
    targets = [list(group) for _, group in groupby(registration.pledges, lambda p: p.code)]
    lines, results = [], []
    for number, pledges in enumerate(targets, start=1):
        about = {"pledges": pledges, "number": number, "count": len(targets)}
        found = await _result(pledges, visit.today.year, about)
        lines.append(Line(pledges[0].code, pledges[0].name, _shown(found)))
        results.append(_fields(pledges[0], found))
    evidence = await file("evidence", "report/evidence", label="")
    lines.append(Line("evidence", "", evidence))
    await confirm("report/confirm", plan=plan, unit=visit.unit, lines=lines)
    done = Report(
        campaign_id=registration.campaign_id,
        unit_id=registration.unit_id,
        registration_id=registration.id,
        draft_id=visit.draft_id,
        contact_id=visit.contact.id,
        submitted_at=visit.now,
        evidence_id=evidence,
        results=[Result(**fields) for fields in results],
    )
    about = {"plan": plan, "unit": visit.unit, "report": done, "lines": lines}
    return Done("report/receipt", about, save=[done])


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
