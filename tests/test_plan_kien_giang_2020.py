"""Plan 58/KH-UBND of Kiên Giang, figure by figure."""

from datetime import date

import pytest

from models.plan import Plan, UnitKind
from models.plan.checks import arithmetic
from models.plan.file import read_plan
from tests.plan_texts import (
    PLANS,
    signed_lines,
    silent,
    sources,
    target_row,
    unprinted_figures,
    unprinted_targets,
)

EVERY = {kind for kind in UnitKind if kind != "province"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(PLANS / "kien-giang-2020.yaml")


def test_head(plan):
    assert (plan.code, plan.scope, plan.level) == ("kien-giang-2020", "91", "province")
    assert (plan.number, plan.issued_on) == ("58/KH-UBND", date(2020, 4, 7))
    assert plan.issuer == "UBND tỉnh Kiên Giang"
    assert plan.theme == "Kỷ cương, liêm chính, hành động, trách nhiệm, sáng tạo, hiệu quả"
    assert plan.file == "000_5a6b34f1838dbac2.txt"
    assert plan.phases == ()


def test_the_period_is_the_year(plan):
    period = plan.period
    assert (period.start, period.end) == (date(2020, 1, 1), date(2020, 12, 31))
    assert (period.precision, period.text, period.source.line) == ("year", "năm 2020", 16)
    days = [(2019, 12, 31), (2020, 1, 1), (2020, 12, 31), (2021, 1, 1)]
    assert [period.contains(date(*day)) for day in days] == [False, True, True, False]


UP, DOWN, UNDECIDED = "higher", "lower", None
TARGETS = [
    # code, comparator, change, value, low, high, of, measure, direction, parent, nesting, line
    ("grdp-growth", "eq", "increase", "7.23", "", "", "", "%", UP, "", "", 58),
    ("income-per-head", "eq", "", "2458", "", "", "", "USD", UP, "", "", 58),
    ("agriculture", "eq", "increase", "0.13", "", "", "", "%", UP, "", "", 60),
    ("rice", "eq", "", "4.295", "", "", "", "triệu tấn", UP, "agriculture", "other", 60),
    ("fishery", "eq", "increase", "3.38", "", "", "", "%", UP, "", "", 60),
    ("fishery-output", "eq", "", "", "", "", "", "tấn", UP, "fishery", "other", 60),
    ("farmed-shrimp", "eq", "", "85000", "", "", "", "tấn", UP, "fishery-output", "part", 60),
    ("industry", "eq", "increase", "8.47", "", "", "", "%", UP, "", "", 60),
    ("exports", "eq", "", "780", "", "", "", "triệu USD", UP, "", "", 62),
    ("agricultural-exports", "eq", "", "225", "", "", "", "triệu USD", UP, "exports", "part", 62),
    ("seafood-exports", "eq", "", "145", "", "", "", "triệu USD", UP, "exports", "part", 62),
    ("retail", "eq", "", "121749", "", "", "", "tỷ đồng", UP, "", "", 64),
    ("budget-revenue", "eq", "", "11540", "", "", "", "tỷ đồng", UP, "", "", 66),
    ("budget-spending", "eq", "", "16486", "", "", "", "tỷ đồng", UNDECIDED, "", "", 68),
    (
        *("development-spending", "eq", "", "6108.9", "", "", "", "tỷ đồng", UNDECIDED),
        *("budget-spending", "part", 68),
    ),
    ("development-spending-share", "eq", "", "37.1", "", "", "", "%", UNDECIDED, "", "", 68),
    ("investment", "eq", "", "48000", "", "", "", "tỷ đồng", UP, "", "", 70),
    ("investment-share", "eq", "", "66.89", "", "", "", "%", UP, "", "", 70),
    ("new-countryside-added", "eq", "increase", "15", "", "", "", "xã", UP, "", "", 72),
    ("new-countryside", "eq", "", "79", "", "", "117", "xã", UP, "", "", 72),
    ("rural-roads", "eq", "", "382", "", "", "", "km", UP, "", "", 72),
    ("jobs", "eq", "", "35000", "", "", "", "lượt người", UP, "", "", 76),
    ("trained-labour", "eq", "", "67", "", "", "", "%", UP, "", "", 76),
    ("certified-labour", "eq", "", "50", "", "", "", "%", UP, "trained-labour", "part", 76),
    ("poverty", "eq", "decrease", "1", "", "", "", "%", DOWN, "", "", 78),
    ("health-insurance", "eq", "", "90", "", "", "", "%", UP, "", "", 79),
    ("pupils", "ge", "", "97", "", "", "", "%", UP, "", "", 80),
    ("birth-reduction", "lt", "", "0.19", "", "", "", "%", UNDECIDED, "", "", 81),
    ("malnutrition", "eq", "", "12.5", "", "", "", "%", DOWN, "", "", 81),
    ("urban-water", "eq", "", "88", "", "", "", "%", UP, "", "", 82),
    ("rural-water", "eq", "", "98.9", "", "", "", "%", UP, "", "", 82),
    ("electricity", "eq", "", "99.5", "", "", "", "%", UP, "", "", 83),
    ("traffic-accidents", "lt", "decrease", "", "", "", "3", "tiêu chí", DOWN, "", "", 84),
    ("security", "", "", "", "", "", "", "", None, "", "", 86),
    ("conscription", "eq", "", "100", "", "", "", "%", UP, "", "", 87),
    ("defence-education", "eq", "", "100", "", "", "", "%", UP, "", "", 88),
    ("military-training", "eq", "", "100", "", "", "", "%", UP, "", "", 88),
    ("administrative-reform", "eq", "", "100", "", "", "", "%", UP, "", "", 92),
    ("thrift", "eq", "", "100", "", "", "", "%", UP, "", "", 93),
    ("hygiene", "", "", "", "", "", "", "", None, "", "", 94),
]


def test_targets(plan):
    assert [target_row(target) for target in plan.targets] == TARGETS


KINDS = {
    "share": {
        *("development-spending-share", "investment-share", "trained-labour", "certified-labour"),
        *("poverty", "health-insurance", "pupils", "malnutrition", "urban-water", "rural-water"),
        "electricity",
    },
    "quota": {"conscription", "defence-education", "military-training"},
    "all_units": {"administrative-reform", "thrift"},
    "comparison": {"traffic-accidents"},
    "qualitative": {"security", "hygiene"},
}


def test_kinds_and_groups_of_targets(plan):
    for kind, codes in KINDS.items():
        assert {target.code for target in plan.targets if target.kind == kind} == codes
    counted = [target for target in plan.targets if target.kind == "quantity"]
    assert len(counted) == 40 - sum(map(len, KINDS.values()))
    groups = [target.group for target in plan.targets]
    assert groups == (
        ["Phát triển kinh tế"] * 21
        + ["Văn hóa - xã hội"] * 12
        + ["Quốc phòng - an ninh"] * 4
        + ["Khác"] * 3
    )


def test_what_adds_up_over_the_year(plan):
    basis = {target.code: target.time_basis for target in plan.targets}
    assert {code for code, each in basis.items() if each == "flow"} == {
        *("rice", "fishery-output", "farmed-shrimp", "exports", "agricultural-exports"),
        *("seafood-exports", "retail", "budget-revenue", "budget-spending", "investment"),
        *("development-spending", "new-countryside-added", "rural-roads", "jobs"),
        "traffic-accidents",
    }
    assert [code for code, each in basis.items() if each == "stock"] == ["new-countryside"]
    assert [code for code, each in basis.items() if each is None] == ["security", "hygiene"]
    for target in plan.targets:
        rated = target.measure in ("%", "USD")
        assert rated == (target.time_basis == "rate"), target.code


def test_what_is_compared_and_computed(plan):
    baselines = {target.code: target.baseline for target in plan.targets if target.baseline}
    assert baselines == {"grdp-growth": "năm 2019", "traffic-accidents": "cùng kỳ năm 2019"}
    computed = {each.code: each.computed_from for each in plan.targets if each.computed_from}
    assert computed == {"development-spending-share": ("development-spending", "budget-spending")}
    wholes = {target.code: target.share_of for target in plan.targets if target.share_of}
    assert wholes == {
        "development-spending-share": "tổng chi ngân sách",
        "investment-share": "GRDP",
        "trained-labour": "lao động",
        "certified-labour": "lao động",
        "poverty": "hộ",
        "health-insurance": "dân số",
        "pupils": "học sinh từ 6 - 14 tuổi",
        "malnutrition": "trẻ em dưới 5 tuổi",
        "urban-water": "dân số đô thị",
        "rural-water": "dân số nông thôn",
        "electricity": "hộ",
        "conscription": "chỉ tiêu được giao",
        "defence-education": "chỉ tiêu trên giao",
        "administrative-reform": "cơ quan hành chính nhà nước trong tỉnh",
        "thrift": "cơ quan hành chính các cấp và đơn vị sự nghiệp công lập",
    }
    plain = ("base_value", "exclusion", "judge")
    assert {getattr(target, key) for target in plan.targets for key in plain} == {None}
    assert {target.members for target in plan.targets} == {()}


def test_the_malformed_figure_waits_for_a_person(plan):
    target = plan.target("fishery-output")
    assert target.value is None
    assert "7550.000 tấn" in target.doubt.text
    assert [str(figure) for figure in target.doubt.readings] == ["755000", "750000"]
    assert "7550.000 tấn" in signed_lines(plan)[target.source.line - 1]
    assert [each.code for each in plan.targets if each.doubt and each.doubt.readings] == [
        "fishery-output"
    ]


def test_whatever_is_undecided_says_why(plan):
    open_ones = [
        target
        for target in plan.targets
        if target.direction is None and target.kind != "qualitative"
    ]
    assert len(open_ones) == 4
    assert all(target.doubt for target in open_ones)


def test_the_figures_agree(plan):
    """The parts of exports cover 370 of 780; 6.108,9 of 16.486 rounds to the printed 37,1%."""
    assert arithmetic(plan) == []
    figures = {target.code: target.value for target in plan.targets}
    assert figures["agricultural-exports"] + figures["seafood-exports"] == 370
    share = figures["development-spending"] / figures["budget-spending"] * 100
    assert [str(round(share, places)) for places in (2, 1)] == ["37.06", "37.1"]


BY_24 = "Quyết định số 24/2018/QĐ-UBND ngày 28/12/2018 của UBND tỉnh"
BY_809 = "Quyết định số 809/QĐ-UBND ngày 04/4/2019 của Chủ tịch UBND tỉnh"
MILESTONES = [
    ("registration", "registration", EVERY, BY_24, 122),
    ("group-registration", "registration", {"group"}, BY_809, 122),
    ("dossier", "dossier", EVERY, BY_24, 122),
    ("group-dossier", "dossier", {"group"}, BY_809, 122),
    ("launch", "launch", EVERY, None, 141),
    ("group-launch", "launch", {"group"}, None, 141),
    ("group-pact", "pact", {"group"}, None, 141),
    ("midterm-review", "review", EVERY, None, 143),
    ("final-review", "review", EVERY, None, 143),
]


def test_milestones_have_no_date_until_someone_sets_one(plan):
    found = [(m.code, m.kind, set(m.who), m.set_by, m.source.line) for m in plan.milestones]
    assert found == MILESTONES
    never = ("date", "precision", "recurrence", "to", "email")
    assert {getattr(m, key) for m in plan.milestones for key in never} == {None}
    assert not any(m.strict for m in plan.milestones)


@pytest.mark.parametrize("kind", list(UnitKind))
def test_registration_is_by_reference(plan, kind):
    entry = plan.registration_for(kind)
    assert entry.reference == BY_24
    assert BY_809 in entry.note
    assert (entry.fields, entry.constraints, entry.route) == ((), (), ())
    assert (entry.unit_kind, entry.source.line) == (None, 122)
    assert entry.doubt


def test_awards_criteria_and_the_rest(plan):
    assert [(c.code, c.candidate, c.source.line) for c in plan.criteria] == [
        ("by-law", "any", 98),
        ("group", "collective", 100),
        ("outside.exemplary", "collective", 103),
        ("outside.results", "collective", 104),
    ]
    assert {c.unit_kind for c in plan.criteria} == {None}
    assert [len(c.all_of) for c in plan.criteria] == [0, 0, 2, 0]
    assert plan.criteria[2].condition == plan.criteria[3].condition
    assert plan.gates == plan.quotas == ()
    assert [award.source.line for award in plan.awards] == [110, 112, 116, 118]
    assert [(d.source.line, d.condition is None) for d in plan.documents] == [
        (122, True),
        (122, False),
    ]
    assert [duty.source.line for duty in plan.duties] == [
        *(32, 34, 36, 126, 128, 130, 132, 134, 137, 137, 141, 141, 143, 145, 145, 151)
    ]
    assert [recipient.source.line for recipient in plan.recipients] == list(range(155, 167))
    contents = [content.source.line for content in plan.contents]
    assert contents == [46] + [48] * 16 + [50] * 4 + [52]


def test_doubts_are_kept_with_their_lines(plan):
    lines = [doubt.source.line for doubt in plan.all_doubts()]
    assert lines == [
        *(42, 60, 68, 68, 68, 70, 72, 76, 78, 81, 84, 85, 88, 100, 122, 122),
    ]


def test_json_and_back(plan):
    assert Plan.model_validate(plan.model_dump(mode="json")) == plan


# The clause of each line that the plan cites, and a word or figure that stands in it.
SAID = {
    6: ("số, ký hiệu", "58 /KH-UBND"),
    11: ("địa danh, ngày tháng", "07 tháng 4 năm 2020"),
    15: ("tên kế hoạch", "Phát động phong trào thi đua"),
    16: ("tên kế hoạch", "tỉnh Kiên Giang năm 2020"),
    18: ("đoạn mở đầu", "Kỷ cương, liêm chính, hành động, trách nhiệm, sáng tạo, hiệu quả"),
    32: ("mục I.2, gạch 1", "liên tục, sâu rộng"),
    34: ("mục I.2, gạch 2", "Trung ương 4, khóa XII"),
    36: ("mục I.2, gạch 3", "dân chủ, công khai"),
    42: ("mục II.1", "Điều 2 Quy định"),
    46: ("mục II.2, gạch 1", "chỉ tiêu, nhiệm vụ của từng cơ quan"),
    48: ("mục II.2, gạch 2", "04 phong trào thi đua trọng tâm"),
    50: ("mục II.2, gạch 3", "dân vận khéo"),
    52: ("mục II.2, gạch 4", "hệ thống chính trị và đội ngũ"),
    58: ("mục II.3.1, gạch 1", "so với năm 2019"),
    60: ("mục II.3.1, gạch 2", "tôm nuôi"),
    62: ("mục II.3.1, gạch 3", "Kim ngạch xuất khẩu"),
    64: ("mục II.3.1, gạch 4", "Tổng mức bán lẻ"),
    66: ("mục II.3.1, gạch 5", "Tổng thu ngân sách trên địa bàn"),
    68: ("mục II.3.1, gạch 6", "chiếm 37,1% tổng chi ngân sách"),
    70: ("mục II.3.1, gạch 7", "chiếm 66,89% GRDP"),
    72: ("mục II.3.1, gạch 8", "Tỷ lệ giao thông nông thôn đường áp - liên áp"),
    76: ("mục II.3.2, gạch 1", "trong đó tỷ lệ lao động qua đào tạo nghề"),
    78: ("mục II.3.2, gạch 2", "hộ nghèo giảm 1%"),
    79: ("mục II.3.2, gạch 3", "dân số tham gia bảo hiểm y tế"),
    80: ("mục II.3.2, gạch 4", "97% trở lên"),
    81: ("mục II.3.2, gạch 5", "giảm sinh dưới 0,19%"),
    82: ("mục II.3.2, gạch 6", "dân số đô thị"),
    83: ("mục II.3.2, gạch 7", "hộ sử dụng điện lưới quốc gia"),
    84: ("mục II.3.2, gạch 8", "giảm hơn so với cùng kỳ năm 2019"),
    85: ("mục II.3, chỉ tiêu quốc phòng - an ninh", "Chỉ tiêu về đảm bảo quốc phòng"),
    86: ("mục II.3, chỉ tiêu quốc phòng - an ninh, gạch 1", "an ninh chính trị"),
    87: ("mục II.3, chỉ tiêu quốc phòng - an ninh, gạch 2", "100% chỉ tiêu được giao"),
    88: ("mục II.3, chỉ tiêu quốc phòng - an ninh, gạch 3", "100% chỉ tiêu trên giao"),
    92: ("mục II.3, chỉ tiêu khác, gạch 1", "cải cách hành chính năm 2020"),
    93: ("mục II.3, chỉ tiêu khác, gạch 2", "chống tham nhũng"),
    94: ("mục II.3, chỉ tiêu khác, gạch 3", "vệ sinh, môi trường"),
    98: ("mục II.4, gạch 1", "cá nhân và hộ gia đình"),
    100: ("mục II.4, gạch 2", "và chia của cụm, khối"),
    103: ("mục II.4, gạch 3, dấu cộng 1", "nội bộ đoàn kết"),
    104: ("mục II.4, gạch 3, dấu cộng 2", "thành tích xuất sắc tiêu biểu"),
    110: ("mục II.5.1, gạch 1", "tập thể và cá nhân"),
    112: ("mục II.5.1, gạch 2", "Hình thức khen thưởng"),
    116: ("mục II.5.2, gạch 1", "Luật Thi đua, khen thưởng"),
    118: ("mục II.5.2, gạch 2", "Mức tiền thưởng"),
    122: ("mục II.6", "Đăng ký thi đua, hồ sơ và thời gian"),
    126: ("mục III.1", "Quyết định số 809/QĐ-UBND"),
    128: ("mục III.1", "giao ước thi đua"),
    130: ("mục III.2", "34-CT/TW"),
    132: ("mục III.3", "4 khâu"),
    134: ("mục III.4", "kiểm tra, đôn đốc"),
    137: ("mục III.5", "biên giới, hải đảo"),
    141: ("mục IV.1", "Cụm trưởng, Khối trưởng"),
    143: ("mục IV.2", "sơ, tổng kết"),
    145: ("mục IV.3", "Giao Sở Nội vụ"),
    151: ("đoạn kết", "Giám đốc các sở"),
    155: ("Nơi nhận, gạch 1", "TĐKT Trung ương"),
    156: ("Nơi nhận, gạch 2", "TP. HCM"),
    157: ("Nơi nhận, gạch 3", "Tỉnh ủy"),
    158: ("Nơi nhận, gạch 4", "HĐND tỉnh"),
    159: ("Nơi nhận, gạch 5", "các PCT"),
    160: ("Nơi nhận, gạch 6", "Thành viên"),
    161: ("Nơi nhận, gạch 7", "sở, ban, ngành"),
    162: ("Nơi nhận, gạch 8", "Doanh nghiệp"),
    163: ("Nơi nhận, gạch 9", "6b"),
    164: ("Nơi nhận, gạch 10", "huyện, thành phố"),
    165: ("Nơi nhận, gạch 11", "CVNC"),
    166: ("Nơi nhận, gạch 12", "vttkieu"),
}


def test_every_source_names_the_signed_text_and_a_known_clause(plan):
    found = sources(plan)
    assert {source.file for source in found} == {plan.file}
    cited = {(source.line, source.clause) for source in found}
    assert cited == {(line, clause) for line, (clause, _) in SAID.items()}


def test_every_cited_line_says_so(plan):
    assert silent(plan, {line: word for line, (_, word) in SAID.items()}) == {}


def test_every_figure_stands_in_its_line(plan):
    assert unprinted_figures(plan) == []
    assert unprinted_targets(plan) == []
