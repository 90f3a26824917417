"""Vietnamese text as officials type it, made comparable."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook, dot below
_PARTS = re.compile(r"[^\W\d_]+|[+-]?\d(?:[\d.,/]*\d)?|[%‰<>≤≥=+/²³]")
_LOOKALIKES = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
# Zero-width marks, direction overrides and other characters that show nothing.
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufe00-\ufe0e\ufeff]|[\x00-\x08\x0b-\x1f\x7f]"
)


def tidy(text: str) -> str:
    """Return the text composed (NFC), without invisible characters and outer blanks."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\r\n", "\n"))).strip()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the text in small letters without accents, marks and signs, for comparison only.

    >>> fold("Thuận  Hoà – Đồng Tháp")
    'thuan hoa dong thap'
    """
    plain = unicodedata.normalize("NFD", text.casefold()).translate(_LOOKALIKES)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))


def spelled(text: str) -> str:
    """Return the text in one of its spellings, for telling whether two mean the same.

    Case, spaces, punctuation, and on which letter a syllable's tone is written make no difference;
    letters, tones, digits and their signs do.

    >>> spelled("Hoà Bình,  2,5 km.") == spelled("hòa bình – 2,5 km")
    True
    """
    return " ".join(map(_toned, _PARTS.findall(unicodedata.normalize("NFC", text.casefold()))))


def _toned(word: str) -> str:
    """Put the tone of a syllable behind its letters."""
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in marks if c in _TONES)
    return "".join(c for c in marks if c not in _TONES) + tones
