"""A process that does nothing but remind, over a database file that others use as well."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from logging.handlers import QueueHandler
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from bot.clock import Alarm, Clock
from handlers import DUE
from messages import MANNER
from models.assignments import Assignment
from models.database import Database
from models.people import Account, Contact, Role

PROCESSES = get_context("forkserver")  # a process each, quickly made
PROCESSES.set_forkserver_preload([__name__])


def remind(
    file: Path, moments: Sequence[datetime], together: Barrier, said: "Queue[object]"
) -> None:
    """Look at the clock at one moment after the other, each time together with others.

    `said` gets what was logged.
    """
    logging.getLogger().addHandler(QueueHandler(said))
    database, clock = Database(f"sqlite:///{file}"), Clock(MANNER.timezone)
    alarm = Alarm(database, clock, DUE, lambda: None)
    for moment in moments:
        together.wait()
        clock.set(moment)
        asyncio.run(alarm.ring())
    database.close()


def populate(file: Path, unit_ids: Sequence[int], people: int, since: datetime) -> None:
    """Give units so many people each."""
    numbers = [(1000 + n, unit) for n, unit in enumerate([*unit_ids] * people)]
    rows = {
        Contact: [
            {"id": n, "name": f"{n}", "role": Role.CONTACT, "unit_id": u} for n, u in numbers
        ],
        Account: [{"channel": "telegram", "address": f"{n}", "contact_id": n} for n, _ in numbers],
        Assignment: [
            {"contact_id": n, "unit_id": u, "since": since, "head": False} for n, u in numbers
        ],
    }

    def write(session: Session) -> None:
        for model, each in rows.items():
            session.execute(sa.insert(model), each)

    database = Database(f"sqlite:///{file}")
    database.transaction(partial(write))
    database.close()
