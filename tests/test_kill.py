"""The power goes, at every step of a message's life: the table of DESIGN, section 5, held to.

The bot kills itself with SIGKILL where THIDUA_TEST_DIE_AT says so, or is killed at random; then it
is started again. What was accepted is dealt with once, and answered once; only a message that was
sent and not yet ticked off may be sent again.
"""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.stage import COMMUNES, Stage, staged, text_of

PEOPLE = [3001, 3002, 3003]
NEXT = "json_extract(prompt, '$.key') = 'tasks.1.annual'"  # what is asked after the answer
ANSWER = "Tỷ lệ hộ dân sử dụng nước sạch"
TOGETHER = list(range(4001, 4021))  # twenty
KILLS = 5


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """Return a database in which three communes have been asked their first question."""
    folder = tmp_path_factory.mktemp("begun")
    asyncio.run(_begin(folder))
    return Path(folder, "data", "thidua.db")


async def _begin(folder: Path) -> None:
    async with staged(folder) as stage:
        stage.let_in(dict(zip(PEOPLE, COMMUNES, strict=False)))
        bot = await stage.start()
        for user_id in PEOPLE:
            stage.world.say(user_id, "/dangky")
        for user_id in PEOPLE:
            await stage.hears(user_id, "Chỉ tiêu thứ 1")
        await stage.until(stage.nothing_waits)
        await bot.stop()


@pytest.fixture
async def stage(tmp_path, begun):
    async with staged(tmp_path, begun) as one:
        for user_id in PEOPLE:
            one.world.open(user_id)
        yield one


def count(stage: Stage, table: str, which: str) -> int:
    return int(stage.one(f"select count(*) from {table} where {which}"))  # noqa: S608


def in_the_register(stage: Stage) -> dict[str, int]:
    """Count what the second round of this conversation has left behind so far."""
    return {
        "accepted": count(stage, "incoming", "text <> '/dangky'"),
        "handled": count(stage, "incoming", "text <> '/dangky' and handled_at is not null"),
        "answers": count(stage, "answer", "true"),
        "owed": count(stage, "outgoing", NEXT),
        "claimed": count(stage, "outgoing", f"{NEXT} and claimed_at is not null"),
        "done": count(stage, "outgoing", f"{NEXT} and done_at is not null"),
    }


# What is on the disk when the power goes, and whether anything has reached a phone by then.
TABLE = {
    "accepted": (("accepted",), False),
    "handling": (("accepted",), False),
    "handled": (("accepted", "handled", "answers", "owed"), False),
    "claimed": (("accepted", "handled", "answers", "owed", "claimed"), False),
    "sending": (("accepted", "handled", "answers", "owed", "claimed"), False),
    "sent": (("accepted", "handled", "answers", "owed", "claimed"), True),
}


@pytest.mark.parametrize("step", TABLE)
async def test_the_power_goes_at(stage, step):
    kept, heard = TABLE[step]
    for user_id in PEOPLE:
        stage.world.say(user_id, ANSWER)
    bot = await stage.start(wait=False, TEST_DIE_AT=step)
    await bot.death()
    left = in_the_register(stage)
    assert {name for name, number in left.items() if number} == set(kept)
    assert {left[name] for name in kept} == {3}
    early = [user_id for user_id in PEOPLE if stage.told(user_id)]
    assert bool(early) == heard
    await stage.start()
    for user_id in PEOPLE:
        await stage.hears(user_id, "Hàng năm", after=int(user_id in early))
    await stage.until(stage.nothing_waits)
    assert set(in_the_register(stage).values()) == {3}
    answers = stage.rows("select said from answer")
    assert [row["said"] for row in answers] == [ANSWER] * 3
    for user_id in PEOPLE:
        texts = [text_of(message) for message in stage.told(user_id)]
        assert len(texts) == 1 + (user_id in early)
        assert len(set(texts)) == 1


async def test_an_update_that_was_not_written_down_is_delivered_again(stage):
    bot = await stage.start()
    with stage.locked():
        stage.world.say(PEOPLE[0], ANSWER)
        # It is in the bot's hands, and not yet in its register.
        await stage.until(lambda: any(c.method == "getUpdates" for c in stage.world.calls))
        await bot.kill()
    assert in_the_register(stage)["accepted"] == 0
    assert len(stage.world.updates.pending) == 1
    await stage.start()
    await stage.hears(PEOPLE[0], "Hàng năm")
    assert in_the_register(stage)["accepted"] == in_the_register(stage)["answers"] == 1
    assert len(stage.told(PEOPLE[0])) == 1


class Talker:
    """A person who answers each question when it appears, and takes no notice of a repetition."""

    script = (("Chỉ tiêu thứ 1", ANSWER), ("Hàng năm", "91; 92; 93; 94; 95%"))

    def __init__(self, stage: Stage, user_id: int) -> None:
        self.stage, self.user_id, self.answered = stage, user_id, 0

    def notice(self, text: str) -> None:
        if self.answered < len(self.script) and self.script[self.answered][0] in text:
            self.stage.world.say(self.user_id, self.script[self.answered][1])
            self.answered += 1


async def test_killed_again_and_again_while_twenty_people_answer(tmp_path):
    chance = random.Random(20211030)  # noqa: S311
    async with staged(tmp_path) as stage:
        units = [row[0] for row in stage.rows("select code from unit where kind = 'commune'")]
        stage.let_in(dict(zip(TOGETHER, units, strict=False)))
        talkers = {user_id: Talker(stage, user_id) for user_id in TOGETHER}
        stage.world.on_send.append(
            lambda message: talkers[message["chat"]["id"]].notice(text_of(message))
        )
        for user_id in TOGETHER:
            stage.world.say(user_id, "/dangky")
        for kill in range(KILLS):
            enough = len(TOGETHER) * kill // 2
            bot = await stage.start(wait=False)
            await stage.until(lambda: stage.world.sent > enough)  # noqa: B023
            await asyncio.sleep(chance.random() * 0.2)
            await bot.kill()
        await stage.start()
        await stage.until(lambda: all("Phấn đấu" in every_text(stage, each) for each in TOGETHER))
        await stage.until(stage.nothing_waits)
        assert stage.one("select count(*) from incoming where error is null") == 60
        assert stage.one("select count(distinct external_id) from incoming") == 60
        check_answers(stage)
        check_messages(stage)


def every_text(stage: Stage, user_id: int) -> str:
    return "\n".join(text_of(message) for message in stage.told(user_id))


def check_answers(stage: Stage) -> None:
    """Every answer is in the database exactly once, under the question that it answers."""
    rows = stage.rows("select draft_id, key, said from answer")
    assert Counter((row["key"], row["said"]) for row in rows) == {
        ("tasks.1.name", ANSWER): 20,
        ("tasks.1.annual", "91; 92; 93; 94; 95%"): 20,
    }
    assert len({row["draft_id"] for row in rows}) == stage.one("select count(*) from draft") == 20


def check_messages(stage: Stage) -> None:
    """Every message that was owed has arrived, in order; at most one a kill has come twice."""
    assert count(stage, "outgoing", "outcome = 'sent' and kind = 'message'") == 60
    for user_id in TOGETHER:
        texts = [text_of(message) for message in stage.told(user_id)]
        assert max(Counter(texts).values()) <= 1 + KILLS
        first_times = list(dict.fromkeys(texts))
        asked = ("Chỉ tiêu thứ 1", "Hàng năm", "Phấn đấu")
        assert all(words in text for words, text in zip(asked, first_times, strict=True))
