"""Plan 68/KH-UBND of Trà Vinh, figure by figure."""

from datetime import date
from decimal import Decimal

import pytest

from models.plan import Plan, UnitKind
from models.plan.checks import arithmetic
from models.plan.file import read_plan
from tests.plan_texts import PLANS, signed_lines, silent, sources, unprinted_figures

FILE = PLANS / "tra-vinh-30-nam.yaml"
NAMED = ("agency", "district", "enterprise")
BAN = "Sở Nội vụ (Ban Thi đua - Khen thưởng)"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(FILE)


def test_head(plan):
    assert (plan.code, plan.scope, plan.level) == ("tra-vinh-30-nam", "84", "province")
    assert plan.file == "002_25d45dc2f634107f.txt"
    assert (plan.number, plan.issued_on) == ("68/KH-UBND", date(2021, 8, 6))
    assert (plan.issuer, plan.theme) == ("UBND tỉnh Trà Vinh", None)
    assert plan.title.endswith("kỷ niệm 30 năm tái lập tỉnh Trà Vinh (5/1992 - 5/2022)")
    heading = plan.heading
    assert heading.number
    assert heading.issued_on
    lines = [heading.title, heading.number, heading.issuer, heading.issued_on]
    assert [source.line for source in lines] == [9, 3, 13, 5]
    assert heading.theme is None


def test_two_phases_fill_the_period_and_are_months(plan):
    period = plan.period
    assert (period.start, period.end) == (date(2021, 8, 1), date(2022, 6, 30))
    assert (period.precision, period.source.line) == ("month", 51)
    assert [(p.code, p.name, p.start, p.end, p.precision, p.source.line) for p in plan.phases] == [
        ("dot-1", "Đợt 01", date(2021, 8, 1), date(2021, 12, 31), "month", 53),
        ("dot-2", "Đợt 02", date(2022, 1, 1), date(2022, 6, 30), "month", 55),
    ]
    for day in (date(2021, 8, 1), date(2021, 12, 31), date(2022, 1, 1), date(2022, 6, 30)):
        assert [phase.contains(day) for phase in plan.phases].count(True) == 1
    assert not plan.period.contains(date(2021, 7, 31))
    assert not plan.period.contains(date(2022, 7, 1))


def test_the_one_target_is_for_each_unit(plan):
    (target,) = plan.targets
    assert (target.code, target.kind, target.comparator) == ("projects", "quantity", "ge")
    assert (target.value, target.low, target.high, target.change) == (Decimal(1), None, None, None)
    assert (target.measure, target.source.line) == ("công trình, dự án hoặc việc làm", 25)
    assert (target.direction, target.time_basis) == ("higher", "flow")
    assert target.doubt
    assert arithmetic(plan) == []
    assert "ít nhất 01 công trình, dự án" in signed_lines(plan)[24]


MILESTONES = [
    # code, kind, date, precision, recurrence, set by, who, line
    ("launch", "launch", None, None, None, None, NAMED, 73),
    ("registration", "registration", None, None, None, BAN, NAMED, 75),
    ("quarterly-report", "report", None, None, "quarterly", BAN, NAMED, 73),
    ("phase-1-review", "review", None, None, None, None, ("agency", "district"), 79),
    ("final-review", "review", None, None, None, None, ("agency", "district"), 79),
    ("phase-1-report", "report", None, None, None, BAN, NAMED, 83),
    ("final-report", "report", None, None, None, BAN, NAMED, 83),
    (
        *("provincial-summary", "event", date(2022, 7, 31), "month", None, None),
        *(("province", "council"), 65),
    ),
]


def test_milestones(plan):
    assert [
        (m.code, m.kind, m.date, m.precision, m.recurrence, m.set_by, m.who, m.source.line)
        for m in plan.milestones
    ] == MILESTONES
    assert not any(m.strict or m.email for m in plan.milestones)
    to = {m.code: m.to for m in plan.milestones if m.to}
    assert to == dict.fromkeys(["registration", "quarterly-report"], f"UBND tỉnh qua {BAN}")
    assert all(m.doubt for m in plan.milestones if m.date is None)


@pytest.mark.parametrize("kind", NAMED)
def test_registration(plan, kind):
    entry = plan.registration_for(kind)
    assert entry.source.line == 75
    (field,) = entry.fields
    assert (field.code, field.kind, field.at_least) == ("projects", "projects", Decimal(1))
    assert field.required
    assert field.substitute == (
        "nhiệm vụ chính trị năm 2021 và nhiệm vụ trọng tâm đến cuối tháng 6/2022"
    )
    assert field.source.line == 25
    assert [(rule.code, rule.source.line) for rule in entry.constraints] == [
        ("effect", 25),
        ("substitute", 27),
        ("movement", 75),
    ]
    assert [(step.to, step.via, step.unit, step.role) for step in entry.route] == [
        ("UBND tỉnh", "Ban Thi đua - Khen thưởng, Sở Nội vụ", "tv-so-noi-vu", "reviews")
    ]


def test_only_the_kinds_named_register(plan):
    assert {entry.unit_kind for entry in plan.registration} == set(NAMED)
    others = set(UnitKind) - set(NAMED)
    assert [plan.registration_for(kind) for kind in others] == [None] * len(others)
    # Firms are named beside "cơ quan, đơn vị", and localities are not offered the substitute.
    assert plan.registration_for("enterprise").doubt
    assert plan.registration_for("district").fields[0].doubt
    assert plan.registration_for("agency").doubt is None


