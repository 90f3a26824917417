"""Files through one-time links, where a channel carries none: real HTTP, a real browser."""

import re
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image
from playwright.async_api import async_playwright

from bot import web
from bot.links import Links
from bot.playground.zalo import ZaloWorld
from models.documents import document
from tests.stage import COMMUNES
from tests.test_zalo_process import AN, Scene, scene_in
from tests.zalo_server import served

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 3000
DRESSED = "each => getComputedStyle(each).borderTopLeftRadius != '0px'"
LINK = re.compile(r"http://127\.0\.0\.1:[0-9]+/(tai|gui)/[A-Za-z0-9_-]+")


@pytest.fixture
async def scene(tmp_path, unused_tcp_port):
    async with scene_in(tmp_path) as found:
        address = f"127.0.0.1:{unused_tcp_port}"
        await found.start(PUBLIC_URL=f"http://{address}", LISTEN=address)
        await found.stage.until(lambda: found.zalo.webhook)
        yield found


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[0]


def kept(answer: httpx.Response) -> None:
    """Hold an answer to what no cache, frame or browser may do with it."""
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


async def to_the_photo(scene: Scene) -> str:
    """Register up to the question for a photo; return where it is given."""
    await scene.say(await scene.code(COMMUNES[0]), "xã Dương Tơ")
    for said in ("đăng ký", "Tỷ lệ hộ nghèo", "1,5%", "1%", "2", "Nhà văn hóa xã", "cấp xã"):
        await scene.say(said)
    for _ in range(2):
        asked = await scene.say("chưa xác định")
    return link_in(asked)


async def test_a_photo_is_given_by_a_phone_and_the_chat_goes_on(scene, tmp_path):
    link = await to_the_photo(scene)
    photo = tmp_path / "nhà văn hóa.jpg"
    photo.write_bytes(JPEG)
    wrong = tmp_path / "app.exe"
    wrong.write_bytes(b"MZ")
    large = tmp_path / "video.jpg"
    large.write_bytes(JPEG + b"\0" * 30 * 2**20)
    before = len(scene.told())
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = await browser.new_page(viewport={"width": 390, "height": 760})
        await page.goto(link)
        await page.set_input_files("input[type=file]", wrong)
        await page.get_by_role("button", name="Gửi").click()
        await page.get_by_role("alert").get_by_text("không nhận loại tệp này").wait_for()
        assert await page.locator("button").evaluate(DRESSED)
        await page.set_input_files("input[type=file]", large)
        await page.get_by_role("button", name="Gửi").click()
        await page.get_by_role("alert").get_by_text("Tệp lớn quá 20 MB").wait_for()
        assert await page.get_by_role("alert").count() == 1
        await page.set_input_files("input[type=file]", photo)
        await page.get_by_role("button", name="Gửi").click()
        await page.get_by_role("heading", name="✓ Đã nhận tệp").wait_for()
        assert await page.locator(".file").evaluate(DRESSED)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        await page.goto(link)
        await page.get_by_role("heading", name="không còn dùng được").wait_for()
        await browser.close()
    await scene.stage.until(lambda: len(scene.told()) > before)
    summary = await scene.say("đã đủ ảnh", "Xem lại trước khi gửi")
    assert "Ảnh: chưa có" not in summary
    assert scene.stage.one("select count(*) from document where size = 3004") == 1


async def test_a_document_is_taken_once_and_a_preview_takes_nothing(scene):
    await scene.say(await scene.code(COMMUNES[0]), "xã Dương Tơ")
    link = link_in(await scene.say("/bieu", "http"))
    async with httpx.AsyncClient() as http:
        shown = [await http.get(link) for _ in range(3)]
        assert [each.status_code for each in shown] == [200, 200, 200]
        assert all("no-store" in each.headers["cache-control"] for each in shown)
        taken = await http.post(link)
        assert taken.status_code == 200
        assert taken.content.startswith(b"PK\x03\x04")
        assert "attachment" in taken.headers["content-disposition"]
        assert [(await http.post(link)).status_code, (await http.get(link)).status_code] == [
            404,
            404,
        ]


