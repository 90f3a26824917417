"""Units, groups and contacts into the database from a file, and out of it into one."""

from datetime import date
from pathlib import Path
from zipfile import is_zipfile

from bot.keyboard.words import vietnamese
from models.database import Database
from models.units import unit_parents
from models.units.dump import dump
from models.units.file import read_file
from models.units.rows import UnitsError
from models.units.save import save_file, told


class ExchangeError(Exception):
    """Units that cannot be taken in or written out; the text says what to put right."""


def import_units(database: Database, path: Path) -> str:
    """Take in all that a file holds, or nothing; return what changed.

    Raises ExchangeError with every problem, and where the workbook stands in which they are marked.
    """
    known = database.transaction(unit_parents)
    try:
        file = read_file(path, known, vietnamese())
    except UnitsError as error:
        raise ExchangeError(f"{error}{_marked(path, error)}") from error
    changes = database.transaction(lambda session: save_file(session, file))
    lines = [told(changes) or "nothing in it"]
    if any(file.ignored):
        lines.append(f"passed over: sheet {', '.join(file.ignored)}")
    return "\n".join(lines)


def export_units(database: Database, path: Path, today: date | None = None) -> str:
    """Write all units, groups and contacts (on a day) into a file; return what was written.

    Raises ExchangeError where the file exists, or cannot be written.
    """
    from bot.keyboard.export import export_file  # noqa: PLC0415 - Excel is long to load

    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise ExchangeError(f"{path}: write a name that ends in .xlsx or .csv")
    file = database.transaction(lambda session: dump(session, today))
    try:
        written = export_file(file, path)
    except FileExistsError as error:
        raise ExchangeError(f"{error.filename} exists already; choose another name") from error
    except OSError as error:
        raise ExchangeError(f"{path} cannot be written ({error.strerror})") from error
    counts = f"{len(file.units)} units, {len(file.groups)} groups, {len(file.contacts)} contacts"
    return f"{', '.join(map(str, written))}: {counts}"


def _marked(path: Path, error: UnitsError) -> str:
    from bot.keyboard.marks import mark  # noqa: PLC0415 - Excel is long to load

    problems = error.problems
    too_large = any(problem.reason == "too-large" for problem in problems)
    if too_large or not any(problem.sheet for problem in problems) or not is_zipfile(path):
        return ""
    try:
        return f"\nThe cells are marked in {mark(path, problems)}"
    except Exception as failed:  # noqa: BLE001 - what the cells did not need may be damaged
        return f"\nThe cells cannot be marked in a copy ({type(failed).__name__})"
