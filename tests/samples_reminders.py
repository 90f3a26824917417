"""Samples of reminders, of reminding by hand, and of promises."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.campaigns import Campaign
from models.deadlines import Deadline, Due
from models.obligations import Obligation
from models.pauses import Pause
from models.people import Contact, Role
from models.plan import UnitKind
from models.units import Unit
from tests.samples_plans import MOMENT, PLAN, QUARTERS, TRA_VINH

CAMPAIGN = Campaign(code=PLAN.code, title=PLAN.title, plan_hash="")
COMMUNE = Unit(id=1, code="907-dinh-an", kind=UnitKind.COMMUNE, name="xã Định An", folded="")
STAFF = Contact(id=2, name="Văn phòng Ban Thi đua - Khen thưởng", role=Role.STAFF)
LINE = "Chiều thứ Năm Ban tổng hợp, các đơn vị gửi trước 14 giờ." * 5


def registration(days_left: int) -> Due:
    """Return the deadline of the registration so many days ahead."""
    milestone = PLAN.milestone("registration")
    last = milestone.last_day()
    assert last is not None
    return Due(milestone, last - timedelta(days=days_left), milestone.date, milestone.strict)


def quarterly(days_left: int) -> Due:
    """Return the deadline of a quarter's report, as staff have set it, so many days ahead."""
    milestone, day = TRA_VINH.milestone("quarterly-report"), date(2021, 10, 5)
    today = day - timedelta(days=days_left)
    row = Deadline(
        campaign_id=1, milestone=milestone.code, day=day, strict=False, contact_id=2, set_at=MOMENT
    )
    return Due(milestone, today, day, strict=False, period=QUARTERS[0], fixed=row)


def pause(kind: str) -> Pause:
    """Return what a unit said of when it will do what it owes."""
    until = date(2021, 10, 28)
    return Pause(campaign_id=1, owed="", kind=kind, until=until, contact_id=1, said_at=MOMENT)


OWED = [
    Obligation(CAMPAIGN, PLAN, registration(days), COMMUNE, begun)
    for days, begun in ((7, False), (0, True), (-3, False))
] + [
    Obligation(CAMPAIGN, TRA_VINH, quarterly(days), COMMUNE, begun)
    for days, begun in ((14, True), (0, False), (-1, False))
]
TO_SIGN = replace(OWED[0], to_sign=True)
MANY = [
    replace(
        OWED[n % 3],
        unit=Unit(id=n, code=f"u-{n}", kind=UnitKind.COMMUNE, name=f"xã Vĩnh Phước {n}", folded=""),
        pause=(None, pause("promised"), pause("paper"), None)[n % 4],
    )
    for n in range(1, 145)
]
PARENTS = {each.unit.id: "huyện Gò Quao" for each in MANY}
FEW = [*MANY[:2], replace(OWED[0], pause=pause("paper"))]
_PAGE = {"plan": PLAN, "parents": PARENTS, "label": ""}

REMINDER_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "remind/owed": [
        {"owed": [each], "unit": COMMUNE, "parent": parent, "urgent": 0}
        for each, parent in zip([*OWED, TO_SIGN], ("huyện Gò Quao", *[""] * 6), strict=True)
    ],
    "remind/several": [
        {"owed": OWED[:2], "unit": COMMUNE, "parent": "huyện Gò Quao", "urgent": 1},
        {"owed": OWED, "unit": COMMUNE, "parent": "", "urgent": 0},
    ],
    "remind/personal": [
        {"owed": OWED[:1], "unit": COMMUNE, "parent": "", "line": LINE, "sender": STAFF},
        {"owed": OWED[3:4], "unit": COMMUNE, "parent": "", "line": "", "sender": STAFF},
    ],
    "nudge/nobody": [{"plan": PLAN}],
    "nudge/due": [
        {"plan": TRA_VINH, "found": {"registration": OWED[:1], "quarterly-report.2021-Q3": MANY}}
    ],
    "nudge/who": [
        {**_PAGE, "owing": MANY, "listed": MANY[:8], "number": 2, "count": 18, "total": 144},
        {**_PAGE, "owing": FEW, "listed": FEW, "number": 1, "count": 1, "total": 3},
    ],
    "nudge/unknown": [{"name": "Hàm Ninh"}, {"name": "rất dài " * 30}],
    "nudge/which": [{"name": "Bình An"}],
    "nudge/line": [{"label": ""}],
    "nudge/confirm": [
        {"plan": PLAN, "chosen": MANY, "reached": MANY[:100], "line": LINE},
        {"plan": PLAN, "chosen": FEW, "reached": FEW, "line": ""},
        {"plan": PLAN, "chosen": FEW, "reached": [], "line": ""},
    ],
    "nudge/done": [
        {"plan": PLAN, "chosen": MANY, "reached": MANY[:100], "line": ""},
        {"plan": PLAN, "chosen": FEW, "reached": FEW, "line": ""},
    ],
    "promise/nothing": [{}],
    "promise/what": [{"owed": [OWED[0], OWED[3]]}],
    "promise/kind": [{"owed": OWED[0]}, {"owed": OWED[3]}],
    "promise/day": [{"latest": date(2021, 12, 1), "offered": (), "label": "", "owed": OWED[0]}],
    "promise/confirm": [
        {"owed": OWED[0], "kind": "promised", "until": date(2021, 10, 28)},
        {"owed": OWED[0], "kind": "paper", "until": date(2021, 11, 28)},
    ],
    "promise/noted": [
        {"owed": OWED[0], "kind": kind, "until": date(2021, 10, 28)}
        for kind in ("promised", "paper")
    ],
    "menu/nhac": [{}],
    "menu/hen": [{}],
    "unclear/day-late": [{"latest": date(2021, 12, 1)}],
}
