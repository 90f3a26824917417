"""The command `quantity`: how one phrase is read, for people and for programs."""

import json
from decimal import Decimal
from typing import Any

from messages import as_number, as_quantity
from models.quantity import Measure, Reading, read

ORDER = (
    "text", "comparator", "change", "value", "low", "high", "of", "measure", "baseline",
    "needs_confirmation", "readings", "reason",
)  # fmt: skip


def describe(text: str, measure: str | None, beside: Decimal | None) -> dict[str, Any]:
    """Return what a text says of a quantity as plain data; figures are texts of plain digits."""
    claim = read(text, Measure.parse(measure) if measure else None, beside)
    shown = {name: _plain(getattr(claim, name)) for name in ORDER}
    return shown | {"readings": [_reading(each) for each in claim.readings]}


def as_json(found: dict[str, Any]) -> str:
    """Return the data on one line."""
    return json.dumps(found, ensure_ascii=False)


def as_lines(found: dict[str, Any]) -> str:
    """Return the data for a person: what was read, and below it the meanings to choose from."""
    names = ("comparator", "change", "value", "low", "high", "of", "measure", "baseline")
    lines = [", ".join(f"{name} {found[name]}" for name in names if found[name] is not None)]
    if found["needs_confirmation"]:
        lines.append(f"confirm: {found['reason']}")
    lines += [f"  {each['text']}" for each in found["readings"]]
    return "\n".join(line for line in lines if line)


def _reading(reading: Reading) -> dict[str, str | None]:
    figures = {name: _plain(getattr(reading, name)) for name in ("value", "low", "high")}
    return {**figures, "measure": reading.measure, "text": _said_back(reading)}


def _said_back(reading: Reading) -> str:
    measure = reading.measure or ""
    if reading.value is None:
        ends = (reading.low or Decimal(0), reading.high or Decimal(0))
        return " – ".join(as_quantity(end, measure) for end in ends)
    if reading.of is not None:
        return f"{as_number(reading.value)}/{as_quantity(reading.of, measure)}"
    return as_quantity(reading.value, measure)


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Write a figure in plain digits, without zeros that say nothing; leave the rest as it is."""
    if not isinstance(value, Decimal):
        return value
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain
