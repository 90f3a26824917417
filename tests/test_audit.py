"""The audit: every decision sealed by the one before, so that what is changed later shows."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.audit import AuditEntry, first_broken, newest_seal
from tests.office import Office

PLAN = "tra-vinh-30-nam"


def decide(office: Office, *days: str) -> None:
    office.let_in("staff")
    for day in days:
        office.say("staff", f"/han {PLAN} registration", day, "Công văn hướng dẫn", "[yes]")


def broken(office: Office) -> int | None:
    with office.session() as session:
        return first_broken(session)


def change(office: Office, statement: sa.Update | sa.Delete) -> None:
    def work(session: Session) -> None:
        session.connection().execute(statement)

    office.database.transaction(work)


def test_decisions_are_sealed_in_order(office):
    decide(office, "15/10/2021", "20/10/2021", "25/10/2021")
    with office.session() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        assert len({entry.seal for entry in entries}) == 3
        assert newest_seal(session) == entries[-1].seal
    assert broken(office) is None


def test_a_changed_row_shows(office):
    decide(office, "15/10/2021", "20/10/2021", "25/10/2021")
    change(office, sa.update(AuditEntry).where(col(AuditEntry.id) == 2).values(reason="khác"))
    assert broken(office) == 2


def test_a_row_taken_out_shows(office):
    decide(office, "15/10/2021", "20/10/2021", "25/10/2021")
    change(office, sa.delete(AuditEntry).where(col(AuditEntry.id) == 2))
    assert broken(office) == 3


def test_a_row_sealed_anew_breaks_the_next(office):
    decide(office, "15/10/2021", "20/10/2021", "25/10/2021")
    change(office, sa.update(AuditEntry).where(col(AuditEntry.id) == 2).values(seal="0" * 64))
    assert broken(office) == 2


def test_several_decisions_of_one_moment_are_sealed_one_after_another(office):
    office.let_in("staff")

    def work(session: Session) -> None:
        now = office.clock.now()
        session.add_all([AuditEntry(at=now, act="approved", subject=f"{n}") for n in range(5)])

    office.database.transaction(work)
    assert broken(office) is None


def test_staff_read_it_in_the_chat_and_contacts_do_not(office):
    office.let_in("911-duong-to")
    decide(office, "15/10/2021")
    told = office.say("staff", "/nhatky")
    assert "Nhật ký: 1 quyết định" in told
    assert "ấn định hạn" in told
    assert "Công văn hướng dẫn" in told
    assert "Nhật ký" not in office.say("911-duong-to", "/nhatky")
