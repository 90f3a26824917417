"""Units from Excel and back: what spreadsheets do to lists, and what comes back to be mended."""

import csv
import io
import json
import re
import warnings
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from sqlmodel import select

from bot.keyboard.units import ExchangeError, export_units, import_units
from bot.keyboard.words import reason, vietnamese, wording
from messages import FOLDER
from models.assignments import appoint
from models.database import Database
from models.groups import Membership
from models.people import Account, Contact, Role
from models.plan.facts import UnitKind
from models.units import Unit, unit_by_code
from models.units.dump import dump
from models.units.file import read_file
from models.units.open import MOST_ROWS
from models.units.rows import REASONS, Problems, UnitProblem, UnitsError, UnitsFile, Where
from models.units.search import search_units
from models.units.succession import Succession
from tests.test_units_file import PLANS

UNITS: list[list[Any]] = [
    ["code", "kind", "name", "parent", "valid_from", "valid_to", "aliases"],
    ["91", "province", "tỉnh Kiên Giang", None, None, None, "Kiên Giang"],
    ["911", "district", "thành phố Phú Quốc", "91", "01/01/2021", None, "Phú Quốc|TP Phú Quốc"],
    ["911-duong-to", "commune", "xã Dương Tơ", "911", None, None, None],
]
GROUPS: list[list[Any]] = [
    ["group", "kind", "name", "scope", "unit", "role", "valid_from", "valid_to"],
    ["cum-1", "cluster", "Cụm 1", "91", "911", "head", "2021-01-01", "2021-12-31"],
    ["cum-1", None, None, None, "911-duong-to", None, "2021-01-01", "2021-12-31"],
]
CONTACTS: list[list[Any]] = [
    ["unit", "name", "phone", "role"],
    ["911", "Văn phòng UBND thành phố", "0912 345 678", "contact"],
    [None, "Ban Thi đua", None, "staff"],
]


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/own.db")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def save(tmp_path):
    def write(sheets: dict[str, list[list[Any]]], name: str = "units.xlsx") -> Path:
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return Path(tmp_path / name)

    return write


@pytest.fixture
def small(save):
    return save({"units": UNITS, "groups": GROUPS, "contacts": CONTACTS})


def everything(database: Database) -> UnitsFile:
    return database.transaction(dump)


def refused(database, path: Path, *words: str) -> str:
    before = everything(database)
    with pytest.raises(ExchangeError) as caught:
        import_units(database, path)
    assert everything(database) == before
    assert all(word in str(caught.value) for word in words), str(caught.value)
    return str(caught.value)


# --- all kinds of rows ---


def test_a_workbook_brings_units_groups_and_contacts_and_twice_changes_nothing(database, small):
    first = import_units(database, small)
    assert first == (
        "3 units new, 0 changed, 0 unchanged; 1 groups new, 0 changed, 0 unchanged; "
        "2 contacts new, 0 changed, 0 unchanged"
    )
    kept = everything(database)
    assert kept.contacts[0] == ("911", "Văn phòng UBND thành phố", "0912345678", "contact")
    assert [each.role for each in kept.groups[0].members] == ["head", "member"]
    assert kept.groups[0].valid_to == date(2021, 12, 31)
    again = import_units(database, small)
    assert again == first.replace("3 units new, 0 changed, 0", "0 units new, 0 changed, 3").replace(
        "1 groups new, 0 changed, 0", "0 groups new, 0 changed, 1"
    ).replace("2 contacts new, 0 changed, 0", "0 contacts new, 0 changed, 2")
    assert everything(database) == kept


def test_what_a_file_leaves_out_stays(database, small, save):
    import_units(database, small)
    account = Account(channel="telegram", address="7", contact_id=1)
    database.transaction(lambda session: session.add(account))
    commune = [*UNITS[3][:2], "xã Dương Tơ mới", "911", None, None, None]
    phone = ["911", "Văn phòng UBND thành phố", None, "staff"]
    said = import_units(
        database, save({"units": [UNITS[0], commune], "contacts": [CONTACTS[0], phone]})
    )
    assert "0 units new, 1 changed, 0 unchanged" in said
    kept = everything(database)
    assert [unit.name for unit in kept.units][1:] == ["thành phố Phú Quốc", "xã Dương Tơ mới"]
    assert kept.contacts[0][2:] == ("0912345678", "staff")
    assert len(kept.groups[0].members) == 2
    assert len(database.transaction(lambda session: session.exec(select(Account)).all())) == 1


