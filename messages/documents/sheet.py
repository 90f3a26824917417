"""The registration sheet (biểu đăng ký) as an Excel workbook; `models/sheets.py` reads it back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from messages import as_quantity, shown

TITLES = {
    "quantity": "Chỉ tiêu",
    "targets": "Chỉ tiêu, nhiệm vụ của đơn vị",
    "projects": "Công trình, dự án",
    "substitute": "Nhiệm vụ (nếu không có công trình, dự án)",
    "text": "Nội dung khác",
}
LISTS = ("targets", "projects", "substitute")  # whose rows the unit names itself
HEADINGS = {
    "tt": "TT",
    "name": "Nội dung",
    "measure": "Đơn vị tính",
    "value": "Đăng ký",
    "note": "Hướng dẫn, căn cứ",
}
HELP = (
    "Điền vào các ô màu vàng rồi gửi lại chính tệp này cho trợ lý; trợ lý cho xem từng chỗ khác "
    "trước khi ghi. Ô trống không xóa câu đã trả lời.",
    "Ô chỉ có số thì lấy đơn vị tính ở cột bên; cũng có thể viết cả đơn vị tính trong ô, ví dụ: "
    "62 triệu đồng.",
)
MEASURES = "%,triệu đồng,tỷ đồng,triệu đồng/người/năm,người,hộ,km,ha,tấn,công trình,mô hình"
TOO_LONG = "Tối đa 500 ký tự."
MOST_TEXT = 500
FIRST = 5  # the column of the first value: A has the keys, then number, name and measure
EXACT_DIGITS = 15  # that a cell holds of a number
WIDTHS = (2, 5, 46, 22)


def write_sheet(
    *,
    mark: str,
    plan: Any,  # noqa: ANN401
    unit: Any,  # noqa: ANN401
    blocks: Sequence[Any],
) -> bytes:
    """Return a workbook with one table for each block; what is answered stands in it."""
    from openpyxl import Workbook  # noqa: PLC0415 - long to load, and seldom needed

    book, written = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet.title = "Biểu đăng ký"
    columns = max([1, *(len(each.columns) for each in blocks)])
    _Writer(sheet, columns).fill(mark, plan, unit, blocks)
    book.save(written)
    return written.getvalue()


class _Writer:
    """Writes row by row."""

    def __init__(self, sheet: Any, columns: int) -> None:  # noqa: ANN401
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side  # noqa: PLC0415

        self.sheet, self.columns, self.at = sheet, columns, 1
        self.note = FIRST + columns
        line = Side(style="thin", color="FFBFBFBF")
        self.bold, self.small = Font(bold=True), Font(italic=True, size=9)
        self.heading = PatternFill("solid", start_color="FFDDEBF7")
        self.input = PatternFill("solid", start_color="FFFFF9DB")
        self.border = Border(line, line, line, line)
        self.wrap = Alignment(wrap_text=True, vertical="top")
        self.open = Protection(locked=False)

    def fill(self, mark: str, plan: Any, unit: Any, blocks: Sequence[Any]) -> None:  # noqa: ANN401
        """Write the head, and every table."""
        number = f" số {plan.number}" if plan.number else ""
        self._line("BIỂU ĐĂNG KÝ THI ĐUA", self.bold, key=mark)
        self._line(f"Đơn vị: {unit.name}", self.bold)
        self._line(f"Kế hoạch{number} của {plan.issuer}: {plan.title}")
        for text in HELP:
            self._line(text, self.small)
        for block in blocks:
            self.at += 1
            self._table(block)
        self._finish()

    def _line(self, text: str, font: Any = None, key: str = "") -> None:  # noqa: ANN401
        self.sheet.cell(self.at, 1, key or None)
        cell = self.sheet.cell(self.at, 2, text)
        if font:
            cell.font = font
        self.at += 1

    # --- tables ---

    def _table(self, block: Any) -> None:  # noqa: ANN401
        title = TITLES[block.kind]
        if block.asks:
            title = f"{title}: {block.asks.name} ({block.asks.source.clause})"
        self._line(title, self.bold)
        self._codes(block)
        self._headings(block)
        begin = self.at
        for number, row in enumerate(block.rows, start=1):
            self._row(block, number, row)
        if block.kind in LISTS:
            self._limits(begin, measures=block.kind == "targets")

    def _codes(self, block: Any) -> None:  # noqa: ANN401
        """Write the hidden row that names the columns to whoever reads the sheet back."""
        self.sheet.cell(self.at, 1, "#")
        self.sheet.cell(self.at, 3, "name")
        self.sheet.cell(self.at, 4, "measure")
        for place, column in enumerate(block.columns):
            self.sheet.cell(self.at, FIRST + place, column.code)
        self.sheet.row_dimensions[self.at].hidden = True
        self.at += 1

    def _headings(self, block: Any) -> None:  # noqa: ANN401
        texts = [HEADINGS["tt"], HEADINGS["name"], HEADINGS["measure"]]
        texts += [each.heading or HEADINGS["value"] for each in block.columns]
        for place, text in enumerate(texts, start=2):
            self._head(place, text)
        self._head(self.note, HEADINGS["note"])
        self.at += 1

    def _head(self, place: int, text: str) -> None:
        cell = self.sheet.cell(self.at, place, text)
        cell.font, cell.fill, cell.alignment = self.bold, self.heading, self.wrap
        cell.border = self.border

    def _row(self, block: Any, number: int, row: Any) -> None:  # noqa: ANN401
        self.sheet.cell(self.at, 1, row.key)
        self._fixed(2, str(number))
        listed = block.kind in LISTS
        values, measure = _as_cells(row.values, row.measure)
        (self._asked if listed else self._fixed)(3, row.name)
        (self._asked if block.kind == "targets" else self._fixed)(4, measure)
        for place, column in enumerate(block.columns):
            if column.code in row.values:
                self._asked(FIRST + place, values[column.code])
        if not listed:
            self._fixed(self.note, _note(row.asks))
        self.at += 1

    def _fixed(self, place: int, text: str) -> None:
        cell = self.sheet.cell(self.at, place)
        self._put(cell, text)
        cell.alignment, cell.border = self.wrap, self.border

    def _asked(self, place: int, value: object) -> None:
        cell = self.sheet.cell(self.at, place)
        self._put(cell, value)
        cell.fill, cell.border, cell.alignment = self.input, self.border, self.wrap
        cell.protection = self.open

    def _put(self, cell: Any, value: object) -> None:  # noqa: ANN401
        if isinstance(value, Decimal):
            cell.value, cell.number_format = value, "#,##0.###############"
        elif value:
            cell.value = _sound(str(value))
            cell.data_type = "s"  # text, whatever it begins with
            cell.quotePrefix = str(value)[:1] in "=+-@"

    # --- rules ---

    def _limits(self, begin: int, *, measures: bool) -> None:
        """Say at once what is too long, and offer the usual measures; others stay possible."""
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

        length = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(MOST_TEXT))
        length.error, length.showErrorMessage = TOO_LONG, True
        length.add(f"C{begin}:C{self.at - 1}")
        self.sheet.add_data_validation(length)
        if measures:
            offer = DataValidation("list", formula1=f'"{MEASURES}"', allow_blank=True)
            offer.showErrorMessage = False
            offer.add(f"D{begin}:D{self.at - 1}")
            self.sheet.add_data_validation(offer)

    def _finish(self) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        widths = [*WIDTHS, *[16] * self.columns, 44]
        for place, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        self.sheet.column_dimensions["A"].hidden = True
        self.sheet.protection.sheet = True  # without a password: it guards against slips only
        self.sheet.protection.formatColumns = self.sheet.protection.formatRows = False
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = "landscape", 9
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _as_cells(values: Mapping[str, object], measure: str) -> tuple[dict[str, object], str]:
    """Return what stands in the cells, and the measure: numbers where one measure fits them all."""
    split = {code: _split(value, measure) for code, value in values.items() if value is not None}
    measures = {each[1] for each in split.values() if each} | ({measure} if measure else set())
    if None not in split.values() and len(measures) == 1:
        numbers: dict[str, object] = {code: each[0] for code, each in split.items() if each}
        return {code: numbers.get(code) for code in values}, measures.pop()
    texts = {code: None if value is None else shown(value) for code, value in values.items()}
    return dict(texts), measure


def _split(value: object, given: str) -> tuple[Decimal, str] | None:
    """Return number and measure of a quantity as it is shown; None for words.

    A plain number is in the measure given.
    """
    if isinstance(value, Decimal):
        return value, given
    number, measure = getattr(value, "value", None), getattr(value, "measure", None)
    if number is None or measure is None or len(number.as_tuple().digits) > EXACT_DIGITS:
        return None
    if measure.startswith(("%", "‰")):
        return number, measure
    text, _, told = as_quantity(number, measure).partition(" ")
    return Decimal(text.replace(".", "").replace(",", ".")), told


def _note(asked: Any) -> str:  # noqa: ANN401
    clause = str(asked.source.clause)
    return f"{asked.help} ({clause})" if asked.help else clause


def _sound(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
