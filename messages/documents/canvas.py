"""A picture that grows downwards: text in a font of its own, boxes, and the file that comes out.

No machine has to have fonts: Be Vietnam Pro lies in `fonts/`, under the SIL Open Font License.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parent / "fonts"
WIDTH = 1080  # pixels; a phone shows a third of them to its own
MARGIN = 40
MOST_HEIGHT = 3000
LEADING = 1.3  # of a line, to the size of its letters
SHADES = 12  # between a ground and the letters on it
WHITE, INK, SOFT = "#ffffff", "#14181d", "#4a525c"


class Canvas:
    """What is drawn on; `at` is how far down it is filled.

    `inks` are the grounds there are, each with what is written on it in.
    """

    def __init__(self, inks: Iterable[tuple[str, str]]) -> None:
        from PIL import Image, ImageDraw  # noqa: PLC0415 - long to load, and seldom needed

        self._image = Image.new("RGB", (WIDTH, MOST_HEIGHT), WHITE)
        self._draw = ImageDraw.Draw(self._image)
        self._inks = [(WHITE, INK), (WHITE, SOFT), *inks]
        self.at = MARGIN

    def lines(
        self,
        text: str,
        size: int,
        *,
        bold: bool = False,
        ink: str = INK,
        most: int = 1,
        width: float = WIDTH - 2 * MARGIN,
    ) -> None:
        """Write text below what is there, in so many lines at most, and go on below it."""
        for line in wrapped(text, letters(size, bold=bold), width, most):
            self.text(MARGIN, line, size, bold=bold, ink=ink)
            self.at += round(size * LEADING)

    def text(
        self, left: float, text: str, size: int, *, bold: bool = False, ink: str = INK
    ) -> None:
        """Write one line where the canvas is filled to, from a place on."""
        self._draw.text((left, self.at), sound(text), fill=ink, font=letters(size, bold=bold))

    def text_within(
        self, box: tuple[float, float, float, float], text: str, size: int, ink: str
    ) -> None:
        """Write text in the middle of a box: its left, top, right and bottom."""
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        self._draw.text(middle, sound(text), fill=ink, font=letters(size, bold=True), anchor="mm")

    def box(self, box: tuple[float, float, float, float], colour: str) -> None:
        """Fill a box: its left, top, right and bottom."""
        left, top, right, bottom = map(round, box)
        if right > left:
            self._draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def png(self) -> bytes:
        """Return the picture as far as it is filled."""
        from PIL import Image  # noqa: PLC0415

        written = BytesIO()
        whole = self._image.crop((0, 0, WIDTH, min(self.at + MARGIN, MOST_HEIGHT)))
        palette = Image.new("P", (1, 1))
        palette.putpalette([value for pair in self._inks for value in _shades(*pair)])
        small = whole.quantize(palette=palette, dither=Image.Dither.NONE)  # a third of the bytes
        small.save(written, "PNG")
        return written.getvalue()


def _shades(ground: str, ink: str) -> Iterator[int]:
    """Yield red, green and blue of each shade from one colour to another."""
    from PIL.ImageColor import getrgb  # noqa: PLC0415

    for step in range(SHADES):
        for begin, end in zip(getrgb(ground)[:3], getrgb(ink)[:3], strict=True):
            yield begin + (end - begin) * step // (SHADES - 1)


@cache
def letters(size: int, *, bold: bool = False) -> "FreeTypeFont":
    """Return the letters of a size, in pixels."""
    from PIL import ImageFont  # noqa: PLC0415

    return ImageFont.truetype(FONTS / f"BeVietnamPro-{'SemiBold' if bold else 'Regular'}.ttf", size)


def sound(text: str) -> str:
    """Return text as it is drawn: composed, in one line, without marks that nobody sees."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(each for each in composed if unicodedata.category(each)[0] != "C")


def shortened(text: str, drawn: "FreeTypeFont", width: float) -> str:
    """Return as much of a text as fits, with an ellipsis only where something is missing."""
    text = sound(text)
    if drawn.getlength(text) <= width:
        return text
    fitting = bisect_right(
        range(len(text)), width, key=lambda length: drawn.getlength(f"{text[:length].rstrip()}…")
    )
    return f"{text[: max(fitting - 1, 0)].rstrip()}…"


def wrapped(text: str, drawn: "FreeTypeFont", width: float, most: int) -> list[str]:
    """Return a text in lines that fit; the last is shortened where there are more words."""
    lines: list[str] = []
    for word in sound(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == most or drawn.getlength(longer) <= width):
            lines[-1] = longer
        else:
            lines.append(word)
    return [shortened(line, drawn, width) for line in lines]
