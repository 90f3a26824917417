"""What follows from a decision: the review is closed, the audit knows, and people are told."""

from collections.abc import Sequence
from typing import Any

from bot.command import Visit
from bot.talk import Done, Notice
from handlers.arrivals import arrivals
from models.audit import Act, AuditEntry
from models.backlogs import backlog_name
from models.campaigns import plan_version
from models.obligations import REGISTRATION, met_by
from models.people import people_of
from models.queue import Paper, new_papers
from models.registrations import earlier_version
from models.reminders import settled_by
from models.reviews import ReviewState, send_on

REMARKS_A_MESSAGE = 4  # so that each reason is read in full on every channel

Fields = dict[str, Any]


def approved(visit: Visit, papers: Sequence[Paper], about: Fields) -> Done:
    """Send papers on to their next offices, and tell the units and those offices."""
    save: list[object] = []
    notices: list[Notice] = []
    opened: list[Paper] = []
    for paper in papers:
        save += [*pass_on(visit, paper), entry(visit, paper, Act.APPROVED, "")]
        coming = onward(visit, paper)
        opened += coming
        notices.append(notice(visit, "review/approved", paper, {"final": not coming}))
    unreached = [paper for paper, told in zip(papers, notices, strict=True) if not told.contact_ids]
    about = {**about, "papers": papers, "unreached": unreached}
    tell = [*notices, *arrivals(visit, opened)]
    return Done("review/done", about, save=save, settles=_seen_to(visit, papers), tell=tell)


def returned(visit: Visit, paper: Paper, remarks: list[dict[str, str]], about: Fields) -> Done:
    """Return a paper to its unit, with every reason."""
    close(visit, paper, ReviewState.RETURNED, remarks)
    reasons = "; ".join(f"{each['name']}: {each['reason']}".lstrip(": ") for each in remarks)
    kept = entry(visit, paper, Act.RETURNED, reasons)
    notices = _told(visit, paper, remarks)
    about = {**about, "remarks": remarks, "people": len(notices[0].contact_ids)}
    settles, save = _seen_to(visit, [paper]), [paper.review, kept]
    return Done("review/sent-back", about, save=save, settles=settles, tell=notices)


def passed(visit: Visit, paper: Paper, act: Act, about: Fields) -> Done:
    """Let a version through a gate, and tell the unit and whoever has it next."""
    registration = paper.registration
    save = pass_on(visit, paper)
    save.append(entry(visit, paper, act, registration.late_reason))
    coming = onward(visit, paper)
    after = {"next": coming[0] if coming else None}
    told = notice(visit, "review/passed", paper, after)
    about = {**about, **after, "people": len(told.contact_ids)}
    settles = _seen_to(visit, [paper])
    if registration.live:
        settles += met_by(visit.session, paper.campaign, REGISTRATION, paper.unit)
    return Done(
        "review/gate-done", about, save=save, settles=settles, tell=[told, *arrivals(visit, coming)]
    )


def refused(visit: Visit, paper: Paper, reason: str, about: Fields) -> Done:
    """Do not admit what came late, and tell the unit why and what it can do."""
    close(
        visit, paper, ReviewState.RETURNED, [{"key": "", "name": "", "part": "", "reason": reason}]
    )
    kept = entry(visit, paper, Act.NOT_ADMITTED, reason)
    before = earlier_version(visit.session, paper.registration)
    told = notice(visit, "review/refused", paper, {"reason": reason, "before": before})
    about = {**about, "next": None, "people": len(told.contact_ids)}
    settles, save = _seen_to(visit, [paper]), [paper.review, kept]
    return Done("review/gate-done", about, save=save, settles=settles, tell=[told])


def close(
    visit: Visit, paper: Paper, state: ReviewState, remarks: Sequence[dict[str, str]] = ()
) -> None:
    """Write down what was decided, by whom and when."""
    paper.review.state = state
    paper.review.remarks = list(remarks)
    paper.review.decided_at = visit.now
    paper.review.contact_id = visit.contact.id


def pass_on(visit: Visit, paper: Paper) -> list[object]:
    """Approve a paper and open what comes next; return the rows that changes."""
    close(visit, paper, ReviewState.APPROVED)
    after = paper.review.step
    asked = (paper.registration, paper.unit, after, visit.now, visit.today)
    return [paper.review, paper.registration, *send_on(visit.session, *asked)]


def onward(visit: Visit, paper: Paper) -> list[Paper]:
    """Return where a version has just come to."""
    return new_papers(visit.session, paper.registration, paper.unit, visit.now, visit.today)


def entry(visit: Visit, paper: Paper, act: Act, reason: str) -> AuditEntry:
    """Return the decision as the audit keeps it."""
    return AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=act,
        subject=f"{paper.campaign.code} {paper.unit.code}",
        before=ReviewState.WAITING,
        after=f"{paper.review.state} v{paper.registration.version} step {paper.review.step}",
        reason=reason,
    )


def notice(visit: Visit, template: str, paper: Paper, more: Fields) -> Notice:
    """Return what the unit's people are told, but for the one who decided."""
    people = people_of(visit.session, [paper.unit.id], visit.today).get(paper.unit.id, [])
    others = [each for each in people if each != visit.contact.id]
    plan = plan_version(visit.session, paper.registration.plan_hash)
    about = {"paper": paper, "plan": plan, **more}
    return Notice(template, others, about, unit_id=paper.unit.id)


def _seen_to(visit: Visit, papers: Sequence[Paper]) -> list[str]:
    """Return what reminders are settled by that counted some papers; what is left is told anew."""
    offices = {(paper.campaign.code, paper.office_id): paper for paper in papers}
    names = (backlog_name(each.campaign, each.office_id) for each in offices.values())
    return [name for backlog in names for name in settled_by(visit.session, backlog)]


def _told(visit: Visit, paper: Paper, remarks: Sequence[dict[str, str]]) -> list[Notice]:
    """Return what the unit reads: every reason in full, in as few messages as hold them."""
    starts = range(0, len(remarks), REMARKS_A_MESSAGE)
    parts = [remarks[start : start + REMARKS_A_MESSAGE] for start in starts]
    return [
        notice(visit, "review/returned", paper, {"remarks": part, "number": n, "count": len(parts)})
        for n, part in enumerate(parts, start=1)
    ]
