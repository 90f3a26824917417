"""Samples of reminders, of reminding by hand, and of promises."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.backlogs import Backlog, Undecided
from models.campaigns import Campaign
from models.deadlines import Deadline, Due
from models.obligations import Obligation
from models.pauses import Pause
from models.people import Contact, Role
from models.plan import UnitKind
from models.plan.registration import Station
from models.queue import Paper
from models.reviews import Review
from models.rulings import Ruling
from models.units import Unit
from tests.samples_plans import MOMENT, PLAN, QUARTERS, TRA_VINH
from tests.samples_projects import REGISTRATION

CAMPAIGN = Campaign(code=PLAN.code, title=PLAN.title, plan_hash="")
COMMUNE = Unit(id=1, code="907-dinh-an", kind=UnitKind.COMMUNE, name="xã Định An", folded="")
STATION = Station(to="UBND huyện", role="aggregates")
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


def final_report(days_left: int) -> Due:
    """Return the deadline of the report that is handed in on paper, so many days ahead."""
    milestone = PLAN.milestone("final-report")
    last = milestone.last_day()
    assert last is not None
    return Due(milestone, last - timedelta(days=days_left), milestone.date, milestone.strict)


def granted(due: Due, day: date) -> Due:
    """Return a deadline with a day of the unit's own."""
    row = Ruling(
        campaign_id=1, due=due.code, kind="extended", until=day, contact_id=2, decided_at=MOMENT
    )
    return replace(due, day=day, strict=False, ruling=row)


def backlog(office: Unit | None, count: int, days_left: int) -> Backlog:
    """Return papers that wait at an office, or for staff, the first of them due so soon."""
    today = date(2021, 10, 20)
    due = today + timedelta(days=days_left)
    review = Review(step=0, opened_at=MOMENT, due_on=due)
    paper = Paper(review, REGISTRATION, COMMUNE, CAMPAIGN, STATION)
    return Backlog(CAMPAIGN, PLAN, office, [paper] * count, today)


OWED = [
    Obligation(CAMPAIGN, PLAN, registration(days), COMMUNE, begun, "dangky")
    for days, begun in ((7, False), (0, True), (-3, False))
] + [
    Obligation(CAMPAIGN, TRA_VINH, quarterly(days), COMMUNE, begun, "baocao")
    for days, begun in ((14, True), (0, False), (-1, False))
]
TO_SIGN = replace(OWED[0], to_sign=True)
RETURNED = replace(OWED[2], returned=True)
FINAL = [Obligation(CAMPAIGN, PLAN, final_report(days), COMMUNE, begun=False) for days in (14, -5)]
EXTENDED = replace(OWED[0], due=granted(OWED[0].due, date(2021, 11, 12)))
DISTRICT = Unit(id=3, code="907", kind=UnitKind.DISTRICT, name="huyện Gò Quao", folded="")
REPLACED = replace(FINAL[0], successor=DISTRICT)
INSTEAD = replace(OWED[0], successor=DISTRICT)
BACKLOGS = [backlog(DISTRICT, 12, 1), backlog(DISTRICT, 1, -3)]
ALONE = [*OWED, TO_SIGN, RETURNED, *FINAL, EXTENDED, INSTEAD, *BACKLOGS]
NAMES = {1: "xã Định An (huyện Gò Quao)", 3: "huyện Gò Quao"}
TOLD = [date(2021, 10, 15), date(2021, 10, 22)]
UNSET = [Due(each, date(2021, 10, 4), None, strict=False) for each in PLAN.milestones[:7]]
MANY = [
    replace(
        OWED[n % 3],
        unit=Unit(id=n, code=f"u-{n}", kind=UnitKind.COMMUNE, name=f"xã Vĩnh Phước {n}", folded=""),
        pause=(None, pause("promised"), pause("paper"), pause("done"))[n % 4],
    )
    for n in range(1, 145)
]
MANY_NAMES = {each.unit.id: f"{each.unit.name} (huyện Gò Quao)" for each in MANY} | NAMES
FEW = [*MANY[:2], replace(OWED[0], pause=pause("paper"))]
_PAGE = {"plan": PLAN, "names": MANY_NAMES, "label": ""}

