"""/tonghop: what an office sums up of its members' registrations; staff see every office's."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.command import Subject, Visit
from bot.talk import Done, Stop
from handlers.paging import paged
from handlers.signing import sign
from handlers.subjects import named as as_subjects
from models.campaigns import Campaign, all_campaigns, campaign_by_code, plan_of
from models.members import Member, aggregators, approved, members
from models.people import Contact, Role
from models.plan import Plan
from models.signoffs import changed_since, newest_signoff, newest_signoffs
from models.sums import named, sums
from models.units import Unit, unit_by_code

FIGURES, UNITS, OFFICES = 5, 8, 6  # on a page

Fields = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """What an office has before it; `at` begins the pages of an office that staff look into."""

    visit: Visit
    campaign: Campaign
    plan: Plan
    office: Unit
    at: str = ""

    def members(self) -> list[Member]:
        """Return the office's members, and where each stands."""
        return members(self.visit.session, self.campaign, self.plan, self.office, self.visit.today)


def summed_up(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns in which the visitor's office sums up; all that have such for staff."""
    session, unit = visit.session, visit.unit
    offices = (
        (each, aggregators(session, plan_of(session, each))) for each in all_campaigns(session)
    )
    wanted = [
        each
        for each, found in offices
        if (found if _is_staff(visit) else unit and unit.id in found)
    ]
    return as_subjects(visit, wanted)


async def sum_up(visit: Visit) -> Done | Stop:
    """Show a page of an office's sum, or sign it; `figures.2` is the second page of its figures."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("sums/none")
    plan = plan_of(visit.session, campaign)
    office, page, wanted = visit.unit, *_first(visit.detail)
    if _is_staff(visit):
        office = unit_by_code(visit.session, page)
        if office is None:
            return _offices(visit, campaign, plan, visit.detail)
        page, wanted = _first(wanted)
    if office is None or office.id not in aggregators(visit.session, plan):
        return Stop("sums/none")
    desk = Desk(visit, campaign, plan, office, f"{office.code}." if _is_staff(visit) else "")
    if page == "sign" and not desk.at:
        return await sign(visit, campaign, plan, office, desk.members())
    template, about = PAGES.get(page, _overview)(desk, wanted.split("."))
    return Done(template, {"plan": plan, "office": office, "at": desk.at} | about)


def _first(detail: str) -> tuple[str, str]:
    page, _, wanted = detail.partition(".")
    return page, wanted


def _is_staff(visit: Visit) -> bool:
    return visit.unit is None and visit.contact.role != Role.CONTACT


def _offices(visit: Visit, campaign: Campaign, plan: Plan, detail: str) -> Done:
    """Show staff every office that sums up, and what it has signed."""
    units = aggregators(visit.session, plan)
    signed = {row.office_id: row for row in newest_signoffs(visit.session, campaign.id)}
    changed = {key: len(changed_since(visit.session, row)) for key, row in signed.items()}
    order = sorted(units, key=lambda key: (-changed.get(key, 0), key not in signed))
    chosen, about = paged(order, detail.split("."), OFFICES)
    lines = [
        {
            "office": visit.session.get_one(Unit, key),
            "units": len(units[key]),
            "signed": signed.get(key),
            "changed": changed.get(key, 0),
        }
        for key in chosen
    ]
    return Done("sums/offices", {"plan": plan, "lines": lines, "signed": len(signed), **about})


# --- the pages of one office ---


def _overview(desk: Desk, _: Sequence[str]) -> tuple[str, Fields]:
    session, found = desk.visit.session, desk.members()
    signed = newest_signoff(session, desk.campaign.id, desk.office.id)
    changed = [each.unit_id for each in changed_since(session, signed)] if signed else []
    known = {*signed.registrations} if signed else set()
    added = [each for each in approved(found) if signed and each.id not in known]
    names = {each.unit.id: each.unit.name for each in found}
    return "sums/overview", {
        "total": len(found),
        "states": Counter(each.state for each in found),
        "late": sum(each.late for each in found),
        "figures": len(sums(approved(found))),
        "signed": signed,
        "by": session.get(Contact, signed.contact_id) if signed else None,
        "changed": [names.get(unit_id, "") for unit_id in changed],
        "added": len([each for each in added if each.unit_id not in changed]),
    }


def _figures(desk: Desk, wanted: Sequence[str]) -> tuple[str, Fields]:
    found = approved(desk.members())
    chosen, about = paged(sums(found), wanted, FIGURES)
    return "sums/figures", {"sums": chosen, "of": len(found), "signed": None, **about}


def _signed(desk: Desk, wanted: Sequence[str]) -> tuple[str, Fields]:
    """Show the figures as they were signed, whatever has changed since."""
    signed = newest_signoff(desk.visit.session, desk.campaign.id, desk.office.id)
    if signed is None:
        return _overview(desk, wanted)
    chosen, about = paged(signed.sums, wanted, FIGURES)
    return "sums/figures", {
        "sums": chosen,
        "of": len(signed.registrations),
        "signed": signed,
        **about,
    }


def _figure(desk: Desk, wanted: Sequence[str]) -> tuple[str, Fields]:
    """Show of which units' figures a sum is made."""
    found = desk.members()
    code, *rest = wanted
    chosen = next((each for each in sums(approved(found)) if each.code == code), None)
    if chosen is None:
        return _figures(desk, rest)
    lines, about = paged(
        named(chosen, {each.unit.id: each.unit.name for each in found}), rest, UNITS
    )
    return "sums/figure", {"sum": chosen, "lines": lines, **about}


def _units(desk: Desk, wanted: Sequence[str]) -> tuple[str, Fields]:
    found, about = paged(desk.members(), wanted, UNITS)
    return "sums/units", {"members": found, **about}


PAGES: dict[str, Callable[[Desk, Sequence[str]], tuple[str, Fields]]] = {
    "figures": _figures,
    "figure": _figure,
    "signed": _signed,
    "units": _units,
}
