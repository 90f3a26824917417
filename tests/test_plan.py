"""Plan 90/KH-UBND of Kiên Giang, figure by figure."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from models.plan import Plan, UnitKind
from models.plan.file import read_plan
from tests.plan_texts import PLANS, silent, sources, unprinted_figures

FILE = PLANS / "kien-giang-2021-2025.yaml"
EVERY = {kind for kind in UnitKind if kind != "province"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(FILE)


def test_head(plan):
    assert plan.code == "kien-giang-2021-2025"
    assert (plan.number, plan.issued_on) == ("90/KH-UBND", date(2021, 4, 28))
    assert (plan.issuer, plan.level, plan.theme) == ("UBND tỉnh Kiên Giang", "province", None)
    assert plan.title.startswith("Phát động phong trào thi đua")
    assert (plan.period.start, plan.period.end) == (date(2021, 1, 1), date(2025, 7, 31))
    assert plan.scope == "91"
    assert plan.phases == plan.targets == ()
    assert plan.file == "001_7fb08eabb90c7311.txt"


def test_the_period_contains_both_its_ends(plan):
    days = [(2020, 12, 31), (2021, 1, 1), (2025, 7, 31), (2025, 8, 1)]
    assert [plan.period.contains(date(*day)) for day in days] == [False, True, True, False]


MILESTONES = [
    # code, kind, printed date, precision, strict, last day in time, line
    ("registration", "registration", "2021-10-30", "day", True, "2021-10-29", 188),
    ("midterm-review", "review", None, None, False, None, 158),
    ("unit-final-review", "review", None, None, False, None, 160),
    ("cutoff", "cutoff", "2025-06-30", "day", False, "2025-06-30", 129),
    ("dossier", "dossier", "2025-07-10", "day", True, "2025-07-09", 153),
    ("final-report", "report", "2025-07-10", "day", True, "2025-07-09", 194),
    ("congress", "event", "2025-09-30", "quarter", False, "2025-09-30", 162),
]


def test_milestones(plan):
    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    found = [
        (m.code, m.kind, iso(m.date), m.precision, m.strict, iso(m.last_day()), m.source.line)
        for m in plan.milestones
    ]
    assert found == MILESTONES
    assert {m.recurrence for m in plan.milestones} == {None}
    assert [set(m.who) for m in plan.milestones] == [EVERY] * 6 + [{"province"}]
    assert plan.milestone("final-report").email == "hoidongtdtkkiengiang@gmail.com"
    assert [m.code for m in plan.milestones_for("commune")] == [row[0] for row in MILESTONES[:6]]
    with pytest.raises(KeyError):
        plan.milestone("nothing")


BAN = ("UBND tỉnh", "Ban Thi đua - Khen thưởng, Sở Nội vụ", "reviews")
ANNUAL = ("annual", (2021, 2022, 2023, 2024, 2025), None)
CUTOFF = ("to_cutoff", (), date(2025, 6, 30))
TO_2025 = ("to_2025", (), None)
FIRM = {
    "profit",
    "budget",
    "new-jobs",
    "insured-workers",
    "average-income",
    "charity",
}
REGISTRATION = {
    # kind: levels of the unit's own targets, scale of its project (False: no project), route, line
    "agency": ([CUTOFF], None, [BAN], 129),
    "enterprise": ([], None, [BAN], 131),
    "cooperative": ([], None, [("Liên minh Hợp tác xã tỉnh", None, "aggregates"), BAN], 131),
    "hospital": ([ANNUAL, CUTOFF], False, [("Sở Y tế", None, "aggregates"), BAN], 133),
    "district": ([TO_2025, CUTOFF], "district", [BAN], 139),
    "commune": (
        [ANNUAL, CUTOFF],
        None,
        [("UBND huyện, thành phố", "Phòng Nội vụ", "aggregates"), BAN],
        141,
    ),
}


@pytest.mark.parametrize("kind", REGISTRATION)
def test_registration(plan, kind):
    entry = plan.registration_for(kind)
    levels = [(lv.code, lv.years, lv.date) for f in entry.fields for lv in f.levels]
    projects = [field.scale for field in entry.fields if field.kind == "project"]
    route = [(step.to, step.via, step.role) for step in entry.route]
    wanted_levels, scale, wanted_route, line = REGISTRATION[kind]
    assert levels == wanted_levels
    assert projects == ([] if scale is False else [scale])
    assert route == wanted_route
    assert entry.source.line == line
    assert all(field.required and field.source.line == line for field in entry.fields)


@pytest.mark.parametrize("kind", ["enterprise", "cooperative"])
def test_firms_register_six_figures_not_below_2020(plan, kind):
    entry = plan.registration_for(kind)
    figures = [field for field in entry.fields if field.kind == "quantity"]
    assert {field.code for field in figures} == FIRM
    assert len(figures) == len(FIRM)
    for field in figures:
        assert (field.baseline_year, field.at_least_baseline) == (2020, True)
        assert field.years == (2025,)
        assert field.measure is None
        assert field.suggested_measure


def test_each_step_names_the_unit_that_acts(plan):
    units = {kind: [step.unit for step in plan.registration_for(kind).route] for kind in EVERY}
    assert units == {
        "agency": ["so-noi-vu"],
        "enterprise": ["so-noi-vu"],
        "cooperative": ["lien-minh-hop-tac-xa", "so-noi-vu"],
        "school": [],
        "hospital": ["so-y-te", "so-noi-vu"],
        "district": ["so-noi-vu"],
        "commune": ["parent", "so-noi-vu"],
    }


def test_schools_have_criteria_but_no_rule_of_registration(plan):
    school = plan.registration_for("school")
    assert (school.fields, school.route) == ((), ())
    assert school.doubt is not None
    assert [c for c in plan.criteria if c.unit_kind == "school"]
    assert plan.registration_for("province") is None


CRITERIA = {
    "law": 49,
    "agency.party-good": 55,
    "agency.party-excellent": 55,
    "agency.exemplary": 57,
    "agency.exceed": 57,
    "agency.lead": 59,
    "agency.support-good": 59,
    "agency.support-most": 59,
    "agency.project": 61,
    "enterprise.organisation": 65,
    "enterprise.year-2024": 67,
    "enterprise.plan-2025": 67,
    "enterprise.tax": 69,
    "enterprise.insurance": 69,
    "enterprise.safety": 69,
    "enterprise.environment": 69,
    "enterprise.project": 71,
    "cooperative.organisation": 65,
    "cooperative.year-2024": 67,
    "cooperative.plan-2025": 67,
    "cooperative.tax": 69,
    "cooperative.insurance": 69,
    "cooperative.safety": 69,
    "cooperative.environment": 69,
    "cooperative.project": 71,
    "school.party-good": 75,
    "school.party-excellent": 75,
    "school.pupils": 77,
    "school.teachers": 77,
    "hospital.party-good": 81,
    "hospital.party-excellent": 81,
    "hospital.care": 83,
    "hospital.staff": 83,
    "hospital.plan-2025": 83,
    "district.party-good": 87,
    "district.party-excellent": 87,
    "district.exceed": 89,
    "district.lead": 95,
    "district.project": 97,
    "commune.party-good": 101,
    "commune.party-excellent": 101,
    "commune.exceed": 103,
    "commune.project": 105,
    "individual.good": 111,
    "individual.excellent": 111,
}


def test_criteria(plan):
    assert {c.code: c.source.line for c in plan.criteria} == CRITERIA
    for criterion in plan.criteria:
        kind = criterion.code.partition(".")[0]
        assert criterion.unit_kind == (kind if kind in EVERY else None)
    candidates = {c.code: c.candidate for c in plan.criteria if c.unit_kind is None}
    assert candidates == {
        "law": "any",
        "individual.good": "individual",
        "individual.excellent": "individual",
    }


THRESHOLDS = {
    "enterprise.plan-2025": ("gt", "70", "%"),
    "cooperative.plan-2025": ("gt", "70", "%"),
    "hospital.plan-2025": ("ge", "70", "%"),
    "agency.party-excellent": ("ge", "3", "năm"),
    "school.party-excellent": ("ge", "3", "năm"),
    "district.party-excellent": ("ge", "3", "năm"),
    "commune.party-excellent": ("ge", "3", "năm"),
    "individual.excellent": ("ge", "3", "năm"),
}


def test_thresholds(plan):
    found = {
        c.code: (c.threshold.comparator, str(c.threshold.value), c.threshold.measure)
        for c in plan.criteria
        if c.threshold and c.threshold.value is not None
    }
    assert found == THRESHOLDS


def test_years_of_ratings(plan):
    years = {c.code: c.years for c in plan.criteria}
    five = ("2020", "2021", "2022", "2023", "2024")
    assert years["agency.party-good"] == years["individual.good"] == five
    assert years["school.party-good"] == ("2020-2021", "2021-2022", "2022-2023", "2023-2024")
    assert years["school.pupils"] == ("2024-2025",)


def test_alternatives(plan):
    by_code = {c.code: c for c in plan.criteria}
    party, union = by_code["enterprise.organisation"].any_of
    assert [rule.threshold.comparator for rule in party.all_of] == ["ge", "ge"]
    assert (union.condition, union.threshold.value) == (
        "doanh nghiệp chưa có tổ chức đảng",
        Decimal(3),
    )
    assert len(by_code["hospital.party-excellent"].any_of) == 2


def test_gates_quotas_awards_documents_and_the_rest(plan):
    gates = {gate.code: gate.source.line for gate in plan.gates}
    assert gates == {"other-plan": 49, "launched": 123, "reviewed": 123, "rewarded": 123}
    assert [(q.unit_kinds, q.count) for q in plan.quotas] == [
        (("agency", "district"), Decimal(1)),
        (("agency", "district"), Decimal(2)),
    ]
    assert [award.source.line for award in plan.awards] == [115]
    assert [(d.source.line, d.condition is None) for d in plan.documents] == [
        (145, True),
        (146, True),
        (147, True),
        (149, False),
    ]
    assert len(plan.recipients) == 13
    contents = [content.source.line for content in plan.contents]
    assert contents == [15] * 3 + [25] * 12 + [27] * 4 + [29]
    assert {duty.source.line for duty in plan.duties} == {
        *(17, 19, 121, 131, 133, 141, 153, 154, 158, 160, 162, 168, 170, 172),
        *(176, 180, 184, 188, 190, 192, 194, 198, 200, 204, 206, 208, 210),
    }


def test_doubts_are_kept_with_their_lines(plan):
    doubts = plan.all_doubts()
    lines = [doubt.source.line for doubt in doubts]
    assert lines == sorted(lines)
    assert {11, 59, 65, 67, 77, 81, 83, 109, 123, 127, 131, 149, 153, 162, 188, 194} <= set(lines)
    assert any("2.1.6" in doubt.text for doubt in doubts)
    assert any(doubt.likely == "02 người, thay cho 01 người." for doubt in doubts)


def test_json_shape_and_back(plan):
    shown = plan.model_dump(mode="json")
    assert shown["milestones"][0]["date"] == "2021-10-30"
    assert shown["quotas"][1]["count"] == "2"
    assert shown["theme"] is None
    assert shown["period"]["source"] == {
        "file": "001_7fb08eabb90c7311.txt",
        "line": 37,
        "clause": "mục II.3",
    }
    assert Plan.model_validate(shown) == plan
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_a_plan_does_not_change(plan):
    with pytest.raises(ValidationError):
        plan.code = "other"


# A word or figure that stands in each line that the plan cites.
SAID = {
    3: "90 /KH-UBND",
    5: "28 tháng 4 năm 2021",
    9: "lần thứ XI",
    11: "5 năm 2020 - 2025",
    15: "3 khâu đột phá",
    17: "biểu dương khen thưởng",
    19: "triển khai sâu rộng",
    25: "tăng kim ngạch xuất khẩu",
    27: "dân vận khéo",
    29: "đội ngũ cán bộ",
    37: "01 tháng 01 năm 2021",
    49: "180/KH-UBND",
    55: "ít nhất 03 năm",
    57: "đơn vị tiêu biểu",
    59: "30/6/2025",
    61: "công trình",
    65: "liên tục 03 năm",
    67: "trên 70%",
    69: "Không nợ thuế",
    71: "phần việc",
    75: "năm học 2023 - 2024",
    77: "cao nhất",
    81: "vững mạnh tiêu biểu",
    83: "từ 70%",
    87: "2020 đến năm 2024",
    89: "30/6/2025",
    95: "30/6/2025",
    97: "cấp huyện",
    101: "03 năm",
    103: "30/6/2025",
    105: "cấp xã",
    109: "02 cá nhân",
    111: "03 năm",
    115: "Bằng khen",
    121: "hình thức biểu dương",
    123: "không tổng kết",
    127: "Đăng ký thi đua",
    129: "đơn vị trực thuộc",
    131: "Liên minh Hợp tác xã",
    133: "Sở Y tế",
    139: "quy mô cấp huyện",
    141: "Phòng Nội vụ",
    145: "Tờ trình",
    146: "Biên bản",
    147: "Mẫu số 07",
    149: "BHXH, BHYT",
    153: "trước ngày 10/7/2025",
    154: "Văn phòng Tỉnh ủy",
    158: "năm 2024",
    160: "6 tháng đầu năm 2025",
    162: "quý III năm 2025",
    168: "thẩm định thành tích",
    170: "đôn đốc",
    172: "báo cáo tổng kết",
    176: "05-CT/TW",
    180: "rà soát",
    184: "năm 2021",
    186: "tập thể và cá nhân",
    188: "trước ngày 30/10/2021",
    190: "Cổng thông tin",
    192: "sơ, tổng kết",
    194: "hoidongtdtkkiengiang@gmail.com",
    198: "Báo Kiên Giang",
    200: "Cổng thông tin",
    204: "Cụm, Khối",
    206: "cho ý kiến",
    208: "vướng mắc",
    210: "Sở Nội vụ tổng hợp",
    214: "TĐKT Trung ương",
    215: "Ban TĐKT",
    216: "Tỉnh ủy",
    217: "HĐND",
    218: "PCT",
    219: "sở, ban, ngành",
    220: "Cụm, Khối",
    221: "doanh nghiệp",
    222: "6b",
    223: "huyện, thành phố",
    224: "xã, phường",
    225: "LĐVP",
    226: "vttkieu",
}


def test_every_source_names_the_signed_text_and_a_known_line(plan):
    found = sources(plan)
    assert {source.file for source in found} == {plan.file}
    assert {source.line for source in found} == set(SAID)


def test_every_cited_line_says_so(plan):
    assert silent(plan, SAID) == {}


def test_dates_and_figures_of_rules_stand_in_their_lines(plan):
    assert unprinted_figures(plan) == []
