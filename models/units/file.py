"""Reads units, groups and contacts from a file: all of them, or everything that is wrong."""

from collections.abc import Collection
from pathlib import Path

from models.units.lines import check_units, contacts_of, groups_of, unit_of
from models.units.open import open_tables
from models.units.rows import Problems, UnitProblem, UnitRow, UnitsError, UnitsFile
from models.units.sheets import Line, lines_of, sheets_of
from models.units.words import COLUMNS, ENGLISH, Words

__all__ = ["UnitProblem", "UnitRow", "UnitsError", "UnitsFile", "read_file", "read_units"]


def read_units(path: Path, known: Collection[str] = ()) -> list[UnitRow]:
    """Read the units of a file; see `read_file`."""
    return list(read_file(path, known).units)


def read_file(path: Path, known: Collection[str] = (), words: Words = ENGLISH) -> UnitsFile:
    """Read all that a file holds, or raise UnitsError with every problem found in it.

    The file is an .xlsx workbook, or UTF-8 text with commas or semicolons, which holds one kind of
    rows. Dates are real ones, 2021-01-31 or 31/01/2021; several aliases or successors are parted by
    ``|``. ``known`` are codes of units loaded before; as a mapping it tells their parents too.
    """
    problems = Problems(str(path))
    sheets, ignored = sheets_of(open_tables(path, problems), words, problems)
    lines: dict[str, list[Line]] = {kind: [] for kind in COLUMNS}
    for sheet in sheets:
        lines[sheet.kind] += lines_of(sheet, words, problems)
    problems.stop_if_any()
    units = [unit_of(line, words.values["units"], problems) for line in lines["units"]]
    check_units(lines["units"], known, problems)
    codes = {*known, *(line.text("code") for line in lines["units"])}
    groups = groups_of(lines["groups"], words.values["groups"], codes, problems)
    contacts = contacts_of(lines["contacts"], words.values["contacts"], codes, problems)
    problems.stop_if_any()
    return UnitsFile(
        tuple(unit for unit in units if unit), tuple(groups), tuple(contacts), tuple(ignored)
    )
