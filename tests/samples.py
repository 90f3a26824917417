"""What each template is given by the code: at least one sample a template, realistic in size."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.command import Subject
from bot.talk import Part
from handlers.lines import Line, items, pages, pledge_pages
from handlers.nothing import NO_BASE
from models.announcements import Announcement
from models.deadlines import Deadline, Due
from models.documents import Label
from models.drafts import Draft
from models.offers import Source
from models.people import Contact, Role
from models.plan.facts import UnitKind
from models.plan.file import read_plan
from models.quantity import Quantity
from models.registrations import Pledge, Registration
from models.reports import Report
from models.reviews import GATES, SIGN, ReviewState, Stage
from models.standing import Standing, summary
from models.units import Unit
from models.working_days import Term
from tests.samples_calendar import CALENDAR_SAMPLES
from tests.samples_channels import CHANNEL_SAMPLES
from tests.samples_charts import CHART_SAMPLES
from tests.samples_files import FILE_SAMPLES
from tests.samples_filling import FILLING_SAMPLES
from tests.samples_gates import GATE_SAMPLES
from tests.samples_inquiries import INQUIRY_SAMPLES
from tests.samples_ladders import LADDER_SAMPLES
from tests.samples_people import PEOPLE_SAMPLES
from tests.samples_plans import PLAN_SAMPLES, QUARTERS, TARGETS_OF_PLAN, TRA_VINH
from tests.samples_projects import FULL, OLD, PROJECT_SAMPLES, QUARTER, project_lines
from tests.samples_reminders import REMINDER_SAMPLES
from tests.samples_reviews import REVIEW_SAMPLES
from tests.samples_rulings import RULING_SAMPLES
from tests.samples_sums import SUM_SAMPLES
from tests.samples_traces import TRACE_SAMPLES
from tests.samples_unlock import UNLOCK_SAMPLES

PLAN = read_plan(Path(__file__).parents[1] / "plans" / "kien-giang-2021-2025.yaml")
MOMENT = datetime(2021, 10, 12, 2, 30, tzinfo=UTC)
CODE = PLAN.code
YEARS = (2021, 2022, 2023, 2024, 2025)

CONTACT = Contact(id=1, name="xã Định An", role=Role.CONTACT, unit_id=1)
STAFF = Contact(id=2, name="", role=Role.STAFF)
ADMIN = Contact(id=3, name="Văn phòng Ban Thi đua - Khen thưởng", role=Role.ADMIN)
COMMUNE = Unit(id=1, code="907-dinh-an", kind=UnitKind.COMMUNE, name="xã Định An", folded="")
COMPANY = Unit(
    id=2,
    code="cap-nuoc",
    kind=UnitKind.ENTERPRISE,
    folded="",
    name="Công ty Cổ phần Cấp thoát nước Kiên Giang",
)

RULES = {kind: PLAN.registration_for(kind) for kind in UnitKind if kind != "province"}
FIELDS = {
    (str(kind), field.code): field
    for kind, rules in RULES.items()
    for field in (rules.fields if rules else ())
}
VOUCHED = {kind: rules.vouched for kind, rules in RULES.items() if rules}
PROFIT, INCOME = FIELDS["enterprise", "profit"], FIELDS["enterprise", "average-income"]
TASKS, PROJECT = FIELDS["commune", "tasks"], FIELDS["commune", "project"]
UNHELPED = PROFIT.model_copy(update={"help": None, "at_least_baseline": False})
SKIPPED = PROJECT.model_copy(update={"required": False})
ANNUAL, CUTOFF = TASKS.levels

FLOOR = Quantity(Decimal(1_250_000_000), "đồng")
BELOW = Quantity(Decimal(1_100_000_000), "đồng")
TARGETS = (
    "Tỷ lệ hộ dân sử dụng nước sạch",
    "Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều giảm hằng năm",
    "Số km đường giao thông nông thôn được bê tông hóa",
    "Thu ngân sách trên địa bàn",
    "Xã đạt chuẩn nông thôn mới nâng cao",
)
LONG = "Xây dựng tuyến đường hoa kiểu mẫu, kết hợp thắp sáng đường quê và lắp đặt camera an ninh"
WRITTEN = Quantity(Decimal("95.5"), "%")
BY_YEAR = {year: Quantity(Decimal(90 + 2 * n), "%") for n, year in enumerate(YEARS)}
DOUBTFUL = Quantity(Decimal("42.95"), "triệu tấn")


def due(days_left: int | None, code: str = "registration", *, fixed: bool = False) -> Due:
    """Return a deadline so many days ahead; None: not fixed yet; `fixed`: set by staff."""
    milestone = PLAN.milestone(code)
    if days_left is None:
        milestone = milestone.model_copy(update={"date": None, "text": "có hướng dẫn sau"})
        return Due(milestone, MOMENT.date(), None, strict=False)
    last = milestone.last_day()
    assert last is not None
    today, row = last - timedelta(days=days_left), None
    if fixed:
        row = Deadline(
            campaign_id=1, milestone=code, day=last, strict=False, contact_id=2, set_at=MOMENT
        )
    if row:
        return Due(milestone, today, row.day, row.strict, fixed=row)
    return Due(milestone, today, milestone.date, milestone.strict)


def commune_lines() -> list[Line]:
    """Return the summary of a commune that registers five targets and a project."""
    lines = []
    for number, name in enumerate(TARGETS, start=1):
        lines += [
            Line(f"tasks.{number}.name", str(number), name),
            Line(f"tasks.{number}.annual", ANNUAL.name, BY_YEAR),
            Line(f"tasks.{number}.to_cutoff", CUTOFF.name, WRITTEN),
        ]
    lines += [Line("tasks.5.more", "", None), Line("project", PROJECT.name, LONG)]
    return lines + project_lines("project")


def company_lines() -> list[Line]:
    """Return the summary of a company: six figures with their baselines, and a project."""
    lines = []
    for (kind, code), field in FIELDS.items():
        if kind == "enterprise" and field.kind == "quantity":
            base = NO_BASE if code == "charity" else FLOOR
            lines.append(Line(f"{code}.2020", f"{field.name} (2020)", base))
            lines.append(Line(f"{code}.by-2025", f"{field.name} (2025)", FLOOR))
    lines.append(Line("project", "Tên công trình, việc làm của doanh nghiệp", LONG))
    return lines + project_lines("project")


def report_lines(evidence: Label | int | None) -> list[Line]:
    """Return the summary of a report."""
    values: list[object] = [
        WRITTEN,
        None,
        Quantity(Decimal("12.5"), "km"),
        FLOOR,
        "đạt 4/5 tiêu chí",
    ]
    lines = [Line(f"tasks.{n}", TARGETS[n - 1], value) for n, value in enumerate(values, start=1)]
    lines.append(Line("project", PROJECT.name, "under-way"))
    return [*lines, Line("evidence", "", evidence)]


def pledges() -> list[Pledge]:
    """Return what a commune pledged: five targets at six levels each, and a project."""
    found = []
    for number, name in enumerate(TARGETS, start=1):
        for level, said in [*((str(year), "92%") for year in YEARS), (CUTOFF.code, "98,5%")]:
            value = Decimal(said.rstrip("%").replace(",", "."))
            name_of_level = CUTOFF.name if level == CUTOFF.code else level
            found.append(
                Pledge(
                    code=f"tasks.{number}",
                    name=name,
                    level=level,
                    level_name=name_of_level,
                    value=value,
                    measure="%",
                    said=said,
                )
            )
    return found + FULL


WORDS = Pledge(
    code="tasks.5", name=TARGETS[4], level="to_cutoff", level_name=CUTOFF.name, said="đạt chuẩn"
)
MONEY = Pledge(
    code="profit",
    name="Lợi nhuận",
    level="2025",
    level_name="2025",
    value=FLOOR.value,
    measure="đồng",
    said="1.250 triệu đồng",
)


def registration(version: int = 1, *, late: bool = False, most: int = 99) -> Registration:
    """Return a registration as the receipt shows it."""
    return Registration(
        campaign_id=1,
        unit_id=1,
        version=version,
        plan_hash="",
        draft_id=1,
        contact_id=1,
        submitted_at=MOMENT,
        late=late,
        digest="d02104668c55" + "0" * 52,
        pledges=pledges()[-most:],
    )


REPORT = Report(
    campaign_id=1, unit_id=1, registration_id=1, draft_id=2, contact_id=1, submitted_at=MOMENT
)
WAY = [step for rules in [RULES[UnitKind.COMMUNE]] if rules for step in rules.route]
STAGES = [
    Stage(WAY[0], ReviewState.APPROVED, MOMENT),
    Stage(WAY[1], ReviewState.WAITING, term=Term(date(2021, 10, 19), MOMENT.date())),
]
VACANT = [Stage(WAY[0], ReviewState.WAITING, vacant=True), Stage(WAY[1])]
SIGNING = [Stage(GATES[SIGN], ReviewState.WAITING, term=Term(date(2021, 10, 8), MOMENT.date()))]
DRAFTS = [
    Draft(id=1, talk="dangky", owner="unit:1", subject=CODE, opened_at=MOMENT),
    Draft(id=2, talk="baocao", owner="unit:1", subject=CODE, opened_at=MOMENT),
]


def standing(
    name: str, state: str, kind: str = "commune", parent: str = "huyện Gò Quao"
) -> Standing:
    """Return one unit's standing."""
    return Standing(1, "x", name, kind, parent, state, late=False, reported=False)