def test_awards_criteria_and_documents(plan):
    assert [(award.name[:9], award.source.line) for award in plan.awards] == [
        ("Bằng khen", 63),
        ("Giấy khen", 67),
    ]
    assert [(rule.code, rule.source.line, bool(rule.condition)) for rule in plan.criteria] == [
        ("eligible", 59, False),
        ("merit.activity", 63, True),
        ("merit.outstanding", 63, True),
        ("certificate.typical", 67, True),
    ]
    assert {(rule.candidate, rule.unit_kind, rule.threshold) for rule in plan.criteria} == {
        ("any", None, None)
    }
    assert plan.gates == plan.quotas == ()
    assert [(paper.source.line, paper.condition) for paper in plan.documents] == [(69, None)]
    assert "11/2019/QĐ-UBND" in plan.documents[0].name


def test_contents_duties_and_recipients(plan):
    contents = [content.source.line for content in plan.contents]
    assert contents == [21, 33, 33, 33, 37, 39, 41, 43, 45, 47, 49]
    duties = [duty.source.line for duty in plan.duties]
    assert duties == [
        *(23, 23, 35, 65, 67, 73, 73, 73, 75, 77),
        *(79, 79, 79, 81, 83, 83, 83, 85, 87, 87, 87),
    ]
    assert [each.source.line for each in plan.recipients] == list(range(91, 103))


def test_doubts_are_kept_with_their_lines(plan):
    doubts = plan.all_doubts()
    lines = [doubt.source.line for doubt in doubts]
    assert lines == [
        11,
        25,
        25,
        33,
        59,
        63,
        69,
        *[73] * 2,
        *[75] * 4,
        77,
        *[79] * 3,
        81,
        83,
        83,
        94,
    ]
    (misprint,) = [doubt for doubt in doubts if doubt.source.line == 81]
    assert "UBNDTTQ" in misprint.text
    assert misprint.likely
    assert misprint.likely.startswith("UBMTTQ")


def test_json_and_back(plan):
    assert Plan.model_validate(plan.model_dump(mode="json")) == plan
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


# A word or figure that stands in each line that the plan cites.
SAID = {
    3: "**68** /KH-UBND",
    5: "ngày **06** tháng **8** năm 2021",
    9: "kỷ niệm 30 năm tái lập tỉnh Trà Vinh (5/1992 - 5/2022)",
    11: "năm đánh dấu 30 năm tái lập",
    13: "UBND tỉnh xây dựng kế hoạch",
    21: "lần thứ XI, Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII",
    23: "có mục tiêu, chỉ tiêu, thời gian cụ thể; kịp thời biểu dương",
    25: "đăng ký thực hiện hoàn thành ít nhất 01 công trình, dự án trọng điểm",
    27: "nhiệm vụ trọng tâm đến cuối tháng 6 năm 2022",
    33: "15/2020/NQ-HĐND ngày 09/12/2020",
    35: "tập trung chỉ đạo vận động",
    37: "nông, lâm nghiệp và xây dựng nông thôn mới",
    39: "thu hút đầu tư",
    41: "văn hóa nơi công sở",
    43: "quốc phòng toàn dân",
    45: "xây dựng Đảng",
    47: "mục tiêu kép",
    49: "lao động sáng tạo",
    51: "2. Thời gian tổ chức đợt thi đua",
    53: "Từ tháng 8/2021 đến cuối tháng 12/2021",
    55: "Từ tháng 01/2022 đến cuối tháng 6/2022",
    59: "doanh nghiệp thuộc khối thi đua của tỉnh",
    63: "hoạt động sáng tạo, hiệu quả",
    65: "tổng kết vào tháng 7/2022",
    67: "Giấy khen",
    69: "11/2019/QĐ-UBND ngày 18/7/2019",
    73: "định kỳ hằng quý báo cáo UBND tỉnh",
    75: "đăng ký thực hiện các công trình, dự án, phong trào thi đua",
    77: "lượng hóa chấm điểm",
    79: "sơ kết 06 tháng đầu năm 2022",
    81: "UBNDTTQ",
    83: "thời gian đăng ký công trình, dự án, đăng ký phong trào thi đua",
    85: "Báo Trà Vinh",
    87: "khó khăn, vướng mắc",
    91: "Ban TĐ-KT TW (CQ Đại diện phía Nam)",
    92: "TT TU, TT HĐND tỉnh",
    93: "CT các PCT UBND tỉnh",
    94: "Các sở, ban, ngành tỉnh (03 hệ)",
    95: "UBND các huyện, TX, TP",
    96: "Các Hội đặc thù",
    97: "Các CQ TW đóng trên địa bàn tỉnh",
    98: "DN là Thành viên Khối thi đua tỉnh",
    99: "Ban LĐVP",
    100: "Ban TĐKT tỉnh (Sở Nội vụ)",
    101: "Các Phòng, Ban, TT thuộc VP UBND",
    102: "Lưu: VT, THNV",
}


def test_every_source_names_the_signed_text_and_a_known_line(plan):
    found = sources(plan)
    assert {source.file for source in found} == {plan.file}
    assert {source.line for source in found} == set(SAID)


def test_every_cited_line_says_so(plan):
    assert silent(plan, SAID) == {}


def test_dates_and_figures_of_rules_stand_in_their_lines(plan):
    assert unprinted_figures(plan) == []


def test_dates_of_phases_stand_in_their_lines(plan):
    lines = signed_lines(plan)
    for phase in plan.phases:
        assert phase.text in lines[phase.source.line - 1].replace("Từ", "từ")
    for recipient in plan.recipients:
        assert recipient.name in lines[recipient.source.line - 1]
