"""The real process against a Telegram over HTTP: joining, registering, announcing, surviving."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest

from bot.channels import Parcel
from bot.channels.telegram import Telegram
from handlers import COMMANDS
from models.people import Role
from tests.stage import CAMPAIGN, COMMUNES, TOKEN, Stage, labels, staged, text_of

Json = dict[str, Any]

ANNA, BELLA, OFFICER, ANOTHER, STRANGER, GROUP = 1001, 1002, 1003, 1004, 1005, -5001
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x04"


@pytest.fixture
async def stage(tmp_path):
    async with staged(tmp_path) as one:
        yield one


def menu(stage: Stage, user_id: int) -> list[str]:
    """Return the names in the command menu on somebody's phone."""
    return [command["command"] for command in stage.world.commands(user_id)]


def menu_of(role: Role) -> list[str]:
    """Return the names that the table of contents gives to a role."""
    return [
        name for name, command in COMMANDS.items() if role in command.roles and not command.several
    ]


async def test_from_the_invitation_to_the_receipt_and_what_staff_see_of_it(stage):
    stage.let_in({OFFICER: Role.STAFF})
    invited = await stage.command("invite", "--unit", COMMUNES[0], "--json")
    invitation = json.loads(invited.out)
    code = invitation["code"]
    assert invitation["link"] == f"https://t.me/playground_bot?start={code}"
    await stage.start()
    await stage.say(ANNA, "/start", "mã mời")
    await stage.say(ANNA, f"/start {code}", "xã Dương Tơ")
    stage.world.say(STRANGER, f"/start {code}")  # used up
    await stage.until(lambda: menu(stage, ANNA) == menu_of(Role.CONTACT))
    await stage.say(ANNA, "/dangky", "Chỉ tiêu thứ 1")
    await stage.say(ANNA, "Tỷ lệ hộ dân sử dụng nước sạch", "Hàng năm")
    await stage.say(ANNA, "90; 91; 92; 93; 94%", "2025: 94%", "Phấn đấu")
    await stage.say(ANNA, "95,5%", "95,5%", "Đã ghi 1 chỉ tiêu")
    await stage.tap(ANNA, "Đã đủ", "công trình")
    await stage.say(ANNA, "Nâng cấp đường liên ấp", "quy mô cấp nào")
    await stage.tap(ANNA, "Cấp xã", "Bắt đầu thực hiện khi nào")
    await stage.say(ANNA, "tháng 3/2022", "Hoàn thành khi nào")
    await stage.say(ANNA, "năm 2023", "không bắt buộc")
    await stage.tap(ANNA, "Chưa có ảnh", "Xem lại trước khi gửi")
    receipt = await stage.tap(ANNA, "Gửi đăng ký", "Đã nhận đăng ký", "Bản thứ 1")
    assert "trễ" not in text_of(receipt)
    await stage.say(OFFICER, "tình hình", "Đã đăng ký: 1/", "Xã, phường, thị trấn: 1/144")
    assert "mã" in text_of(stage.told(STRANGER)[-1]).lower()
    assert menu(stage, STRANGER) == []
    pledges = stage.rows("select code, level, value, measure from pledge order by id")
    assert [tuple(row) for row in pledges[-6:]] == [
        ("tasks.1", "to_cutoff", "95.5", "%"),
        *(("project", level, None, "") for level in ("", "scale", "start", "finish", "photo")),
    ]
    state = json.loads((await stage.command("status", "--json")).out)
    assert [each["registered"] for each in state] == [1]


async def test_staff_join_with_a_code_and_get_their_own_menu(stage):
    invited = await stage.command("invite", "--role", "staff", "--json")
    await stage.start()
    await stage.say(OFFICER, json.loads(invited.out)["code"], "cán bộ điều hành")
    await stage.until(lambda: menu(stage, OFFICER) == menu_of(Role.STAFF))
    assert "dangky" not in menu(stage, OFFICER)
    await stage.say(OFFICER, "/dangky", "không thuộc vai trò")


async def test_an_announcement_reaches_everyone_but_those_who_blocked_the_bot(stage):
    people = [2001, 2002, 2003, 2004, 2005]
    stage.let_in(dict.fromkeys(people, COMMUNES[0]) | {OFFICER: Role.STAFF})
    gone, fled = people[-2:]
    await stage.start()
    stage.world.block(fled, True)  # and the bot is told
    await stage.until(lambda: stage.one("select count(*) from account where unreachable_since"))
    stage.world.chats[gone].blocked = True  # and nobody has told the bot
    await stage.say(OFFICER, "/thongbao", "Soạn thông báo")
    await stage.say(OFFICER, "Mời họp lúc 14 giờ", "Gửi thông báo đến")
    audience = next(label for label in labels(stage.told(OFFICER)[-1]) if label.startswith("Xã"))
    await stage.tap(OFFICER, audience, "4 người nhận")
    stage.world.faults.too_many, stage.world.faults.retry_after = 3, 1
    before = len(stage.told(OFFICER))
    shown = await stage.tap(OFFICER, "Gửi thông báo", "gửi", "thông báo")
    await stage.hears(OFFICER, "✓ Đã gửi xong", "Đã gửi 3/4", "Không đến được", "1 tin")
    assert len(stage.told(OFFICER)) == before + 1
    assert stage.told(OFFICER)[-1]["message_id"] == shown["message_id"]
    for user_id in people[:-2]:
        assert [text for text in map(text_of, stage.told(user_id)) if "Mời họp" in text]
        assert len(stage.told(user_id)) == 1
    assert stage.world.refused == 3
    assert not stage.told(gone)
    assert stage.one("select count(*) from outgoing where outcome = 'blocked'") == 1
    assert stage.one("select count(*) from account where unreachable_since") == 2
    stage.world.block(gone, False)
    await stage.say(gone, "/start", "xã Dương Tơ")
    assert stage.one("select count(*) from account where unreachable_since") == 1


