"""Numbers as officials write them: read exactly, asked about, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import as_number
from models.quantity import Measure, Quantity, far_off, read, readings


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("1.250 triệu đồng", "1250000000", "đồng"),
        ("4,2 triệu tấn", "4200000", "tấn"),
        ("11.540 tỷ", "11540000000000", ""),
        ("6.108,9", "6108.9", ""),
        ("12,5%", "12.5", "%"),
        ("11‰", "11", "‰"),
        ("7.23%", "7.23", "%"),
        ("1,509.5", "1509.5", ""),
        ("10 000 người", "10000", "người"),
        ("2 nghìn tỷ đồng", "2000000000000", "đồng"),
        ("7,5 tr đ/người/tháng", "7500000", "đồng/người/tháng"),
        ("1250000 VND", "1250000", "đồng"),
        ("0,295 triệu đồng", "295000", "đồng"),
        ("2 tỷ 350 triệu đồng", "2350000000", "đồng"),
        ("2 triệu rưỡi", "2500000", ""),
        ("hai mươi xã", "20", "xã"),
        ("5 văn bản", "5", "văn bản"),
        ("98% trở lên", "98", "% trở lên"),
        ("3 năm rưỡi", "3.5", "năm"),
        ("12 m2", "12", "m2"),
        ("1,250 người", "1250", "người"),
    ],
)
def test_one_reading(text: str, value: str, measure: str) -> None:
    assert readings(text) == [Quantity(Decimal(value), measure)]


@pytest.mark.parametrize("text", ["4,295", "16,723 tỷ đồng", "1,250 tấn"])
def test_two_readings(text: str) -> None:
    low, high = readings(text)
    assert high.value == low.value * 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nhiều",
        "7550.000 tấn",
        "1.2.3",
        "1,2,3",
        "12.34.567",
        "1..5",
        "5 và 6 xã",
        "-",
        "năm 2020",
        "5e3",
        "hai mươi xã đạt chuẩn",
        "hai phẩy hai mươi lăm",
        "1.000,000 đồng",
        "một",
    ],
)
def test_no_reading(text: str) -> None:
    assert readings(text) == []


def test_a_bare_number_is_in_the_measure_asked() -> None:
    money = Measure.parse("triệu đồng")
    assert readings("300", money) == [Quantity(Decimal(300_000_000), "đồng")]
    assert readings("1,1 tỷ", money) == [Quantity(Decimal(1_100_000_000), "đồng")]
    assert readings("300 tấn", money) == []
    assert readings("ba trăm", money) == [Quantity(Decimal(300_000_000), "đồng")]
    assert readings("1 tỷ 200 triệu", money) == [Quantity(Decimal(1_200_000_000), "đồng")]
    assert readings("hai mươi xã", money) == []
    assert len(readings("1250000000", money)) == 2


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("dạ 1250", "triệu đồng", "1250000000"),
        ("1.250 triệu đồng ạ.", "triệu đồng", "1250000000"),
        ("1250.", "triệu đồng", "1250000000"),
        ("1tỷ250triệu", "triệu đồng", "1250000000"),
        ("7,5 tr/ng/tháng", "triệu đồng/người/tháng", "7500000"),
        ("7.5tr/tháng", "triệu đồng/người/tháng", "7500000"),
        ("7,5/tháng", "triệu đồng/người/tháng", "7500000"),
    ],
)
def test_an_answer_typed_in_a_hurry(text: str, asked: str, value: str) -> None:
    measure = Measure.parse(asked)
    assert readings(text, measure) == [Quantity(Decimal(value), measure.base)]


@pytest.mark.parametrize("text", ["90tr/năm", "1200 usd", "2458$", "khoảng 7,5", "500tr-1ty"])
def test_an_answer_of_another_kind_is_none(text: str) -> None:
    assert readings(text, Measure.parse("triệu đồng/người/tháng")) == []


def test_a_measure_is_taken_apart() -> None:
    assert Measure.parse("nghìn tỷ đồng") == Measure("đồng", 12, "nghìn tỷ đồng")
    assert Measure.parse("văn bản") == Measure("văn bản", 0, "văn bản")
    assert Measure.parse("ngân hàng").power == 0
    assert Measure.parse("%") == Measure("%", 0, "%")


def test_far_off() -> None:
    assert far_off(Decimal(1000), Decimal(10))
    assert far_off(Decimal("0.1"), Decimal(10))
    assert not far_off(Decimal(99), Decimal(10))
    assert not far_off(Decimal(1000), None)


NUMBERS = st.decimals(min_value=0, max_value=10**24, places=2, allow_nan=False)


@given(NUMBERS)
def test_printed_then_read_is_the_same(value: Decimal) -> None:
    assert readings(as_number(value)) == [Quantity(value)]


@given(st.from_regex(r"[0-9]{1,7}([.,][0-9]{1,4}){0,2}", fullmatch=True))
def test_never_a_thousand_times_off(text: str) -> None:
    """Whatever is read, dropping the marks that group and moving the decimal one gives it back."""
    digits = text.replace(".", "").replace(",", "").lstrip("0")
    for found in readings(text):
        plain = format(found.value, "f").replace(".", "").strip("0")
        assert plain == digits.strip("0")
    values = [found.value for found in readings(text)]
    grouped = text.count(",") == 1 and "." not in text and len(text.partition(",")[2]) == 3
    assert len(values) <= (2 if grouped else 1)


# --- phrases: text, then comparator, change, figures, measure, baseline ---

SETTLED = """
2 ngàn 5 trăm tỷ | eq | | 2500000000000 | |
2 nghìn 300 tỷ | eq | | 2300000000000 | |
1tỷ200triệu | eq | | 1200000000 | |
3tr500k | eq | | 3500000 | |
1 tỷ 2 trăm triệu | eq | | 1200000000 | |
500tr-1ty | range | | 500000000;1000000000 | |
500 triệu-1 tỷ | range | | 500000000;1000000000 | |
500 triệu đồng-1 tỷ đồng | range | | 500000000;1000000000 | đồng |
10 xã-12 xã | range | | 10;12 | xã |
phòng, chống Covid-19 đạt 90% | eq | | 90 | % |
2 tỷ rưởi | eq | | 2500000000 | |
ba lăm nghìn | eq | | 35000 | |
hai mốt xã | eq | | 21 | xã |
ko quá 5% | le | | 5 | % |
k vượt 3 vụ | le | | 3 | vụ |
ko dưới 70% | ge | | 70 | % |
500k trên địa bàn | eq | | 500000 | |
cỡ 95% | about | | 95 | % |
giảm 1đ% | eq | decrease | 1 | điểm phần trăm |
11o/oo | eq | | 11 | ‰ |
11 0/00 | eq | | 11 | ‰ |
100 o/o | eq | | 100 | % |
12 đồng chí | eq | | 12 | đồng chí |
2.458$ | eq | | 2458 | USD |
$2.458 | eq | | 2458 | USD |
$ 780 triệu | eq | | 780000000 | USD |
780 triệu đô la | eq | | 780000000 | USD |
5 đô thị | eq | | 5 | đô thị |
500 tỷ ạ | eq | | 500000000000 | |
công ty 5 người | eq | | 5 | người |
phần trăm 50 | eq | | 50 | |
5tr VNĐ | eq | | 5000000 | đồng |
7,23% | eq | | 7.23 | % |
7.23% | eq | | 7.23 | % |
10 000 | eq | | 10000 | |
1,509.5 | eq | | 1509.5 | |
12.5 tỷ | eq | | 12500000000 | |
1,234,567 | eq | | 1234567 | |
0.28 | eq | | 0.28 | |
0.280% | eq | | 0.280 | % |
0,280% | eq | | 0.280 | % |
4,3tr tấn | eq | | 4300000 | tấn |
500k | eq | | 500000 | |
150 trđ | eq | | 150000000 | đồng |
1.000.000đ | eq | | 1000000 | đồng |
1 triệu 200 nghìn | eq | | 1200000 | |
2 tỷ 350 triệu đồng | eq | | 2350000000 | đồng |
một nghìn hai trăm tỷ đồng | eq | | 1200000000000 | đồng |
2 triệu rưỡi | eq | | 2500000 | |
1 tỷ rưỡi | eq | | 1500000000 | |
3 năm rưỡi | eq | | 3.5 | năm |
nửa triệu | eq | | 500000 | |
3 vạn dân | eq | | 30000 | dân |
2 triệu tỷ đồng | eq | | 2000000000000000 | đồng |
mười lăm xã | eq | | 15 | xã |
hai mươi mốt | eq | | 21 | |
hai mươi tư xã | eq | | 24 | xã |
một trăm | eq | | 100 | |
một trăm linh ba hộ | eq | | 103 | hộ |
hai trăm lẻ năm xã | eq | | 205 | xã |
ba triệu | eq | | 3000000 | |
năm mươi lăm | eq | | 55 | |
năm xã | eq | | 5 | xã |
hai phẩy năm phần trăm | eq | | 2.5 | % |
không phẩy năm phần trăm | eq | | 0.5 | % |
5 phần trăm | eq | | 5 | % |
3 phần nghìn | eq | | 3 | ‰ |
2,5 điểm phần trăm | eq | | 2.5 | điểm phần trăm |
2,5 điểm % | eq | | 2.5 | điểm phần trăm |
79/117 xã | eq | | 79/117 | xã |
79 trên 117 xã | eq | | 79/117 | xã |
15 trong số 20 xã | eq | | 15/20 | xã |
đạt 79/117 | eq | | 79/117 | |
24-25% | range | | 24;25 | % |
3 – 4 % | range | | 3;4 | % |
3—4% | range | | 3;4 | % |
3 ~ 4% | range | | 3;4 | % |
từ 3 đến 4 triệu đồng | range | | 3000000;4000000 | đồng |
từ 3 tới 4 triệu đồng | range | | 3000000;4000000 | đồng |
tu 3 den 4 trieu dong | range | | 3000000;4000000 | đồng |
từ 3-4% | range | | 3;4 | % |
từ 3% đến 4% | range | | 3;4 | % |
3-4 triệu tấn | range | | 3000000;4000000 | tấn |
3 triệu - 4 tỷ | range | | 3000000;4000000000 | |
từ 70% | ge | | 70 | % |
trên 70% | gt | | 70 | % |
97% trở lên | ge | | 97 | % |
dưới 11‰ | lt | | 11 | ‰ |
từ 4.250 lao động trở lên | ge | | 4250 | lao động |
ít nhất 3 năm | ge | | 3 | năm |
tối thiểu 95% | ge | | 95 | % |
không dưới 95% | ge | | 95 | % |
không thấp hơn 95% | ge | | 95 | % |
không ít hơn 5 xã | ge | | 5 | xã |
không kém 95% | ge | | 95 | % |
≥ 70% | ge | | 70 | % |
>=70% | ge | | 70 | % |
không quá 5% | le | | 5 | % |
không vượt quá 5% | le | | 5 | % |
không trên 5% | le | | 5 | % |
không cao hơn 5% | le | | 5 | % |
tối đa 5% | le | | 5 | % |
nhiều nhất 5 xã | le | | 5 | xã |
5% trở xuống | le | | 5 | % |
≤ 5% | le | | 5 | % |
<= 5% | le | | 5 | % |
hơn 5% | gt | | 5 | % |
vượt 5% | gt | | 5 | % |
lớn hơn 5% | gt | | 5 | % |
cao hơn 5% | gt | | 5 | % |
> 5% | gt | | 5 | % |
thấp hơn 5% | lt | | 5 | % |
nhỏ hơn 5% | lt | | 5 | % |
chưa đến 5% | lt | | 5 | % |
chưa tới 5% | lt | | 5 | % |
< 5% | lt | | 5 | % |
khoảng 5% | about | | 5 | % |
trên dưới 5% | about | | 5 | % |
xấp xỉ 5% | about | | 5 | % |
gần 5% | about | | 5 | % |
chừng 5% | about | | 5 | % |
ước 5% | about | | 5 | % |
~ 5% | about | | 5 | % |
≈5% | about | | 5 | % |
là 5% | eq | | 5 | % |
bằng 5% | eq | | 5 | % |
= 5% | eq | | 5 | % |
giảm từ 3-4% so với cuối năm 2019 | range | decrease | 3;4 | % | cuối năm 2019
tăng từ 5% lên 7% | eq | | 7 | % | 5%
giảm từ 5% xuống còn 3% | eq | | 3 | % | 5%
tăng 7,23% so với năm 2019 | eq | increase | 7.23 | % | năm 2019
tăng 5% so với cùng kỳ năm 2019 | eq | increase | 5 | % | cùng kỳ năm 2019
tăng 5% so cùng kỳ | eq | increase | 5 | % | cùng kỳ
đạt 98% so với kế hoạch | eq | | 98 | % | kế hoạch
giảm ít nhất 2% | ge | decrease | 2 | % |
tăng hơn 5% | gt | increase | 5 | % |
tăng thêm 0,5 điểm phần trăm | eq | increase | 0.5 | điểm phần trăm |
tăng bình quân 7,5%/năm | eq | increase | 7.5 | %/năm |
giảm thêm 2 xã | eq | decrease | 2 | xã |
bớt 2 xã | eq | decrease | 2 | xã |
giảm còn 0,28% | eq | | 0.28 | % |
giảm xuống 0,28% | eq | | 0.28 | % |
giảm xuống còn 0,28% | eq | | 0.28 | % |
tăng lên 5% | eq | | 5 | % |
nâng lên 5% | eq | | 5 | % |
còn 5% | eq | | 5 | % |
-0,5% | eq | | -0.5 | % |
âm 0,5% | eq | | -0.5 | % |
03 xã | eq | | 3 | xã |
01 công trình | eq | | 1 | công trình |
7,5 tr đ/người/tháng | eq | | 7500000 | đồng/người/tháng |
11.540 tỷ | eq | | 11540000000000 | |
1,250 người | eq | | 1250 | người |
4.295 triệu tấn | eq | | 4295000000 | tấn |
11.540 tỷ đồng | eq | | 11540000000000 | đồng |
2.458 USD | eq | | 2458 | USD |
tuổi thọ trung bình 75,5 tuổi | eq | | 75.5 | tuổi |
trong 6 tháng đầu năm đạt 55% | eq | | 55 | % |
mục IV.1 đạt 5% | eq | | 5 | % |
năm 2020 100 xã | eq | | 100 | xã |
Tiêu chí 17: 95% | eq | | 95 | % |
dân số 555 nghìn người | eq | | 555000 | người |
1. Tỷ lệ hộ nghèo 3% | eq | | 3 | % |
"""

PRINTED = """
Tốc độ tăng trưởng kinh tế (GRDP) tăng 7,23% so với năm 2019 | eq | increase | 7.23 | % | năm 2019
thu nhập bình quân đầu người đạt 2.458 USD. | eq | | 2458 | USD |
Giá trị sản xuất ngành nông nghiệp tăng 0,13% | eq | increase | 0.13 | % |
Giá trị sản xuất ngành thủy sản tăng 3,38% | eq | increase | 3.38 | % |
(trong đó sản lượng tôm nuôi 85.000 tấn) | eq | | 85000 | tấn |
Giá trị sản xuất ngành công nghiệp tăng 8,47%. | eq | increase | 8.47 | % |
Kim ngạch xuất khẩu đạt 780 triệu USD | eq | | 780000000 | USD |
Trị giá hàng nông sản đạt 225 triệu USD | eq | | 225000000 | USD |
hàng hải sản đạt 145 triệu USD. | eq | | 145000000 | USD |
doanh thu dịch vụ đạt 121.749 tỷ đồng. | eq | | 121749000000000 | đồng |
Tổng thu ngân sách trên địa bàn 11.540 tỷ đồng. | eq | | 11540000000000 | đồng |
Tổng chi ngân sách 16.486 tỷ đồng | eq | | 16486000000000 | đồng |
Chi đầu tư phát triển 6.108,9 tỷ đồng | eq | | 6108900000000 | đồng |
chiếm 37,1% tổng chi ngân sách. | eq | | 37.1 | % |
Tổng vốn đầu tư phát triển toàn xã hội 48.000 tỷ đồng | eq | | 48000000000000 | đồng |
chiếm 66,89% GRDP. | eq | | 66.89 | % |
Phấn đấu có thêm 15 xã đạt 19 tiêu chí xã nông thôn mới | eq | increase | 15 | xã |
nâng tổng số xã đạt chuẩn nông thôn mới 79/117 xã. | eq | | 79/117 | xã |
giao thông nông thôn đường áp - liên áp thực hiện 382 km. | eq | | 382 | km |
Số lao động được giải quyết việc làm 35.000 lượt người | eq | | 35000 | lượt người |
tỷ lệ lao động qua đào tạo 67% | eq | | 67 | % |
lao động qua đào tạo nghề có bằng cấp, chứng chỉ đạt 50%. | eq | | 50 | % |
Tỷ lệ hộ nghèo giảm 1%. | eq | decrease | 1 | % |
Tỷ lệ dân số tham gia bảo hiểm y tế đạt 90%. | eq | | 90 | % |
Tỷ lệ huy động học sinh từ 6 - 14 tuổi đến trường đạt 97% trở lên. | ge | | 97 | % |
Tỷ lệ giảm sinh dưới 0,19%. | lt | | 0.19 | % |
Tỷ lệ suy dinh dưỡng trẻ em dưới 5 tuổi 12,5%. | eq | | 12.5 | % |
Tỷ lệ dân số đô thị được cấp nước sạch 88% | eq | | 88 | % |
tỷ lệ dân số nông thôn sử dụng nước hợp vệ sinh 98,9%. | eq | | 98.9 | % |
Tỷ lệ hộ sử dụng điện lưới quốc gia đạt 99,5%. | eq | | 99.5 | % |
tuyển chọn gọi công dân nhập ngũ đạt 100% chỉ tiêu được giao. | eq | | 100 | % |
100% cơ quan thực hiện đạt các chỉ tiêu về cải cách hành chính năm 2020. | eq | | 100 | % |
Giá trị sản xuất Nông - lâm - thủy sản đạt 4.549 tỷ đồng | eq | | 4549000000000 | đồng |
nông nghiệp đạt 155 tỷ đồng | eq | | 155000000000 | đồng |
thủy sản đạt 4.348 tỷ đồng | eq | | 4348000000000 | đồng |
xây dựng đạt 11.383 tỷ đồng. | eq | | 11383000000000 | đồng |
Chế biến nước mắm đạt 12 triệu lít (quy 30 độ đậm). | eq | | 12000000 | lít |
Chế biến nước mắm đạt 12 triệu lít (quy 30 độ đạm) | eq | | 12000000 | lít |
Sản lượng tiêu đạt 500 tấn. | eq | | 500 | tấn |
Doanh thu dịch vụ lưu trú và ăn uống đạt 11.970 tỷ đồng | eq | | 11970000000000 | đồng |
Tổng vốn đầu tư toàn xã hội 25.000 tỷ đồng. | eq | | 25000000000000 | đồng |
Chi ngân sách 1.509 tỷ đồng (không bao gồm chi phân cấp). | eq | | 1509000000000 | đồng |
Lượt khách du lịch 2 triệu lượt. | eq | | 2000000 | lượt |
Thực hiện 10km đường nội ô đô thị và đường giao thông nông thôn. | eq | | 10 | km |
phần đầu 02 xã đạt nông thôn mới (Dương Tơ, Hàm Ninh). | eq | | 2 | xã |
Tỷ lệ tăng dân số tự nhiên dưới 11‰. | lt | | 11 | ‰ |
Giảm hộ nghèo còn 0,28%. | eq | | 0.28 | % |
Tỷ lệ hộ sử dụng điện lưới quốc gia 99,60% (*trừ Thổ Châu*) | eq | | 99.60 | % |
91,36% hộ sử dụng nước hợp vệ sinh. | eq | | 91.36 | % |
Tỷ lệ nhân dân tham gia bảo hiểm y tế toàn dân 99%. | eq | | 99 | % |
Huy động trẻ em từ 3-5 tuổi đến trường 73% trở lên | ge | | 73 | % |
từ 6-14 tuổi 99,50%. | eq | | 99.50 | % |
Giới thiệu và giải quyết việc làm từ 4.250 lao động trở lên. | ge | | 4250 | lao động |
Tỷ lệ lao động qua đào tạo nghề đạt 40% trở lên. | ge | | 40 | % |
phấn đấu đạt tốc độ tăng trưởng kinh tế trên 12% | gt | | 12 | % |
Tốc độ tăng tổng sản phẩm (GRDP) đạt trên 12%; | gt | | 12 | % |
khu vực Nông, Lâm nghiệp và Thủy sản: 24-25%, | range | | 24;25 | % |
khu vực Công nghiệp và Xây dựng: 28-29%, | range | | 28;29 | % |
khu vực Dịch vụ: 39-40%; | range | | 39;40 | % |
Thu nhập bình quân đầu người trên 45 triệu đồng; | gt | | 45000000 | đồng |
Tổng thu ngân sách nhà nước trên địa bàn đạt 3.505 tỷ đồng; | eq | | 3505000000000 | đồng |
Giá trị xuất khẩu đạt 150 triệu USD. | eq | | 150000000 | USD |
Dân số trung bình khoảng 555 nghìn người; | about | | 555000 | người |
Hộ nghèo giảm từ 3-4% so với cuối năm 2019; | range | decrease | 3;4 | % | cuối năm 2019
Số giường bệnh trên 01 vạn dân đạt 37,9 giường; | eq | | 37.9 | giường |
Tỷ lệ bao phủ bảo hiểm y tế đạt trên 90,35%; | gt | | 90.35 | % |
Tỷ lệ độ che phủ rừng 62,85%; | eq | | 62.85 | % |
Tỷ lệ khu công nghiệp có hệ thống xử lý nước thải đạt tiêu chuẩn 100%; | eq | | 100 | % |
Phấn đấu đến cuối năm 2020 có thêm 03 xã đạt chuẩn nông thôn mới. | eq | increase | 3 | xã |
hết ngày 30/6/2025 hoàn thành trên 70% so với kế hoạch năm 2025. | gt | | 70 | % | kế hoạch năm 2025
Đến ngày 30/6/2025 đơn vị hoàn thành từ 70% nhiệm vụ được giao trong năm 2025. | ge | | 70 | % |
"""

# The text, why a person must confirm, the value that stands meanwhile, and every meaning.
ASKED = """
1 tỷ 2 trăm | spoken | 1200000000 | 1200000000 1000000200
một nghìn hai tỷ | spoken | 1200000000000 | 1200000000000 1002000000000
35 ngìn | accents | 35000 | 35000 35
15 trieeuj | accents | 15000000 | 15000000 15
2 tyr | accents | 2000000000 | 2000000000 2
trăm hai mươi tỷ | words | | 20000000000
ngàn hai tỷ | words | | 2000000000
hai ba hộ | words | | 3
năm bảy chục triệu | words | | 70000000
dăm ba vụ | words | | 3
1OO% | malformed | | 100 1
tổng sản lượng lúa đạt 4,295 triệu tấn | comma | 4295000 | 4295000 4295000000
Công nghiệp - xây dựng đạt 16,723 tỷ đồng | comma | 16723000000 | 16723000000 16723000000000
4,295 | comma | 4.295 | 4.295 4295
4.295 | dot | 4295 | 4295 4.295
7.500% | dot | | 7500 7.5
tổng sản lượng khai thác đạt 7550.000 tấn | malformed | | 7550000 755000 750000 550000 7550
12.34.567 | malformed | | 1234567
1,2,3 | malformed | | 123 12.3
1.2.3 | malformed | | 123 12.3
1.234.56 | malformed | | 123456 1234.56
5e3 tấn | malformed | | 5
1 tỷ 2 | spoken | 1200000000 | 1200000000 1000000002
1tr2 | spoken | 1200000 | 1200000 1000002
5 triêu đồng | accents | 5000000 | 5000000 5
5 van ban | accents | 50000 | 50000 5
nam xa dat 19 tieu chi | accents | 5 | 5
4.549 tỷ đồng, tăng 3,32% | several | | 4549000000000 3.32
5 và 6 xã | several | | 5 6
1'000 người | several | | 1 0
5-3% | order | | 3;5
500 - 1 triệu đồng | order | | 500;1000000 1000000;500000000
3 triệu - 4 | shared | 3000000;4000000 | 3000000;4000000
trên 5% trở lên | comparison | 5 | 5
Giảm tỷ lệ hộ nghèo dưới 3% | change | 3 | 3
- 5 xã | sign | 5 | 5 -5
10/7 | date | 10 | 10
không tăng quá 2% | comparison | 2 | 2
chưa đạt 95% | comparison | 95 | 95
1/3 xã,5 hộ | several | | 1 5 0.5
.5 triệu | malformed | | 5000000 500000
1.000,000 đồng | malformed | | 1000000 1000
12500,000 người | malformed | | 12500000 12500
1 tỷ mốt | spoken | 1100000000 | 1100000000 1000000001
tăng từ 60% đến 65% | change | 60;65 | 60;65
Giảm bình quân hộ nghèo 1-2% | change | 1;2 | 1;2
hai phẩy hai mươi lăm phần trăm | words | | 2
"""

NOTHING = """
năm 2019 | nothing
năm học 2020 - 2021 | nothing
giai đoạn 2021 - 2025 | nothing
mục IV.1 | nothing
điểm 2.1 | nothing
khoản 4 | nothing
Điều 7 | nothing
58/KH-UBND | nothing
Nghị quyết 42/2019/NQ-HĐND | nothing
Chỉ thị số 34-CT/TW ngày 07/4/2014 | nothing
số 90 | nothing
30/6/2025 | nothing
ngày 10/7 | nothing
tháng 6 | nothing
quý III | nothing
trẻ em từ 3-5 tuổi | nothing
Tai nạn giao thông (cả 3 tiêu chí) giảm hơn so với cùng kỳ năm 2020. | nothing
nhiều | nothing
5½ triệu | script
١٢ xã | script
1234567890123456789012345678901 tấn | digits
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(" |")] for line in table.strip().splitlines()]


