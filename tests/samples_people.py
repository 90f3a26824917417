"""What the messages about people and units are given: codes, assignments, what is open."""

from datetime import date, timedelta
from typing import Any

from models.assignments import Assignment, Terms
from models.deadlines import Due
from models.drafts import Draft
from models.people import Contact, Role
from models.plan import UnitKind
from models.units import Unit
from tests.samples_channels import HOSTS
from tests.samples_plans import MOMENT, PLAN, TODAY

COMMUNE = Unit(id=1, code="905-binh-an", kind=UnitKind.COMMUNE, name="xã Bình An", folded="")
NAMESAKE = Unit(id=2, code="902-binh-an", kind=UnitKind.COMMUNE, name="xã Bình An", folded="")
LABELS = ("xã Bình An (huyện Châu Thành)", "xã Bình An (huyện Kiên Lương)")
HEAD = Contact(id=1, name="Chủ tịch Ủy ban nhân dân xã", role=Role.CONTACT, unit_id=1)
CLERK = Contact(id=5, name="", role=Role.CONTACT, unit_id=1)
STAFF = Contact(id=2, name="Ban Thi đua - Khen thưởng", role=Role.STAFF)
ADMIN = Contact(id=3, name="", role=Role.ADMIN)
UNTIL = date(2021, 12, 31)

HEADS = Assignment(id=1, contact_id=1, unit_id=1, head=True, since=MOMENT)
DELEGATED = Assignment(id=2, contact_id=5, unit_id=1, since=MOMENT, until=UNTIL)
PEOPLE = [(HEADS, HEAD), (DELEGATED, CLERK)]

REASON = "Số liệu chưa khớp với báo cáo 9 tháng của Chi cục Thống kê; đề nghị xem lại"


def due(code: str, days: int) -> Due:
    """Return a deadline so many days ahead."""
    milestone = PLAN.milestone(code)
    return Due(milestone, TODAY, TODAY + timedelta(days=days), strict=False)


def draft(talk: str) -> dict[str, Any]:
    """Return a draft under way, as a briefing tells it."""
    begun = Draft(id=1, talk=talk, owner="unit:1", subject=PLAN.code, opened_at=MOMENT)
    return {"draft": begun, "plan": PLAN, "answered": 7, "by": HEAD}


RETURNED = {
    "plan": PLAN,
    "remarks": [
        {"key": "tasks.1.annual", "name": "Tỷ lệ hộ nghèo (Hàng năm)", "reason": REASON},
        {"key": "whole", "name": "", "reason": "Chưa có ý kiến của cấp ủy"},
        {"key": "project", "name": "Tên công trình, việc làm", "reason": REASON},
    ],
    "more": 2,
}
NOTHING: dict[str, Any] = {"drafts": [], "returned": None, "dues": [], "more": 0}
FULL: dict[str, Any] = {
    "drafts": [draft("dangky"), draft("baocao") | {"by": None}],
    "returned": RETURNED,
    "dues": [(due("registration", days), PLAN) for days in (0, 5, 60)],
    "more": 3,
}
SENT_BACK = NOTHING | {"returned": RETURNED | {"more": 0}}
_CLERK: dict[str, Any] = {"contact": CLERK, "label": LABELS[0], "assignment": None, "units": 1}
_STAFF: dict[str, Any] = {"label": "", "assignment": None, "units": 0}

_TO_UNIT: dict[str, Any] = {
    "unit": LABELS[0],
    "role": Role.CONTACT,
    "post": "Công chức Văn hóa - xã hội",
    "terms": Terms(until=UNTIL),
}
_TO_HEAD = _TO_UNIT | {"post": "", "terms": Terms(head=True)}
_TO_STAFF = {"unit": "", "role": Role.STAFF, "post": "Chuyên viên", "terms": Terms()}
_INVITED = (_TO_UNIT, _TO_HEAD, _TO_STAFF, _TO_STAFF | {"role": Role.ADMIN, "post": ""})
_CODE = {
    "code": "ABCDEFGH23",
    "expires": MOMENT,
    "link": "https://t.me/thi_dua_bot?start=",
    "host": HOSTS[-1],
}
_END = {"unit": LABELS[0], "own": False, "last": False, "last_head": False}
_END_HEAD = _END | {"row": HEADS, "person": HEAD, "last_head": True}
_END_CLERK = _END | {"row": DELEGATED, "person": CLERK}
_RIGHTS = {
    "contact": HEAD,
    "unit": COMMUNE,
    "people": PEOPLE,
    "more": 0,
    "ends": True,
    "head": True,
}