async def announce_file(stage: Stage, author: int, caption: str, send: Callable[..., int]) -> Json:
    """Announce a file to the one contact there is; return what has arrived with the caption."""
    await stage.say(author, "/thongbao", "Soạn thông báo")
    before = len(stage.told(author))
    send(author, caption=caption)
    await stage.hears(author, "Gửi thông báo đến", after=before)
    audience = next(label for label in labels(stage.told(author)[-1]) if label.startswith("Xã"))
    await stage.tap(author, audience, caption, "1 người nhận")
    await stage.tap(author, "Gửi thông báo", "gửi")
    await stage.until(lambda: any(caption in text_of(each) for each in stage.told(ANNA)))
    return next(each for each in stage.told(ANNA) if caption in text_of(each))


async def test_documents_and_photos_travel_both_ways(stage):
    stage.let_in({ANNA: COMMUNES[0], OFFICER: Role.STAFF, ANOTHER: Role.STAFF})
    await stage.start()
    document, photo = await asyncio.gather(
        announce_file(stage, OFFICER, "Xin gửi kế hoạch", a_document(stage)),
        announce_file(
            stage, ANOTHER, "Ảnh lễ phát động", partial(stage.world.send_photo, content=PNG)
        ),
    )
    assert document["document"]["file_name"] == "kế hoạch.pdf"
    assert photo["photo"][0]["width"] == 8
    assert len(stage.told(ANNA)) == 2
    root = f"http://127.0.0.1:{stage.port}"
    channel = Telegram(TOKEN, f"{root}/bot", f"{root}/file/bot")
    assert await channel.fetch(document["document"]) == b"%PDF-1.4 x"
    slip = {"text": "Phiếu", "file": {"document": 1, "name": "phiếu.docx", "as": "document"}}
    await channel.send(Parcel(1, str(ANNA), 0, "message", slip, content=b"PK"))
    sent = stage.told(ANNA)[-1]
    assert (sent["caption"], sent["document"]["file_name"]) == ("Phiếu", "phiếu.docx")
    assert await channel.fetch(sent["document"]) == b"PK"
    await channel.close()


def a_document(stage: Stage) -> Callable[..., int]:
    return partial(stage.world.send_document, name="kế hoạch.pdf", content=b"%PDF-1.4 x")


async def test_a_long_announcement_with_a_file_arrives_whole(stage):
    stage.let_in({ANNA: COMMUNES[0], OFFICER: Role.STAFF})
    await stage.start()
    caption = "Đề nghị " + "các đơn vị khẩn trương đăng ký. " * 31 + "Hết."
    assert 980 < len(caption) <= 1024  # with its heading it no longer fits below a file
    await announce_file(stage, OFFICER, caption, a_document(stage))
    file, text = stage.told(ANNA)
    assert "document" in file
    assert caption in text_of(text)


async def test_being_offline_for_a_while_loses_nothing(stage):
    stage.let_in({ANNA: COMMUNES[0], BELLA: COMMUNES[1]})
    bot = await stage.start()
    await stage.say(ANNA, "/dangky", "Chỉ tiêu thứ 1")
    stage.world.faults.offline = True
    stage.world.updates.cut()  # the poll that is being held breaks off
    stage.world.say(ANNA, "Tỷ lệ hộ dân sử dụng nước sạch")
    stage.world.say(BELLA, "/trogiup")
    await stage.until(lambda: bot.log.count("trying again") >= 2)
    stage.world.faults.offline = False
    await stage.hears(ANNA, "Hàng năm")
    await stage.hears(BELLA, "/cuatoi")
    assert len(stage.told(ANNA)) == 2
    assert not bot.ended


