"""Samples of ladders, of why somebody was reminded, and of the hour at which people are."""

from datetime import date, timedelta
from typing import Any

from handlers.hour import HOURS
from models.ladder_changes import Change, Effect
from models.ladders import Ladder
from tests.samples_plans import PLAN, TRA_VINH
from tests.samples_reminders import registration

LONG = Ladder(tuple(range(365, 305, -5)), 30, head=60, standing_body=60)
KINDS = ["registration", "report", "dossier", "review", "launch", "pact", "papers"]
OFF = Ladder((), 0, weekly=False, head=0, standing_body=0)
ODD = [Ladder((days, 1, 0), days % 30, head=0) for days in range(2, 8)]
DAY = date(2021, 10, 22)
FEW = [
    Change(DAY + timedelta(days=days), name, change)
    for days, name, change in ((0, "-7", "dropped"), (7, "0", "kept"), (12, "+3 head", "dropped"))
]
MANY = [Change(DAY + timedelta(days=n), f"+{n} standing body", "added") for n in range(9, 40)]
_LADDER = {"plan": PLAN, "kind": "registration", "before": Ladder(), "usual": Ladder()}

LADDER_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "ladder/kind": [
        {
            "plan": PLAN,
            "found": KINDS[:2] + KINDS[6:],
            "groups": [(Ladder(), KINDS[:2]), (OFF, KINDS[6:])],
        },
        {
            "plan": TRA_VINH,
            "found": KINDS,
            "groups": [(ladder, [kind]) for ladder, kind in zip([LONG, *ODD], KINDS, strict=True)],
        },
    ],
    "ladder/line": [
        _LADDER | {"label": ""},
        _LADDER | {"label": "", "kind": "papers", "before": LONG},
    ],
    "ladder/misread": [
        {"part": "ngày kia", "why": why, "most": 30}
        for why in ("words", "number", "twice", "range", "many")
    ],
    "ladder/same": [{}],
    "ladder/confirm": [
        _LADDER | {"after": LONG, "effect": None},
        _LADDER | {"after": OFF, "kind": "papers", "effect": None},
        _LADDER | {"after": LONG, "effect": Effect(DAY, DAY, 12, MANY, FEW[1:2])},
        _LADDER | {"after": LONG, "effect": Effect(DAY, DAY, 0, [], [])},
        _LADDER
        | {
            "before": LONG,
            "after": LONG,
            "effect": Effect(DAY, DAY, 234, FEW + MANY, FEW[:1], registration(7)),
        },
    ],
    "ladder/set": [_LADDER | {"after": each} for each in (LONG, OFF)],
    "menu/lichnhac": [{}],
    "hour/hours": [
        {"now": None, "hours": HOURS, "unclear": False},
        {"now": 14, "hours": HOURS, "unclear": True},
    ],
    "hour/set": [{"hour": 0}, {"hour": 9}, {"hour": 16}],
    "menu/gionhac": [{}],
}
