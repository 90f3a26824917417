"""Digits with marks: what number they can be, most conventional meaning first."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal

MOST_DIGITS = 30
EXACT = Context(prec=100)  # room for every digit and every scale word
MARKS, DOT, COMMA = "malformed", "dot", "comma"  # why a number is in doubt

_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_ZEROS = re.compile(
    r"[1-9](?:[0-9]{3,},|[0-9]{0,2}(?:[. ][0-9]{3})+,|[0-9]{0,2}(?:,[0-9]{3})+\.)000"
)
_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?"
)
_ENGLISH = re.compile(
    r"[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}"
    r"|0\.[0-9]+|[0-9]+\.[0-9]{1,2}"
)
_MOST_MEANINGS = 7


@dataclass(frozen=True)
class Number:
    """What digits can mean; `doubt` says why there is more than one meaning, or none for sure."""

    values: tuple[Decimal, ...]
    doubt: str | None = None


def number(written: str) -> Number:
    """Read digits with dots, commas and single spaces; there is always a meaning.

    The doubts: `comma` for `4,295`, `dot` for `4.295`, `malformed` for `7550.000`.
    """
    if _ZEROS.fullmatch(written):  # decimals that say nothing are hardly decimals
        whole = Decimal(re.sub(r"[., ]", "", written))
        return Number((whole, EXACT.scaleb(whole, -3)), MARKS)
    if _PLAIN.fullmatch(written):
        value = Decimal(written.replace(",", "."))
        if _COMMA.fullmatch(written):
            return Number((value, EXACT.scaleb(value, 3)), COMMA)
        return Number((value,))
    if _GROUPED.fullmatch(written):
        value = Decimal(re.sub(r"[. ]", "", written).replace(",", "."))
        return (
            Number((value, Decimal(written)), DOT) if _DOT.fullmatch(written) else Number((value,))
        )
    if _ENGLISH.fullmatch(written):
        return Number((Decimal(written.replace(",", "")),))
    return Number(_mistyped(re.split(r"[., ]+", written)), MARKS)


def _mistyped(groups: list[str]) -> tuple[Decimal, ...]:
    """Return what malformed groups may have been meant to be."""
    whole, last = "".join(groups[:-1]), groups[-1]
    meant = [Decimal(whole + last)]
    meant += sorted(map(Decimal, _one_digit_less(groups)), reverse=True)
    if len(groups) == 2 or len(last) != 3:  # noqa: PLR2004  the last mark may begin decimals
        meant.append(Decimal(f"{whole}.{last}"))
    return tuple(dict.fromkeys(meant))[:_MOST_MEANINGS]


def _one_digit_less(groups: list[str]) -> list[str]:
    found = []
    for place, group in enumerate(groups):
        for index in range(len(group)):
            less = [*groups[:place], group[:index] + group[index + 1 :], *groups[place + 1 :]]
            if _GROUPED.fullmatch(".".join(less)):
                found.append("".join(less))
    return found
