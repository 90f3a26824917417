"""Updates that queue up share a transaction, and nobody can tell."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from bot.channels import Arrival
from bot.clock import Clock
from bot.command import Command
from bot.drafting import Front
from bot.inbox import accept, handle_waiting
from bot.sample import load_sample
from handlers import COMMANDS, RECEPTION
from messages import MANNER
from models.assignments import appoint
from models.database import Database
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing
from models.units import unit_by_code

NOW = datetime.fromisoformat("2021-09-27T08:30+07:00")
STAFF, ANNA, BELLA, CARL = "1", "2", "3", "4"  # Anna and Bella are of one unit
PEOPLE = {STAFF: None, ANNA: "911-duong-to", BELLA: "911-duong-to", CARL: "911-ham-ninh"}


async def broken(_visit):
    raise RuntimeError("on purpose")


@pytest.fixture
def database(tmp_path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'batch.db'}")
    database.upgrade()
    database.transaction(load_sample)
    database.transaction(_introduce)
    yield database
    database.close()


def _introduce(session: Session) -> None:
    for address, code in PEOPLE.items():
        unit = unit_by_code(session, code) if code else None
        assert unit or not code
        role = Role.CONTACT if unit else Role.STAFF
        contact = Contact(name=address, role=role, unit_id=unit.id if unit else None)
        session.add(contact)
        session.flush()
        session.add(Account(channel="telegram", address=address, contact_id=contact.id))
        if unit:
            appoint(session, contact.id, unit.id, NOW, NOW.date())


def say(database: Database, *sayings: tuple[str, str]) -> list[tuple[str, str]]:
    """Say all of it at one moment; return the address and the text of each reply."""
    clock = Clock(MANNER.timezone)
    clock.set(NOW)
    rows = len(database.transaction(lambda session: session.exec(select(Incoming)).all()))
    arrivals = [
        Arrival(str(rows + n), address, "text", text) for n, (address, text) in enumerate(sayings)
    ]
    commands = COMMANDS | {"broken": Command("broken", broken, frozenset(Role), ())}

    def handle(session: Session) -> list[tuple[str, str]]:
        accept(session, "telegram", arrivals, NOW)
        before = session.exec(select(Outgoing.id).order_by(col(Outgoing.id).desc())).first() or 0
        assert handle_waiting(session, Front(commands, RECEPTION, clock)) == len(sayings)
        query = select(Outgoing).where(col(Outgoing.id) > before).order_by(col(Outgoing.id))
        replies = [(row.address, row.message["text"]) for row in session.exec(query)]
        for row in session.exec(select(Outgoing)):
            row.claimed_at = row.done_at = NOW
        return replies

    return database.transaction(handle)


def test_replies_keep_the_order_of_what_was_said(database):
    replies = say(database, (CARL, "/dangky"), (ANNA, "/dangky"), (STAFF, "/tinhhinh"))
    assert [address for address, _ in replies] == [CARL, ANNA, STAFF]


def test_nothing_is_dealt_with_one_by_one_that_need_not_be(database, caplog):
    for said in ("/dangky", "Số km đường", "12 km", "12 km", "Đã đủ"):
        say(database, (ANNA, said), (STAFF, "/tinhhinh"), (CARL, "/cuatoi"), ("9", "hello"))
    assert not caplog.records


def test_one_unit_begins_one_draft(database):
    say(database, (ANNA, "/dangky"), (BELLA, "/dangky"), (ANNA, "/dangky"))
    replies = say(database, (ANNA, "Chỉ tiêu của hai người"), (BELLA, "/dangky"))
    assert "Chỉ tiêu của hai người" in replies[1][1]


@pytest.mark.parametrize(("who", "asks"), [(STAFF, "/tinhhinh"), (BELLA, "/cuatoi")])
def test_what_was_said_a_moment_before_is_seen(database, who, asks):
    for said in ("/dangky", "Số km đường", "12 km", "12 km", "Đã đủ", "Một cây cầu"):
        say(database, (ANNA, said))
    together = say(database, (ANNA, "Gửi đăng ký"), (who, asks))[1]
    assert together == say(database, (who, asks))[0]


def test_what_fails_takes_back_only_its_own_doings(database):
    replies = say(database, (ANNA, "/dangky"), (CARL, "/broken"), (STAFF, "/tinhhinh"))
    assert [address for address, _ in replies] == [ANNA, CARL, STAFF]
    alone = say(database, (BELLA, "/dangky"), (STAFF, "/tinhhinh"))
    assert replies[2] == alone[1]
    errors = database.transaction(lambda s: s.exec(select(Incoming.address, Incoming.error)).all())
    assert [address for address, error in errors if error] == [CARL]
