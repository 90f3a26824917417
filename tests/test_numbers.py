"""Typed numbers: whatever comes in between, they mean the newest question on the phone, no other.

People without buttons type numbers. Reminders and announcements may come after a question, work for
another unit or by a colleague may go on, and an answer may be under way when the number is typed.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.channels import Arrival
from bot.channels.plain import as_plain
from bot.clock import Clock, write_due
from bot.drafting import Front
from bot.inbox import accept, handle_waiting
from bot.owing import owe_many
from handlers import COMMANDS, DUE, RECEPTION
from messages import MANNER, Button, Message
from models.assignments import appoint
from models.database import Database
from models.drafts import Answer, Draft
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing
from models.units import unit_by_code

Step = timedelta | str | tuple[str, str, bool]  # time goes by, news, or somebody says something

ZALO = "zalo-4180"
NOW = datetime.fromisoformat("2021-10-15T08:30+07:00")
PEOPLE = {
    "several": ("911-duong-to", "905-binh-an"),
    "colleague": ("911-duong-to",),
    "elsewhere": ("911-ham-ninh",),
    "district": ("911",),
    "staff": (),
}
LISTED = re.compile(r"^([0-9]+)\. (.+)$", re.MULTILINE)

REGISTERING = ["/dangky", "Tỷ lệ hộ nghèo", "1,5%", "1%"]
BEFORE = {  # what they have said when it begins: each has a list of choices on the phone
    "several": REGISTERING,
    "colleague": ["/dangky"],
    "elsewhere": [*REGISTERING, "2", "Nhà văn hóa xã", "1", "3", "3", "chưa có ảnh", "1"],
    "district": ["/duyet", "1"],
    "staff": ["/thongbao kien-giang-2021-2025", "Họp lúc 14 giờ."],
}
NUMBER = st.one_of(st.integers(1, 4), st.integers(0, 13)).map(str)
WORDS = st.sampled_from(["Tỷ lệ hộ nghèo", "95%", "Nhà văn hóa xã", "chưa xác định", "Quên"])
COMMAND = st.sampled_from(
    ["/dangky", "/baocao", "/han", "/donvi", "/cuatoi", "/hen", "/moi", "/duyet", "/hoi", "/huy"]
)
SAYING = st.tuples(
    st.sampled_from(sorted(PEOPLE)),
    st.one_of(NUMBER, NUMBER, NUMBER, NUMBER, WORDS, COMMAND),
    st.booleans(),
)
STEP = st.one_of(
    SAYING,
    SAYING,
    SAYING,
    SAYING,
    st.integers(1, 9).map(lambda days: timedelta(days=days)),
    st.just("an announcement"),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=5, max_size=30))
def test_a_number_means_the_newest_question_and_no_other(begun: Path, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(Path(shutil.copy(begun, folder)), steps)


@pytest.fixture(scope="module")
def begun(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which everybody has a list of choices in front of them."""
    path = Path(shutil.copy(sample, tmp_path_factory.mktemp("begun")))
    database = Database(f"sqlite:///{path}")
    database.transaction(_introduce)
    database.close()
    play(path, [(who, text, True) for who, said in BEFORE.items() for text in said])
    return path


def play(path: Path, steps: Sequence[Step]) -> None:
    chat = Chat(path)
    try:
        for step in steps:
            chat.take(step)
    finally:
        chat.database.close()


@dataclass
class Known:
    """What stands in the drafts: their answers by draft and key, and which are finished."""

    answers: dict[tuple[int, str], str] = field(default_factory=dict)
    drafts: dict[int, bool] = field(default_factory=dict)

    def is_open(self, prompt: Mapping[str, Any]) -> bool:
        return self.drafts.get(prompt.get("draft", 0)) is False


