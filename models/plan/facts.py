"""What every fact of a plan is made of: scalars with one way to write each, sources and doubts."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


def _filled(text: str) -> str:
    if not text.strip() or text in {"null", "~"}:
        message = f"'{text}' says nothing; write a text, or take the key out if the plan is silent"
        raise ValueError(message)
    return text


def _matching(pattern: str, wanted: str) -> BeforeValidator:
    shape = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str) and not shape.fullmatch(value):
            message = f"'{value}' is not {wanted}"
            raise ValueError(message)
        return value

    return BeforeValidator(check)


_CODE = _matching(
    r"[a-z0-9_]+([.-][a-z0-9_]+)*", "a code; write small letters, such as 'end-report'"
)
_FLAG = _matching("true|false", "yes or no; write true or false")
_LINE = _matching("[1-9][0-9]{0,5}", "a line number; write a whole number such as 131")
_YEAR = _matching("[12][0-9]{3}", "a year; write four digits such as 2025")
_RATED_YEAR = _matching(
    "[12][0-9]{3}(-[12][0-9]{3})?", "a year; write 2024, or 2023-2024 for a school year"
)
_DAY = _matching(
    "[12][0-9]{3}-[0-9]{2}-[0-9]{2}", "a date; write year-month-day, such as 2021-10-30"
)
_FIGURE = _matching(
    r"-?[0-9]{1,30}(\.[0-9]{1,30})?",
    "a figure; write digits with a decimal point and no thousands mark, such as 4.295",
)

Text = Annotated[str, AfterValidator(_filled)]
Code = Annotated[str, _CODE]
Flag = Annotated[bool, _FLAG]
Line = Annotated[int, _LINE]
Year = Annotated[int, _YEAR]
RatedYear = Annotated[str, _RATED_YEAR]
Day = Annotated[date, _DAY]
Figure = Annotated[Decimal, _FIGURE]
Scale = Literal["province", "district", "commune"]


class UnitKind(StrEnum):
    """What a unit is; plans give each kind its own questions and routes."""

    PROVINCE = "province"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    DISTRICT = "district"
    COMMUNE = "commune"


class Record(BaseModel):
    """A part of a plan: immutable, and with no key beside its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """Where a fact stands: the signed text's file, the line in it (from 1), the clause."""

    file: Text
    line: Line
    clause: Text


class Doubt(Record):
    """What reads wrongly or in two ways; ``likely`` is the likely reading. A person settles it.

    ``readings`` are the figures that a doubtful one may be, in the printed measure.
    """

    text: Text
    likely: Text | None = None
    readings: tuple[Figure, ...] = ()


class Remark(Doubt):
    """A doubt together with the clause that raises it."""

    source: Source


class Fact(Record):
    """Something the plan states, with its clause and perhaps a doubt."""

    source: Source
    doubt: Doubt | None = None

    def remark(self) -> Remark | None:
        """Return the doubt together with the clause, None where there is no doubt."""
        return Remark(**self.doubt.model_dump(), source=self.source) if self.doubt else None
