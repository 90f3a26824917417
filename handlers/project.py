"""/congtrinh: the projects that were registered, and a card for each."""

from collections.abc import Sequence

from bot.command import Subject, Visit
from bot.talk import Done, Stop
from handlers.subjects import known_campaigns
from models.campaigns import campaign_by_code, plan_of
from models.documents import file_brought
from models.people import Role
from models.plan import Plan, Registration
from models.projects import KINDS, Project, project_field, projects

LISTED = 8  # projects on one page
MOST_DIGITS = 4  # of a page's number, as somebody may type it


def campaigns_with_projects(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns in which projects are registered."""
    return [each for each in known_campaigns(visit) if _asked(visit, each.code)]


async def show_projects(visit: Visit) -> Done | Stop:
    """Show a page of the projects, a unit's own or a campaign's, or the card of one.

    The card's name is its unit's code and its own, and perhaps which photo: `844.project.photo.2`.
    """
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None or (visit.unit is None and visit.contact.role == Role.CONTACT):
        return Stop("project/none")
    found = projects(visit.session, campaign, visit.unit)
    plan = plan_of(visit.session, campaign)
    shown = next((each for each in found if _names(each, visit.detail)), None)
    if shown is not None:
        return _card(visit, plan, shown)
    count = max(-(-len(found) // LISTED), 1)
    page = visit.detail if visit.detail.isdecimal() else "1"
    number = min(max(int(page[:MOST_DIGITS]), 1), count)
    about = {"plan": plan, "staff": visit.unit is None, "total": len(found)}
    about |= {"first": (number - 1) * LISTED, "number": number, "count": count}
    listed = found[(number - 1) * LISTED : number * LISTED]
    return Done("project/list", {**about, "projects": listed})


def _asked(visit: Visit, code: str) -> bool:
    campaign = campaign_by_code(visit.session, code)
    assert campaign is not None
    rules = plan_of(visit.session, campaign).registration
    kinds = {field.kind for each in rules if _concerns(visit, each) for field in each.fields}
    return bool(kinds & set(KINDS))


def _concerns(visit: Visit, rules: Registration) -> bool:
    return visit.unit is None or rules.unit_kind in (None, visit.unit.kind)


def _names(found: Project, detail: str) -> bool:
    """Say whether this is the project that a detail names, or one of its photos."""
    name = f"{found.unit.code}.{found.code}"
    return detail in (name, *(f"{name}.{each.level}" for each in found.photos))


def _card(visit: Visit, plan: Plan, found: Project) -> Done:
    """Show one project with a photo: the one that is asked for, or else the first."""
    name = f"{found.unit.code}.{found.code}"
    level = visit.detail.removeprefix(name).lstrip(".")
    photo = next((each for each in found.photos if level in ("", each.level)), None)
    file = file_brought(visit.session, int(photo.said.partition(":")[2])) if photo else None
    about = {
        "plan": plan,
        "project": found,
        "field": project_field(visit.session, found),
        "photo": photo.level if photo else "",
        "staff": visit.unit is None,
    }
    return Done("project/card", about, file=file)
