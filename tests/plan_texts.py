"""What the tests of every plan share: the clauses it cites, and the signed text they stand in."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel

from models.plan import Plan, Source, Target

ROOT = Path(__file__).parents[1]
PLANS = ROOT / "plans"
SEEDS = ROOT.parent / "shared" / "seeds"
DECIMAL_COMMA = str.maketrans(".,", ",.")


def sources(part: object) -> list[Source]:
    """Every clause cited by a plan, or by a part of one."""
    if isinstance(part, Source):
        return [part]
    if isinstance(part, BaseModel):
        part = tuple(value for _, value in part)
    return [found for item in part for found in sources(item)] if isinstance(part, tuple) else []


def signed_lines(plan: Plan) -> list[str]:
    """The lines of the signed text; without the signed texts the test is skipped."""
    if not SEEDS.exists():
        pytest.skip("the signed texts (../shared/seeds) are not here")
    return (SEEDS / plan.file).read_text(encoding="utf-8").split("\n")


def silent(plan: Plan, said: dict[int, str]) -> dict[int, str]:
    """The lines that do not hold the words they are cited for."""
    lines = signed_lines(plan)
    return {number: word for number, word in said.items() if word not in lines[number - 1]}


def unprinted_figures(plan: Plan) -> list[tuple[str, int]]:
    """The rules, papers and dates with a figure that their line does not hold."""
    lines = signed_lines(plan)
    facts = [
        *((duty.what, duty.source.line) for duty in plan.duties),
        *((milestone.text, milestone.source.line) for milestone in plan.milestones),
        *((criterion.rule, criterion.source.line) for criterion in plan.criteria),
        *((gate.rule, gate.source.line) for gate in plan.gates),
        *((content.name, content.source.line) for content in plan.contents),
        *((award.name, award.source.line) for award in plan.awards),
        *((document.name, document.source.line) for document in plan.documents),
        *((recipient.name, recipient.source.line) for recipient in plan.recipients),
    ]
    return [
        (text, line)
        for text, line in facts
        for figure in re.findall(r"\d[\d/.%]*\d%?|\d", text)
        if figure not in lines[line - 1]
    ]


def unprinted_targets(plan: Plan) -> list[tuple[str, str]]:
    """The targets whose figure, with its measure, does not stand in their line as officials write.

    4.295 of `triệu tấn` is printed `4,295 triệu tấn`; spaces do not count, nor does a nought before
    a single digit.
    """
    lines = ["".join(line.split()) for line in signed_lines(plan)]
    return [
        (target.code, text)
        for target in plan.targets
        for text in _printed(target)
        if not re.search(rf"(?<![\d.,])0?{re.escape(text)}", lines[target.source.line - 1])
    ]


def target_row(target: Target) -> tuple[object, ...]:
    """A target as the tests' tables write it; what the plan does not state is an empty text."""
    figures = (target.value, target.low, target.high, target.of)
    return (
        *(target.code, target.comparator or "", target.change or ""),
        *("" if figure is None else str(figure) for figure in figures),
        *(target.measure or "", target.direction, target.parent or "", target.nesting or ""),
        target.source.line,
    )


def vietnamese(figure: Decimal) -> str:
    """Write a figure with a comma for decimals and dots for thousands."""
    return f"{figure:,f}".translate(DECIMAL_COMMA)


def _printed(target: Target) -> Iterator[str]:
    measure = "".join((target.measure or "").split())
    whole = "/" + vietnamese(target.of) if target.of else ""
    if target.value is not None:
        yield vietnamese(target.value) + whole + measure
    elif target.of:
        yield vietnamese(target.of) + measure
