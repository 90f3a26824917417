"""Webhook mode: Telegram brings the updates, and nobody else can."""

import json
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.stage import COMMUNES, Stage, staged

ANNA = 1001
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UNKNOWN: list[Any] = [
    {"update_id": 1, "poll": {"id": "x"}},
    {"update_id": 2, "message": None},
    {"update_id": 3, "message": {"chat": 5}},
    {"update_id": 4, "message": {"chat": {"id": ANNA, "type": "private"}, "photo": []}},
    {"update_id": 5, "callback_query": "a tap"},
    {"update_id": 6, "callback_query": {"id": "1"}},
    {"update_id": 7, "my_chat_member": {"chat": {"id": ANNA}}},
    {"update_id": 8},
    {"message": {"text": "no number"}},
    {},
    [],
    [{"update_id": 9}],
    "text",
    7,
    None,
]


class Hook:
    """The bot's webhook as Telegram, or a stranger, sees it."""

    def __init__(self, stage: Stage, http: aiohttp.ClientSession) -> None:
        self.stage, self.http = stage, http

    @property
    def told(self) -> dict[str, Any]:
        """What the bot told Telegram about it."""
        return self.stage.world.updates.webhook

    async def post(self, body: bytes, secret: str | None) -> int:
        headers = {} if secret is None else {HEADER: secret}
        async with self.http.post(self.told["url"], data=body, headers=headers) as answer:
            return answer.status

    async def bring(self, update: Any) -> int:
        return await self.post(json.dumps(update).encode(), self.told["secret"])


@pytest.fixture
async def hook(tmp_path, unused_tcp_port):
    async with staged(tmp_path) as stage, aiohttp.ClientSession() as http:
        stage.let_in({ANNA: COMMUNES[0]})
        address = f"127.0.0.1:{unused_tcp_port}"
        await stage.start(wait=False, PUBLIC_URL=f"http://{address}/", LISTEN=address)
        await stage.until(lambda: stage.world.updates.webhook)
        yield Hook(stage, http)


def text(number: int, said: str) -> dict[str, Any]:
    person = {"id": ANNA, "is_bot": False, "first_name": "Anna"}
    about = {"message_id": number, "date": 1, "from": person, "text": said}
    return {"update_id": number, "message": {**about, "chat": {"id": ANNA, "type": "private"}}}


async def test_a_conversation_through_the_webhook(hook):
    stage = hook.stage
    await stage.say(ANNA, "/dangky", "Chỉ tiêu thứ 1")
    await stage.say(ANNA, "Tỷ lệ hộ dân sử dụng nước sạch", "Hàng năm")
    before = stage.told(ANNA)[-1]["message_id"]
    query = stage.world.tap(ANNA, before, "← Câu trước")
    await stage.hears(ANNA, "Chỉ tiêu thứ 1", after=2)
    await stage.until(lambda: stage.world.queries[query].answer is not None)
    await stage.until(stage.nothing_waits)
    assert len(stage.told(ANNA)) == 3
    assert stage.world.updates.polls == 0


async def test_only_telegram_is_let_in_and_only_with_what_can_be_read(hook):
    secret = hook.told["secret"]
    assert len(secret) >= 32
    update = json.dumps(text(11, "/trogiup")).encode()
    for wrong in (None, "", "x", secret + "x", secret[:-1], "đ"):
        assert await hook.post(update, wrong) == 403
    for unreadable in (b"", b"{", b"\xff\xfe", b"not JSON at all"):
        assert await hook.post(unreadable, secret) == 400
    url = urlsplit(hook.told["url"])
    for method, path, status in (("GET", url.path, 405), ("POST", "/", 404)):
        async with hook.http.request(method, f"http://{url.netloc}{path}") as answer:
            assert answer.status == status
    assert hook.stage.one("select count(*) from incoming") == 0


async def test_an_update_that_is_brought_twice_is_dealt_with_once(hook):
    stage = hook.stage
    assert await hook.bring(text(21, "/dangky")) == 200
    assert await hook.bring(text(21, "/dangky")) == 200
    await stage.hears(ANNA, "Chỉ tiêu thứ 1")
    assert await hook.bring(text(21, "/dangky")) == 200
    await stage.until(stage.nothing_waits)
    assert len(stage.told(ANNA)) == 1
    assert stage.one("select count(*) from incoming") == 1


async def test_unknown_shapes_are_taken_and_passed_over(hook):
    stage = hook.stage
    for update in UNKNOWN:
        assert await hook.bring(update) == 200, update
    await stage.say(ANNA, "/trogiup", "/cuatoi")
    assert len(stage.told(ANNA)) == 1
    assert stage.one("select count(*) from incoming") == 1


async def test_a_secret_of_ones_own_is_used_and_never_seen(tmp_path, unused_tcp_port):
    secret = "my-own_secret-0123456789"
    address = f"127.0.0.1:{unused_tcp_port}"
    async with staged(tmp_path) as stage:
        more = {"PUBLIC_URL": f"http://{address}", "LISTEN": address, "WEBHOOK_SECRET": secret}
        bot = await stage.start(wait=False, LOG_LEVEL="DEBUG", **more)
        await stage.until(lambda: stage.world.updates.webhook)
        assert stage.world.updates.webhook["secret"] == secret
        await bot.stop()
        assert secret not in bot.log


async def test_what_waits_at_telegram_while_the_bot_is_down_comes_when_it_is_up(hook):
    stage = hook.stage
    (bot,) = stage.bots
    address = urlsplit(hook.told["url"]).netloc
    await bot.kill()
    stage.world.say(ANNA, "/trogiup")
    await stage.until(lambda: hook.told.get("error"))
    await stage.start(wait=False, PUBLIC_URL=f"http://{address}", LISTEN=address)
    await stage.hears(ANNA, "/cuatoi")
    assert len(stage.told(ANNA)) == 1
