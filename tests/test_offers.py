"""What is on offer to a unit: the right figure from the right place, and nothing it did not say."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.offers import Offers, Source
from models.plan import Target
from models.plan.facts import Source as Clause
from models.registrations import Pledge
from models.reports import Result

OWN, PARENT = Source("own", "58/KH-UBND"), Source("parent", "huyện Càng Long")


def pledge(name: str, level: str, said: str, code: str = "tasks.1") -> Pledge:
    value = Decimal(said.rstrip("%"))
    return Pledge(code=code, name=name, level=level, said=said, value=value, measure="%")


def test_a_target_of_a_list_is_known_by_its_name_and_not_by_its_place() -> None:
    offers = Offers([(OWN, [pledge("Hộ có điện", "to_cutoff", "98%")])])
    assert [each.said for each in offers.figures("", "hộ  CÓ điện", "to_cutoff")] == ["98%"]
    assert not offers.figures("", "Hộ có nước sạch", "to_cutoff")


def test_the_level_asked_comes_before_the_last_one() -> None:
    said = [
        pledge("Lợi nhuận", "2024", "4%", "profit"),
        pledge("Lợi nhuận", "2025", "5%", "profit"),
    ]
    offers = Offers([(OWN, said), (PARENT, said[:1])])
    assert [each.said for each in offers.figures("profit", "", "2024")] == ["4%", "4%"]
    assert [each.said for each in offers.figures("profit", "", "2030")] == ["5%", "4%"]


def test_levels_by_year_are_on_offer_only_where_every_year_has_one() -> None:
    said = [pledge("Hộ khá", str(year), f"{year - 2000}%") for year in (2021, 2022)]
    offers = Offers([(PARENT, said)])
    assert [each.said for each in offers.by_year("Hộ khá", (2021, 2022))] == ["21%; 22%"]
    assert not offers.by_year("Hộ khá", (2021, 2022, 2023))


def test_names_are_on_offer_once_and_not_when_they_are_used() -> None:
    said = [pledge(f"Chỉ tiêu {n}", "to_cutoff", "1%", f"tasks.{n}") for n in range(9)]
    offers = Offers([(OWN, said), (PARENT, said)])
    names = [each.said for each in offers.names(["chỉ tiêu 0"])]
    assert names == [f"Chỉ tiêu {n}" for n in range(1, 7)]


def test_a_result_is_a_baseline_only_of_its_own_year() -> None:
    result = Result(code="profit", name="Lợi nhuận", value=Decimal(5), measure="đồng", said="5")
    offers = Offers(results=[(Source("report", "", date(2021, 1, 5)), 2020, result)])
    assert offers.results_of("profit", "Lợi nhuận", 2020)
    assert not offers.results_of("profit", "Lợi nhuận", 2021)


def test_a_target_of_the_plan_is_on_offer_unless_it_is_a_change() -> None:
    about: dict[str, Any] = {
        "code": "poor",
        "name": "Hộ nghèo",
        "kind": "share",
        "measure": "%",
        "share_of": "hộ",
    }
    about |= {"comparator": "eq", "value": Decimal("1.5")}
    source = Clause(file="x", line=1, clause="mục II")
    level, change = (
        Target(**about, source=source),
        Target(**about, change="decrease", source=source),
    )
    assert [e.said for e in Offers(targets=[level]).figures("", "Hộ nghèo", "x")] == ["1,5%"]
    assert not Offers(targets=[change]).figures("", "Hộ nghèo", "x")
