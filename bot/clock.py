"""Time: what moment it is, and the one job that asks the database what has become due."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.owing import owe_edit, owe_notice
from bot.talk import More, Notice
from messages import render
from models.announcements import outcomes, unfinished_announcements
from models.database import Database
from models.registers import Outgoing

TICK = timedelta(seconds=2)

log = logging.getLogger(__name__)


class Clock:
    """The present moment. A playground may set it; a real installation never does."""

    def __init__(self, timezone: ZoneInfo, offset: timedelta = timedelta()) -> None:
        self.timezone, self.offset = timezone, offset

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def today(self) -> date:
        """Return the day that people live in."""
        return self.now().astimezone(self.timezone).date()

    def set(self, to: datetime) -> None:
        """Go on from another moment."""
        self.offset = to - datetime.now(UTC)


# What has become due at a moment, told once: asking again gives nothing more. What ends with MORE
# has told a part, to be kept before the next is asked for.
Due = Callable[[Session, datetime, ZoneInfo], Iterable[Notice | More]]
Work = Callable[[Session, Clock], bool]


class Alarm:
    """Asks every few seconds what has become due, and wakes the outbox."""

    def __init__(
        self, database: Database, clock: Clock, due: Sequence[Due], wake: Callable[[], None]
    ) -> None:
        self._database, self._clock, self._due, self._wake = database, clock, due, wake
        self._scheduler = AsyncIOScheduler(timezone=clock.timezone)

    def start(self) -> None:
        """Begin to ask on every tick; a tick that comes late is still kept."""
        self._scheduler.add_job(
            self.ring,
            "interval",
            seconds=TICK.total_seconds(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    async def ring(self) -> None:
        """Ask once; what fails is logged, and does not keep the rest from being asked.

        What is told in parts is a transaction each; what people say is dealt with in between.
        """
        works: list[Work] = [show_progress, *(partial(write_part, due) for due in self._due)]
        for work in works:
            try:
                while await self._database.run(partial(_at, work, self._clock)):
                    self._wake()
            except Exception:
                log.exception("what is due could not be worked out")
        self._wake()

    def stop(self) -> None:
        """Ask no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _at(work: Work, clock: Clock, session: Session) -> bool:
    return work(session, clock)


def write_due(due: Due, session: Session, clock: Clock) -> None:
    """Write down all that has become due."""
    while write_part(due, session, clock):
        pass


def write_part(due: Due, session: Session, clock: Clock) -> bool:
    """Write down what has become due, and say whether there is more.

    A notice and the proof that it was given go together; one that cannot be worded holds up none
    of the others.
    """
    now, more = clock.now(), False
    for notice in due(session, now, clock.timezone):
        if isinstance(notice, More):
            more = True
            continue
        try:
            with session.begin_nested():
                owe_notice(session, notice, now)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("%s could not be told to %s", notice.template, notice.contact_ids)
    return more


def show_progress(session: Session, clock: Clock) -> bool:
    """Tell the authors of announcements how far they are, by editing one message."""
    for announcement in unfinished_announcements(session):
        original = session.get(Outgoing, announcement.progress_id or 0)
        if original is None or original.done_at is None:
            continue
        counts = outcomes(session, announcement)
        waiting = counts.get("", 0)
        message = render(
            "announce/progress",
            announcement=announcement,
            sent=counts.get("sent", 0),
            waiting=waiting,
            unreachable=counts.get("blocked", 0) + counts.get("gone", 0),
            failed=counts.get("refused", 0) + counts.get("failed", 0),
            unsure=counts.get("unsure", 0),
        )
        if not waiting:
            announcement.finished_at = clock.now()
            session.add(announcement)
        if original.external_id and announcement.progress_text != message.text:
            announcement.progress_text = message.text
            owe_edit(session, original, message, clock.now(), last=not waiting)
    return False
