"""The registration sheet: what comes back is what went out, and nothing in it can do harm."""

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from sqlmodel import col, select

from handlers.ask import level
from handlers.filled import fill
from models.campaigns import plan_of
from models.documents import Document
from models.drafts import Answer
from models.plan import RegistrationField
from models.quantity import Quantity
from models.sheets import MARK, NAME, VALUE, Cell, read_sheet
from tests.office import Office, campaign
from tests.screens import filled_in

COMMUNE, COMPANY, CODE = "911-duong-to", "mau-doanh-nghiep", "kien-giang-2021-2025"
TASKS = RegistrationField.model_validate(
    {
        "code": "tasks",
        "name": "Chỉ tiêu",
        "kind": "targets",
        "levels": [{"code": "to_2025", "name": "Đến 2025"}],
        "source": {"file": "x", "line": 1, "clause": "mục I"},
    }
)


def sheet(office: Office, who: str = COMMUNE) -> bytes:
    office.say(who, "/bieu")
    with office.session() as session:
        newest = select(Document.content).order_by(col(Document.id).desc())
        return session.exec(newest).first() or b""


def kept(office: Office) -> dict[str, str]:
    with office.session() as session:
        return {answer.key: answer.said for answer in session.exec(select(Answer))}


def cell(said: object, **how: object) -> Cell:
    """Return a cell as it is read out of a workbook."""
    book, written = Workbook(), BytesIO()
    page = book.worksheets[0]
    page.append([f"{MARK} a b"])
    page.append(["#", VALUE])
    page.append(["row"])
    page["B3"].value = said
    for name, value in how.items():
        setattr(page["B3"], name, value)
    book.save(written)
    found = read_sheet(written.getvalue())
    assert found is not None
    return found.cells["row", VALUE]


def target(row: int, name: str, said: str = "") -> dict[tuple[str, str], Cell]:
    cells = {(f"tasks.{row}", NAME): Cell(f"C{row}", name)}
    return cells | ({(f"tasks.{row}", "to_2025"): Cell(f"D{row}", said)} if said else {})


@pytest.mark.parametrize(
    ("said", "how", "text", "why"),
    [
        (62, {}, "62", ""),
        (62.5, {}, "62,5", ""),
        (0.1 + 0.2, {}, "0,3", ""),
        (1e15, {}, "1000000000000000", ""),
        (0.955, {"number_format": "0.0%"}, "95,5", ""),
        ("62 triệu đồng", {}, "62 triệu đồng", ""),
        ("  1.250 ", {}, "1.250", ""),
        (date(2022, 6, 1), {}, "01/06/2022", "date"),
        (True, {}, "TRUE", "boolean"),
        ("#REF!", {"data_type": "e"}, "#REF!", "error"),
    ],
)
def test_a_cell_is_read_as_people_see_it(said, how, text, why):
    found = cell(said, **how)
    assert (found.text, found.why, found.address) == (text, why, "B3")


@given(
    st.decimals("0.001", "999999999999", places=3).map(float),
    st.sampled_from(["triệu đồng", "tỷ đồng/năm", "km", "%", "nghìn tấn"]),
)
def test_a_number_in_a_cell_is_never_read_in_another_way(number, measure):
    cells = {
        ("tasks.1", NAME): Cell("C1", "Đường"),
        ("tasks.1", "measure"): Cell("D1", measure),
        ("tasks.1", "to_2025"): cell(number),
    }
    said = fill([TASKS], cells, {}).answers["tasks.1.to_2025"]
    power = {"triệu": 6, "tỷ": 9, "nghìn": 3}.get(measure.partition(" ")[0], 0)
    value = Decimal(format(number, ".15g")).scaleb(power)
    assert level("k", "t").parse(said).quantity == Quantity(
        value, measure.partition(" ")[2] if power else measure
    )


def test_a_sheet_that_comes_back_as_it_was_changes_nothing(office):
    office.let_in(COMMUNE, COMPANY)
    office.say(COMMUNE, "/dangky", "Thu nhập", "60; 61,5; 4,25; 0,5; 7 triệu đồng")
    office.say(COMMUNE, "đạt chuẩn", "[yes]", "=1+1", "95,5%")
    before = kept(office)
    told = office.hand_in(COMMUNE, "bieu.xlsx", sheet(office))
    assert "không có gì khác" in told
    assert kept(office) == before
    office.say(COMPANY, "/dangky", "1.250", "4,29 tỷ đồng", "none", "300")
    assert "không có gì khác" in office.hand_in(COMPANY, "bieu.xlsx", sheet(office, COMPANY))


