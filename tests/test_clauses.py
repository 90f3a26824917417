"""What resolutions say, clause after clause; never a figure under the name of another."""

from datetime import date

import pytest

from models.clauses import When, clauses

Y25, Y21 = When(year=2025), When(year=2021)
YEARLY, CUTOFF = When(annual=True), When(day=date(2025, 6, 30))

# a sentence, and what it states: name, level as an answer, for when
STATED = [
    (
        "Phấn đấu đến năm 2025 thu nhập bình quân đầu người đạt 65 triệu đồng/người/năm",
        [("Thu nhập bình quân đầu người", "65 triệu đồng/người/năm", Y25)],
    ),
    (
        "Đến năm 2025: tỷ lệ hộ nghèo giảm còn dưới 1%; 100% hộ dân sử dụng nước sạch.",
        [("Tỷ lệ hộ nghèo", "dưới 1%", Y25), ("Hộ dân sử dụng nước sạch", "100%", Y25)],
    ),
    (
        "hằng năm có trên 90% gia đình đạt chuẩn văn hóa",
        [("Gia đình đạt chuẩn văn hóa", "trên 90%", YEARLY)],
    ),
    (
        "Hàng năm kết nạp từ 10 đảng viên trở lên",
        [("Kết nạp đảng viên", "từ 10 đảng viên trở lên", YEARLY)],
    ),
    ("1. Tỷ lệ hộ nghèo giảm 1%", [("Tỷ lệ hộ nghèo", "giảm 1%", None)]),
    ("a) Tỷ lệ hộ nghèo giảm còn 1%", [("Tỷ lệ hộ nghèo", "1%", None)]),
    (
        "- Tỷ lệ hộ nghèo giảm 1% so với năm 2020;",
        [("Tỷ lệ hộ nghèo", "giảm 1% so với năm 2020", None)],
    ),
    ("Mỗi năm giảm 1,5% hộ nghèo", [("Hộ nghèo", "giảm 1,5%", YEARLY)]),
    (
        "(2) Đến hết ngày 30/6/2025 xã đạt 19/19 tiêu chí nông thôn mới",
        [("Tiêu chí nông thôn mới", "19/19 tiêu chí", CUTOFF)],
    ),
    (
        "Giai đoạn 2021-2025 bê tông hóa 12,5 km đường giao thông nông thôn",
        [("Bê tông hóa đường giao thông nông thôn", "12,5 km", Y25)],
    ),
    (
        "từ năm 2021 đến năm 2025 trồng mới 10 ha rừng",
        [("Trồng mới rừng", "10 ha", Y25)],
    ),
    (
        "thu nhập bình quân từ 65 đến 70 triệu đồng/người/năm vào năm 2025",
        [("Thu nhập bình quân", "từ 65 đến 70 triệu đồng/người/năm", Y25)],
    ),
    (
        "Tỷ lệ hộ nghèo dưới 1% theo chuẩn nghèo đa chiều",
        [("Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều", "dưới 1%", None)],
    ),
    (
        "Tỷ lệ lao động qua đào tạo, có việc làm đạt 70%, tỷ lệ che phủ rừng 42%",
        [
            ("Tỷ lệ lao động qua đào tạo, có việc làm", "70%", None),
            ("Tỷ lệ che phủ rừng", "42%", None),
        ],
    ),
    (
        "Đến năm 2025, 98% hộ dân sử dụng điện an toàn, 95% hộ dân có nhà tiêu hợp vệ sinh",
        [
            ("Hộ dân sử dụng điện an toàn", "98%", Y25),
            ("Hộ dân có nhà tiêu hợp vệ sinh", "95%", Y25),
        ],
    ),
    (
        "Thu ngân sách năm 2021 đạt 2 tỷ đồng, đến năm 2025 đạt 2,5 tỷ đồng",
        [("Thu ngân sách", "2 tỷ đồng", Y21), ("Thu ngân sách", "2,5 tỷ đồng", Y25)],
    ),
    (
        "Xây dựng 5 mô hình kinh tế tập thể",
        [("Xây dựng mô hình kinh tế tập thể", "5 mô hình", None)],
    ),
    ("Có 3 trường đạt chuẩn quốc gia", [("Trường đạt chuẩn quốc gia", "3 trường", None)]),
    (
        "Giải quyết việc làm cho 1.200 lao động mỗi năm",
        [("Giải quyết việc làm", "1.200 lao động", YEARLY)],
    ),
    (
        "Tốc độ tăng trưởng kinh tế bình quân 8%/năm trở lên",
        [("Tốc độ tăng trưởng kinh tế bình quân", "8%/năm trở lên", None)],
    ),
    (
        "Thu ngân sách tăng bình quân 10% so với cùng kỳ",
        [("Thu ngân sách", "tăng bình quân 10% so với cùng kỳ", None)],
    ),
    (
        "Tỷ lệ tham gia bảo hiểm y tế không dưới 95%",
        [("Tỷ lệ tham gia bảo hiểm y tế", "không dưới 95%", None)],
    ),
    ("Sản lượng lúa khoảng 4.500 tấn/năm", [("Sản lượng lúa", "khoảng 4.500 tấn/năm", None)]),
    ("Ty le ho ngheo giam con duoi 1%", [("Ty le ho ngheo", "duoi 1%", None)]),
]

