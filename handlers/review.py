"""/duyet: what waits for review, the oldest first; approved, or returned field by field."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from bot.command import Visit
from bot.talk import CONFIRM, Done, Notice, Question, Stop, Unclear
from handlers.ask import choose, confirm, text
from handlers.unlock import decide_unlock
from models.audit import Act, AuditEntry
from models.campaigns import plan_version
from models.people import Role, people_of
from models.registrations import Pledge, Registration, earlier_version
from models.reviews import Paper, ReviewState, next_review, waiting_papers
from models.unlocks import open_unlocks

LISTED = 6
UNLOCKS_LISTED = 3
MOST_AT_ONCE = 12  # approved together: no more than are named in the question
MOST_REMARKS = 10
REASON_LIMIT = 200  # characters
REMARKS_A_MESSAGE = 4  # so that each reason is read in full on every channel
TARGETS_A_PAGE = 3
UNLOCK = "unlock."  # begins the subject of a request to change what was approved
ALL = "all"  # the subject that stands for everything without a warning
REASON, DOCUMENT = "reason", "document"  # kinds of pledges that explain one below the floor
WHOLE = "whole"  # the remark that is about the registration as a whole

Fields = dict[str, Any]
Place = tuple[str, str]  # code and level of a pledge


async def review(visit: Visit) -> Done | Stop:
    """Show the queue, or one registration to decide on, or approve all that gives no warning."""
    staff = visit.unit is None and visit.contact.role != Role.CONTACT
    if visit.subject.startswith(UNLOCK) and staff:
        return await decide_unlock(visit, visit.subject.removeprefix(UNLOCK))
    papers = []
    if staff or visit.unit:
        papers = waiting_papers(visit.session, visit.unit, visit.today)
    clean = [paper for paper in papers if not warnings(paper.registration)][:MOST_AT_ONCE]
    if visit.subject == ALL and clean:
        return await _approve_all(visit, clean)
    paper = next((each for each in papers if str(each.review.id) == visit.subject), None)
    if paper is None and visit.subject:
        return Stop("review/gone")
    if paper is None:
        listed = [(each, warnings(each.registration)) for each in papers[:LISTED]]
        about = {"listed": listed, "total": len(papers), "clean": len(clean)}
        about["unlocks"] = open_unlocks(visit.session)[:UNLOCKS_LISTED] if staff else ()
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
        **_page(registration, visit.detail),
    }


def _page(registration: Registration, detail: str) -> Fields:
    """Return the pledges of some targets, so that all of a long registration can be read."""
    codes = list(dict.fromkeys(pledge.code for pledge in registration.pledges))
    count = max(-(-len(codes) // TARGETS_A_PAGE), 1)
    number = min(max(int(detail), 1), count) if detail.isdecimal() else 1
    shown = codes[(number - 1) * TARGETS_A_PAGE : number * TARGETS_A_PAGE]
    pledges = [pledge for pledge in registration.pledges if pledge.code in shown]
    return {"pledges": pledges, "number": number, "count": count}


def warnings(registration: Registration) -> list[str]:
    """Return what a reviewer should look at twice, as codes: `late`, `words`, `below`."""
    found = ["late"] if registration.late else []
    figures = [each for each in registration.pledges if each.kind == "quantity"]
    found += ["words"] if any(each.value is None for each in figures) else []
    return found + (["below"] if any(each.kind == REASON for each in registration.pledges) else [])


def changed(before: Registration, after: Registration) -> list[tuple[Pledge | None, Pledge | None]]:
    """Return what differs between two versions: each pledge as it was, and as it is."""
    was = {(each.code, each.level): each for each in before.pledges}
    now = {(each.code, each.level): each for each in after.pledges}
    return [
        (was.get(key), now.get(key))
        for key in dict.fromkeys([*was, *now])
        if _meaning(was.get(key)) != _meaning(now.get(key)) and not _told_by_name(key, was, now)
    ]


def _told_by_name(key: Place, was: Mapping[Place, Pledge], now: Mapping[Place, Pledge]) -> bool:
    """Say whether a level is of a project that came or went as a whole: its name says so."""
    code, level = key
    pledge = was.get(key) or now[key]
    whole = (code, "") in was and (code, "") in now
    return pledge.kind == "project" and bool(level) and not whole


def _meaning(pledge: Pledge | None) -> object:
    if pledge is None:
        return None
    name = "" if pledge.kind == "project" else pledge.name  # a new name is one change, not five
    return name, pledge.value if pledge.value is not None else pledge.said, pledge.measure


# --- returning, field by field ---


async def _remarks(paper: Paper, about: Fields) -> list[dict[str, str]]:
    """Ask which fields are returned, and why each."""
    left = {WHOLE: {WHOLE: ""}} | _fields(paper.registration)
    pledges = paper.registration.pledges
    names = {WHOLE: ""} | {each.code: each.name for each in pledges}
    projects = {each.code for each in pledges if each.kind == "project"}
    remarks: list[dict[str, str]] = []
    for number in range(1, MOST_REMARKS + 1):
        fields = {code: names[code] for code in left}
        code = await choose(f"field.{number}", "review/field", list(fields), fields=fields, **about)
        asked = {"name": names[code], "project": code in projects, **about}
        key = await _level(number, left[code], asked)
        level = left[code].pop(key)
        part = level if code in projects or level in (REASON, DOCUMENT) else ""
        name = names[code] if part or code in projects else _named(names[code], level)
        left = {code: keys for code, keys in left.items() if keys}
        asked = {"name": name, "part": part, "label": name, **about}
        reason = await text(f"reason.{number}", "review/reason", limit=REASON_LIMIT, **asked)
        remarks.append({"key": key, "name": name, "part": part, "reason": reason})
        if not left or number == MOST_REMARKS:
            break
        if await choose(f"more.{number}", "review/more", ("no", "yes"), count=number) == "no":
            break
    return remarks


async def _level(number: int, levels: Mapping[str, str], about: Fields) -> str:
    """Ask which level of a target is meant, where several can be returned."""
    if len(levels) == 1:
        return next(iter(levels))
    return await choose(f"level.{number}", "review/level", list(levels), levels=levels, **about)


def _fields(registration: Registration) -> dict[str, dict[str, str]]:
    """Return, by the code of each target, its questions' keys with the names of their levels.

    A question that asked several years has the empty name, and a level of a project its code.
    """
    found: dict[str, dict[str, str]] = {}
    for pledge in registration.pledges:
        if pledge.key:
            levels = found.setdefault(pledge.code, {})
            levels[pledge.key] = "" if pledge.key in levels else _level_name(pledge)
    return found


def _level_name(pledge: Pledge) -> str:
    """Return what a level is called, or its code where the wording knows a name for it."""
    exception = pledge.kind if pledge.kind in (REASON, DOCUMENT) else ""
    return exception or pledge.level_name or pledge.level


def _named(name: str, level: str) -> str:
    return f"{name} ({level})" if level else name


# --- what follows ---


def _approved(visit: Visit, papers: Sequence[Paper], about: Fields) -> Done:
    save: list[object] = []
    notices: list[Notice] = []
    for paper in papers:
        _close(visit, paper, ReviewState.APPROVED)
        onward = next_review(
            visit.session,
            paper.registration,
            paper.unit,
            paper.review.step,
            visit.now,
            visit.today,
        )
        if onward:
            paper.registration.reviews.append(onward)
        save += [paper.review, paper.registration, _entry(visit, paper, Act.APPROVED, "")]
        notices.append(_notice(visit, "review/approved", paper, {"final": onward is None}))
    unreached = [
        paper for paper, notice in zip(papers, notices, strict=True) if not notice.contact_ids
    ]
    told = {**about, "papers": papers, "unreached": unreached}
    return Done("review/done", told, save=save, tell=notices)


async def _approve_all(visit: Visit, papers: Sequence[Paper]) -> Done:
    await _confirm_all(papers)
    return _approved(visit, papers, {})


def _confirm_all(papers: Sequence[Paper]) -> Question[str]:
    """Ask for the last word on these papers: its button names them, so none is added unseen."""
    shown = sha256(repr([paper.review.id for paper in papers]).encode()).hexdigest()[:16]

    def parse(said: str) -> str:
        if said != shown:
            raise Unclear("review/changed")
        return said

    about = {"papers": papers, "shown": shown}
    return Question(CONFIRM, "review/confirm-all", parse, about=about, free=False)


def _returned(visit: Visit, paper: Paper, remarks: list[dict[str, str]], about: Fields) -> Done:
    _close(visit, paper, ReviewState.RETURNED)
    paper.review.remarks = remarks
    reasons = "; ".join(f"{each['name']}: {each['reason']}".lstrip(": ") for each in remarks)
    entry = _entry(visit, paper, Act.RETURNED, reasons)
    notices = _told(visit, paper, remarks)
    told = {**about, "remarks": remarks, "people": len(notices[0].contact_ids)}
    return Done("review/sent-back", told, save=[paper.review, entry], tell=notices)


def _told(visit: Visit, paper: Paper, remarks: Sequence[dict[str, str]]) -> list[Notice]:
    """Return what the unit reads: every reason in full, in as few messages as hold them."""
    starts = range(0, len(remarks), REMARKS_A_MESSAGE)
    parts = [remarks[start : start + REMARKS_A_MESSAGE] for start in starts]
    return [
        _notice(
            visit, "review/returned", paper, {"remarks": part, "number": n, "count": len(parts)}
        )
        for n, part in enumerate(parts, start=1)
    ]


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
    people = people_of(visit.session, [paper.unit.id], visit.today).get(paper.unit.id, [])
    plan = plan_version(visit.session, paper.registration.plan_hash)
    about = {"paper": paper, "plan": plan, **more}
    return Notice(template, people, about, unit_id=paper.unit.id)
