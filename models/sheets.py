"""The registration sheet (biểu đăng ký): where its cells stand, and what stands in them.

A hidden column names the row of every cell, a hidden row above each table its columns; a mark in
the first cell names campaign and unit. What is read goes by these alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from models.text import tidy
from models.workbooks import Unreadable, workbook

MARK = "thidua-sheet-1"  # begins the first cell; then the codes of campaign and unit
COLUMNS = "#"  # marks the row that names the columns
NAME, MEASURE, VALUE = "name", "measure", "value"  # columns
MOST_BYTES, MOST_UNPACKED = 2 * 2**20, 16 * 2**20
MOST_ROWS, MOST_COLUMNS = 400, 40


class Column(NamedTuple):
    """A column of values: its code, and the level or year that heads it."""

    code: str
    heading: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the sheet: its key, what is asked, and what is answered so far by column."""

    key: str
    name: str = ""
    measure: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    asks: Any = None  # the field of the plan


@dataclass(frozen=True)
class Block:
    """A table of the sheet: rows of one kind below their columns."""

    kind: str  # quantity, targets, text, projects or substitute
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    asks: Any = None


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: a number or a text; `why` names what makes it neither.

    `percent` says that a number is shown as per cent; it is multiplied already.
    """

    address: str
    text: str
    number: Decimal | None = None
    percent: bool = False
    why: str = ""  # date, error or boolean


Cells = Mapping[tuple[str, str], Cell]  # by row and column


class Sheet(NamedTuple):
    """A sheet that came back: whose it says that it is, and its filled cells."""

    campaign: str
    unit: str
    cells: Cells


def read_sheet(content: bytes) -> Sheet | None:
    """Return what stands in a registration sheet; None where the content is none."""
    if len(content) > MOST_BYTES:
        return None
    try:
        with workbook(content, MOST_UNPACKED) as book:
            for sheet in book.worksheets[:3]:
                if found := _read(sheet):
                    return found
    except Unreadable:
        return None
    return None


def _read(sheet: Any) -> Sheet | None:  # noqa: ANN401
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    mark, *codes = _text(next(rows, ())).split(" ")
    if mark != MARK or len(codes) != 2:  # noqa: PLR2004
        return None
    return Sheet(codes[0], codes[1], dict(_cells(rows)))


def _cells(rows: Iterator[Any]) -> Iterator[tuple[tuple[str, str], Cell]]:
    columns: dict[int, str] = {}
    for row in rows:
        key = _text(row)
        if key == COLUMNS:
            columns = {
                number: str(cell.value) for number, cell in enumerate(row) if number and cell.value
            }
            continue
        for number, cell in enumerate(row):
            found = _cell(cell) if key and number in columns else None
            if found:
                yield (key, columns[number]), found


def _text(row: Any) -> str:  # noqa: ANN401
    return str(row[0].value) if row and row[0].value is not None else ""


def _cell(cell: Any) -> Cell | None:  # noqa: ANN401
    value = cell.value
    if value is None or (isinstance(value, str) and not tidy(value)):
        return None
    where, kind = cell.coordinate, cell.data_type
    if isinstance(value, bool) or kind == "e":
        return Cell(where, str(value).upper(), why="error" if kind == "e" else "boolean")
    if isinstance(value, int | float):
        return _number(where, value, percent="%" in (cell.number_format or ""))
    if isinstance(value, date | datetime | time | timedelta):
        text = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
        return Cell(where, text, why="date")
    return Cell(where, " ".join(tidy(str(value)).split()))


def _number(where: str, value: float, *, percent: bool) -> Cell:
    """Return a number as Excel shows it: to fifteen digits."""
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not number.is_finite():
        return Cell(where, str(value), why="error")
    number = number * 100 if percent else number
    number = number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()
    return Cell(where, f"{number:f}".replace(".", ","), number, percent)
