"""How fast quantities are read, beside a loop that only makes decimals of clean digits.

The list is fixed: lines of signed plans, answers from chat, and what has to be asked about. The
baseline is what any reader pays at least: `Decimal(text)` of digits that need no reading.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from statistics import median

from benchmarks.stage import table
from models.quantity import Measure, read, readings

ANSWERS = ("1.250 triệu đồng", "4,2 triệu tấn", "12,5%", "10 000 người", "7,5 tr đ/người/tháng",
           "11.540 tỷ", "0,295 triệu đồng", "1250000", "98", "16,723 tỷ đồng")  # fmt: skip
PHRASES = (
    "Tốc độ tăng trưởng kinh tế (GRDP) tăng 7,23% so với năm 2019",
    "tổng sản lượng lúa đạt 4,295 triệu tấn",
    "sản lượng khai thác và nuôi trồng thủy sản đạt 7550.000 tấn",
    "nâng tổng số xã đạt chuẩn nông thôn mới 79/117 xã",
    "Tỷ lệ hộ nghèo cuối năm 2020 giảm từ 3-4% so với cuối năm 2019",
    "Số giường bệnh trên 01 vạn dân đạt 37,9 giường",
    "Huy động trẻ em từ 3-5 tuổi đến trường 73% trở lên",
    "Giá trị sản xuất đạt 4.549 tỷ đồng, tăng 3,32%",
    "một nghìn hai trăm tỷ đồng",
    "Thực hiện Nghị quyết số 42/2019/NQ-HĐND ngày 09 tháng 12 năm 2019",
)
CLEAN = ("1250", "4.2", "12.5", "10000", "7.5", "11540", "0.295", "1250000", "98", "16.723")
TRIES = range(9)
ROUNDS = 200  # times through the list in a try


async def main() -> None:
    asked = Measure.parse("triệu đồng")
    rows = []
    for name, reader, texts in (
        ("`readings`, an answer", readings, ANSWERS),
        ("`readings`, an answer in a measure", lambda text: readings(text, asked), ANSWERS),
        ("`read`, an answer", read, ANSWERS),
        ("`read`, a line of a plan", read, PHRASES),
    ):
        pairs = [(_rate(Decimal, CLEAN, ROUNDS * 50), _rate(reader, texts, ROUNDS)) for _ in TRIES]
        rate, times = median(rate for _, rate in pairs), median(base / rate for base, rate in pairs)
        rows.append((name, f"{rate:,.0f}", f"{1e6 / rate:,.0f} µs", f"{times:,.0f}"))
    head = ("what", "a second", "each", "times as long as `Decimal(text)`")
    table(f"Quantities read, medians of {len(TRIES)} tries", head, rows)


def _rate(reader: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """Return how many texts are read in a second of processor time."""
    begin = time.process_time()
    for _ in range(rounds):
        for text in texts:
            reader(text)
    return rounds * len(texts) / (time.process_time() - begin)


if __name__ == "__main__":
    asyncio.run(main())