def test_vietnamese_headings_values_and_sheets_with_or_without_marks(database, small, save):
    import_units(database, small)
    kept = everything(database)
    units = [
        ["DANH SÁCH ĐƠN VỊ", None],
        [None, None],
        ["STT", "Mã đơn vị", "LOẠI", "Ten don vi", "Mã cấp trên", "Từ ngày", "Tên khác"],
        [1, 91, "cấp tỉnh", "tỉnh Kiên Giang", None, None, "Kiên Giang"],
        [2, 911.0, "Cấp Huyện", "thành phố Phú Quốc", 91, date(2021, 1, 1), UNITS[2][6]],
        [3, "911-duong-to", "xa", "xã Dương Tơ", "911", None, None],
    ]
    groups = [
        [
            "Mã cụm, khối",
            "Loại",
            "Tên cụm",
            "Thuộc đơn vị",
            "Đơn vị",
            "Vai trò",
            "Từ ngày",
            "Đến ngày",
        ],
        ["cum-1", "cụm", "Cụm 1", 91, 911, "trưởng", date(2021, 1, 1), "31/12/2021"],
        ["cum-1", None, None, None, "911-duong-to", "Thành viên", "1/1/2021", "31/12/2021"],
    ]
    contacts = [
        ["Mã đơn vị", "Chức danh", "Điện thoại", "Vai trò"],
        [911, "Văn phòng UBND thành phố", 912345678, "Đầu mối"],
        [None, "Ban Thi đua", None, "cán bộ"],
    ]
    said = import_units(
        database,
        save({"Don vi": units, "Cụm, khối": groups, "Sheet3": contacts, "Hướng dẫn": [["Chú ý"]]}),
    )
    assert "0 units new, 0 changed, 3 unchanged" in said
    assert "0 contacts new, 0 changed, 2 unchanged" in said
    assert said.endswith("passed over: sheet Hướng dẫn")
    assert everything(database) == kept


def test_the_kind_of_a_csv_file_is_seen_from_its_headings(database, tmp_path):
    for name, rows in (("a", UNITS), ("b", GROUPS), ("c", CONTACTS)):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    said = [import_units(database, tmp_path / f"{name}.csv") for name in "abc"]
    assert [each.split()[1] for each in said] == ["units", "groups", "contacts"]


def test_successions_come_with_the_units_and_can_be_put_right(database, save):
    head = [*UNITS[0], "successor", "change", "changed_on"]
    new = [[code, "commune", f"xã {code}", "911"] for code in ("moi-1", "moi-2")]
    old = [*UNITS[3], "moi-1|moi-2", "split|merge", datetime.fromisoformat("2025-07-01")]
    first = save({"units": [head, *UNITS[1:3], *new, old]})
    assert import_units(database, first).startswith("5 units new")
    unit = everything(database).units[4]
    assert [(change.successor, change.kind.value) for change in unit.changes] == [
        ("moi-1", "split"),
        ("moi-2", "merge"),
    ]
    assert unit.valid_to == date(2025, 6, 30)
    assert import_units(database, first).startswith("0 units new, 0 changed, 5")
    right = save({"units": [head, [*UNITS[3], "moi-2", "rename", "01/07/2025"]]})
    assert import_units(database, right).startswith("0 units new, 1 changed")
    silent = save({"units": [UNITS[0], [*UNITS[3][:5], "30/6/2025"]]})
    assert import_units(database, silent).startswith("0 units new, 0 changed, 1")
    kept = database.transaction(lambda session: session.exec(select(Succession)).all())
    assert [(each.kind, each.on) for each in kept] == [("rename", date(2025, 7, 1))]


# --- what spreadsheets do ---


def test_numbers_blanks_and_odd_characters_are_what_people_see(database, tmp_path):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "units"
    for row in UNITS:
        sheet.append(row)
    sheet["A2"], sheet["A3"], sheet["D3"], sheet["D4"] = 91.0, 911, 91.0, 911
    sheet["E3"] = datetime.fromisoformat("2021-01-01")
    sheet["C4"] = "xa\u0303\u00a0Du\u031bo\u031bng  To\u031b\u200b "
    sheet["J1"], sheet["J9"] = " ", "\u00a0"
    sheet["A400"].fill = PatternFill("solid", start_color="FF00FF00")
    sheet.merge_cells("A6:G6")
    book.save(tmp_path / "odd.xlsx")
    assert import_units(database, tmp_path / "odd.xlsx").startswith("3 units new")
    names = {unit.code: unit for unit in everything(database).units}
    assert set(names) == {"91", "911", "911-duong-to"}
    assert names["911-duong-to"].name == "xã Dương Tơ"
    assert names["911-duong-to"].parent == "911"
    assert names["911"].valid_from == date(2021, 1, 1)


