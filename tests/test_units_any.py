"""Whatever stands in a file of units: rows come out of it, or UnitsError, and soon."""

import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.keyboard.export import export_file
from bot.keyboard.marks import mark
from bot.keyboard.words import vietnamese
from models.groups import GroupKind, MemberRole
from models.people import Role
from models.plan.facts import UnitKind
from models.text import tidy
from models.units.file import read_file
from models.units.open import MOST_CELLS
from models.units.rows import (
    ChangeRow,
    ContactRow,
    GroupRow,
    MemberRow,
    UnitRow,
    UnitsError,
    UnitsFile,
)
from models.units.succession import Change
from models.units.words import COLUMNS
from tests.test_units_excel import CONTACTS, GROUPS, UNITS

SECONDS = 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("any")


@contextmanager
def soon() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def read(path: Path) -> None:
    """Read a file; what is wrong with a workbook can be marked in it."""
    with soon(), suppress(UnitsError):
        try:
            file = read_file(path, ["91"], vietnamese())
            assert all(isinstance(unit, UnitRow) for unit in file.units)
        except UnitsError as error:
            if any(problem.sheet for problem in error.problems):
                marked = mark(path, error.problems)
                assert load_workbook(marked).sheetnames[0] == "Cần sửa"
                marked.unlink()
            raise


def workbook() -> bytes:
    book, content = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for title, rows in (("units", UNITS), ("groups", GROUPS), ("contacts", CONTACTS)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(content)
    return content.getvalue()


GOOD = workbook()


@settings(deadline=None, max_examples=150)
@given(
    content=st.binary(max_size=300),
    name=st.sampled_from(["a.xlsx", "a.csv", "a.xls", "a"]),
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"code,kind,name\n", b"PK"]),
)
def test_any_bytes(folder, content, name, start):
    (folder / name).write_bytes(start + content)
    read(folder / name)


@settings(deadline=None, max_examples=150)
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(GOOD)), st.binary(max_size=4)), max_size=3),
    end=st.integers(0, len(GOOD)) | st.none(),
)
def test_any_damage_to_a_workbook(folder, cuts, end):
    content = bytearray(GOOD[:end])
    for at, put in cuts:
        content[at : at + len(put)] = put
    (folder / "damaged.xlsx").write_bytes(content)
    read(folder / "damaged.xlsx")


PARTS = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]


@settings(deadline=None, max_examples=150)
@given(
    part=st.sampled_from(PARTS),
    at=st.floats(0, 1),
    drop=st.integers(0, 30),
    put=st.text('<>/="r1A9 xX&;', max_size=8) | st.sampled_from(["", '<c r="ZZZZ9"><v>1</v></c>']),
)
def test_any_damage_inside_a_workbook(folder, part, at, drop, put):
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    place = int(at * len(text))
    parts[part] = (text[:place] + put + text[place + drop :]).encode()
    with zipfile.ZipFile(folder / "inside.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    read(folder / "inside.xlsx")


def test_rows_as_wide_as_a_sheet_can_be_end_too(folder):
    cells = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 400))
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts[PARTS[0]].decode()
    head, rest = sheet.split("<sheetData>")
    parts[PARTS[0]] = (
        f"{head}<sheetData>{cells}</sheetData>{rest.split('</sheetData>')[1]}".encode()
    )
    with zipfile.ZipFile(folder / "wide.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with soon(), pytest.raises(UnitsError, match=f"{MOST_CELLS:,} cells"):
        read_file(folder / "wide.xlsx")


def test_a_long_line_of_parents_ends_too(folder):
    rows = "".join(f"a{n},commune,x,a{n + 1}\n" for n in range(30_000))
    (folder / "line.csv").write_text(f"code,kind,name,parent\n{rows}a30000,province,x,\n")
    with soon():
        assert len(read_file(folder / "line.csv").units) == 30_001


WORDS = ["91", "911", "911-duong-to", "x", "commune", "cụm", "head", "01/07/2025", "split", "a|b"]
VALUES = (
    st.none()
    | st.sampled_from(WORDS)
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.booleans()
    | st.dates(date(1901, 1, 1))
    | st.datetimes(datetime.fromisoformat("1901-01-01"))
    | st.times()
    | st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=8)
)
TABLES = {
    kind: st.lists(st.lists(VALUES, max_size=len(columns) + 2), max_size=6)
    for kind, columns in COLUMNS.items()
}


