"""Vietnamese text as officials type it, made comparable."""

import re
import unicodedata
from functools import lru_cache

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
