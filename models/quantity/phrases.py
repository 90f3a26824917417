"""Where quantities stand in a sentence, each with the words that say how it compares."""

from dataclasses import dataclass

from models.quantity.amounts import Amount
from models.quantity.claims import Claim, claim_of, normal, quantities, unreadable
from models.quantity.terms import Term
from models.quantity.words import AVERAGE, BEFORE, TRAILING

_MOST_WORDS = 8


@dataclass(frozen=True)
class Phrase:
    """A quantity in a sentence: what is claimed, and where that is said.

    From `start` to `end` stand the number, its measure, and the words that compare or change it
    (`claim.text`); from `lead` on, the words that only lead to it, such as "đạt". `figure`, which
    begins `at`, is the number with its measure alone.
    """

    claim: Claim
    figure: str
    lead: int
    start: int
    at: int
    end: int


def phrases(sentence: str) -> tuple[str, list[Phrase]]:
    """Return the sentence tidied, and the quantities in it from left to right."""
    low, shown = normal(sentence)
    if unreadable(low):
        return shown, []
    found, _ = quantities(low, shown)
    return shown, [_phrase(term, low, shown) for term in found]


def _phrase(term: Term, low: str, shown: str) -> Phrase:
    last: Amount = term.high or term.of or term.amount
    at, end = term.amount.start, max(term.amount.end, last.end)
    figure = shown[at:end].strip()
    end = next((f.end() for _, pattern in TRAILING if (f := pattern.match(low, end))), end)
    lead, start = _before(low, at)
    return Phrase(claim_of(shown[start:end].strip(), term), figure, lead, start, at, end)


def _before(low: str, at: int) -> tuple[int, int]:
    """Return where the words begin that lead to a number, and those that compare or change it."""
    taken: list[tuple[str, int, str]] = []
    end = at
    for _ in range(_MOST_WORDS):
        found = [(kind, m) for kind, _, pattern in BEFORE if (m := pattern.search(low[:end]))]
        if not found:
            break
        kind, match = min(found, key=lambda each: each[1].start())
        taken.append((kind, match.start(), match[0].strip()))
        end = len(low[: match.start()].rstrip(" ")) + 1
        if kind in ("level", "change"):
            break
    while taken and taken[-1][2] in AVERAGE:  # `thu nhập bình quân 65 triệu` is about an average
        taken.pop()
    said = [start for kind, start, _ in taken if kind in ("compare", "change", "minus")]
    return min((start for _, start, _ in taken), default=at), min(said, default=at)
