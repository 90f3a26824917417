"""Units over time: what is valid on a day, what becomes of units, who is found under a name."""

from datetime import date
from functools import partial

import pytest

from models.database import Database
from models.groups import group_by_code, groups_of, members
from models.plan.facts import UnitKind
from models.units import Unit, subtree, unit_by_code
from models.units.file import read_file, read_units
from models.units.rows import ChangeRow, GroupRow, MemberRow, UnitRow, UnitsFile
from models.units.save import save_file
from models.units.search import labels, search_units
from models.units.succession import Change, predecessors, successors, unit_on
from tests.test_units_file import PLANS

UNITS = PLANS / "units"
FILES = ("kien-giang", "tra-vinh", "kon-tum", "kien-giang-2025", "kien-giang-groups")
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('units')}/units.db")
    database.upgrade()
    known: set[str] = set()
    for name in FILES:
        file = read_file(UNITS / f"{name}.csv", known)
        known |= {unit.code for unit in file.units}
        database.transaction(partial(save_file, file=file))
    yield database
    database.close()


@pytest.fixture
def ask(loaded):
    return loaded.transaction


def unit(session, code: str) -> Unit:
    found = unit_by_code(session, code)
    assert found is not None, code
    return found


def codes(units) -> list[str]:
    return [each.code for each in units]


def found(ask, text: str, **more) -> list[str]:
    def look(session):
        inside = unit(session, more["within"]) if "within" in more else None
        return codes(search_units(session, text, inside, more.get("day")))

    there: list[str] = ask(look)
    return there


# --- what is valid, and what follows ---


def test_the_units_at_or_below_one_on_a_day(ask):
    def look(session):
        city, province = unit(session, "911"), unit(session, "91")
        assert len(subtree(session, city)) == 10
        assert len(subtree(session, city, BEFORE)) == 10
        assert subtree(session, city, AFTER) == []
        kinds = [each.kind for each in subtree(session, province, BEFORE)]
        assert (kinds.count(UnitKind.DISTRICT), kinds.count(UnitKind.COMMUNE)) == (15, 144)
        assert len(subtree(session, unit(session, "91-2025"), AFTER)) == 49
        assert subtree(session, unit(session, "91-2025"), BEFORE) == []

    ask(look)


def test_one_becomes_two_and_eight_become_one(ask):
    def look(session):
        city = unit(session, "911")
        assert successors(session, city, BEFORE) == [city]
        assert codes(successors(session, city, AFTER)) == ["91-2025-phu-quoc", "91-2025-tho-chau"]
        commune = unit(session, "911-duong-to")
        assert codes(successors(session, commune, AFTER)) == ["91-2025-phu-quoc"]
        assert len(predecessors(session, unit(session, "91-2025-phu-quoc"))) == 9
        assert successors(session, unit(session, "904"), AFTER) == []

    ask(look)


def test_a_code_on_a_day(ask):
    def look(session):
        island = unit_on(session, "911-tho-chau", AFTER)
        assert island is not None
        assert island.name == "đặc khu Thổ Châu"
        before = unit_on(session, "911-tho-chau", BEFORE)
        assert before is not None
        assert before.code == "911-tho-chau"
        assert unit_on(session, "911-duong-to", AFTER) is None
        assert unit_on(session, "904", AFTER) is None
        assert unit_on(session, "nowhere", AFTER) is None

    ask(look)