def many() -> list[Standing]:
    """Return as many units as a province has, in every state and of every kind."""
    states = ("registered", "begun", "not-begun", "no-contact")
    kinds = ("agency", "enterprise", "cooperative", "hospital", "district", "commune", "commune")
    return [standing(f"xã Vĩnh Phước {n}", states[n % 4], kinds[n % 7]) for n in range(240)]


MISSING = [each for each in many() if each.state != "registered"]
ALL_DONE = [standing("xã Định An", "registered")]
COUNTS = {"all": 240, "not-registered": 157, "agency": 40, "hospital": 15, "commune": 144}
SENT_TO = {"audience": "commune", "units": 144, "people": 130, "without_contact": 14}
NOTICE = "\n\n".join(
    ["Mời các đơn vị dự hội nghị trực tuyến sơ kết phong trào lúc 14 giờ ngày 15/10/2021."] * 3
)
VERY_LONG = (
    "Mời các đơn vị dự hội nghị.\n" * 52 + "Trân trọng."
)  # as long as an announcement may be
TOLD = Announcement(
    text=NOTICE,
    audience="commune",
    contact_id=2,
    draft_id=3,
    recipients=130,
    without_contact=14,
    created_at=MOMENT,
)
DOCUMENT = {"file_id": "x", "name": "Giấy mời 15-10.pdf", "as": "document"}
PHOTO = {"file_id": "x", "name": "", "as": "photo"}