PHRASES = [row[0] for table in (SETTLED, PRINTED, ASKED, NOTHING) for row in rows(table)]


def _figures(reading: object) -> str:
    low, high = getattr(reading, "low", None), getattr(reading, "high", None)
    if low is not None:
        return f"{low:f};{high:f}"
    value = getattr(reading, "value", None)
    if value is None:
        return ""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if shown.endswith("00") and "." in shown else shown


@pytest.mark.parametrize("row", rows(SETTLED) + rows(PRINTED), ids=lambda row: row[0])
def test_a_phrase_is_read(row: list[str]) -> None:
    text, comparator, change, figures, measure, baseline = [*row, ""][:6]
    claim = read(text)
    whole = f"/{claim.of}" if claim.of is not None else ""
    told = (claim.comparator, claim.change or "", _figures(claim) + whole)
    assert told == (comparator, change, figures), claim
    assert (claim.measure or "", claim.baseline or "") == (measure, baseline), claim
    assert (claim.text, claim.needs_confirmation, claim.reason) == (text, False, None)
    assert [_figures(each) for each in claim.readings] == [_figures(claim)]


@pytest.mark.parametrize("row", rows(ASKED), ids=lambda row: row[0])
def test_a_phrase_is_asked_about(row: list[str]) -> None:
    text, code, value, meanings = row
    claim = read(text)
    assert claim.needs_confirmation
    assert (claim.reason or "").partition(":")[0] == code, claim
    assert _figures(claim) == value
    assert [_figures(each) for each in claim.readings] == meanings.split()


