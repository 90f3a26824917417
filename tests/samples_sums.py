"""Samples of what offices sum up and sign.

`SUMMED` has long names, every state and several pages; `SUM_SAMPLES` what nothing in is cut of.
"""

from collections import Counter
from typing import Any

from models.members import Member
from models.people import Contact
from models.plan import UnitKind
from models.quantity import readings
from models.registrations import Pledge, Registration
from models.reviews import Review
from models.signoffs import SignOff
from models.sums import named, sums
from models.units import Unit
from tests.samples_plans import MOMENT, PLAN

YEARS = ("2021", "2022", "2023", "2024", "2025")
CUTOFF = "Phấn đấu đến hết ngày 30/6/2025"
NAMES = (
    "Số hộ thoát nghèo trong năm",
    "Tỷ lệ hộ dân sử dụng nước sạch theo quy chuẩn ở khu vực nông thôn và hải đảo",
    "Thu ngân sách trên địa bàn",
    "Chuẩn nông thôn mới",
    "Thu nhập bình quân đầu người",
    "Số km đường giao thông nông thôn",
)
SAID = ("1.250 hộ", "95,5%", "123.456.789.012 đồng", "giữ vững", "66,5 triệu đồng", "12,75 km")
OFFICE = Unit(id=1, code="911", kind=UnitKind.DISTRICT, name="thành phố Phú Quốc", folded="")
BY = Contact(id=1, name="Phòng Nội vụ thành phố Phú Quốc")


def pledges(number: int) -> list[Pledge]:
    """Return what a unit pledged, each figure a little other than the next unit's."""
    found = []
    for place, (name, said) in enumerate(zip(NAMES, SAID, strict=True), start=1):
        read = readings(said)
        for level in (*YEARS, CUTOFF):
            value = read[0].value + number * place if read else None
            found.append(
                Pledge(
                    code=f"tasks.{place}",
                    name=name,
                    level=level,
                    level_name=level,
                    value=value,
                    measure=read[0].measure if read else "",
                    said=said,
                )
            )
    return found


def member(number: int, state: str) -> Member:
    """Return a unit in some state, late now and then."""
    unit = Unit(
        id=number,
        code=str(number),
        kind=UnitKind.COMMUNE,
        folded="",
        name=f"xã Vĩnh Phước Hòa Hưng Nam {number}",
    )
    if state == "none":
        return Member(unit, state, late=number % 2 == 0)
    registration = Registration(
        id=number,
        campaign_id=1,
        unit_id=number,
        version=1,
        plan_hash="",
        draft_id=number,
        contact_id=1,
        submitted_at=MOMENT,
        digest=str(number),
        pledges=pledges(number),
    )
    decided = None if state == "waiting" else MOMENT
    review = Review(id=number, step=0, state=state, opened_at=MOMENT, decided_at=decided)
    return Member(unit, state, number % 3 == 0, registration, review)


IN = [member(number, "approved") for number in range(1, 13)]
STATES = ("waiting", "waiting", "returned", "none", "none", "none", "none", "none")
OUT = [member(number, state) for number, state in enumerate(STATES, start=13)]
ALL, REGISTRATIONS = IN + OUT, [each.registration for each in IN if each.registration]
SUMS, FEW = sums(REGISTRATIONS), sums(REGISTRATIONS[:1])
UNIT_NAMES = {each.unit.id: each.unit.name for each in ALL}


def signoff(version: int = 1) -> SignOff:
    """Return a sum that was signed."""
    return SignOff(
        campaign_id=1,
        office_id=1,
        version=version,
        registrations=[each.id for each in REGISTRATIONS],
        sums=[each.to_json() for each in SUMS],
        digest="d02104668c55" + "0" * 52,
        contact_id=1,
        signed_at=MOMENT,
    )


def brief(number: int) -> Registration:
    """Return the registration of a unit that pledged two figures and some words for one year."""
    found = [pledge for pledge in pledges(number) if pledge.level == "2025"]
    kept = [found[0], found[4], found[3]]
    return Registration(**REGISTRATIONS[0].model_dump() | {"unit_id": number, "pledges": kept})


