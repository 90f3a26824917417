"""Whatever people say, in whatever order: nothing raises, and a restart changes nothing."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.channels import Arrival
from bot.clock import Clock, write_due
from bot.drafting import Front
from bot.inbox import accept, handle_waiting
from handlers import COMMANDS, DUE, RECEPTION
from messages import MANNER
from models.assignments import appoint
from models.database import Database
from models.drafts import Draft
from models.invitations import CODE_LENGTH, CODE_LETTERS
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing
from models.registrations import Registration
from models.units import unit_by_code

NOW = datetime.fromisoformat("2021-10-15T08:30+07:00")
CODE = re.compile(rf"\b[{CODE_LETTERS}]{{{CODE_LENGTH}}}\b")  # given out by chance
PEOPLE = {"1": "mau-doanh-nghiep", "2": "mau-doanh-nghiep", "3": "911-duong-to", "4": None}

WORDS = st.sampled_from(
    ["1,5", "300 triệu", "1.250", "4,295", "12%", "đạt chuẩn", "none", "file:1", "<", "?confirm"]
    + ["yes", "no", "1", "2", "", "\x1f5 người", "/", "/x", "x" * 600, "60; 61; 62; 63; 64 %"]
    + [f"/{name}" for name in COMMANDS]
    + [word for command in COMMANDS.values() for word in command.words]
)
TAP = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda pair: f"~{pair[0]}:{pair[1]}")
TEXT = st.one_of(WORDS, WORDS, TAP, TAP, TAP, st.text(max_size=30))
SAYING = st.tuples(st.sampled_from(sorted(PEOPLE)), TEXT)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=st.lists(SAYING, min_size=1, max_size=30))
def test_any_sayings(sample: Path, said: list[tuple[str, str]]) -> None:
    with _database(sample) as first, _database(sample) as second:
        seen = _play(first, said, restarted=False)
        again = _play(second, said, restarted=True)
    assert seen == again


def _play(path: Path, said: list[tuple[str, str]], *, restarted: bool) -> list[object]:
    database = Database(f"sqlite:///{path}")
    database.transaction(_introduce)
    for number, (address, text) in enumerate(said):
        if restarted:
            database.close()
            database = Database(f"sqlite:///{path}")
        clock = Clock(MANNER.timezone)
        clock.set(NOW)
        front = Front(COMMANDS, RECEPTION, clock)
        arrival = _arrival(number, address, text)
        for _ in range(2):
            database.transaction(partial(_accept, arrival))
            database.transaction(partial(handle_waiting, front=front))
        database.transaction(partial(write_due, DUE[0], clock=clock))
        database.transaction(lambda s: s.exec(sa.update(Outgoing).values(claimed_at=NOW)))
    seen = database.transaction(_what_stands)
    database.close()
    return seen


def _accept(arrival: Arrival, session: Session) -> None:
    accept(session, "telegram", [arrival], NOW)


def _arrival(number: int, address: str, text: str) -> Arrival:
    if text.startswith("~"):
        return Arrival(str(number), address, "tap", data={"button": text[1:]})
    return Arrival(str(number), address, "text", text)


def _introduce(session: Session) -> None:
    for address, code in PEOPLE.items():
        unit = unit_by_code(session, code) if code else None
        role = Role.CONTACT if unit else Role.STAFF
        contact = Contact(name=address, role=role, unit_id=unit.id if unit else None)
        session.add(contact)
        session.flush()
        session.add(Account(channel="telegram", address=address, contact_id=contact.id))
        if unit:
            appoint(session, contact.id, unit.id, NOW, NOW.date())


def _what_stands(session: Session) -> list[object]:
    rows = session.exec(select(Incoming)).all()
    assert all(row.handled_at and not row.error for row in rows)
    unfinished = select(Draft.talk, Draft.owner, Draft.subject).where(
        col(Draft.finished_at).is_(None)
    )
    open_drafts = session.exec(unfinished).all()
    assert len(open_drafts) == len(set(open_drafts))
    versions = session.exec(select(Registration.unit_id, Registration.version)).all()
    assert len(versions) == len(set(versions))
    replies = select(Outgoing.address, Outgoing.message, Outgoing.prompt).order_by(col(Outgoing.id))
    return [
        (address, CODE.sub("a code", json.dumps(message)), prompt)
        for address, message, prompt in session.exec(replies)
    ]


@contextmanager
def _database(sample: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copy(sample, folder))
