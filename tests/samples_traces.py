"""Samples of where values come from."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from models.people import Contact
from models.plan import UnitKind
from models.registrations import Pledge, Registration
from models.traces import Origin
from models.units import Unit
from tests.samples_plans import MOMENT, PLAN

UNIT = Unit(id=1, code="911-duong-to", kind=UnitKind.COMMUNE, name="xã Dương Tơ", folded="")
REASON = "Mức năm 2025 thấp hơn nghị quyết của xã"


def pledge(value: int, name: str = "Số hộ thoát nghèo") -> Pledge:
    """Return a figure of one year."""
    return Pledge(
        code="tasks.1",
        name=name,
        level="2025",
        level_name="2025",
        value=Decimal(value),
        measure="hộ",
        said="",
    )


FIRST = Origin(
    version=1,
    before=(),
    after=(pledge(18),),
    by=Contact(name="xã Dương Tơ"),
    at=MOMENT,
    channel="telegram",
    kind="text",
    why="first",
    reason="",
)
LATER = replace(FIRST, version=2, before=FIRST.after, after=(pledge(20),))
RETURNED = replace(LATER, why="returned", reason=REASON, channel="zalo", kind="file")
RENAMED = replace(LATER, version=3, why="unlocked", reason=REASON, after=(pledge(20, "Hộ nghèo"),))
DROPPED = replace(LATER, version=4, why="own", after=(), by=None, channel="")
ABOUT: dict[str, Any] = {
    "plan": PLAN,
    "unit": UNIT,
    "registration": Registration(
        campaign_id=1, unit_id=1, version=4, plan_hash="", draft_id=1, contact_id=1,
        submitted_at=MOMENT,
    ),
}  # fmt: skip
ONE, SECOND = {"number": 1, "count": 1, "total": 4}, {"number": 2, "count": 3, "total": 20}
FIGURE = ABOUT | {"code": "tasks.1", "name": "Số hộ thoát nghèo"}
TRACE_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "trace/none": [{}],
    "trace/figures": [
        ABOUT | {"figures": [("tasks.1", "Số hộ thoát nghèo")], **ONE},
        ABOUT | {"figures": [(f"tasks.{n}", "Số hộ thoát nghèo " * 9) for n in range(8)], **SECOND},
    ],
    "trace/figure": [
        FIGURE | {"origins": [FIRST, RETURNED, RENAMED, DROPPED], **SECOND},
        FIGURE | {"origins": [], **ONE},
    ],
}