ABOUT: dict[str, Any] = {"plan": PLAN, "office": OFFICE, "at": ""}
STAFF = ABOUT | {"at": "lien-minh-hop-tac-xa."}
ONE = {"number": 1, "count": 1, "total": 4}
MIDDLE = {"number": 2, "count": 3, "total": 17}
SIGN = ABOUT | {"shown": "d02104668c550000", "version": 2}
OVERVIEW = ABOUT | {"total": 20, "states": Counter(each.state for each in ALL), "late": 5}
OVERVIEW |= {"figures": 6, "signed": None, "by": None, "changed": [], "added": 0}
OTHERS = [str(each.unit.name) for each in IN]
LINE: dict[str, Any] = {"office": OFFICE, "units": 12, "signed": None, "changed": 0}
BRIEF = sums([brief(1), brief(2)])
KEPT: list[Any] = [each.to_json() for each in BRIEF]
SUM_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "sums/none": [{}],
    "sums/nothing": [ABOUT | {"members": OUT}],
    "sums/already": [ABOUT | {"signed": signoff()}],
    "sums/overview": [
        OVERVIEW,
        OVERVIEW | {"figures": 0, "states": Counter({"none": 20})},
        OVERVIEW | {"signed": signoff(), "by": BY},
        OVERVIEW | {"signed": signoff(2), "changed": OTHERS[:2], "added": 1},
    ],
    "sums/figures": [
        ABOUT | {"sums": BRIEF, "of": 12, "signed": None, **ONE},
        STAFF | {"sums": KEPT, "of": 12, "signed": signoff(), **MIDDLE},
        ABOUT | {"sums": [], "of": 0, "signed": None, **ONE},
    ],
    "sums/figure": [
        ABOUT | {"sum": each, "lines": named(each, UNIT_NAMES), **MIDDLE} for each in BRIEF
    ],
    "sums/units": [
        ABOUT | {"members": ALL[8:16], **MIDDLE},
        STAFF | {"members": ALL[-4:], **ONE},
    ],
    "sums/sign": [
        SIGN | {"members": IN[:1], "sums": BRIEF[:1]},
        SIGN | {"members": ALL, "sums": BRIEF},
    ],
    "sums/changed": [{}],
    "sums/signed": [ABOUT | {"signed": signoff(), "members": ALL}],
    "sums/told": [
        ABOUT | {"signed": signoff(), "members": ALL},
        ABOUT | {"signed": signoff(), "members": IN},
    ],
    "sums/outdated": [
        {"plan": PLAN, "signed": signoff(), "units": OTHERS[:1]},
        {"plan": PLAN, "signed": signoff(), "units": OTHERS},
    ],
    "sums/offices": [
        {"plan": PLAN, "lines": [LINE], "signed": 0, **ONE},
        {"plan": PLAN, "lines": [], "signed": 0, **ONE},
    ],
}
SUMMED: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "sums": [
        ("sums/overview", STAFF | OVERVIEW | {"signed": signoff(2), "by": BY, "changed": OTHERS}),
        ("sums/figures", ABOUT | {"sums": SUMS[:5], "of": 12, "signed": None, **MIDDLE}),
        ("sums/figures", STAFF | {"sums": signoff().sums, "of": 12, "signed": signoff(), **ONE}),
        *[
            ("sums/figure", STAFF | {"sum": each, "lines": named(each, UNIT_NAMES)[:8], **MIDDLE})
            for each in SUMS
        ],
        ("sums/sign", SIGN | {"members": ALL, "sums": SUMS}),
        (
            "sums/offices",
            {
                "plan": PLAN,
                "lines": [
                    LINE | {"signed": signoff(), "changed": number % 2, "office": each.unit}
                    for number, each in enumerate(IN[:6])
                ],
                "signed": 6,
                **MIDDLE,
            },
        ),
    ]
}
