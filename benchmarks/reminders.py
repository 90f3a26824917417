"""One look at the clock: 12 duties of each unit, on a day when all are told and on a quiet one.

Every unit has one person, and nobody has done anything. Each number of units has a process and a
database of its own; all that a look writes is committed. Times are of the processor, one core.
"""

import asyncio
import multiprocessing
import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.stage import TOP, table
from bot.clock import Alarm, Clock
from bot.sample import PLANS
from handlers import DUE
from models.assignments import Assignment
from models.campaigns import save_plan
from models.database import Database, Result
from models.people import Account, Contact, Role
from models.plan import Plan, UnitKind
from models.plan.file import read_plan
from models.registers import Outgoing
from models.reminders import Reminder
from models.units import Unit

UNITS = (2_500, 5_000, 10_000)
DUTIES = 12
LAST_DAY = date(2021, 10, 29)
BUSY = datetime(2021, 10, 22, 1, tzinfo=UTC)  # eight o'clock, seven days before
QUIET = datetime(2021, 10, 21, 1, tzinfo=UTC)  # no rung is near, or to be made up for
HOUR = timedelta(hours=1)
MEGABYTE = 1 << 10  # as the system counts, in kilobytes


async def main() -> None:
    rows = []
    for units in UNITS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append(pool.apply(_measured, (units,)))
    first = rows[0]
    shown = [
        (f"{units:,}", f"{people:,}", f"{proofs:,}", *map(_time, times), f"{memory:.0f} MB")
        for units, people, proofs, times, memory in rows
    ]
    growth = [f"× {most / least:.1f}" for least, most in zip(first[3], rows[-1][3], strict=True)]
    shown.append(
        (f"× {UNITS[-1] / UNITS[0]:.0f}", "", "", *growth, f"× {rows[-1][4] / first[4]:.1f}")
    )
    head = ("units", "messages", "reminders", "all are told", "longest transaction",
            "an hour later", "nothing due, first of the hour", "nothing due",
            "memory at most")  # fmt: skip
    table(f"A look at the clock, {DUTIES} duties a unit", head, shown)


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _measured(units: int) -> tuple[int, int, int, list[float], float]:
    with TemporaryDirectory() as folder:
        database = Measured(f"sqlite:///{Path(folder, 'thidua.db')}")
        database.upgrade()
        database.transaction(partial(_furnish, units=units))
        clock = Clock(ZoneInfo("Asia/Ho_Chi_Minh"))
        alarm = Alarm(database, clock, DUE, lambda: None)
        times = [_look(alarm, clock, BUSY)]
        times += [database.longest, _look(alarm, clock, BUSY + HOUR)]
        times += [_look(alarm, clock, QUIET), _look(alarm, clock, QUIET)]
        people, proofs = database.transaction(_written)
        database.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return units, people, proofs, times, memory


class Measured(Database):
    """A database that knows how long its longest transaction took, in seconds."""

    longest = 0.0

    def transaction(self, work: Callable[[Session], Result]) -> Result:
        """Do the work as any database does, and look at the clock."""
        begin = time.process_time()
        found = super().transaction(work)
        self.longest = max(self.longest, time.process_time() - begin)
        return found


def _look(alarm: Alarm, clock: Clock, moment: datetime) -> float:
    clock.set(moment)
    begin = time.process_time()
    asyncio.run(alarm.ring())
    return time.process_time() - begin


def _written(session: Session) -> tuple[int, int]:
    counts = [
        session.scalar(sa.select(sa.func.count()).select_from(each))
        for each in (Outgoing, Reminder)
    ]
    return counts[0] or 0, counts[1] or 0


def _furnish(session: Session, units: int) -> None:
    plan = read_plan(PLANS / "kien-giang-2021-2025.yaml")
    save_plan(session, _with_duties(plan), datetime.now(UTC))
    session.add(Unit(id=TOP, code=plan.scope, kind=UnitKind.PROVINCE, name="tỉnh Mẫu", folded=""))
    session.flush()
    numbers = range(1, units + 1)
    common = {"kind": UnitKind.COMMUNE, "name": "xã Mẫu", "folded": "xa mau", "parent_id": TOP}
    people = {"name": "xã Mẫu", "role": Role.CONTACT}
    since = {"since": datetime.now(UTC), "head": False}
    for model, shared, rows in (
        (Unit, common, [{"id": n, "code": f"u{n}"} for n in numbers]),
        (Contact, people, [{"id": n, "unit_id": n} for n in numbers]),
        (Account, {"channel": "telegram"}, [{"address": f"{n}", "contact_id": n} for n in numbers]),
        (Assignment, since, [{"contact_id": n, "unit_id": n} for n in numbers]),
    ):
        session.execute(sa.insert(model).values(**shared), rows)


def _with_duties(plan: Plan) -> Plan:
    """Return a plan by which communes have twelve things to do, all by the same day."""
    day = {"date": LAST_DAY, "precision": "day", "strict": False, "who": (UnitKind.COMMUNE,)}
    registration = plan.milestone("registration").model_copy(update=day)
    report = plan.milestone("final-report").model_copy(update=day)
    reports = (report.model_copy(update={"code": f"report-{n}"}) for n in range(1, DUTIES))
    return plan.model_copy(update={"milestones": (registration, *reports)})


if __name__ == "__main__":
    asyncio.run(main())
