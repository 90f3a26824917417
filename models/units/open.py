"""Opens a file of units, CSV or Excel, into sheets of cells; nothing in it can make it hang."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from models.text import tidy
from models.units.rows import Problems, Where
from models.workbooks import Unreadable, workbook

MOST_BYTES = 32 * 2**20
MOST_UNPACKED = 192 * 2**20
MOST_ROWS = 100_000
MOST_CELLS = 3_000_000
MOST_SHEETS = 50
LAST_ROW = 2**20  # of any sheet; something may stand there that shows nothing
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK"  # how old Excel files and protected ones begin; how .xlsx do
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
QUOTED = re.compile(r"'+[=+\-@]")  # so is written what must not become a formula

Cell = str | date
EMPTY: list[Cell] = []


class Table(NamedTuple):
    """A sheet as it stands: its title ("" in a CSV file), and its rows from row 1."""

    title: str
    rows: list[list[Cell]]


def open_tables(path: Path, problems: Problems) -> list[Table]:
    """Read every sheet of a file; raise UnitsError where it is none that can be read."""
    content = _content(path, problems)
    if content.startswith(ZIP):
        tables = _workbook(content, problems)
    else:
        _refuse(path, content, problems)
        tables = [Table("", _csv(_text(content, problems), problems))]
    problems.stop_if_any()
    return tables


def _content(path: Path, problems: Problems) -> bytes:
    content = b""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        problems.note(Where(), "unreadable", why=error.strerror)
    if len(content) > MOST_BYTES:
        problems.note(Where(), "too-large", most=f"{MOST_BYTES // 2**20} MB")
    problems.stop_if_any()
    return content


def _refuse(path: Path, content: bytes, problems: Problems) -> None:
    if content.startswith(OLE):
        problems.note(Where(), "password" if ENCRYPTED in content else "old-excel")
    elif path.suffix.lower() in {".xlsx", ".xlsm", ".xls"}:
        problems.note(Where(), "not-excel")
    problems.stop_if_any()


# --- CSV ---


def _text(content: bytes, problems: Problems) -> str:
    text = ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.note(Where(content.count(b"\n", 0, error.start) + 1), "encoding")
    problems.stop_if_any()
    return text


def _csv(text: str, problems: Problems) -> list[list[Cell]]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Cell]] = []
    try:
        for row in reader:
            rows.append([_unquoted(" ".join(tidy(cell).split())) for cell in row])
            if len(rows) > MOST_ROWS:
                problems.note(Where(len(rows)), "too-large", most=f"{MOST_ROWS:,} rows")
                break
    except csv.Error as error:
        problems.note(Where(len(rows) + 1), "csv", why=error)
    return rows


def _unquoted(cell: str) -> str:
    return cell[1:] if QUOTED.match(cell) else cell


# --- Excel ---


def _workbook(content: bytes, problems: Problems) -> list[Table]:
    tables: list[Table] = []
    room = MOST_CELLS
    try:
        with workbook(content, MOST_UNPACKED) as book:
            for sheet in book.worksheets[:MOST_SHEETS]:
                table, room = _sheet(sheet, room, problems)
                tables.append(table)
    except Unreadable as error:
        about = "most" if error.reason == "too-large" else "why"
        problems.note(Where(), error.reason, **{about: error.why})
    return tables


def _sheet(sheet: Any, room: int, problems: Problems) -> tuple[Table, int]:  # noqa: ANN401
    rows: list[list[Cell]] = []
    filled = 0
    for row in sheet.iter_rows(values_only=True):
        rows.append(_trimmed(map(_cell, row)) if row else EMPTY)
        filled += bool(rows[-1])
        room -= len(row)
        if filled > MOST_ROWS or len(rows) > LAST_ROW or room < 0:
            most = f"{MOST_ROWS:,} rows and {MOST_CELLS:,} cells"
            problems.note(Where(len(rows), sheet=sheet.title), "too-large", most=most)
            break
    return Table(sheet.title, list(_without_end(rows))), room


def _cell(value: Any) -> Cell:  # noqa: ANN401
    """Return a cell as people see it: 899.0 is 899; a real date stays one."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return format(value, ".0f")
    return "" if value is None else " ".join(tidy(str(value)).split())


def _trimmed(cells: Iterable[Cell]) -> list[Cell]:
    row = list(cells)
    while row and row[-1] == "":
        row.pop()
    return row


def _without_end(rows: list[list[Cell]]) -> Iterator[list[Cell]]:
    last = max((number for number, row in enumerate(rows) if row), default=-1)
    yield from rows[: last + 1]