_ROLE = {"person": STAFF, "role": Role.STAFF, "own": False}

PEOPLE_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "join/home": [
        {"contact": CLERK, "unit": COMMUNE, "units": 1},
        {"contact": CLERK, "unit": COMMUNE, "units": 3},
        {"contact": CLERK, "unit": None, "units": 0},
        {"contact": STAFF, "unit": None, "units": 0},
        {"contact": ADMIN, "unit": None, "units": 0},
    ],
    "join/ask-code": [{}],
    "join/own-code": [{}],
    "join/link": [{"code": "ABCDEFGH23", "minutes": 15, "expires": MOMENT}],
    "join/linked": [
        {"contact": CLERK, "unit": COMMUNE} | NOTHING,
        {"contact": CLERK, "unit": COMMUNE} | FULL,
        {"contact": STAFF, "unit": None} | NOTHING,
    ],
    "menu/lienket": [{}],
    "join/wrong-code": [{}],
    "join/too-many": [{}],
    "join/other-part": [{"contact": CLERK}, {"contact": STAFF}],
    "join/welcome": [
        _CLERK | NOTHING,
        _CLERK | FULL | {"assignment": DELEGATED},
        _CLERK | SENT_BACK | {"assignment": HEADS, "units": 3},
        _STAFF | NOTHING | {"contact": STAFF},
        _STAFF | NOTHING | {"contact": ADMIN},
    ],
    "units/for": [{"label": LABELS[0]}],
    "units/turned": [{"label": LABELS[1]}],
    "units/ended": [
        {"former": COMMUNE, "until": UNTIL, "unit": None, "several": False},
        {"former": COMMUNE, "until": None, "unit": NAMESAKE, "several": False},
        {"former": COMMUNE, "until": UNTIL, "unit": NAMESAKE, "several": True},
    ],
    "units/none": [{}],
    "units/not-yours": [{"unit": COMMUNE}],
    "units/list": [
        {"units": [], "unit": None, "alike": False},
        {"units": [(COMMUNE, LABELS[0])], "unit": COMMUNE, "alike": False},
        *(
            {
                "units": [(COMMUNE, LABELS[0]), (NAMESAKE, LABELS[1])],
                "unit": COMMUNE,
                "alike": alike,
            }
            for alike in (False, True)
        ),
    ],
    "units/switched": [{"label": LABELS[0], **about} for about in (NOTHING, FULL, SENT_BACK)],
    "invite/who": [{}],
    "invite/unit": [{}],
    "invite/part": [{"unit": LABELS[0]}],
    "invite/post": [{"unit": LABELS[0]}, {"unit": ""}],
    "invite/term": [{"unit": LABELS[0]}],
    "invite/until": [{}],
    "invite/confirm": [dict(about) for about in _INVITED],
    "invite/code": [
        *(about | _CODE for about in _INVITED),
        *(_TO_UNIT | _CODE | {"link": None, "host": each} for each in HOSTS),
    ],
    "rights/rights": [
        _RIGHTS,
        _RIGHTS | {"people": PEOPLE * 6, "more": 4},
        _RIGHTS | {"contact": CLERK, "ends": False, "head": False},
        _RIGHTS | {"contact": CLERK, "unit": None, "people": [], "ends": False},
        _RIGHTS | {"contact": STAFF, "unit": None, "people": []},
    ],
    "rights/phone": [{}],
    "rights/heads-only": [{}],
    "rights/unit": [{}],
    "rights/nobody": [{"unit": LABELS[0]}],
    "rights/who": [{"unit": LABELS[0], "people": {str(row.id): (row, who) for row, who in PEOPLE}}],
    "rights/confirm-end": [
        _END_CLERK,
        _END_HEAD,
        _END_HEAD | {"own": True, "last": True},
        _END_CLERK | {"last": True},
    ],
    "rights/whose": [{}],
    "rights/whose-role": [{"people": {str(each.id): each for each in (STAFF, ADMIN)}}],
    "rights/no-staff": [{}],
    "rights/confirm-role": [_ROLE, _ROLE | {"own": True, "role": Role.ADMIN}],
    "rights/role-over": [_ROLE, _ROLE | {"own": True, "role": Role.ADMIN}],
    "rights/role-ended": [{}],
    "rights/ended": [_END_CLERK, _END_HEAD | {"own": True}],
    "unclear/no-unit": [{}],
    "unclear/many-units": [{"count": 12}],
    "unclear/which-unit": [{}],
}
