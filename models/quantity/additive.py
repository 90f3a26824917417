"""Which figures of several units may be added up: amounts and counts, and nothing else.

A share, an average, a density or a rank of several units is not the sum of theirs; it would need
its numerators and denominators, which a registration does not have. What is not known to be an
amount or a count is not added either.
"""

import re

from models.quantity.measures import UNITS, is_counted, is_money
from models.text import fold

RATIOS = (
    "tỷ lệ", "tỉ lệ", "tỷ trọng", "tỉ trọng", "tỷ suất", "tỉ suất", "cơ cấu", "bình quân",
    "trung bình", "đầu người", "thu nhập", "năng suất", "mật độ", "tốc độ", "tăng trưởng",
    "hệ số", "chỉ số", "điểm", "xếp hạng", "thứ hạng", "xếp loại", "mỗi",
)  # fmt: skip
EACH = re.compile(r"[/%‰]|(?<![^\W_])(?:trên|mỗi|một|cho)(?![^\W_])")

_RATIO = re.compile(r"\b(?:" + "|".join(map(fold, RATIOS)) + r")\b")


def is_additive(name: str, measure: str) -> bool:
    """Say whether figures called `name`, in a base measure, may be added up over units."""
    if EACH.search(measure.lower()) or _RATIO.search(fold(name)):
        return False
    return is_money(measure) or is_counted(measure) or measure.lower() in UNITS
