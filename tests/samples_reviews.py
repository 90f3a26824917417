"""Samples of reviews, made by the real conversations: the longest registrations of each unit kind.

`REVIEWS` holds, for every kind, each message from its registration to the last office: returned
with ten remarks, sent anew, approved. `REVIEW_SAMPLES` has the shortest of each template.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from sqlmodel import select

from bot.command import Visit
from bot.talk import CONFIRM, Done, Question, Talk, locate
from handlers.mine import mine
from handlers.register import register
from handlers.review import review
from messages import render
from models.assignments import Assignment
from models.people import Account, Contact
from models.plan import UnitKind
from models.units import Unit, unit_by_code
from tests.samples_plans import LOOKER, MOMENT, PLAN, STAFF, TODAY, Sample, played, world

SESSION = world()
DRAFTS = count(1)
WORDS = "Phấn đấu hoàn thành và hoàn thành vượt mức chỉ tiêu được giao hằng năm, giữ vững kết quả "
LONG = (WORDS * 6)[:490].strip()
REASON = (WORDS * 3)[:199].strip()
UNITS = {
    "commune": ("kien-giang-2021-2025", "911-duong-to", "911"),
    "district": ("kien-giang-2021-2025", "911", ""),
    "department": ("kien-giang-2021-2025", "so-y-te", ""),
    "enterprise": ("kien-giang-2021-2025", "mau-doanh-nghiep", ""),
    "cooperative": ("kien-giang-2021-2025", "mau-hop-tac-xa", "lien-minh-hop-tac-xa"),
    "hospital": ("kien-giang-2021-2025", "benh-vien-da-khoa", "so-y-te"),
    "projects": ("tra-vinh-30-nam", "844", ""),
}


def unit(code: str) -> Unit:
    """Return a unit that must be there."""
    found = unit_by_code(SESSION, code)
    assert found is not None, code
    return found


def by(who: Unit | None, subject: str = "", detail: str = "") -> Visit:
    """Return a visit of a unit's contact, or of staff."""
    person = Contact(id=LOOKER.id, name=who.name, unit_id=who.id) if who else STAFF
    return Visit(
        SESSION, person, who, MOMENT, TODAY, subject=subject, detail=detail, draft_id=next(DRAFTS)
    )


def longest(question: Question[Any], number: int, wordy: bool) -> str:
    """Return an answer to a question of a registration, as long as it may be."""
    template = question.template.removeprefix("register/")
    measure = question.about.get("measure", "")
    answers = {
        "target-name": f"{number}. {LONG[:288].strip()}",
        "target-years": "; ".join([LONG[: 90 - number % 7]] * 5) if wordy else "90%",
        "target-level": LONG if wordy else "95%",
        "baseline": "none",
        "quantity": f"123.456,78 {measure}",
        "more": "yes",
        "projects": "projects",
        "project-scale": "province",
        "project-start": "quý IV/2021",
        "project-finish": "15/12/2021",
        "project-photo": "none",
    }
    return answers.get(template, LONG[:-9] if wordy else LONG)


def registered(code: str, who: Unit, *, wordy: bool) -> list[Sample]:
    """Play the longest registration of a unit, and keep it."""
    visit = by(who, code)
    answers = answered(register(visit), lambda question, n: longest(question, n, wordy))
    return kept(*played(register(visit), answers))


def answered(talk: Talk, answer: Callable[[Question[Any], int], str]) -> dict[str, str]:
    """Return what is said to every question of a conversation, up to the last word."""
    answers: dict[str, str] = {}
    question = talk.send(None)
    while question.key != CONFIRM:
        answers[question.key] = answer(question, len(answers))
        question = talk.send(question.parse(answers[question.key]))
    talk.close()
    return answers | {CONFIRM: "yes"}


def kept(said: list[Sample], done: Done | None) -> list[Sample]:
    """Keep what a conversation came to; return what was said in it."""
    if done:
        SESSION.add_all(done.save)
        SESSION.flush()
    return said


def papers(office: Unit | None) -> list[Any]:
    """Return what an office is shown as waiting."""
    about = played(review(by(office)), {})[0][0][1]
    return [paper for paper, _ in about["listed"]]


def decided(office: Unit | None, answers: dict[str, str]) -> Iterator[Sample]:
    """Play an office deciding on the first that waits, having read every page of it."""
    yield from played(review(by(office)), {})[0]
    subject = str(papers(office)[0].review.id)
    (_, about), *_ = played(review(by(office, subject)), {})[0]
    for number in range(1, about["count"] + 1):
        yield from played(review(by(office, subject, str(number))), {})[0]
    yield from kept(*played(review(by(office, subject)), answers))


def returned(office: Unit | None) -> Iterator[Sample]:
    """Play an office returning as many places as it may, with the longest reasons."""
    subject = str(papers(office)[0].review.id)
    yield from decided(office, answered(review(by(office, subject)), objected))