async def test_replies_that_could_not_be_sent_while_offline_are_sent_later(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    bot = await stage.start()
    stage.world.faults.latency = 0.3  # the line breaks while the reply is under way
    stage.world.say(ANNA, "/trogiup")
    await stage.until(lambda: stage.one("select count(*) from incoming") == 1)
    stage.world.faults.offline = True
    await stage.until(lambda: "trying again" in bot.log)
    assert not stage.told(ANNA)
    stage.world.faults.offline, stage.world.faults.latency = False, 0.0
    await stage.hears(ANNA, "/cuatoi")
    assert len(stage.told(ANNA)) == 1


async def test_two_bots_with_one_token_both_survive_and_answer_once(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    first = await stage.start()
    second = await stage.start()
    await stage.until(lambda: "Conflict" in first.log)
    await stage.until(lambda: "Conflict" in second.log)
    await stage.say(ANNA, "/dangky", "Chỉ tiêu thứ 1")
    await stage.say(ANNA, "Tỷ lệ hộ dân sử dụng nước sạch", "Hàng năm")
    await stage.until(stage.nothing_waits)
    assert len(stage.told(ANNA)) == 2
    await second.stop()
    await stage.say(ANNA, "95%", "Phấn đấu")
    assert not first.ended


async def test_a_webhook_that_was_left_behind_is_taken_away(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    stage.world.updates.set_webhook("http://127.0.0.1:9/nobody", "")
    stage.world.say(ANNA, "/trogiup")
    await stage.start()
    await stage.hears(ANNA, "/cuatoi")
    assert not stage.world.updates.webhook


async def test_a_group_gets_one_courteous_answer_to_a_command_and_no_other(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    invited = await stage.command("invite", "--unit", COMMUNES[1], "--json")
    code = json.loads(invited.out)["code"]
    await stage.start()
    stage.world.say_in_group(ANNA, GROUP, "chào cả nhà, /dangky nhé")
    stage.world.say_in_group(STRANGER, GROUP, f"/start {code}")
    await stage.hears(GROUP, "trò chuyện riêng", "/start")
    await stage.until(stage.nothing_waits)
    assert len(stage.told(GROUP)) == 1
    assert not stage.told(ANNA)
    assert stage.one("select count(*) from invitation where used_at is not null") == 0


async def test_a_handler_that_fails_apologises_and_blocks_nobody(stage):
    stage.let_in({ANNA: COMMUNES[0], BELLA: COMMUNES[1]})
    texts = stage.rows("select hash, text from planversion")
    stage.change("update planversion set text = '{}'")
    bot = await stage.start(LOG_LEVEL="DEBUG")
    await stage.say(ANNA, "/dangky", "trục trặc", "gửi lại")
    await stage.say(BELLA, "/trogiup", "/cuatoi")
    assert "Traceback" in bot.log
    assert not leaks(bot.log)
    errors = stage.rows("select error from incoming where error is not null")
    assert len(errors) == 1
    for row in texts:
        stage.change("update planversion set text = ? where hash = ?", row["text"], row["hash"])
    await stage.say(ANNA, "/dangky", "Chỉ tiêu thứ 1")


def leaks(log: str) -> bool:
    secret = TOKEN.partition(":")[2]
    return secret in log or quote(TOKEN, safe="") in log


@pytest.mark.parametrize("trouble", ["wrong token", "refused", "offline", "nonsense", "not sent"])
async def test_the_token_is_never_seen_whatever_goes_wrong(stage, trouble, unused_tcp_port):
    stage.let_in({ANNA: COMMUNES[0]})
    more = {"LOG_LEVEL": "DEBUG"}
    if trouble == "wrong token":
        stage.world.token = "777:another"
    if trouble == "refused":
        more["TELEGRAM_BASE_URL"] = f"http://127.0.0.1:{unused_tcp_port}/bot"
    if trouble == "nonsense":
        more["TELEGRAM_BASE_URL"] = f"http://127.0.0.1:{stage.port}/nowhere/bot"
    stage.world.faults.offline = trouble == "offline"
    if trouble == "not sent":
        stage.change(
            "insert into outgoing (channel, address, urgency, kind, message, created_at)"
            " values ('telegram', 'nobody', 0, 'message', '{}', '2026-01-01 00:00:00')"
        )
    bot = await stage.start(wait=False, **more)
    invited = await stage.command("invite", "--role", "staff", **more)
    sign = "could not be sent" if trouble == "not sent" else "trying again"
    await stage.until(lambda: sign in bot.log)
    await bot.stop()
    assert not leaks(bot.log + invited.out + invited.err)
    assert bot.log
    assert invited.status == 0


async def test_stopping_and_starting_again_goes_on_where_it_was(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    bot = await stage.start()
    await stage.say(ANNA, "/dangky", "Chỉ tiêu thứ 1")
    await bot.stop()
    stage.world.say(ANNA, "Tỷ lệ hộ dân sử dụng nước sạch")
    await stage.start()
    await stage.hears(ANNA, "Hàng năm")
    assert stage.one("select subject from draft") == CAMPAIGN


async def test_a_database_that_does_not_answer_for_a_while_loses_nothing(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    bot = await stage.start()
    stage.change("alter table incoming rename to elsewhere")
    stage.world.say(ANNA, "/trogiup")
    await stage.until(lambda: "could not be written down yet" in bot.log)
    assert len(stage.world.updates.pending) == 1
    stage.change("alter table elsewhere rename to incoming")
    await stage.hears(ANNA, "/cuatoi")
    assert len(stage.told(ANNA)) == 1