class Chat:
    """Some people on Zalo; a reply reaches them at once, or only with the next one."""

    def __init__(self, path: Path) -> None:
        self.database = Database(f"sqlite:///{path}")
        self.clock = Clock(MANNER.timezone)
        self.clock.set(NOW)
        self._front = Front(COMMANDS, RECEPTION, self.clock)

    def take(self, step: Step) -> None:
        if isinstance(step, timedelta):
            self.clock.offset += step
            for due in DUE:
                self.database.transaction(partial(write_due, due, clock=self.clock))
            self._deliver()
        elif isinstance(step, tuple):
            who, text, arrives = step
            self._say(who, text)
            if arrives:
                self._deliver()
        else:
            self.database.transaction(self._announce)
            self._deliver()

    def _say(self, who: str, text: str) -> None:
        shown = self.database.transaction(partial(_newest, who))
        before = self.database.transaction(_known)
        arrival = Arrival(uuid4().hex, who, "text", text)
        for _ in range(2):
            self.database.transaction(partial(self._turn, arrival))
        if text.isdecimal():
            after = self.database.transaction(_known)
            news = self.database.transaction(partial(_listed, who, text))
            _check(int(text), shown, before, after, news=news)

    def _turn(self, arrival: Arrival, session: Session) -> None:
        accept(session, ZALO, [arrival], self.clock.now())
        handle_waiting(session, self._front)
        assert not session.exec(
            select(Incoming.error).where(col(Incoming.error).is_not(None))
        ).all()

    def _announce(self, session: Session) -> None:
        everybody = list(session.exec(select(Contact.id)))
        news = Message("THÔNG BÁO", buttons=((Button("1. Đăng ký ngay", "/dangky"),),))
        owe_many(session, everybody, news, self.clock.now())

    def _deliver(self) -> None:
        waiting = sa.update(Outgoing).where(col(Outgoing.claimed_at).is_(None))
        now = self.clock.now()
        sent = waiting.values(claimed_at=now, done_at=now)
        self.database.transaction(lambda session: session.connection().execute(sent))


def _check(number: int, shown: Outgoing | None, before: Known, after: Known, *, news: bool) -> None:
    """Check that a number has answered the question that was shown, with what stood at it there.

    Where none is open, and no list to choose from, it may lead to what some news lists under it.
    """
    prompt = (shown.prompt if shown else None) or {}
    news = news and not before.is_open(prompt) and ("draft" in prompt or "free" not in prompt)
    meant = _meant(number, shown, prompt)
    asked = (prompt.get("draft"), prompt.get("key"))
    changed = {
        place: said
        for place, said in after.answers.items()
        if before.answers.get(place) != said and place[0] in before.drafts
    }
    assert before.answers.keys() <= after.answers.keys()
    assert changed in ({}, {asked: meant})
    finished = {each for each, over in after.drafts.items() if over} - {
        each for each, over in before.drafts.items() if over
    }
    assert finished <= {prompt.get("draft")}
    opened = after.drafts.keys() - before.drafts.keys()
    assert not opened or meant.startswith("/") or news


def _meant(number: int, shown: Outgoing | None, prompt: dict[str, object]) -> str:
    """Return what a number says by what stands on the phone: itself, or the button of a list."""
    if shown is None or prompt.get("free"):
        return str(number)
    message = Message.from_json(shown.message)
    below = as_plain(message, prompt).removeprefix(message.text)
    labels = {int(each): label for each, label in LISTED.findall(below)}
    says = {b.label: b.says.partition(":/")[2] or b.says for row in message.buttons for b in row}
    return says.get(labels.get(number, ""), str(number))


def _listed(who: str, number: str, session: Session) -> bool:
    """Say whether a notice has listed something under a number."""
    notices = select(Outgoing.message).where(
        Outgoing.address == who, col(Outgoing.prompt).is_(None), Outgoing.kind == "message"
    )
    buttons = (
        b for message in session.exec(notices) for row in message.get("buttons", ()) for b in row
    )
    return any(button["label"].startswith(f"{number}. ") for button in buttons)


def _newest(who: str, session: Session) -> Outgoing | None:
    asked = col(Outgoing.prompt).is_not(None), col(Outgoing.claimed_at).is_not(None)
    query = select(Outgoing).where(Outgoing.channel == ZALO, Outgoing.address == who, *asked)
    return session.exec(query.order_by(col(Outgoing.id).desc())).first()


def _known(session: Session) -> Known:
    answers = select(Answer.draft_id, Answer.key, Answer.said)
    return Known(
        {(draft, key): said for draft, key, said in session.exec(answers)},
        {each.id: each.finished_at is not None for each in session.exec(select(Draft))},
    )


def _introduce(session: Session) -> None:
    for who, codes in PEOPLE.items():
        units = [unit_by_code(session, code) for code in codes]
        first = units[0].id if units and units[0] else None
        role = Role.CONTACT if units else Role.STAFF
        contact = Contact(name=who, role=role, unit_id=first)
        session.add(contact)
        session.flush()
        session.add(Account(channel=ZALO, address=who, contact_id=contact.id))
        for unit in units:
            assert unit is not None
            appoint(session, contact.id, unit.id, NOW, NOW.date())
