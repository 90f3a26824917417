"""Samples of what is said about files: those that came in, and those handed out."""

from typing import Any

from models.plan.facts import UnitKind
from models.registrations import Registration
from models.units import Unit
from tests.samples_plans import MOMENT, PLAN, TRA_VINH

_UNIT = Unit(id=1, code="907-dinh-an", kind=UnitKind.COMMUNE, name="xã Định An", folded="")
LINK = "https://thidua.example.gov.vn/gui/Q6_FEbegZGdU14dQM3wi9stBR3VV_nbe"
_REGISTRATION = Registration(
    campaign_id=1,
    unit_id=1,
    version=2,
    plan_hash="x",
    draft_id=1,
    contact_id=1,
    submitted_at=MOMENT,
    digest="5f" * 32,
)
_SLIP = {"plan": PLAN, "unit": _UNIT, "registration": _REGISTRATION}

FILE_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "plain/download": [{"name": name, "link": LINK} for name in ("phieu-911-duong-to.docx", "")],
    "plain/no-phone": [{}],
    "plain/upload": [{"link": LINK}],
    "plain/no-files": [
        {"upload": upload, "picture": picture}
        for upload, picture in ((True, False), (False, False), (False, True))
    ],
    "plain/size": [{"count": each} for each in (300, 4096, 20 * 2**20)],
    "plain/refused": [{"why": why, "most": "20,0 MB"} for why in ("none", "size", "kind")],
    "file/too-large": [{}],
    "file/unaccepted": [{}],
    "file/unfetched": [{}],
    "file/uncarried": [{}],
    "menu/bieu": [{}],
    "menu/phieu": [{}],
    "sheet/sheet": [{"plan": PLAN, "unit": _UNIT}],
    "sheet/locked": [{"code": PLAN.code}],
    "sheet/other-unit": [{"unit": _UNIT, "theirs": each} for each in (_UNIT, None)],
    "sheet/other-campaign": [{"plan": each} for each in (TRA_VINH, None)],
    "talk/nothing-new": [{}],
    "slip/none": [{}],
    "slip/which": [{"plans": [PLAN, TRA_VINH]}],
    "slip/slip": [_SLIP | {"own": own} for own in (True, False)],
}
