"""The calendar file (.ics, RFC 5545) of a unit's deadlines: one all-day event each."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from messages import MANNER, wording

if TYPE_CHECKING:
    from icalendar import Event

MORNING = time(8)


def write_calendar(*, events: Sequence[Mapping[str, Any]], now: datetime) -> bytes:
    """Return the file; `events` have `uid`, `sequence`, `owed` and the day on which each rings.

    Importing it again puts the newer `sequence` of a `uid` in the place of the older one.
    """
    from icalendar import Calendar  # noqa: PLC0415 - long to load

    calendar = Calendar()
    calendar.add("prodid", "-//thidua//han//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", wording("deadline/calendar-name"))
    for each in events:
        calendar.add_component(_event(each, now))
    content: bytes = calendar.to_ical()
    return content


def _event(each: Mapping[str, Any], now: datetime) -> "Event":
    from icalendar import Alarm, Event  # noqa: PLC0415 - as above

    title = wording("deadline/event-title", owed=each["owed"])
    event = Event()
    event.add("uid", each["uid"])
    event.add("sequence", each["sequence"])
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", each["owed"].last_day)
    event.add("transp", "TRANSPARENT")
    event.add("summary", title)
    event.add("description", wording("deadline/event", owed=each["owed"]))
    alarm = Alarm()
    rings = datetime.combine(each["rings_on"], MORNING, MANNER.timezone).astimezone(UTC)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", rings, parameters={"value": "DATE-TIME"})
    alarm.add("description", title)
    event.add_component(alarm)
    return event
