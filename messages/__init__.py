"""What the bot says: one Jinja2 template a message, Vietnamese, grouped by capability.

A template is the text, then optionally a line `---` and one button a line: `what it says | label`.
A button that begins with `+` stands beside the one before. `<b>…</b>` is bold. Values are inserted
as they are: no name, and nothing a person typed, is ever read as markup or as a button.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Context, Decimal
from functools import cache
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

FOLDER = Path(__file__).parent
BUTTONS = "\n---\n"
PHONE = "!phone"  # what the button says that shares the person's own telephone number
MISSING = {"": "chưa có số liệu", "field": "không có", "base": "chưa có số gốc"}
SIGNS = ("%", "‰")  # stand right behind the number
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DECIMALS = 3  # of a sum of money in triệu or tỷ; with more it is written out in full
_EXACT = Context(prec=100)  # the usual 28 digits would round a figure of thirty


@dataclass(frozen=True)
class Button:
    """Something to tap: the label, and what tapping it says (a command begins with `/`)."""

    label: str
    says: str


@dataclass(frozen=True)
class Span:
    """A stretch of bold text, counted in characters (code points)."""

    start: int
    length: int


@dataclass(frozen=True)
class Message:
    """A message in no channel's clothes: plain text, its bold spans, rows of buttons, a file."""

    text: str
    bold: tuple[Span, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: Mapping[str, Any] | None = None
    ask_phone: str = ""

    def after(self, earlier: "Message", gap: str = "\n\n") -> "Message":
        """Return this message with an earlier one's text above it; the buttons are this one's."""
        start = len(earlier.text) + len(gap)
        moved = tuple(Span(span.start + start, span.length) for span in self.bold)
        text = f"{earlier.text}{gap}{self.text}"
        file = self.file or earlier.file
        return Message(text, earlier.bold + moved, self.buttons, file, self.ask_phone)

    def to_json(self) -> dict[str, Any]:
        """Return what the outgoing register keeps."""
        kept = vars(self) | {
            "bold": [vars(span) for span in self.bold],
            "buttons": [[vars(button) for button in row] for row in self.buttons],
        }
        return {name: value for name, value in kept.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what the outgoing register kept."""
        return cls(
            text=kept.get("text", ""),
            bold=tuple(Span(**span) for span in kept.get("bold", ())),
            buttons=tuple(
                tuple(Button(**button) for button in row) for row in kept.get("buttons", ())
            ),
            file=kept.get("file"),
            ask_phone=kept.get("ask_phone", ""),
        )


@dataclass
class Manner:
    """How the bot speaks: how it addresses people, and in which time zone days are told."""

    address: str = "đồng chí"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))


MANNER = Manner()


def render(name: str, /, **about: object) -> Message:
    """Return the message of a template, such as `register/receipt`, filled in.

    Raises jinja2.UndefinedError where the template asks for what it is not given.
    """
    text, buttons = _template(name)
    about |= {"you": MANNER.address, "You": MANNER.address[:1].upper() + MANNER.address[1:]}
    reader = _BoldReader()
    reader.feed(re.sub(r"\n{3,}", "\n\n", text.render(about)).strip())
    reader.close()
    rows = _rows(buttons, about)
    phone = next((button.label for row in rows for button in row if button.says == PHONE), "")
    rows = () if phone else rows
    return Message("".join(reader.text), tuple(reader.bold), rows, ask_phone=phone)


def wording(name: str, /, **about: object) -> str:
    """Return just the text of a template: a label, a word, a line."""
    return render(name, **about).text


def page(name: str, /, **about: object) -> str:
    """Return a page of HTML from a template, such as `rehearsal/book.html`; values are escaped."""
    return _TEXTS.get_template(name).render(about)


def template_names() -> list[str]:
    """Return the name of every message's template; `parts/` holds what several of them share."""
    names = (file.relative_to(FOLDER).with_suffix("") for file in FOLDER.rglob("*.txt"))
    return sorted(name.as_posix() for name in names if name.parts[0] != "parts")


def as_number(value: Decimal | int) -> str:
    """Write a number the Vietnamese way: 1234567.5 is 1.234.567,5."""
    return f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,"))


def as_quantity(value: Decimal, measure: str) -> str:
    """Write a quantity in full with its measure, money in triệu or tỷ where that is exact."""
    if measure.startswith("đồng"):
        for power, word in ((9, "tỷ"), (6, "triệu")):
            scaled = _EXACT.normalize(_EXACT.scaleb(value, -power))
            if abs(scaled) >= 1 and scaled.as_tuple().exponent >= -DECIMALS:  # type: ignore[operator]
                return f"{as_number(scaled)} {word} {measure}"
    return f"{as_number(value)}{'' if measure.startswith(SIGNS) else ' '}{measure}".strip()


def as_rounded(value: Decimal) -> str:
    """Write a number with at most one decimal, for a share that was worked out."""
    return as_number(value.quantize(Decimal("0.1")).normalize() + 0)


def as_share(done: int, total: int) -> str:
    """Write how many of all are done, in percent: 100% is all of them, 0% none."""
    percent = 100 * done // total if total else 0
    return f"{'dưới 1' if done and not percent else percent}%"


def shown(value: object) -> str:
    """Write whatever a question's answer is: a quantity, levels by year, words, or nothing."""
    if value is None or hasattr(value, "missing"):
        return MISSING[getattr(value, "missing", "")]
    if isinstance(day := getattr(value, "date", value), date):
        return ("trước ngày " if getattr(value, "strict", False) else "") + as_day(day)
    if isinstance(last := getattr(value, "last", None), date):
        return as_span(value.first, last)  # type: ignore[attr-defined]
    if isinstance(value, Mapping):
        return _by_level(value)
    measure = getattr(value, "measure", None)
    if measure is None:
        return as_ladder(value) if hasattr(value, "standing_body") else str(value)
    return as_quantity(value.value, measure)  # type: ignore[attr-defined]


def _by_level(levels: Mapping[Any, object]) -> str:
    """Write levels by year or by name, in one line."""
    return "; ".join(f"{name}: {text}" if name else text for name, text in by_level(levels))


def by_level(levels: Mapping[Any, object]) -> Iterator[tuple[str, str]]:
    """Yield levels with what is shown of them; years in a row that have the same stand together."""
    runs = groupby(levels, key=lambda name: (str(name).isdecimal(), shown(levels[name])))
    for (years, text), run in runs:
        names = [str(name) for name in run]
        if years and int(names[-1]) - int(names[0]) == len(names) - 1 > 0:
            names = [f"{names[0]}–{names[-1]}"]
        yield from ((name, text) for name in names)


def as_day(day: date) -> str:
    """Write a day as dd/mm/yyyy."""
    return day.strftime("%d/%m/%Y")


def as_span(first: date, last: date) -> str:
    """Write a day, a month, a quarter or a year, by its first and last day."""
    if last == date.max:
        return "chưa xác định"
    if first == last:
        return as_day(first)
    months = last.month - first.month + 1
    quarter = ("I", "II", "III", "IV")[last.month // 3 - 1]
    return {1: f"tháng {last.month}/{last.year}", 3: f"quý {quarter}/{last.year}"}.get(
        months, f"năm {last.year}"
    )


def as_weekday(day: date) -> str:
    """Write which day of the week a day is."""
    return WEEKDAYS[day.weekday()]


def as_ladder(ladder: Any) -> str:  # noqa: ANN401
    """Write a ladder of reminders in the one line in which staff write it."""
    late = f"{ladder.daily} ngày rồi {'hằng tuần' if ladder.weekly else 'thôi'}"
    if not ladder.daily:
        late = "hằng tuần" if ladder.weekly else "không"
    before = ", ".join(map(str, ladder.before)) or "trước hạn không"
    head, body = ladder.head or "không", ladder.standing_body or "không"
    return f"{before}; trễ {late}; lãnh đạo {head}; thường trực {body}"


def as_date(moment: datetime) -> str:
    """Write the day of a moment as dd/mm/yyyy, in the zone that people live in."""
    return as_day(moment.astimezone(MANNER.timezone).date())


def as_moment(moment: datetime) -> str:
    """Write a moment as hh:mm dd/mm/yyyy, in the zone that people live in."""
    return moment.astimezone(MANNER.timezone).strftime("%H:%M ngày %d/%m/%Y")


def _rows(template: Template | None, about: Mapping[str, object]) -> tuple[tuple[Button, ...], ...]:
    rows: list[list[Button]] = []
    for line in template.render(about).splitlines() if template else ():
        says, bar, label = line.removeprefix("+").strip().partition(" | ")
        if not bar:
            continue
        if not (line.startswith("+") and rows):
            rows.append([])
        rows[-1].append(Button(label.strip(), says.strip()))
    return tuple(tuple(row) for row in rows)


@cache
def _template(name: str) -> tuple[Template, Template | None]:
    source = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    text, _, buttons = source.partition(BUTTONS)
    return _TEXTS.from_string(text), _LABELS.from_string(buttons) if buttons else None


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _environment(**options: Any) -> Environment:  # noqa: ANN401
    environment = Environment(  # noqa: S701  labels are plain text and never markup
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    environment.filters |= {
        "number": as_number,
        "day": as_day,
        "weekday": as_weekday,
        "date": as_date,
        "moment": as_moment,
        "quantity": as_quantity,
        "decimal": Decimal,
        "rounded": as_rounded,
        "share": as_share,
        "shown": shown,
    }
    return environment


_TEXTS = _environment(autoescape=True)
_LABELS = _environment(autoescape=False, finalize=_one_line)


class _BoldReader(HTMLParser):
    """Take the bold marks out of a rendered text, remembering where they stood."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.bold: list[Span] = []
        self._length = 0
        self._start = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Remember where bold begins."""
        self._start = self._length

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        """Keep the stretch that ends here."""
        if self._length > self._start:
            self.bold.append(Span(self._start, self._length - self._start))

    def handle_data(self, data: str) -> None:
        """Keep the text itself."""
        self.text.append(data)
        self._length += len(data)
