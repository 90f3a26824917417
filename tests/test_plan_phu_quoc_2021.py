"""The plan of the city of Phú Quốc for 2021, figure by figure."""

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

EVERY = {kind for kind in UnitKind if kind not in ("province", "district")}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(PLANS / "phu-quoc-2021.yaml")


def test_head(plan):
    assert (plan.code, plan.scope, plan.level) == ("phu-quoc-2021", "911", "district")
    assert (plan.number, plan.issued_on, plan.theme) == (None, None, None)
    assert (plan.heading.number, plan.heading.issued_on, plan.heading.theme) == (None, None, None)
    assert plan.issuer == "UBND thành phố Phú Quốc"
    assert plan.title.endswith("kinh tế - xã hội thành phố Phú Quốc năm 2021")
    assert plan.file == "003_f551e7e76508aef6.txt"
    assert plan.phases == ()


def test_the_period_is_the_year(plan):
    period = plan.period
    assert (period.start, period.end) == (date(2021, 1, 1), date(2021, 12, 31))
    assert (period.precision, period.text, period.source.line) == ("year", "năm 2021", 5)


UP, DOWN, UNDECIDED = "higher", "lower", None
TY = "tỷ đồng"
FARMING, BUILDING = "agriculture-forestry-fishery", "industry-construction"
TARGETS = [
    # code, comparator, change, value, low, high, of, measure, direction, parent, nesting, line
    (FARMING, "eq", "", "4549", "", "", "", TY, UP, "", "", 49),
    (f"{FARMING}-growth", "eq", "increase", "3.32", "", "", "", "%", UP, FARMING, "other", 49),
    (BUILDING, "eq", "", "", "", "", "", TY, UP, "", "", 49),
    (f"{BUILDING}-growth", "eq", "increase", "9.76", "", "", "", "%", UP, BUILDING, "other", 49),
    ("agriculture", "eq", "", "155", "", "", "", TY, UP, FARMING, "full", 49),
    ("forestry", "eq", "", "46", "", "", "", TY, UP, FARMING, "full", 49),
    ("fishery", "eq", "", "4348", "", "", "", TY, UP, FARMING, "full", 49),
    ("industry", "eq", "", "5340", "", "", "", TY, UP, BUILDING, "full", 49),
    ("construction", "eq", "", "11383", "", "", "", TY, UP, BUILDING, "full", 49),
    ("fish-sauce", "eq", "", "12", "", "", "", "triệu lít", UP, "", "", 51),
    ("pepper", "eq", "", "500", "", "", "", "tấn", UP, "", "", 53),
    ("lodging-catering", "eq", "", "11970", "", "", "", TY, UP, "", "", 55),
    (
        *("lodging-catering-growth", "eq", "increase", "19.82", "", "", "", "%", UP),
        *("lodging-catering", "other", 55),
    ),
    ("retail", "eq", "", "9628", "", "", "", TY, UP, "", "", 55),
    ("retail-growth", "eq", "increase", "21.25", "", "", "", "%", UP, "retail", "other", 55),
    ("investment", "eq", "", "25000", "", "", "", TY, UP, "", "", 57),
    ("budget-revenue", "eq", "", "3400", "", "", "", TY, UP, "", "", 59),
    ("budget-spending", "eq", "", "1509", "", "", "", TY, UNDECIDED, "", "", 61),
    ("visitors", "eq", "", "2", "", "", "", "triệu lượt", UP, "", "", 63),
    ("roads", "eq", "", "10", "", "", "", "km", UP, "", "", 65),
    ("new-countryside-criteria", "", "", "", "", "", "", "", None, "", "", 65),
    ("new-countryside", "eq", "", "2", "", "", "", "xã", UP, "", "", 65),
    ("natural-growth", "lt", "", "11", "", "", "", "‰", DOWN, "", "", 69),
    ("poverty", "eq", "", "0.28", "", "", "", "%", DOWN, "", "", 71),
    ("electricity", "eq", "", "99.60", "", "", "", "%", UP, "", "", 73),
    ("hygienic-water", "eq", "", "91.36", "", "", "", "%", UP, "", "", 73),
    ("health-insurance", "eq", "", "99", "", "", "", "%", UP, "", "", 75),
    ("children-3-5", "ge", "", "73", "", "", "", "%", UP, "", "", 77),
    ("children-6-14", "eq", "", "99.50", "", "", "", "%", UP, "", "", 77),
    ("jobs", "ge", "", "4250", "", "", "", "lao động", UP, "", "", 79),
    ("vocational-training", "ge", "", "40", "", "", "", "%", UP, "", "", 79),
    ("traffic-accidents", "lt", "decrease", "", "", "", "3", "tiêu chí", DOWN, "", "", 81),
    ("security", "", "", "", "", "", "", "", None, "", "", 85),
    ("conscription", "eq", "", "100", "", "", "", "%", UP, "", "", 87),
    ("defence-education", "eq", "", "100", "", "", "", "%", UP, "", "", 89),
    ("military-training", "eq", "", "100", "", "", "", "%", UP, "", "", 89),
    ("administrative-reform", "eq", "", "100", "", "", "", "%", UP, "", "", 93),
    ("thrift", "eq", "", "100", "", "", "", "%", UP, "", "", 95),
    ("hygiene", "", "", "", "", "", "", "", None, "", "", 97),
]


