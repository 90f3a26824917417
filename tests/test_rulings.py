"""Rulings: more time, done, another's to do; who is reminded of what from then on."""

from datetime import date
from functools import partial

import pytest
from sqlmodel import Session, col, select

from models.audit import Act, AuditEntry, audit_of
from models.campaigns import plan_of
from models.deadlines import registration_due
from models.groups import MemberRole
from models.obligations import dated, duties, obligations
from models.registers import Outgoing
from models.rulings import Ruling, grants
from models.standing import standings
from models.units import Unit, unit_codes
from models.units.file import read_file
from models.units.rows import ChangeRow, GroupRow, MemberRow, UnitRow, UnitsFile
from models.units.save import save_file
from models.units.succession import Change, successors
from tests.office import HEAD, Office, campaign, unit
from tests.test_deadlines import set_deadline
from tests.test_reminders import remind, reminded
from tests.transcripts import UNITS

KIEN_GIANG, TRA_VINH = "kien-giang-2021-2025", "tra-vinh-30-nam"
ONE, OTHER, NEW = "911-duong-to", "911-ham-ninh", "911-moi"
REGISTRATION = f"/giahan {KIEN_GIANG} registration"
LATE = "gửi sau hạn"
WHY = "Công văn số 15"
COMMUNE = [
    "Thu nhập",
    "90%",
    "95%",
    "[no]",
    "Nâng cấp đường",
    "[commune]",
    "[none]",
    "[none]",
    "[none]",
]


def extend(office: Office, who: str, day: str) -> str:
    return office.say("staff", REGISTRATION, "[extended]", who, day, WHY, "[yes]")


def register(office: Office, who: str) -> str:
    """Register as far as the summary, or what is asked before it."""
    return office.say(who, f"/dangky {KIEN_GIANG}", *COMMUNE)


def ruled(office: Office) -> list[tuple[str, date | None, int | None]]:
    with office.session() as session:
        rows = session.exec(select(Ruling).order_by(col(Ruling.id)))
        return [(row.kind, row.until, row.to_unit_id) for row in rows]


def outcomes(office: Office, who: str, beginning: str) -> list[str | None]:
    """Return what became of some messages to a person, by how they begin."""
    query = select(Outgoing).where(Outgoing.address == who).order_by(col(Outgoing.id))
    with office.session() as session:
        found = session.exec(query).all()
    return [row.outcome for row in found if row.message["text"].startswith(beginning)]


@pytest.fixture
def asked(office: Office) -> Office:
    """Two communes have to register, and their people and staff are known."""
    office.let_in("staff", ONE, OTHER)
    return office


# --- more time ---


def test_a_unit_with_more_time_is_in_time_and_its_neighbour_is_asked_why_not(asked):
    asked.at("2021-10-28 08:30")
    extend(asked, "Dương Tơ", "trước ngày 16/11/2021")
    assert ruled(asked) == [("extended", date(2021, 11, 15), None)]
    asked.at("2021-11-15 09:00")
    assert register(asked, ONE).startswith("Xem lại trước khi gửi")
    assert asked.say(ONE, "[yes]").startswith("✓ Đã nhận đăng ký")
    assert LATE in register(asked, OTHER)


def test_a_unit_is_late_after_its_own_day_too(asked):
    asked.at("2021-10-28 08:30")
    extend(asked, "Dương Tơ", "15/11/2021")
    with asked.session() as session:
        one = campaign(session, KIEN_GIANG)
        look = partial(registration_due, session, one, plan_of(session, one))
        own = look(date(2021, 11, 16), unit(session, ONE))
        assert own is not None
        assert own.over
    asked.at("2021-11-16 09:00")
    assert LATE in register(asked, ONE)


@pytest.mark.parametrize(
    ("day", "told"),
    [("27/10/2021", "đã qua"), ("29/10", "không muộn hơn"), ("trước ngày 30/10", "không muộn"),
     ("30/10/2031", "xa quá"), ("mai mốt", "Chưa hiểu")],
)  # fmt: skip
def test_a_day_that_is_none_is_asked_again(asked, day, told):
    asked.at("2021-10-28 08:30")
    asked.say("staff", REGISTRATION, "[extended]", "Dương Tơ")
    assert told in asked.say("staff", day)
    assert not ruled(asked)


