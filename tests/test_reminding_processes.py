"""Processes that remind and are killed, or that ask at the same moment: everybody is told once."""

import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty
from shutil import copy
from typing import Any

import pytest

from tests.reminding import PROCESSES, populate, remind

EIGHT = datetime(2021, 9, 29, 1, tzinfo=UTC)  # in the morning, 30 days before the last safe day
RUNGS = ("-30", "-14", "-7", "-3", "-1", "0", "+1", "+2", "+3", "+4", "+5", "+6", "+7")
DAYS = (0, 16, 23, 27, 29, 30, 33, 34, 35, 36, 37, 40, 41)  # from the first: on which they fall
KILLS = 8


@pytest.fixture
def file(sample, tmp_path) -> Path:
    """Return a database in which every commune of the province has a person."""
    return _populated(sample, tmp_path, 1)


@pytest.fixture
def crowd(sample, tmp_path) -> Path:
    """Return one in which every commune has four, so that they are told in several parts."""
    return _populated(sample, tmp_path, 4)


def _populated(sample: Path, folder: Path, people: int) -> Path:
    path = Path(copy(sample, folder / "own.db"))
    communes = "select id from unit where kind = 'commune' and code like '9%' order by id"
    populate(path, [row[0] for row in rows(path, communes)], people, EIGHT)
    return path


def rows(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(file, timeout=60)) as connection:
        return connection.execute(query).fetchall()


def told(file: Path) -> Counter[str]:
    """Count who was told, by rung; nobody is told of one twice, or without a message."""
    found = rows(file, "select rung, contact_id, sent_as from reminder where contact_id >= 1000")
    messages = rows(file, "select settled_by, count(*) from outgoing group by settled_by")
    assert dict(messages) == dict.fromkeys({sent_as for *_, sent_as in found}, 1)
    assert len(messages) == len({(rung, contact) for rung, contact, _ in found})
    return Counter(rung for rung, *_ in found)


def everybody(file: Path) -> int:
    return int(rows(file, "select count(*) from contact")[0][0])


def test_two_processes_that_ask_at_the_same_moment_never_both_tell(file):
    moments = [EIGHT + timedelta(days=days) for days in DAYS]
    together, said = PROCESSES.Barrier(2), PROCESSES.Queue()
    asking = [
        PROCESSES.Process(target=remind, args=(file, moments, together, said)) for _ in range(2)
    ]
    for each in asking:
        each.start()
    for each in asking:
        each.join(120)
        assert each.exitcode == 0
    assert told(file) == dict.fromkeys(RUNGS, everybody(file))
    with pytest.raises(Empty):
        said.get_nowait()  # what is normal is no matter for the log


def test_killed_again_and_again_everybody_is_told_once(crowd):
    chance = random.Random(20211030)  # noqa: S311
    for _ in range(KILLS):
        together, said = PROCESSES.Barrier(2), PROCESSES.Queue()
        process = PROCESSES.Process(target=remind, args=(crowd, [EIGHT], together, said))
        process.start()
        together.wait(60)
        process.join(chance.random())
        process.kill()
        process.join()
        assert sum(told(crowd).values()) <= everybody(crowd)
    last = (crowd, [EIGHT], PROCESSES.Barrier(1), PROCESSES.Queue())
    process = PROCESSES.Process(target=remind, args=last)
    process.start()
    process.join(120)
    assert told(crowd) == {"-30": everybody(crowd)}