def campaign_of(
    registers: bool, registration: Registration | None, report: Report | None
) -> dict[str, Any]:
    """Return a unit's state in a campaign, as /cuatoi tells it."""
    dues = [due(17), due(1350, "dossier"), due(-3, "final-report"), due(None)]
    return {
        "plan": PLAN,
        "rules": RULES[UnitKind.COMMUNE] if registers else None,
        "registers": registers,
        "registration": registration,
        "outdated": registration is not None and registration.version > 1,
        "stages": STAGES if registration else [],
        "pending": None,
        "gates": [],
        "report": report,
        "reported": set(),
        "dues": dues if registers else [],
    }


OTHER = campaign_of(True, None, None) | {
    "plan": PLAN.model_copy(update={"code": "phu-quoc-2021", "number": None})
}


def summary_of(lines: list[Line], page: int = 1) -> dict[str, Any]:
    """Return what a page of a summary is told; the last answer is another person's."""
    authors = {lines[-1].key: "xã Định An (văn phòng)"}
    return {"pages": pages(lines), "page": page, "authors": authors, "count": len(items(lines))}


def thirty_lines() -> list[Line]:
    """Return the summary of a commune that registers thirty targets of long names."""
    lines = []
    for number in range(1, 31):
        name = f"{TARGETS[number % 5]}, tính cả các ấp đảo, ấp ven biển của xã ({number})"
        lines += [
            Line(f"tasks.{number}.name", str(number), name),
            Line(f"tasks.{number}.annual", ANNUAL.name, BY_YEAR),
            Line(f"tasks.{number}.to_cutoff", CUTOFF.name, WRITTEN),
        ]
    return [*lines, Line("tasks.30.more", "", None), Line("project", PROJECT.name, LONG)]


def thirty_pledges() -> list[Pledge]:
    """Return what was pledged for thirty targets."""
    return [
        Pledge(**each.model_dump() | {"code": f"{number}.{each.code}"})
        for number in range(6)
        for each in pledges()
    ]