REMINDER_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "remind/owed": [{"owed": [each], "names": NAMES, "urgent": 0} for each in ALONE],
    "remind/several": [
        {"owed": OWED[:2], "count": 2, "names": NAMES, "urgent": 1},
        {"owed": ALONE[1:4] + ALONE[-3:], "count": 9, "names": NAMES, "urgent": 0},
    ],
    "remind/head": [
        {"owed": [RETURNED], "late": [(RETURNED, TOLD)], "count": 1, "names": NAMES, "others": []},
        {
            "owed": BACKLOGS[1:],
            "late": [(BACKLOGS[1], ())],
            "count": 1,
            "names": NAMES,
            "others": [],
        },
        {
            "owed": [FEW[2], BACKLOGS[1], OWED[3], FINAL[1]],
            "count": 4,
            "late": [(FEW[2], TOLD), (BACKLOGS[1], TOLD[:1])],
            "names": NAMES,
            "others": [OWED[3], FINAL[1]],
        },
    ],
    "remind/staff": [
        {
            "late": [[(each, TOLD) for each in MANY], [(each, ()) for each in FINAL]],
            "offices": BACKLOGS[1:],
            "papers": [backlog(None, 3, -1)],
            "undecided": [Undecided(CAMPAIGN, PLAN, UNSET, FINAL, date(2021, 10, 4))],
            "names": MANY_NAMES,
            "listed": 3,
        },
        {
            "late": [],
            "offices": [],
            "papers": [backlog(None, 1, 1)],
            "undecided": [Undecided(CAMPAIGN, PLAN, UNSET[:2], [], date(2021, 10, 4))],
            "names": {},
            "listed": 3,
        },
    ],
    "remind/personal": [
        {"owed": [each], "names": NAMES, "line": line, "sender": STAFF}
        for each, line in ((OWED[0], LINE), (OWED[3], ""), (FINAL[1], ""))
    ],
    "nudge/nobody": [{"plan": PLAN}],
    "nudge/due": [
        {"plan": TRA_VINH, "found": {"registration": OWED[:1], "quarterly-report.2021-Q3": MANY}}
    ],
    "nudge/who": [
        {**_PAGE, "owing": MANY, "listed": MANY[:8], "number": 2, "count": 18, "total": 144},
        {**_PAGE, "owing": FEW, "listed": FEW, "number": 1, "count": 1, "total": 3},
    ],
    "unclear/unit-unknown": [{"name": "Hàm Ninh"}, {"name": "rất dài " * 30}],
    "unclear/unit-which": [{"name": "Bình An"}],
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
    "promise/what": [
        {
            "owed": {
                "registration": OWED[0],
                "final-report.907-dinh-an": REPLACED,
            }
        }
    ],
    "promise/kind": [
        {"owed": OWED[0], "kinds": ("promised", "paper")},
        {"owed": FINAL[0], "kinds": ("done", "promised", "paper")},
    ],
    "promise/to-record": [
        {"owed": each, "until": date(2021, 10, 28), "names": NAMES, "sender": STAFF}
        for each in (FINAL[1], REPLACED)
    ],
    "promise/day": [{"latest": date(2021, 12, 1), "offered": (), "label": "", "owed": OWED[0]}],
    "promise/confirm": [
        {"owed": OWED[0], "kind": "promised", "until": date(2021, 10, 28)},
        {"owed": OWED[0], "kind": "paper", "until": date(2021, 11, 28)},
        {"owed": FINAL[0], "kind": "done", "until": date(2021, 11, 28)},
    ],
    "promise/noted": [
        {"owed": OWED[0], "kind": kind, "until": date(2021, 10, 28)}
        for kind in ("promised", "paper", "done")
    ],
    "menu/nhac": [{}],
    "menu/hen": [{}],
    "unclear/day-late": [{"latest": date(2021, 12, 1)}],
}