@settings(deadline=None, max_examples=200)
@given(
    tables=st.fixed_dictionaries({}, optional=TABLES),
    headings=st.booleans(),
    parted=st.text("[]:?*/\\'", max_size=2),
)
def test_any_cells(folder, tables, headings, parted):
    book = Workbook()
    for kind, rows in tables.items():
        title = kind if headings else "".join(c for c in kind + parted if c not in "[]:?*/\\")
        sheet = book.create_sheet(title)
        for row in ([list(COLUMNS[kind])] if headings else []) + rows:
            sheet.append(row)
    try:
        book.save(folder / "cells.xlsx")
    except (ValueError, OverflowError):
        return  # openpyxl itself cannot write such a value
    read(folder / "cells.xlsx")


DAYS = st.none() | st.dates()
CODES = st.from_regex("[a-z0-9]{1,6}(-[a-z]{1,4})?", fullmatch=True)
NAMES = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x1EFF, categories=["L", "N", "P", "S"]),
    min_size=1,
    max_size=12,
).filter(lambda text: "|" not in text)


@st.composite
def files(draw) -> UnitsFile:
    """Return any file that could be in the database."""
    codes = draw(st.lists(CODES, min_size=1, max_size=5, unique=True))
    units, later = [], date(2030, 1, 1)
    for number, code in enumerate(codes):
        first, last = draw(st.none() | st.dates(max_value=date(2020, 1, 1))), None
        changes: tuple[ChangeRow, ...] = ()
        others = [each for each in codes if each != code]
        if others and draw(st.booleans()):
            follow = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))
            kinds = st.sampled_from([Change.RENAME, Change.MERGE, Change.SPLIT])
            days = st.dates(later, date(2031, 1, 1))
            changes = tuple(ChangeRow(each, draw(kinds), draw(days)) for each in follow)
            last = date(2029, 1, 1)
        units.append(
            UnitRow(
                code=code,
                kind=UnitKind.COMMUNE if number else UnitKind.PROVINCE,
                name=draw(NAMES),
                parent=codes[number - 1] if number else None,
                valid_from=first,
                valid_to=last,
                aliases=tuple(draw(st.lists(NAMES, max_size=2))),
                changes=changes,
            )
        )
    member = MemberRow(codes[0], draw(st.sampled_from(MemberRole)), None, draw(DAYS))
    kind = draw(st.sampled_from(GroupKind))
    group = GroupRow(draw(CODES), kind, draw(NAMES), codes[-1], None, draw(DAYS), (member,))
    contact = ContactRow(codes[0], draw(NAMES), "0912345678", draw(st.sampled_from(Role)))
    return UnitsFile(tuple(units), (group,), (contact,))


@settings(deadline=None, max_examples=150)
@given(file=files())
def test_what_is_written_is_read_alike(folder, file):
    for old in folder.glob("out*"):
        old.unlink()
    export_file(file, folder / "out.xlsx")
    assert tidied(read_file(folder / "out.xlsx", (), vietnamese())) == tidied(file)
    export_file(file, folder / "out.csv")
    known = [unit.code for unit in file.units]
    parts = [read_file(folder / f"out{each}.csv", known) for each in ("", "-groups", "-contacts")]
    assert tidied(UnitsFile(parts[0].units, parts[1].groups, parts[2].contacts)) == tidied(file)


def tidied(file: UnitsFile) -> UnitsFile:
    """Return a file with the names as reading composes them."""
    units = tuple(
        unit._replace(name=tidy(unit.name), aliases=tuple(map(tidy, unit.aliases)))
        for unit in file.units
    )
    groups = tuple(group._replace(name=tidy(group.name)) for group in file.groups)
    contacts = tuple(each._replace(name=tidy(each.name)) for each in file.contacts)
    return UnitsFile(units, groups, contacts)
