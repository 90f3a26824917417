"""How long a person waits: from the update at the server to the reply at the server.

Updates come evenly spaced, whatever the bot does. With a slow network every request takes 50 ms
longer: an update waits for the poll that is under way, then the reply has its own 50 ms to go.
"""

import asyncio
import random

from benchmarks.stage import Public, bot, percentile, stage, table

PEOPLE = 900
SECONDS = 20
SLOW = 0.05  # seconds that a request takes longer
RUNS = ((50, 0.0), (200, 0.0), (50, SLOW))  # updates a second, and the network


async def main() -> None:
    rows = []
    async with stage(PEOPLE) as place:
        place.furnish()
        public = Public(place)
        async with bot(place):
            for rate, delay in RUNS:
                place.world.faults.latency = delay
                public.waits.clear()
                await _speak(public, place.people, rate)
                await public.answered()
                half, most = (percentile(public.waits, share) for share in (0.5, 0.99))
                times = (delay, half, most, most - delay)
                shown = [f"{seconds * 1000:.0f} ms" for seconds in times]
                rows.append((rate, len(public.waits), *shown))
    head = ("updates a second", "updates", "network", "p50", "p99", "p99 without the reply's way")
    table("From update to reply", head, rows)


async def _speak(public: Public, people: range, rate: int) -> None:
    loop = asyncio.get_running_loop()
    begin, said = loop.time(), 0
    while said < rate * SECONDS:
        person = random.choice(people)  # noqa: S311
        if public.free(person):
            said += 1
            await asyncio.sleep(begin + said / rate - loop.time())
            public.speak(person)


if __name__ == "__main__":
    asyncio.run(main())
