"""Whatever Zalo may do wrong, in both styles of its errors: what the channel makes of each."""

import asyncio
import json
import unicodedata
from typing import Any

import httpx
import pytest

from bot.channels import Parcel, Refused, TryAgain, Unsure, UsedUp
from bot.channels.zalo import SECRET_HEADER, Zalo
from bot.channels.zalo_client import Rejected, Unavailable, ZaloClient
from bot.channels.zalo_client import Unsure as UnsureSend
from bot.channels.zalo_wire import TEXT_LIMIT
from bot.lease import Lease
from bot.playground.zalo import ZaloWorld
from models.remembered import recall, remember
from tests.office import Office
from tests.zalo_server import AN, SECRET, TOKEN, come, of_the_bot, parcel, served

BINH = "1a1b2c3d4e5f60718293"
OVER = ("message.text.received", {"text": "xong"})


def arrived(world: ZaloWorld) -> list[str]:
    return [each["text"] for each in world.phones[AN].messages if each.get("bot")]


def asked(world: ZaloWorld) -> list[str]:
    return [name for name, _ in world.calls if name != "getMe"]


# --- sending ---


@pytest.mark.parametrize(
    ("fault", "count"),
    [("500", 0), ("dropped", 0), ("lost", 1), ("truncated", 1)],
)
async def test_of_a_send_without_an_answer_nobody_knows(zalo, fault, count):
    world, _, channel = zalo
    world.faults.append(fault)
    with pytest.raises(Unsure):
        await channel.send(parcel("có thể đã tới"))
    assert len(arrived(world)) == count
    assert await channel.send(parcel("sau đó"))


@pytest.mark.parametrize(("fault", "number"), [("no-date", "a"), ("bare", "")])
async def test_an_answer_that_says_little_is_a_success(zalo, fault, number):
    world, _, channel = zalo
    world.faults.append(fault)
    assert await channel.send(parcel("đã tới")) == number
    assert arrived(world) == ["đã tới"]


async def test_who_answers_late_is_waited_for_and_then_not_known_about(zalo):
    world, base, channel = zalo
    world.delay = 0.5
    assert await channel.send(parcel("chậm"))
    client, text = ZaloClient(TOKEN, base), {"chat_id": AN, "text": "quá chậm"}
    with pytest.raises(UnsureSend):
        await client.call("sendMessage", text, 0.05)
    with pytest.raises(Unavailable):
        await client.call("getMe", None, 0.05)
    await client.close()


@pytest.mark.parametrize("code", [400, 403, 404])
async def test_who_is_not_known_is_refused(zalo, code):
    world, _, channel = zalo
    world.unknown = code
    with pytest.raises(Refused):
        await channel.send(parcel("x", address="nobody"))


async def test_what_is_not_taken_now_may_be_later(zalo):
    world, base, channel = zalo
    world.faults.append("502")
    with pytest.raises(TryAgain):
        await channel.send(parcel("không tới"))
    assert not arrived(world)
    world.limit = world.used
    with pytest.raises(UsedUp) as quota:
        await channel.send(parcel("quá số"))
    assert (quota.value.after or 0) >= 600
    stranger, nowhere = Zalo("4180:another-token", base), Zalo(TOKEN, "http://127.0.0.1:9")
    for other in (stranger, nowhere):
        with pytest.raises(TryAgain):
            await other.send(parcel("x"))
        await other.close()


async def test_offline_what_people_write_is_lost_and_what_is_sent_is_not_known(zalo):
    world, _, channel = zalo
    world.offline = True
    world.say(AN, "không ai nghe")
    with pytest.raises(Unsure):
        await channel.send(parcel("x"))
    world.offline = False
    world.say(AN, "nghe rồi")
    assert [each.text for each in await come(channel, 1)] == ["nghe rồi"]


async def test_beyond_the_people_of_the_plan_nobody_is_served(zalo):
    world, _, channel = zalo
    world.users = 1
    world.introduce(BINH, "Bình")
    world.say(BINH, "có ai không")
    world.say(AN, "có")
    assert [each.text for each in await come(channel, 1)] == ["có"]
    with pytest.raises(Refused):
        await channel.send(parcel("x", address=BINH))


@pytest.mark.parametrize("text", ["", "x" * 2001, "🌾" * 1001])
async def test_texts_have_1_to_2000_units(zalo, text):
    client = ZaloClient(TOKEN, zalo[1])
    with pytest.raises(Rejected):
        await client.call("sendMessage", {"chat_id": AN, "text": text})
    assert await client.call("sendMessage", {"chat_id": AN, "text": "x", "reply_markup": {}})
    await client.close()


