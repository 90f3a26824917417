"""A workbook that could not be imported, handed back with every bad cell marked."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from bot.keyboard.words import heading, reason, vietnamese, wording
from models.text import fold
from models.units.rows import UnitProblem

AUTHOR = "thidua"
RED = PatternFill("solid", start_color="FFFFC7CE")
MOST_COMMENTS = 2_000  # with more of them Excel becomes slow; the list goes on
MOST_LISTED = 10_000
WIDTHS = (18, 8, 20, 30, 80)


def mark(path: Path, problems: Sequence[UnitProblem]) -> Path:
    """Write a copy of a workbook next to it, its bad cells filled, with the reasons; return where.

    A first sheet lists all problems. Every other cell and its looks stay; marks of an earlier copy
    go. Raises OSError where the copy cannot be written.
    """
    target = _free(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of decorations that openpyxl does not keep
        book = load_workbook(path, rich_text=True)
        _unmark(book)
        for problem in problems[:MOST_COMMENTS]:
            _mark_cell(book, problem)
        _list(book, problems)
        book.save(target)
    return target


def _free(path: Path) -> Path:
    """Return a name that is not taken: the last copy may have been worked on."""
    name, number = str(wording()["marks"]["file"]), 1
    while True:
        counted = "" if number == 1 else f"-{number}"
        target = path.with_name(name.format(stem=path.stem, number=counted))
        if not target.exists():
            return target
        number += 1


def _unmark(book: Workbook) -> None:
    title = wording()["marks"]["sheet"]
    if title in book.sheetnames:
        del book[title]
    for sheet in book.worksheets:
        for cell in sheet._cells.values():  # iter_rows would make every cell up to a stray last one
            if isinstance(cell, Cell) and cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()


def _mark_cell(book: Workbook, problem: UnitProblem) -> None:
    if problem.sheet not in book.sheetnames:
        return
    cell = _top_left(book[problem.sheet], problem.row, max(problem.cell, 1))
    cell.fill = RED
    said, author = reason(problem), AUTHOR
    if cell.comment:  # perhaps the person's own, which stays theirs
        said, author = f"{cell.comment.text}\n{said}", cell.comment.author
    cell.comment = Comment(said, author, height=110, width=320)


def _top_left(sheet: Any, row: int, column: int) -> Any:  # noqa: ANN401
    """Return a cell; of merged ones the only one that can hold anything."""
    cell = sheet.cell(row, column)
    if isinstance(cell, Cell):
        return cell
    (merged,) = (each for each in sheet.merged_cells.ranges if cell.coordinate in each)
    return sheet.cell(merged.min_row, merged.min_col)


def _list(book: Workbook, problems: Sequence[UnitProblem]) -> None:
    words = wording()["marks"]
    sheet = book.create_sheet(words["sheet"], 0)
    sheet.append([words["title"].format(count=len(problems))])
    sheet.append(words["headings"])
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    for at, problem in enumerate(problems[:MOST_LISTED], 3):
        _list_one(book, at, problem)
    if len(problems) > MOST_LISTED:
        sheet.append([words["more"].format(count=len(problems) - MOST_LISTED)])
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A3"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _list_one(book: Workbook, row: int, problem: UnitProblem) -> None:
    sheet = book.worksheets[0]
    place = f"{get_column_letter(max(problem.cell, 1))}{problem.row}"
    texts = (problem.sheet, place, _column(problem), _value(book, problem), reason(problem))
    for number, text in enumerate(texts, 1):
        cell = sheet.cell(row, number, text)
        cell.data_type = "s"  # what a person wrote is never a formula of ours
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if problem.sheet:
        quoted = problem.sheet.replace("'", "''")
        sheet.cell(row, 2).hyperlink = f"#'{quoted}'!{place}"


def _column(problem: UnitProblem) -> str:
    kind = vietnamese().sheets.get(fold(problem.sheet))
    return heading(kind, problem.column) if kind else problem.column


def _value(book: Workbook, problem: UnitProblem) -> str:
    if not problem.cell or problem.sheet not in book.sheetnames:
        return ""
    value = _top_left(book[problem.sheet], problem.row, problem.cell).value
    return "" if value is None else str(value)
