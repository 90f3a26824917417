"""The loopback Bot API, driven by the real python-telegram-bot over HTTP."""

import asyncio
import json
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.playground.server import World, application

Json = dict[str, Any]

TOKEN = "777:playground-test"
JSON = {"Content-Type": "application/json"}
ANNA, BELLA = 1001, 1002
NOW = datetime(2021, 4, 12, 1, 2, 3, 456789, tzinfo=UTC)
YES_NO = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Yes", callback_data="y"),
            InlineKeyboardButton("No", callback_data="n"),
        ]
    ]
)


@asynccontextmanager
async def serving(app):
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(app)
    server.add_sockets(sockets)
    try:
        yield sockets[0].getsockname()[1]
    finally:
        server.stop()
        await server.close_all_connections()


def client(port: int, token: str = TOKEN) -> Bot:
    root = f"http://127.0.0.1:{port}"
    return Bot(token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot")


@pytest.fixture
def world():
    return World(TOKEN, lambda: NOW)


@pytest.fixture
async def port(world):
    async with serving(application(world)) as number:
        yield number
        world.updates.set_webhook("", "")


@pytest.fixture
async def bot(port):
    async with client(port) as one:
        yield one


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(autouse=True)
def _durations_as_the_next_version_has_them(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def said(words: str) -> re.Pattern[str]:
    """The library begins a refusal with a capital; otherwise it is the server's."""
    return re.compile(re.escape(words), re.IGNORECASE)


async def next_updates(bot: Bot, after: int = 0) -> Any:
    return await bot.get_updates(offset=after + 1 if after else None, timeout=5)


async def test_the_bot_learns_who_it_is(bot):
    me = await bot.get_me()
    assert (me.id, me.is_bot) == (777, True)


async def test_a_text_arrives_with_its_command_marked_and_in_whole_seconds(world, bot):
    number = world.say(ANNA, "/start abc đ")
    (update,) = await next_updates(bot)
    message = update.message
    assert (message.message_id, message.text) == (number, "/start abc đ")
    assert message.parse_entities([MessageEntity.BOT_COMMAND]).popitem()[1] == "/start"
    assert message.date == NOW.replace(microsecond=0)


async def test_updates_stay_until_a_higher_offset_confirms_them(world, bot):
    for text in ("one", "two", "three"):
        world.say(ANNA, text)
    first = await bot.get_updates(limit=2, timeout=1)
    assert [update.message.text for update in first] == ["one", "two"]
    assert len(await bot.get_updates(timeout=1)) == 3
    rest = await next_updates(bot, first[1].update_id)
    assert [update.message.text for update in rest] == ["three"]
    assert len(world.updates.pending) == 1


async def test_a_negative_offset_keeps_the_last_ones(world, bot):
    for text in ("one", "two", "three"):
        world.say(ANNA, text)
    (last,) = await bot.get_updates(offset=-1, timeout=1)
    assert last.message.text == "three"


async def test_a_long_poll_is_held_open_until_something_comes(world, bot):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await world.wait(lambda: world.updates.polls == 1, 15)
    assert not poll.done()
    world.say(ANNA, "now")
    (update,) = await asyncio.wait_for(poll, 15)
    assert update.message.text == "now"


async def test_a_second_poller_ends_the_first_with_409(world, port, bot):
    async with client(port) as second:
        older = asyncio.create_task(bot.get_updates(timeout=20))
        await world.wait(lambda: world.updates.polls == 1, 15)
        newer = asyncio.create_task(second.get_updates(timeout=20))
        with pytest.raises(Conflict, match=said("terminated by other getUpdates request")):
            await asyncio.wait_for(older, 15)
        world.say(ANNA, "for the newer one")
        assert len(await asyncio.wait_for(newer, 15)) == 1


async def test_only_the_kinds_asked_for_are_kept(world, bot):
    await bot.get_updates(timeout=0, allowed_updates=[Update.CALLBACK_QUERY])
    world.say(ANNA, "not asked for")
    assert await bot.get_updates(timeout=0, allowed_updates=[]) == ()


async def test_a_message_shows_on_the_phone_and_a_tap_comes_back(world, bot):
    world.open(ANNA)
    sent = await bot.send_message(ANNA, "Đồng ý?", reply_markup=YES_NO)
    (shown,) = world.messages(ANNA)
    assert (shown["text"], shown["message_id"]) == ("Đồng ý?", sent.message_id)
    query_id = world.tap(ANNA, sent.message_id, "Yes")
    (update,) = await next_updates(bot)
    query = update.callback_query
    assert (query.id, query.data, query.message.message_id) == (query_id, "y", sent.message_id)
    assert query.chat_instance
    assert query.message.reply_markup == YES_NO
    assert await query.answer("Thanks", show_alert=True)
    assert world.queries[query_id].answer == {"text": "Thanks", "alert": True}


async def test_a_button_that_is_not_there_cannot_be_tapped(world, bot):
    world.open(ANNA)
    sent = await bot.send_message(ANNA, "?", reply_markup=YES_NO)
    with pytest.raises(LookupError):
        world.tap(ANNA, sent.message_id, "Perhaps")


async def test_an_unknown_query_is_refused(bot):
    with pytest.raises(BadRequest, match=said("query is too old")):
        await bot.answer_callback_query("12345")


async def test_a_double_tap_is_the_same_deed_under_a_new_number(world, bot):
    world.say(ANNA, "once")
    world.repeat_last(ANNA)
    first, second = await next_updates(bot)
    assert first.message == second.message
    assert first.update_id < second.update_id


async def test_edits_replace_what_is_shown(world, bot):
    world.open(ANNA)
    sent = await bot.send_message(ANNA, "before", reply_markup=YES_NO)
    await bot.edit_message_text("after", ANNA, sent.message_id, reply_markup=YES_NO)
    assert world.messages(ANNA)[0]["text"] == "after"
    with pytest.raises(BadRequest, match=said("message is not modified")):
        await bot.edit_message_text("after", ANNA, sent.message_id, reply_markup=YES_NO)
    await bot.edit_message_text("after", ANNA, sent.message_id)
    assert "reply_markup" not in world.messages(ANNA)[0]
    await bot.edit_message_reply_markup(ANNA, sent.message_id, reply_markup=YES_NO)
    assert world.messages(ANNA)[0]["text"] == "after"
    assert world.messages(ANNA)[0]["reply_markup"] == YES_NO.to_dict()


async def test_what_is_not_the_bots_or_not_there_cannot_be_edited(world, bot):
    theirs = world.say(ANNA, "mine")
    with pytest.raises(BadRequest, match=said("message can't be edited")):
        await bot.edit_message_text("yours", ANNA, theirs)
    with pytest.raises(BadRequest, match=said("message to edit not found")):
        await bot.edit_message_text("x", ANNA, 99999)


async def test_messages_can_be_deleted_once(world, bot):
    world.open(ANNA)
    sent = await bot.send_message(ANNA, "gone soon")
    assert await bot.delete_message(ANNA, sent.message_id)
    assert world.messages(ANNA) == []
    with pytest.raises(BadRequest, match=said("message to delete not found")):
        await bot.delete_message(ANNA, sent.message_id)


async def test_a_reply_keyboard_stands_on_the_phone_but_in_no_message(world, bot):
    world.open(ANNA)
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Phone", request_contact=True)]])
    sent = await bot.send_message(ANNA, "Number?", reply_markup=keyboard)
    assert sent.reply_markup is None
    assert "reply_markup" not in world.messages(ANNA)[0]
    assert world.keyboard(ANNA)["keyboard"][0][0]["request_contact"]
    await bot.send_message(ANNA, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert world.keyboard(ANNA) is None


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "message text is empty"),
        (" \n ", "message text is empty"),
        ("x" * 4097, "message is too long"),
    ],
)
async def test_texts_telegram_would_not_take(world, bot, text, refusal):
    world.open(ANNA)
    with pytest.raises(BadRequest, match=said(refusal)):
        await bot.send_message(ANNA, text)