def test_what_was_granted_is_carried_on_and_taken_back_one_by_one(asked):
    asked.at("2021-10-28 08:30")
    extend(asked, "Dương Tơ", "15/11/2021")
    asked.say("staff", REGISTRATION, "[closed]", "Dương Tơ", WHY, "[yes]")
    asked.say("staff", REGISTRATION, "[reopened]", "Dương Tơ", WHY, "[yes]")
    asked.say("staff", REGISTRATION, "[reopened]", "Dương Tơ", WHY, "[yes]")
    until = date(2021, 11, 15)
    assert ruled(asked) == [
        ("extended", until, None),
        ("closed", until, None),
        ("reopened", until, None),
        ("reopened", None, None),
    ]
    with asked.session() as session:
        entries = audit_of(session, f"{KIEN_GIANG} registration {ONE}")
    assert [(each.act, each.before, each.after) for each in entries] == [
        (Act.EXTENDED, "<= 2021-10-29", "<= 2021-11-15"),
        (Act.RECORDED, "<= 2021-11-15", "<= 2021-11-15 closed"),
        (Act.TAKEN_BACK, "<= 2021-11-15 closed", "<= 2021-11-15"),
        (Act.TAKEN_BACK, "<= 2021-11-15", "<= 2021-10-29"),
    ]
    assert all(each.reason == WHY and each.contact_id for each in entries)
    assert not asked.say("staff", REGISTRATION).count("Rút lại")


def test_an_unsent_reminder_of_the_old_day_is_taken_back_with_the_ruling(asked):
    asked.at("2021-10-28 07:55")
    asked.say("staff", REGISTRATION, "[extended]", "Dương Tơ", "15/11/2021", WHY)
    remind(asked, "2021-10-28 08:00")
    asked.say("staff", "[yes]")
    assert outcomes(asked, ONE, "Nhắc việc") == ["settled"]
    assert outcomes(asked, ONE, "Được gia hạn") == [None]
    assert outcomes(asked, OTHER, "Nhắc việc") == [None]
    remind(asked, "2021-10-29 08:00")
    assert len(reminded(asked, ONE)) == 1
    remind(asked, "2021-11-01 08:00")
    assert "15/11/2021, còn 14 ngày" in reminded(asked, ONE)[-1]


def test_several_units_are_ruled_upon_at_once_one_entry_each_and_once(asked):
    asked.at("2021-10-28 08:30")
    assert "2 đơn vị" in extend(asked, "Dương Tơ, Hàm Ninh", "15/11/2021")
    asked.again("staff")
    assert len(ruled(asked)) == 2
    assert [len(outcomes(asked, who, "Được gia hạn")) for who in (ONE, OTHER)] == [1, 1]
    with asked.session() as session:
        acts = session.exec(select(AuditEntry.act)).all()
    assert acts.count(Act.EXTENDED) == 2


def test_days_granted_that_count_alike_are_looked_at_once(asked):
    asked.at("2021-10-28 08:30")
    extend(asked, "Dương Tơ, Hàm Ninh", "15/11/2021")
    extend(asked, "Hàm Ninh", "16/11/2021")
    extend(asked, "Gành Dầu", "15/11/2021")
    asked.at("2021-10-29 08:30")
    extend(asked, "Bãi Thơm", "15/11/2021")
    asked.say("staff", REGISTRATION, "[reopened]", "Bãi Thơm", WHY, "[yes]")
    with asked.session() as session:
        found = grants(session, campaign(session, KIEN_GIANG))
    assert sorted(row.until.day for row in found if row.until) == [15, 16]


# --- a deadline that is moved ---


