"""For which unit somebody acts: that of the message in front of them, while they serve it."""

import re
import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.saying import shown_id
from models.assignments import Assignment, Terms, appoint
from models.drafts import Answer, Draft
from models.invitations import TRIES_AN_HOUR, Invitation, invite
from models.people import Account, Contact, Role
from models.registers import Incoming, Outgoing
from models.units import Unit
from models.units.search import labels
from tests.office import Office, unit

NOW = datetime.fromisoformat("2021-10-04T08:30+07:00")
TODAY = NOW.date()
OWN, OTHER, THIRD = "905-binh-an", "902-binh-an", "911-duong-to"
WHO = OWN  # people are called by the first unit that they serve


def also(office: Office, code: str, until: date | None = None) -> None:
    """Let the first person there is serve a further unit."""

    def write(session: Session) -> None:
        appoint(session, 1, unit(session, code).id, NOW, TODAY, Terms(until=until))

    office.database.transaction(write)


def code_for(office: Office, code: str | None, role: Role = Role.CONTACT, **terms: object) -> str:
    """Return a code for a unit, or for staff."""

    def write(session: Session) -> str:
        where = unit(session, code) if code else None
        return invite(session, role, where, office.clock.now(), terms=Terms(**terms))[0]  # type: ignore[arg-type]

    return office.database.transaction(write)


def second_account(office: Office) -> None:
    """Give the first person there is a further account, called `phone`."""
    account = Account(channel="telegram", address="phone", contact_id=1)
    office.database.transaction(lambda session: session.add(account))


def answers(office: Office) -> dict[str, list[str]]:
    """Return what was answered, by the code of the unit in whose draft it is kept."""
    found: dict[str, list[str]] = {}
    with office.session() as session:
        for answer, owner in session.exec(
            select(Answer, Draft.owner).join(Draft).order_by(col(Answer.id))
        ):
            code = session.get_one(Unit, int(owner.removeprefix("unit:"))).code
            found.setdefault(code, []).append(answer.said)
    return found


# --- codes ---


def test_a_code_gives_one_more_unit_even_in_the_middle_of_a_question(office):
    office.let_in(WHO)
    office.say(WHO, "/dangky")
    code = code_for(office, OTHER)
    told = office.say(WHO, code)
    assert "huyện Kiên Lương" in told
    assert "2 đơn vị" in told
    assert answers(office) == {}
    assert office.say(WHO, "/dangky").startswith("▸ xã Bình An (huyện Kiên Lương)")
    assert "Chào đồng chí" in office.say(WHO, f"/start {code}")  # used, and by oneself


def test_what_only_looks_like_a_code_is_an_answer(office):
    office.let_in(WHO)
    office.say(WHO, "/dangky", "ABCDEFGHJK")
    assert answers(office) == {OWN: ["ABCDEFGHJK"]}
    assert "không đúng" in office.say(WHO, "/huy", "ABCDEFGHJK")


def test_wrong_codes_of_known_people_count_too(office):
    office.let_in(WHO)
    code = code_for(office, OTHER)
    office.say(WHO, *["ABCDEFGHJK"] * TRIES_AN_HOUR)
    assert "sau một giờ" in office.say(WHO, f"/start {code}")
    assert "Xin đồng chí nhập tên chỉ tiêu" in office.say(WHO, "/dangky")
    office.say(WHO, code)  # it is not looked at, so it is an answer like any other
    assert answers(office) == {OWN: [code]}
    office.at("2021-10-04 09:45")
    assert "huyện Kiên Lương" in office.say(WHO, f"/start {code}")


def test_nobody_reviews_and_registers_at_once(office):
    office.let_in(WHO, "staff")
    for who, code in ((WHO, code_for(office, None, Role.STAFF)), ("staff", code_for(office, OWN))):
        assert "không giữ cả hai vai trò" in office.say(who, code)
    with office.session() as session:
        assert all(each.used_at is None for each in session.exec(select(Invitation)))
    assert "quản trị viên" in office.say("staff", code_for(office, None, Role.ADMIN))


