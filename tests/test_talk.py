"""What a conversation is, and what a new version of one does to people in the middle of it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.channels import Arrival
from bot.clock import Clock
from bot.command import Command, Visit
from bot.drafting import Front
from bot.inbox import accept, handle_waiting
from bot.talk import Done, Part, Question, Stop, Talk, Unclear, locate, within
from handlers import EVERYONE
from messages import MANNER, wording
from models.database import Database
from models.drafts import Answer
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing
from models.remembered import Remembered, recall

NOW = datetime.fromisoformat("2021-10-15T08:30+07:00")


def number(said: str) -> int:
    if not said.isdecimal():
        raise Unclear("unclear/choose")
    return int(said)


def ask(key: str) -> Question[int]:
    return Question(key, "unclear/file", number, about={"label": key})


async def adding(keys: str) -> Done | Stop:
    if keys == "!":
        raise ZeroDivisionError
    values = [await ask(key) for key in keys]
    kept = Remembered(name="sum", value=f"{keys}={sum(values)}")
    return Done("help/cancelled", {"drafts": []}, save=[kept])


def test_locate_asks_the_first_question_without_an_answer() -> None:
    place = locate(adding("abc"), {"a": "1", "c": "3"})
    assert place.now is not None
    assert (place.now.key, [question.key for question in place.asked]) == ("b", ["a"])


def test_locate_finds_the_end() -> None:
    place = locate(adding("abc"), {"a": "1", "b": "2", "c": "3"})
    assert isinstance(place.end, Done)
    assert place.now is None


async def in_parts(parts: str) -> Done | Stop:
    for name in parts.split():
        await within(Part(name, name), listing(name))
    await ask("end")
    return Done("help/cancelled", {"drafts": []})


async def listing(name: str) -> None:
    for number in range(9):
        await replace(ask(f"{name}{number}"), blank=0)
        if await replace(ask(f"{name}{number}.more"), blank=0) == 0:
            return


ANSWERS = st.dictionaries(
    st.sampled_from(
        [f"{part}{n}{more}" for part in "ab" for n in range(4) for more in ("", ".more")]
    ),
    st.sampled_from(["0", "1", "x"]),
)


@given(ANSWERS, st.sampled_from("ab"))
def test_any_part_can_be_done_first_and_nothing_is_skipped_in_the_end(
    answers: dict[str, str], first: str
) -> None:
    part, total = Part(first, first), 0
    while True:
        place = locate(in_parts("a b"), answers).within(part)
        now = place.now
        assert now is not None
        if now.part is None:
            break
        assert len(place.known) >= total
        left = [each for each in place.known if each.key in place.open]
        assert now == ([each for each in left if each.part == part] or left)[0]
        answers[now.key], total = "0", len(place.known)
    assert (now.key, list(place.open)) == ("end", ["end"])


def test_an_answer_that_no_longer_parses_is_asked_again() -> None:
    place = locate(adding("ab"), {"a": "x", "b": "2"})
    assert place.now is not None
    assert place.now.key == "a"
    assert place.unclear is not None


def test_locate_leaves_nothing_running(recwarn: pytest.WarningsRecorder) -> None:
    locate(adding("ab"), {})
    assert not recwarn.list


def test_a_conversation_may_not_wait_for_anything_but_answers() -> None:
    async def impatient() -> Done | Stop:
        await asyncio.sleep(0)
        return Stop("talk/group")

    with pytest.raises(AttributeError):
        locate(impatient(), {})


class Desk:
    """A bot whose one conversation can be replaced, as a deployment does."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.database.transaction(self._introduce)
        self.said = 0

    def say(self, version: str, text: str) -> None:
        clock = Clock(MANNER.timezone)
        clock.set(NOW)
        command = Command("start", _versioned(version), EVERYONE, ())
        front = Front({"start": command}, lambda *_: (None, None), clock)
        self.said += 1
        arrival = Arrival(str(self.said), "7", "text", text)
        self.database.transaction(partial(_accept, arrival))
        self.database.transaction(partial(handle_waiting, front=front))
        self.database.transaction(_send_all)

    def kept(self) -> dict[str, str]:
        rows = self.database.transaction(lambda s: s.exec(select(Answer.key, Answer.said)).all())
        return dict(rows)

    def asked(self) -> str:
        newest = select(Outgoing.prompt).order_by(col(Outgoing.id).desc())
        prompt = self.database.transaction(lambda s: s.exec(newest).first())
        return str((prompt or {}).get("key", ""))

    def result(self) -> str | None:
        errors = select(Incoming.error).where(col(Incoming.error).is_not(None))
        assert not self.database.transaction(lambda s: s.exec(errors).all())
        return self.database.transaction(lambda s: recall(s, "sum"))

    @staticmethod
    def _introduce(session: Session) -> None:
        contact = Contact(name="x", role=Role.STAFF)
        session.add(contact)
        session.flush()
        session.add(Account(channel="telegram", address="7", contact_id=contact.id))


def _versioned(keys: str) -> Callable[[Visit], Talk]:
    return lambda _: adding(keys)


def _accept(arrival: Arrival, session: Session) -> None:
    accept(session, "telegram", [arrival], NOW)


def _send_all(session: Session) -> None:
    for row in session.exec(select(Outgoing).where(col(Outgoing.claimed_at).is_(None))):
        row.claimed_at = row.done_at = NOW


@pytest.fixture
def desk(url: str) -> Desk:
    return Desk(url)


def test_a_question_is_inserted_before_the_one_on_screen(desk: Desk) -> None:
    desk.say("ac", "/start")
    desk.say("ac", "1")
    assert desk.asked() == "c"
    desk.say("abc", "3")  # said to c, which is what the person saw
    assert desk.kept() == {"a": "1", "c": "3"}
    assert desk.asked() == "b"
    desk.say("abc", "2")
    assert desk.result() == "abc=6"


def test_the_question_on_screen_is_removed(desk: Desk) -> None:
    desk.say("abc", "/start")
    desk.say("abc", "1")
    assert desk.asked() == "b"
    desk.say("ac", "2")  # nobody asks b any more: its answer is kept, and does not become c's
    assert desk.kept() == {"a": "1", "b": "2"}
    assert desk.asked() == "c"
    desk.say("ac", "3")
    assert desk.result() == "ac=4"


def test_questions_change_places(desk: Desk) -> None:
    desk.say("abc", "/start")
    desk.say("abc", "1")
    desk.say("cba", "2")
    assert desk.kept() == {"a": "1", "b": "2"}
    assert desk.asked() == "c"
    desk.say("cba", "3")
    assert desk.result() == "cba=6"


def test_a_conversation_that_raises_apologises_and_blocks_nobody(desk: Desk) -> None:
    desk.say("ab", "/start")
    desk.say("!", "1")
    newest = select(Outgoing.message).order_by(col(Outgoing.id).desc())
    told = desk.database.transaction(lambda s: s.exec(newest).first())
    assert told is not None
    assert told["text"] == wording("talk/failed")
    desk.say("ab", "1")
    assert desk.asked() == "b"