_CONFIRM = {
    "plan": PLAN,
    "unit": COMMUNE,
    "vouched": VOUCHED[UnitKind.COMMUNE],
    **summary_of(commune_lines()),
}
_COMPANY = {
    "unit": COMPANY,
    "vouched": VOUCHED[UnitKind.ENTERPRISE][-1:],
    **summary_of(company_lines()),
}
_LONGEST = pages(thirty_lines())
_RECEIPT: dict[str, Any] = {"plan": PLAN, "unit": COMMUNE, "repeated": None, "baseless": ()}
_RECEIPT |= {"pages": pledge_pages(pledges())}
_STATUS = {"plan": PLAN, "missing": [], "more": 0, "targets": None}
_NOTED: dict[str, Any] = {"label": "Lợi nhuận (2025)", "value": FLOOR, "replaced": None}
_OVER = {"replaced": "\x1f1100000000 đồng", "author": "phường An Hòa", "moment": MOMENT}

OFFERED: list[tuple[object, Source]] = [
    (LONG, Source("parent", "thành phố Phú Quốc")),
    (FLOOR, Source("own", "58/KH-UBND")),
    (BY_YEAR, Source("parent", "thành phố Phú Quốc")),
    (WRITTEN, Source("plan", "mục II.1, gạch 3")),
    (BELOW, Source("report", "", MOMENT.date())),
]
PARTS = [
    (Part(f.code, f.name, 9), n % 3, 2, f"{f.code}.2020")
    for n, f in enumerate([f for (kind, _), f in FIELDS.items() if kind == "enterprise"])
]
FIELD_OF_LISTS = TRA_VINH.registration[0].fields[0]
SAMPLES: dict[str, list[dict[str, Any]]] = {
    **PLAN_SAMPLES,
    **PEOPLE_SAMPLES,
    **REVIEW_SAMPLES,
    **PROJECT_SAMPLES,
    **UNLOCK_SAMPLES,
    **GATE_SAMPLES,
    **REMINDER_SAMPLES,
    **LADDER_SAMPLES,
    **CALENDAR_SAMPLES,
    **CHART_SAMPLES,
    **RULING_SAMPLES,
    **INQUIRY_SAMPLES,
    **FILE_SAMPLES,
    **SUM_SAMPLES,
    **TRACE_SAMPLES,
    "talk/group": [{}],
    "talk/failed": [{}],
    "talk/old-button": [{}],
    "talk/not-allowed": [{"command": "giahan"}, {"command": "duyet"}],
    "talk/back-words": [{}],
    "unclear/listed": [{"number": "1", "says": "again", "label": "Tiếp tục đăng ký – xã Dương Tơ"}],
    "unclear/no-letters": [{"said": "17"}],
    "talk/not-understood": [{}],
    "talk/which": [
        {
            "command": "tinhhinh",
            "subjects": [Subject(CODE, PLAN.title), Subject("b", "Kế hoạch số 2")],
        }
    ],
    "talk/resumed": [{}],
    "talk/finished": [
        {"talk": talk, "subject": CODE} for talk in ("dangky", "baocao", "thongbao", "duyet")
    ],
    "talk/go-on": [{"what": "Đăng ký thi đua"}],
    "talk/noted": [
        _NOTED,
        _NOTED | _OVER,
        _NOTED | _OVER | {"replaced": "none", "author": ""},
        _NOTED | _OVER | {"replaced": "file:12"},
        _NOTED | {"value": BY_YEAR, "label": TARGETS[0]},
        _NOTED | {"value": None},
        {"label": "", "value": LONG, "replaced": None},
        {"label": "", "value": VERY_LONG, "replaced": None},
        {"label": "", "value": 12, "replaced": None},
        {"label": "", "value": None, "replaced": None},
    ],
    "talk/current": [
        {"value": value}
        for value in (FLOOR, BY_YEAR, None, 12, LONG, "no", "commune", "under-way", QUARTER)
    ],
    "talk/progress": [{"number": 3, "total": 8, "days_left": days} for days in (9, 0, -2, None)],
    "talk/parts": [{"parts": PARTS, "at": at} for at in ("profit.2020", "")],
    "talk/parts-label": [{}],
    "talk/page-before": [{}],
    "talk/page-after": [{}],
    "talk/offer": [
        {"name": name, "value": value, "source": source}
        for value, source in OFFERED[1:]
        for name in ("", TARGETS[0])
    ],
    "talk/offers": [{"offers": OFFERED}],
    "talk/filled": [{"count": 12}],
    "talk/filling-changed": [{}],
    **FILLING_SAMPLES,
    "talk/reading": [{"value": FLOOR}, {"value": DOUBTFUL}],
    "talk/back": [{}],
    "talk/keep": [{}],
    "talk/elsewhere": [{}],
    **CHANNEL_SAMPLES,
    "talk/edited": [{}],
    "talk/not-your-phone": [{}],
    "talk/phone-kept": [{"phone": "+84912345678"}],
    "unclear/choose": [{}],
    "unclear/changed": [{}],
    "unclear/not-a-file": [{}],
    "unclear/no-text": [{}],
    "unclear/too-long": [{"limit": 500, "length": 1612}],
    "unclear/number": [
        {"measure": measure} for measure in ("", "%", "đồng", "người", "đồng/người/tháng")
    ],
    "unclear/measure": [
        {"said": "1.250,5", "plain": True},
        {"said": "1.250 triệu", "plain": False},
    ],
    "unclear/readings": [{"said": "42,950 triệu tấn"}],
    "unclear/far": [{"said": FLOOR, "beside": Quantity(Decimal(900), "đồng")}],
    "unclear/years": [{"count": 3, "years": YEARS}],
    "unclear/file": [{}],
    "unclear/day": [{}],
    "unclear/day-ahead": [{"day": date(2021, 10, 13)}],
    "unclear/day-past": [{"day": date(2021, 10, 11)}],
    **{
        f"menu/{name}": [{}]
        for name in (
            "start",
            "dangky",
            "baocao",
            "cuatoi",
            "dieunao",
            "nhatky",
            "duyet",
            "hoi",
            "tonghop",
            "nguongoc",
            "han",
            "congtrinh",
            "phongtrao",
            "tinhhinh",
            "thongbao",
            "quyen",
            "moi",
            "donvi",
            "huy",
            "trogiup",
        )
    },
    "register/closed": [{"plan": PLAN}, {"plan": PLAN.model_copy(update={"number": None})}],
    "register/none-open": [{}],
    "register/no-rule": [
        {"plan": PLAN, "rules": RULES[UnitKind.SCHOOL]},
        {"plan": PLAN, "rules": None},
    ],
    "register/baseline": [
        {"field": PROFIT, "label": "Lợi nhuận (2020)", "measure": "triệu đồng"},
        {"field": UNHELPED, "label": "Lợi nhuận (2020)", "measure": ""},
    ],
    "register/quantity": [
        {
            "field": field,
            "label": f"{field.name} (2025)",
            "year": year,
            "floor": floor,
            "measure": measure,
        }
        for field in (INCOME, UNHELPED)
        for year, floor, measure in ((2025, FLOOR, "triệu đồng/người/tháng"), (0, None, "%"))
    ],
    "register/below-baseline": [{"field": PROFIT, "floor": FLOOR, "found": BELOW}],
    "register/target-name": [{"field": TASKS, "number": number, "label": ""} for number in (1, 2)],
    "register/target-level": [
        {"field": TASKS, "level": CUTOFF, "name": TARGETS[1], "label": TARGETS[1]}
    ],
    "register/target-years": [
        {"field": TASKS, "level": ANNUAL, "name": TARGETS[1], "label": TARGETS[1], "years": YEARS}
    ],
    "register/more": [{"count": 3, "kind": kind} for kind in ("targets", "projects", "substitute")],
    "register/projects": [
        {"field": FIELD_OF_LISTS},
        {"field": FIELD_OF_LISTS.model_copy(update={"required": False})},
    ],
    "register/task": [{"field": FIELD_OF_LISTS, "number": 2}],
    "register/text": [{"field": PROJECT}, {"field": SKIPPED}],
    "register/required": [
        {"field": field, "way_out": way_out}
        for field, way_out in ((PROJECT, ""), (TASKS, "enough"), (FIELD_OF_LISTS, "substitute"))
    ],
    "register/project": [
        {"field": PROJECT},
        {"field": SKIPPED},
        {"field": FIELDS["district", "project"]},
        {"field": FIELD_OF_LISTS, "number": 1},
    ],
    "register/confirm": [
        _CONFIRM | {"due": due(17)},
        _CONFIRM | {"due": due(0, fixed=True)},
        _CONFIRM | {"due": due(None)},
        _CONFIRM | _COMPANY | {"due": None},
        *(
            _CONFIRM | {"due": due(-3), **summary_of(thirty_lines(), page)}
            for page in range(1, len(_LONGEST) + 1)
        ),
    ],
    "register/receipt": [
        _RECEIPT | {"registration": registration(), "stages": STAGES},
        _RECEIPT | {"registration": registration(2, late=True), "stages": VACANT},
        _RECEIPT | {"registration": registration(), "stages": ()},
        _RECEIPT | {"registration": registration(3), "stages": STAGES, "repeated": registration(2)},
        _RECEIPT
        | {"registration": registration(), "stages": (), "pages": pledge_pages(thirty_pledges())},
        _RECEIPT
        | {"registration": registration(), "stages": STAGES, "baseless": ["Lợi nhuận (2020)"]},
    ],
    "report/nothing-registered": [{}],
    "report/quantity": [
        {"pledges": pledges()[:6], "label": TARGETS[0], "measure": "%"},
        {"pledges": [MONEY], "label": "Lợi nhuận", "measure": "đồng"},
    ],
    "report/words": [{"pledges": [WORDS], "label": WORDS.name}],
    "report/project": [{"pledges": each, "label": PROJECT.name} for each in (FULL, OLD)],
    "report/evidence": [{"label": ""}],
    "report/confirm": [
        _RECEIPT | {**summary_of(report_lines(each)), "period": period}
        for each, period in ((None, None), (12, QUARTERS[0]), (12, QUARTERS[1]))
    ],
    "report/receipt": [
        _RECEIPT | {"report": REPORT, "pages": pages(report_lines(each)), "period": period}
        for each, period in ((None, None), (12, QUARTERS[0]), (12, QUARTERS[1]))
    ],
    "report/period": [
        {"plan": TRA_VINH, "periods": QUARTERS[::-1], "reported": {"2021-Q3", "2021-Q4"}}
    ],
    "mine/registration": [
        {
            "plan": PLAN,
            "unit": COMMUNE,
            "registration": registration(),
            "pledges": pledge_pages(pledges())[0],
            "number": number,
            "count": 3,
            "total": 3,
        }
        for number in (1, 2, 3)
    ],
    "mine/mine": [
        {
            "unit": COMMUNE,
            "drafts": [],
            "campaigns": [campaign_of(True, registration(2, most=2), REPORT)],
        },
        {
            "unit": COMMUNE,
            "drafts": [],
            "campaigns": [campaign_of(True, registration(most=2), None)],
        },
        {"unit": COMMUNE, "drafts": DRAFTS, "campaigns": [campaign_of(True, None, None), OTHER]},
        {"unit": COMMUNE, "drafts": [], "campaigns": [campaign_of(False, None, None)]},
        {"unit": None, "drafts": [], "campaigns": []},
    ],
    "help/help": [
        {"commands": ["start", "dangky", "baocao", "cuatoi", "huy", "trogiup"], "contact": CONTACT},
        {"commands": ["start", "tinhhinh", "thongbao", "huy", "trogiup"], "contact": STAFF},
    ],
    "help/cancelled": [{"drafts": DRAFTS}, {"drafts": []}],
    "status/status": [
        {
            "plan": PLAN,
            "summary": summary(many()),
            "deadline": due(17),
            "missing": MISSING[:15],
            "more": 99,
            "targets": None,
        },
        _STATUS | {"summary": summary(ALL_DONE), "deadline": None},
        _STATUS | {"summary": summary([]), "deadline": due(-40), "targets": TARGETS_OF_PLAN},
    ],
    "status/no-campaign": [{}],
    "announce/text": [{"label": ""}],
    "announce/audience": [{"counts": COUNTS}, {"counts": {"all": 1, "not-registered": 0}}],
    "announce/confirm": [
        SENT_TO | {"text": NOTICE, "file": None},
        SENT_TO | {"text": VERY_LONG, "file": None},
        SENT_TO | {"text": NOTICE, "file": DOCUMENT, "sender": ADMIN},
        SENT_TO | {"text": NOTICE, "file": PHOTO, "people": 0, "sender": STAFF},
    ],
    "announce/announcement": [{"text": NOTICE, "sender": ADMIN}, {"text": NOTICE, "sender": STAFF}],
    "announce/begun": [SENT_TO, SENT_TO | {"people": 0, "without_contact": 0}],
    "announce/progress": [
        {
            "announcement": TOLD,
            "sent": sent,
            "waiting": waiting,
            "unreachable": gone,
            "failed": failed,
            "unsure": failed,
        }
        for sent, waiting, gone, failed in (
            (0, 130, 0, 0),
            (55, 70, 3, 2),
            (128, 0, 2, 0),
            (0, 0, 0, 0),
        )
    ],
    "announce/caption-missing": [{}],
    "plain/numbered": [{"labels": ["Gửi đăng ký", "Sửa: Lợi nhuận (2020)"]}],
    "plain/words": [{"labels": ["Chưa có số gốc", "Câu trước"]}],
    "plain/notice": [{"labels": ["Đăng ký ngay", "Vì sao hôm nay?"]}],
}
