"""Whatever anybody says, in whatever order, nobody is told a figure outside their scope.

Every unit registers figures and names that occur nowhere else, so that one which turns up in a
message, a label or a document to anybody who may not see it is found.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from handlers import COMMANDS
from models.people import Account, Contact, Role
from models.registers import Outgoing
from models.reviews import Review
from tests.office import CHANNEL, Office, unit
from tests.test_reviews import COMMUNE, DISTRICT, HEALTH, HOSPITAL, KIEN_GIANG, OTHER

CODE = "kien-giang-2021-2025"
FAR, FAR_DISTRICT, NOBODY = "907-dinh-an", "907", "nobody"
MARKS = {
    COMMUNE: ("71.111", "Alpha"),
    OTHER: ("72.222", "Bravo"),
    FAR: ("73.333", "Charlie"),
    HOSPITAL: ("74.444", "Delta"),
}
SUMMED = "143.333"  # of COMMUNE and OTHER
MAY_SEE = {
    **{who: (who,) for who in MARKS},
    DISTRICT: (COMMUNE, OTHER),
    FAR_DISTRICT: (FAR,),
    HEALTH: (HOSPITAL,),
    "staff": tuple(MARKS),
    NOBODY: (),
}
UNITS = (*MARKS, DISTRICT, FAR_DISTRICT, HEALTH, "so-noi-vu")


def filled(template: str, what: object) -> str:
    """Return what is said: a template with its campaign, and a unit or a number."""
    return template.strip().replace("CODE", CODE).format(what)


WORDS = [word for command in COMMANDS.values() for word in (f"/{command.name}", *command.words)]
NAMED = st.sampled_from(sorted(COMMANDS)).map(lambda name: f"/{name} {CODE}")
NUMBERED = st.tuples(
    st.sampled_from(
        [
            "/duyet {}",
            "/duyet {} 2",
            "/duyet unlock.{}",
            "/hoi answer.{}",
            "/hoi again.{}",
            "/hoi own.{}",
            "/hoi waiting.{}",
            "/hoi at.{} tasks.1.name",
            "/hoi at.{} confirm",
            "/nhatky {}",
            "/dieunao at.{} tasks.1.annual",
            "/tinhhinh CODE {}",
        ]
    ),
    st.integers(1, 9),
).map(lambda pair: filled(*pair))
ABOUT_UNITS = st.tuples(
    st.sampled_from(
        [
            "/tonghop CODE {}",
            "/tonghop CODE {}.figures.1",
            "/tonghop CODE {}.signed.1",
            "/phieu CODE {}",
            "/tonghop CODE {}.units.1",
            "/tonghop CODE figures.1",
            "/tonghop CODE units.1",
            "/tonghop CODE sign",
            "/nguongoc CODE {}",
            "/nguongoc CODE {}.tasks.1.1",
            "/nhatky CODE {}",
            "/cuatoi CODE {}",
            "/baocao CODE {}",
            "/dangky CODE {}",
        ]
    ),
    st.sampled_from(UNITS),
).map(lambda pair: filled(*pair))
# A button by its place in the sayer's own newest messages, and in whatever anybody was told.
OWN = st.tuples(st.just("own"), st.integers(0, 3), st.integers(0, 5))
ANY = st.tuples(st.just("any"), st.integers(1, 60), st.integers(0, 5))
TYPED = st.sampled_from([*WORDS, "1", "2", "yes", "Xin xem lại", "90%", "all"])
SAID = st.one_of(ABOUT_UNITS, ABOUT_UNITS, NUMBERED, NUMBERED, NAMED, TYPED, OWN, OWN, ANY)
SAYING = st.tuples(st.sampled_from(sorted(MAY_SEE)), SAID)


@pytest.fixture(scope="module")
def told(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which all have registered, an office has signed, and one has asked."""
    path = Path(shutil.copy(sample, tmp_path_factory.mktemp("scope") / "scope.db"))
    office = Office(f"sqlite:///{path}")
    office.let_in(*(who for who in MAY_SEE if who != NOBODY))
    with office.session() as session:
        contact = Contact(name="người mới", role=Role.CONTACT)
        session.add(contact)
        session.flush()
        session.add(Account(channel=CHANNEL, address=NOBODY, contact_id=contact.id))
        session.commit()
    for who, (figure, name) in MARKS.items():
        card = [f"Đường {name}", "[province]", "tháng 3/2022", "năm 2023", "[none]"]
        project = [] if who == HOSPITAL else card
        target = "Số hộ thoát nghèo"
        office.say(who, KIEN_GIANG, target, f"{figure} hộ", f"{figure} hộ", "[no]", *project)
        office.say(who, "[yes]")
    for office_of in (DISTRICT, DISTRICT, HEALTH):
        office.say(office_of, f"/duyet {_waiting(office, office_of)}", "[approve]")
    office.say(DISTRICT, f"/tonghop {CODE} sign", "1")
    office.say(COMMUNE, f"/dangky {CODE} ?tasks.1.annual", "/hoi", "Câu hỏi của Alpha")
    office.say(OTHER, f"/dangky {CODE} ?project", "Cầu Bravo")
    office.say("staff", f"/tonghop {CODE} {DISTRICT}.signed")
    assert SUMMED in office.told("staff")[-1]
    office.database.close()
    return path


