"""Whatever people, phones and strangers send: a short, courteous answer or none, and life goes on.

One process for all of it: everybody does something odd at the same time and then asks for help.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from unicodedata import is_normalized, normalize

import pytest

from tests.stage import Stage, staged, text_of

LONG = 100_000
NAME = "Tỷ lệ hộ dân sử dụng nước sạch"
MARKUP = "<b>đậm</b> {{ 7 * 7 }} {% raw %} _*[x](y) & &lt; <script>"
STRANGER = 4999
HOME, FIRST, YEARS = "", "/dangky", NAME  # how far a person has come before the odd thing
REFUSED = "trục trặc"  # the apology for a failure of ours: never the answer to bad input
SHORT = 1500

Deed = Callable[[Stage, int], object]


class Case(NamedTuple):
    """What somebody does, how far they are by then, and words of the answer (None: no answer)."""

    deed: Deed
    answer: str | None
    stands: str = HOME


def says(text: str) -> Deed:
    return lambda stage, user_id: stage.world.say(user_id, text)


def sends(**content: Any) -> Deed:
    """Send a message of a kind that no button of the playground sends."""

    def deed(stage: Stage, user_id: int) -> object:
        about = {"message_id": 1, "date": 1, "from": {"id": user_id, "first_name": MARKUP}}
        chat = {"id": user_id, "type": "private"}
        return stage.world.raw({"message": {**about, "chat": chat, **content}})

    return deed


def taps(data: object) -> Deed:
    """Tap a button that never was; OTHER and OWN in its data are replaced by ids of rows."""

    def deed(stage: Stage, user_id: int) -> object:
        about = {"id": "1", "from": {"id": user_id}, "chat_instance": "1"}
        rows = "select max(id) from outgoing where kind = 'message' and address"
        text = data
        if isinstance(data, str):
            other = stage.one(f"{rows} <> ?", str(user_id))
            own = stage.one(f"{rows} = ?", str(user_id))
            text = data.replace("OTHER", str(other)).replace("OWN", str(own))
        return stage.world.raw({"callback_query": {**about, "data": text}})

    return deed


def brings(**update: Any) -> Deed:
    return lambda stage, _: stage.world.raw(update)


def edits(stage: Stage, user_id: int) -> None:
    mine = [m for m in stage.world.messages(user_id) if not m["from"]["is_bot"]]
    stage.world.edit(user_id, mine[-1]["message_id"], "khác")


def document(stage: Stage, user_id: int) -> None:
    stage.world.send_document(user_id, f"{MARKUP}.pdf", b"x", caption="90%")


def photo_without_words(stage: Stage, user_id: int) -> None:
    stage.world.send_photo(user_id, b"x")


def nameless(stage: Stage, user_id: int) -> None:
    """Say something as a message that does not tell whom it is from."""
    chat = {"id": user_id, "type": "private"}
    stage.world.raw({"message": {"message_id": 1, "date": 1, "chat": chat, "text": "xin chào"}})


def shares_somebody_else(stage: Stage, user_id: int) -> None:
    shared = {"phone_number": "+84900000001", "first_name": "x", "user_id": 12345}
    sends(contact=shared)(stage, user_id)


UNKNOWN, OLD, LIMIT = "chưa hiểu", "tin cũ", "quá giới hạn"
CASES = {
    # much too long
    "a very long word at home": Case(says("ế" * LONG), UNKNOWN),
    "a very long answer": Case(says("ế " * (LONG // 2)), LIMIT, FIRST),
    "a very long row of levels": Case(says("90; " * (LONG // 4)), "mức", YEARS),
    "a very long number": Case(says("9" * LONG), "", YEARS),
    "a very long row of dots": Case(says("1." * (LONG // 2)), "", YEARS),
    "a very long row of blanks": Case(says("1" + " " * LONG + "%"), "", YEARS),
    "a very long command": Case(says("/start " + "x" * LONG), "Chào"),
    "a very long name of a command": Case(says("/" + "x" * LONG), "/cuatoi"),
    "a very long row of signs": Case(says("−" * LONG + "1"), "", YEARS),
    # marks that cannot be seen
    "zero-width inside": Case(says("Tỷ\u200b lệ\u2060 hộ\ufeff nghèo"), "Tỷ lệ hộ nghèo", FIRST),
    "right to left": Case(says("\u202eTỷ lệ\u202c hộ nghèo\u200f"), "Tỷ lệ hộ nghèo", FIRST),
    "nothing but zero-width": Case(says("\u200b\u200c\u2060\ufeff"), "không đọc được tin", FIRST),
    "nothing but blanks": Case(says(" \n\t\u00a0 "), "không đọc được tin", FIRST),
    "Arabic and Hebrew": Case(says("שלום العربية"), "שלום العربية", FIRST),
    "control characters": Case(says("Tỷ\x00 lệ\x1b[31m\x07 nghèo"), "nghèo", FIRST),
    "half a character": Case(says("Tỷ lệ \ud83d nghèo \udc4d"), "nghèo", FIRST),
    "many marks on a letter": Case(says("e" + "\u0301" * 400), "", FIRST),
    "emoji of several parts": Case(says("👨‍👩‍👧‍👦 gia đình 🇻🇳"), "gia đình", FIRST),
    # the way iOS types
    "a decomposed command": Case(says(normalize("NFD", "đăng ký")), "Chỉ tiêu thứ 1"),
    "a decomposed answer": Case(says(normalize("NFD", NAME)), NAME, FIRST),
    # what reads like markup
    "markup in an answer": Case(says(MARKUP), MARKUP, FIRST),
    "markup at home": Case(says(MARKUP), UNKNOWN),
    "a caption instead of a text": Case(document, "2021–2025: 90%", YEARS),
    # things
    "an empty text": Case(sends(text=""), UNKNOWN),
    "a text that is none": Case(sends(text=None), None),
    "a sticker": Case(lambda s, u: s.world.send_sticker(u), "không đọc được tin", FIRST),
    "a voice message": Case(lambda s, u: s.world.send_voice(u), "không đọc được tin", FIRST),
    "a location": Case(lambda s, u: s.world.send_location(u), "không đọc được tin", FIRST),
    "a location at home": Case(lambda s, u: s.world.send_location(u), UNKNOWN),
    "a photo": Case(photo_without_words, "tệp", FIRST),
    "a photo of no size": Case(sends(photo=[]), None),
    "a poll": Case(sends(poll={"id": "1", "question": "?", "options": []}), UNKNOWN),
    "a message of no kind": Case(sends(), UNKNOWN),
    "a kind of the future": Case(sends(hologram={"depth": 3}), UNKNOWN),
    "a forwarded answer": Case(lambda s, u: s.world.forward(u, NAME), NAME, FIRST),
    "an edited answer": Case(edits, "không được đọc lại", YEARS),
    "the number of somebody else": Case(shares_somebody_else, "không phải số"),
    "a message from nobody": Case(nameless, UNKNOWN),
    # buttons
    "a tap from nowhere": Case(taps("garbage"), OLD),
    "a tap without data": Case(taps(None), OLD),
    "a tap with an empty text": Case(taps(""), OLD),
    "a tap of enormous size": Case(taps("9" * LONG + ":1"), OLD),
    "a tap beyond every row": Case(taps("999999999999999999:0"), OLD),
    "a tap on a negative row": Case(taps("-1:0"), OLD),
    "a tap with odd digits": Case(taps("١:²"), OLD),
    "a tap on somebody else's button": Case(taps("OTHER:0"), OLD, FIRST),
    "a tap beyond the last button": Case(taps("OWN:77"), OLD, FIRST),
    "a tap that is a list": Case(taps(["1:0"]), OLD),
    "a tap from nobody": Case(brings(callback_query={"id": "5", "data": "1:0"}), None),
    "a tap that is a text": Case(brings(callback_query="1:0"), None),
    # updates
    "an update of an unknown kind": Case(brings(chat_boost={"x": 1}), None),
    "a message that is a text": Case(brings(message="xin chào"), None),
    "a message without a chat": Case(brings(message={"text": "x"}), None),
    "a chat without an id": Case(brings(message={"chat": {"type": "private"}, "text": "x"}), None),
    "a change of nobody": Case(brings(my_chat_member={}), None),
    "an edit of nothing": Case(brings(edited_message=None), None),
    # commands
    "an unknown command": Case(says("/xoa_het"), "/cuatoi"),
    "nothing but a slash": Case(says("/"), "/cuatoi"),
    "a command for another bot": Case(says("/dangky@other_bot x"), "Chỉ tiêu thứ 1"),
    "a command with odd words": Case(says("/dangky ../../etc/passwd"), "Chỉ tiêu thứ 1"),
    "a decomposed help": Case(says(normalize("NFD", "TRỢ GIÚP")), "/cuatoi"),
    "an attack on the database": Case(says("'; DROP TABLE answer; --"), "DROP TABLE", FIRST),
}
PEOPLE: Mapping[str, int] = {name: 5000 + number for number, name in enumerate(CASES)}


def meet_a_stranger(stage: Stage) -> None:
    """Have somebody whom nobody has invited do odd things."""
    stage.world.introduce(STRANGER, MARKUP)
    stage.world.say(STRANGER, "x" * LONG)
    stage.world.send_sticker(STRANGER)
    stage.world.block(STRANGER, True)
    stage.world.block(STRANGER, False)
    taps("1:0")(stage, STRANGER)
    stage.world.say(STRANGER, MARKUP)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bad-input")


async def play(stage: Stage) -> dict[str, list[str]]:
    """Have everybody do their odd thing and ask for help; return what they are told in between."""
    everybody = {user_id: name for name, user_id in PEOPLE.items()}
    units = [row[0] for row in stage.rows("select code from unit where kind = 'commune'")]
    stage.let_in(dict(zip(everybody, units, strict=False)))
    await stage.start()
    for said in (FIRST, YEARS):
        there = [u for u, name in everybody.items() if CASES[name].stands in {said, YEARS}]
        before = {user_id: len(stage.told(user_id)) for user_id in there}
        for user_id in there:
            stage.world.say(user_id, said)
        for user_id in there:
            await stage.hears(user_id, after=before[user_id])
    await stage.until(stage.nothing_waits)
    before = {user_id: len(stage.told(user_id)) for user_id in everybody}
    for user_id, name in everybody.items():
        CASES[name].deed(stage, user_id)
        stage.world.say(user_id, "/trogiup")
    for user_id in everybody:
        await stage.hears(user_id, "nhắn bằng chữ", after=before[user_id])
    meet_a_stranger(stage)
    await stage.until(lambda: len(stage.told(STRANGER)) == 4)
    await stage.until(stage.nothing_waits)
    return {
        name: [text_of(message) for message in stage.told(user_id)[before[user_id] :]]
        for user_id, name in everybody.items()
    }


@pytest.fixture(scope="module")
def played(folder):
    """Play everything once; give the stage as it is left behind, and what everybody was told."""
    kept: list[Any] = []

    async def run() -> None:
        async with staged(folder) as stage:
            stage.world.introduce(PEOPLE["markup in an answer"], MARKUP)
            kept.extend((stage, await play(stage)))

    asyncio.run(run())
    return kept


@pytest.fixture(scope="module")
def stage(played):
    return played[0]


@pytest.mark.parametrize("name", CASES)
def test_gets_a_short_courteous_answer_or_none(played, name):
    wanted, (*answers, _) = CASES[name].answer, played[1][name]
    assert len(answers) == (wanted is not None)
    for answer in answers:
        assert wanted in answer
        assert len(answer) < SHORT
        assert REFUSED not in answer


def test_a_stranger_learns_only_that_a_code_is_needed(stage):
    for message in stage.told(STRANGER):
        assert "mã" in text_of(message).lower()
        assert len(text_of(message)) < SHORT
        assert "reply_markup" not in message


def test_nothing_that_came_in_has_failed(stage):
    assert stage.rows("select id, kind, error from incoming where error is not null") == []


def test_nothing_that_went_out_has_failed(stage):
    outcomes = stage.rows("select distinct outcome from outgoing")
    assert [row["outcome"] for row in outcomes] == ["sent"]


def test_what_is_kept_is_composed_and_shows(stage):
    kept = [row["said"] for row in stage.rows("select said from answer")]
    assert kept.count(NAME) >= 3
    assert all(is_normalized("NFC", said) for said in kept)
    assert not any(mark in said for said in kept for mark in "\u200b\u202e\u2060\0\x1b")


def test_it_was_one_process_and_it_never_complained(stage):
    (bot,) = stage.bots
    assert "Traceback" not in bot.log
    assert "ERROR" not in bot.log