@pytest.mark.parametrize("row", rows(NOTHING), ids=lambda row: row[0])
def test_a_phrase_holds_no_quantity(row: list[str]) -> None:
    claim = read(row[0])
    assert (claim.reason or "").partition(":")[0] == row[1], claim
    assert (claim.comparator, claim.value, claim.readings) == (None, None, ())


def test_a_text_too_long_is_not_read() -> None:
    assert (read("5 xã " * 500).reason or "").startswith("long")


@pytest.mark.parametrize(
    ("text", "beside", "value", "code"),
    [
        ("4,295 triệu tấn", "4300000", "4295000", ""),
        ("16,723 tỷ đồng", "16723000000000", "16723000000000", ""),
        ("4.295", "4000", "4295", ""),
        ("4.295", "4", "4.295", ""),
        ("4.295 triệu tấn", "4295000", "4295000000", "far"),
        ("500 tấn", "500000", "500", "far"),
        ("7550.000 tấn", "755000", "", "malformed"),
        ("tăng 3%", "4500", "3", ""),
    ],
)
def test_a_figure_beside_it_settles_or_asks(text: str, beside: str, value: str, code: str) -> None:
    claim = read(text, None, Decimal(beside))
    assert _figures(claim) == value
    assert (claim.reason or "").partition(":")[0] == code
    if code == "far":
        assert Decimal(beside) in [each.value for each in claim.readings]


def test_the_measure_asked() -> None:
    money = Measure.parse("triệu đồng")
    assert read("300", money).value == Decimal(300_000_000)
    assert read("đạt 1.250", money).value == Decimal(1_250_000_000)
    assert read("từ 3 đến 4", money).high == Decimal(4_000_000)
    assert (read("1250000000", money).reason or "").startswith("full")
    assert (read("300 tấn", money).reason or "").startswith("measure")
    assert read("98", Measure.parse("%")).measure == "%"
    assert read("1,250", Measure.parse("người")).value == Decimal(1250)
