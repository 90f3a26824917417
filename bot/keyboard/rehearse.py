"""The command `rehearse`: plays a whole campaign, writes its book, and says how far it is."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from tqdm import tqdm

from bot.keyboard.words import vietnamese
from bot.rehearsal.book import Book
from bot.rehearsal.facts import as_json, facts
from bot.rehearsal.play import Play, Wish
from bot.rehearsal.stage import RehearsalError
from bot.sample import PLANS, UNITS
from models.obligations import DUTIES
from models.plan import Plan
from models.plan.file import read_plan
from models.units.file import read_file
from models.units.rows import UnitRow, UnitsError


def plan_named(name: str) -> Plan:
    """Return the plan of a file, or the one of a code among those that come with the product."""
    path = Path(name)
    if path.suffix or path.is_file():
        return read_plan(path)
    known = {file.stem: file for file in sorted(PLANS.glob("*.yaml"))}
    if name not in known:
        raise RehearsalError(f"There is no plan {name}; name a file, or one of {', '.join(known)}")
    return read_plan(known[name])


def unit_list(path: Path | None) -> list[UnitRow]:
    """Return the units of a file; without one, those that come with the product."""
    files = [path] if path else [PLANS / "units" / f"{name}.csv" for name in UNITS]
    rows: list[UnitRow] = []
    for file in files:
        try:
            rows += read_file(file, {row.code for row in rows}, vietnamese()).units
        except UnitsError as error:
            raise RehearsalError(str(error)) from error
    return rows


def given_days(plan: Plan, texts: Sequence[str]) -> Mapping[str, date]:
    """Read the days to take for deadlines that the plan leaves open: `CODE=2021-10-29`."""
    codes = [each.code for each in plan.milestones if each.kind in DUTIES and each.date is None]
    found = {}
    for text in texts:
        code, _, day = text.partition("=")
        if code.partition(".")[0] not in codes:
            raise RehearsalError(f"{code} is no deadline that {plan.code} leaves open: {codes}")
        try:
            found[code] = date.fromisoformat(day)
        except ValueError as error:
            raise RehearsalError(f"{text}: write CODE=year-month-day") from error
    return found


def rehearse(wish: Wish, zone: ZoneInfo, out: Path, *, facts_only: bool = False) -> str:
    """Play a campaign and write its book into a file; return what was done, or the facts as JSON.

    The progress is shown on a terminal only, and never beside what is returned.
    """
    play = Play(wish, zone)
    with tqdm(total=play.length, unit="day", disable=None, desc=wish.plan.code) as bar:
        for day in play.run():
            bar.set_postfix_str(f"{day}, {len(play.sent)} messages", refresh=False)
            bar.update()
    found = facts(play)
    if facts_only:
        return json.dumps(as_json(play, found), ensure_ascii=False)
    try:
        out.write_text(Book(play, found).to_html(), encoding="utf-8")
    except OSError as error:
        raise RehearsalError(f"{out} cannot be written ({error.strerror})") from error
    counts = ", ".join(f"{count} {name}" for name, count in found.units.items())
    sorts = ", ".join(f"{count} {name}" for name, count in found.sorts.items())
    return (
        f"{wish.plan.code}: {play.start} to {play.last}, {sum(found.units.values())} units "
        f"({counts})\n{found.messages} messages ({sorts}); nobody was told\n{out}"
    )