def test_a_code_may_make_a_head_of_a_clerk(office):
    office.let_in(WHO)
    assert "lãnh đạo của" in office.say(WHO, code_for(office, OWN, head=True))
    assert "Kết thúc phân công của ai" in office.say(WHO, "/quyen end")


# --- the end of an assignment ---


def test_only_heads_and_staff_end_assignments(office):
    office.let_in(OWN, OTHER, "staff")
    assert "việc của lãnh đạo" in office.say(OWN, "/quyen end")
    office.say("staff", "/quyen end", "902-binh-an", "[2]", "[yes]")
    assert "đã kết thúc" in office.say(OTHER, "/dangky")
    assert "không phụ trách đơn vị nào" in office.say(OTHER, "/dangky")
    assert "Chỉ tiêu thứ 1" in office.say(OWN, "/dangky")


def test_who_is_left_with_another_unit_goes_on_there(office):
    office.let_in(WHO)
    also(office, OTHER, until=TODAY)
    office.say(WHO, "/donvi 902-binh-an", "/dangky", "Tỷ lệ hộ nghèo")
    office.at("2021-10-05 08:30")
    told = office.say(WHO, "5%")
    assert "đã kết thúc" in told
    assert "cho xã Bình An" in told
    assert answers(office) == {OTHER: ["Tỷ lệ hộ nghèo"]}
    assert "Chỉ tiêu thứ 1" in office.say(WHO, "/dangky")
    assert not office.told(WHO)[-1].startswith("▸")  # one unit is no choice


# --- several units, several accounts ---


def test_every_account_of_a_person_is_at_the_same_unit(office):
    office.let_in(WHO)
    also(office, THIRD)
    second_account(office)
    office.say(WHO, "/dangky", "Tỷ lệ hộ nghèo")
    assert "xã Dương Tơ" in office.say("phone", "/donvi 911-duong-to")
    assert office.say("phone", "/dangky").startswith("▸ xã Dương Tơ")
    assert office.say(WHO, "5%").startswith("▸ Chuyển sang xã Bình An")
    office.say("phone", "Số km đường")
    assert answers(office) == {OWN: ["Tỷ lệ hộ nghèo", "5%"], THIRD: ["Số km đường"]}


def test_a_figure_is_no_unit_though_a_unit_has_it_for_a_code(office):
    office.let_in(WHO)
    also(office, "911")
    assert "Chỉ tiêu thứ 1" in office.say(WHO, "/dangky", "911")
    assert "thành phố Phú Quốc" in office.say(WHO, "/huy", "911")


# --- whatever happens ---

COMMANDS = ["/dangky", "/dangky", "/dangky", "/cuatoi", "/donvi", "/quyen", "/start"]
ANSWERS = ["95%", "5 km", "Tỷ lệ hộ nghèo", "Tỷ lệ hộ nghèo", "1"]
PLACES = ["xã Bình An", "duong to", "/donvi 902-binh-an", "/donvi 905-binh-an"]
SAID = st.sampled_from([*COMMANDS, *ANSWERS, *PLACES, "CODE", "a day passes"])
TAPS = st.tuples(st.integers(0, 40), st.integers(0, 6))
DEED = st.tuples(st.sampled_from([WHO, "phone"]), st.one_of(SAID, SAID, TAPS))

LEFT_ELSEWHERE = [  # what stands open on the telephone is of another unit than this screen
    (WHO, "/quyen"),
    (WHO, "/donvi 902-binh-an"),
    ("phone", "/dangky"),
    (WHO, (0, 1)),
    (WHO, "95%"),
]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=st.lists(DEED, min_size=8, max_size=30))
@example(deeds=LEFT_ELSEWHERE)
def test_an_answer_is_kept_for_the_unit_in_front_of_a_person_who_serves_it(sample, deeds):
    with tempfile.TemporaryDirectory() as folder:
        office = Office(f"sqlite:///{shutil.copy(sample, Path(folder))}")
        office.let_in(WHO)
        also(office, OTHER, until=TODAY + timedelta(1))
        code, day = code_for(office, THIRD, until=TODAY + timedelta(2)), TODAY
        second_account(office)
        for who, deed in deeds:
            if deed == "a day passes":
                day += timedelta(1)
                office.at(f"{day} 08:30")
                office.remind()
            elif isinstance(deed, str):
                office.say(who, code if deed == "CODE" else deed)
            else:
                office.press(who, *deed)
            with office.session() as session:
                check_newest(session, day)
        office.database.close()


