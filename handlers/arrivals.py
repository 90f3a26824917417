"""Who is told of what has come: who decides on a gate, at once; an office when it had nothing."""

from collections.abc import Sequence

from bot.command import Visit
from bot.talk import Notice
from models.assignments import heads_of
from models.campaigns import plan_version
from models.people import people_of, reachable, reachable_staff
from models.queue import Paper, waiting_papers
from models.reviews import ADMIT, SIGN
from models.units import Unit

STAFF = 0  # stands for the office that has no unit


def arrivals(visit: Visit, opened: Sequence[Paper]) -> list[Notice]:
    """Return what to tell of papers that have just come, once an office however many they are."""
    at_once = [_gate(visit, paper) for paper in opened if paper.review.step < 0]
    offices: dict[int, list[Paper]] = {}
    for paper in opened:
        for office in _offices(paper):
            offices.setdefault(office, []).append(paper)
    first = [_first(visit, office, papers) for office, papers in offices.items()]
    return [notice for notice in [*at_once, *first] if notice and notice.contact_ids]


def deciders(visit: Visit, paper: Paper) -> list[int]:
    """Return the people whom messages reach and who decide on a gate, but for the visitor."""
    found = reachable_staff(visit.session)
    if paper.review.step == SIGN:
        heads = heads_of(visit.session, paper.unit.id, visit.today)
        found = reachable(visit.session, heads)
    return _others(visit, found)


def _others(visit: Visit, people: Sequence[int]) -> list[int]:
    return [each for each in people if each != visit.contact.id]


def _gate(visit: Visit, paper: Paper) -> Notice:
    template = "review/to-admit" if paper.review.step == ADMIT else "review/to-sign"
    plan = plan_version(visit.session, paper.registration.plan_hash)
    unit_id = paper.unit.id if paper.review.step == SIGN else None
    about = {"paper": paper, "plan": plan}
    return Notice(template, deciders(visit, paper), about, unit_id=unit_id)


def _offices(paper: Paper) -> set[int]:
    """Return the ids of the offices that see a paper on its route; STAFF is one of them."""
    if paper.review.step < 0:
        return set()
    office = paper.review.office_id or STAFF
    found = {STAFF} if paper.vacant or paper.step.role != "aggregates" else set()
    return found if paper.vacant or office == paper.unit.id else found | {office}


def _first(visit: Visit, office_id: int, papers: Sequence[Paper]) -> Notice | None:
    """Return the notice to an office, unless it had something to do before."""
    office = visit.session.get_one(Unit, office_id) if office_id else None
    waiting = waiting_papers(visit.session, office, visit.today)
    if any(all(each.review is not new.review for new in papers) for each in waiting):
        return None
    people = people_of(visit.session, [office_id], visit.today).get(office_id, [])
    told = _others(visit, people if office else reachable_staff(visit.session))
    about = {"paper": papers[0], "count": len(papers)}
    return Notice("review/arrived", told, about, unit_id=office_id or None)
