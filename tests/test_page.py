"""The playground's page in a real browser, with a small scripted bot behind it."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import FilePayload, Locator, Page, async_playwright, expect
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from bot.playground.guard import at_home
from bot.playground.server import World, ZaloWorld, application, seats, zalo_line

Json = dict[str, Any]

TOKEN = "777:page-test"
ROOT = Path(__file__).parent.parent
WORDING: Json = json.loads((ROOT / "messages/playground.json").read_text())
PAGE = ROOT / "bot/playground/page"
LITERAL = "<b>{{ x }}</b> <img src=x onerror=alert(1)>"
PATIENCE = 30_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

expect.set_options(timeout=PATIENCE)


class Desk:
    """Holds the controls; the clock stands still and goes only forward."""

    wording = WORDING
    seats = seats(WORDING)

    def __init__(self) -> None:
        self.at = datetime(2021, 4, 12, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    async def set_clock(self, to: datetime) -> None:
        if to < self.at:
            raise ValueError("time only goes forward here")
        self.at = to


class EchoBot:
    """Asks one question, says which answer was pressed, and repeats everything else."""

    def __init__(self, http: aiohttp.ClientSession, port: int):
        self.http = http
        self.root = f"http://127.0.0.1:{port}/bot{TOKEN}"

    async def call(self, method: str, **args: object) -> Any:
        async with self.http.post(f"{self.root}/{method}", json=args) as answer:
            return (await answer.json()).get("result")

    async def run(self) -> None:
        menu = [{"command": "dangky", "description": "Register"}]
        await self.call("setMyCommands", commands=menu)
        offset = 0
        while True:
            try:
                updates = await self.call("getUpdates", offset=offset, timeout=20)
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
                continue
            for update in updates:
                offset = update["update_id"] + 1
                await self.react(update)

    async def react(self, update: Json) -> None:
        if query := update.get("callback_query"):
            await self.pressed(query)
        elif "message" in update:
            await self.answer(update["message"])

    async def pressed(self, query: Json) -> None:
        chat = query["message"]["chat"]["id"]
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
        await self.call("sendMessage", chat_id=chat, text=f"Pressed {query['data']}")

    async def answer(self, message: Json) -> None:
        chat, text = message["chat"]["id"], message.get("text")
        if text == "/dangky":
            keys = [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]
            markup = {"inline_keyboard": keys}
            await self.call("sendMessage", chat_id=chat, text="First?", reply_markup=markup)
        else:
            said = text or message.get("document", {}).get("file_name") or "a photo"
            await self.call("sendMessage", chat_id=chat, text=f"You sent: {said}")


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def world(desk):
    return World(TOKEN, desk.now)


@pytest.fixture
async def zalo(desk):
    zalo = ZaloWorld(TOKEN, desk.now)
    line = zalo_line(zalo)
    yield zalo, f"http://127.0.0.1:{line.port}/bot{TOKEN}/"
    line.cut()


@pytest.fixture
async def port(world, desk, zalo):
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(application(world, control=desk, zalo=zalo[0]))
    server.add_sockets(sockets)
    yield sockets[0].getsockname()[1]
    server.stop()
    await server.close_all_connections()


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@asynccontextmanager
async def browsing(width: int, height: int) -> AsyncGenerator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        yield page
        await browser.close()


@asynccontextmanager
async def trying(
    http: aiohttp.ClientSession, port: int, query: str = "", width: int = 1440, height: int = 900
) -> AsyncGenerator[Page]:
    bot = asyncio.create_task(EchoBot(http, port).run())
    try:
        async with browsing(width, height) as page:
            await page.goto(f"http://127.0.0.1:{port}/{query}")
            await page.wait_for_selector("body.live")
            yield page
    finally:
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot


def seat(page: Page, code: str) -> Locator:
    return page.locator(f".phone[data-seat={code}]")


@needs_browser
async def test_four_phones_and_the_first_question_in_one_tap(http, port):
    async with trying(http, port) as page:
        await expect(page.locator(".phone:visible")).to_have_count(4)
        official = seat(page, "official")
        await official.locator(".chip").first.click()
        await expect(official.locator(".theirs .words")).to_have_text("First?")
        await expect(official.locator(".mine .words")).to_have_text("/dangky")
        await official.get_by_role("button", name="Yes").click()
        await expect(official.locator(".theirs .words").last).to_have_text("Pressed y")
        await expect(official.locator(".toast")).to_have_text("Noted")
        await expect(seat(page, "officer").locator(".message")).to_have_count(0)


@needs_browser
async def test_one_seat_alone(http, port):
    async with trying(http, port, "?seat=newcomer") as page:
        await expect(page.locator(".phone:visible")).to_have_count(1)
        await expect(seat(page, "newcomer")).to_be_visible()
        await page.locator(".tab").first.click()
        await expect(page.locator(".phone:visible")).to_have_count(4)


@needs_browser
async def test_text_is_shown_letter_by_letter(http, port):
    async with trying(http, port) as page:
        official = seat(page, "official")
        await official.locator("textarea").fill(LITERAL)
        await official.locator("textarea").press("Enter")
        await expect(official.locator(".mine .words")).to_have_text(LITERAL)
        await expect(official.locator(".theirs .words")).to_have_text(f"You sent: {LITERAL}")
        assert await official.locator(".words img, .words b").count() == 0


@needs_browser
async def test_marks_and_commands_come_from_entities(http, port, world):
    world.open(1001)
    async with trying(http, port) as page:
        bold = {"type": "bold", "offset": 3, "length": 3}
        chat = world.chats[1001]
        world.post(chat, {"text": "🌾 Lúa", "entities": [bold]})
        official = seat(page, "official")
        await expect(official.locator("strong.bold")).to_have_text("Lúa")
        await EchoBot(http, port).call("sendMessage", chat_id=1001, text="Try /dangky")
        await official.locator(".command").click()
        await expect(official.locator(".theirs .words").last).to_have_text("First?")


@needs_browser
async def test_the_time_machine(http, port, desk):
    async with trying(http, port) as page:
        shown = page.locator(".clock time.now")
        await expect(shown).to_have_text("12/04/2021 08:00")
        await page.locator("[data-ahead='3600']").click()
        await expect(shown).to_have_text("12/04/2021 09:00")
        await page.locator(".morning").click()
        await expect(shown).to_have_text("13/04/2021 08:00")
        await page.locator(".date input").fill("30/06/2021 17:30")
        await page.locator(".date button").click()
        await expect(shown).to_have_text("30/06/2021 17:30")
        assert desk.at == datetime(2021, 6, 30, 10, 30, tzinfo=UTC)
        await page.locator(".date input").fill("31/02/2021")
        await page.locator(".date button").click()
        await expect(page.locator(".notice")).to_have_text(WORDING["labels"]["date_wrong"]["vi"])
        await page.locator(".date input").fill("1/1/2021")
        await page.locator(".date button").click()
        await expect(page.locator(".notice")).to_have_text(WORDING["labels"]["refused"]["vi"])
        assert desk.at - datetime(2021, 6, 30, 10, 30, tzinfo=UTC) == timedelta(0)


@needs_browser
async def test_blocking_and_the_other_situations(http, port, world):
    async with trying(http, port) as page:
        official = seat(page, "official")
        await official.locator(".block").click()
        await expect(official.locator(".stopped")).to_be_visible()
        assert world.chats[1001].blocked
        await official.locator(".unblock").click()
        await expect(official.locator("textarea")).to_be_visible()
        await page.locator(".busy").click()
        await expect(page.locator(".busy")).to_have_attribute("aria-pressed", "true")
        assert world.faults.too_many == 5
        await page.locator(".busy").click()
        await page.locator(".offline").click()
        await expect(page.locator(".offline")).to_have_attribute("aria-pressed", "true")
        await official.locator(".chip").first.click()
        await expect(official.locator(".mine")).to_have_count(1)
        await expect(official.locator(".state")).to_have_text(WORDING["labels"]["offline"]["vi"])
        await page.locator(".offline").click()
        await expect(official.locator(".theirs .words")).to_have_text("First?")


@needs_browser
async def test_what_zalo_does_wrong_is_driven_by_hand(http, port, zalo):
    world, root = zalo
    phone = next(one for one in seats(WORDING) if one.code == "zalo")

    async def send() -> tuple[int, str]:
        said = {"chat_id": phone.chat_id, "text": "chào"}
        async with http.post(f"{root}sendMessage", json=said) as answer:
            return answer.status, await answer.text()

    async with trying(http, port) as page:

        async def turn(what: str, on: bool) -> None:
            button = page.locator(f"[data-zalo='{what}']")
            await button.click()
            await expect(button).to_have_attribute("aria-pressed", str(on).lower())

        await turn("quota", True)
        assert (await send())[1].startswith('{"ok": false, "error_code": 429')
        await turn("style", True)
        assert (await send())[0] == 429
        await page.locator(".log summary").click()
        await expect(page.locator(".log tr.bad").first).to_contain_text("429 Quota exceeded")
        await expect(page.locator(".log tr.bad").first).to_contain_text("Zalo sendMessage")
        await turn("quota", False)
        await turn("502", True)
        assert await send() == (502, "<html><h1>Bad Gateway</h1></html>")
        await expect(page.locator("[data-zalo='502']")).to_have_attribute("aria-pressed", "false")
        await turn("lost", True)
        await turn("lost", False)
        await turn("lost", True)
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await send()
        assert (await send())[0] == 200
        await expect(seat(page, "zalo").locator(".theirs")).to_have_count(2)
        await turn("twice", True)
        await seat(page, "zalo").locator("textarea").fill("hai lần")
        await seat(page, "zalo").locator("textarea").press("Enter")
        await expect(seat(page, "zalo").locator(".mine")).to_have_count(1)
        found = [await (await http.post(f"{root}getUpdates")).json() for _ in range(2)]
        assert found[0] == found[1]
        await page.locator(".offline").click()
        await expect(page.locator(".offline")).to_have_attribute("aria-pressed", "true")
        with pytest.raises(aiohttp.ClientConnectionError):
            await send()
        await page.locator(".offline").click()
        await expect(page.locator(".offline")).to_have_attribute("aria-pressed", "false")
        assert (await send())[0] == 200
    assert world.error_style == "http"


@needs_browser
async def test_files_and_the_menu(http, port):
    async with trying(http, port) as page:
        official = seat(page, "official")
        file = FilePayload(name="kế hoạch.txt", mimeType="text/plain", buffer=b"abc")
        await official.locator("input[type=file]").set_input_files(file)
        await expect(official.locator(".mine .file b")).to_have_text("kế hoạch.txt")
        await expect(official.locator(".theirs .words")).to_have_text("You sent: kế hoạch.txt")
        await official.locator(".open").click()
        await official.get_by_role("button", name="/dangky Register").click()
        await expect(official.locator(".theirs .words").last).to_have_text("First?")


@needs_browser
async def test_the_log_shows_what_the_bot_calls(http, port):
    async with trying(http, port) as page:
        await EchoBot(http, port).call("sendSmokeSignal")
        await page.locator(".log summary").click()
        await expect(page.locator(".log tr.bad").first).to_contain_text("404 Not Found")


@needs_browser
async def test_both_languages(http, port):
    async with trying(http, port, "?lang=en") as page:
        await expect(page).to_have_title(WORDING["labels"]["title"]["en"])
        await page.locator(".language").click()
        await expect(page).to_have_title(WORDING["labels"]["title"]["vi"])
        assert await page.evaluate("document.documentElement.lang") == "vi"


@needs_browser
@pytest.mark.parametrize("query", ["", "?lang=en"])
async def test_a_phone_shows_one_seat_without_sideways_scrolling(http, port, query):
    async with trying(http, port, query, width=360, height=740) as page:
        await expect(page.locator(".phone:visible")).to_have_count(1)
        for tab in range(await page.locator(".tab").count()):
            await page.locator(".tab").nth(tab).click()
            await page.locator(".phone:visible .chip").first.click()
            if await page.locator(".phone.zalo:visible").count():
                await expect(page.locator(".phone:visible .mine")).to_have_count(1)
            else:
                await expect(page.locator(".phone:visible .theirs")).to_have_count(1)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await page.locator(".controls summary").click()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        short = "[...document.querySelectorAll('.phone:not([hidden]) button:not(.command)')]"
        heights = await page.evaluate(
            f"{short}.filter(b => b.offsetHeight).map(b => b.offsetHeight)"
        )
        assert min(heights) >= 44


@needs_browser
async def test_the_page_comes_back_after_the_server_was_away(http, port, world):
    async with trying(http, port) as page:
        await page.evaluate("window.stayed = true")
        for watcher in list(world.watchers):
            watcher.__self__.close()
        await expect(page.locator(".notice")).to_be_visible()
        world.say(1001, "while away")
        await expect(seat(page, "official").locator(".mine .words")).to_have_text("while away")
        await expect(page.locator(".notice")).to_be_hidden()
        assert await page.evaluate("window.stayed")


@pytest.mark.parametrize("path", ["", "play/start", "play/socket", "style.css", "nothing"])
@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
async def test_strangers_are_turned_away(http, port, path, headers):
    async with http.get(f"http://127.0.0.1:{port}/{path}", headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    ("host", "origin", "fine"),
    [
        ("localhost:8080", None, True),
        ("127.0.0.1:1", "http://127.0.0.1:1", True),
        ("[::1]:8080", "http://[::1]:8080", True),
        ("127.0.0.1:1", "http://127.0.0.1:2", False),
        ("localhost.evil.example", None, False),
        ("", None, False),
    ],
)
def test_who_is_at_home(host, origin, fine):
    assert at_home(host, origin) is fine


async def test_the_policy_allows_nothing_from_outside(http, port):
    async with http.get(f"http://127.0.0.1:{port}/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", text)


async def test_the_page_drives_nobody_elses_phone(http, port, world):
    async with http.ws_connect(f"http://127.0.0.1:{port}/play/socket") as socket:
        await socket.receive_json()
        for order in ({"do": "say", "user": 5, "text": "x"}, {"do": "mischief"}):
            await socket.send_json(order)
            assert (await socket.receive_json())["event"] == "refused"
    async with http.post(f"http://127.0.0.1:{port}/play/upload/5?name=x", data=b"x") as answer:
        assert answer.status == 409
    assert 5 not in world.chats


def test_every_label_has_both_languages_and_is_used():
    sources = "".join(path.read_text() for path in PAGE.glob("*.*"))
    used = set(re.findall(r'data-(?:label|title|aria|placeholder)="(\w+)"', sources))
    used |= set(re.findall(r'\bt\("(\w+)"\)', sources))
    assert used == set(WORDING["labels"])
    assert all(text.keys() == {"vi", "en"} for text in WORDING["labels"].values())


def test_every_seat_has_its_words():
    for one in seats(WORDING):
        words = WORDING["seats"][one.code]
        assert words["first_name"] == one.first_name
        assert all(words[part].keys() == {"vi", "en"} for part in ("tab", "who", "hint"))
        assert one.zalo or set(words["try"]) <= set(WORDING["commands"])
