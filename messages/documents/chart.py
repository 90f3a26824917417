"""Charts as pictures for a phone: large letters, and every colour named with its figure.

The colours differ in lightness, and lie between blue and orange, so that people who do not tell red
from green read them as others do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from messages import as_number, as_rounded, as_share, wording
from messages.documents.canvas import INK, MARGIN, SOFT, WHITE, WIDTH, Canvas, letters

TITLE, HEAD, TEXT, SMALL, FIGURE = 54, 44, 36, 31, 31  # pixels; a third of it on a phone
FULL = WIDTH - 2 * MARGIN  # of a bar
GAP, PADDING = 3, 14  # between boxes, and beside the figure in one
MOST_TARGETS = 8
MOST_PERCENT = Decimal(130)  # of a target that is drawn; what is more is written beside it
TRACK = "#e4e7eb"
PARTS = {  # what a box is filled with, and what its figure is written in
    "in-time": ("#175a93", WHITE),
    "late": ("#8fc1e6", INK),
    "waiting": ("#ffe3a3", INK),
    "begun": ("#f0a63a", INK),
    "not-begun": ("#c9ced4", INK),
    "no-contact": ("#4b525b", WHITE),
}
STATES = {"unmet": "#d2600a", "met": "#6aaede", "exceeded": "#175a93", "unjudged": "#9aa1a9"}


def draw_registrations(
    *,
    plan: Any,  # noqa: ANN401
    whole: Any,  # noqa: ANN401
    bars: Sequence[Any],
    by_district: bool,
    deadline: Any,  # noqa: ANN401
    now: datetime,
) -> bytes:
    """Return a picture with a bar for each group of units, all as long as one another."""
    canvas, dated = Canvas(PARTS.values()), bool(deadline and deadline.last_day)
    _head(canvas, "registrations", plan=plan, whole=whole, by_district=by_district, now=now)
    hidden = ("waiting",) if dated else ("waiting", "late")  # where there are none
    _legend(
        canvas,
        (
            (colour, wording("chart/part", code=code, dated=dated), whole.parts[code])
            for code, (colour, _) in PARTS.items()
            if whole.parts[code] or code not in hidden
        ),
    )
    for bar in bars:
        figures = f"{as_number(bar.registered)}/{as_number(bar.total)}"
        share = as_share(bar.registered, bar.total)
        _name(canvas, wording("chart/bar", bar=bar), f"{figures} · {share}")
        _stack(canvas, bar.parts)
    return canvas.png()


def draw_targets(*, plan: Any, found: Sequence[Any], now: datetime) -> bytes:  # noqa: ANN401
    """Return a picture with a bar for each target: how much of it is done, beside 100%."""
    canvas = Canvas([(TRACK, colour) for colour in STATES.values()])
    _head(canvas, "targets", plan=plan, found=found, now=now)
    states = [each.verdict.state for each in found]
    _legend(
        canvas,
        (
            (colour, wording("chart/state", state=state), states.count(state))
            for state, colour in STATES.items()
        ),
    )
    for each in found[:MOST_TARGETS]:
        state = wording("chart/state", state=each.verdict.state)
        done = f" · {as_rounded(each.percent)}%" if each.percent is not None else ""
        colour = STATES[each.verdict.state]
        _name(canvas, each.target.name, f"{state}{done}", colour, most=2)
        canvas.lines(wording("chart/target", of=each), SMALL, ink=SOFT, most=2)
        _progress(canvas, each.percent, colour)
    if len(found) > MOST_TARGETS:
        canvas.lines(wording("chart/more", count=len(found) - MOST_TARGETS), SMALL, ink=SOFT)
    return canvas.png()


def _head(canvas: Canvas, kind: str, **about: object) -> None:
    """Write the title, the plan, the sum of it all, and as of when."""
    title, plan, summed, *rest = wording(f"chart/{kind}-head", **about).splitlines()
    canvas.lines(title, TITLE, bold=True, most=2)
    canvas.lines(plan, SMALL, ink=SOFT, most=2)
    canvas.at += PADDING
    canvas.lines(summed, HEAD, bold=True)
    for line in rest:
        canvas.lines(line, SMALL, ink=SOFT, most=2)
    canvas.at += PADDING


def _legend(canvas: Canvas, entries: Iterable[tuple[str, str, int]]) -> None:
    """Say what each colour is and how many there are, two beside one another."""
    for number, (colour, name, count) in enumerate(entries):
        left = MARGIN + number % 2 * FULL / 2
        if number and not number % 2:
            canvas.at += SMALL + PADDING
        canvas.box((left, canvas.at + 5, left + SMALL, canvas.at + 5 + SMALL), colour)
        canvas.text(left + SMALL + PADDING, f"{_capital(name)}: {as_number(count)}", SMALL)
    canvas.at += SMALL + 4 * PADDING


def _name(canvas: Canvas, name: str, figure: str, colour: str = "", most: int = 1) -> None:
    """Write the name of a row, and its figure at the end of the line, behind a colour if any."""
    taken = letters(TEXT, bold=True).getlength(figure)
    left = WIDTH - MARGIN - taken
    canvas.text(left, figure, TEXT, bold=True)
    if colour:
        box = (left - TEXT, canvas.at + 12, left - PADDING, canvas.at + 12 + TEXT - PADDING)
        canvas.box(box, colour)
        taken += TEXT
    canvas.lines(name, TEXT, most=most, width=FULL - taken - 2 * PADDING)


def _stack(canvas: Canvas, parts: Mapping[str, int]) -> None:
    """Draw the parts of a whole one behind the other, each with its figure."""
    shown = {code: count for code, count in parts.items() if count}
    left, top, bottom = float(MARGIN), canvas.at + 2, canvas.at + 52
    least = [letters(FIGURE, bold=True).getlength(as_number(n)) + PADDING for n in shown.values()]
    room = FULL - GAP * (len(shown) - 1)
    for (code, count), width in zip(
        shown.items(), widths([*shown.values()], least, room), strict=True
    ):
        box = (left, top, left + width, bottom)
        canvas.box(box, PARTS[code][0])
        canvas.text_within(box, as_number(count), FIGURE, PARTS[code][1])
        left += width + GAP
    canvas.at = bottom + 22


def widths(counts: Sequence[int], least: Sequence[float], room: float) -> list[float]:
    """Share out a width by counts, none of them 0; each gets at least what its figure needs."""
    found = [0.0] * len(counts)
    open_ones = set(range(len(counts)))
    while open_ones:
        each = room / sum(counts[place] for place in open_ones)
        narrow = {place for place in open_ones if counts[place] * each < least[place]}
        for place in narrow or open_ones:
            found[place] = least[place] if narrow else counts[place] * each
            room -= found[place]
        open_ones -= narrow or open_ones
    return found


def _progress(canvas: Canvas, percent: Decimal | None, colour: str) -> None:
    """Draw how much of a target is done, and the line at all of it; nothing without a percent."""
    if percent is not None:
        top, bottom = canvas.at + 8, canvas.at + 38
        scale = FULL / MOST_PERCENT
        done = float(min(max(percent, Decimal(0)), MOST_PERCENT) * scale)
        line = float(MARGIN + 100 * scale)
        canvas.box((MARGIN, top, MARGIN + FULL, bottom), TRACK)
        canvas.box((MARGIN, top, MARGIN + done, bottom), colour)
        canvas.box((line - 3, top - 5, line + 3, bottom + 5), INK)
        canvas.at = bottom
    canvas.at += 30


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
