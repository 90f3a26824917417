"""Sums: only amounts and counts are added, exactly; what is signed and changes later is flagged."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from models.audit import Act, audit_of
from models.quantity.additive import is_additive
from models.registers import Outgoing
from models.registrations import Pledge, Registration
from models.reviews import Review
from models.signoffs import SignOff
from models.sums import digest_of, sums
from tests.office import Office, unit
from tests.samples_plans import MOMENT
from tests.test_reviews import COMMUNE, DISTRICT, HOSPITAL, KIEN_GIANG, OTHER

CODE = "kien-giang-2021-2025"
SUM = f"/tonghop {CODE}"


@pytest.mark.parametrize(
    ("name", "measure", "added"),
    [
        ("Số hộ thoát nghèo", "hộ", True),
        ("Lợi nhuận", "đồng", True),
        ("Đường giao thông nông thôn", "km", True),
        ("Tổng số người lao động tham gia đóng bảo hiểm", "người", True),
        ("Số lượt khám", "lượt", True),
        ("Tỷ lệ hộ nghèo", "%", False),
        ("Hộ nghèo còn lại", "% hộ", False),
        ("Tăng dân số tự nhiên", "‰", False),
        ("Thu nhập bình quân đầu người", "đồng", False),
        ("Thu nhap binh quan", "đồng", False),
        ("Thu nhập", "đồng", False),
        ("Lương công nhân", "đồng/người/tháng", False),
        ("Số giường bệnh", "giường trên 01 vạn dân", False),
        ("Năng suất lúa", "tấn/ha", False),
        ("Năng suất lúa", "tấn", False),
        ("Chỉ số cải cách hành chính", "điểm", False),
        ("Mức hài lòng", "điểm", False),
        ("Xếp hạng PCI", "bậc", False),
    ],
)
def test_what_may_be_added(name, measure, added):
    assert is_additive(name, measure) == added


def registration(unit_id: int, figures: Sequence[tuple[str, str, str, Decimal | None]]):
    """Return a registration of figures: name, level, measure and value, or words."""
    pledges = [
        Pledge(code=f"t.{number}", name=name, level=level, level_name=level, measure=measure,
               value=value, said="bằng chữ")
        for number, (name, level, measure, value) in enumerate(figures)
    ]  # fmt: skip
    return Registration(
        campaign_id=1, unit_id=unit_id, version=1, plan_hash="", draft_id=unit_id, contact_id=1,
        submitted_at=MOMENT, pledges=pledges,
    )  # fmt: skip


VALUES = st.none() | st.decimals("-1e20", "1e40", places=3)
FIGURES = st.dictionaries(
    st.tuples(
        st.sampled_from(["Số hộ", "so ho", "Tỷ lệ hộ", "Thu ngân sách"]),
        st.sampled_from(["2021", "2022"]),
        st.sampled_from(["hộ", "đồng", "%"]),
    ),
    VALUES,
    max_size=6,
)


@settings(deadline=None)
@given(st.lists(FIGURES, max_size=5), st.randoms(use_true_random=False))
def test_a_sum_is_exact_whoever_comes_first_and_shares_are_never_added(units, order):
    papers = [
        registration(number, [(*key, value) for key, value in figures.items()])
        for number, figures in enumerate(units, start=1)
    ]
    found = {(each.code, level.name): level for each in sums(papers) for level in each.levels}
    order.shuffle(papers)
    again = {(each.code, level.name): level for each in sums(papers) for level in each.levels}
    assert found == again
    for each in sums(papers):
        for level in each.levels:
            values = [
                part.pledge.value
                for part in each.parts
                if part.pledge.level == level.name and part.pledge.value is not None
            ]
            assert level.low == min(values)
            assert level.high == max(values)
            if level.total is not None:
                assert each.measure != "%"
                assert Fraction(level.total) == sum(map(Fraction, values))
                assert level.units == len(values)


def test_a_figure_that_a_unit_gives_twice_is_not_added():
    twice = [("Số hộ", "2021", "hộ", Decimal(5)), ("số hộ", "2021", "hộ", Decimal(7))]
    (found,) = sums([registration(1, twice)])
    assert found.levels[0].total is None
    assert not found.added


def test_a_digest_changes_with_every_figure():
    one, other = (
        registration(1, [("Số hộ", "2021", "hộ", Decimal(value))]) for value in ("5", "5.1")
    )
    digests = {digest_of("c", "o", papers) for papers in ([one], [other], [one, other], [])}
    assert len(digests) == 4


# --- in the chat ---


def register(office: Office, who: str, level: str) -> None:
    project = ["Nâng cấp đường liên ấp", "[province]", "[none]", "[none]", "[none]"]
    project = [] if "benh-vien" in who else project
    office.say(who, KIEN_GIANG, "Số hộ thoát nghèo", level, level, "[no]", *project, "[yes]")


def waiting(office: Office, who: str) -> list[int]:
    """Return the ids of what waits at an office, the oldest first."""
    with office.session() as session:
        query = select(Review.id).where(
            Review.state == "waiting", Review.office_id == unit(session, who).id
        )
        return list(session.exec(query.order_by(col(Review.id))))


def approve(office: Office, who: str = DISTRICT) -> None:
    office.say(who, f"/duyet {waiting(office, who)[0]}", "[approve]")


def change(office: Office, who: str, level: str) -> None:
    office.say(who, f"{KIEN_GIANG} ?tasks.1.annual", level, "[yes]")


def sign(office: Office, who: str = DISTRICT) -> str:
    office.say(who, f"{SUM} sign")
    with office.session() as session:
        known = len(session.exec(select(SignOff)).all())
    told = office.say(who, "1")  # its only button
    with office.session() as session:
        assert len(session.exec(select(SignOff)).all()) == known + 1
    return told


def signed(office: Office) -> Sequence[SignOff]:
    with office.session() as session:
        return session.exec(select(SignOff)).all()


def test_a_change_after_signing_is_told_once_and_flagged_until_signed_anew(office):
    office.let_in(COMMUNE, OTHER, DISTRICT, "staff")
    for who, level in ((COMMUNE, "10 hộ"), (OTHER, "5 hộ")):
        register(office, who, level)
        approve(office)
    assert "gồm 2/9 đơn vị" in sign(office).lower()
    assert "đã ký tổng hợp" in office.told("staff")[-1]
    change(office, COMMUNE, "12 hộ")
    before = len(office.told(DISTRICT))
    for _ in range(3):
        office.remind()
    change(office, OTHER, "6 hộ")
    office.remind()
    told = office.told(DISTRICT)[before:]
    assert len([each for each in told if "Số liệu đã ký có thay đổi" in each]) == 1
    assert "Số liệu đã ký có thay đổi" in office.say(DISTRICT, SUM)
    assert "có thay đổi sau khi ký" in office.say("staff", SUM)
    assert "15 hộ" in office.say("staff", f"{SUM} {DISTRICT}.signed")
    approve(office)
    approve(office)
    sign(office)
    assert "có thay đổi" not in office.say(DISTRICT, SUM)
    assert "18 hộ" in office.say("staff", f"{SUM} {DISTRICT}.signed")
    assert [row.version for row in signed(office)] == [1, 2]
    with office.session() as session:
        acts = [entry.act for entry in audit_of(session, f"{CODE} {DISTRICT}")]
    assert acts == [Act.SUM_SIGNED] * 2


def test_only_what_was_shown_is_signed(office):
    office.let_in(COMMUNE, OTHER, DISTRICT)
    register(office, COMMUNE, "10 hộ")
    approve(office)
    office.say(DISTRICT, f"{SUM} sign")
    with office.session() as session:
        shown = session.exec(select(Outgoing).order_by(col(Outgoing.id).desc())).first()
    assert shown is not None
    register(office, OTHER, "5 hộ")
    approve(office)
    told = office.tap(DISTRICT, shown.id)
    assert "Số liệu vừa thay đổi" in told
    assert "2/9 đơn vị" in told
    assert not signed(office)
    office.say(DISTRICT, "1")
    assert [len(row.registrations) for row in signed(office)] == [2]


def test_what_is_signed_twice_is_signed_once(office):
    office.let_in(HOSPITAL, "so-y-te", "staff")
    register(office, HOSPITAL, "10 hộ")
    approve(office, "so-y-te")
    sign(office, "so-y-te")
    office.again("so-y-te")
    assert "không cần ký lại" in office.say("so-y-te", f"{SUM} sign")
    assert len(signed(office)) == 1


def test_one_that_is_returned_holds_up_no_other(office):
    office.let_in(COMMUNE, OTHER, DISTRICT)
    register(office, COMMUNE, "10 hộ")
    office.at("2021-10-04 08:40")
    register(office, OTHER, "5 hộ")
    office.say(
        DISTRICT, f"/duyet {waiting(office, DISTRICT)[0]}", "[return]", "[whole]", "Xem lại", "[no]"
    )
    office.say(DISTRICT, "[yes]")
    approve(office)
    assert "1/9 đơn vị" in sign(office)
    assert "đã trả lại, chờ gửi lại" in office.say(DISTRICT, f"{SUM} units")


def test_nobody_but_the_office_signs(office):
    office.let_in(COMMUNE, DISTRICT, "912", "so-y-te", "staff")
    register(office, COMMUNE, "10 hộ")
    approve(office)
    for who in (COMMUNE, "912", "so-y-te", "staff"):
        office.say(who, f"{SUM} sign", f"{SUM} {DISTRICT}.sign", "1")
    assert not signed(office)
