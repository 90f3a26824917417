"""The units that come with the product, and what the reader says of unit files that are wrong."""

from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path
from unicodedata import is_normalized

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import UnitKind
from models.plan.file import read_plan
from models.units.file import UnitRow, UnitsError, read_units

PLANS = Path(__file__).parents[1] / "plans"
FILE = PLANS / "units" / "kien-giang.csv"


@pytest.fixture(scope="module")
def units() -> list[UnitRow]:
    return read_units(FILE)


def test_counts(units):
    kinds = Counter(unit.kind for unit in units)
    assert (kinds["province"], kinds["district"], kinds["commune"]) == (1, 15, 144)
    communes = Counter(unit.name.split()[0] for unit in units if unit.kind == "commune")
    assert communes == {"xã": 116, "phường": 18, "thị": 10}


PER_DISTRICT = {
    "899": 12,
    "900": 7,
    "902": 8,
    "903": 14,
    "904": 11,
    "905": 10,
    "906": 19,
    "907": 11,
    "908": 9,
    "909": 11,
    "910": 8,
    "911": 9,
    "912": 4,
    "913": 6,
    "914": 5,
}


def test_communes_stand_under_their_districts(units):
    communes = [unit for unit in units if unit.kind == "commune"]
    assert Counter(unit.parent for unit in communes) == PER_DISTRICT
    assert {(unit.valid_from, unit.valid_to) for unit in communes} == {
        (date(2021, 1, 1), date(2025, 6, 30))
    }
    assert all(unit.code.startswith(f"{unit.parent}-") for unit in communes)


REPEATED = {
    "xã Bình An": {"902", "905"},
    "xã Thạnh Lộc": {"905", "906"},
    "xã Vĩnh Phú": {"906", "914"},
}


def test_equal_names_are_told_apart_by_their_parents(units):
    found = Counter(unit.name for unit in units)
    repeated = {name for name, count in found.items() if count > 1}
    assert repeated == set(REPEATED)
    for name, parents in REPEATED.items():
        assert {unit.parent for unit in units if unit.name == name} == parents
    vinh_thuan = {unit.code for unit in units if unit.name.endswith(" Vĩnh Thuận")}
    assert {"910", "910-vinh-thuan", "910-thi-tran-vinh-thuan"} <= vinh_thuan


def test_names_are_the_official_ones(units):
    names = {unit.code: unit.name for unit in units}
    assert names["911"] == "thành phố Phú Quốc"
    assert names["912"] == "huyện Kiên Hải"
    assert names["911-duong-to"] == "xã Dương Tơ"
    assert names["911-an-thoi"] == "phường An Thới"
    assert names["905-minh-luong"] == "thị trấn Minh Lương"
    assert all(is_normalized("NFC", name) for name in names.values())


def test_each_district_has_a_health_centre(units):
    centres = {unit.code for unit in units if unit.name.startswith("Trung tâm Y tế")}
    assert centres == {f"{code}-trung-tam-y-te" for code in PER_DISTRICT}


def test_the_units_that_routes_name_exist(units):
    codes = {unit.code for unit in units}
    plan = read_plan(PLANS / "kien-giang-2021-2025.yaml")
    named = {step.unit for entry in plan.registration for step in entry.route}
    assert named - {"parent"} <= codes
    assert all(unit.parent in PER_DISTRICT for unit in units if unit.kind == "commune")


def test_with_the_samples_every_kind_can_be_tried(units):
    samples = read_units(PLANS / "units" / "mau.csv", {unit.code for unit in units})
    assert all("mẫu" in unit.name for unit in samples)
    assert {unit.kind for unit in (*units, *samples)} == set(UnitKind)


HEADER = "code,kind,name,parent,valid_from,valid_to,aliases\n"
SMALL = HEADER + (
    "91,province,tỉnh Kiên Giang,,,,\n"
    '911,district,"thành phố Phú Quốc",91,2021-01-01,30/6/2025,Phú Quốc | TP Phú Quốc\n'
    "911-duong-to,commune,xã Dương Tơ,911,,,\n"
)


@pytest.fixture
def read(tmp_path):
    def read_text(content: str | bytes, known: set[str] | None = None) -> list[UnitRow]:
        file = tmp_path / "units.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_units(file, known or set())

    return read_text


def test_the_small_file_is_right(read):
    _, city, commune = read(SMALL)
    assert city == UnitRow(
        code="911",
        kind=UnitKind.DISTRICT,
        name="thành phố Phú Quốc",
        parent="91",
        valid_from=date(2021, 1, 1),
        valid_to=date(2025, 6, 30),
        aliases=("Phú Quốc", "TP Phú Quốc"),
    )
    assert (commune.parent, commune.valid_from, commune.aliases) == ("911", None, ())


