"""Samples of requests to change what was approved, and of the audit."""

from typing import Any

from handlers.journal import LISTED, Entry
from models.audit import Act, AuditEntry
from models.campaigns import Campaign
from models.people import Contact, Role
from models.plan import UnitKind
from models.registrations import Registration
from models.units import Unit
from models.unlocks import Unlock
from tests.samples_plans import MOMENT, PLAN

REASON = "Hội đồng nhân dân xã vừa điều chỉnh chỉ tiêu năm 2025"
STAFF = Contact(id=2, name="Ban Thi đua", role=Role.STAFF)
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


def unlock(*, granted: bool | None = None, answer: str = "") -> Unlock:
    """Return a request, perhaps decided."""
    return Unlock(
        id=1,
        registration_id=1,
        reason=REASON,
        contact_id=1,
        asked_at=MOMENT,
        granted=granted,
        answer=answer,
    )


def entry(act: Act, reason: str) -> AuditEntry:
    """Return a decision."""
    return AuditEntry(at=MOMENT, contact_id=2, act=act, subject=f"{PLAN.code} 1", reason=reason)


ABOUT: dict[str, Any] = {"plan": PLAN, "unit": UNIT, "registration": REGISTRATION}
ASKED = ABOUT | {"campaign": Campaign(code=PLAN.code, title="", plan_hash="")}
GRANTED = ASKED | {"unlock": unlock(granted=True), "code": PLAN.code}
REFUSED = ASKED | {"unlock": unlock(granted=False, answer="Đã quá hạn"), "code": PLAN.code}
PAGE = {"total": 6, "number": 1, "count": 1, "seal": "9b76e684e0ac"}
UNLOCK_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "unlock/pending": [ABOUT | {"unlock": unlock()}],
    "unlock/reason": [
        ABOUT | {"refused": None},
        ABOUT | {"refused": unlock(granted=False, answer="Đã quá hạn tổng hợp của tỉnh")},
    ],
    "unlock/confirm": [ABOUT | {"reason": REASON}],
    "unlock/asked": [{}],
    "unlock/decide": [ASKED | {"unlock": unlock()}],
    "unlock/refuse": [{}],
    "unlock/decided": [GRANTED, REFUSED],
    "unlock/answer": [GRANTED, REFUSED],
    "journal/journal": [
        PAGE | {"entries": [], "total": 0, "seal": ""},
        *(
            PAGE
            | {"entries": [Entry(entry(act, "Mức thấp"), STAFF, PLAN, [UNIT.name]) for act in acts]}
            for acts in (list(Act)[at : at + LISTED] for at in range(0, len(Act), LISTED))
        ),
        PAGE
        | {
            "entries": [Entry(entry(Act.PLAN_LOADED, ""), None, PLAN, [])] * 6,
            "total": 30,
            "number": 2,
            "count": 5,
        },
    ],
}
