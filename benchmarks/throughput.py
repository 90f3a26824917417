"""Updates a second, handled durably, over stock python-telegram-bot echoing with nothing stored.

Both bots take the same number of updates from the same server, in turns: everybody speaks at once,
and a round ends when the last reply has arrived (ours: when nothing is owed any more).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from benchmarks.stage import SCRIPT, Public, bot, stage, table

PEOPLE = 1000


async def main() -> None:
    rounds: list[tuple[str, float, float]] = []
    async with stage(PEOPLE) as place, stage(PEOPLE) as yard:
        place.furnish()
        ours, theirs = Public(place), Public(yard, ["Thu nhập bình quân đầu người"])
        async with bot(place), bot(yard, "benchmarks.stock"):
            for said in SCRIPT:
                durably = await _round(ours, place.people, place.settled)
                stock = await _round(theirs, yard.people)
                rounds.append((f"`{said}`", durably, stock))
    everything = (sum(each[1] for each in rounds), sum(each[2] for each in rounds))
    rows = [_row(said, PEOPLE, durably, stock) for said, durably, stock in rounds]
    rows.append(_row("all of it", PEOPLE * len(SCRIPT), *everything))
    head = ("everybody says", "durably", "stock, nothing stored", "ratio")
    table(f"Updates a second, handled end to end; {PEOPLE} chats", head, rows)


def _row(said: str, updates: int, durably: float, stock: float) -> tuple[str, str, str, str]:
    return said, f"{updates / durably:.0f}", f"{updates / stock:.0f}", f"{stock / durably:.2f}"


async def _round(
    public: Public, people: range, settled: Callable[[], Awaitable[None]] | None = None
) -> float:
    begin = time.perf_counter()
    for person in people:
        public.speak(person)
    await public.answered()
    if settled:
        await settled()
    return time.perf_counter() - begin


if __name__ == "__main__":
    asyncio.run(main())