def in_sheet(path: Path, pattern: str, replacement: str) -> None:
    """Write something into the XML of the first sheet that openpyxl would not write."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    changed = re.sub(pattern, replacement, sheet, count=1)
    assert changed != sheet
    parts["xl/worksheets/sheet1.xml"] = changed.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_of_a_formula_its_value_is_read_and_its_error_is_told(database, save):
    rows = [UNITS[0], UNITS[1], ["911", "district", '="thành phố "&"Phú Quốc"', "91"]]
    path = save({"units": rows})
    in_sheet(path, r"<f>([^<]*)</f><v ?/?>(</v>)?", r"<f>\1</f><v>thành phố Phú Quốc</v>")
    in_sheet(path, r'<c r="C3"', '<c r="C3" t="str"')
    assert import_units(database, path).startswith("2 units new")
    assert everything(database).units[1].name == "thành phố Phú Quốc"
    path = save({"units": [*rows[:2], ["911", "district", "#REF!", "91"]]})
    refused(database, path, "sheet units: row 3, column name: the formula gives #REF!")


def test_a_code_that_excel_made_a_date_is_told(database, save):
    rows = [*UNITS, [date(2021, 12, 1), "commune", "xã Mười Hai", "911"]]
    refused(database, save({"units": rows}), "row 5, column code: Excel made a date of it")


def test_what_a_workbook_says_of_its_size_is_not_believed(database, save):
    path = save({"units": UNITS})
    in_sheet(path, '<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"')
    assert import_units(database, path).startswith("3 units new")
    path = save({"units": [*UNITS, ["x"]]})
    in_sheet(path, r'<row r="5"', '<row r="999999999999"')
    refused(database, path, "too much")


def test_a_stray_last_cell_is_no_matter(database, save, tmp_path):
    path = save({"units": UNITS})
    book = load_workbook(path)
    book["units"]["XFD1048576"].fill = PatternFill("lightGrid")
    book.save(path)
    assert import_units(database, path).startswith("3 units new")
    book["units"]["B4"] = "village"
    book["units"]["B4"].comment = Comment("nhớ hỏi lại", "Ai đó")
    book.save(path)
    refused(database, path, "row 4, column kind", "units-can-sua.xlsx")
    marked = load_workbook(tmp_path / "units-can-sua.xlsx")["units"]
    assert marked["B4"].comment.text.startswith("nhớ hỏi lại\n“village” không phải")
    assert marked["XFD1048576"].fill.fill_type == "lightGrid"


def zipped(tmp_path, size: int) -> Path:
    path = Path(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * size)
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER = {
    "old.xls": (OLE + b"\0" * 600, "save it as .xlsx"),
    "renamed.xlsx": (OLE + b"\0" * 600, "save it as .xlsx"),
    "locked.xlsx": (OLE + b"\0" * 60 + "EncryptedPackage".encode("utf-16-le"), "password"),
    "text.xlsx": (b"code,kind,name\n", "not an Excel workbook"),
    "cut.xlsx": (b"PK\x03\x04 and no more", "damaged"),
    "empty.xlsx": (b"", "not an Excel workbook"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\xff", "UTF-8"),
}


@pytest.mark.parametrize("name", OTHER)
def test_what_is_no_workbook_is_told(database, tmp_path, name):
    content, words = OTHER[name]
    (tmp_path / name).write_bytes(content)
    refused(database, tmp_path / name, name, words)
    assert [each.name for each in tmp_path.glob("*can-sua*")] == []


def test_a_bomb_does_not_go_off(database, tmp_path):
    refused(database, zipped(tmp_path, 250_000_000), "too much")
    refused(database, zipped(tmp_path, 100), "damaged")
    (tmp_path / "huge.csv").write_bytes(b"a" * (33 * 2**20))
    refused(database, tmp_path / "huge.csv", "32 MB")
    (tmp_path / "long.csv").write_bytes(b"code,kind,name\n" + b"\n" * (MOST_ROWS + 1))
    refused(database, tmp_path / "long.csv", "100,000 rows")


def test_a_workbook_without_such_sheets_is_told(database, save):
    refused(database, save({"Sheet1": [["Chú ý"]]}), "no sheet holds units, groups or contacts")
    refused(database, save({"units": []}), "column code: the column 'code' is missing")


def test_fifty_thousand_rows_are_read(tmp_path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("units")
    sheet.append(UNITS[0])
    sheet.append(UNITS[1])
    for number in range(50_000):
        sheet.append([f"xa-{number}", "commune", f"xã {number}", 91, "01/01/2021"])
    book.save(tmp_path / "many.xlsx")
    assert len(read_file(tmp_path / "many.xlsx").units) == 50_001


# --- everything wrong is told, and marked ---

WRONG: dict[str, list[list[Any]]] = {
    "Đơn vị": [
        [*UNITS[0], "successor", "change", "changed_on"],
        *UNITS[1:3],
        ["911-duong-to", "village", None, "nowhere", "31/02/2021"],
        ["911", "commune", "xã Hai", "911", "mai", "=1"],
        ["moi", "commune", "xã Mới", "91", None, "01/07/2025", None, "xa", "merge", "01/07/2025"],
        ["cu", "commune", "xã Cũ", "91", None, None, None, "91", "abolish", "01/07/2025"],
        ["co", "commune", "xã Cổ", "91", None, None, None, "co|91|911", "rename|merge", None],
        ["ca", "commune", "xã Cả", "91", None, None, None, None, "rename", None],
    ],
    "groups": [
        GROUPS[0],
        ["cum-1", "cụm", "Cụm 1", "99", "911", "boss", None, None],
        ["cum-1", "khối", "Cụm 2", None, "91", None, None, None],
        ["cum-1", None, None, None, "91", None, "2021-01-01", None],
        ["cum-2", None, None, None, "xyz", None, None, None],
        [None, "cụm", "Cụm 3", None, None, None, "2021-01-01", "2020-01-01"],
    ],
    "contacts": [
        CONTACTS[0],
        ["911", "Văn phòng", "call me", "boss"],
        ["911", "Văn phòng", None, None],
        [None, "Ai đó", None, None],
        ["xyz", None, None, None],
    ],
}
EXPECTED = {
    "Đơn vị": "B4 C4 D4 E4 A5 E5 H6 F6 H7 I8 J8 H9 J9",
    "groups": "D2 F2 B3 C3 E4 B5 C5 E5 A6 H6",
    "contacts": "C2 D2 B3 A4 A5 B5",
}


def test_every_problem_is_told_with_its_cell_and_the_copy_marks_them(database, save, tmp_path):
    path = save(WRONG)
    book = load_workbook(path)
    sheet = book["Đơn vị"]
    sheet["C2"].font, sheet["C2"].fill = Font(name="Arial", bold=True), PatternFill("lightGrid")
    sheet["L1"], sheet["L2"] = "STT", "=1+1"
    sheet.column_dimensions["C"].width = 77
    book.create_sheet("Ghi chép")["B2"] = "của tôi"
    book.save(path)
    told = refused(database, path, f"The cells are marked in {tmp_path / 'units-can-sua.xlsx'}")
    assert f"{path}: sheet Đơn vị: row 4, column kind: 'village' is not a kind" in told
    marked = load_workbook(tmp_path / "units-can-sua.xlsx")
    assert marked.sheetnames == ["Cần sửa", "Đơn vị", "groups", "contacts", "Ghi chép"]
    for title, cells in EXPECTED.items():
        bad = [cell.coordinate for row in marked[title].iter_rows() for cell in row if cell.comment]
        assert sorted(bad) == sorted(cells.split()), title
        assert all(marked[title][cell].fill.start_color.rgb == "FFFFC7CE" for cell in bad)
    sheet = marked["Đơn vị"]
    assert sheet["B4"].comment.text.startswith("“village” không phải loại đơn vị; hãy chọn: cấp t")
    assert sheet["E4"].comment.text == "Lịch không có ngày “31/02/2021”; hãy sửa lại."
    assert sheet["C2"].font.name == "Arial"
    assert sheet["C2"].fill.fill_type == "lightGrid"
    assert sheet["L2"].value == "=1+1"
    assert sheet.column_dimensions["C"].width == 77
    assert marked["Ghi chép"]["B2"].value == "của tôi"
    listed = list(marked["Cần sửa"].iter_rows(min_row=3, values_only=True))
    assert len(listed) == len(told.splitlines()) - 1
    assert ("Đơn vị", "B4", "Loại", "village") in {row[:4] for row in listed}
    assert marked["Cần sửa"]["B3"].hyperlink is not None


def test_the_marked_copy_is_mended_and_taken_in(database, save, tmp_path):
    rows = [*UNITS[:3], ["911-duong-to", "village", "=xã", "911"], ["x", "commune", "=1+1", 911]]
    path = save({"units": rows})
    refused(database, path, "units-can-sua.xlsx")
    copy = tmp_path / "units-can-sua.xlsx"
    refused(database, path, "units-can-sua-2.xlsx")
    book = load_workbook(copy)
    book["units"]["C4"], book["units"]["C5"] = "xã Dương Tơ", "xã X"
    book.save(copy)
    refused(database, copy, "row 4, column kind", "units-can-sua-can-sua.xlsx")
    again = load_workbook(tmp_path / "units-can-sua-can-sua.xlsx")
    assert again.sheetnames == ["Cần sửa", "units"]
    bad = [cell.coordinate for row in again["units"].iter_rows() for cell in row if cell.comment]
    assert bad == ["B4"]
    assert again["units"]["C4"].fill.fill_type is None
    again["units"]["B4"] = "xã"
    again.save(copy)
    assert import_units(database, copy).splitlines() == [
        "4 units new, 0 changed, 0 unchanged",
        "passed over: sheet Cần sửa",
    ]


def test_a_problem_in_a_merged_cell_is_marked_where_it_can_be(database, save, tmp_path):
    path = save({"units": UNITS})
    book = load_workbook(path)
    book["units"].merge_cells("C3:C4")
    book.save(path)
    refused(database, path, "row 4, column name: the cell is empty")
    marked = load_workbook(tmp_path / "units-can-sua.xlsx")
    assert marked["units"]["C3"].comment.text == "Ô này đang trống; hãy điền."


def test_a_workbook_that_can_be_read_but_not_copied_still_gets_its_problems_told(database, save):
    path = save({"units": [*UNITS[:3], ["x", "village", "xã X", "911"]]})
    book = load_workbook(path)
    book["units"]["A1"].comment = Comment("mã", "Ai đó")
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, b"<broken" if "comment" in name else content)
    told = refused(database, path, "row 4, column kind", "cannot be marked")
    assert len(told.splitlines()) == 2


def test_every_reason_can_be_said_to_officials():
    said = json.loads((FOLDER / "units-file.json").read_text(encoding="utf-8"))["reasons"]
    assert set(said) == set(REASONS)
    places = re.compile("{(.*?)}")
    for name, english in REASONS.items():
        assert set(places.findall(said[name])) <= set(places.findall(english)), name
    problems = Problems("a.xlsx")
    problems.note(Where(3, "x", "units", 1), "ends-before", first=date(2021, 1, 2), last="x")
    assert "02/01/2021" in reason(problems.all[0])
    problem = UnitProblem(
        "a", 1, "x", "", reason="unknown-column", about={"text": 1, "known": "code, q"}
    )
    assert reason(problem) == "Không có cột “1”; các cột là: Mã, q."


def test_no_heading_or_value_means_two_things():
    for names in (wording()["headings"], *wording()["values"].values()):
        for columns in names.values():
            texts = [text for each in columns.values() for text in each]
            assert len(texts) == len(set(texts))
    assert vietnamese().sheets["don vi"] == "units"


# --- and out again ---


def test_what_is_exported_and_imported_is_the_same(database, tmp_path):
    for name in (
        "kien-giang",
        "mau",
        "phu-quoc",
        "kien-giang-2025",
        "kien-giang-groups",
        "kon-tum",
    ):
        import_units(database, PLANS / "units" / f"{name}.csv")
    contacts = [("911", "Văn phòng"), ("911", "Văn phòng"), (None, "Quản trị")]

    def invite_some(session):
        for code, post in contacts:
            unit = unit_by_code(session, code or "")
            role = Role.CONTACT if unit else Role.ADMIN
            contact = Contact(name=post, unit_id=unit.id if unit else None, role=role)
            session.add(contact)
            session.flush()
            if unit:
                appoint(session, contact.id, unit.id, datetime.now(UTC), datetime.now(UTC).date())

    database.transaction(invite_some)
    kept = everything(database)
    assert f"{len(kept.units)} units" in export_units(database, tmp_path / "all.xlsx")
    export_units(database, tmp_path / "all.csv")
    files = ("all.xlsx", "all.csv", "all-groups.csv", "all-contacts.csv")
    for name in files:
        said = import_units(database, tmp_path / name)
        assert re.fullmatch(r"(0 \w+ new, 0 changed, [1-9]\d* unchanged(; )?)+", said), said
    assert everything(database) == kept
    for number, names in enumerate((files[:1], files[1:])):
        other = Database(f"sqlite:///{tmp_path}/other-{number}.db")
        other.upgrade()
        for name in names:
            import_units(other, tmp_path / name)
        assert everything(other) == kept
        other.close()


def test_the_workbook_is_one_to_work_with(database, small, tmp_path):
    import_units(database, small)
    export_units(database, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Đơn vị", "Cụm, khối", "Đầu mối"]
    sheet = book["Đơn vị"]
    assert [cell.value for cell in sheet[1]][:4] == ["Mã", "Loại", "Tên đơn vị", "Mã cấp trên"]
    assert [cell.value for cell in sheet[3]][:4] == ["911", "cấp huyện", "thành phố Phú Quốc", "91"]
    assert sheet["E3"].value == datetime.fromisoformat("2021-01-01")
    assert sheet["E3"].number_format == "dd/mm/yyyy"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:J4")
    assert sheet.column_dimensions["C"].width == 48
    choices = {
        str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation
    }
    assert "cấp xã" in choices["B2"].formula1
    assert all(len(each.formula1) <= 255 for each in choices.values())


def test_an_empty_installation_gets_a_form_to_fill_in(database, tmp_path):
    assert "0 units" in export_units(database, tmp_path / "form.xlsx")
    book = load_workbook(tmp_path / "form.xlsx")
    book["Đơn vị"].append([91, "cấp tỉnh", "tỉnh Kiên Giang"])
    book["Đầu mối"].append([91, "Văn phòng"])
    book.save(tmp_path / "form.xlsx")
    said = import_units(database, tmp_path / "form.xlsx")
    assert said == "1 units new, 0 changed, 0 unchanged; 1 contacts new, 0 changed, 0 unchanged"


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+84", "-1", "@x", "'=1", "''=1"])
def test_a_name_never_becomes_a_formula(database, tmp_path, name):
    unit = Unit(code="91", kind=UnitKind.PROVINCE, name=name, folded="", aliases=[name])
    database.transaction(lambda session: session.add(unit))
    kept = everything(database)
    export_units(database, tmp_path / "out.xlsx")
    export_units(database, tmp_path / "out.csv")
    with warnings.catch_warnings():
        cell = load_workbook(tmp_path / "out.xlsx")["Đơn vị"]["C2"]
    assert (cell.value, cell.data_type) == (name, "s")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1][2][0] == "'"
    for file in ("out.xlsx", "out.csv"):
        import_units(database, tmp_path / file)
        assert everything(database) == kept


def test_nothing_is_written_over_and_odd_places_are_told(database, tmp_path):
    export_units(database, tmp_path / "out.xlsx")
    for name, words in (
        ("out.xlsx", "exists already"),
        ("out.pdf", ".xlsx or .csv"),
        ("no/out.xlsx", "cannot be written"),
        ("no/out.csv", "cannot be written"),
    ):
        with pytest.raises(ExchangeError, match=words):
            export_units(database, tmp_path / name)


def test_imported_names_are_found(database, small):
    import_units(database, small)
    (found,) = database.transaction(lambda session: search_units(session, "tp phu quoc"))
    assert (found.code, found.aliases) == ("911", ["Phú Quốc", "TP Phú Quốc"])
    rows = database.transaction(lambda session: session.exec(select(Membership)).all())
    assert len(rows) == 2


def test_reading_alone_raises_what_is_wrong(save):
    with pytest.raises(UnitsError) as caught:
        read_file(save({"units": [UNITS[0], ["91", "tỉnh", "x"]]}))
    assert caught.value.problems[0].column == "kind"
