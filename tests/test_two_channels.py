"""One person on two channels: joined by a code of one's own, told where last seen."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.channels import Arrival
from bot.clock import show_progress
from bot.drafting import Front
from bot.inbox import accept, handle_waiting
from bot.owing import owe_many
from handlers import COMMANDS, RECEPTION
from messages import Message
from models.announcements import Announcement
from models.channels import move_away
from models.people import Account, Contact
from models.registers import Outgoing
from tests.office import CHANNEL, Office

COMMUNE, ZALO, ZALO_ID = "911-duong-to", "zalo-4180", "0a1b2c3d"


class TwoChannels:
    """A commune's clerk, who writes on either channel."""

    def __init__(self, office: Office) -> None:
        self.office, self._number = office, 0
        self._front = Front(COMMANDS, RECEPTION, office.clock)

    def say(self, channel: str, *texts: str, address: str = ZALO_ID) -> str:
        for text in texts:
            self._number += 1
            arrival = Arrival(f"two-{self._number}", self._at(channel, address), "text", text)
            self.office.database.transaction(partial(self._turn, channel, arrival))
        return self.told(channel)[-1]

    def told(self, channel: str) -> list[str]:
        query = (
            select(Outgoing.message).where(Outgoing.channel == channel).order_by(col(Outgoing.id))
        )
        with self.office.session() as session:
            return [message["text"] for message in session.exec(query) if "text" in message]

    def code(self) -> str:
        text = self.say(CHANNEL, "/lienket")
        return next(
            word for word in text.replace("\n", " ").split() if len(word) == 10 and word.isupper()
        )

    def _at(self, channel: str, address: str) -> str:
        return COMMUNE if channel == CHANNEL else address

    def _turn(self, channel: str, arrival: Arrival, session: Session) -> None:
        accept(session, channel, [arrival], self.office.clock.now())
        handle_waiting(session, self._front)
        for row in session.exec(select(Outgoing).where(col(Outgoing.done_at).is_(None))):
            row.claimed_at = row.done_at = self.office.clock.now()


@pytest.fixture
def two(office: Office) -> TwoChannels:
    office.let_in(COMMUNE)
    return TwoChannels(office)


def accounts(two: TwoChannels) -> list[tuple[str, int]]:
    with two.office.session() as session:
        rows = session.exec(select(Account.channel, Account.contact_id).order_by(col(Account.id)))
        return [(channel, contact) for channel, contact in rows]


def test_a_draft_goes_on_where_the_person_goes(two):
    two.say(CHANNEL, "/dangky", "Tỷ lệ hộ nghèo")
    linked = two.say(ZALO, two.code())
    assert "Đã nối kênh này" in linked
    asked = two.say(ZALO, "/dangky")
    assert "Các câu đã trả lời vẫn còn đủ" in asked
    assert "Hàng năm" in asked
    assert "Đã ghi Tỷ lệ hộ nghèo – Hàng năm: 2021–2025: 1%" in two.say(ZALO, "1%")
    assert len({contact for _, contact in accounts(two)}) == 1


def test_an_answer_to_a_question_of_the_other_channel_is_not_taken_for_another(two):
    two.say(ZALO, two.code())
    two.say(ZALO, "/dangky", "Tỷ lệ hộ nghèo")
    two.say(CHANNEL, "/dangky", "1%", "1,5%")
    asked = two.say(ZALO, "1")
    assert "đang mở ở kênh khác" in asked
    assert "đăng ký thêm chỉ tiêu khác không?" in asked
    assert "Tên công trình" in two.say(ZALO, "2")


def test_the_same_question_is_answered_on_either_screen(two):
    two.say(ZALO, two.code())
    two.say(ZALO, "/dangky", "Tỷ lệ hộ nghèo")
    assert "Hàng năm" in two.say(CHANNEL, "/dangky")
    assert "Phấn đấu đến hết" in two.say(ZALO, "1%")
    asked = two.say(CHANNEL, "2%")
    assert "đang mở ở kênh khác" in asked
    assert "Phấn đấu đến hết" in asked
    assert "đăng ký thêm chỉ tiêu khác không?" in two.say(ZALO, "3%")


