"""What a registration waits for before it counts, and what spares its reviewers a second look."""

from datetime import date

import pytest
from sqlmodel import select

from models.audit import Act, AuditEntry
from models.deadlines import Deadline
from models.people import Account
from models.plan.file import PlanError, read_plan
from models.registrations import Registration, latest_registration
from models.reviews import Review
from models.text import spelled
from models.working_days import Term, working_day_after
from tests.office import Office, campaign, unit
from tests.plan_texts import PLANS
from tests.test_reviews import (
    COMMUNE,
    DISTRICT,
    HEAD,
    HEALTH,
    HOSPITAL,
    KIEN_GIANG,
    OTHER,
    THIRD,
    approve,
    edit,
    open_first,
    register,
    rows,
    send_back,
    waiting,
)

AFTER = "2021-11-03 09:00"  # the last day was 29/10/2021
WHY = "Xã bàn giao nhân sự"
RULE = "/phongtrao kien-giang-2021-2025 two-person"


def switch(office: Office, said: str = "on") -> None:
    """Have staff switch the two-person rule."""
    office.say("staff", RULE, f"[{said}]")


def counting(office: Office) -> int:
    """Return the number of the version that counts, 0 where none does."""
    with office.session() as session:
        code = campaign(session, "kien-giang-2021-2025").id
        found = latest_registration(session, code, unit(session, COMMUNE).id)
        return found.version if found else 0


def acts(office: Office) -> list[str]:
    """Return what was decided so far."""
    with office.session() as session:
        return list(session.exec(select(AuditEntry.act).order_by(AuditEntry.id)))  # type: ignore[arg-type]


# --- two persons ---


def test_what_a_clerk_sends_counts_when_the_head_has_signed(office):
    office.let_in(COMMUNE, HEAD, DISTRICT, "staff")
    switch(office)
    assert "Đã báo cho 1 lãnh đạo" in register(office, COMMUNE)
    assert rows(office) == [(1, -2, "waiting")]
    assert counting(office) == 0
    assert "chờ lãnh đạo ký" in office.say("staff", "/tinhhinh kien-giang-2021-2025")
    assert "chuyển đến UBND huyện" in approve(office, HEAD)
    assert rows(office) == [(1, -2, "approved"), (1, 0, "waiting")]
    assert counting(office) == 1
    assert acts(office) == [Act.TWO_PERSON, Act.SIGNED]


def test_a_clerk_cannot_sign(office):
    office.let_in(COMMUNE, OTHER, DISTRICT, "staff")
    switch(office)
    assert "/moi" in register(office, COMMUNE)
    for who in (COMMUNE, OTHER, DISTRICT, "staff"):
        assert "không còn chờ" in open_first(office, who)
    assert "/moi" in office.say(COMMUNE, "/cuatoi")


def test_a_head_who_sends_has_signed(office):
    office.let_in(HEAD, "staff")
    switch(office)
    register(office, HEAD)
    assert rows(office) == [(1, -2, "approved"), (1, 0, "waiting")]
    assert Act.SIGNED in acts(office)


def test_while_a_change_waits_what_was_signed_counts_and_goes_on(office):
    office.let_in(COMMUNE, HEAD, DISTRICT, "staff")
    switch(office)
    register(office, COMMUNE)
    approve(office, HEAD)
    edit(office, COMMUNE, "92%")
    assert counting(office) == 1
    assert rows(office)[1:] == [(1, 0, "waiting"), (2, -2, "waiting")]
    edit(office, COMMUNE, "93%")
    assert rows(office)[2:] == [(2, -2, "superseded"), (3, -2, "waiting")]
    open_first(office, DISTRICT)
    office.say(HEAD, f"/duyet {waiting(office)[-1]}", "[approve]")
    assert counting(office) == 3
    assert rows(office)[:2] == [(1, -2, "superseded"), (1, 0, "superseded")]
    assert "không còn chờ" in office.say(DISTRICT, "Duyệt bản này")


def test_to_go_back_to_what_counts_withdraws_what_waits(office):
    office.let_in(COMMUNE, HEAD, "staff")
    switch(office)
    register(office, COMMUNE)
    approve(office, HEAD)
    edit(office, COMMUNE, "92%")
    assert "Bản thứ 1" in edit(office, COMMUNE, "90%")
    assert rows(office)[2:] == [(2, -2, "superseded")]
    assert counting(office) == 1


