"""A registration sheet that came back, read into the answers of /dangky, cell by cell."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from bot.command import Filling, Reading, Visit
from bot.talk import Stop
from handlers.ask import EXACT
from handlers.fields import MOST_TARGETS
from handlers.register import open_for_registration
from handlers.sheet import MOST_LISTED, quantity_columns, target_columns
from models.campaigns import campaign_by_code, plan_of
from models.plan import RegistrationField
from models.quantity import Measure
from models.sheets import MEASURE, NAME, VALUE, Cell, Cells, read_sheet
from models.text import fold
from models.units import unit_by_code

THOUSANDS = re.compile(",[0-9]{3}$")  # a number that, typed so, would be asked about
BARE = re.compile(r"[0-9][0-9., ]*")  # a text that is a number and has no measure yet


def read_registration(visit: Visit, content: bytes) -> Reading | Stop | None:
    """Return what a sheet of the unit's own says; a Stop for another's, None for any other file."""
    sheet = read_sheet(content)
    if sheet is None:
        return None
    unit = unit_by_code(visit.session, sheet.unit)
    if visit.unit is None or sheet.unit != visit.unit.code:
        return Stop("sheet/other-unit", {"theirs": unit, "unit": visit.unit})
    campaign = campaign_by_code(visit.session, sheet.campaign)
    plan = plan_of(visit.session, campaign) if campaign else None
    open_now = [subject.code for subject in open_for_registration(visit)]
    rules = plan.registration_for(visit.unit.kind) if plan else None
    if rules is None or sheet.campaign not in open_now:
        return Stop("sheet/other-campaign", {"plan": plan})
    return Reading(sheet.campaign, partial(fill, rules.fields, sheet.cells))


def fill(fields: Sequence[RegistrationField], cells: Cells, kept: Mapping[str, str]) -> Filling:
    """Return the answers that the cells give, beside those kept so far.

    An empty cell takes nothing away. Rows of a list stand for the same rows of the list so far;
    those behind its end are added to it.
    """
    reader = _Reader(cells, kept)
    for field in fields:
        reader.take(field)
    return Filling(reader.answers, reader.notes, unread=reader.unread)


class _Reader:
    """Puts the cells of one field after the other into answers."""

    def __init__(self, cells: Cells, kept: Mapping[str, str]) -> None:
        self.cells, self.kept = cells, kept
        self.answers: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.unread: list[tuple[str, str, str]] = []  # where, what, why

    def take(self, field: RegistrationField) -> None:
        """Read the cells of a field."""
        if field.kind == "quantity":
            self._quantity(field)
        elif field.kind == "targets":
            for row, number in self._rows(field.code, ".name", MOST_TARGETS):
                self._target(field, row, number)
        elif field.kind == "projects":
            self._projects(field)
        else:
            self._answer(field.code, self.cells.get((field.code, VALUE)))

    def _answer(self, key: str, cell: Cell | None, measure: str = "") -> None:
        said = self._said(cell, measure, text=not measure) if cell else ""
        if said and cell:
            self.answers[key], self.notes[key] = said, cell.address

    def _said(self, cell: Cell, measure: str, *, text: bool = False) -> str:
        """Return what a person would have typed; empty, and noted, where that is not known."""
        if cell.why and not (text and cell.why == "date"):
            self.unread.append((cell.address, cell.text, cell.why))
            return ""
        measure = "%" if cell.percent else measure
        if cell.number is not None and THOUSANDS.search(cell.text) and not text:
            meant = Measure.parse(measure)
            return f"{EXACT}{cell.number.scaleb(meant.power):f} {meant.base}"
        if cell.percent:
            return f"{cell.text}%"
        bare = cell.number is not None or BARE.fullmatch(cell.text)
        return f"{cell.text} {measure}".strip() if bare else cell.text

    # --- figures ---

    def _quantity(self, field: RegistrationField) -> None:
        measure = field.measure or field.suggested_measure or ""
        for column, key in quantity_columns(field):
            cell = self.cells.get((field.code, column.code))
            said = self._said(cell, measure) if cell else ""
            if said and cell:
                self.answers[key], self.notes[key] = said, cell.address

    def _target(self, field: RegistrationField, row: str, number: int) -> None:
        target = f"{field.code}.{number}"
        name = self.cells.get((row, NAME))
        self._answer(f"{target}.name", name)
        renamed = name and fold(name.text) != fold(self.kept.get(f"{target}.name", ""))
        unit = self.cells.get((row, MEASURE))
        measure = unit.text if unit and not unit.why else ""
        for level in field.levels:
            key = f"{target}.{level.code}"
            columns = [column for column, code, _ in target_columns(field) if code == level.code]
            found = [self.cells.get((row, column.code)) for column in columns]
            self._level(key, [each for each in found if each], len(columns), measure)
            if renamed and key in self.kept:
                self.answers.setdefault(key, "")  # it was another target's

    def _level(self, key: str, found: Sequence[Cell], wanted: int, measure: str) -> None:
        """Read a level: all of its years, or nothing; some alone are not known to mean all."""
        said = [self._said(each, measure) for each in found]
        if not found or "" in said:
            return
        if len(found) < wanted:
            self.unread += [
                (each.address, text, "years") for each, text in zip(found, said, strict=True)
            ]
            return
        ends = [found[0].address, found[-1].address]
        self.answers[key] = "; ".join(said)
        self.notes[key] = "–".join(dict.fromkeys(ends))

    # --- lists ---

    def _rows(self, prefix: str, suffix: str, most: int) -> list[tuple[str, int]]:
        """Return the filled rows of a list, each with its number on the list; say where it ends."""
        filled = [row for row in range(1, most + 1) if (f"{prefix}.{row}", NAME) in self.cells]
        count = last = self._count(prefix, suffix, most)
        places = self._known(prefix, suffix, filled, count)
        for row in filled:
            if row not in places and last < most:
                places[row] = row if row <= count and row not in places.values() else last + 1
                last = max(last, places[row])
        for number in range(count + 1, last + 1):
            self._forget(f"{prefix}.{number}")
        if last > count:
            more = {f"{prefix}.{number}.more": "yes" for number in range(1, last)}
            self.answers |= more | {f"{prefix}.{last}.more": "no"}
        return [(f"{prefix}.{row}", places[row]) for row in filled if row in places]

    def _known(self, prefix: str, suffix: str, filled: Sequence[int], count: int) -> dict[int, int]:
        """Return the rows whose names are on the list already, with their numbers there."""
        numbers = {
            fold(self.kept[f"{prefix}.{number}{suffix}"]): number for number in range(count, 0, -1)
        }
        names = {row: fold(self.cells[f"{prefix}.{row}", NAME].text) for row in filled}
        return {row: numbers.pop(name) for row, name in names.items() if name in numbers}

    def _count(self, prefix: str, suffix: str, most: int) -> int:
        """Return how long the list is so far."""
        for number in range(1, most + 1):
            if f"{prefix}.{number}{suffix}" not in self.kept:
                return number - 1
            if self.kept.get(f"{prefix}.{number}.more") == "no":
                return number
        return most

    def _forget(self, item: str) -> None:
        """Take away what an earlier, longer list left in a place."""
        left = [key for key in self.kept if key == item or key.startswith(f"{item}.")]
        self.answers |= dict.fromkeys(left, "")

    def _projects(self, field: RegistrationField) -> None:
        """Read projects or, where none is filled in, what is registered instead."""
        lists = {
            kind: self._rows(f"{field.code}.{kind}", "", MOST_LISTED)
            for kind in ("projects", "substitute")
            if any(key.startswith(f"{field.code}.{kind}.") for key, _ in self.cells)
        }
        kind = next(iter(lists), None)
        if kind is None:
            return
        if field.substitute:
            self.answers[f"{field.code}.kind"] = kind
        for row, number in lists[kind]:
            self._answer(f"{field.code}.{kind}.{number}", self.cells.get((row, NAME)))