async def test_a_chart_is_fetched_by_its_link_and_told_in_words(scene):
    await scene.say(await scene.code("staff"), "cán bộ")
    caption = await scene.say("biểu đồ", "Đã đăng ký: 0/234 đơn vị")
    assert "http" not in caption
    shown = scene.zalo.phones[AN].messages[-1]
    async with httpx.AsyncClient() as http:
        fetched = [await http.get(shown["photo"]) for _ in range(2)]
    assert [each.headers["content-type"] for each in fetched] == ["image/png"] * 2
    assert fetched[0].content == fetched[1].content
    assert Image.open(BytesIO(fetched[0].content)).size[0] == 1080


async def test_nothing_is_guessed_listed_or_used_for_something_else(scene):
    link = await to_the_photo(scene)
    base, code = link.rsplit("/", 2)[0], link.rsplit("/", 1)[1]
    other = "A" * len(code)
    async with httpx.AsyncClient() as http:
        for path in (f"/gui/{other}", f"/tai/{code}", f"/anh/{code}", "/gui/", "/tai/", "/"):
            answer = await http.get(base + path)
            assert answer.status_code == 404
            kept(answer)
        large = {"file": ("x.jpg", JPEG + b"\0" * (20 * 2**20))}
        assert (await http.post(link, files=large)).status_code == 400
        assert (await http.post(link)).status_code == 400
        assert (await http.get(link)).status_code == 200
    assert code not in "".join(bot.log for bot in scene.stage.bots)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/gui/{code}", 200),
        ("HEAD", "/tai/{code}", 404),
        ("PUT", "/gui/{code}", 405),
        ("POST", "/gui/{code}", 400),
        ("GET", "/gui/{code}/", 404),
        ("GET", "/tai/..%2f..%2fthidua.db", 404),
        ("GET", "/anh/", 404),
    ],
)
async def test_every_answer_is_kept_by_nobody(office, caplog, method, path, status):
    caplog.set_level("DEBUG", "tornado.general")
    scattered = {"Content-Type": "multipart/form-data; boundary=x"} if method == "POST" else {}
    body = "no form" if method == "POST" else None
    async with served(web.routes(office.database, office.clock, lambda: None)) as base:
        code = (await Links(office.database, office.clock, base).give("zalo", AN)).split("/")[-1]
        assert code.isalnum()  # what is around an address in a chat is no part of it
        async with httpx.AsyncClient() as http:
            address = base + path.format(code=code)
            answer = await http.request(method, address, content=body, headers=scattered)
    assert answer.status_code == status
    kept(answer)
    assert bool(answer.content) == (method != "HEAD")
    assert not [each for each in caplog.records if each.name != "tornado.access"]


async def test_without_an_address_of_its_own_the_bot_says_what_to_do(tmp_path):
    async with scene_in(tmp_path) as found:
        await found.start()
        await found.say(await found.code(COMMUNES[0]), "xã Dương Tơ")
        await found.say("/bieu", "Kênh này không mang được tệp")
        assert isinstance(found.zalo, ZaloWorld)
        assert found.zalo.phones[AN].messages


async def test_a_picture_is_fetched_as_often_as_wanted_within_the_hour(office):
    made = document("", "image/jpeg", JPEG, made_at=office.clock.now())
    office.database.transaction(lambda session: session.add(made))
    async with served(web.routes(office.database, office.clock, lambda: None)) as base:
        links = Links(office.database, office.clock, base)
        address = await links.to({"document": made.id, "as": "photo"})
        async with httpx.AsyncClient() as http:
            shown = [await http.get(address) for _ in range(2)]
            assert [each.content for each in shown] == [JPEG, JPEG]
            assert shown[0].headers["content-type"] == "image/jpeg"
            assert (await http.post(address.replace("/anh/", "/tai/"))).status_code == 404
            office.clock.offset += timedelta(minutes=61)
            assert (await http.get(address)).status_code == 404
        assert await links.to({"document": None, "as": "photo"}) == ""
