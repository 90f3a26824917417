"""/duyet: what waits for review, the oldest first; approved, or returned field by field."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from bot.command import Visit
from bot.talk import CONFIRM, Done, Question, Stop, Unclear
from handlers.ask import choose, confirm
from handlers.deciding import approved, returned
from handlers.gates import decide_gate
from handlers.paging import paged
from handlers.remarks import REASON, ask_remarks
from handlers.unlock import decide_unlock
from models.assignments import is_head
from models.campaigns import plan_of, plan_version
from models.differences import changed
from models.people import Role
from models.queue import Paper, waiting_papers
from models.registrations import Registration, earlier_version
from models.unlocks import open_unlocks

LISTED = 6
UNLOCKS_LISTED = 3
MOST_AT_ONCE = 12  # approved together: no more than are named in the question
TARGETS_A_PAGE = 3
UNLOCK = "unlock."  # begins the subject of a request to change what was approved
ALL = "all"  # the subject that stands for everything without a warning
PAGE = "page"  # the subject that stands for the queue itself; its detail is the page's number

Fields = dict[str, Any]


async def review(visit: Visit) -> Done | Stop:
    """Show the queue, or one registration to decide on, or approve all that gives no warning."""
    if visit.subject.startswith(UNLOCK) and _is_staff(visit):
        return await decide_unlock(visit, visit.subject.removeprefix(UNLOCK))
    papers = _papers(visit)
    paper = next((each for each in papers if str(each.review.id) == visit.subject), None)
    if paper is not None:
        return await _decide(visit, paper)
    running = {each.campaign.code for each in papers}
    only = visit.detail if visit.subject == ALL else visit.subject
    chosen = [each for each in papers if only not in running or each.campaign.code == only]
    clean = [each for each in chosen if each.review.step >= 0 and not warnings(each)]
    if visit.subject == ALL and clean:
        return await _approve_all(visit, clean[:MOST_AT_ONCE])
    if visit.subject not in ("", PAGE, *running):
        return Stop("review/gone")
    about = {"clean": len(clean[:MOST_AT_ONCE]), "only": only if only in running else ""}
    return Done("review/queue", about | _campaigns(visit, papers) | _listed(visit, chosen))


def _is_staff(visit: Visit) -> bool:
    return visit.unit is None and visit.contact.role != Role.CONTACT


def _papers(visit: Visit) -> list[Paper]:
    """Return what waits for this person to decide."""
    session, unit = visit.session, visit.unit
    if unit is None and not _is_staff(visit):
        return []
    head = unit is not None and is_head(session, visit.contact.id, unit.id, visit.today)
    return waiting_papers(session, unit, visit.today, head=head)


def _listed(visit: Visit, papers: Sequence[Paper]) -> Fields:
    """Return one page of the queue, with its number and how many there are."""
    shown, about = paged(papers, [visit.detail], LISTED)
    unlocks = open_unlocks(visit.session) if _is_staff(visit) else ()
    return {
        "listed": [(each, warnings(each)) for each in shown],
        "first": (about["number"] - 1) * LISTED + 1,
        "unlocks": unlocks[:UNLOCKS_LISTED],
        "more_unlocks": max(len(unlocks) - UNLOCKS_LISTED, 0),
        **about,
    }


def _campaigns(visit: Visit, papers: Sequence[Paper]) -> Fields:
    """Return the campaigns that something waits of, with how much, where there are several."""
    counts = Counter(each.campaign.code for each in papers)
    known = {each.campaign.code: each.campaign for each in papers}
    plans = [(plan_of(visit.session, known[code]), count) for code, count in counts.items()]
    return {"campaigns": plans if len(plans) > 1 else []}


async def _decide(visit: Visit, paper: Paper) -> Done | Stop:
    about = _about(visit, paper)
    if paper.review.step < 0:
        return await decide_gate(visit, paper, about)
    if await choose("decision", "review/paper", ("approve", "return"), **about) == "approve":
        return approved(visit, [paper], about)
    remarks = await ask_remarks(paper.registration, about)
    await confirm("review/confirm-return", remarks=remarks, **about)
    return returned(visit, paper, remarks, about)


def _about(visit: Visit, paper: Paper) -> Fields:
    registration = paper.registration
    before = earlier_version(visit.session, registration)
    return {
        "paper": paper,
        "plan": plan_version(visit.session, registration.plan_hash),
        "warnings": warnings(paper),
        "changed": changed(before.pledges, registration.pledges) if before else None,
        **_pledges(registration, visit.detail),
    }


def _pledges(registration: Registration, detail: str) -> Fields:
    """Return the pledges of some targets, so that all of a long registration can be read."""
    codes = list(dict.fromkeys(pledge.code for pledge in registration.pledges))
    shown, about = paged(codes, [detail], TARGETS_A_PAGE)
    return {**about, "pledges": [each for each in registration.pledges if each.code in shown]}


def warnings(paper: Paper) -> list[str]:
    """Return what a reviewer should look at twice: `vacant`, `late`, `words`, `below` a floor."""
    figures = [each for each in paper.registration.pledges if each.kind == "quantity"]
    found = {
        "vacant": paper.vacant,
        "late": paper.registration.late and paper.review.step >= 0,
        "words": any(each.value is None for each in figures),
        "below": any(each.kind == REASON for each in paper.registration.pledges),
    }
    return [code for code, given in found.items() if given]


# --- all at once ---


async def _approve_all(visit: Visit, papers: Sequence[Paper]) -> Done:
    await _confirm_all(papers)
    return approved(visit, papers, {})


def _confirm_all(papers: Sequence[Paper]) -> Question[str]:
    """Ask for the last word on these papers: its button names them, so none is added unseen."""
    shown = sha256(repr([paper.review.id for paper in papers]).encode()).hexdigest()[:16]

    def parse(said: str) -> str:
        if said != shown:
            raise Unclear("review/changed")
        return said

    about = {"papers": papers, "shown": shown}
    return Question(CONFIRM, "review/confirm-all", parse, about=about, free=False)
