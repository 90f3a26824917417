"""What was read from one text or file, before it is kept."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.filling import Entry
from bot.talk import Question
from handlers.ask import level, levels_by_year, quantity, text
from models.plan.facts import UnitKind
from models.plan.file import read_plan
from models.quantity import Measure, Quantity

PLAN = read_plan(Path(__file__).parents[1] / "plans" / "kien-giang-2021-2025.yaml")
COMMUNE = PLAN.registration_for(UnitKind.COMMUNE)
COMPANY = PLAN.registration_for(UnitKind.ENTERPRISE)
assert COMMUNE
assert COMPANY
TASKS, PROFIT = COMMUNE.fields[0], COMPANY.fields[0]
ANNUAL, CUTOFF = TASKS.levels
NAME = "Tỷ lệ hộ dân sử dụng nước sạch theo quy chuẩn, gồm cả hộ ở các ấp đảo, ấp ven biển của xã"
WHY = "Mức 250 triệu đồng thấp hơn kết quả năm 2020 là 300 triệu đồng, nên chưa ghi được."


def _target(number: int) -> list[Entry]:
    key = f"tasks.{number}"
    about: dict[str, Any] = {"field": TASKS, "name": NAME, "label": f"{NAME} – {CUTOFF.name}"}
    name: Question[Any] = text(
        f"{key}.name", "register/target-name", field=TASKS, number=number, label=""
    )
    yearly = levels_by_year(
        f"{key}.annual", "register/target-years", ANNUAL.years, level=ANNUAL, **about
    )
    cutoff = level(f"{key}.to_cutoff", "register/target-level", level=CUTOFF, **about)
    shares = {year: Quantity(Decimal(90 + year - 2021), "%") for year in ANNUAL.years}
    return [
        Entry(name, NAME, None, f"B{number + 3}"),
        Entry(yearly, shares, None, f"C{number + 3}:G{number + 3}"),
        Entry(cutoff, Quantity(Decimal(95), "%"), Quantity(Decimal(90), "%"), f"H{number + 3}"),
    ]


MONEY = Measure.parse("triệu đồng")
FIGURE = quantity("profit.by-2025", "register/quantity", MONEY, label="Lợi nhuận (2025)")
SAME = Quantity(Decimal(1_250_000_000), "đồng")
CHANGED = replace(_target(1)[1], before={year: Quantity(Decimal(90), "%") for year in ANNUAL.years})
PAGE = [entry for number in (1, 2, 3) for entry in _target(number)]
NONE_UNREAD: dict[str, Any] = {"unread": [], "more_unread": 0}
NOTHING: dict[str, Any] = {
    "wrong": [],
    "missed": [],
    "unlisted": 0,
    "number": 1,
    "pages": 1,
    **NONE_UNREAD,
}
LAST: dict[str, Any] = {
    "wrong": [Entry(FIGURE, "250 triệu đồng", wrong=WHY)],
    "missed": [NAME, "Liên hệ: 0912 345 678"],
    "unlisted": 3,
    "number": 2,
    "pages": 2,
    **NONE_UNREAD,
}
WHYS = ("date", "error", "boolean", "years")
UNREAD: dict[str, Any] = {
    "unread": [(f"E1{n}", "01/06/2022", why) for n, why in enumerate(WHYS)],
    "more_unread": 2,
}

FILLING_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "talk/filling": [
        {"entries": PAGE, "count": 9, "alone": True, **NOTHING},
        {"entries": [Entry(FIGURE, SAME, SAME)], "count": 30, "alone": False, **LAST},
        {"entries": [], "count": 0, "alone": True, **LAST, "number": 1, "pages": 1},
        {"entries": [CHANGED], "count": 1, "alone": False, **NOTHING, **UNREAD},
    ]
}