def test_a_moved_deadline_is_told_to_all_and_reminders_of_the_old_day_are_taken_back(asked):
    asked.let_in(f"{HEAD}{ONE}")
    asked.at("2021-10-28 07:30")
    extend(asked, "Hàm Ninh", "30/11/2021")
    asked.say("staff", f"/han {KIEN_GIANG} registration", "10/11/2021", "none")
    remind(asked, "2021-10-28 08:00")
    asked.say("staff", "[yes]")
    assert outcomes(asked, ONE, "Nhắc việc") == ["settled"]
    for who in (ONE, f"{HEAD}{ONE}", OTHER):
        assert asked.told(who)[-1].startswith("Hạn đã thay đổi")
    assert "ngày riêng này không thay đổi, ngày cuối còn kịp: 30/11/2021" in asked.told(OTHER)[-1]
    assert "riêng" not in asked.told(ONE)[-1]
    for moment in ("2021-10-29 08:00", "2021-11-01 08:00"):
        remind(asked, moment)
    assert len(reminded(asked, ONE)) == 1
    remind(asked, "2021-11-03 08:00")
    assert "10/11/2021, còn 7 ngày" in reminded(asked, ONE)[-1]
    assert all("30/11/2021" in text for text in reminded(asked, OTHER))


def test_a_common_day_later_than_what_was_granted_counts(asked):
    asked.at("2021-10-28 07:30")
    extend(asked, "Hàm Ninh", "15/11/2021")
    set_deadline(asked, f"{KIEN_GIANG} registration", "30/11/2021")
    assert "riêng" not in asked.told(OTHER)[-1]
    with asked.session() as session:
        one = campaign(session, KIEN_GIANG)
        today = asked.clock.today()
        due = registration_due(session, one, plan_of(session, one), today, unit(session, OTHER))
    assert due is not None
    assert due.last_day == date(2021, 11, 30)


def test_what_has_no_day_is_followed_no_more_until_a_day_is_set(office):
    office.let_in("staff", "844")
    subject = f"{TRA_VINH} registration"
    office.say("staff", f"/giahan {subject}", "[closed]", WHY, "[yes]")
    office.remind()
    assert ruled(office) == [("closed", None, None)]
    assert "Không theo dõi" not in office.say("staff", f"/giahan {subject}")
    set_deadline(office, subject, "29/10/2021")
    assert ruled(office) == [("closed", None, None), ("reopened", None, None)]
    remind(office, "2021-10-28 08:00")
    assert "29/10/2021, còn 1 ngày" in reminded(office, "844")[-1]


# --- done outside the assistant ---


def test_what_a_unit_calls_done_is_told_to_staff_once_and_silent_meanwhile(asked):
    asked.at("2025-06-20 08:30")
    said = [f"/hen {KIEN_GIANG} final-report", "[done]", "[yes]"]
    asked.say(ONE, *said)
    told = [text for text in asked.told("staff") if "báo đã xong" in text]
    asked.say(ONE, *said)
    assert [text for text in asked.told("staff") if "báo đã xong" in text] == told != []
    remind(asked, "2025-06-25 08:00")
    assert "Báo cáo tổng kết" not in reminded(asked, ONE)[-1]
    assert "Báo cáo tổng kết" in reminded(asked, OTHER)[-1]
    remind(asked, "2025-07-02 08:00")  # nobody has recorded it
    assert "Báo cáo tổng kết" in reminded(asked, ONE)[-1]
    asked.say("staff", f"/giahan {KIEN_GIANG} final-report", "[closed]", ONE, WHY, "[yes]")
    assert asked.told(ONE)[-1].startswith("Đã ghi nhận xong: Báo cáo tổng kết")
    remind(asked, "2025-07-04 08:00")
    assert "báo cáo tổng kết" not in reminded(asked, ONE)[-1].lower()


def test_what_is_met_in_chat_cannot_be_called_done(asked):
    asked.at("2021-10-22 08:30")
    assert "xong" not in asked.say(ONE, f"/hen {KIEN_GIANG} registration")


# --- units that have ceased ---


def merge(session: Session) -> None:
    """Let two communes become one, in the middle of the campaign."""
    day = date(2021, 10, 20)
    rows = [
        UnitRow(
            code,
            found.kind,
            found.name,
            "911",
            valid_from=found.valid_from,
            valid_to=date(2021, 10, 19),
            aliases=(),
            changes=(ChangeRow(NEW, Change.MERGE, day),),
        )
        for code in (ONE, OTHER)
        for found in [unit(session, code)]
    ]
    kind = unit(session, ONE).kind
    rows.append(UnitRow(NEW, kind, "xã Đảo Ngọc", "911", day, None, aliases=()))
    save_file(session, UnitsFile(units=tuple(rows)))