async def test_texts_go_out_composed_and_cut_to_fit(zalo):
    world, _, channel = zalo
    said = "\n\n".join(f"Mục {number}: đã ghi nhận chỉ tiêu 🌾" for number in range(200))
    await channel.send(parcel(unicodedata.normalize("NFD", said)))
    told = arrived(world)
    assert "\n\n".join(told) == said
    assert all(len(each.encode("utf-16-le")) // 2 <= TEXT_LIMIT for each in told)
    assert all(unicodedata.is_normalized("NFC", each) for each in told)


@pytest.mark.parametrize("text", ["Biểu đồ", ""])
async def test_a_picture_that_is_not_taken_goes_as_a_link_with_its_text(zalo, text):
    world, _, channel = zalo
    about = {"text": text, "file": {"document": 1, "as": "photo", "name": "bieu-do.png"}}
    await channel.send(Parcel(1, AN, 0, "message", about, link="ftp://host/anh/code"))
    assert [each for each in arrived(world) if "ftp://host/anh/code" in each and text in each]
    before = len(arrived(world))
    await channel.send(Parcel(1, AN, 0, "message", about, link="https://host/anh/code"))
    assert arrived(world)[before:] == [text]


# --- receiving ---


ODD: list[Any] = [
    {"event_name": "message.unsupported.received"},
    {"event_name": "message.unsupported.received", "message": {"message_id": "u"}},
    {"event_name": "message.reaction.received", "message": {"message_id": "r", "chat": {"id": AN}}},
    {"event_name": "webhook.test", "message": {"message_id": "webhook-test", "date": 1}},
    {"event_name": 7},
    "text",
    None,
    [],
]


async def test_what_says_nothing_is_passed_over(zalo):
    world, _, channel = zalo
    for update in ODD:
        world.push(update)
    world.bring(AN, OVER[0], {"text": "máy nói", "from": {"id": "bot", "is_bot": True}})
    world.bring(AN, *OVER)
    assert [each.text for each in await come(channel, 1)] == ["xong"]


async def test_pictures_come_under_either_name_and_what_cannot_be_read_is_known(zalo):
    world, _, channel = zalo
    for name in ("photo", "photo_url"):
        at = {name: f"https://photo.zdn.vn/{name}.jpg", "caption": "Ảnh"}
        world.bring(AN, "message.image.received", at)
    for kind in ("sticker", "voice", "unsupported"):
        world.bring(AN, f"message.{kind}.received", {})
    found = await come(channel, 5)
    assert [each.data.get("url", each.kind) for each in found] == [
        "https://photo.zdn.vn/photo.jpg",
        "https://photo.zdn.vn/photo_url.jpg",
        *["other"] * 2,
        "uncarried",
    ]
    assert found[0].text == "Ảnh"


async def test_what_comes_twice_has_the_same_number(zalo):
    world, _, channel = zalo
    world.twice = True
    world.say(AN, "hai lần")
    first, second = await come(channel, 2)
    assert first == second


# --- starting ---


async def test_a_webhook_is_taken_away_only_where_there_is_one(zalo, caplog):
    world, _, channel = zalo
    world.say(AN, "chào")
    await come(channel, 1)
    assert "deleteWebhook" not in asked(world)
    world.webhook = {"url": "https://example.org/zalo", "secret": SECRET}
    task = asyncio.create_task(channel.receive(lambda _: asyncio.sleep(0)))
    async with asyncio.timeout(20):
        while world.webhook or asked(world)[-1] != "getUpdates":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    task.cancel()
    assert asked(world).count("deleteWebhook") == 1
    assert not of_the_bot(caplog)


async def test_a_webhook_set_by_somebody_else_is_taken_away_too(zalo):
    world, _, channel = zalo
    world.webhook = {"url": "https://example.org/zalo", "secret": SECRET}
    task = asyncio.create_task(channel.receive(lambda _: asyncio.sleep(0)))
    async with asyncio.timeout(20):
        while "getUpdates" not in asked(world):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        world.webhook = {"url": "https://example.org/zalo", "secret": SECRET}
        while world.webhook:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    task.cancel()
    assert asked(world).count("deleteWebhook") == 2


@pytest.mark.parametrize("reached", [True, False])
async def test_a_webhook_that_zalo_cannot_reach_is_told_of(zalo, caplog, reached):
    world, base, _ = zalo
    hooked = Zalo(TOKEN, base, public_url="http://127.0.0.1:9", secret=SECRET)
    if not reached:
        await hooked.receive(lambda _: asyncio.sleep(0))
        assert "Zalo cannot reach http://127.0.0.1:9/zalo" in of_the_bot(caplog)[-1]
    else:
        async with served(hooked.routes(lambda _: asyncio.sleep(0))) as here:
            there = Zalo(TOKEN, base, public_url=here, secret=SECRET)
            await there.receive(lambda _: asyncio.sleep(0))
            await there.close()
        assert not of_the_bot(caplog)
    assert world.webhook
    await hooked.close()


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://example.org/zalo", SECRET),
        ("https://10.0.0.7/zalo", SECRET),
        ("https://localhost/zalo", SECRET),
        ("https://example.org/zalo", "short"),
        ("", SECRET),
    ],
)
async def test_webhooks_that_zalo_refuses(zalo, url, secret):
    world, base, _ = zalo
    world.local_hooks = False
    client = ZaloClient(TOKEN, base)
    with pytest.raises(Rejected):
        await client.call("setWebhook", {"url": url, "secret_token": secret})
    for missing in ("getWebhookInfo", "deleteWebhook", "sendDocument"):
        with pytest.raises(Rejected):
            await client.call(missing)
    await client.close()