def test_what_was_locked_while_a_change_waited_stays_as_it_is(office):
    office.let_in(COMMUNE, HEAD, DISTRICT, "staff")
    register(office, COMMUNE)
    switch(office)
    edit(office, COMMUNE, "92%")
    approve(office, DISTRICT)
    sign = waiting(office)[0]
    office.say("staff", f"/duyet {waiting(office)[1]}", "[approve]")
    assert "đã được duyệt đến nơi cuối và khóa" in office.say(HEAD, f"/duyet {sign}", "[approve]")
    assert counting(office) == 1


# --- after the deadline ---


def test_what_comes_late_counts_when_staff_admit_it(office):
    office.let_in(COMMUNE, DISTRICT, "staff")
    office.at(AFTER)
    assert "chờ xét vì sau hạn" in register(office, COMMUNE, late=WHY)
    assert WHY in office.told("staff")[-1]
    assert counting(office) == 0
    assert "không còn chờ" in open_first(office, DISTRICT)
    approve(office, "staff")
    assert rows(office) == [(1, -1, "approved"), (1, 0, "waiting")]
    edit(office, COMMUNE, "92%")  # it is not asked again
    assert rows(office)[2:] == [(2, 0, "waiting")]
    with office.session() as session:
        assert all(each.late for each in session.exec(select(Registration)))


def test_what_is_not_admitted_does_not_count_and_says_why(office):
    office.let_in(COMMUNE, "staff")
    office.at(AFTER)
    register(office, COMMUNE, late=WHY)
    open_first(office, "staff")
    office.say("staff", "[return]", "Tỉnh đã tổng hợp xong")
    assert "Lý do: Tỉnh đã tổng hợp xong" in office.told(COMMUNE)[-1]
    assert "không nhận bản gửi trễ" in office.say(COMMUNE, "/cuatoi")
    assert counting(office) == 0
    assert acts(office) == [Act.NOT_ADMITTED]


def test_a_signature_after_the_deadline_is_late_too(office):
    office.let_in(COMMUNE, HEAD, "staff")
    switch(office)
    register(office, COMMUNE)
    office.at(AFTER)
    assert "Đã qua hạn đăng ký" in approve(office, HEAD)
    office.say(HEAD, WHY)
    assert rows(office) == [(1, -2, "approved"), (1, -1, "waiting")]
    approve(office, "staff")
    assert counting(office) == 1


@pytest.mark.parametrize(("target", "gate"), [("tasks.1.annual", 0), ("project", -1)])
def test_only_an_answer_to_a_return_needs_no_reason(office, target, gate):
    office.let_in(COMMUNE, DISTRICT, "staff")
    register(office, COMMUNE)
    send_back(office, DISTRICT)
    office.at(AFTER)
    office.say(COMMUNE, f"{KIEN_GIANG} ?{target}", "92% số hộ")
    if gate:
        office.say(COMMUNE, WHY)
    office.say(COMMUNE, "[yes]")
    assert rows(office)[1:] == [(2, gate, "waiting")]


def test_the_deadline_in_force_decides_and_a_passing_one_is_noticed(office):
    office.let_in(COMMUNE, "staff")
    office.at("2021-10-29 16:00")
    project = ["Nâng cấp đường", "[province]", "tháng 3/2022", "năm 2023", "[none]"]
    office.say(COMMUNE, KIEN_GIANG, "Thu nhập", "90%", "95%", "[no]", *project)
    office.at("2021-10-30 08:00")
    assert "Đã qua hạn đăng ký" in office.say(COMMUNE, "[yes]")
    with office.session() as session:
        row = Deadline(
            campaign_id=campaign(session, "kien-giang-2021-2025").id,
            milestone="registration",
            day=date(2021, 11, 30),
            strict=False,
            contact_id=1,
            set_at=office.clock.now(),
        )
        session.add(row)
        session.commit()
    assert "Đã nhận đăng ký" in office.say(COMMUNE, f"{KIEN_GIANG} ?confirm", "[yes]")


# --- whom a new version bothers ---


def respell(office: Office, name: str) -> str:
    """Have the commune write the name of its target in another way, and send it."""
    return office.say(COMMUNE, f"{KIEN_GIANG} ?tasks.1.name", name, "[yes]")


def test_another_spelling_keeps_what_was_decided(office):
    office.let_in(COMMUNE, DISTRICT, "staff")
    register(office, COMMUNE)
    approve(office, DISTRICT)
    told = len(office.told("staff"))
    assert "chỉ khác cách viết" in respell(office, "Thu  NHẬP.")
    assert rows(office)[2:] == [(2, 0, "approved"), (2, 1, "waiting")]
    with office.session() as session:
        before, _, after, _ = session.exec(select(Review).order_by(Review.id)).all()  # type: ignore[arg-type]
        assert (before.decided_at, before.contact_id) == (after.decided_at, after.contact_id)
    assert len(office.told("staff")) == told
    assert acts(office) == [Act.APPROVED, Act.CARRIED_OVER]
    approve(office, "staff")
    assert "đã được duyệt" in office.say(COMMUNE, KIEN_GIANG)