async def test_the_longest_text_is_taken(world, bot):
    world.open(ANNA)
    await bot.send_message(ANNA, "ề" * 4096)


@pytest.mark.parametrize("data", ["", "ề" * 22])
async def test_button_data_is_1_to_64_bytes(world, http, port, data):
    world.open(ANNA)
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    answer = await call(
        http, port, "sendMessage", chat_id=ANNA, text="x", reply_markup=json.dumps(markup)
    )
    assert answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_entities_out_of_range_are_left_out_and_commands_found(world, bot):
    world.open(ANNA)
    given = [MessageEntity("bold", 3, 4), MessageEntity("italic", 90, 5)]
    sent = await bot.send_message(ANNA, "🌾 Lúa: /dangky", entities=given)
    assert [entity.type for entity in sent.entities] == ["bold", "bot_command"]
    assert sent.parse_entity(sent.entities[0]) == "Lúa:"
    assert sent.parse_entity(sent.entities[1]) == "/dangky"


async def test_html_is_read_or_refused(world, bot):
    world.open(ANNA)
    text = '<b>Đất</b> &lt;x&gt; <a href="https://example.org/">ở đây</a>'
    sent = await bot.send_message(ANNA, text, parse_mode="HTML")
    assert sent.text == "Đất <x> ở đây"
    assert [entity.type for entity in sent.entities] == ["bold", "text_link"]
    for wrong in ("<b>open", "</b>", "<table>x</table>", "<b>a</i>"):
        with pytest.raises(BadRequest, match=said("can't parse entities")):
            await bot.send_message(ANNA, wrong, parse_mode="HTML")