@pytest.fixture
def merged(asked: Office) -> Office:
    """Two communes were merged; the new one has somebody too."""
    asked.at("2021-10-20 08:30")
    asked.database.transaction(merge)
    asked.let_in(NEW)
    return asked


def test_nothing_moves_by_itself_and_staff_are_asked(merged):
    remind(merged, "2021-10-22 08:00")
    assert [len(reminded(merged, who)) for who in (ONE, OTHER, NEW)] == [1, 1, 0]
    assert "6 việc của đơn vị không còn" in merged.told("staff")[-1]


def move(office: Office) -> str:
    said = ["[moved]", "Dương Tơ, Hàm Ninh", f"[{NEW}]", WHY, "[yes]"]
    return office.say("staff", REGISTRATION, *said)


def test_by_a_ruling_the_successor_is_reminded_instead_and_meets_it(merged):
    move(merged)
    assert merged.told(ONE)[-1].startswith("Việc đã chuyển cho đơn vị khác")
    assert merged.told(NEW)[-1].startswith("Việc được giao thêm")
    register(merged, NEW)
    remind(merged, "2021-10-22 08:00")
    assert [len(reminded(merged, who)) for who in (ONE, OTHER)] == [0, 0]
    assert "thay cho xã Dương Tơ" in reminded(merged, NEW)[-1]
    assert "4 việc của đơn vị không còn" in merged.told("staff")[-1]
    merged.say(NEW, "Gửi đăng ký")
    assert outcomes(merged, NEW, "Nhắc việc") == ["settled"]
    with merged.session() as session:
        one = campaign(session, KIEN_GIANG)
        plan, today = plan_of(session, one), merged.clock.today()
        due = dated(duties(session, one, plan, today))[:1]
        owing = {each.unit.code for each in obligations(session, one, plan, due)}
    assert not owing & {ONE, OTHER}


def test_what_the_follower_registers_counts_for_those_that_ceased(merged):
    def states() -> list[str]:
        with merged.session() as session:
            one = campaign(session, KIEN_GIANG)
            found = standings(session, one, plan_of(session, one), merged.clock.today())
        return [each.state for each in found if each.code in (ONE, OTHER)]

    assert states() == ["not-begun", "not-begun"]
    register(merged, NEW)
    assert states() == ["not-begun", "not-begun"]
    move(merged)
    assert states() == ["begun", "begun"]
    merged.say(NEW, f"/dangky {KIEN_GIANG}", "Gửi đăng ký")
    assert states() == ["registered", "registered"]


def test_what_some_offices_owe_is_what_all_owe_that_they_answer_for(merged):
    move(merged)
    register(merged, NEW)
    merged.say("staff", "/start")
    merged.let_in("911-ganh-dau", "911-bai-thom")
    register(merged, "911-ganh-dau")
    merged.say("911-ganh-dau", "Gửi đăng ký")
    merged.say("911-bai-thom", f"/hen {KIEN_GIANG} registration", "[promised]", "26/10", "[yes]")
    with merged.session() as session:
        one, today = campaign(session, KIEN_GIANG), merged.clock.today()
        plan = plan_of(session, one)
        due = dated(duties(session, one, plan, today))
        codes = (NEW, "911-ganh-dau", "911-bai-thom", "911-cua-can")
        offices = {unit(session, code).id for code in codes}
        theirs = list(obligations(session, one, plan, due, offices=offices))
        everything = list(obligations(session, one, plan, due))
    assert theirs == [each for each in everything if each.office.id in offices]
    assert [each.pause is not None for each in theirs].count(True) == 1
    assert {each.begun for each in theirs} == {True, False}


