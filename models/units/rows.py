"""What a file of units holds: rows of units, groups and contacts, or everything wrong with it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from models.groups import GroupKind, MemberRole
from models.people import Role
from models.plan.facts import UnitKind
from models.units.succession import Change

# What can be wrong, in English; `messages/units-file.json` says the same to officials.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "unreadable": "the file cannot be read ({why}); check its name and its rights",
        "encoding": "this is not UTF-8 text; save the file as 'CSV UTF-8'",
        "csv": "this cannot be read as CSV ({why}); check the quotes",
        "old-excel": "this is an old Excel file (.xls); open it and save it as .xlsx",
        "password": "the workbook is protected by a password; save it without one",
        "not-excel": "this is not an Excel workbook; save it as .xlsx or as 'CSV UTF-8'",
        "damaged": "the workbook is damaged ({why}); open it in Excel and save it again",
        "too-large": "there is too much in it: at most {most}; divide it into several files",
        "no-sheet": "no sheet holds units, groups or contacts; name one so, or mend its headings",
        "unknown-column": "the column '{text}' is not known; the columns are {known}",
        "column-twice": "the column stands here twice; keep one",
        "column-missing": "the column '{text}' is missing; add it to the first row",
        "too-many-cells": "{count} cells too many; put text with the separator in quotes",
        "no-heading": "the cell '{text}' stands below no heading; name its column or clear it",
        "empty": "the cell is empty; fill it in",
        "too-long": "the text is longer than {most} characters; shorten it",
        "excel-error": "the formula gives {text}; correct it or type the value",
        "is-a-date": "Excel made a date of it; format the cell as text and type it again",
        "kind": "'{text}' is not a kind; write {known}",
        "choice": "'{text}' cannot stand here; write {known}",
        "code": "'{text}' is not a code; use small letters without marks, digits and hyphens, "
        "such as 911-duong-to",
        "no-parent": "the cell is empty; write the code of the unit above",
        "ends-before": "{last} is not after valid_from {first}; correct one",
        "no-such-day": "'{text}' is in no calendar; write a day that exists",
        "not-a-date": "'{text}' is not a date; write 2021-01-31 or 31/01/2021",
        "code-twice": "'{text}' is the code of row {row} already; use another",
        "unknown-unit": "there is no unit '{text}'; add it, or correct the code",
        "above-itself": "the unit stands above itself through its parents; correct one of them",
        "follows-itself": "a unit cannot follow itself; correct the code",
        "no-change": "the cell is empty; write what happened: {known}",
        "no-change-day": "the cell is empty; write the day from which this holds",
        "no-successor": "the cell is empty; write the code of the unit that follows",
        "successor-of-none": "an abolished unit has no successor; clear this cell",
        "not-as-many": "write one entry for all successors, or one for each, parted by |",
        "outlives": "the unit is said to end on {last}, after it was changed on {on}; correct one",
        "group-differs": "row {row} says something else of this group; write the same",
        "new-group": "the cell is empty; the first row of a group must fill it in",
        "member-twice": "row {row} has this unit in the group at the same time; correct one",
        "contact-twice": "row {row} has this contact of this unit already; keep one",
        "phone": "'{text}' is not a telephone number; write digits, such as 0912345678",
        "contact-unit": "the cell is empty; a contact belongs to a unit, so write its code",
    }
)


class ChangeRow(NamedTuple):
    """One thing that became of a unit; an abolished one has no ``successor`` code."""

    successor: str | None
    kind: Change
    on: date


class UnitRow(NamedTuple):
    """One unit of a file; ``parent`` is a code, ``valid_to`` its last day, an unknown date None."""

    code: str
    kind: UnitKind
    name: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    aliases: tuple[str, ...]
    changes: tuple[ChangeRow, ...] = ()


class MemberRow(NamedTuple):
    """One unit (a code) in a group for a time."""

    unit: str
    role: MemberRole
    valid_from: date | None
    valid_to: date | None


class GroupRow(NamedTuple):
    """One group with its members; ``scope`` is a code."""

    code: str
    kind: GroupKind
    name: str
    scope: str | None
    valid_from: date | None
    valid_to: date | None
    members: tuple[MemberRow, ...]


class ContactRow(NamedTuple):
    """A person of a unit (a code), called by the post; what the file leaves empty is None."""

    unit: str | None
    name: str
    phone: str | None
    role: Role | None


class UnitsFile(NamedTuple):
    """All that a file holds; ``ignored`` are titles of sheets that hold nothing of the kind."""

    units: tuple[UnitRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    ignored: tuple[str, ...] = ()


class UnitProblem(NamedTuple):
    """One thing wrong: file, row (from 1), column ("" for the whole row), message, sheet.

    ``reason`` and ``about`` are the message before it is worded; ``cell`` is the number of the
    column in the sheet, or 0.
    """

    file: str
    row: int
    column: str
    message: str
    sheet: str = ""
    reason: str = ""
    about: Mapping[str, Any] = MappingProxyType({})
    cell: int = 0

    def __str__(self) -> str:
        sheet = f"sheet {self.sheet}: " if self.sheet else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}: {sheet}row {self.row}{column}: {self.message}"


class UnitsError(Exception):
    """Units that cannot be read; ``problems`` is everything wrong with their file, by row."""

    def __init__(self, problems: list[UnitProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.sheet, problem.row)))
        super().__init__("\n".join(map(str, self.problems)))


class Problems:
    """The problems of one file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.all: list[UnitProblem] = []

    def note(self, where: "Where", reason: str, **about: object) -> None:
        """Keep one problem, worded."""
        message = REASONS[reason].format(**about)
        self.all.append(
            UnitProblem(
                self.file, where.row, where.column, message, where.sheet, reason, about, where.cell
            )
        )

    def stop_if_any(self) -> None:
        """Raise UnitsError with every problem, if there is one."""
        if self.all:
            raise UnitsError(self.all)


class Where(NamedTuple):
    """A place in a file: see `UnitProblem`."""

    row: int = 1
    column: str = ""
    sheet: str = ""
    cell: int = 0
