"""What the people of a rehearsal answer: the first of some answers that the question accepts."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cache, partial
from typing import Any

from sqlmodel import Session

from bot.command import Visit
from bot.drafting import said_in
from bot.rehearsal.stage import RehearsalError, Scene, Sent, Stage
from bot.saying import NAVIGATION
from bot.talk import Question, Unclear, locate
from messages import FOLDER, as_quantity
from models.drafts import Draft
from models.people import Contact
from models.units import Unit

MOST_TURNS = 300  # of one visit
MORE, LESS = Decimal("1.05"), Decimal("0.95")  # of a figure that another is held against
FIGURE = 125  # where there is none

Wanted = Mapping[str, str]  # answers that are meant, by the question's key


@cache
def wording() -> dict[str, Any]:
    """Return what people answer in words, by the question's template."""
    found: dict[str, Any] = json.loads(
        (FOLDER / "rehearsal" / "answers.json").read_text(encoding="utf-8")
    )
    return found


def answer_all(stage: Stage, scene: Scene, wanted: Wanted) -> None:
    """Answer whatever the bot asks the visitor, to the end."""
    for _ in range(MOST_TURNS):
        asked = next((each for each in scene.turns[-1].replies if _is_question(each)), None)
        if asked is None:
            return
        said = stage.database.transaction(partial(_answer, stage, asked, wanted))
        if said in _buttons(asked):
            stage.tap(scene, said, asked)
        else:
            stage.say(scene, said)
    raise RehearsalError(f"{scene.deed}: the questions to {scene.person.name} have no end")


def _is_question(sent: Sent) -> bool:
    return "draft" in (sent.prompt or {})


def _buttons(sent: Sent) -> list[str]:
    """Return what the answers say that are offered, without navigation and commands."""
    said = [button.says for row in sent.message.buttons for button in row]
    return [each for each in said if not each.startswith(("/", *NAVIGATION))]


def _answer(stage: Stage, asked: Sent, wanted: Wanted, session: Session) -> str:
    question = _question(stage, session, asked)
    for said in _candidates(question, asked, wanted):
        with suppress(Unclear):
            if said:
                question.parse(said)
                return said
    raise RehearsalError(f"Nobody knows an answer to: {asked.message.text}")


def _question(stage: Stage, session: Session, asked: Sent) -> Question[Any]:
    """Return the question that a message puts, by running its conversation over what was said."""
    assert asked.prompt is not None
    draft = session.get_one(Draft, asked.prompt["draft"])
    contact = session.get_one(Contact, asked.person.contact_id)
    unit = session.get(Unit, asked.person.unit_id)
    code, _, detail = draft.subject.partition(" ")
    now, today = stage.clock.now(), stage.today
    allowed = stage.front.allowed(contact.role)
    visit = Visit(session, contact, unit, now, today, allowed, code, detail.strip(), draft.id)
    place = locate(stage.front.commands[draft.talk].talk(visit), said_in(draft))
    question = place.question(asked.prompt["key"])
    assert question is not None
    return question


def _candidates(question: Question[Any], asked: Sent, wanted: Wanted) -> Iterator[str]:
    words = wording()
    buttons = _buttons(asked)
    if question.key in wanted:
        yield wanted[question.key]
    known = words["choices"].get(question.template)
    if known in buttons:
        yield known
    if question.free:
        texts = words["texts"].get(question.template, ())
        shift = asked.person.unit_id % max(len(texts), 1)
        yield from (*texts[shift:], *texts[:shift])
        yield from _figures(question.about)
    yield from buttons
    if question.free:
        yield words["figure"]
        yield words["anything"]


def _figures(about: Mapping[str, Any]) -> Iterator[str]:
    """Yield figures in the measure asked for: near a known one, or as in the example."""
    if years := about.get("years"):
        yield "; ".join(f"{90 + number}%" for number, _ in enumerate(years))
    if floor := about.get("floor"):
        yield as_quantity(_rounded(floor.value * MORE), floor.measure)
    for pledge in reversed(about.get("pledges", ())):
        if pledge.value is not None:
            yield as_quantity(_rounded(pledge.value * LESS), pledge.measure)
    if measure := about.get("measure"):
        example = (about["field"].help or "") if "field" in about else ""
        yield example.partition(":")[2].strip()
        yield f"{FIGURE} {measure}"


def _rounded(value: Decimal) -> Decimal:
    """Return a figure with as many digits as people give one."""
    digits = min(2 - value.adjusted(), 2)
    return Decimal(f"{round(value, digits):f}")