def test_targets(plan):
    assert [target_row(target) for target in plan.targets] == TARGETS


KINDS = {
    "share": {
        *("natural-growth", "poverty", "electricity", "hygienic-water", "health-insurance"),
        *("children-3-5", "children-6-14", "vocational-training"),
    },
    "quota": {"conscription", "defence-education", "military-training"},
    "all_units": {"administrative-reform", "thrift"},
    "comparison": {"traffic-accidents"},
    "qualitative": {"new-countryside-criteria", "security", "hygiene"},
}


def test_kinds_and_groups_of_targets(plan):
    for kind, codes in KINDS.items():
        assert {target.code for target in plan.targets if target.kind == kind} == codes
    counted = [target for target in plan.targets if target.kind == "quantity"]
    assert len(counted) == 39 - sum(map(len, KINDS.values()))
    groups = [target.group for target in plan.targets]
    assert groups == (
        ["Phát triển kinh tế"] * 22
        + ["Văn hóa - xã hội"] * 10
        + ["Quốc phòng - an ninh"] * 4
        + ["Khác"] * 3
    )


def test_what_adds_up_over_the_year(plan):
    basis = {target.code: target.time_basis for target in plan.targets}
    assert [code for code, each in basis.items() if each == "stock"] == ["new-countryside"]
    assert {code for code, each in basis.items() if each is None} == KINDS["qualitative"]
    for target in plan.targets:
        assert (target.measure in ("%", "‰")) == (target.time_basis == "rate"), target.code


def test_what_is_left_out_named_and_compared(plan):
    left_out = {target.code: target.exclusion for target in plan.targets if target.exclusion}
    assert left_out == {
        "budget-spending": "chi phân cấp cho Phú Quốc",
        "electricity": "Thổ Châu",
    }
    members = {target.code: target.members for target in plan.targets if target.members}
    assert members == {"new-countryside": ("xã Dương Tơ", "xã Hàm Ninh")}
    baselines = {target.code: target.baseline for target in plan.targets if target.baseline}
    assert baselines == {"traffic-accidents": "cùng kỳ năm 2020"}
    wholes = {target.code: target.share_of for target in plan.targets if target.share_of}
    assert wholes == {
        "natural-growth": "dân số",
        "poverty": "hộ",
        "electricity": "hộ",
        "hygienic-water": "hộ",
        "health-insurance": "nhân dân",
        "children-3-5": "trẻ em từ 3-5 tuổi",
        "children-6-14": "trẻ em từ 6-14 tuổi",
        "vocational-training": "lao động",
        "conscription": "chỉ tiêu được giao",
        "defence-education": "chỉ tiêu trên giao",
        "administrative-reform": "cơ quan hành chính nhà nước trong thành phố",
        "thrift": "cơ quan hành chính các cấp và đơn vị sự nghiệp công lập",
    }
    assert {target.computed_from for target in plan.targets} == {()}
    plain = ("base_value", "judge")
    assert {getattr(target, key) for target in plan.targets for key in plain} == {None}


def test_the_comma_for_a_dot_waits_for_a_person(plan):
    target = plan.target("industry-construction")
    assert target.value is None
    assert [str(figure) for figure in target.doubt.readings] == ["16723", "16.723"]
    assert "16.723 tỷ đồng" in target.doubt.likely
    assert "16,723 tỷ đồng" in target.doubt.text
    assert "16,723 tỷ đồng" in signed_lines(plan)[target.source.line - 1]
    assert [each.code for each in plan.targets if each.doubt and each.doubt.readings] == [
        "industry-construction"
    ]


