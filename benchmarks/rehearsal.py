"""How fast a campaign is rehearsed: simulated days a second, and how that grows with the units.

Districts of Trà Vinh with their quarterly reports and every other duty, thirteen months; nothing is
drawn, so only the messages, their database and the clock are measured. The units are made up of the
plan's own list again and again, under new codes.
"""

import asyncio
import time
from itertools import cycle, islice

from benchmarks.stage import table
from bot.keyboard.rehearse import plan_named, unit_list
from bot.rehearsal.play import Play, Wish
from messages import MANNER
from models.units.rows import UnitRow

PLAN = "tra-vinh-30-nam"
UNITS = (20, 40, 80)


async def main() -> None:
    rows = []
    first = 0.0
    for count in UNITS:
        play = Play(Wish(plan_named(PLAN), _units(count), None), MANNER.timezone)
        begin = time.process_time()
        for _ in play.run():
            pass
        took = time.process_time() - begin
        first = first or took
        speed, growth = play.length / took, took / first
        rows.append((count, len(play.sent), f"{took:.1f} s", f"{speed:.0f}", f"{growth:.2f}"))
    head = ("units", "messages", "processor time", "simulated days a second", "times the first")
    table(f"Rehearsal of `{PLAN}`, {play.length} days", head, rows)


def _units(count: int) -> list[UnitRow]:
    """Return the province, its office that reviews, and districts, so many units in all."""
    known = [row for row in unit_list(None) if row.code in ("84", "tv-so-noi-vu")]
    districts = [
        each for each in unit_list(None) if each.kind == "district" and each.parent == "84"
    ]
    more = islice(cycle(districts), count - 1)
    return known + [row._replace(code=f"84-{n}") for n, row in enumerate(more)]


if __name__ == "__main__":
    asyncio.run(main())