# what has no figure that could be a target, or none whose name is certain
NOTHING = [
    "Thực hiện Nghị quyết số 05-NQ/TW ngày 01/11/2016 của Hội nghị Trung ương 4 khóa XII",
    "Kế hoạch số 90/KH-UBND ngày 27/8/2021",
    "Nghị quyết Đại hội Đảng bộ xã lần thứ XI, nhiệm kỳ 2020 - 2025",
    "Điện thoại liên hệ: 0912 345 678",
    "Giữ vững danh hiệu xã đạt chuẩn nông thôn mới",
    "90% hộ dân và 95% cơ quan đạt chuẩn văn hóa",
    "60; 62; 64; 66; 68 triệu đồng/người/năm",
    "năm 2021: 60 triệu đồng; năm 2022: 62 triệu đồng",
    "Theo Điều 5, khoản 2, mục IV.1 Luật Thi đua, khen thưởng năm 2013",
]


@pytest.mark.parametrize(("text", "stated"), STATED)
def test_a_clause_states_a_name_a_level_and_a_time(text, stated):
    found = clauses(text)
    assert [(c.name, c.said, c.when) for c in found if c.claim] == stated
    assert all(c.claim or c.text.endswith(":") for c in found)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_target_states_nothing(text):
    found = clauses(text)
    assert found
    assert not [c for c in found if c.claim]


@pytest.mark.parametrize(
    "text",
    [
        "Giảm tỷ lệ hộ nghèo 1,5%",
        "Đạt 4.500% kế hoạch",
        "Hằng năm, đến năm 2025 có 90% hộ dân đạt chuẩn",
    ],
)
def test_what_reads_in_two_ways_has_a_name_and_is_left_open(text):
    (clause,) = clauses(text)
    assert clause.open
    assert clause.name
    assert not clause.said


def test_a_heading_dates_the_lines_below_it_and_a_line_its_own_clauses():
    text = """Các chỉ tiêu chủ yếu đến năm 2025:
    - Thu nhập bình quân 65 triệu đồng/người/năm
    - Hằng năm 90% hộ dân đạt chuẩn văn hóa; 95% hộ dân có điện
    - Tỷ lệ hộ nghèo dưới 1%. Tỷ lệ che phủ rừng 42%
    Nhiệm vụ khác:
    - Trồng 500 cây xanh"""
    assert [c.when for c in clauses(text) if c.claim] == [Y25, YEARLY, YEARLY, Y25, Y25, None]


def test_a_row_of_figures_is_given_back_whole():
    row = "Thu nhập bình quân đầu người: 60; 62; 64; 66; 68 triệu đồng"
    found = clauses(f"{row}; Tỷ lệ hộ nghèo giảm còn 1%")
    assert [(each.text, each.said) for each in found] == [
        (row, ""),
        ("Tỷ lệ hộ nghèo giảm còn 1%", "1%"),
    ]
