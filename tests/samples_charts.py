"""Samples of what is said about charts, and in them."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.attainment import Actual, attain
from models.charts import Attained, Bar, bars_by_district, whole
from models.findings import Basis, Finding
from models.plan import Target
from models.standing import STATES, Standing
from tests.samples_plans import MOMENT, PHU_QUOC, PLAN, WHOLE

DISTRICTS = tuple(f"huyện Vĩnh Thuận {number}" for number in range(15))
LONG_TARGET = next(each for each in PHU_QUOC.targets if each.kind == "comparison")


def unit(number: int, state: str, parent: str = "", kind: str = "commune") -> Standing:
    """Return one unit's standing; every seventh that registered was late."""
    late = state == "registered" and number % 7 == 0
    return Standing(number, f"x{number}", "xã", kind, parent, state, late=late, reported=False)


def attained_as(target: Target, actual: Actual) -> Attained:
    """Return a target with what was found for it."""
    finding = Finding(
        campaign_id=1,
        plan_hash="x",
        target=target.code,
        until=date(2021, 9, 30),
        basis=Basis.ESTIMATE,
        value=actual.value,
        pairs=[[str(now), str(before)] for now, before in actual.pairs],
        draft_id=1,
        contact_id=1,
        entered_at=MOMENT,
    )
    return Attained(target, finding, finding.figure(target), attain(target, actual))


UNITS = [unit(n, STATES[n % len(STATES)], DISTRICTS[n % 15]) for n in range(144)]
BARS = bars_by_district(UNITS)
COUNTS = [(Decimal(120), Decimal(131)), (Decimal(85), Decimal(85)), (Decimal(96), Decimal(110))]
FOUND = [
    attained_as(LONG_TARGET, Actual(pairs=COUNTS)),
    *(
        attained_as(each, Actual(each.value * 3 / 4))
        for each in PHU_QUOC.targets[:9]
        if each.value is not None
    ),
]
DEADLINE = next(about["deadline"] for name, about in WHOLE[PLAN.code] if name == "status/status")
_REGISTRATIONS: dict[str, Any] = {
    "plan": PLAN,
    "whole": whole(UNITS),
    "bars": BARS,
    "by_district": False,
    "deadline": DEADLINE,
    "now": MOMENT,
}
_TARGETS: dict[str, Any] = {"plan": PHU_QUOC, "found": FOUND, "now": MOMENT}
_DONE = [unit(1, "registered")]

CHART_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "menu/bieudo": [{}],
    "chart/registrations": [
        _REGISTRATIONS | {"others": ["district", "targets"]},
        _REGISTRATIONS | {"by_district": True, "others": [""]},
        _REGISTRATIONS | {"whole": whole(_DONE), "bars": [], "deadline": None, "others": []},
    ],
    "chart/registrations-head": [
        _REGISTRATIONS | {"by_district": by_district} for by_district in (False, True)
    ],
    "chart/targets": [_TARGETS | {"others": [""]}, _TARGETS | {"found": FOUND[:1], "others": []}],
    "chart/targets-head": [_TARGETS],
    "chart/nothing": [{"plan": PHU_QUOC, "others": [""]}, {"plan": PLAN, "others": []}],
    "chart/bar": [
        {"bar": bar} for bar in (BARS[0], BARS[-1], Bar(BARS[0].parts, kind="commune"), *BARS[1:2])
    ],
    "chart/part": [{"code": "in-time", "dated": each} for each in (True, False)],
    "chart/state": [{"state": state} for state in ("unmet", "met", "exceeded", "unjudged")],
    "chart/target": [{"of": each} for each in FOUND[:3]],
    "chart/more": [{"count": 1200}],
}
