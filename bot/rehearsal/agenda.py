"""The agenda of a rehearsal: what people have in mind to do, and on which day."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from models.working_days import is_working_day, working_day_after

Deed = Callable[[], None]

FIRST, APART = time(9), timedelta(minutes=5)
BEFORE_NOON, AFTER_NOON = time(11, 25), time(13, 30)
LAST = time(16, 55)


class Agenda:
    """Deeds by their days; those of one day are done one after the other, in office hours."""

    def __init__(self) -> None:
        self._deeds: dict[date, list[Deed]] = defaultdict(list)

    def add(self, day: date, deed: Deed) -> None:
        """Have something done on a day, or on the working day after it."""
        self._deeds[day if is_working_day(day) else working_day_after(day, 1)].append(deed)

    def has(self, day: date) -> bool:
        """Say whether there is anything to do on a day."""
        return bool(self._deeds.get(day))

    def take(self, day: date) -> Iterator[tuple[time, Deed]]:
        """Yield what is to be done on a day, with its hour; deeds that add others do those too."""
        hour = datetime.combine(day, FIRST)
        deeds = self._deeds[day]
        while deeds:
            yield min(hour.time(), LAST), deeds.pop(0)
            hour += APART
            if BEFORE_NOON < hour.time() < AFTER_NOON:
                hour = datetime.combine(day, AFTER_NOON)
        del self._deeds[day]