@pytest.fixture
def empty(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    database.upgrade()
    yield database
    database.close()


def row(code: str, *changes: ChangeRow, parent: str | None = None, **more) -> UnitRow:
    kind = UnitKind.COMMUNE if parent else UnitKind.PROVINCE
    days = {"valid_from": None, "valid_to": None} | more
    return UnitRow(code, kind, f"tên {code}", parent, aliases=(), changes=changes, **days)


def test_chains_are_followed_and_a_split_unit_may_go_on(empty):
    first, second = date(2020, 1, 1), date(2022, 1, 1)
    rows = (
        row("a", ChangeRow("b", Change.RENAME, first), valid_to=date(2019, 12, 31)),
        row("b", ChangeRow("c", Change.MERGE, second), valid_to=date(2021, 12, 31)),
        row("c", ChangeRow("d", Change.SPLIT, second)),
        row("d", valid_from=second),
    )
    empty.transaction(lambda session: save_file(session, UnitsFile(units=rows)))

    def look(session):
        a = unit(session, "a")
        assert codes(successors(session, a, date(2019, 6, 1))) == ["a"]
        assert codes(successors(session, a, date(2021, 6, 1))) == ["b"]
        assert codes(successors(session, a, date(2023, 1, 1))) == ["c", "d"]
        renamed = unit_on(session, "a", date(2021, 6, 1))
        assert renamed is not None
        assert renamed.code == "b"
        assert unit_on(session, "a", date(2023, 1, 1)) is None

    empty.transaction(look)


def test_circles_of_parents_and_successors_end(empty):
    day = date(2020, 1, 1)
    rows = (
        row("a", ChangeRow("b", Change.RENAME, day), valid_to=date(2019, 1, 1)),
        row("b", ChangeRow("a", Change.RENAME, day), valid_to=date(2019, 1, 1)),
    )
    empty.transaction(lambda session: save_file(session, UnitsFile(units=rows)))

    def look(session):
        a, b = unit(session, "a"), unit(session, "b")
        a.parent_id, b.parent_id = b.id, a.id
        session.flush()
        assert codes(subtree(session, a)) == ["a", "b"]
        assert successors(session, a, day) == []
        assert unit_on(session, "a", day) is None

    empty.transaction(look)


def test_a_group_changes_its_head_every_year(empty):
    def during(year: int, unit: str, role: str) -> MemberRow:
        return MemberRow(unit, role, date(year, 1, 1), date(year, 12, 31))  # type: ignore[arg-type]

    years = tuple(during(*each) for each in [(2021, "a", "head"), (2022, "a", "member")])
    others = tuple(during(*each) for each in [(2021, "b", "member"), (2022, "b", "head")])
    group = GroupRow("cum-1", "cluster", "Cụm 1", None, None, None, others + years)  # type: ignore[arg-type]
    file = UnitsFile(units=(row("a"), row("b")), groups=(group,))
    empty.transaction(lambda session: save_file(session, file))

    def look(session):
        kept = group_by_code(session, "cum-1")
        assert kept is not None
        for year, head, other in ((2021, "a", "b"), (2022, "b", "a")):
            there = members(session, kept, date(year, 6, 1))
            assert [(each.code, role) for each, role in there] == [
                (head, "head"),
                (other, "member"),
            ]
        assert members(session, kept, date(2023, 1, 1)) == []
        assert groups_of(session, unit(session, "a"), date(2021, 1, 1)) == [kept]
        assert groups_of(session, unit(session, "a"), date(2023, 1, 1)) == []

    empty.transaction(look)


# --- names ---

SAME = [
    ("xã Bình An", {"905-binh-an", "902-binh-an", "91-2025-binh-an"}),
    ("Thạnh Lộc", {"905-thanh-loc", "906-thanh-loc", "91-2025-thanh-loc"}),
    ("vinh phu", {"914-vinh-phu", "906-vinh-phu"}),
    (
        "Vĩnh Thuận",
        {"910", "910-vinh-thuan", "910-thi-tran-vinh-thuan", "91-2025-vinh-thuan"},
    ),
    ("xã Vĩnh Thuận", {"910-vinh-thuan", "91-2025-vinh-thuan"}),
    ("thị trấn Vĩnh Thuận", {"910-thi-tran-vinh-thuan"}),
    ("Duyên Hải", {"850", "851"}),
    ("huyện Duyên Hải", {"850"}),
    ("TX Duyên Hải", {"851"}),
    ("Định An", {"849-dinh-an", "849-thi-tran-dinh-an", "907-dinh-an"}),
    ("thị trấn Định An", {"849-thi-tran-dinh-an"}),
    ("Đắk Hà", {"615", "615-dak-ha", "617-dak-ha"}),
    ("huyện Đăk Hà", {"615"}),
    ("xã dak ha", {"617-dak-ha"}),
    ("xã Bình An, huyện Châu Thành", {"905-binh-an"}),
    ("Bình An (Kiên Lương)", {"902-binh-an"}),
    ("binh an - kien luong, kien giang", {"902-binh-an"}),
    ("xã Bình An, huyện Giồng Riềng", set()),
]


@pytest.mark.parametrize(("text", "meant"), SAME, ids=[text for text, _ in SAME])
def test_everybody_of_the_same_name_is_found(ask, text, meant):
    assert set(found(ask, text)) == meant


def test_units_of_one_name_are_told_apart_by_the_unit_above(ask):
    shown = ask(lambda session: labels(session, search_units(session, "xã Bình An", day=BEFORE)))
    assert set(shown) == {"xã Bình An (huyện Châu Thành)", "xã Bình An (huyện Kiên Lương)"}
    shown = ask(lambda session: labels(session, search_units(session, "xã Đắk Hà")))
    assert shown == ["xã Đắk Hà (huyện Tu Mơ Rông)"]
    assert ask(lambda session: labels(session, [unit(session, "84")])) == ["tỉnh Trà Vinh"]


@pytest.mark.parametrize(
    "text",
    ["Thuận Hòa", "Thuận Hoà", "Thuận Ho\u0300a", "THUẬN  HÒA", "thuan hoa", "xã Thuận Hòa"],
)
def test_spelling_does_not_matter(ask, text):
    assert set(found(ask, text)) == {"909-thuan-hoa", "848-thuan-hoa"}
    assert found(ask, text, within="909") == ["909-thuan-hoa"]


@pytest.mark.parametrize(
    "text",
    ["Ia H'Drai", "Ia H’Drai", "Ia HʼDrai", "ia h`drai", "Ia H' Drai", "ia hdrai", "Ia H Drai"],
)
def test_every_apostrophe_will_do(ask, text):
    assert found(ask, text) == ["618"]


def test_codes_within_and_days(ask):
    assert found(ask, "911") == ["911"]
    assert found(ask, " 911-DUONG-TO ") == ["911-duong-to"]
    assert found(ask, "29494") == ["849-dinh-an"]
    assert found(ask, "Bình An", within="905") == ["905-binh-an"]
    assert found(ask, "Bình An", day=AFTER) == ["91-2025-binh-an"]
    assert found(ask, "Phú Quốc", day=BEFORE) == ["911"]
    assert found(ask, "Phú Quốc", day=AFTER) == ["91-2025-phu-quoc"]


def test_a_part_of_a_name_will_do_and_nothing_finds_nothing(ask):
    assert found(ask, "Thứ Mười") == ["909-thu-muoi-mot"]
    assert found(ask, "Mơ Rông") == ["617", "617-tu-mo-rong", "617-trung-tam-y-te"]
    for text in ("", "  ", "'", "%", "_", "Hà Nội", "x" * 5000, "\0"):
        assert found(ask, text) == []


# --- the files that come with the product ---


@pytest.mark.parametrize(
    ("name", "province", "districts", "communes"),
    [
        ("tra-vinh", "84", 9, {"xã": 85, "phường": 11, "thị": 10}),
        ("kon-tum", "62", 10, {"xã": 85, "phường": 10, "thị": 7}),
    ],
)
def test_other_provinces_have_their_units(name, province, districts, communes):
    units = read_units(UNITS / f"{name}.csv")
    assert units[0].code == province
    assert sum(each.kind == "district" for each in units) == districts
    first_words = [each.name.split()[0] for each in units if each.kind == "commune"]
    assert {word: first_words.count(word) for word in first_words} == communes
    assert any(each.name == "Sở Nội vụ" for each in units)


def test_no_two_files_use_a_code_for_different_units():
    seen: dict[str, str] = {}
    for file in sorted(UNITS.glob("*.csv")):
        known = set(seen) | {"91", "911", *(f"{code}" for code in range(899, 915))}
        for each in read_file(file, known).units:
            assert seen.setdefault(each.code, each.name) == each.name, file


def test_what_followed_the_former_province():
    units = read_units(UNITS / "kien-giang-2025.csv")
    new = [each for each in units if each.parent == "91-2025"]
    assert len(new) == 48
    assert sum(each.name.startswith("đặc khu") for each in new) == 3
    abolished = [each for each in units for change in each.changes if change.kind == "abolish"]
    assert len(abolished) == 13
    assert {each.kind for each in abolished} == {UnitKind.DISTRICT}


def test_clusters_hold_every_district_once(ask):
    def look(session):
        named = [group_by_code(session, f"kg-cum-{number}") for number in (1, 2, 3)]
        there = [
            each.code for group in named if group for each, _ in members(session, group, BEFORE)
        ]
        assert len(there) == len(set(there)) == 15

    ask(look)
