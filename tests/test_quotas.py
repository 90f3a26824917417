"""What Zalo allows in a month: counted, told of once, and kept for what is urgent."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, select

from bot.breaker import Breaker
from bot.channels import Limits, Parcel
from bot.clock import Clock
from bot.outbox import Outbox
from bot.ticking import Ticks
from messages import MANNER
from models.people import Account, Contact, Role
from models.registers import Outgoing, Urgency
from tests.office import Office

ZALO = "zalo-4180"


def sent(office: Office, count: int, moment: datetime | None = None, **row: Any) -> None:
    """Let so many messages have gone out on Zalo."""
    moment = moment or office.clock.now()
    common: dict[str, Any] = {
        "channel": ZALO,
        "address": "a",
        "message": {"text": "Tin"},
        "created_at": moment,
        **row,
    }
    with office.session() as session:
        session.add_all(
            Outgoing(**common, claimed_at=moment, done_at=moment, outcome="sent")
            for _ in range(count)
        )
        session.commit()


@pytest.fixture
def zalo(office: Office) -> Office:
    office.let_in("admin")
    with office.session() as session:
        session.add(contact := Contact(name="clerk", role=Role.CONTACT))
        session.flush()
        session.add(Account(channel=ZALO, address="a", contact_id=contact.id))
        session.commit()
    return office


def warnings(office: Office) -> list[str]:
    office.remind()
    return [text for text in office.told("admin") if "hạn mức" in text]


def test_administrators_are_warned_once_at_each_level_and_anew_each_month(zalo):
    sent(zalo, 2099)
    assert not warnings(zalo)
    for more, hours, count in ((1, 1, 1), (0, 2, 1), (600, 3, 2), (300, 4, 3), (50, 5, 3)):
        sent(zalo, more)
        zalo.at(f"2021-10-04 {8 + hours:02}:30")
        assert len(warnings(zalo)) == count
    zalo.at("2021-11-02 09:00")
    assert len(warnings(zalo)) == 3
    sent(zalo, 2100)
    zalo.at("2021-11-02 10:00")
    assert "70%" in warnings(zalo)[3]


def test_staff_see_what_is_used(zalo):
    sent(zalo, 30)
    sent(zalo, 500, zalo.clock.now() - timedelta(days=40))
    sent(zalo, 7, kind="menu", message={"commands": []})
    assert "Bot 4180: đã gửi 30/3.000 tin (1%), 1/50 người" in zalo.say("admin", "/tinhhinh zalo")


class Quiet:
    """A channel whose messages nobody reads."""

    name, read_once = ZALO, False
    limits = Limits(bulk_per_second=100, chat_interval=0, monthly=100)

    async def send(self, parcel: Parcel) -> str:
        return str(parcel.id)


def test_a_message_in_several_parts_is_counted_as_so_many(zalo):
    sent(zalo, 10, message={"text": "Một dòng của bản tổng hợp dài\n" * 150})
    assert "đã gửi 30/3.000 tin" in zalo.say("admin", "/tinhhinh zalo")


@pytest.mark.parametrize(("used", "kinds"), [(89, {0, 1, 2}), (90, {0, 1})])
def test_announcements_leave_the_last_of_it_to_what_is_urgent(zalo, used, kinds):
    sent(zalo, used)
    now = zalo.clock.now()
    with zalo.session() as session:
        for urgency in Urgency:
            row: dict[str, Any] = {"channel": ZALO, "address": "a", "message": {"text": "Tin"}}
            session.add(Outgoing(**row, urgency=urgency, created_at=now))
        session.commit()
    clock = Clock(MANNER.timezone, now - datetime.now(UTC))
    outbox = Outbox(zalo.database, Quiet(), clock)  # type: ignore[arg-type]
    zalo.database.transaction(outbox._claim)
    with zalo.session() as session:
        query = select(Outgoing.urgency).where(
            col(Outgoing.claimed_at).is_not(None), col(Outgoing.done_at).is_(None)
        )
        assert set(session.exec(query)) == kinds


@pytest.mark.parametrize(("refused", "unreachable"), [(2, False), (3, True)])
def test_who_is_refused_again_and_again_is_unreachable_until_they_write(zalo, refused, unreachable):
    now = zalo.clock.now()
    ticks: list[dict[str, object]] = []
    with zalo.session() as session:
        for _ in range(refused):
            row: dict[str, Any] = {"channel": ZALO, "address": "a", "message": {"text": "Tin"}}
            session.add(kept := Outgoing(**row, created_at=now, claimed_at=now))
            session.flush()
            ticks.append({"row": kept.id, "outcome": "refused", "external_id": None})
        session.commit()
    channel = Quiet()
    channel.limits = Limits(100, 0, blocks=False)
    ticking = Ticks(zalo.database, channel, zalo.clock, Breaker(zalo.clock))  # type: ignore[arg-type]
    for tick in ticks:
        tick |= {"address": "a", "done_at": now}
        zalo.database.transaction(partial(ticking.tick_off, ticks=[tick]))
    with zalo.session() as session:
        account = session.exec(select(Account).where(Account.channel == ZALO)).one()
        assert (account.unreachable_since is not None) == unreachable