def test_a_spelling_that_was_returned_is_looked_at_anew(office):
    office.let_in(COMMUNE, DISTRICT, "staff")
    register(office, COMMUNE)
    approve(office, DISTRICT)
    send_back(office, "staff", "Sai chính tả")
    respell(office, "Thu nhập.")
    assert rows(office)[2:] == [(2, 0, "approved"), (2, 1, "waiting")]


def test_the_same_is_no_new_version(office):
    office.let_in(COMMUNE, DISTRICT)
    register(office, COMMUNE)
    assert "không tạo bản mới" in edit(office, COMMUNE, "90%")
    assert rows(office) == [(1, 0, "waiting")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa  bình."),
        ("2,5 km đường", "2,5 KM – đường"),
        ("quý III", "Quý iii"),
    ],
)
def test_spellings_of_the_same(one, other):
    assert spelled(one) == spelled(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đường", "dương"),
        ("má", "mã"),
        ("2,5 km", "25 km"),
        ("5%", "5‰"),
        ("tăng 5", "tăng -5"),
        ("> 5", "< 5"),
        ("ấp 1, 2", "ấp 12"),
    ],
)
def test_what_differs_in_meaning(one, other):
    assert spelled(one) != spelled(other)


# --- who is told, who is reached, until when ---


def test_an_office_is_told_of_the_first_paper_only(office):
    office.let_in(COMMUNE, OTHER, THIRD, DISTRICT)
    for who in (COMMUNE, OTHER, THIRD):
        register(office, who)
    (told,) = office.told(DISTRICT)
    assert "xã Dương Tơ, bản thứ 1" in told


def test_papers_that_go_on_together_are_told_together(office):
    office.let_in(COMMUNE, OTHER, DISTRICT, "staff")
    register(office, COMMUNE)
    register(office, OTHER)
    shown = office.say(DISTRICT, "/duyet all")
    assert "Duyệt 2 bản" in shown
    with office.session() as session:
        ids = session.exec(select(Review.id).where(Review.state == "waiting")).all()
    assert len(ids) == 2
    for each in ids:
        office.say(DISTRICT, f"/duyet {each}", "[approve]")
    (told,) = office.told("staff")
    assert "xã Dương Tơ" in told


def test_where_nobody_can_be_reached_staff_decide_and_the_sender_is_told(office):
    office.let_in(HOSPITAL, HEALTH, "staff")
    with office.session() as session:
        account = session.exec(select(Account).where(Account.address == HEALTH)).one()
        account.unreachable_since = office.clock.now()
        session.add(account)
        session.commit()
    assert "Chưa có đầu mối trên trợ lý" in register(office, HOSPITAL)
    assert "nên đồng chí nhìn thấy và xử lý" in office.told("staff")[-1]
    assert "chưa có đầu mối" in office.say("staff", "/duyet")
    approve(office, "staff")
    assert rows(office) == [(1, 0, "approved"), (1, 1, "waiting")]


def test_an_office_has_five_working_days_and_not_more_than_its_own_deadline(office):
    office.let_in(COMMUNE, DISTRICT)
    office.at("2021-10-22 09:00")  # a Friday
    register(office, COMMUNE)
    with office.session() as session:
        assert session.exec(select(Review)).one().due_on == date(2021, 10, 29)
    office.at("2021-10-27 09:00")
    edit(office, COMMUNE, "92%")
    assert "Hạn duyệt: 29/10/2021, còn 2 ngày làm việc" in open_first(office, DISTRICT)
    office.at("2021-11-01 09:00")
    assert "quá hạn 1 ngày làm việc" in office.say(DISTRICT, "/duyet")


def test_terms_count_working_days():
    friday, saturday = date(2021, 10, 29), date(2021, 10, 30)
    assert working_day_after(friday, 1) == date(2021, 11, 1)
    assert (Term(friday, saturday).over, Term(friday, saturday).left) == (True, 0)
    assert Term(date(2021, 9, 6), date(2021, 9, 1)).left == 1  # over the National Day


def test_a_plan_cannot_set_gates(tmp_path):
    text = (PLANS / "kien-giang-2021-2025.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(text.replace("role: aggregates", "role: signs"), encoding="utf-8")
    with pytest.raises(PlanError, match="'signs' is not known here"):
        read_plan(path)
