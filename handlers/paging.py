"""Lists that are longer than a phone's screen, page by page."""

from collections.abc import Sequence
from typing import Any, TypeVar

MOST_DIGITS = 6  # of a page's number, as somebody may type it

Item = TypeVar("Item")


def paged(
    items: Sequence[Item], wanted: Sequence[str], listed: int
) -> tuple[Sequence[Item], dict[str, Any]]:
    """Return one page of a list, with its number and how many there are.

    The page is the first number among the `wanted` words, the first page without one.
    """
    count = max((len(items) + listed - 1) // listed, 1)
    asked = next((int(part[:MOST_DIGITS]) for part in wanted if part.isdecimal()), 1)
    number = min(max(asked, 1), count)
    page = items[(number - 1) * listed : number * listed]
    return page, {"number": number, "count": count, "total": len(items)}
