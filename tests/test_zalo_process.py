"""The bot as a process on Zalo alone: from the code to the receipt, through kills and two bots."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from bot.playground.zalo import ZaloWorld
from bot.playground.zalo_api import ZaloApi
from tests.stage import COMMUNES, Bot, Stage, staged

TOKEN = "4180:zalo-of_the-stage"
CHANNEL = "zalo-4180"
AN = "0a1b2c3d4e5f60718293"


class Scene:
    """A stage whose bots have Zalo and no Telegram."""

    def __init__(self, stage: Stage, zalo: ZaloWorld, base: str) -> None:
        self.stage, self.zalo, self._base = stage, zalo, base

    async def start(self, **settings: str) -> Bot:
        asked = len(self.zalo.calls)
        zalo = {"ZALO_TOKENS": TOKEN, "ZALO_BASE_URL": self._base, "TELEGRAM_TOKEN": ""}
        bot = await self.stage.start(wait=False, **zalo, **settings)
        await self.stage.until(lambda: len(self.zalo.calls) > asked)
        return bot

    def told(self) -> list[str]:
        return [each["text"] for each in self.zalo.phones[AN].messages if each.get("bot")]

    async def say(self, text: str, *words: str) -> str:
        """Have An write something; wait for an answer with these words."""
        before = len(self.told())
        self.zalo.say(AN, text)

        def heard() -> bool:
            told = self.told()
            return len(told) > before and all(word in told[-1] for word in words)

        await self.stage.until(heard, lambda: f"{words}, not {self.told()[before:]}")
        return self.told()[-1]

    async def code(self, unit: str) -> str:
        who = ("--role", unit) if unit == "staff" else ("--unit", unit)
        said = await self.stage.command("invite", *who)
        found = re.search(r"\b[A-Z2-9]{10}\b", said.out)
        assert found, said
        return found[0]


@asynccontextmanager
async def scene_in(folder) -> AsyncIterator[Scene]:
    zalo = ZaloWorld(TOKEN, lambda: datetime.now(UTC))
    zalo.introduce(AN, "Trần Thị An")
    server = HTTPServer(Application([(r"/bot([^/]+)/(\w+)", ZaloApi, {"zalo": zalo})]))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    async with staged(folder) as stage:
        yield Scene(stage, zalo, f"http://127.0.0.1:{sockets[0].getsockname()[1]}")
    server.stop()
    await server.close_all_connections()


@pytest.fixture
async def scene(tmp_path):
    async with scene_in(tmp_path) as found:
        yield found


async def test_from_the_code_to_the_receipt_without_buttons(scene):
    scene.zalo.twice = True  # whatever is written is brought twice
    code = await scene.code(COMMUNES[0])
    bot = await scene.start()
    await scene.say("xin chào", "mã")
    await scene.say(code, "xã Dương Tơ")
    await scene.say("đăng ký", "Chỉ tiêu thứ 1")
    await scene.say("Tỷ lệ hộ nghèo", "Hàng năm")
    await bot.kill()
    scene.zalo.error_style = "http"
    await scene.start()
    await scene.say("1,5%", "Phấn đấu đến hết")
    await scene.say("1%", "Trả lời bằng số")
    await scene.say("2", "Tên công trình")
    await scene.say("Nhà văn hóa xã", "quy mô cấp nào")
    await scene.say("cap xa", "Bắt đầu")
    for _ in range(2):
        await scene.say("chưa xác định")
    await scene.say("chưa có ảnh", "Xem lại trước khi gửi")
    receipt = await scene.say("Gửi đăng ký", "✓ Đã nhận đăng ký thi đua")
    assert "Tỷ lệ hộ nghèo: 2021–2025: 1,5%" in receipt
    assert scene.stage.one("select count(*) from registration where live") == 1
    assert all(len(text.encode("utf-16-le")) // 2 <= 1900 for text in scene.told())


async def test_an_invitation_names_the_bot_and_needs_no_telegram(scene):
    await scene.start()
    known = "select count(*) from remembered where name = ? and value <> ''"
    await scene.stage.until(lambda: scene.stage.one(known, f"zalo-title:{CHANNEL}"))
    alone = {"ZALO_TOKENS": TOKEN, "TELEGRAM_TOKEN": ""}
    said = await scene.stage.command("invite", "--unit", COMMUNES[0], **alone)
    assert "\non Zalo: bot.playground\n" in said.out
    assert not said.err


async def test_two_processes_answer_once_and_one_takes_over(scene):
    code = await scene.code(COMMUNES[0])
    first = await scene.start()
    await scene.say(code, "xã Dương Tơ")
    await scene.stage.start(
        wait=False, ZALO_TOKENS=TOKEN, ZALO_BASE_URL=scene._base, TELEGRAM_TOKEN=""
    )
    await scene.say("đăng ký", "Chỉ tiêu thứ 1")
    before = len(scene.told())
    await first.stop()
    await scene.say("/han", "Các hạn còn lại")
    await asyncio.sleep(1)
    assert len(scene.told()) == before + 1


async def test_the_token_is_in_no_log(scene):
    bot = await scene.start(LOG_LEVEL="DEBUG")
    scene.zalo.token = "4180:another"
    await asyncio.sleep(3)
    assert "the token is not accepted" in bot.log
    assert TOKEN not in bot.log
