"""Writes units, groups and contacts into a workbook or into CSV files that import reads alike."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.keyboard.words import heading, value, wording
from models.text import tidy
from models.units.rows import GroupRow, UnitRow, UnitsFile
from models.units.words import CHOICES, COLUMNS

FORMULA = re.compile(r"'*[=+\-@]")  # a spreadsheet would take a text that begins so for a formula
HEADING = PatternFill("solid", start_color="FFDDEBF7")
WIDTHS = {"name": 48, "aliases": 40, "code": 28, "successor": 28, "parent": 24, "unit": 24}
ROOM = 1_000  # rows below the last one that get the lists of choices too
BETWEEN = "|"

Row = Mapping[str, str | date | None]


def export_file(file: UnitsFile, path: Path) -> list[Path]:
    """Write all into a workbook, or by kind into CSV files named after the path; return them.

    Raises FileExistsError rather than write over anything, and OSError.
    """
    rows: dict[str, list[Row]] = {
        "units": [_unit(row) for row in file.units],
        "groups": [each for row in file.groups for each in _group(row)],
        "contacts": [row._asdict() for row in file.contacts],
    }
    if path.suffix.lower() == ".csv":
        return _write_csv(rows, path)
    with path.open("xb") as target:
        _workbook(rows).save(target)
    return [path]


# --- rows ---


def _unit(row: UnitRow) -> Row:
    changes = row.changes
    return {
        **row._asdict(),
        "aliases": BETWEEN.join(row.aliases),
        "successor": BETWEEN.join(change.successor or "" for change in changes),
        "change": _together([change.kind for change in changes]),
        "changed_on": changes[0].on
        if len({change.on for change in changes}) == 1
        else _together([change.on.isoformat() for change in changes]),
    }


def _together(entries: list[Any]) -> str:
    return BETWEEN.join(entries[:1] if len(set(entries)) == 1 else entries)


def _group(row: GroupRow) -> Iterator[Row]:
    yield {**row._asdict(), "group": row.code}
    for member in row.members:
        yield {"group": row.code, **member._asdict()}


# --- CSV ---


def _write_csv(rows: Mapping[str, list[Row]], path: Path) -> list[Path]:
    files = {kind: _named(path, kind) for kind in rows if kind == "units" or rows[kind]}
    for file in files.values():
        if file.exists():
            raise FileExistsError(17, "File exists", str(file))
    for kind, file in files.items():
        with file.open("x", encoding="utf-8-sig", newline="") as target:  # Excel needs the mark
            writer = csv.writer(target)
            writer.writerow(COLUMNS[kind])
            for row in rows[kind]:
                writer.writerow([_harmless(row.get(column)) for column in COLUMNS[kind]])
    return list(files.values())


def _named(path: Path, kind: str) -> Path:
    return path if kind == "units" else path.with_stem(f"{path.stem}-{kind}")


def _harmless(cell: str | date | None) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if FORMULA.match(text) else text


# --- Excel ---


def _workbook(rows: Mapping[str, list[Row]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for kind, columns in COLUMNS.items():
        sheet = book.create_sheet(wording()["sheets"][kind][0])
        for number, column in enumerate(columns, 1):
            _heading(sheet.cell(1, number), kind, column)
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = WIDTHS.get(column, 18)
            sheet.column_dimensions[letter].number_format = "@"
        for at, row in enumerate(rows[kind], 2):
            for number, column in enumerate(columns, 1):
                _fill(sheet.cell(at, number), kind, column, row.get(column))
        for column, choice in CHOICES[kind].items():
            texts = [value(kind, column, one) for one in choice]
            _offer(sheet, columns.index(column) + 1, texts, len(rows[kind]) + ROOM)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows[kind]) + 1}"
    return book


def _heading(cell: Any, kind: str, column: str) -> None:  # noqa: ANN401
    cell.value = heading(kind, column)
    cell.font, cell.fill = Font(bold=True), HEADING
    note = wording()["notes"].get(column)
    if note:
        cell.comment = Comment(note, "thidua", height=80, width=280)


def _fill(cell: Any, kind: str, column: str, content: str | date | None) -> None:  # noqa: ANN401
    if isinstance(content, date):
        cell.value, cell.number_format = content, "dd/mm/yyyy"
    elif content:
        cell.value = tidy(value(kind, column, str(content)))
        cell.data_type = "s"  # text, whatever it begins with
        cell.number_format = "@"
        cell.quotePrefix = bool(FORMULA.match(str(content)))


def _offer(sheet: Any, column: int, texts: list[str], last: int) -> None:  # noqa: ANN401
    """Let people choose from a list; other writings of the same stay possible."""
    offer = DataValidation("list", formula1=f'"{",".join(texts)}"', allow_blank=True)
    offer.showErrorMessage = False
    letter = get_column_letter(column)
    offer.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(offer)