def test_what_differs_is_shown_and_kept_only_after_a_tap(office):
    office.let_in(COMPANY)
    office.say(COMPANY, "/dangky", "1.250")
    changed = filled_in(sheet(office, COMPANY), "E10=1300 | F10=1400 | F11=1.250 nghìn | E15=900")
    before = kept(office)
    told = office.hand_in(COMPANY, "bieu.xlsx", changed)
    assert "Lợi nhuận (2020): 1,3 tỷ đồng (đang ghi: 1,25 tỷ đồng) [E10]" in told
    assert kept(office) == before
    office.say(COMPANY, "[keep]")
    assert kept(office) == before | {
        "profit.2020": "1300 triệu đồng",
        "profit.by-2025": "1400 triệu đồng",
        "charity.2020": "900 triệu đồng",
        **{key: said for key, said in kept(office).items() if key.startswith("budget")},
    }


def test_a_figure_below_the_baseline_is_refused_as_in_the_chat(office):
    office.let_in(COMPANY)
    office.say(COMPANY, "/dangky", "1.250")
    told = office.hand_in(COMPANY, "a.xlsx", filled_in(sheet(office, COMPANY), "F10=1000"))
    assert "theo mục IV.1, gạch 2" in told
    assert "[F10]" in told


def test_rows_of_a_list_are_known_by_name_then_by_place_and_added_behind():
    known = {"tasks.1.name": "A", "tasks.1.to_2025": "1 km", "tasks.1.more": "yes"}
    known |= {"tasks.2.name": "B", "tasks.2.to_2025": "2 km", "tasks.2.more": "no"}
    cells = target(1, "b", "3 km") | target(2, "C") | target(5, "D", "4 km")
    answers = fill([TASKS], cells, known).answers
    assert answers == {
        "tasks.2.name": "b",
        "tasks.2.to_2025": "3 km",
        "tasks.3.name": "C",
        "tasks.4.name": "D",
        "tasks.4.to_2025": "4 km",
        **{f"tasks.{number}.more": "yes" for number in (1, 2, 3)},
        "tasks.4.more": "no",
    }


def test_a_target_of_another_name_does_not_inherit_the_level():
    known = {"tasks.1.name": "A", "tasks.1.to_2025": "1 km", "tasks.1.more": "no"}
    assert fill([TASKS], target(1, "B"), known).answers == {
        "tasks.1.name": "B",
        "tasks.1.to_2025": "",
    }


def test_a_sheet_of_a_campaign_that_is_over_is_refused(office):
    office.let_in(COMMUNE)
    content = sheet(office)
    office.at("2025-08-01 08:30")
    assert "không đăng ký ở phong trào đó" in office.hand_in(COMMUNE, "a.xlsx", content)


def test_what_the_sheet_asks_is_what_the_plan_asks(office):
    office.let_in(COMPANY)
    found = load_workbook(BytesIO(sheet(office, COMPANY))).worksheets[0]
    with office.session() as session:
        rules = plan_of(session, campaign(session, CODE)).registration_for("enterprise")
    assert rules is not None
    rows = [row[0].value for row in found.iter_rows(min_row=2) if row[0].value not in (None, "#")]
    assert rows == [field.code for field in rules.fields]
    assert found.column_dimensions["A"].hidden
    assert found.protection.sheet
    assert found["A10"].protection.locked
    assert not found["F10"].protection.locked


def packed(size: int) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(size))
    return written.getvalue()


@pytest.mark.parametrize(
    "content", [packed(10), packed(2**25), b"PK\x03\x04", bytes(3 * 2**20)], ids=range(4)
)
def test_what_is_no_sheet_is_passed_over(office, content):
    assert read_sheet(content) is None
    office.let_in(COMMUNE)
    told = office.say(COMMUNE, "/dangky")
    assert "Câu này cần trả lời bằng chữ" in office.hand_in(
        COMMUNE, "a.xlsx", b"PK\x03\x04" + content
    )
    assert told.partition("\n")[0] in office.told(COMMUNE)[-1]


@given(st.binary(max_size=200), st.integers(0, 2**16))
def test_a_damaged_sheet_does_no_harm(junk, at):
    book, written = Workbook(), BytesIO()
    book.worksheets[0].append([f"{MARK} a b"])
    book.save(written)
    whole = written.getvalue()
    cut = at % len(whole)
    read_sheet(whole[:cut] + junk + whole[cut + len(junk) :])