def test_where_nothing_is_edited_an_announcement_is_told_of_at_its_end(two):
    two.office.let_in("staff")
    told = two.office.say("staff", "/thongbao kien-giang-2021-2025", "17")
    assert "“17” chưa có chữ nào" in told
    two.office.say("staff", "Mời họp", "[all]", "[yes]")
    for channel in (ZALO, CHANNEL):
        with two.office.session() as session:
            announcement = session.exec(select(Announcement)).one()
            progress = session.get_one(Outgoing, announcement.progress_id)
            progress.channel, progress.external_id = channel, "7"
            announcement.finished_at, announcement.progress_text = None, ""
            for row in session.exec(select(Outgoing).where(col(Outgoing.outcome).is_(None))):
                row.outcome = "sent"
            session.commit()
            show_progress(session, two.office.clock)
            newest = session.exec(select(Outgoing).order_by(col(Outgoing.id).desc())).first()
            assert newest is not None
            assert "✓ Đã gửi xong thông báo" in newest.message["text"]
            assert newest.kind == ("message" if channel == ZALO else "edit")


def test_a_code_of_ones_own_is_used_once_elsewhere_and_soon(two):
    code = two.code()
    assert "ở kênh kia" in two.say(CHANNEL, code)
    two.office.clock.offset += timedelta(minutes=16)
    assert "đã hết hạn" in two.say(ZALO, code)
    code = two.code()
    two.say(ZALO, code)
    assert "đã được dùng" in two.say("zalo-7", code, address="other")
    assert len(accounts(two)) == 2


def test_nobody_else_takes_over_a_person_with_their_code(two):
    two.office.let_in("911-ham-ninh")
    code = two.code()
    assert "Mã này không đúng" in two.office.say("911-ham-ninh", code)
    assert len(accounts(two)) == 2


@pytest.mark.parametrize("last", [CHANNEL, ZALO])
def test_a_person_is_told_once_where_they_were_last_seen(two, last):
    two.say(ZALO, two.code())
    two.say(last, "/han")
    before: dict[str, Any] = {channel: len(two.told(channel)) for channel in (CHANNEL, ZALO)}
    with two.office.session() as session:
        contact = session.exec(select(Contact.id)).one()
        assert owe_many(session, [contact], Message("Tin"), two.office.clock.now()) == 1
        session.commit()
    after = {channel: len(two.told(channel)) for channel in (CHANNEL, ZALO)}
    assert {channel for channel in after if after[channel] > before[channel]} == {last}


def test_staff_move_everybody_to_the_other_channel_with_what_waits(two):
    two.office.let_in("staff")
    two.say(ZALO, two.code())
    now = two.office.clock.now()
    with two.office.session() as session:
        contact = session.exec(select(Contact.id).order_by(col(Contact.id))).first()
        owe_many(session, [contact], Message("Đang chờ"), now)
        session.commit()
    zalo, telegram = len(two.told(ZALO)), len(two.told(CHANNEL))
    with two.office.session() as session:
        moved = move_away(session, ZALO)
        session.commit()
    assert (moved, len(two.told(ZALO)), "Đang chờ" in two.told(CHANNEL)) == (1, zalo - 1, True)
    with two.office.session() as session:
        assert owe_many(session, [contact], Message("Tin mới"), now) == 1
        session.commit()
    assert two.told(CHANNEL)[-1] == "Tin mới"
    assert len(two.told(CHANNEL)) == telegram + 2
    said = two.office.say("staff", "/kenh", f"[{ZALO}]", "[yes]")
    assert "Đã dùng lại Zalo (bot 4180)" in said
