"""The product as a person finds it: `python -m bot`, a browser, and the sample province."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.test_page import CHROMIUM, FLAGS, ROOT, needs_browser

pytestmark = needs_browser
PHONE = ViewportSize(width=390, height=800)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Start the product as `make run` does, with nothing configured; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"THIDUA_DATA_DIR": str(tmp_path), "THIDUA_LISTEN": f"127.0.0.1:{port}"}
    clean = {name: value for name, value in os.environ.items() if "THIDUA" not in name}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot"], env=clean | own, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert f":{port}" in process.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
    process.stdout.close()


MAIN = "Kiên Giang, Nghị quyết Đại hội XI (2021 - 2025)"


class Phone:
    """One phone of the page, and the thumb on it."""

    def __init__(self, page: Page, seat: str) -> None:
        self.page = page
        self.frame = page.locator(f".phone[data-seat={seat}]")

    def newest(self) -> Locator:
        return self.frame.locator(".theirs .words").last

    def expect(self, text: str) -> None:
        expect(self.newest()).to_contain_text(text)

    def say(self, text: str, answer: str) -> None:
        self.frame.locator("textarea").fill(text)
        self.frame.locator("textarea").press("Enter")
        self.expect(answer)

    def tap(self, label: str, answer: str) -> None:
        self.frame.locator(".key", has_text=re.compile(f"^{re.escape(label)}$")).last.click()
        self.expect(answer)

    def chip(self, command: str, answer: str) -> None:
        self.frame.locator(".chip", has_text=command).click()
        self.expect(answer)


def test_one_tap_to_the_first_question(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(address)
    Phone(page, "official").chip("/dangky", "Chỉ tiêu thứ 1")
    page.close()


def test_register_remind_announce_report_status(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=ViewportSize(width=1400, height=900))
    page.goto(address)
    official, officer = Phone(page, "official"), Phone(page, "officer")

    officer.chip("/tinhhinh", "Có 5 phong trào")
    officer.tap(MAIN, "Đã đăng ký: 0/234 đơn vị")
    _go_to(page, "29/09/2021 08:00")
    official.expect("Nhắc việc: đăng ký thi đua")
    expect(official.newest()).to_contain_text("còn 30 ngày")

    official.tap("Đăng ký ngay", "Chỉ tiêu thứ 1")
    official.say("Tỷ lệ hộ dân sử dụng nước sạch", "Hàng năm")
    official.say("95%; 96%; 97%; 98%; 99%", "đến hết ngày 30/6/2025")
    official.say("99%", "Đã ghi 1 chỉ tiêu")
    official.tap("Đã đủ", "Tên công trình")
    official.say("Đường hoa <b>{{ 1 }}</b>", "quy mô cấp nào")
    official.tap("Cấp xã", "Bắt đầu thực hiện khi nào")
    official.tap("Tháng 10/2021", "Hoàn thành khi nào")
    official.say("năm 2023", "không bắt buộc")
    official.tap("Chưa có ảnh", "Xem lại trước khi gửi đăng ký")
    official.tap("Gửi đăng ký", "Đã nhận đăng ký thi đua")
    official.expect("Đường hoa <b>{{ 1 }}</b>")

    officer.chip("/thongbao", "Có 5 phong trào")
    officer.tap(MAIN, "Soạn thông báo")
    officer.say("Mời dự hội nghị ngày 15/10/2021.", "Gửi thông báo đến những đơn vị nào?")
    officer.tap("Tất cả: 235 đơn vị", "1 người nhận")
    officer.tap("Gửi thông báo", "Đã gửi xong thông báo")
    official.expect("Mời dự hội nghị ngày 15/10/2021.")

    official.chip("/baocao", "Câu 1/3")
    official.say("95,5%", "Đến nay việc này ở bước nào")
    official.tap("Đang thực hiện", "Tài liệu kèm theo")
    official.tap("Không gửi kèm", "Xem lại trước khi gửi báo cáo")
    official.tap("Gửi báo cáo", "Đã nhận báo cáo kết quả")
    officer.chip("/tinhhinh", "Có 5 phong trào")
    officer.tap(MAIN, "Đã đăng ký: 1/234 đơn vị")
    page.close()


def _go_to(page: Page, moment: str) -> None:
    field = page.locator(".date input")
    if not field.is_visible():
        page.locator("time.now").click()
    field.fill(moment)
    field.press("Enter")
