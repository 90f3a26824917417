"""Samples of what units ask staff, and of the answers."""

from typing import Any

from models.inquiries import Inquiry
from models.people import Contact, Role
from models.plan import UnitKind
from models.units import Unit
from tests.samples_plans import MOMENT, PLAN

ASKER = Contact(id=1, name="xã Định An", role=Role.CONTACT, unit_id=1)
STAFF = Contact(id=2, name="Ban Thi đua - Khen thưởng", role=Role.STAFF)
NAMELESS = Contact(id=3, name="", role=Role.STAFF)
UNIT = Unit(id=1, code="907-dinh-an", kind=UnitKind.COMMUNE, name="xã Định An", folded="")
TEXT = "Mức hằng năm lấy theo nghị quyết của xã hay của huyện?"
ANSWER = "Lấy theo Nghị quyết Đại hội Đảng bộ xã, mục chỉ tiêu chủ yếu."
SCREEN = "Thu nhập bình quân đầu người\nMức “Hàng năm” của các năm 2021, 2022 là bao nhiêu?"


def inquiry(number: int = 1, *, answer: str = "", **fields: Any) -> Inquiry:
    """Return an inquiry from the middle of a registration, perhaps answered."""
    stood = {"talk": "dangky", "subject": PLAN.code, "key": "tasks.1.annual", "answered": 5}
    stood |= {"screen": SCREEN, "clause": "mục IV.1, gạch 5"}
    given: dict[str, Any] = {
        "id": number,
        "contact_id": 1,
        "unit_id": 1,
        "text": TEXT,
        "about": stood,
        "asked_at": MOMENT,
        "answer": answer,
        "answered_at": MOMENT if answer else None,
    }
    return Inquiry(**given | fields)


BARE = inquiry(about={})
FOLLOWING = inquiry(about={**inquiry().about, "follows": {"text": TEXT, "answer": ANSWER}})
FIRST = inquiry(about={"follows": {"text": TEXT, "answer": ""}})
LONG = inquiry(text=("Xin hỏi về mức phấn đấu. " * 20)[:500], answer=(ANSWER * 20)[:1000])
ABOUT: dict[str, Any] = {"asker": ASKER, "unit": UNIT, "plan": PLAN}
PAGE = {"number": 1, "count": 1, "total": 2}
SECOND = {"number": 2, "count": 3, "total": 11}
WHO = [
    ABOUT | {"inquiry": BARE, "plan": None},
    ABOUT | {"inquiry": FOLLOWING},
    ABOUT | {"inquiry": FIRST, "unit": None},
    ABOUT | {"inquiry": LONG},
]
INQUIRY_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "inquiry/ask": [
        {"own": False, "earlier": None},
        {"own": True, "earlier": inquiry(answer=ANSWER)},
    ],
    "inquiry/asked": [{"people": 3, "inquiry": BARE}, {"people": 0, "inquiry": inquiry()}],
    "inquiry/new": WHO,
    "inquiry/answer": WHO,
    "inquiry/sent": WHO,
    "inquiry/answered": [
        ABOUT | {"inquiry": inquiry(answer=ANSWER), "by": who} for who in (STAFF, NAMELESS)
    ],
    "inquiry/gone": [{}],
    "inquiry/reply": [
        ABOUT | {"inquiry": inquiry(answer=ANSWER), "by": STAFF},
        ABOUT | {"inquiry": inquiry(answer=ANSWER, about={}), "by": NAMELESS},
    ],
    "inquiry/own": [
        {"inquiries": [], **PAGE, "total": 0},
        {"inquiries": [inquiry(2), inquiry(1, answer=ANSWER)], **PAGE},
        {"inquiries": [inquiry(n, answer=ANSWER) for n in range(5)], **SECOND},
    ],
    "inquiry/waiting": [
        {"listed": [], **PAGE, "total": 0},
        {"listed": [(inquiry(n), ASKER, UNIT if n else None) for n in range(5)], **SECOND},
    ],
}