async def test_a_token_of_another_bot_is_told_of(zalo, caplog):
    world, _, channel = zalo
    await channel.title()
    assert not of_the_bot(caplog)
    world.number = "77"
    assert await channel.title() == "bot.playground"
    assert of_the_bot(caplog) == ["Zalo says that the token of zalo is of bot 77"]


# --- the fake itself ---


async def test_calls_come_as_get_or_form_too_and_files_in_none(zalo):
    _, base, _ = zalo
    said = {"chat_id": AN, "text": "chào"}
    async with httpx.AsyncClient(base_url=f"{base}/bot{TOKEN}/") as http:
        for answer in (
            await http.get("sendMessage", params=said),
            await http.post("sendMessage", data=said),
            await http.post("sendMessage", json=said),
        ):
            assert answer.json()["ok"] is True
        files = {"photo": ("a.png", b"\x89PNG")}
        sent = await http.post("sendPhoto", data={"chat_id": AN}, files=files)
        assert sent.json()["error_code"] == 400


async def test_an_update_is_brought_to_the_webhook_once_with_its_secret(zalo):
    world, base, _ = zalo
    taken: list[Any] = []
    done = asyncio.Event()

    async def accept(arrivals: Any) -> None:
        taken.extend(arrivals)
        done.set() if len(taken) > 1 else None

    hooked = Zalo(TOKEN, base, public_url="http://127.0.0.1:9", secret=SECRET)
    async with served(hooked.routes(accept)) as here:
        world.webhook = {"url": f"{here}/zalo", "secret": "wrong"}
        assert await world._bring({"event_name": "message.text.received"}) == 403
        world.webhook["secret"] = SECRET
        for update in ODD:
            assert await world._bring(update) == 200
        world.twice = True
        world.say(AN, "chào")
        await asyncio.wait_for(done.wait(), 20)
        async with httpx.AsyncClient() as http:
            large = json.dumps({"event_name": "message.text.received", "more": "x" * 300_000})
            sent = await http.post(f"{here}/zalo", content=large, headers={SECRET_HEADER: SECRET})
            assert sent.status_code == 413
    assert [each.text for each in taken] == ["chào", "chào"]
    assert taken[0] == taken[1]
    await hooked.close()


# --- one process at a time ---


async def test_one_holds_the_lease_until_it_lets_go_or_is_gone(office: Office):
    first, second = Lease(office.database, "zalo"), Lease(office.database, "zalo")
    assert [await each._renewed() for each in (first, second, first)] == [True, False, True]
    await second.let_go()
    assert not await second._renewed()
    await first.let_go()
    assert [await each._renewed() for each in (second, first)] == [True, False]

    def gone(session: Any) -> None:
        holder = (recall(session, "lease:zalo") or "").partition(" ")[0]
        remember(session, "lease:zalo", f"{holder} 2021-10-04T00:00:00+00:00")

    await office.database.run(gone)
    assert [await each._renewed() for each in (first, second)] == [True, False]