async def test_files_travel_both_ways(world, bot):
    world.send_document(ANNA, "kế hoạch.xlsx", b"from the phone", caption="here")
    (update,) = await next_updates(bot)
    document = update.message.document
    assert (document.file_name, document.file_size) == ("kế hoạch.xlsx", 14)
    file = await document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"from the phone"
    sent = await bot.send_document(ANNA, b"from the bot", filename="danh sách.csv", caption="<b>")
    assert (sent.document.file_name, sent.caption) == ("danh sách.csv", "<b>")
    again = await bot.send_document(ANNA, sent.document.file_id)
    assert again.document.file_id == sent.document.file_id
    assert world.files[sent.document.file_id].content == b"from the bot"


async def test_photos_travel_both_ways(world, bot):
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x04"
    world.send_photo(ANNA, png)
    (update,) = await next_updates(bot)
    assert (update.message.photo[0].width, update.message.photo[0].height) == (8, 4)
    sent = await bot.send_photo(ANNA, png)
    assert world.messages(ANNA)[-1]["photo"][0]["file_id"] == sent.photo[0].file_id


async def test_a_file_may_be_attached_by_name(world, http, port):
    world.open(ANNA)
    form = aiohttp.FormData({"chat_id": str(ANNA), "document": "attach://part"})
    form.add_field("part", b"abc", filename="a.txt")
    async with http.post(f"http://127.0.0.1:{port}/bot{TOKEN}/sendDocument", data=form) as answer:
        message = (await answer.json())["result"]
    assert message["document"]["file_name"] == "a.txt"


async def test_unknown_files_are_refused(world, bot):
    world.open(ANNA)
    with pytest.raises(BadRequest, match=said("wrong file_id")):
        await bot.get_file("no-such-file")
    with pytest.raises(BadRequest, match=said("wrong file identifier")):
        await bot.send_document(ANNA, "no-such-file")


