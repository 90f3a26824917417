"""Reviews: the way of a registration, its return field by field, and who may decide what."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.assignments import is_head
from models.audit import Act, AuditEntry
from models.differences import changed
from models.people import Account, Contact, Role
from models.registers import Outgoing
from models.registrations import Registration
from models.reviews import ADMIT, SIGN, Review
from models.unlocks import Unlock
from tests.office import CHANNEL, Office, unit
from tests.samples_plans import PLANS

COMMUNE, OTHER, THIRD, DISTRICT = "911-duong-to", "911-cua-can", "911-ganh-dau", "911"
HOSPITAL, HEALTH = "benh-vien-da-khoa", "so-y-te"
COOPERATIVE, ALLIANCE = "mau-hop-tac-xa", "lien-minh-hop-tac-xa"
KIEN_GIANG = "/dangky kien-giang-2021-2025"


def register(office: Office, who: str, level: str = "90%", *, late: str = "") -> str:
    """Have a commune or a hospital register one target, and its project where one is asked."""
    project = ["Nâng cấp đường liên ấp", "[province]", "tháng 3/2022", "năm 2023", "[none]"]
    project = [] if "benh-vien" in who else project
    said = [KIEN_GIANG, "Thu nhập", level, "95%", "[no]", *project]
    return office.say(who, *said, *([late] if late else []), "[yes]")


def edit(office: Office, who: str, level: str) -> str:
    """Have a unit change one level of what it registered, and send it anew."""
    return office.say(who, f"{KIEN_GIANG} ?tasks.1.annual", level, "[yes]")


def rows(office: Office) -> list[tuple[int, int, str]]:
    """Return the version, the step and the state of every review."""
    with office.session() as session:
        found = session.exec(
            select(Registration, Review)
            .where(Registration.id == Review.registration_id)
            .order_by(Review.id)  # type: ignore[arg-type]
        )
        return [(paper.version, review.step, review.state) for paper, review in found]


def waiting(office: Office) -> list[int]:
    """Return the ids of what waits, the oldest first."""
    with office.session() as session:
        query = select(Review.id).where(Review.state == "waiting").order_by(Review.id)  # type: ignore[arg-type]
        return list(session.exec(query))


def open_first(office: Office, who: str) -> str:
    """Have somebody open the oldest of all that waits."""
    return office.say(who, f"/duyet {waiting(office)[0]}")


def approve(office: Office, who: str) -> str:
    """Have somebody approve the oldest of all that waits."""
    open_first(office, who)
    return office.say(who, "[approve]")


def send_back(office: Office, who: str, reason: str = "Mức thấp hơn nghị quyết") -> str:
    """Have somebody return the level by year of the oldest of all that waits."""
    open_first(office, who)
    said = ("[return]", "[tasks.1]", "[tasks.1.annual]", reason, "[no]", "[yes]")
    return office.say(who, *said)


# --- the way ---


@pytest.mark.parametrize(
    ("kind", "units"),
    [
        ("agency", ["so-noi-vu"]),
        ("enterprise", ["so-noi-vu"]),
        ("district", ["so-noi-vu"]),
        ("commune", ["parent", "so-noi-vu"]),
        ("cooperative", [ALLIANCE, "so-noi-vu"]),
        ("hospital", [HEALTH, "so-noi-vu"]),
        ("school", []),
    ],
)
def test_the_routes_that_the_plan_prints(kind, units):
    rules = PLANS["kien-giang-2021-2025"].registration_for(kind)
    assert [step.unit for step in (rules.route if rules else ())] == units


@pytest.mark.parametrize("kind", ["agency", "district", "enterprise"])
def test_the_routes_of_tra_vinh(kind):
    rules = PLANS["tra-vinh-30-nam"].registration_for(kind)
    assert rules is not None
    assert [step.unit for step in rules.route] == ["tv-so-noi-vu"]


@pytest.mark.parametrize("code", ["phu-quoc-2021", "kien-giang-2020", "kon-tum-2020"])
def test_the_other_plans_have_no_route(code):
    assert not any(rules.route for rules in PLANS[code].registration)


@pytest.mark.parametrize(("who", "first"), [(COMMUNE, DISTRICT), (HOSPITAL, HEALTH)])
def test_a_registration_goes_from_office_to_office(office, who, first):
    office.let_in(who, first, "staff")
    register(office, who)
    assert rows(office) == [(1, 0, "waiting")]
    assert "Hiện không có bản nào" in office.say("staff", "/duyet")
    assert "Đã duyệt bản đăng ký" in approve(office, first)
    assert "bản này được chuyển tiếp" in office.told(who)[-1]
    assert rows(office) == [(1, 0, "approved"), (1, 1, "waiting")]
    assert "Hiện không có bản nào" in office.say(first, "/duyet")
    approve(office, "staff")
    assert rows(office) == [(1, 0, "approved"), (1, 1, "approved")]
    assert "chuyển tiếp" not in office.told(who)[-1]


def _cease(office: Office, code: str) -> None:
    with office.session() as session:
        district = unit(session, code)
        district.valid_to = date(2025, 6, 30)
        session.add(district)
        session.commit()


def test_a_district_that_has_ceased_is_passed_by(office):
    office.let_in(COMMUNE, "staff")
    _cease(office, DISTRICT)
    office.at("2025-07-01 05:00")  # still the day before in UTC
    register(office, COMMUNE, late="Sắp xếp bộ máy")
    approve(office, "staff")
    assert rows(office) == [(1, -1, "approved"), (1, 1, "waiting")]
    assert "không qua, cơ quan đã kết thúc hoạt động" in office.say(COMMUNE, "/cuatoi")


def test_what_lies_at_a_district_when_it_ceases_is_seen_by_staff(office):
    office.let_in(COMMUNE, DISTRICT, "staff")
    office.at("2025-06-30 08:30")
    register(office, COMMUNE, late="Sắp xếp bộ máy")
    approve(office, "staff")
    _cease(office, DISTRICT)
    assert "Hiện không có bản nào" in office.say("staff", "/duyet")
    office.at("2025-07-01 05:00")  # still the day before in UTC
    approve(office, "staff")
    assert rows(office) == [(1, -1, "approved"), (1, 0, "approved"), (1, 1, "waiting")]


# --- who sees what ---


def test_an_office_sees_only_what_waits_at_it(office):
    office.let_in(COMMUNE, OTHER, HOSPITAL, DISTRICT, HEALTH, "907")
    register(office, COMMUNE)
    register(office, HOSPITAL)
    assert "xã Dương Tơ" in office.say(DISTRICT, "/duyet")
    assert "Bệnh viện" not in office.told(DISTRICT)[-1]
    assert "xã Dương Tơ" not in office.say(HEALTH, "/duyet")
    for who in ("907", OTHER, COMMUNE):
        assert "Hiện không có bản nào" in office.say(who, "/duyet")
        for number in waiting(office):
            assert "không còn chờ" in office.say(who, f"/duyet {number}")
    assert "xã Dương Tơ" not in office.say(OTHER, "/cuatoi")


def test_a_contact_without_a_unit_is_no_staff(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    approve(office, DISTRICT)  # it waits at the top now
    with office.session() as session:
        contact = Contact(name="x", role=Role.CONTACT)
        session.add(contact)
        session.flush()
        session.add(Account(channel=CHANNEL, address="nobody", contact_id=contact.id))
        session.commit()
    for said in ("/duyet", f"/duyet {waiting(office)[0]}", "/duyet all"):
        assert "không phụ trách đơn vị nào" in office.say("nobody", said)


def test_no_office_decides_on_its_own_paper(office):
    office.let_in("so-noi-vu", "staff")
    said = ["/dangky kien-giang-2021-2025", "Cải cách hành chính", "95%", "[no]", "Số hóa hồ sơ"]
    office.say("so-noi-vu", *said, "[province]", "[none]", "[none]", "[none]", "[yes]")
    assert "Hiện không có bản nào" in office.say("so-noi-vu", "/duyet")
    assert "không còn chờ" in open_first(office, "so-noi-vu")
    approve(office, "staff")
    assert rows(office) == [(1, 0, "approved")]


# --- returning ---


def test_a_return_opens_just_that_question_and_lands_on_the_summary(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    before = len(office.told(COMMUNE))
    assert "Đang báo cho 1 người" in send_back(office, DISTRICT)
    office.again(DISTRICT)
    (told,) = office.told(COMMUNE)[before:]
    assert "Thu nhập: Mức thấp hơn nghị quyết" in told
    assert rows(office) == [(1, 0, "returned")]
    said = office.say(COMMUNE, f"[{KIEN_GIANG} ?tasks.1.annual]")
    assert "Mức “Hàng năm”" in said
    assert "Xem lại trước khi gửi" in office.say(COMMUNE, "92%")
    office.say(COMMUNE, "[yes]")
    assert rows(office) == [(1, 0, "returned"), (2, 0, "waiting")]
    assert "Thu nhập (2021): 90% → 92%" in open_first(office, DISTRICT)


def test_ten_long_reasons_are_all_read_in_full(office):
    office.let_in(HOSPITAL, HEALTH)
    office.say(HOSPITAL, KIEN_GIANG)
    for number in range(1, 11):
        office.say(
            HOSPITAL, f"Chỉ tiêu {number}", "90%", "95%", "[no]" if number == 10 else "[yes]"
        )
    office.say(HOSPITAL, "[yes]")
    open_first(office, HEALTH)
    office.say(HEALTH, "[return]")
    reasons = [f"{number} " + "lý do dài " * 19 for number in range(1, 11)]
    for number, reason in enumerate(reasons, start=1):
        office.say(HEALTH, f"[tasks.{number}]", f"[tasks.{number}.annual]", reason.strip())
        if number < 10:
            office.say(HEALTH, "[yes]")
    office.say(HEALTH, "[yes]")
    told = "\n".join(office.told(HOSPITAL))
    assert all(reason.strip() in told for reason in reasons)
    assert "(tin 3/3)" in told


def test_a_reason_that_would_be_cut_is_asked_again(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    open_first(office, DISTRICT)
    said = office.say(DISTRICT, "[return]", "[whole]", "dài " * 60)
    assert "200" in said


def test_a_unit_that_cannot_be_reached_is_told_to_the_reviewer(office):
    office.let_in(COMMUNE, OTHER, DISTRICT)
    register(office, COMMUNE)
    register(office, OTHER)
    with office.session() as session:
        for account in session.exec(select(Account).where(Account.address != DISTRICT)):
            account.unreachable_since = office.clock.now()
            session.add(account)
        session.commit()
    assert "chưa có đầu mối nào nhận tin" in send_back(office, DISTRICT)
    said = approve(office, DISTRICT)
    assert "Chưa có đầu mối nhận tin" in said
    assert "Đơn vị được báo ngay" not in said


# --- versions ---


def test_a_new_version_supersedes_and_starts_anew(office):
    office.let_in(COMMUNE, DISTRICT, "staff")
    register(office, COMMUNE)
    approve(office, DISTRICT)
    edit(office, COMMUNE, "92%")
    assert rows(office) == [(1, 0, "superseded"), (1, 1, "superseded"), (2, 0, "waiting")]


def test_what_was_superseded_while_it_was_open_is_gone(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    open_first(office, DISTRICT)
    edit(office, COMMUNE, "92%")
    assert "không còn chờ" in office.say(DISTRICT, "Duyệt bản này")
    assert rows(office) == [(1, 0, "superseded"), (2, 0, "waiting")]


# --- at once ---


def _second_staff(office: Office) -> None:
    with office.session() as session:
        contact = Contact(name="second", role=Role.STAFF)
        session.add(contact)
        session.flush()
        session.add(Account(channel=CHANNEL, address="second", contact_id=contact.id))
        session.commit()


def test_of_two_reviewers_the_second_is_told(office):
    office.let_in(COMMUNE, DISTRICT, "staff")
    _second_staff(office)
    register(office, COMMUNE)
    approve(office, DISTRICT)
    open_first(office, "staff")
    open_first(office, "second")
    office.say("staff", "[approve]")
    assert "không còn chờ" in office.say("second", "[approve]")
    assert rows(office) == [(1, 0, "approved"), (1, 1, "approved")]


def test_a_double_tap_decides_once_and_is_in_the_audit_once(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    approve(office, DISTRICT)
    office.again(DISTRICT)
    assert rows(office) == [(1, 0, "approved"), (1, 1, "waiting")]
    with office.session() as session:
        (entry,) = session.exec(select(AuditEntry)).all()
    assert (entry.act, entry.subject) == (Act.APPROVED, f"kien-giang-2021-2025 {COMMUNE}")
    assert (entry.before, entry.after) == ("waiting", "approved v1 step 0")


def test_a_return_is_in_the_audit_with_its_reasons(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    send_back(office, DISTRICT)
    with office.session() as session:
        (entry,) = session.exec(select(AuditEntry)).all()
    assert (entry.act, entry.after) == (Act.RETURNED, "returned v1 step 0")
    assert entry.reason == "Thu nhập: Mức thấp hơn nghị quyết"


@pytest.mark.parametrize("said", ["/duyet", "duyệt", "Duyệt", "/duyet all"])
def test_asking_for_the_queue_never_approves_what_stands_open(office, said):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    open_first(office, DISTRICT)
    office.say(DISTRICT, said)
    assert rows(office) == [(1, 0, "waiting")]


# --- all at once ---


def approve_all(office: Office, who: str) -> str:
    """Have somebody take the button that approves what the newest question names."""
    with office.session() as session:
        query = select(Outgoing).where(Outgoing.address == who).order_by(Outgoing.id.desc())  # type: ignore[attr-defined]
        shown = next(row for row in session.exec(query) if row.message.get("buttons"))
    return office.say(who, f"[{shown.message['buttons'][0][0]['says']}]")


def test_all_without_a_warning_are_approved_and_no_other(office):
    office.let_in(COMMUNE, OTHER, THIRD, DISTRICT)
    register(office, COMMUNE)
    register(office, OTHER, "cao hơn bình quân của thành phố")
    register(office, THIRD)
    assert "có mức ghi bằng chữ" in office.say(DISTRICT, "/duyet")
    said = office.say(DISTRICT, "[/duyet all]")
    assert "xã Cửa Cạn" not in said
    assert "Đã duyệt 2 bản" in approve_all(office, DISTRICT)
    office.again(DISTRICT)
    assert [state for _, step, state in rows(office) if step == 0] == [
        "approved",
        "waiting",
        "approved",
    ]


@pytest.mark.parametrize("change", ["arrives", "edited", "decided"])
def test_nothing_is_approved_that_was_not_shown(office, change):
    office.let_in(COMMUNE, OTHER, THIRD, DISTRICT)
    register(office, COMMUNE)
    register(office, OTHER)
    office.say(DISTRICT, "/duyet all")
    if change == "arrives":
        register(office, THIRD)
    elif change == "edited":
        edit(office, COMMUNE, "10%")
    else:
        register(office, THIRD)
        edit(office, OTHER, "20%")
    before = rows(office)
    assert "chưa duyệt bản nào" in approve_all(office, DISTRICT)
    assert rows(office) == before
    assert "Đã duyệt" in approve_all(office, DISTRICT)


def test_typing_yes_approves_nothing(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    office.say(DISTRICT, "/duyet all", "yes")
    assert rows(office) == [(1, 0, "waiting")]


# --- whatever happens ---

HEAD = f"head:{COMMUNE}"
PEOPLE = (COMMUNE, HEAD, DISTRICT, "staff", OTHER)
ACTS = st.sampled_from(
    ["edit", "respell", "resend", "open", "approve", "return", "all", "tap", "unlock", "switch"]
)
STEPS = st.lists(st.tuples(ACTS, st.sampled_from(PEOPLE)), max_size=12)


@contextmanager
def _fresh(sample: Path) -> Iterator[Office]:
    with TemporaryDirectory() as folder:
        copy(sample, Path(folder) / "own.db")
        office = Office(f"sqlite:///{folder}/own.db")
        yield office
        office.database.close()


def _do(office: Office, act: str, who: str, number: int) -> None:
    sender = HEAD if who == HEAD else COMMUNE
    if act in ("edit", "respell", "resend"):
        _send(office, sender, act, number)
    elif act == "tap":
        office.again(who)
    elif act == "all":
        if "Duyệt" in office.say(who, "/duyet all").splitlines()[0]:
            approve_all(office, who)
    elif act == "switch":
        office.say("staff", "/phongtrao kien-giang-2021-2025 two-person")
        _tap(office, "staff", "on" if number % 2 else "off")
    elif act == "unlock":
        _unlock(office, sender)
    else:
        _decide(office, act, who)


def _tap(office: Office, who: str, *wanted: str) -> bool:
    """Take the first of some buttons that the newest message with any has."""
    with office.session() as session:
        query = select(Outgoing).where(Outgoing.address == who).order_by(Outgoing.id.desc())  # type: ignore[attr-defined]
        shown = next((row for row in session.exec(query) if row.message.get("buttons")), None)
    rows_ = shown.message["buttons"] if shown else []
    said = [each["says"] for row in rows_ for each in row]
    found = next((each for each in wanted if each in said), None)
    if found:
        office.say(who, f"[{found}]")
    return found is not None


def _send(office: Office, who: str, act: str, number: int) -> None:
    """Have somebody of the commune change a figure or a spelling, or nothing, and send it.

    What was approved to the end is locked; what comes late has to say why.
    """
    edits = {"edit": "tasks.1.annual", "respell": "tasks.1.name", "resend": "confirm"}
    answers = {"edit": f"{90 + number % 9}%", "respell": f"thu nhập{'.' * (number % 3)}"}
    said = office.say(who, f"{KIEN_GIANG} ?{edits[act]}")
    if "khóa" in said:
        return
    said = office.say(who, answers[act]) if act in answers else said
    if "lý do gửi sau hạn; nơi xét" in said:
        office.say(who, "Xã bàn giao nhân sự")
    assert _tap(office, who, "yes")


def _unlock(office: Office, who: str) -> None:
    if "nêu lý do" in office.say(who, KIEN_GIANG):
        office.say(who, "Nghị quyết mới")
        _tap(office, who, "yes")
    with office.session() as session:
        query = select(Unlock.id).where(Unlock.granted.is_(None))  # type: ignore[union-attr]
        waiting_ = session.exec(query).first()
    if waiting_:
        office.say("staff", f"/duyet unlock.{waiting_}", "[grant]")


def _decide(office: Office, act: str, who: str) -> None:
    if not waiting(office):
        return
    before = rows(office)
    gone = "không còn chờ" in open_first(office, who)
    assert gone or who != OTHER
    if gone or act == "open":
        assert rows(office) == before
    elif act == "approve":
        _tap(office, who, "approve")
        if "lý do gửi sau hạn; nơi xét" in office.told(who)[-1]:
            office.say(who, "Xã bàn giao nhân sự")
    elif _tap(office, who, "return"):
        if "Trả lại chỗ nào" in office.told(who)[-1]:
            office.say(who, "[whole]", "Mức thấp", "[no]", "[yes]")
        else:
            office.say(who, "Mức thấp")


def _sound(office: Office) -> None:
    with office.session() as session:
        versions = session.exec(select(Registration).order_by(Registration.version)).all()  # type: ignore[arg-type]
        assert [each.version for each in versions] == list(range(1, len(versions) + 1))
        counts = max((each.version for each in versions if each.live), default=0)
        for paper in versions:
            for review in paper.reviews:
                _sound_review(session, paper, review, counts, versions)


def _sound_review(
    session: Session,
    paper: Registration,
    review: Review,
    counts: int,
    versions: Sequence[Registration],
) -> None:
    if review.state in ("waiting", "approved"):
        assert paper.version == (counts if paper.live else len(versions))
        assert paper.live == (review.step >= 0 or review.state == "approved") or not paper.live
    if paper.live and review.step < 0:
        assert review.decided_at
        assert review.state != "returned"
    who = session.get(Contact, review.contact_id) if review.contact_id else None
    if who is not None:
        if review.step == SIGN:
            assert is_head(session, who.id, paper.unit_id, date(2021, 10, 4))
        elif review.step == ADMIT or who.role == Role.STAFF:
            assert who.role == Role.STAFF
            assert review.step != 0
        else:
            assert who.unit_id == review.office_id
        if review.state == "approved":
            _seen_as_it_is(paper, review, versions)


def _seen_as_it_is(paper: Registration, review: Review, versions: Sequence[Registration]) -> None:
    """Hold that whoever approved has seen just these figures, maybe in an earlier spelling."""
    for each in versions:
        if any((r.step, r.decided_at) == (review.step, review.decided_at) for r in each.reviews):
            assert not changed(each.pledges, paper.pledges)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, two=st.booleans(), late=st.booleans())
def test_no_approval_outlives_a_change_and_no_outsider_decides(sample, steps, two, late):
    with _fresh(sample) as office:
        office.let_in(*PEOPLE)
        if two:
            office.say("staff", "/phongtrao kien-giang-2021-2025 two-person", "[on]")
        if late:
            office.at("2021-11-08 08:30")
        register(office, COMMUNE, late="Xã bàn giao nhân sự" if late else "")
        for number, (act, who) in enumerate(steps):
            before = rows(office)
            office.say(who, "/duyet")
            assert rows(office) == before
            _do(office, act, who, number)
            _sound(office)
