"""The pace, on the receiver's terms: what the clock says between an answer and a later send."""

import asyncio
import random

import pytest

from bot.pace import Pace


class Receiver:
    """Notes when each message was sent and answered; answers take a random while."""

    def __init__(self) -> None:
        self.sent: list[float] = []
        self.answered: list[float] = []
        self.random = random.Random(7)  # noqa: S311

    async def take(self) -> None:
        loop = asyncio.get_running_loop()
        number = len(self.sent)
        self.sent.append(loop.time())
        self.answered.append(0.0)
        await asyncio.sleep(self.random.random() / 100)
        self.answered[number] = loop.time()


@pytest.mark.parametrize("places", [1, 3])
async def test_a_place_is_free_again_only_an_interval_after_its_answer(places: int) -> None:
    pace, receiver, interval = Pace(places, 0.05), Receiver(), 0.05

    async def send() -> None:
        async with pace:
            await receiver.take()

    await asyncio.gather(*(send() for _ in range(6 * places)))
    for number, moment in enumerate(receiver.sent[places:]):
        answers = sorted(answer for answer in receiver.answered if answer < moment)
        assert moment - answers[number] >= interval


async def test_those_who_pass_wait_for_nobody_and_break_nothing() -> None:
    pace, receiver = Pace(2, 0.02), Receiver()

    async def send() -> None:
        async with pace:
            await receiver.take()

    async def passing(after: float) -> None:
        await asyncio.sleep(after)
        with pace.passing():
            await receiver.take()

    await asyncio.gather(*(send() for _ in range(12)), *(passing(n / 100) for n in range(12)))
    assert len(receiver.sent) == 24
    while not pace.idle:  # noqa: ASYNC110  every place comes back
        await asyncio.sleep(0.01)


async def test_a_pause_holds_everybody() -> None:
    pace, loop = Pace(3, 0.01), asyncio.get_running_loop()
    begin = loop.time()
    pace.pause(0.05)
    async with pace:
        assert loop.time() - begin >= 0.05


async def test_no_interval_is_no_pace() -> None:
    pace = Pace(1, 0.0)
    for _ in range(1000):
        async with pace:
            pass
    assert pace.idle


async def test_the_place_one_waits_for_may_be_taken_meanwhile() -> None:
    pace, loop = Pace(1, 0.03), asyncio.get_running_loop()

    async def send() -> float:
        async with pace:
            return loop.time()

    await send()
    waiting = asyncio.create_task(send())
    await asyncio.sleep(0)
    with pace.passing():
        await asyncio.sleep(0.1)
        answered = loop.time()
    assert await waiting - answered >= 0.03
