"""What may be left out of a registration, and what a figure is held against."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from models.campaigns import plan_of, save_plan
from models.drafts import Draft
from models.people import Contact
from models.plan import UnitKind
from models.registrations import Pledge, Registration, latest_registration
from models.units import Unit
from tests.office import Office, campaign, unit

CODE, OTHER = "kien-giang-2021-2025", "phu-quoc-2021"
COMPANY, COMMUNE = "mau-doanh-nghiep", "911-duong-to"
NOW = datetime(2021, 10, 1, 1, 0, tzinfo=UTC)
BILLION = Decimal(10**9)


def not_required(office: Office, kind: UnitKind, *codes: str) -> None:
    """Let units of a kind leave out some fields, as a new version of the plan would."""

    def load(session: Session) -> None:
        plan = plan_of(session, campaign(session, CODE))
        entries = [
            entry.model_copy(
                update={
                    "fields": tuple(
                        each.model_copy(update={"required": each.code not in codes})
                        for each in entry.fields
                    )
                }
            )
            if entry.unit_kind == kind
            else entry
            for entry in plan.registration
        ]
        save_plan(session, plan.model_copy(update={"registration": tuple(entries)}), NOW)

    office.database.transaction(load)


def registered(office: Office, code: str) -> set[str]:
    """Return the codes of what a unit registered."""
    with office.session() as session:
        found = latest_registration(session, campaign(session, CODE).id, unit(session, code).id)
        return {each.code for each in found.pledges} if found else set()


# --- what may be left out ---


def test_a_list_and_a_project_may_be_left_out(office):
    not_required(office, UnitKind.COMMUNE, "tasks")
    office.let_in(COMMUNE)
    office.say(COMMUNE, f"/dangky {CODE}", "[none]")
    refused = office.say(COMMUNE, "Không có.")
    assert "Theo mục IV.1, gạch 5" in refused
    assert "là nội dung phải đăng ký" in refused
    shown = office.say(COMMUNE, "Đường hoa", "[commune]", "[none]", "[none]", "[none]")
    assert (
        "• Chỉ tiêu, nhiệm vụ theo Nghị quyết Đại hội Đảng bộ xã, phường, thị trấn: không có\n"
        in shown
    )
    office.say(COMMUNE, "[yes]")
    assert registered(office, COMMUNE) == {"project"}


def test_a_figure_may_be_left_out(office):
    not_required(office, UnitKind.ENTERPRISE, "profit")
    office.let_in(COMPANY)
    noted = office.say(COMPANY, f"/dangky {CODE}", "[none]")
    assert "Lợi nhuận (2020): chưa có số gốc" in noted
    assert "✓ Đã ghi Lợi nhuận (2025): không có" in office.say(COMPANY, "không có")
    assert "Biểu đăng ký" in office.say(COMPANY, "/bieu")  # what is missing is an empty cell


def test_only_the_first_of_a_list_can_be_left_out(office):
    not_required(office, UnitKind.COMMUNE, "tasks")
    office.let_in(COMMUNE)
    office.say(COMMUNE, f"/dangky {CODE}", "Nước sạch", "90%", "95%", "[yes]")
    assert "rồi chọn “Đã đủ”" in office.say(COMMUNE, "không có")


# --- what a figure is held against ---


def pledge(session: Session, who: Unit, code: str, value: Decimal, version: int = 1) -> None:
    """Have a unit register a profit."""
    contact = Contact(name=who.name, unit_id=who.id)
    draft = Draft(talk="dangky", owner=f"unit:{who.id}", opened_at=NOW, finished_at=NOW)
    session.add_all([contact, draft])
    session.flush()
    about = campaign(session, code)
    profit = Pledge(
        code="profit", name="Lợi nhuận", level="2025", value=value, measure="đồng", said="x"
    )
    session.add(
        Registration(
            campaign_id=about.id,
            unit_id=who.id,
            version=version,
            plan_hash=about.plan_hash,
            draft_id=draft.id,
            contact_id=contact.id,
            submitted_at=NOW,
            pledges=[profit],
        )
    )


def companies(office: Office, *billions: int) -> None:
    """Have other companies register a profit each."""

    def register(session: Session) -> None:
        for number, each in enumerate(billions):
            who = Unit(code=f"c-{number}", kind=UnitKind.ENTERPRISE, name="Công ty", folded="")
            session.add(who)
            session.flush()
            pledge(session, who, CODE, each * BILLION)

    office.database.transaction(register)


def said_of(office: Office, figure: str) -> str:
    office.let_in(COMPANY)
    return office.say(COMPANY, f"/dangky {CODE}", "[none]", figure)


@pytest.mark.parametrize("figure", ["300 tỷ đồng", "30 triệu đồng"])
def test_a_figure_far_from_that_of_peers_is_asked_about_once(office, figure):
    companies(office, 1, 2, 3, 4, 500)
    asked = said_of(office, figure)
    assert "chênh lệch nhiều lần so với mức chung của các đơn vị cùng loại. Có đúng không?" in asked
    assert "3 tỷ" not in asked
    assert "Công ty" not in asked
    kept = office.say(COMPANY, f"[\x1e{figure}]")
    assert f"✓ Đã ghi Lợi nhuận (2025): {figure}" in kept


@pytest.mark.parametrize(
    ("others", "figure"), [((1, 2, 3, 4), "300 tỷ đồng"), ((1, 2, 3, 4, 5), "200 tỷ đồng")]
)
def test_few_peers_or_a_likely_figure_raise_no_doubt(office, others, figure):
    companies(office, *others)
    assert "✓ Đã ghi Lợi nhuận (2025)" in said_of(office, figure)


def test_only_what_counts_now_of_units_of_the_kind_is_common(office):
    companies(office, 1, 1, 1, 1, 1)

    def change(session: Session) -> None:
        first = unit(session, "c-0")
        pledge(session, first, CODE, 300 * BILLION, version=2)
        session.flush()
        changed = sa.update(Unit).where(Unit.code == "c-4")  # type: ignore[arg-type]
        session.connection().execute(changed.values(kind=UnitKind.COOPERATIVE))

    office.database.transaction(change)
    assert "✓ Đã ghi Lợi nhuận (2025)" in said_of(office, "300 tỷ đồng")


def test_a_figure_is_held_against_the_unit_s_own_elsewhere(office):
    def register(session: Session) -> None:
        pledge(session, unit(session, COMPANY), OTHER, 3 * BILLION)

    office.database.transaction(register)
    asked = said_of(office, "300 tỷ đồng")
    assert "so với bản đăng ký theo Kế hoạch" in asked
    assert ": 3 tỷ đồng. Có đúng không?" in asked
    assert "✓" in office.say(COMPANY, "[\x1e300 tỷ đồng]")


def test_what_a_unit_registered_already_is_not_asked_about(office):
    def register(session: Session) -> None:
        pledge(session, unit(session, COMPANY), CODE, 300 * BILLION)

    office.database.transaction(register)
    companies(office, 1, 2, 3, 4, 5)
    assert "✓ Đã ghi Lợi nhuận (2025)" in said_of(office, "300 tỷ đồng")
    with office.session() as session:
        assert len(session.exec(select(Registration)).all()) == 6
