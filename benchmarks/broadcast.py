"""A broadcast to 5,000 chats; the server refuses more than 30 a second and one a second a chat.

The real path: somebody of the province composes /thongbao in a chat and confirms it there; the
progress shown in that chat takes its share of the 30 a second.
"""

import asyncio
import time
from collections import Counter
from typing import Any

from benchmarks.stage import STAFF, Public, bot, stage, table

PEOPLE = 5000
A_SECOND = 30
SCRIPT = ("/thongbao", "Mời các đơn vị dự họp lúc 14 giờ.", "[Tất cả]", "[Gửi thông báo]")


async def main() -> None:
    received: Counter[int] = Counter()
    times: list[float] = []

    def hear(message: dict[str, Any]) -> None:
        if message["chat"]["id"] != STAFF:
            received[message["chat"]["id"]] += 1
            times.append(time.perf_counter())

    async with stage(PEOPLE) as place:
        place.furnish()
        world = place.world
        world.faults.limits = True
        world.on_send.append(hear)
        staff = Public(place, SCRIPT)
        async with bot(place):
            for _ in SCRIPT:
                staff.speak(STAFF)
                await staff.answered()
            await world.wait(lambda: len(received) == PEOPLE, 2 * PEOPLE / A_SECOND)
            await place.settled()
    took, ideal = times[-1] - times[0], PEOPLE / A_SECOND
    doubles, lost = sum(received.values()) - len(received), PEOPLE - len(received)
    head = ("chats", "took", "ideal", "ratio", "429s", "duplicates", "lost")
    row = (PEOPLE, f"{took:.1f} s", f"{ideal:.1f} s", f"{took / ideal:.3f}")
    table("A broadcast at 30 a second", head, [(*row, world.refused, doubles, lost)])


if __name__ == "__main__":
    asyncio.run(main())