def test_whatever_is_undecided_says_why(plan):
    open_ones = [
        target
        for target in plan.targets
        if target.direction is None and target.kind != "qualitative"
    ]
    assert [target.code for target in open_ones] == ["budget-spending"]
    assert all(target.doubt for target in open_ones)


def test_the_parts_settle_the_doubtful_sum(plan):
    """The parts of agriculture add up to the printed 4.549; those of industry settle 16.723."""
    (remark,) = arithmetic(plan)
    assert remark.source.line == 49
    assert remark.text == (
        "industry-construction: its parts add up to 16723 tỷ đồng, which is one of its readings"
    )


def test_the_stale_year_is_shown_and_asked_about(plan):
    target = plan.target("administrative-reform")
    assert "năm 2020" in target.doubt.text
    assert target.doubt.likely == "Năm 2021."
    assert "năm 20" not in target.name


BY_707 = "Quyết định số 707/QĐ-UBND ngày 25/02/2021 của UBND thành phố"
BY_CITY = "Quy định của UBND thành phố về tổ chức hoạt động và bình xét thi đua của cụm, khối"
MILESTONES = [
    ("registration", "registration", EVERY, BY_707, 123),
    ("group-registration", "registration", {"group"}, BY_CITY, 125),
    ("dossier", "dossier", EVERY, BY_707, 123),
    ("group-dossier", "dossier", {"group"}, BY_CITY, 125),
    ("launch", "launch", {"commune"}, None, 141),
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
    assert entry.reference == BY_707
    assert BY_CITY in entry.note
    assert (entry.fields, entry.constraints, entry.route) == ((), (), ())
    assert (entry.unit_kind, entry.source.line) == (None, 123)
    assert entry.doubt


def test_awards_criteria_and_the_rest(plan):
    assert [(c.code, c.candidate, c.source.line) for c in plan.criteria] == [
        ("by-law", "any", 101),
        ("group", "collective", 103),
        ("outside.exemplary", "collective", 107),
        ("outside.results", "collective", 109),
    ]
    assert {c.unit_kind for c in plan.criteria} == {None}
    assert [len(c.all_of) for c in plan.criteria] == [0, 0, 2, 0]
    assert plan.criteria[2].condition == plan.criteria[3].condition
    assert plan.gates == plan.quotas == ()
    assert [award.source.line for award in plan.awards] == [115, 117, 119]
    assert [(d.source.line, d.condition is None) for d in plan.documents] == [
        (123, True),
        (125, False),
    ]
    assert [duty.source.line for duty in plan.duties] == [
        *(21, 23, 25, 129, 129, 131, 133, 135, 137, 137, 141, 141, 141, 143, 145, 147, 149)
    ]
    assert [recipient.source.line for recipient in plan.recipients] == list(range(153, 163))
    contents = [content.source.line for content in plan.contents]
    assert contents == [35] * 2 + [37] * 12 + [39] * 4 + [41] * 4 + [43]


def test_doubts_are_kept_with_their_lines(plan):
    lines = [doubt.source.line for doubt in plan.all_doubts()]
    assert lines == [5, 31, 49, 51, 61, 81, 89, 93, 97, 103, 123, 123]


def test_json_and_back(plan):
    assert Plan.model_validate(plan.model_dump(mode="json")) == plan


# The clause of each line that the plan cites, and a word or figure that stands in it.
SAID = {
    5: ("tên kế hoạch", "thành phố Phú Quốc năm 2021"),
    7: ("đoạn mở đầu", "Ủy ban nhân dân thành phố Phú Quốc đề ra Kế hoạch"),
    21: ("mục I.2, gạch 1", "thường xuyên, liên tục, sâu rộng"),
    23: ("mục I.2, gạch 2", "theo chuyên đề, theo đợt"),
    25: ("mục I.2, gạch 3", "công bằng, dân chủ, công khai"),
    31: ("mục II.1", "Điều 2, Quyết định số 707/QĐ-UBND"),
    35: ("mục II.2, gạch 1", "bầu cử đại biểu Quốc hội khóa XV"),
    37: ("mục II.2, gạch 2", "tăng kim ngạch xuất khẩu"),
    39: ("mục II.2, gạch 3", "04 phong trào thi đua trọng tâm"),
    41: ("mục II.2, gạch 4", "dân vận khéo"),
    43: ("mục II.2, gạch 5", "hệ thống chính trị và đội ngũ"),
    49: ("mục II.3.1, gạch 1", "Trong đó nông nghiệp đạt 155 tỷ đồng"),
    51: ("mục II.3.1, gạch 2", "quy 30 độ đậm"),
    53: ("mục II.3.1, gạch 3", "Sản lượng tiêu"),
    55: ("mục II.3.1, gạch 4", "lưu trú và ăn uống"),
    57: ("mục II.3.1, gạch 5", "vốn đầu tư toàn xã hội"),
    59: ("mục II.3.1, gạch 6", "Thu ngân sách"),
    61: ("mục II.3.1, gạch 7", "không bao gồm chi phân cấp cho Phú Quốc"),
    63: ("mục II.3.1, gạch 8", "khách du lịch"),
    65: ("mục II.3.1, gạch 9", "02 xã đạt nông thôn mới (Dương Tơ, Hàm Ninh)"),
    69: ("mục II.3.2, gạch 1", "tăng dân số tự nhiên dưới 11‰"),
    71: ("mục II.3.2, gạch 2", "hộ nghèo còn 0,28%"),
    73: ("mục II.3.2, gạch 3", "99,60% (*trừ Thổ Châu*)"),
    75: ("mục II.3.2, gạch 4", "nhân dân tham gia bảo hiểm y tế"),
    77: ("mục II.3.2, gạch 5", "73% trở lên; từ 6-14 tuổi 99,50%"),
    79: ("mục II.3.2, gạch 6", "từ 4.250 lao động trở lên"),
    81: ("mục II.3.2, gạch 7", "giảm hơn so với cùng kỳ năm 2020"),
    85: ("mục II.3, chỉ tiêu quốc phòng - an ninh, gạch 1", "an ninh chính trị"),
    87: ("mục II.3, chỉ tiêu quốc phòng - an ninh, gạch 2", "100% chỉ tiêu được giao"),
    89: ("mục II.3, chỉ tiêu quốc phòng - an ninh, gạch 3", "100% chỉ tiêu trên giao"),
    93: ("mục II.3, chỉ tiêu khác, gạch 1", "cải cách hành chính năm 2020"),
    95: ("mục II.3, chỉ tiêu khác, gạch 2", "chống tham nhũng"),
    97: ("mục II.3, chỉ tiêu khác, gạch 3", "cơ quan, địa phương, đơn vị;"),
    101: ("mục II.4, gạch 1", "khen thưởng hàng năm của tập thể, cá nhân và hộ gia đình"),
    103: ("mục II.4, gạch 2", "theo quy định của Ủy ban nhân dân thành phố"),
    107: ("mục II.4, gạch 3, dấu cộng 1", "nội bộ đoàn kết"),
    109: ("mục II.4, gạch 3, dấu cộng 2", "thành tích tiêu biểu, xuất sắc"),
    115: ("mục II.5.1, gạch 1", "tập thể và cá nhân"),
    117: ("mục II.5.1, gạch 2", "Đối với cụm, khối thi đua"),
    119: ("mục II.5.2", "Mức tiền thưởng"),
    123: ("mục II.6", "Quyết định số 707/QĐ-UBND ngày 25/02/2021"),
    125: ("mục II.6", "Cụm, Khối thi đua thuộc thành phố thực hiện theo Quy định"),
    129: ("mục III.1", "quy chế, kế hoạch và tổ chức ký kết giao ước thi đua"),
    131: ("mục III.2", "34-CT/TW"),
    133: ("mục III.3", "4 khâu"),
    135: ("mục III.4", "giám sát, đôn đốc, nhắc nhở"),
    137: ("mục III.5", "vùng sâu, vùng xa; khen đột xuất"),
    141: ("mục IV.1", "(đối với xã, phường)"),
    143: ("mục IV.2", "sơ, tổng kết"),
    145: ("mục IV.3", "Giao Phòng Nội vụ"),
    147: ("mục IV.3", "cơ quan thông tin đại chúng"),
    149: ("đoạn kết", "Thủ trưởng các cơ quan"),
    153: ("Nơi nhận, gạch 1", "TĐKT tỉnh"),
    154: ("Nơi nhận, gạch 2", "Sở Nội vụ"),
    155: ("Nơi nhận, gạch 3", "TT. HĐND"),
    156: ("Nơi nhận, gạch 4", "các PCT"),
    157: ("Nơi nhận, gạch 5", "Thành viên"),
    158: ("Nơi nhận, gạch 6", "ban, ngành"),
    159: ("Nơi nhận, gạch 7", "xã, phường"),
    160: ("Nơi nhận, gạch 8", "Phòng Nội vụ"),
    161: ("Nơi nhận, gạch 9", "đ/c Thi"),
    162: ("Nơi nhận, gạch 10", "pqnghia"),
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
