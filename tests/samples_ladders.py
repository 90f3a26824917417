"""Samples of ladders, of why somebody was reminded, and of the hour at which people are."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handlers.hour import HOURS
from models.backlogs import Undecided
from models.ladder_changes import Change, Effect
from models.ladders import Ladder
from models.reasons import Given, Reason
from tests.samples_plans import MOMENT, PLAN, TRA_VINH
from tests.samples_reminders import (
    BACKLOGS,
    CAMPAIGN,
    COMMUNE,
    DISTRICT,
    NAMES,
    OWED,
    UNSET,
    pause,
    registration,
)

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

REASON = Reason(
    CAMPAIGN,
    PLAN,
    "registration",
    date(2021, 10, 29),
    [COMMUNE],
    [
        Given("-3", MOMENT.date(), date(2021, 10, 13), "Giỗ Tổ Hùng Vương"),
        Given("by-hand:2021-10-12", MOMENT.date(), MOMENT.date()),
    ],
    [replace(OWED[0], pause=pause("promised"))],
    OWED[0].due,
    ["Chủ tịch UBND xã", "Công chức Văn phòng - thống kê"] * 4,
    Given("0", date(2021, 10, 29), date(2021, 10, 29)),
)
LATE = replace(
    REASON,
    offices=[COMMUNE, DISTRICT] * 70,
    given=[Given("+7 standing body", MOMENT.date(), MOMENT.date())],
    open=OWED[:3] * 40,
    others=(),
    next=None,
)
WAITING = replace(
    REASON,
    code="papers",
    offices=[DISTRICT],
    given=[Given("-1", date(2021, 10, 11), date(2021, 10, 11))],
    open=BACKLOGS[:1],
    due=None,
)
OPEN_QUESTIONS = replace(
    WAITING,
    code="undecided",
    offices=(),
    given=[Given("weekly", MOMENT.date(), MOMENT.date())],
    open=[Undecided(CAMPAIGN, PLAN, UNSET, [], MOMENT.date())],
    next=None,
)
DONE = replace(REASON, open=(), others=(), given=REASON.given[:1])
MOVED = replace(DONE, plan=TRA_VINH, last_day=date(2021, 9, 5), due=OWED[3].due, open=OWED[3:4])
_WHY: dict[str, Any] = {
    "today": MOMENT.date(),
    "day": MOMENT,
    "hour": 8,
    "staff": False,
    "several": False,
    "names": NAMES,
    "more": 0,
}
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
    "why/why": [
        _WHY | {"reasons": [REASON]},
        _WHY | {"reasons": [replace(REASON, others=())], "several": True},
        _WHY | {"reasons": [LATE, WAITING, OPEN_QUESTIONS], "more": 12, "staff": True},
        _WHY | {"reasons": [DONE, MOVED, REASON], "day": MOMENT - timedelta(days=2), "more": 1},
    ],
    "why/never": [
        {"first": first, "staff": staff, "names": NAMES, "hour": 14}
        for first, staff in (([REASON], False), ([], False), ([], True))
    ],
    "menu/visao": [{}],
}
