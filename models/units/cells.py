"""Reads single cells of a file of units: dates, choices, codes, lists."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from models.text import fold
from models.units.rows import Problems
from models.units.sheets import Line

CODE = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
VIETNAMESE = re.compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
PHONE = re.compile(r"\+?[0-9]{8,15}")
MOBILE_WITHOUT_ZERO = re.compile("[1-9][0-9]{8}")  # what Excel makes of a number with a zero
BETWEEN = "|"


class Reader:
    """Reads the cells of one line and notes what is wrong with them."""

    def __init__(
        self, line: Line, choices: Mapping[str, Mapping[str, str]], problems: Problems
    ) -> None:
        self.line = line
        self.choices = choices
        self.problems = problems

    def wrong(self, column: str, reason: str, **about: object) -> None:
        """Note a problem of a cell."""
        self.problems.note(self.line.at(column), reason, **about)

    def filled(self, *columns: str) -> None:
        """Note the cells of these columns that are empty."""
        for column in columns:
            if not self.line.cells[column]:
                self.wrong(column, "empty")

    def entries(self, column: str) -> list[str]:
        """Return the entries of a cell, which `|` parts."""
        return entries(self.line.text(column))

    def code(self, column: str, text: str | None = None) -> str:
        """Return a code, noted if it is none; an empty cell gives ""."""
        text = self.line.text(column) if text is None else text
        if text and not CODE.fullmatch(text):
            self.wrong(column, "code", text=text)
        return text

    def choice(self, column: str, text: str | None = None, reason: str = "choice") -> str:
        """Return what a cell chooses, in the words of the code, or "" for nothing known."""
        text = self.line.text(column) if text is None else text
        values = self.choices[column]
        found = values.get(fold(text), "")
        if text and not found:
            self.wrong(column, reason, text=text, known=", ".join(dict.fromkeys(values.values())))
        return found

    def chosen(self, column: str, kind: type[StrEnum]) -> StrEnum | None:
        """Return what a cell chooses as a member of an enum."""
        found = self.choice(column, reason="kind" if column == "kind" else "choice")
        return kind(found) if found else None

    def day(self, column: str) -> date | None:
        """Return the day of a cell, real or written."""
        cell = self.line.cells[column]
        return cell if isinstance(cell, date) else self.written_day(column, cell)

    def written_day(self, column: str, text: str) -> date | None:
        """Return a day written 2021-01-31 or 31/01/2021; notes what is none."""
        iso, vietnamese = ISO.fullmatch(text), VIETNAMESE.fullmatch(text)
        parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else None
        try:
            if parts:
                return date(*map(int, parts))
        except ValueError:
            self.wrong(column, "no-such-day", text=text)
            return None
        if text:
            self.wrong(column, "not-a-date", text=text)
        return None

    def period(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of a line."""
        first, last = self.day("valid_from"), self.day("valid_to")
        if first and last and last <= first:
            self.wrong("valid_to", "ends-before", first=first, last=last)
        return first, last

    def phone(self) -> str | None:
        """Return a telephone number in digits; Excel's loss of the first zero is made good."""
        text = self.line.text("phone")
        digits = re.sub(r"[\s.()-]", "", text)
        if MOBILE_WITHOUT_ZERO.fullmatch(digits):
            digits = "0" + digits
        if text and not PHONE.fullmatch(digits):
            self.wrong("phone", "phone", text=text)
        return digits or None


def entries(text: str) -> list[str]:
    """Return the entries of a text, which `|` parts; an empty text has none."""
    return [entry.strip() for entry in text.split(BETWEEN)] if text else []
