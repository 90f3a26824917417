"""From the start of the process to its first getUpdates."""

import asyncio
import time
from statistics import median

from benchmarks.stage import bot, stage, table

TRIES = 5


async def main() -> None:
    fresh: list[float] = []
    again: list[float] = []
    for _ in range(TRIES):
        async with stage(0) as place:
            for times in (fresh, again):
                begin = time.perf_counter()
                async with bot(place):
                    times.append(time.perf_counter() - begin)
    rows = [("a new one, filled with the sample", fresh), ("there already", again)]
    table(
        f"Process start to first getUpdates, {TRIES} tries",
        ("database", "median", "longest"),
        [(name, f"{median(times):.2f} s", f"{max(times):.2f} s") for name, times in rows],
    )


if __name__ == "__main__":
    asyncio.run(main())
