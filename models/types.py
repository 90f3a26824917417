"""Column types that mean the same on every database."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


class ExactDecimal(sa.types.TypeDecorator[Decimal]):
    """A decimal number kept digit for digit, as text.

    SQLite would keep a float, and a figure of thirty digits must come back as it went in.
    """

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the plain form, without an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read the number back."""
        return None if value is None else Decimal(value)


def one_of(kind: type[StrEnum]) -> Any:  # noqa: ANN401
    """Return a column type for an enum: its values as text, held to by a CHECK."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
