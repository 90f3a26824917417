"""Updates a second, handled durably, over stock python-telegram-bot echoing with nothing stored.

Both bots take the same number of updates from the same server, in turns: everybody speaks at once,
and a round ends when the last reply has arrived (ours: when nothing is owed any more).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

from benchmarks.stage import SCRIPT, Public, bot, stage, table

PEOPLE = 1000
Settled = Callable[[], Awaitable[None]]


async def main() -> None:
    async with stage(PEOPLE) as place, stage(PEOPLE) as yard:
        place.furnish()
        ours, theirs = Public(place), Public(yard, ["Thu nhập bình quân đầu người"])
        rows = []
        async with bot(place), bot(yard, "benchmarks.stock"):
            for step in SCRIPT:
                fast = PEOPLE / await _round(ours, place.people, place.settled)
                stock = PEOPLE / await _round(theirs, yard.people)
                rows.append((step, fast, stock, fast / stock))
    rows.append(("median", *(median(row[i] for row in rows) for i in (1, 2, 3))))
    table(
        f"Updates a second, handled end to end; {PEOPLE} chats",
        ("everybody says", "durably", "stock, nothing stored", "ratio"),
        [
            (f"`{said}`", f"{ours:.0f}", f"{theirs:.0f}", f"{r:.2f}")
            for said, ours, theirs, r in rows
        ],
    )


async def _round(public: Public, people: range, settled: Settled | None = None) -> float:
    begin = time.perf_counter()
    for person in people:
        public.speak(person)
    await public.answered()
    if settled:
        await settled()
    return time.perf_counter() - begin


if __name__ == "__main__":
    asyncio.run(main())
