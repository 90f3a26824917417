"""A bot whose month is used up: nothing is sent, one tries after the pause, then all goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.channels import Limits
from bot.channels.zalo import QUOTA_PAUSE, Zalo
from bot.outbox import Outbox
from bot.playground.zalo import ZaloWorld
from bot.playground.zalo_api import ZaloApi
from models.channels import note_stop, stopped
from models.people import Account, Contact
from models.registers import Incoming, Outgoing, Urgency
from tests.office import Office
from tests.zalo_server import AN, TOKEN, served

CHANNEL = "zalo-4180"
PAUSE = timedelta(seconds=QUOTA_PAUSE)


class Post:
    """The register, its outbox and the loopback Zalo that it sends to."""

    def __init__(self, office: Office, world: ZaloWorld, base: str) -> None:
        self.office, self.world, self._base = office, world, base

    def outbox(self) -> Outbox:
        one_by_one = Limits(1000, 0, at_once=1, files=False, blocks=False)
        channel = Zalo(TOKEN, self._base, name=CHANNEL, limits=one_by_one)
        return Outbox(self.office.database, channel, self.office.clock)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Outbox]:
        outbox = self.outbox()
        task = asyncio.create_task(outbox.run())
        try:
            yield outbox
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await outbox._channel.close()

    def owe(self, text: str, urgency: Urgency = Urgency.REPLY, **more: Any) -> None:
        now = self.office.clock.now()
        with self.office.session() as session:
            about = {"channel": CHANNEL, "address": AN, "message": {"text": text}}
            session.add(Outgoing(**about | more, urgency=urgency, created_at=now))
            session.commit()

    def rows(self) -> list[tuple[str, bool, str | None]]:
        """Return of each row its text, whether it is claimed and not done, and its outcome."""
        with self.office.session() as session:
            rows = session.exec(select(Outgoing).where(Outgoing.channel == CHANNEL))
            return [
                (
                    each.message.get("text", ""),
                    bool(each.claimed_at and not each.done_at),
                    each.outcome,
                )
                for each in rows
            ]

    def waiting(self) -> list[str]:
        """Return what lies in the register, neither done nor claimed."""
        return [text for text, claimed, outcome in self.rows() if not claimed and not outcome]

    def until(self) -> datetime | None:
        with self.office.session() as session:
            return stopped(session).get(CHANNEL)

    def tried(self) -> list[str]:
        return [asked["text"] for name, asked in self.world.calls if name == "sendMessage"]

    def arrived(self) -> list[str]:
        return [each["text"] for each in self.world.phones[AN].messages]

    async def comes(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not holds():  # noqa: ASYNC110  another thread sets no event
                await asyncio.sleep(0.02)


@pytest.fixture(params=["http", "envelope"])
async def post(office, request):
    world = ZaloWorld(TOKEN, lambda: datetime.now(UTC))
    world.error_style = request.param
    world.introduce(AN, "Trần Thị An")
    async with served([(r"/bot([^/]+)/(\w+)", ZaloApi, {"zalo": world})]) as base:
        yield Post(office, world, base)


async def test_nothing_is_sent_until_one_has_got_through_and_then_the_most_urgent_first(post):
    post.world.limit = 0
    post.owe("thông báo", Urgency.BROADCAST)
    post.owe("nhắc", Urgency.REMINDER)
    async with post.sending() as outbox:
        await post.comes(lambda: post.until() and len(post.waiting()) == 2)
        assert len(post.tried()) == 1
        post.owe("trả lời")
        assert post.office.database.transaction(outbox._claim) == []

        first = post.until()
        post.office.clock.offset += PAUSE
        await post.comes(lambda: post.until() > first and len(post.waiting()) == 3)
        assert post.tried()[1:] == ["trả lời"]

        post.world.limit = 100
        post.office.clock.offset += PAUSE
        await post.comes(lambda: post.until() is None and not post.waiting())
        await post.comes(lambda: {outcome for _, _, outcome in post.rows()} == {"sent"})
    assert post.arrived() == ["trả lời", "nhắc", "thông báo"]


async def test_a_restart_goes_on_waiting(post):
    post.world.limit = 0
    post.owe("trả lời")
    async with post.sending():
        await post.comes(lambda: post.until() and post.waiting())
    post.owe("cắt ngang", claimed_at=post.office.clock.now())
    async with post.sending():
        await post.comes(lambda: len(post.waiting()) == 2)
        assert len(post.tried()) == 1


async def test_what_is_no_message_says_nothing_about_the_quota(post):
    post.world.limit = 0
    post.owe("thông báo", Urgency.BROADCAST)
    async with post.sending():
        await post.comes(lambda: post.until() and post.waiting())
        post.owe("", kind="menu", message={"commands": []})
        first = post.until()
        post.office.clock.offset += PAUSE
        await post.comes(lambda: post.until() > first and post.waiting() == ["thông báo"])
    assert post.tried() == ["thông báo"] * 2


@pytest.mark.parametrize("limit", [1, 100])
async def test_what_may_have_arrived_is_tried_once_more_at_most(post, limit):
    post.world.limit = limit
    post.world.faults.extend(["lost"] * 9)
    post.owe("có thể đã tới")
    async with post.sending():
        await post.comes(lambda: post.rows()[0][2])
    assert post.rows() == [("có thể đã tới", False, "unsure")]
    assert len(post.tried()) == 2
    assert len(post.arrived()) == min(limit, 2)


def test_administrators_are_told_at_once_where_they_can_be_reached_and_once_a_month(office):
    office.let_in("admin")

    def seen_on_zalo(session: Any) -> None:
        contact = session.exec(select(Contact.id)).one()
        session.add(Account(channel=CHANNEL, address="q", contact_id=contact))
        said: Any = {"channel": CHANNEL, "address": "q", "external_id": "1", "kind": "text"}
        now = office.clock.now()
        session.add(Incoming(**said, received_at=now, handled_at=now))
        note_stop(session, CHANNEL, now + PAUSE)

    def told() -> list[tuple[str, str]]:
        office.remind()
        with office.session() as session:
            query = select(Outgoing.channel, Outgoing.message).order_by(col(Outgoing.id))
            found = [(name, said["text"].split("\n")[0]) for name, said in session.exec(query)]
            return [(name, title) for name, title in found if "không nhận thêm" in title]

    office.remind()
    office.database.transaction(seen_on_zalo)
    expected = [("telegram", "Zalo (bot 4180) không nhận thêm tin")]
    assert told() == told() == expected
    office.at("2021-11-02 09:00")
    assert told() == expected * 2
    assert "Zalo không nhận thêm, thử lại lúc" in office.say("admin", "/tinhhinh zalo")
    assert "hết hạn mức, chưa gửi được" in office.say("admin", "/kenh")