async def test_everything_else_a_person_can_send(world, bot):
    world.share_contact(ANNA, "+84900000000")
    world.send_location(ANNA)
    world.send_sticker(ANNA)
    world.send_voice(ANNA)
    world.forward(ANNA, "from somebody")
    world.say_in_group(ANNA, -500, "/help")
    number = world.say(ANNA, "tpyo")
    world.edit(ANNA, number, "typo")
    updates = await next_updates(bot)
    contact, location, sticker, voice, forward, group, _, edited = updates
    assert contact.message.contact.user_id == ANNA
    assert location.message.location.latitude
    assert sticker.message.sticker.emoji
    assert voice.message.voice.duration == timedelta(seconds=3)
    assert forward.message.forward_origin.type == "hidden_user"
    assert group.message.chat.type == "supergroup"
    assert edited.edited_message.text == "typo"


async def test_any_update_can_be_sent(world, bot):
    number = world.raw({"message": {"message_id": 5, "date": 1, "chat": {"id": 9, "type": "x"}}})
    (update,) = await next_updates(bot)
    assert update.update_id == number


async def test_a_bot_that_is_blocked_learns_it_and_cannot_write(world, bot):
    world.open(ANNA)
    world.block(ANNA, True)
    (update,) = await next_updates(bot)
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match=said("bot was blocked by the user")):
        await bot.send_message(ANNA, "still there?")
    with pytest.raises(ValueError, match=said("blocked")):
        world.say(ANNA, "no")
    world.block(ANNA, False)
    await bot.send_message(ANNA, "welcome back")


async def test_strangers_have_no_chat(bot):
    with pytest.raises(BadRequest, match=said("chat not found")):
        await bot.send_message(424242, "hello?")


async def test_429_for_as_many_sends_as_wanted(world, bot):
    world.open(ANNA)
    world.faults.too_many, world.faults.retry_after = 2, 7
    for _ in range(2):
        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(ANNA, "x")
        assert refusal.value.retry_after == timedelta(seconds=7)
    await bot.send_message(ANNA, "x")
    assert (world.sent, world.refused) == (1, 2)


async def test_the_pace_of_telegram(world, bot):
    world.faults.limits = True
    for person in range(40):
        world.open(person + 1)
    await bot.send_message(1, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(1, "x")
    sends = (bot.send_message(person + 1, "x") for person in range(1, 40))
    outcomes = await asyncio.gather(*sends, return_exceptions=True)
    assert world.sent == 1 + sum(not isinstance(one, RetryAfter) for one in outcomes)


async def test_offline_closes_the_line_and_keeps_what_comes(world, bot):
    world.open(ANNA)
    world.faults.offline = True
    with pytest.raises(NetworkError):
        await bot.send_message(ANNA, "x")
    world.say(ANNA, "meanwhile")
    with pytest.raises(NetworkError):
        await bot.get_updates(timeout=1)
    world.faults.offline = False
    assert len(await bot.get_updates(timeout=1)) == 1
    assert world.sent == 0


async def test_latency_holds_answers_back(world, bot):
    world.faults.latency = 0.2
    before = asyncio.get_running_loop().time()
    await bot.get_me()
    assert asyncio.get_running_loop().time() - before >= 0.19


async def test_menus_are_kept_per_scope(world, bot):
    everyone, one = BotCommand("help", "Help"), BotCommand("review", "Review")
    await bot.set_my_commands([everyone])
    await bot.set_my_commands([everyone, one], scope=BotCommandScopeChat(ANNA))
    assert await bot.get_my_commands() == (everyone,)
    assert await bot.get_my_commands(scope=BotCommandScopeChat(ANNA)) == (everyone, one)
    assert [command["command"] for command in world.commands(ANNA)] == ["help", "review"]
    assert [command["command"] for command in world.commands(BELLA)] == ["help"]
    with pytest.raises(BadRequest, match=said("BOT_COMMAND_INVALID")):
        await bot.set_my_commands([BotCommand("Đăng-ký", "x")])


async def test_the_small_calls(world, bot):
    world.say(ANNA, "hi")
    assert (await bot.get_chat(ANNA)).id == ANNA
    assert await bot.send_chat_action(ANNA, "typing")
    assert await bot.set_chat_menu_button()
    assert await bot.set_my_description("what it does")
    assert world.profile["description"] == "what it does"


async def test_methods_it_does_not_know_are_404_and_in_the_log(world, http, port):
    answer = await call(http, port, "sendSmokeSignal", chat_id=ANNA)
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert (world.calls[-1].method, world.calls[-1].status) == ("sendSmokeSignal", 404)


@pytest.mark.parametrize("way", [{"data": b"{", "headers": JSON}, {"json": [1]}, {"json": {}}])
async def test_what_cannot_be_read_is_refused_in_the_envelope(http, port, way):
    async with http.post(f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage", **way) as answer:
        reply = await answer.json(content_type=None)
    assert not reply["ok"]
    assert reply["error_code"] == answer.status == 400


async def test_another_token_is_not_let_in(port, http):
    with pytest.raises(InvalidToken):
        async with client(port, "777:wrong"):
            pass
    assert (await call(http, port, "getMe", token="777:wrong"))["error_code"] == 401


async def test_every_way_to_write_a_call(world, http, port):
    world.open(ANNA)
    markup = json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]})
    args = {"chat_id": str(ANNA), "text": "kính gửi", "reply_markup": markup}
    root = f"http://127.0.0.1:{port}/bot{TOKEN.replace(':', '%3A')}/sendmessage"
    form = aiohttp.FormData(args, default_to_multipart=True)
    whole = args | {"reply_markup": json.loads(markup)}
    for way in ({"params": args}, {"data": args}, {"data": form}, {"json": whole}):
        async with http.post(root, **way) as answer:
            assert (await answer.json())["ok"]
    async with http.get(root, params=args) as answer:
        assert (await answer.json())["ok"]
    assert [message["text"] for message in world.messages(ANNA)] == ["kính gửi"] * 5


