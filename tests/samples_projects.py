"""Samples of projects: what is asked of each, their list, and the card of one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.lines import Line
from handlers.magnitude import Standard
from models.plan import UnitKind
from models.projects import Project
from models.quantity import Quantity
from models.registrations import Pledge, Registration
from models.spans import Span, month_of
from models.units import Unit
from tests.samples_plans import MOMENT, PLAN

UNIT = Unit(id=1, code="907-dinh-an", kind=UnitKind.COMMUNE, name="xã Định An", folded="")
REGISTRATION = Registration(
    campaign_id=1,
    unit_id=1,
    version=2,
    plan_hash="",
    draft_id=1,
    contact_id=1,
    submitted_at=MOMENT,
)
NAME = "Xây dựng đường hoa, thắp sáng đường quê"
MARCH = month_of(date(2022, 3, 1))
QUARTER, YEAR = (
    Span(date(2022, 4, 1), date(2022, 6, 30)),
    Span(date(2022, 1, 1), date(2022, 12, 31)),
)
SOON = Span(date(2022, 3, 15), date(2022, 3, 15))


def project_pledges(code: str = "project", **levels: str) -> list[Pledge]:
    """Return a project's pledges: its name, and what its levels say."""
    about: dict[str, Any] = {"code": code, "name": NAME, "kind": "project"}
    name = Pledge(**about, said=NAME, key=code)
    return [
        name,
        *(
            Pledge(**about, level=level.replace("_", "."), said=said, key=f"{code}.{level}")
            for level, said in levels.items()
        ),
    ]


FULL = project_pledges(
    scale="commune", start="2022-03", finish="2022-q2", photo="file:12", photo_2="file:13"
)
OPEN = project_pledges(scale="province", start="none", finish="none", photo="none")
BEGUN = project_pledges(scale="district", start="2022-03-15", finish="none", photo="none")
ENDS = project_pledges(scale="district", start="none", finish="2022", photo="none")
WITHIN = project_pledges(scale="district", start="2022", finish="2022", photo="file:12")
OLD = project_pledges()


def project_lines(code: str) -> list[Line]:
    """Return the lines of a project's details, as they stand in a summary."""
    values: Mapping[str, Any] = {
        "scale": "district",
        "start": MARCH,
        "finish": QUARTER,
        "photo": 12,
        "photo.2": 13,
    }
    lines = [Line(f"{code}.{level}", level, value) for level, value in values.items()]
    return [*lines, Line(f"{code}.photo.3", "", None)]


def project(pledges: list[Pledge], state: str = "") -> Project:
    """Return a project, perhaps reported on."""
    levels = {each.level: each for each in pledges}
    return Project(UNIT, REGISTRATION, levels, state, MOMENT if state else None)


ALL = [project(FULL, "under-way"), project(OPEN), project(OLD, "finished")]
RULES = PLAN.registration_for(UnitKind.DISTRICT)
assert RULES is not None
FIELD = RULES.fields[1]
ASKED = {"field": FIELD, "name": NAME, "label": ""}
TIME = ASKED | {"offered": [MARCH, QUARTER, YEAR]}
FLOOR, BELOW = Quantity(Decimal(1_250_000_000), "đồng"), Quantity(Decimal(1_100_000_000), "đồng")
_COMPANY = PLAN.registration_for(UnitKind.ENTERPRISE)
assert _COMPANY is not None
EXCEPTION = {"field": _COMPANY.fields[0], "floor": FLOOR, "found": BELOW, "label": ""}
LIST = {"plan": PLAN, "total": 19, "first": 8, "number": 2, "count": 3, "projects": ALL}
CARD = {"plan": PLAN, "field": FIELD, "photo": "", "staff": False}
PROJECT_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "register/project-scale": [ASKED, ASKED | {"field": FIELD.model_copy(update={"scale": None})}],
    "register/project-start": [TIME],
    "register/project-finish": [TIME | {"offered": []}],
    "register/project-photo": [ASKED | {"number": number} for number in (1, 2)],
    "register/below-scale": [{"field": FIELD, "found": "commune"}],
    "register/finish-before-start": [{"start": QUARTER, "found": MARCH}],
    "register/outside-period": [{"plan": PLAN, "found": found} for found in (MARCH, SOON)],
    "unclear/span": [{}],
    "register/exception-reason": [EXCEPTION],
    "register/exception-document": [EXCEPTION],
    "register/document-needed": [{}],
    "register/unusual": [
        {"one": ("2023", BELOW), "other": Standard("year", FLOOR, "2022")},
        {"one": ("to_cutoff", BELOW), "other": Standard("before", FLOOR)},
        {"one": ("2025", BELOW), "other": Standard("peers", FLOOR)},
        {"one": ("2025", BELOW), "other": Standard("elsewhere", FLOOR, plan=PLAN)},
    ],
    "slip/project": [{"pledges": each} for each in (FULL, OPEN)],
    "project/none": [{}],
    "project/list": [
        LIST | {"staff": False},
        LIST | {"staff": True},
        {"plan": PLAN, "staff": False, "total": 0, "first": 0, "number": 1, "count": 1}
        | {"projects": []},
    ],
    "project/card": [
        CARD | {"project": project(FULL, "under-way"), "photo": "photo"},
        CARD | {"project": project(FULL), "photo": "photo.2", "staff": True},
        CARD | {"project": project(WITHIN), "photo": "photo"},
        *(CARD | {"project": project(each)} for each in (OPEN, BEGUN, ENDS, OLD)),
    ],
}
