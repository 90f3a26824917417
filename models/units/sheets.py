"""Finds in a sheet which kind it is, where its headings stand, and which cell belongs to which."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from models.text import fold
from models.units.open import Cell, Table
from models.units.rows import Problems, Where
from models.units.words import COLUMNS, REQUIRED, Words

HEADING_ROWS = 20  # a title and remarks may stand above the headings
LONGEST_CELL = 2_000
EXCEL_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"}


class Line(NamedTuple):
    """One row of a sheet: its cells by column, all columns there, and its place."""

    cells: Mapping[str, Cell]
    where: Where
    places: Mapping[str, int]

    def at(self, column: str) -> Where:
        """Return the place of one of its cells."""
        return self.where._replace(column=column, cell=self.places.get(column, 0))

    def text(self, column: str) -> str:
        """Return a cell as text."""
        return str(self.cells[column])


class Sheet(NamedTuple):
    """A sheet of a known kind: the number of its heading row, and the rows of the table."""

    kind: str
    table: Table
    heading: int


def sheets_of(
    tables: list[Table], words: Words, problems: Problems
) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that hold something, and the titles of the others."""
    sheets, ignored = [], []
    for table in tables:
        kind = _kind(table, words)
        if kind is None:
            ignored.append(table.title)
        else:
            sheets.append(Sheet(kind, table, _heading(table, kind, words)))
    if not sheets:
        problems.note(Where(), "no-sheet")
    return sheets, ignored


def lines_of(sheet: Sheet, words: Words, problems: Problems) -> list[Line]:
    """Return the filled rows of a sheet below its headings; notes what is wrong with either."""
    row = sheet.table.rows[sheet.heading - 1] if sheet.table.rows else []
    names = [words.headings[sheet.kind].get(fold(str(cell)), "") for cell in row]
    if not _check_headings(sheet, row, names, words, problems):
        return []
    places = {name: number for number, name in enumerate(names, 1) if name}
    lines = []
    for number, cells in enumerate(sheet.table.rows[sheet.heading :], sheet.heading + 1):
        where = Where(number, sheet=sheet.table.title)
        if any(cells):
            _check_width(sheet, row, cells, where, problems)
            line = _line(sheet.kind, cells, where, places)
            _check_cells(line, problems)
            lines.append(line)
    return lines


def _kind(table: Table, words: Words) -> str | None:
    """Return the kind of a sheet: by its title, or else by the headings in it."""
    named = words.sheets.get(fold(table.title))
    if named:
        return named
    best: tuple[int, str] = (0, "")
    for row in table.rows[:HEADING_ROWS]:
        for kind in COLUMNS:
            found = _columns(row, kind, words)
            if found.issuperset(REQUIRED[kind]) and len(found) > best[0]:
                best = (len(found), kind)
    if best[1]:
        return best[1]
    if table.title:
        return None
    first = table.rows[0] if table.rows else []
    return max(COLUMNS, key=lambda kind: len(_columns(first, kind, words)))


def _columns(row: list[Cell], kind: str, words: Words) -> set[str]:
    headings = words.headings[kind]
    return {headings[text] for cell in row if (text := fold(str(cell))) in headings}


def _heading(table: Table, kind: str, words: Words) -> int:
    for number, row in enumerate(table.rows[:HEADING_ROWS], 1):
        if _columns(row, kind, words).issuperset(REQUIRED[kind]):
            return number
    filled = (number for number, row in enumerate(table.rows[:HEADING_ROWS], 1) if any(row))
    return next(filled, 1) if table.title else 1


def _check_headings(
    sheet: Sheet, row: list[Cell], names: list[str], words: Words, problems: Problems
) -> bool:
    before = len(problems.all)
    title = sheet.table.title
    for number, (cell, name) in enumerate(zip(row, names, strict=True), 1):
        text = str(cell).lower()
        where = Where(sheet.heading, text, title, number)
        if not name and (text or not title) and fold(text) not in words.ignored:
            if text or any(_below(sheet, number)):
                known = ", ".join(COLUMNS[sheet.kind])
                problems.note(where, "unknown-column", text=text, known=known)
        elif name and names.count(name) > 1:
            problems.note(where, "column-twice")
    for name in REQUIRED[sheet.kind]:
        if name not in names:
            problems.note(Where(sheet.heading, name, title), "column-missing", text=name)
    return len(problems.all) == before


def _below(sheet: Sheet, number: int) -> Iterator[Cell]:
    for row in sheet.table.rows[sheet.heading :]:
        yield from row[number - 1 : number]


def _check_width(
    sheet: Sheet, heading: list[Cell], cells: list[Cell], where: Where, problems: Problems
) -> None:
    if not sheet.table.title:
        if len(cells) > len(heading):
            problems.note(where, "too-many-cells", count=len(cells) - len(heading))
        return
    for number, cell in enumerate(cells, 1):
        if cell and (number > len(heading) or not heading[number - 1]):
            problems.note(where._replace(cell=number), "no-heading", text=cell)


def _line(kind: str, cells: list[Cell], where: Where, places: Mapping[str, int]) -> Line:
    def cell(column: str) -> Cell:
        number = places.get(column, 0)
        return cells[number - 1] if 0 < number <= len(cells) else ""

    return Line({column: cell(column) for column in COLUMNS[kind]}, where, places)


def _check_cells(line: Line, problems: Problems) -> None:
    for column, cell in line.cells.items():
        if isinstance(cell, date):
            if not column.startswith("valid_") and column != "changed_on":
                problems.note(line.at(column), "is-a-date")
        elif cell in EXCEL_ERRORS:
            problems.note(line.at(column), "excel-error", text=cell)
        elif len(cell) > LONGEST_CELL:
            problems.note(line.at(column), "too-long", most=f"{LONGEST_CELL:,}")
