"""Resident memory of the bot: idle, and while 10,000 updates are handled."""

import asyncio

import psutil

from benchmarks.stage import SCRIPT, Public, bot, stage, table

PEOPLE = 910  # 11 updates each
MEGABYTE = 1 << 20


async def main() -> None:
    rows = []
    async with stage(PEOPLE) as place:
        place.furnish()
        public = Public(place)
        async with bot(place) as process:
            of = psutil.Process(process.pid)
            await asyncio.sleep(3)
            rows.append((0, f"{of.memory_info().rss / MEGABYTE:.0f} MB"))
            for number, _ in enumerate(SCRIPT, 1):
                for person in place.people:
                    public.speak(person)
                await public.answered()
                await place.settled()
                rows.append((number * PEOPLE, f"{of.memory_info().rss / MEGABYTE:.0f} MB"))
    table("Resident memory", ("updates handled", "resident"), rows)


if __name__ == "__main__":
    asyncio.run(main())