def check_newest(session: Session, day: date) -> None:
    """Hold what the newest saying changed against who serves what, and what stood on the screen."""
    row = session.exec(select(Incoming).order_by(col(Incoming.id).desc())).first()
    if row is None:
        return
    kept = select(Draft.owner).join(Answer).where(Answer.incoming_id == row.id)
    for owner in set(session.exec(kept)):
        about = session.get_one(Unit, int(owner.removeprefix("unit:")))
        assignment = session.exec(
            select(Assignment).where(Assignment.unit_id == about.id, Assignment.contact_id == 1)
        ).one()
        assert assignment.holds(day)
        shown = session.get_one(Outgoing, shown_id(row))
        assert shown.unit_id == about.id
        named = re.match(r"▸ (?:Chuyển sang )?([^\n,]+)", shown.message["text"])
        assert named is None or named[1] in (about.name, *labels(session, [about]))
    person = session.get_one(Contact, 1)
    asked = select(Outgoing).order_by(col(Outgoing.id).desc()).limit(1)
    newest = session.exec(asked).one()
    if draft := (newest.prompt or {}).get("draft"):
        assert session.get_one(Draft, draft).owner == f"unit:{newest.unit_id}"
        assert newest.unit_id == person.unit_id


def reminded(office: Office) -> str:
    """Let the person be reminded for two units in the middle of a question; return its text."""
    office.let_in(WHO, "staff")
    also(office, OTHER)
    assert "Hàng năm" in office.say(WHO, "/dangky", "Đường giao thông")
    office.at("2021-10-15 08:30")
    office.remind()
    office.say("staff", "/start")  # what is owed goes out after a turn
    return office.told(WHO)[-1]


def test_a_button_for_one_of_several_units_can_be_typed(office):
    assert "Đồng chí còn 2 việc" in reminded(office)
    assert "chưa có đơn vị tính" in office.say(WHO, "5")  # asked again, after the notice
    said = office.say(WHO, "dang ky xa binh an (huyen kien luong)")
    assert said.startswith("▸ Chuyển sang xã Bình An (huyện Kiên Lương)")
    assert "Chỉ tiêu thứ 1" in said


def test_a_number_that_a_later_notice_lists_is_asked_about_and_lost_nowhere(office):
    reminded(office)
    again = office.say(WHO, "1")
    assert "Số 1 chưa được ghi" in again
    assert "Hàng năm" in again
    assert not [said for said in answers(office)[OWN] if said == "1"]
    assert "Số 1 chưa có đơn vị tính" in office.say(WHO, "1")


def test_where_no_question_is_open_a_number_is_of_the_newest_list(office):
    office.let_in(WHO, "staff")
    office.say(WHO, "/dangky", "Đường", "1 km", "2 km", "[no]", "Cầu", "[commune]")
    assert "Đã nhận đăng ký" in office.say(WHO, "tháng 3/2022", "năm 2023", "[none]", "[yes]")
    assert "1. xã Bình An" in office.say("staff", "/duyet")
    assert "xã Bình An: đăng ký bản thứ 1" in office.say("staff", "1")


@pytest.mark.parametrize("words", ["quay lại", "Quay lai", "TRỞ LẠI", "câu trước"])
def test_words_for_going_back_are_no_answer(office, words):
    office.let_in(WHO)
    assert "Hàng năm" in office.say(WHO, "/dangky", "Đường giao thông")
    assert "Đang ghi: Đường giao thông" in office.say(WHO, words)
    assert "nhập tên chỉ tiêu" in office.say(WHO, words)
