"""Whether a target has been reached, claim by claim (the table of attainment)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attainment import Actual, Verdict, attain
from models.plan import Target

SOURCE = {"file": "text.txt", "line": 1, "clause": "mục I"}


def target(**given: Any) -> Target:
    claim = {"code": "x", "name": "X", "kind": "quantity", "source": SOURCE} | given
    if claim["kind"] not in ("qualitative", "comparison"):
        claim.setdefault("measure", "%")
    return Target.model_validate(claim)


def judged(claim: Target, value: str) -> Verdict:
    return attain(claim, Actual(Decimal(value)))


HIGHER = {"direction": "higher"}
LOWER = {"direction": "lower"}
PER_MILLE = {"comparator": "lt", "value": "11", "measure": "‰", **LOWER}
SHARE = {"comparator": "range", "low": "24", "high": "25", "direction": "inside"}
CASES = [
    # the claim, what was found, the state, the percentage, the gap
    ({"comparator": "eq", "value": "90", **HIGHER}, "90", "met", "100", "0"),
    ({"comparator": "eq", "value": "90", **HIGHER}, "99", "exceeded", "110", "9"),
    ({"comparator": "eq", "value": "90", **HIGHER}, "45", "unmet", "50", "-45"),
    ({"comparator": "gt", "value": "12", **HIGHER}, "12.00", "unmet", "100", "0"),
    ({"comparator": "gt", "value": "12", **HIGHER}, "12.01", "exceeded", None, None),
    ({"comparator": "ge", "value": "70", **HIGHER}, "70.0", "met", "100", "0"),
    ({"comparator": "gt", "value": "70", **HIGHER}, "70.0", "unmet", "100", "0"),
    ({"comparator": "eq", "value": "12.5", **LOWER}, "11.5", "exceeded", None, "-1"),
    ({"comparator": "eq", "value": "12.5", **LOWER}, "12.5", "met", None, "0"),
    ({"comparator": "eq", "value": "12.5", **LOWER}, "13", "unmet", None, "0.5"),
    (PER_MILLE, "11", "unmet", None, "0"),
    (PER_MILLE, "10.9", "exceeded", None, "-0.1"),
    ({"comparator": "le", "value": "5", **LOWER}, "5", "met", None, "0"),
    (SHARE, "24", "met", None, "0"),
    (SHARE, "25.4", "unmet", None, "0.4"),
    (SHARE, "23", "unmet", None, "-1"),
]  # fmt: skip
FALL = {"comparator": "range", "change": "decrease", "low": "3", "high": "4", **LOWER}


@pytest.mark.parametrize(("claim", "value", "state", "percent", "gap"), CASES)
def test_levels(claim, value, state, percent, gap):
    verdict = judged(target(**claim), value)
    assert verdict.state == state
    assert percent is None or verdict.percent == Decimal(percent)
    assert gap is None or verdict.gap == Decimal(gap)
    if claim["direction"] != "higher":
        assert verdict.percent is None  # a ratio would read the wrong way


@pytest.mark.parametrize(
    ("value", "state"), [("3.5", "met"), ("4.6", "exceeded"), ("2.9", "unmet"), ("3", "met")]
)
def test_a_fall_within_a_range(value, state):
    assert judged(target(**FALL), value).state == state


def test_a_change_is_not_a_level():
    by = target(comparator="eq", change="decrease", value="1", direction="lower")
    to = target(comparator="eq", value="0.28", direction="lower")
    assert judged(by, "1.2").state == "exceeded"
    assert judged(to, "1.2").state == "unmet"
    assert judged(to, "0.25").state == "exceeded"


def test_scales_are_applied():
    rice = target(comparator="eq", value="4.295", measure="triệu tấn", direction="higher")
    assert judged(rice, "4295000").state == "met"
    assert judged(rice, "4294").state == "unmet"


def test_about_needs_a_tolerance():
    claim = {"comparator": "about", "value": "555", "measure": "nghìn người", "direction": "none"}
    people, decided = target(**claim), target(**claim, tolerance="5")
    assert judged(people, "556000") == Verdict("unjudged", gap=Decimal(1000), why="tolerance")
    assert judged(decided, "556000").state == "met"
    assert judged(decided, "561000") == Verdict("unmet", gap=Decimal(1000))


def test_shares_are_worked_out_from_part_and_whole():
    share = target(kind="share", comparator="eq", value="37.1", **HIGHER)
    whole = Actual(Decimal("6108.9"), of=Decimal(16486))
    assert attain(share, whole).state == "unmet"  # 37,05… is not 37,1
    every = target(kind="all_units", comparator="eq", value="100", **HIGHER)
    assert attain(every, Actual(Decimal(233), of=Decimal(234))).state == "unmet"
    assert attain(every, Actual(Decimal(234), of=Decimal(234))).state == "met"


def test_all_three_counts_must_fall():
    claim = target(
        kind="comparison", comparator="lt", of="3", baseline="cùng kỳ", direction="lower"
    )

    def state(*pairs: tuple[int, int]) -> Verdict:
        return attain(claim, Actual(pairs=[(Decimal(now), Decimal(then)) for now, then in pairs]))

    assert state((9, 10), (4, 5), (1, 2)).state == "met"
    assert state((9, 10), (5, 5), (1, 2)) == Verdict("unmet", gap=Decimal(1))
    assert state((9, 10), (4, 5)) == Verdict("unjudged", why="figure")


def test_others_do_not_stand_in_for_named_members():
    named = target(
        comparator="eq", value="2", measure="xã", members=["Dương Tơ", "Hàm Ninh"], **HIGHER
    )
    reached = Actual(Decimal(2), members=["Dương Tơ", "Cửa Cạn"])
    assert attain(named, reached) == Verdict("unmet", Decimal(50), missing=["Hàm Ninh"])
    assert attain(named, Actual(Decimal(2), members=["Hàm Ninh", "Dương Tơ"])).state == "met"


def test_words_are_judged_by_a_person_and_never_nought():
    words = target(kind="qualitative")
    assert attain(words, None) == Verdict("unjudged", why="figure")
    assert attain(words, Actual(judged=True)).state == "met"
    assert attain(words, Actual(judged=False)) == Verdict("unmet")


def test_what_a_person_has_to_decide_is_not_judged():
    spending = target(comparator="eq", value="16486", measure="tỷ đồng")
    assert judged(spending, "16486000000000") == Verdict(
        "unjudged", gap=Decimal(0), why="direction"
    )
    doubt = {"text": "?", "readings": ["755000", "750000"]}
    fish = target(comparator="eq", measure="tấn", doubt=doubt, **HIGHER)
    assert judged(fish, "836000") == Verdict("unjudged", why="target")


@given(st.decimals("0.01", "1000", places=2), st.decimals("0.01", "1000", places=2))
def test_more_never_makes_worse_where_more_is_better(first, second):
    claim = target(comparator="ge", value="50", **HIGHER)
    order = ["unmet", "met", "exceeded"]
    low, high = sorted((first, second))
    assert order.index(attain(claim, Actual(low)).state) <= order.index(
        attain(claim, Actual(high)).state
    )
