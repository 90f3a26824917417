"""A running plan is loaded again: what changes, whom it concerns, who is told, what is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.keyboard.plans import compare, load, tell
from models.amendments import outdated_units
from models.assignments import appoint
from models.audit import Act, audit_of
from models.campaigns import campaign_by_code, plan_of, plan_version
from models.database import Database
from models.drafts import Draft
from models.people import Account, Contact
from models.plan import Plan
from models.plan.changes import changes
from models.plan.file import read_plan
from models.registers import Outgoing
from models.registrations import Registration
from models.standing import standings, summary
from models.units import unit_by_code

PLAN = Path(__file__).parents[1] / "plans" / "kien-giang-2021-2025.yaml"
NOW = datetime(2021, 10, 1, 1, 0, tzinfo=UTC)
UNIT = "mau-doanh-nghiep"


@pytest.fixture
def database(url):
    database = Database(url)
    yield database
    database.close()


def amended(tmp_path: Path, *pairs: tuple[str, str]) -> Plan:
    text = PLAN.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    return read_plan(file)


def register(session: Session) -> None:
    unit = unit_by_code(session, UNIT)
    campaign = campaign_by_code(session, "kien-giang-2021-2025")
    assert unit
    assert campaign
    contact = Contact(name="Doanh nghiệp mẫu", unit_id=unit.id)
    draft = Draft(talk="dangky", owner=f"unit:{unit.id}", opened_at=NOW, finished_at=NOW)
    session.add_all([contact, draft])
    session.flush()
    session.add(Account(channel="test", address="1", contact_id=contact.id))
    appoint(session, contact.id, unit.id, NOW, NOW.date())
    session.add(
        Registration(
            campaign_id=campaign.id,
            unit_id=unit.id,
            version=1,
            plan_hash=campaign.plan_hash,
            draft_id=draft.id,
            contact_id=contact.id,
            submitted_at=NOW,
        )
    )


def owed(session: Session) -> list[Outgoing]:
    return list(session.exec(select(Outgoing)))


FIELD = ("name: Lợi nhuận", "name: Lợi nhuận sau thuế")


def test_moved_lines_and_reworded_doubts_change_nothing(tmp_path):
    plan = amended(tmp_path, ("line: 131", "line: 132"), ("likely: Mọi hợp tác xã", "likely: Các"))
    assert changes(read_plan(PLAN), plan) == []


def test_changes_are_told_by_kind_and_name(tmp_path):
    plan = amended(
        tmp_path,
        ("date: 2021-10-30", "date: 2021-11-30"),
        ("code: submission", "code: paper"),
        FIELD,
    )
    found = [(each.section, each.kind, each.name) for each in changes(read_plan(PLAN), plan)]
    assert found == [
        ("milestones", "changed", "Đăng ký thi đua"),
        ("registration", "changed", "enterprise"),
        ("registration", "changed", "cooperative"),
        ("documents", "removed", "Tờ trình đề nghị khen thưởng"),
        ("documents", "added", "Tờ trình đề nghị khen thưởng"),
    ]


def test_loading_again_keeps_answers_with_their_version_and_tells_nobody_unasked(
    database, tmp_path
):
    database.transaction(register)
    plan = amended(tmp_path, FIELD)
    told = database.transaction(lambda session: compare(session, plan))
    assert told.startswith("2 quy định đăng ký đổi; 1 đơn vị cần xác nhận lại.")
    assert database.transaction(lambda session: load(session, plan, NOW, NOW.date())) == 1
    assert database.transaction(owed) == []

    def look(session: Session) -> None:
        campaign = campaign_by_code(session, plan.code)
        assert campaign
        assert [unit.code for unit in outdated_units(session, campaign)] == [UNIT]
        registration = session.exec(select(Registration)).one()
        answered = plan_version(session, registration.plan_hash)
        rules = answered.registration_for("enterprise")
        assert rules
        assert rules.fields[0].name == "Lợi nhuận"
        assert (
            summary(standings(session, campaign, plan_of(session, campaign), NOW.date()))[
                "outdated"
            ]
            == 1
        )
        [entry] = audit_of(session, plan.code)
        assert (entry.act, entry.before, entry.after) == (
            Act.PLAN_LOADED,
            registration.plan_hash,
            campaign.plan_hash,
        )

    database.transaction(look)


def test_those_concerned_are_told_when_somebody_says_so(database, tmp_path):
    database.transaction(register)
    plan = amended(tmp_path, FIELD)
    database.transaction(lambda session: load(session, plan, NOW, NOW.date()))
    database.transaction(lambda session: tell(session, plan, NOW, NOW.date()))
    [row] = database.transaction(owed)
    assert row.address == "1"
    assert "Kế hoạch đã sửa" in row.message["text"]


def test_what_units_are_not_asked_concerns_no_registration(database, tmp_path):
    database.transaction(register)
    plan = amended(tmp_path, ("date: 2021-10-30", "date: 2021-11-30"))
    assert database.transaction(lambda session: load(session, plan, NOW, NOW.date())) == 0
    back = read_plan(PLAN)
    assert database.transaction(lambda session: load(session, back, NOW, NOW.date())) == 0
    entries = database.transaction(lambda session: list(audit_of(session, plan.code)))
    assert [entry.after == entries[1].before for entry in entries] == [True, False]
    assert database.transaction(lambda session: load(session, back, NOW, NOW.date())) == 0
    assert len(database.transaction(lambda session: list(audit_of(session, plan.code)))) == 2
