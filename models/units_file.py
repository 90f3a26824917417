"""Reads units from a CSV file: all of them, or a list of everything that is wrong, cell by cell."""

import csv
import re
from collections.abc import Collection, Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from models.plan import UnitKind

COLUMNS = ("code", "kind", "name", "parent", "valid_from", "valid_to", "aliases")
REQUIRED = ("code", "kind", "name")
CODE = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
VIETNAMESE = re.compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
BETWEEN_ALIASES = "|"


class UnitRow(NamedTuple):
    """One unit of a file; ``parent`` is a code, ``valid_to`` its last day, an unknown date None."""

    code: str
    kind: UnitKind
    name: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    aliases: tuple[str, ...]


class UnitProblem(NamedTuple):
    """One thing wrong: file, row (the header is row 1), column ("" for the whole row), message."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}: row {self.row}{column}: {self.message}"


class UnitsError(Exception):
    """Units that cannot be read; ``problems`` is everything wrong with their file, by row."""

    def __init__(self, problems: list[UnitProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row))
        super().__init__("\n".join(map(str, self.problems)))


def read_units(path: Path, known: Collection[str] = ()) -> list[UnitRow]:
    """Read every unit of a file, or raise UnitsError with every problem found in it.

    The file is UTF-8 with commas or semicolons; dates are 2021-01-31 or 31/01/2021; several aliases
    are parted by ``|``. ``known`` are codes of units loaded before, which may be named as parents.
    """
    return _Sheet(str(path)).units(path, known)


class _Sheet:
    """One reading of one file, with its problems so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[UnitProblem] = []

    def note(self, row: int, column: str, message: str) -> None:
        self.problems.append(UnitProblem(self.file, row, column, message))

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise UnitsError(self.problems)

    def units(self, path: Path, known: Collection[str]) -> list[UnitRow]:
        rows = self.rows(self.text(path))
        header = [cell.strip().lower() for cell in rows[0]] if rows else []
        self.check_header(header)
        self.stop_if_wrong()
        sheet = {
            number: self.cells(number, header, row)
            for number, row in enumerate(rows[1:], 2)
            if any(cell.strip() for cell in row)
        }
        units = [self.unit(number, cells) for number, cells in sheet.items()]
        self.check_codes(sheet)
        self.check_parents(sheet, known)
        self.stop_if_wrong()
        return [unit for unit in units if unit]

    def text(self, path: Path) -> str:
        text = ""
        try:
            content = path.read_bytes()
            text = normalize("NFC", content.decode("utf-8-sig"))
        except OSError as error:
            reason = f"the file cannot be read ({error.strerror}); check its name and its rights"
            self.note(1, "", reason)
        except UnicodeDecodeError as error:
            row = content.count(b"\n", 0, error.start) + 1
            self.note(row, "", "this is not UTF-8 text; save the file as 'CSV UTF-8'")
        self.stop_if_wrong()
        return text

    def rows(self, text: str) -> list[list[str]]:
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows: list[list[str]] = []
        try:
            rows.extend(reader)
        except csv.Error as error:
            self.note(len(rows) + 1, "", f"this cannot be read as CSV ({error}); check the quotes")
        self.stop_if_wrong()
        return rows

    def check_header(self, header: list[str]) -> None:
        for column in header:
            if column not in COLUMNS:
                known = ", ".join(COLUMNS)
                self.note(1, column, f"the column '{column}' is not known; the columns are {known}")
            elif header.count(column) > 1:
                self.note(1, column, "the column stands here twice; keep one")
        for column in REQUIRED:
            if column not in header:
                self.note(1, column, f"the column '{column}' is missing; add it to the first row")

    def cells(self, number: int, header: list[str], row: list[str]) -> dict[str, str]:
        if len(row) > len(header):
            extra = len(row) - len(header)
            self.note(number, "", f"{extra} cells too many; put text with the separator in quotes")
        given = dict(zip(header, (" ".join(cell.split()) for cell in row), strict=False))
        return {column: given.get(column, "") for column in COLUMNS}

    def unit(self, number: int, cells: dict[str, str]) -> UnitRow | None:
        before = len(self.problems)
        for column in REQUIRED:
            if not cells[column]:
                self.note(number, column, "the cell is empty; fill it in")
        kind = self.kind(number, cells["kind"])
        if cells["code"] and not CODE.fullmatch(cells["code"]):
            wanted = "small letters without marks, digits and hyphens, such as 911-duong-to"
            self.note(number, "code", f"'{cells['code']}' is not a code; use {wanted}")
        if kind and kind != UnitKind.PROVINCE and not cells["parent"]:
            self.note(number, "parent", "the cell is empty; write the code of the unit above")
        first = self.day(number, "valid_from", cells["valid_from"])
        last = self.day(number, "valid_to", cells["valid_to"])
        if first and last and last <= first:
            self.note(number, "valid_to", f"{last} is not after valid_from {first}; correct one")
        if len(self.problems) > before or kind is None:
            return None
        parts = (part.strip() for part in cells["aliases"].split(BETWEEN_ALIASES))
        aliases = tuple(part for part in parts if part)
        parent = cells["parent"] or None
        return UnitRow(cells["code"], kind, cells["name"], parent, first, last, aliases)

    def kind(self, number: int, text: str) -> UnitKind | None:
        if text in list(UnitKind):
            return UnitKind(text)
        if text:
            self.note(number, "kind", f"'{text}' is not a kind; write {', '.join(UnitKind)}")
        return None

    def day(self, number: int, column: str, text: str) -> date | None:
        iso, vietnamese = ISO.fullmatch(text), VIETNAMESE.fullmatch(text)
        parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else None
        try:
            if parts:
                return date(*map(int, parts))
        except ValueError:
            self.note(number, column, f"'{text}' is in no calendar; write a day that exists")
            return None
        if text:
            self.note(number, column, f"'{text}' is not a date; write 2021-01-31 or 31/01/2021")
        return None

    def check_codes(self, sheet: dict[int, dict[str, str]]) -> None:
        first: dict[str, int] = {}
        for number, cells in sheet.items():
            code = cells["code"]
            if code and (row := first.setdefault(code, number)) != number:
                self.note(number, "code", f"'{code}' is the code of row {row} already; use another")

    def check_parents(self, sheet: dict[int, dict[str, str]], known: Collection[str]) -> None:
        parents = {cells["code"]: cells["parent"] for cells in sheet.values()}
        for number, cells in sheet.items():
            code, parent = cells["code"], cells["parent"]
            if parent and parent not in parents and parent not in known:
                reason = f"there is no unit '{parent}'; add it, or correct the code"
                self.note(number, "parent", reason)
            elif parent and code in _above(code, parents):
                reason = "the unit stands above itself through its parents; correct one of them"
                self.note(number, "parent", reason)


def _above(code: str, parents: dict[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    parent = parents[code]
    while parent and parent not in seen:
        yield parent
        seen.add(parent)
        parent = parents.get(parent, "")