async def call(
    http: aiohttp.ClientSession, port: int, method: str, token: str = TOKEN, **args: object
) -> Json:
    address = f"http://127.0.0.1:{port}/bot{token}/{method}"
    async with http.post(address, data=args) as answer:
        reply: Json = await answer.json()
        return reply


class Hook(RequestHandler):
    """A webhook that fails the first time."""

    def initialize(self, heard):
        self.heard = heard

    def post(self):
        secret = self.request.headers["X-Telegram-Bot-Api-Secret-Token"]
        self.heard.append((secret, json.loads(self.request.body)))
        self.set_status(500 if len(self.heard) == 1 else 200)


async def test_a_webhook_gets_the_secret_and_a_second_try(world, bot):
    heard: list[tuple[str, Json]] = []
    async with serving(Application([(r"/hook", Hook, {"heard": heard})])) as there:
        await bot.set_webhook(f"http://127.0.0.1:{there}/hook", secret_token="s3cret")
        with pytest.raises(Conflict, match=said("webhook is active")):
            await bot.get_updates(timeout=0)
        world.say(ANNA, "pushed")
        await world.wait(lambda: len(heard) == 2 and not world.updates.pending, 15)
        assert [secret for secret, _ in heard] == ["s3cret", "s3cret"]
        assert heard[0][1] == heard[1][1]
        info = await bot.get_webhook_info()
        assert (info.pending_update_count, info.url[-5:]) == (0, "/hook")
        assert await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()
    assert not any("s3cret" in str(entry) for entry in world.calls)


async def test_hooks_and_waiting_react_at_once(world, bot):
    world.open(ANNA)
    world.on_send.append(lambda message: world.say(ANNA, f"read {message['message_id']}"))
    waiting = asyncio.create_task(world.wait(lambda: len(world.messages(ANNA)) == 2, 15))
    sent = await bot.send_message(ANNA, "x")
    await waiting
    assert world.messages(ANNA)[-1]["text"] == f"read {sent.message_id}"
    with pytest.raises(TimeoutError):
        await world.wait(lambda: False, timeout=0.05)


async def test_without_controls_there_is_no_page(http, port):
    async with http.get(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 404
    async with http.get(f"http://127.0.0.1:{port}/", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