def objected(question: Question[Any], _: int) -> str:
    """Return an answer with which as much as possible is returned, for the longest reasons."""
    template = question.template.removeprefix("review/")
    if template in ("field", "level"):
        offered: Any = question.about[f"{template}s"]
        return str(list(offered)[-1])
    return {"reason": REASON, "paper": "return"}.get(template, "yes")


def whole(code: str, who: Unit, office: Unit | None) -> list[Sample]:
    """Play the way of a registration with everything that may happen on it."""
    said = registered(code, who, wordy=False)
    said += returned(office)
    said += played(mine(by(who)), {})[0]
    said += registered(code, who, wordy=True)
    said += decided(office, {"decision": "approve"})
    if office:
        said += played(mine(by(who)), {})[0]
        said += decided(None, {"decision": "approve"})
    (name, about), *_ = played(mine(by(who)), {})[0]
    said += [(name, about), *_in_two(name, about)]
    kinds = ("review/", "mine/", "register/confirm", "register/receipt")
    return [each for each in _every_page(said) if each[0].startswith(kinds)]


def _in_two(name: str, about: dict[str, Any]) -> list[Sample]:
    """Return the state of a unit that is in a second campaign of the same length."""
    first = about["campaigns"][0]
    other = PLAN.model_copy(update={"code": "other", "number": "91/KH-UBND"})
    return [(name, about | {"campaigns": [first, first | {"plan": other}]})]


def _every_page(said: list[Sample]) -> Iterator[Sample]:
    """Yield the messages with every page of a summary."""
    for name, about in said:
        pages = len(about["pages"]) if name == "register/confirm" else 1
        for page in range(1, pages + 1):
            yield name, {**about, "page": page}


def appointed(who: Unit, *, head: bool = False) -> Contact:
    """Make somebody known whom messages reach, as a unit's contact or its head."""
    person = Contact(name=f"{who.name} (lãnh đạo)" if head else who.name, unit_id=who.id)
    SESSION.add(person)
    SESSION.flush()
    account = Account(channel="telegram", address=f"{who.code} {head}", contact_id=person.id)
    row = Assignment(contact_id=person.id, unit_id=who.id, head=head, since=MOMENT)
    SESSION.add_all([account, row])
    SESSION.flush()
    return person


def twelve() -> list[Sample]:
    """Play twelve hospitals that wait together, and the approval of all."""
    appointed(OFFICE)
    found = [each for each in SESSION.exec(select(Unit)) if each.parent_id == OFFICE.id]
    hospitals = [each for each in found if each.kind == UnitKind.HOSPITAL]
    for who in hospitals[-12:]:  # the first has gone its way already
        registered("kien-giang-2021-2025", who, wordy=False)
    said = played(review(by(OFFICE)), {})[0]
    assert said[0][1]["total"] == said[0][1]["clean"] == 12
    asked = locate(review(by(OFFICE, "all")), {}).now
    assert asked is not None
    answers = {"confirm": str(asked.about["shown"])}
    return said + kept(*played(review(by(OFFICE, "all")), answers))


def _shortest() -> dict[str, list[dict[str, Any]]]:
    """Return the shortest sample of each template in which nothing is cut."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for name, about in SHORT:
        length = len(render(name, **about).text)
        if length < found.get(name, (length + 1,))[0]:
            found[name] = length, about
    return {name: [about] for name, (_, about) in found.items() if name.startswith("review/")}


def short(code: str, who: Unit, office: Unit | None) -> Iterator[Sample]:
    """Play a short registration: returned in one place, sent anew, approved."""
    answers = {
        "tasks.1.name": "Thu nhập", "tasks.1.annual": "90%", "tasks.1.to_cutoff": "95%",
        "tasks.1.more": "no", "confirm": "yes",
    }  # fmt: skip
    yield from kept(*played(register(by(who, code)), answers))
    remark = {"field.1": "tasks.1", "level.1": "tasks.1.annual", "reason.1": "Mức thấp"}
    remark |= {"decision": "return", "more.1": "no", "confirm": "yes"}
    yield from decided(office, remark)
    yield from kept(*played(register(by(who, code)), answers | {"tasks.1.annual": "92%"}))
    yield from decided(office, {"decision": "approve"})
    yield from decided(None, {"decision": "approve"})


OFFICE = unit("so-y-te")
REVIEWS = {
    kind: whole(code, unit(who), unit(office) if office else None)
    for kind, (code, who, office) in UNITS.items()
} | {"twelve": twelve()}
SHORT = list(short("kien-giang-2021-2025", unit("benh-vien-ung-buou"), OFFICE))
REVIEW_SAMPLES = _shortest() | {
    "review/changed": [{}],
    "review/gone": [{}],
    "review/confirm-all": [
        about for name, about in REVIEWS["twelve"] if name == "review/confirm-all"
    ],
}
