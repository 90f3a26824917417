"""Zalo over real HTTP: what comes in, what goes out, and every way in which it fails."""

import asyncio
import json
import unicodedata
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Arrival, Parcel, Refused
from bot.channels.zalo import SECRET_HEADER, Zalo
from bot.channels.zalo_wire import TEXT_LIMIT, parts, read, updates
from tests.zalo_server import AN, SECRET, TOKEN, come, of_the_bot, parcel, served


async def test_what_people_write_comes_once_and_in_order(zalo):
    world, _, channel = zalo
    world.say(AN, "đăng ký")
    world.push({"event_name": "message.text.received", "message": None})
    world.bring(AN, "message.image.received", {"photo_url": "https://photo.zdn.vn/1.jpg"})
    world.bring(AN, "message.unsupported.received", {})
    found = await come(channel, 3)
    assert [(each.address, each.kind) for each in found] == [
        (AN, "text"),
        (AN, "file"),
        (AN, "uncarried"),
    ]
    assert found[0].text == "đăng ký"
    assert len({each.external_id for each in found}) == 3


async def test_an_idle_poll_is_no_error(zalo, caplog):
    world, _, channel = zalo
    asyncio.get_running_loop().call_later(2.5, world.say, AN, "muộn")
    assert [each.text for each in await come(channel, 1)] == ["muộn"]
    assert not of_the_bot(caplog)


async def test_a_message_goes_out_with_its_choices_as_numbers(zalo):
    world, _, channel = zalo
    rows = [[{"label": "Đủ", "says": "yes"}], [{"label": "Thêm", "says": "more"}]]
    sent = Parcel(
        1, AN, 0, "message", {"text": "Còn gì nữa?", "buttons": rows}, None, {"free": False}
    )
    assert await channel.send(sent)
    assert (
        world.phones[AN]
        .messages[-1]["text"]
        .startswith("Còn gì nữa?\n\nTrả lời bằng số:\n1. Đủ\n2. Thêm")
    )


async def test_a_long_message_goes_out_in_parts(zalo):
    world, _, channel = zalo
    await channel.send(parcel("\n".join(f"Dòng {n}: đã ghi nhận" for n in range(300))))
    told = [each["text"] for each in world.phones[AN].messages]
    assert len(told) > 1
    assert all(len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT for text in told)


PICTURE = {"text": "Biểu đồ", "file": {"document": 1, "as": "photo", "name": ""}}


async def test_a_picture_goes_out_by_its_address_and_other_files_as_links(zalo):
    world, base, channel = zalo
    link = f"{base}/anh/code"
    await channel.send(Parcel(1, AN, 0, "message", PICTURE, link=link))
    about = {"text": "Phiếu", "file": {"document": 1, "as": "document", "name": "phieu.docx"}}
    await channel.send(Parcel(2, AN, 0, "message", about, link=f"{base}/tai/code"))
    await channel.send(Parcel(3, AN, 0, "message", PICTURE))
    picture, slip, told = world.phones[AN].messages
    assert (picture["photo"], picture["text"]) == (link, "Biểu đồ")
    assert slip["text"].startswith(f"Phiếu\n\nTệp phieu.docx: {base}/tai/code")
    assert told["text"].startswith("Biểu đồ\n\nKênh này chưa gửi được hình")


async def test_a_menu_and_an_edit_are_nothing_here(zalo):
    world, _, channel = zalo
    assert await channel.send(parcel("", kind="menu")) == ""
    assert await channel.send(parcel("", kind="edit")) == ""
    assert not world.calls


async def test_no_error_quotes_the_token(zalo, caplog):
    _, base, _ = zalo
    for token, at in (("4180:another-token", base), (TOKEN, "http://127.0.0.1:9")):
        channel = Zalo(token, at)
        task = asyncio.create_task(channel.receive(lambda _: asyncio.sleep(0)))
        await asyncio.sleep(0.5)
        task.cancel()
        await channel.close()
    said = of_the_bot(caplog)
    assert len(said) >= 2
    assert not [line for line in said if TOKEN in line or "another-token" in line]


async def test_pictures_are_fetched_from_zalo_and_nowhere_else(zalo):
    _, base, channel = zalo
    for url in ("https://example.org/1.jpg", "https://zdn.vn.example.org/1.jpg", "file:///x", ""):
        with pytest.raises(Refused):
            await channel.fetch({"url": url})
    here = Zalo(TOKEN, base, media=("127.0.0.1",))
    with pytest.raises(Refused):
        await here.fetch({"url": f"{base}/nothing.jpg"})
    await here.close()


# --- the webhook ---


@pytest.fixture
async def hook():
    """Return what was accepted, and a way to post to the webhook."""
    accepted: list[Arrival] = []

    async def accept(arrivals: Any) -> None:
        accepted.extend(arrivals)

    channel = Zalo(TOKEN, "http://127.0.0.1:9", public_url="http://127.0.0.1", secret=SECRET)
    async with served(channel.routes(accept)) as base, httpx.AsyncClient() as http:

        async def post(body: bytes, secret: str | None = SECRET) -> int:
            headers = {SECRET_HEADER: secret} if secret is not None else {}
            return (await http.post(f"{base}/zalo", content=body, headers=headers)).status_code

        yield accepted, post
    await channel.close()


FLAT = {
    "event_name": "message.text.received",
    "message": {"message_id": "m1", "chat": {"id": AN, "chat_type": "PRIVATE"}, "text": "chào"},
}


async def test_a_webhook_takes_both_shapes_of_bodies(hook):
    accepted, post = hook
    assert await post(json.dumps(FLAT).encode()) == 200
    assert await post(json.dumps({"ok": True, "result": FLAT}).encode()) == 200
    assert [each.text for each in accepted] == ["chào", "chào"]


async def test_nobody_else_gets_in_and_a_probe_changes_nothing(hook):
    accepted, post = hook
    body = json.dumps(FLAT).encode()
    assert [await post(body, None), await post(body, "wrong"), await post(body, "")] == [403] * 3
    assert await post(b"", None) == 200
    probe = {"event_name": "webhook.test", "message": {"message_id": "webhook-test", "date": 1}}
    assert await post(json.dumps(probe).encode(), None) == 200
    assert await post(b"{not json") == 400
    assert await post(b" " * 300_000 + b"{}") == 413
    assert not accepted


# --- the wire ---


KEYS = ["ok", "result", "event_name", "message", "chat", "id", "from", "message_id", "text"]
ODD = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.sampled_from(KEYS), each),
)


@given(ODD)
def test_no_update_breaks_the_reader(payload):
    for update in updates(payload):
        found = read(update)
        assert found is None or found.address


@given(st.text(min_size=1), st.integers(2, 200))
def test_parts_fit_and_lose_nothing_but_blanks(text, limit):
    found = list(parts(text, limit))
    assert all(len(part.encode("utf-16-le", "surrogatepass")) // 2 <= limit for part in found)
    whole = unicodedata.normalize("NFC", text)
    assert "".join("".join(found).split()) == "".join(whole.split())
