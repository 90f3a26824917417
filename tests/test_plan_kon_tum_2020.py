"""The appeal of Kon Tum for 2020, figure by figure."""

from datetime import date
from decimal import Decimal

import pytest

from models.plan import Plan, UnitKind
from models.plan.checks import arithmetic
from models.plan.file import read_plan
from tests.plan_texts import (
    PLANS,
    signed_lines,
    silent,
    sources,
    unprinted_figures,
    unprinted_targets,
)

FILE = PLANS / "kon-tum-2020.yaml"
NAMED = ("agency", "district", "enterprise")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(FILE)


def test_head(plan):
    assert (plan.code, plan.scope, plan.level) == ("kon-tum-2020", "62", "province")
    assert plan.file == "004_dba48faaf86a7ebc.txt"
    assert plan.issuer == "UBND tỉnh Kon Tum"
    assert plan.title.startswith("Phát động phong trào thi đua thực hiện nhiệm vụ")
    assert plan.theme == "Đoàn kết, sáng tạo, thi đua xây dựng và bảo vệ Tổ quốc"
    heading = plan.heading
    assert [heading.title.line, heading.issuer.line, heading.theme.line] == [5, 9, 9]


def test_number_and_date_are_not_printed(plan):
    assert plan.number is plan.issued_on is plan.heading.number is plan.heading.issued_on is None
    assert any("số, ký hiệu và ngày ký" in doubt.text for doubt in plan.doubts)


def test_the_period_is_a_year(plan):
    period = plan.period
    assert (period.start, period.end) == (date(2020, 1, 1), date(2020, 12, 31))
    assert (period.precision, period.text, period.source.line) == ("year", "năm 2020", 9)
    assert plan.phases == ()


TARGETS = """
    code               comparator change    figures  measure     direction basis line
    grdp-growth        gt         increase  12       %           higher    rate  19
    share-agriculture  range      -         24-25    %           inside    rate  20
    share-industry     range      -         28-29    %           inside    rate  20
    share-services     range      -         39-40    %           inside    rate  20
    income-per-head    gt         -         45       triệu_đồng  higher    rate  21
    budget-revenue     eq         -         3505     tỷ_đồng     higher    flow  22
    exports            eq         -         150      triệu_USD   higher    flow  23
    population         about      -         555      nghìn_người none      stock 24
    trained-labour     eq         -         52       %           higher    rate  25
    poverty            range      decrease  3-4      %           lower     rate  26
    hospital-beds      eq         -         37.9     giường      higher    rate  27
    health-insurance   gt         -         90.35    %           higher    rate  29
    forest-cover       eq         -         62.85    %           higher    rate  30
    industrial-parks   eq         -         100      %           higher    rate  31
    new-rural-communes eq         increase  3        xã          higher    flow  32
"""


def test_targets(plan):
    wanted = [line.replace("_", " ") for line in TARGETS.split("\n")[2:-1]]
    found = [
        (
            f"    {t.code:<18} {t.comparator:<10} {t.change or '-':<9} "
            f"{t.value if t.low is None else f'{t.low}-{t.high}':<8} {t.measure:<11} "
            f"{t.direction:<9} {t.time_basis:<5} {t.source.line}"
        )
        for t in plan.targets
    ]
    assert found == wanted
    assert len(found) == 15


def test_a_target_has_one_figure_or_two_ends(plan):
    for target in plan.targets:
        ranged = target.comparator == "range"
        assert (target.value is None) == ranged
        assert (target.low is None, target.high is None) == (not ranged, not ranged)
        assert (target.of, target.base_value, target.parent, target.nesting) == (None,) * 4
        assert (target.computed_from, target.members, target.exclusion) == ((), (), None)
    assert {t.code: t.baseline for t in plan.targets if t.baseline} == {"poverty": "cuối năm 2019"}


def test_kinds_and_wholes(plan):
    kinds = {t.code: (t.kind, t.share_of) for t in plan.targets if t.kind != "quantity"}
    assert kinds == {
        "share-agriculture": ("share", "GRDP"),
        "share-industry": ("share", "GRDP"),
        "share-services": ("share", "GRDP"),
        "trained-labour": ("share", "lao động"),
        "health-insurance": ("share", None),
        "forest-cover": ("share", None),
        "industrial-parks": ("all_units", "khu công nghiệp đang hoạt động"),
    }
    assert plan.target("hospital-beds").share_of == "01 vạn dân"


def test_the_three_shares_need_not_be_a_hundred(plan):
    shares = [target for target in plan.targets if target.group == "Cơ cấu kinh tế"]
    assert (sum(t.low for t in shares), sum(t.high for t in shares)) == (Decimal(91), Decimal(94))
    assert shares[0].doubt
    assert "từ 91% đến 94%" in shares[0].doubt.text
    assert arithmetic(plan) == []


def test_growth_is_stated_twice_and_is_one_target(plan):
    doubt = plan.target("grdp-growth").doubt
    assert doubt
    assert "dòng 13" in doubt.text
    assert "tốc độ tăng trưởng kinh tế trên 12%" in signed_lines(plan)[12]


def test_milestones_have_no_date(plan):
    assert [
        (m.code, m.kind, m.recurrence, m.set_by, m.who, m.source.line) for m in plan.milestones
    ] == [
        ("launch", "launch", None, None, NAMED, 68),
        ("honour-conferences", "event", None, "UBND tỉnh", NAMED, 56),
        ("council-report", "report", "periodic", None, ("council",), 62),
    ]
    for milestone in plan.milestones:
        assert (milestone.date, milestone.precision, milestone.strict) == (None, None, False)
        assert (milestone.to, milestone.email) == (None, None)
        assert milestone.doubt