def test_all_that_have_ceased_go_each_to_its_own_follower(merged):
    said = ["[moved]", "[ended]", "[each]", WHY]
    shown = merged.say("staff", REGISTRATION, *said)
    assert "Chuyển việc của 2 đơn vị cho" in shown
    merged.say("staff", "[yes]")
    remind(merged, "2021-10-22 08:00")
    assert [len(reminded(merged, who)) for who in (ONE, OTHER, NEW)] == [0, 0, 1]


def test_in_a_whole_reform_who_has_no_single_follower_is_left_and_named(office):
    office.at("2025-07-02 08:30")
    office.let_in("staff")
    file = read_file(UNITS / "kien-giang-2025.csv", office.database.transaction(unit_codes))
    office.database.transaction(partial(save_file, file=file))
    shown = office.say("staff", f"/giahan {KIEN_GIANG} final-report", "[moved]", "[ended]")
    assert "của 159 đơn vị" in shown
    shown = office.say("staff", "[each]", WHY)
    assert "nơi tiếp nhận" in shown
    assert "Chưa rõ nơi tiếp nhận nên để lại" in shown
    office.say("staff", "[yes]")
    with office.session() as session:
        rows = session.exec(select(Ruling)).all()
        for row in rows:
            assert row.unit_id is not None
            found = successors(session, session.get_one(Unit, row.unit_id), date(2025, 7, 2))
            assert [each.id for each in found] == [row.to_unit_id]
    assert 0 < len(rows) < 159


def test_a_successor_that_ceases_too_is_asked_about_again(merged):
    move(merged)

    def cease(session: Session) -> None:
        unit(session, NEW).valid_to = date(2021, 10, 21)

    merged.database.transaction(cease)
    remind(merged, "2021-10-22 08:00")
    assert "6 việc của đơn vị không còn" in merged.told("staff")[-1]


def test_the_move_taken_back_falls_to_the_unit_again(merged):
    move(merged)
    merged.say("staff", REGISTRATION, "[reopened]", "Dương Tơ", WHY, "[yes]")
    assert "không phải làm thay cho xã Dương Tơ" in merged.told(NEW)[-1]
    remind(merged, "2021-10-22 08:00")
    assert [len(reminded(merged, who)) for who in (ONE, OTHER)] == [1, 0]


@pytest.mark.parametrize(
    ("to", "told"),
    [("xã Nơi Nào", "Không có đơn vị"), (ONE, "Không có đơn vị"), ("Bình An", "Có nhiều đơn vị"),
     ("905-binh-an-x", "Không có đơn vị"), ("91", "không gửi thay được")],
)  # fmt: skip
def test_who_cannot_answer_is_asked_again(merged, to, told):
    merged.say("staff", REGISTRATION, "[moved]", "Dương Tơ")
    assert told in merged.say("staff", to)
    assert not ruled(merged)


# --- heads of groups ---


def head_of_a_group(session: Session) -> None:
    """Let a commune head a group of communes of the city."""
    member = MemberRow(ONE, MemberRole.HEAD, date(2021, 1, 1), date(2021, 12, 31))
    group = GroupRow("pq-cum-1", "cluster", "Cụm 1", "911", None, None, (member,))  # type: ignore[arg-type]
    save_file(session, UnitsFile(groups=(group,)))


def test_heads_of_groups_are_told_of_their_deadline_too(asked):
    asked.database.transaction(head_of_a_group)
    with asked.session() as session:
        one = campaign(session, "phu-quoc-2021")
        milestones = plan_of(session, one).milestones
    (theirs, *_) = (each.code for each in milestones if list(each.who) == ["group"])
    set_deadline(asked, f"phu-quoc-2021 {theirs}", "29/10/2021")
    assert asked.told(ONE)[-1].startswith("Đã có hạn")
    assert not asked.told(OTHER)
    remind(asked, "2021-10-28 08:00")
    assert "29/10/2021, còn 1 ngày" in "".join(reminded(asked, ONE))


def test_a_unit_that_asks_for_more_time_is_told_who_gives_it(office):
    office.let_in("911-duong-to")
    said = office.say("911-duong-to", "gia hạn")
    assert "do cơ quan chủ trì quyết định" in said
    assert "Hẹn ngày nộp" not in office.say("911-duong-to", "nhật ký")
