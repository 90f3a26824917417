"""/duyet: what waits for review, the oldest first; approved, or returned field by field."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from bot.command import Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm, text
from handlers.unlock import decide_unlock
from models.audit import Act, AuditEntry
from models.campaigns import plan_version
from models.people import people_of
from models.registrations import Pledge, Registration, earlier_version
from models.reviews import Paper, ReviewState, next_review, waiting_papers
from models.unlocks import open_unlocks

LISTED = 8
MOST_REMARKS = 10
UNLOCK = "unlock."  # begins the subject of a request to change what was approved
ALL = "all"  # the subject that stands for everything without a warning
WHOLE = "whole"  # the remark that is about the registration as a whole

Fields = dict[str, Any]


async def review(visit: Visit) -> Done | Stop:
    """Show the queue, or one registration to decide on, or approve all that gives no warning."""
    if visit.subject.startswith(UNLOCK) and visit.unit is None:
        return await decide_unlock(visit, visit.subject.removeprefix(UNLOCK))
    papers = waiting_papers(visit.session, visit.unit)
    clean = [paper for paper in papers if not warnings(paper.registration)]
    if visit.subject == ALL and clean:
        return await _approve_all(visit, clean)
    paper = next((each for each in papers if str(each.review.id) == visit.subject), None)
    if paper is None and visit.subject:
        return Stop("review/gone")
    if paper is None:
        listed = [(each, warnings(each.registration)) for each in papers[:LISTED]]
        about = {"listed": listed, "total": len(papers), "clean": len(clean)}
        about["unlocks"] = open_unlocks(visit.session)[:LISTED] if visit.unit is None else ()
        return Done("review/queue", about)
    return await _decide(visit, paper)


async def _decide(visit: Visit, paper: Paper) -> Done | Stop:
    about = _about(visit, paper)
    if await choose("decision", "review/paper", ("approve", "return"), **about) == "approve":
        return _approved(visit, [paper], about)
    remarks = await _remarks(paper, about)
    await confirm("review/confirm-return", remarks=remarks, **about)
    return _returned(visit, paper, remarks, about)


def _about(visit: Visit, paper: Paper) -> Fields:
    registration = paper.registration
    before = earlier_version(visit.session, registration)
    return {
        "paper": paper,
        "plan": plan_version(visit.session, registration.plan_hash),
        "warnings": warnings(registration),
        "changed": changed(before, registration) if before else None,
    }


def warnings(registration: Registration) -> list[str]:
    """Return what a reviewer should look at twice, as codes: `late`, `words`."""
    found = ["late"] if registration.late else []
    figures = [each for each in registration.pledges if each.kind == "quantity"]
    return found + (["words"] if any(each.value is None for each in figures) else [])


def changed(before: Registration, after: Registration) -> list[tuple[Pledge | None, Pledge | None]]:
    """Return what differs between two versions: each pledge as it was, and as it is."""
    was = {(each.code, each.level): each for each in before.pledges}
    now = {(each.code, each.level): each for each in after.pledges}
    return [
        (was.get(key), now.get(key))
        for key in dict.fromkeys([*was, *now])
        if _meaning(was.get(key)) != _meaning(now.get(key))
    ]


def _meaning(pledge: Pledge | None) -> object:
    if pledge is None:
        return None
    return pledge.name, pledge.value if pledge.value is not None else pledge.said, pledge.measure


# --- returning, field by field ---


async def _remarks(paper: Paper, about: Fields) -> list[dict[str, str]]:
    """Ask which fields are returned, and why each."""
    names = {WHOLE: ""} | _fields(paper.registration)
    remarks: list[dict[str, str]] = []
    for number in range(1, MOST_REMARKS + 1):
        left = {key: name for key, name in names.items() if key not in _keys(remarks)}
        key = await choose(f"field.{number}", "review/field", list(left), fields=left, **about)
        asked = {"name": names[key], "label": names[key], **about}
        reason = await text(f"reason.{number}", "review/reason", **asked)
        remarks.append({"key": key, "name": names[key], "reason": reason})
        if len(left) == 1:
            break
        if await choose(f"more.{number}", "review/more", ("no", "yes"), count=number) == "no":
            break
    return remarks


def _keys(remarks: Sequence[dict[str, str]]) -> set[str]:
    return {remark["key"] for remark in remarks}


def _fields(registration: Registration) -> dict[str, str]:
    """Return the name of what each question of a registration asked, by the question's key."""
    groups = groupby(registration.pledges, key=lambda pledge: pledge.key)
    return {key: _named(list(found)) for key, found in groups if key}


def _named(pledges: Sequence[Pledge]) -> str:
    level = "" if pledges[0].level.isdecimal() and len(pledges) > 1 else pledges[0].level_name
    return f"{pledges[0].name} ({level})" if level else pledges[0].name


# --- what follows ---


def _approved(visit: Visit, papers: Sequence[Paper], about: Fields) -> Done:
    save: list[object] = []
    notices: list[Notice] = []
    for paper in papers:
        _close(visit, paper, ReviewState.APPROVED)
        onward = next_review(
            visit.session, paper.registration, paper.unit, paper.review.step, visit.now
        )
        if onward:
            paper.registration.reviews.append(onward)
        save += [paper.review, paper.registration, _entry(visit, paper, Act.APPROVED, "")]
        notices.append(_notice(visit, "review/approved", paper, {"final": onward is None}))
    return Done("review/done", {**about, "papers": papers}, save=save, tell=notices)


async def _approve_all(visit: Visit, papers: Sequence[Paper]) -> Done:
    await confirm("review/confirm-all", papers=papers)
    return _approved(visit, papers, {})


def _returned(visit: Visit, paper: Paper, remarks: list[dict[str, str]], about: Fields) -> Done:
    _close(visit, paper, ReviewState.RETURNED)
    paper.review.remarks = remarks
    reasons = "; ".join(f"{each['name']}: {each['reason']}".lstrip(": ") for each in remarks)
    entry = _entry(visit, paper, Act.RETURNED, reasons)
    notice = _notice(visit, "review/returned", paper, {"remarks": remarks})
    told = {**about, "remarks": remarks, "people": len(notice.contact_ids)}
    return Done("review/sent-back", told, save=[paper.review, entry], tell=[notice])


def _close(visit: Visit, paper: Paper, state: ReviewState) -> None:
    paper.review.state = state
    paper.review.decided_at = visit.now
    paper.review.contact_id = visit.contact.id


def _entry(visit: Visit, paper: Paper, act: Act, reason: str) -> AuditEntry:
    return AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=act,
        subject=f"{paper.campaign.code} {paper.unit.code}",
        before=ReviewState.WAITING,
        after=f"{paper.review.state} v{paper.registration.version} step {paper.review.step}",
        reason=reason,
    )


def _notice(visit: Visit, template: str, paper: Paper, more: Fields) -> Notice:
    people = people_of(visit.session, [paper.unit.id]).get(paper.unit.id, [])
    plan = plan_version(visit.session, paper.registration.plan_hash)
    return Notice(template, people, {"paper": paper, "plan": plan, **more})
