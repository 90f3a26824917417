"""The command `quantity`: the same keys every time, figures in plain digits."""

import json
from typing import Any

import pytest

from bot.__main__ import main
from bot.keyboard.quantities import ORDER, as_lines, describe


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["quantity", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert tuple(found) == ORDER
    return found


def test_figures_are_plain_digits(capsys: pytest.CaptureFixture[str]) -> None:
    found = _printed(capsys, "4,295 triệu tấn")
    assert (found["value"], found["measure"], found["needs_confirmation"]) == (
        "4295000", "tấn", True,
    )  # fmt: skip
    texts = [(each["value"], each["text"]) for each in found["readings"]]
    assert texts == [("4295000", "4.295.000 tấn"), ("4295000000", "4.295.000.000 tấn")]


def test_a_text_may_begin_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    assert _printed(capsys, "-0,50%")["value"] == "-0.5"


def test_the_measure_asked_and_a_figure_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--measure", "triệu tấn", "--beside", "4295000")
    assert _printed(capsys, "4,295", *asked)["value"] == "4295000"
    found = _printed(capsys, "4.295 triệu tấn", *asked)
    assert (found["value"], found["reason"].partition(":")[0]) == ("4295000000", "far")


def test_nothing_read_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quantity", "nhiều lắm"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "No quantity was read: nothing: no quantity was found\n")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("79/117 xã", "comparator eq, value 79, of 117, measure xã\n  79/117 xã"),
        ("24-25%", "comparator range, low 24, high 25, measure %\n  24% – 25%"),
        ("5tr VNĐ", "comparator eq, value 5000000, measure đồng\n  5 triệu đồng"),
    ],
)
def test_lines_for_a_person(text: str, lines: str) -> None:
    assert as_lines(describe(text, None, None)) == lines