@pytest.mark.parametrize(
    "content",
    [
        SMALL.encode("utf-8-sig"),
        SMALL.replace(",", ";"),
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n91", "\n,,,,,,\n\n91", 1),
        SMALL.replace("Dương Tơ", "Du\u031bo\u031bng  To\u031b"),
        SMALL.replace("code,kind", " Code , KIND"),
    ],
)
def test_what_spreadsheets_write_is_read_alike(read, content):
    assert read(content) == read(SMALL)


def test_columns_may_stand_in_any_order_and_be_left_out(read):
    assert read("name,kind,code\ntỉnh Kiên Giang,province,91\n") == read(SMALL)[:1]


def test_parents_may_be_known_from_before(read):
    alone = HEADER + "911-duong-to,commune,xã Dương Tơ,911,,,\n"
    assert read(alone, {"911"})[0].parent == "911"
    with pytest.raises(UnitsError, match="row 2, column parent: there is no unit '911'"):
        read(alone)


WRONG = [
    # what replaces what, row, column, words of the message
    (",xã Dương Tơ", ",", 4, "name", "the cell is empty"),
    ("911-duong-to", "", 4, "code", "the cell is empty"),
    ("911-duong-to", "Dương Tơ", 4, "code", "'Dương Tơ' is not a code"),
    ("commune", "", 4, "kind", "the cell is empty"),
    ("commune", "xã", 4, "kind", "'xã' is not a kind; write province, agency"),
    ("911-duong-to", "911", 4, "code", "'911' is the code of row 3 already"),
    ("Tơ,911", "Tơ,", 4, "parent", "the cell is empty"),
    ("Tơ,911", "Tơ,912", 4, "parent", "there is no unit '912'"),
    ("Tơ,911", "Tơ,911-duong-to", 4, "parent", "above itself"),
    ('Quốc",91', 'Quốc",911-duong-to', 3, "parent", "above itself"),
    ('Quốc",91', 'Quốc",911-duong-to', 4, "parent", "above itself"),
    ("2021-01-01", "01-01-2021", 3, "valid_from", "'01-01-2021' is not a date"),
    ("2021-01-01", "2021", 3, "valid_from", "31/01/2021"),
    ("30/6/2025", "31/6/2025", 3, "valid_to", "'31/6/2025' is in no calendar"),
    ("30/6/2025", "01/01/2021", 3, "valid_to", "is not after valid_from"),
    ("30/6/2025", "30/6/2020", 3, "valid_to", "is not after valid_from"),
    ("Tơ,911,,,", "Tơ,911,,,,,", 4, "", "2 cells too many"),
    ("aliases", "alias", 1, "alias", "the column 'alias' is not known"),
    ("aliases", "name", 1, "name", "twice"),
    ("code", "aliases", 1, "code", "the column 'code' is missing"),
    (SMALL, "", 1, "code", "is missing"),
    ('Quốc",91', "Quốc,91", 3, "", "cannot be read as CSV"),
    ("xã Dương Tơ", "x" * 200_000, 4, "", "cannot be read as CSV"),
]


@pytest.mark.parametrize(("old", "new", "row", "column", "words"), WRONG)
def test_what_is_wrong_is_told_with_its_cell(read, old, new, row, column, words):
    assert old in SMALL
    with pytest.raises(UnitsError) as caught:
        read(SMALL.replace(old, new, 1))
    problems = caught.value.problems
    assert any((p.row, p.column) == (row, column) and words in p.message for p in problems), (
        problems
    )
    assert f"units.csv: row {row}" in str(caught.value)


def test_every_problem_is_told_at_once(read):
    text = SMALL.replace("commune", "xã").replace("30/6", "31/6").replace("Tơ,911", "Tơ,99")
    with pytest.raises(UnitsError) as caught:
        read(text)
    found = [(problem.row, problem.column) for problem in caught.value.problems]
    assert found == [(3, "valid_to"), (4, "kind"), (4, "parent")]


def test_other_encodings_and_missing_files_are_told(read, tmp_path):
    with pytest.raises(UnitsError, match="row 1: this is not UTF-8"):
        read(SMALL.encode("utf-16"))
    with pytest.raises(UnitsError, match="cannot be read"):
        read_units(tmp_path / "nothing.csv")


@settings(deadline=None, max_examples=200)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_units_or_their_error(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "fuzz.csv"
    file.write_bytes(content)
    with pytest.raises(UnitsError):
        read_units(file)


@settings(deadline=None, max_examples=300)
@given(
    at=st.integers(0, len(SMALL)),
    drop=st.integers(0, 20),
    put=st.text(',;"\n\r|/-09ế\0', max_size=6) | st.text(max_size=3),
)
def test_any_slip_of_the_hand_gives_units_or_their_error(tmp_path_factory, at, drop, put):
    file = tmp_path_factory.getbasetemp() / "slip.csv"
    file.write_bytes((SMALL[:at] + put + SMALL[at + drop :]).encode())
    with suppress(UnitsError):
        assert all(isinstance(unit, UnitRow) for unit in read_units(file))