def test_nothing_is_registered_and_no_award_is_named(plan):
    assert plan.registration == plan.awards == plan.documents == plan.gates == plan.quotas == ()
    assert [plan.registration_for(kind) for kind in UnitKind] == [None] * len(UnitKind)
    assert [(c.code, c.candidate, c.unit_kind, c.source.line) for c in plan.criteria] == [
        ("outstanding", "any", None, 52),
        ("exemplary", "any", None, 52),
        ("spreading", "any", None, 52),
    ]


def test_contents_duties_and_recipients(plan):
    contents = [content.source.line for content in plan.contents]
    assert contents == [36, 37, 38, 42, *[44] * 5, 46, 46, 48, *[50] * 3, *[52] * 3]
    duties = [duty.source.line for duty in plan.duties]
    assert duties == [48, 48, 56, 56, 56, 58, 58, 60, 62, 62, 64, 64, 64, 66, 68, 68]
    assert [each.source.line for each in plan.recipients] == list(range(72, 84))


def test_doubts_are_kept_with_their_lines(plan):
    lines = [doubt.source.line for doubt in plan.all_doubts()]
    assert lines == [
        *(5, 19, 20, 24, 26, 29, 30, 32, 48, 50, 52, 54),
        *(56, 56, 60, 62, 64, 66, 68, 79, 82),
    ]
    (ten,) = [content for content in plan.contents if content.source.line == 48]
    assert "42/2019/NQ-HĐND" in ten.name
    assert ten.doubt


def test_json_and_back(plan):
    assert Plan.model_validate(plan.model_dump(mode="json")) == plan
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


# A word or figure that stands in each line that the plan cites.
SAID = {
    5: "xây dựng hệ thống chính trị của tỉnh năm 2020",
    9: "phát động phong trào thi đua yêu nước năm 2020 với chủ đề",
    19: "đạt trên 12%",
    20: "24-25%, khu vực Công nghiệp và Xây dựng: 28-29%, khu vực Dịch vụ: 39-40%",
    21: "trên 45 triệu đồng",
    22: "đạt 3.505 tỷ đồng",
    23: "đạt 150 triệu USD",
    24: "khoảng 555 nghìn người",
    25: "đạt 52%",
    26: "cuối năm 2020 giảm từ 3-4% so với cuối năm 2019",
    27: "trên 01 vạn dân đạt 37,9 giường",
    29: "đạt trên 90,35%",
    30: "độ che phủ rừng 62,85%",
    31: "khu công nghiệp đang hoạt động",
    32: "đến cuối năm 2020 có thêm 03 xã đạt chuẩn nông thôn mới",
    36: "du lịch cộng đồng",
    37: "Sâm Ngọc Linh",
    38: "hỗ trợ khởi nghiệp",
    42: "34-CT/TW",
    44: "văn hóa công sở",
    46: "phòng, chống tham nhũng",
    48: "10 nhiệm vụ trọng tâm theo Nghị quyết số 42/2019/NQ-HĐND",
    50: "lần thứ VIII (2020-2025)",
    52: "nêu gương, giáo dục và có sức lan tỏa trong cơ quan, đơn vị, địa phương",
    54: "TỔ CHỨC THỰC HIỆN",
    56: "tuyên dương điển hình tiên tiến các cấp tiến tới Đại hội",
    58: "Ủy ban Mặt trận Tổ quốc Việt Nam các cấp",
    60: "Sở Văn hóa và Thể thao và Du lịch",
    62: "Định kỳ tổng hợp và báo cáo",
    64: "giao ước thi đua",
    66: "báo cáo về Ủy ban nhân dân tỉnh",
    68: "ngay từ những tháng đầu năm",
    72: "Ban TĐKT TW (b/c)",
    73: "TT Tỉnh uỷ, TT HĐND tỉnh (b/c)",
    74: "Chủ tịch, các PCT UBND tỉnh",
    75: "Ủy ban Mặt trận TQVN tỉnh",
    76: "Các sở, ban ngành, đoàn thể của tỉnh",
    77: "UBND các huyện, thành phố",
    78: "Trưởng các Cụm, khối thi đua của tỉnh",
    79: "Các doanh nghiệp NN của tỉnh",
    80: "Ban TĐKT, Sở Nội vụ",
    81: "VP UBND tỉnh",
    82: "Công thông tin điện tử tỉnh",
    83: "Lưu: VT - KTTH8",
}


def test_every_source_names_the_signed_text_and_a_known_line(plan):
    found = sources(plan)
    assert {source.file for source in found} == {plan.file}
    assert {source.line for source in found} == set(SAID)


def test_every_cited_line_says_so(plan):
    assert silent(plan, SAID) == {}


def test_dates_and_figures_of_rules_stand_in_their_lines(plan):
    assert unprinted_figures(plan) == []


def test_figures_of_targets_stand_in_their_lines(plan):
    assert unprinted_targets(plan) == []
    lines = signed_lines(plan)
    ranges = [
        (t.name.lower(), f"{t.low}-{t.high}{t.measure}", lines[t.source.line - 1].lower())
        for t in plan.targets
        if t.comparator == "range"
    ]
    assert [name for name, figures, line in ranges if f"{name}: {figures}" in line] == [
        "khu vực nông, lâm nghiệp và thủy sản",
        "khu vực công nghiệp và xây dựng",
        "khu vực dịch vụ",
    ]
    assert [name for name, figures, line in ranges if f"{name} giảm từ {figures}" in line] == [
        "tỷ lệ hộ nghèo cuối năm 2020"
    ]