def _waiting(office: Office, who: str) -> int:
    with office.session() as session:
        query = select(Review.id).where(
            Review.state == "waiting", Review.office_id == unit(session, who).id
        )
        return session.exec(query.order_by(col(Review.id))).first() or 0


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=st.lists(SAYING, min_size=4, max_size=12))
def test_nobody_is_told_a_figure_outside_their_scope(told: Path, said: list[tuple[str, object]]):
    with _office(told) as office:
        for who, what in said:
            _say(office, who, what)
        assert not _revealed(office)


def test_the_net_catches(told: Path):
    with _office(told) as office, office.session() as session:
        assert not _revealed(office)
        stray = session.exec(select(Outgoing).where(Outgoing.address == "staff")).all()
        for row in stray:
            session.add(Outgoing(**row.model_dump(exclude={"id"}) | {"address": NOBODY}))
        session.commit()
        assert {mark for _, mark in _revealed(office)} >= {SUMMED, "Alpha"}


def _say(office: Office, who: str, what: object) -> None:
    if isinstance(what, str):
        office.say(who, what)
        return
    assert isinstance(what, tuple)
    whose, back, index = what
    query = select(Outgoing.id, Outgoing.message).order_by(col(Outgoing.id).desc())
    if whose == "own":
        query = query.where(Outgoing.address == who)
    with office.session() as session:
        shown = [
            (number, len([button for row in message["buttons"] for button in row]))
            for number, message in session.exec(query)
            if message.get("buttons")
        ]
    if shown:
        number, buttons = shown[back % len(shown)]
        office.tap(who, number, index % buttons)


def _revealed(office: Office) -> set[tuple[str, str]]:
    """Return who was told what they may not know: anything in a message, a label or a document."""
    with office.session() as session:
        rows = session.exec(select(Outgoing.address, Outgoing.message)).all()
    found = set()
    for address, message in rows:
        text = json.dumps(message, ensure_ascii=False)
        allowed = {mark for seen in MAY_SEE[address] for mark in MARKS[seen]}
        if address in (DISTRICT, "staff"):
            allowed.add(SUMMED)
        marks = {SUMMED, *(mark for pair in MARKS.values() for mark in pair)}
        bare = {mark.replace(".", "") for mark in marks if mark[0].isdigit()}
        known = {mark.replace(".", "") for mark in allowed}
        found |= {(address, mark) for mark in marks - allowed if mark in text}
        found |= {(address, mark) for mark in bare - known if mark in text}
    return found


@contextmanager
def _office(path: Path) -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(f"sqlite:///{shutil.copy(path, folder)}", arrived=1000)
        yield office
        office.database.close()
