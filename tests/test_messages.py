"""What the bot says: every template, with what the code gives it, and with what people type."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError
from pydantic import BaseModel

import messages
from bot.channels.plain import as_plain
from handlers import COMMANDS
from handlers.nothing import NO_BASE, NO_FIELD
from messages import (
    MANNER,
    Button,
    Message,
    Span,
    as_number,
    as_quantity,
    render,
    shown,
    template_names,
    wording,
)
from models.quantity import Measure, Quantity, readings
from tests.samples import MOMENT, NOTICE, PLAN, SAMPLES, VERY_LONG
from tests.samples_gates import GATES
from tests.samples_plans import WHOLE
from tests.samples_reviews import REVIEWS
from tests.samples_rulings import RULED
from tests.samples_sums import SUMMED

TELEGRAM, ZALO = 4096, 1900  # UTF-16 units; Zalo takes 2.000, the rest is for what is put above
EACH = [
    pytest.param(name, about, id=f"{name}-{number}")
    for name, samples in SAMPLES.items()
    for number, about in enumerate(samples)
]
CODE = re.compile(r"[a-z0-9_.-]*|([a-z0-9-]+\.)?[0-9]{4}-[MQHY][0-9]+|\x1f.*")
UNTIDY = re.compile(
    r"\n{3,}|[ \t]\n|(?<!\n)(?<!\n ) {2}|None|\{\{|\{%|[<>]|&\w+;|(?<!\.)\.\.(?!\.)|,,|\.;"
)
SAID = re.compile(
    # a code, or a command with more, for a unit
    r"((for:[0-9]+)?/|\?)?[a-zA-Z0-9_.-]+( [a-z0-9.-]+( \??[a-zA-Z0-9._-]+)?)?"
    r"|[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9.,]+ \w+( đồng)?"  # a day or a quantity, as if typed
)
NASTY = {
    "bold": "<b>đậm</b> & &lt;i&gt; <script>",
    "template": "{{ 7 * 7 }} {% if x %} {# y #}",
    "markup": "_*[chữ](tg://user?id=1)`~|",
    "bar": "a | b",
    "button": "x\n---\n/thongbao | x",
    "row": "x\n+yes | x",
    "line-end": "x\u2028yes | x\x85/huy | y",
    "direction": "\u202etrái\u202c \u200fphải\u200e",
    "lone": "<b> </b",
}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def buttons(message: Message) -> list[Button]:
    return [button for row in message.buttons for button in row]


# --- every template ---


def test_every_template_has_a_sample_and_every_sample_a_template():
    assert template_names() == sorted(SAMPLES)


def test_parts_are_no_messages_of_their_own():
    assert (messages.FOLDER / "parts").is_dir()
    assert not [name for name in template_names() if name.startswith("parts/")]


@pytest.mark.parametrize(("name", "about"), EACH)
def test_a_template_says_something_whole(name, about):
    check_whole(render(name, **about))


def check_whole(message: Message) -> None:
    assert message.text.strip()
    assert not UNTIDY.search(message.text)
    assert "!" not in message.text
    for button in buttons(message):
        assert button.label
        assert not re.search(r"[\n<>]|  |None", button.label)
        assert SAID.fullmatch(button.says), button.says


@pytest.mark.parametrize(("name", "about"), EACH)
def test_bold_spans_lie_within_the_text_and_apart(name, about):
    message = render(name, **about)
    end = 0
    for span in message.bold:
        assert span.start >= end
        assert span.length > 0
        end = span.start + span.length
        assert message.text[span.start : end].strip() == message.text[span.start : end]
    assert end <= len(message.text)


@pytest.mark.parametrize(("name", "about"), EACH)
def test_a_message_fits_every_channel(name, about):
    check_fits(render(name, **about))


def check_fits(message: Message) -> None:
    assert utf16(message.text) <= TELEGRAM
    commands = all(button.says.startswith("/") for button in buttons(message))
    assert utf16(as_plain(message, None if commands else {"free": False})) <= ZALO
    for row in message.buttons:
        assert len(row) <= 2
        assert all(len(button.label) <= (20 if len(row) > 1 else 62) for button in row)
    assert len(buttons(message)) <= 100


@pytest.mark.parametrize("plan", PLAYED := WHOLE | REVIEWS | SUMMED | GATES | RULED)
def test_all_that_a_plan_gives_rise_to_is_whole_and_fits(plan):
    wrong = {}
    for name, about in PLAYED[plan]:
        message = render(name, **about)
        labels = [button.label for button in buttons(message)]
        try:
            check_whole(message)
            check_fits(message)
            assert len(set(labels)) == len(labels)
        except AssertionError as failed:
            wrong[name] = f"{failed}\n{message.text}\n{labels}"
    assert not wrong, "\n\n".join(f"{name}: {why}" for name, why in wrong.items())


@pytest.mark.parametrize(("name", "about"), EACH)
def test_buttons_of_one_message_can_be_told_apart(name, about):
    labels = [button.label for button in buttons(render(name, **about))]
    assert len(set(labels)) == len(labels)


def test_no_word_of_a_label_runs_into_the_next():
    labels = (
        button.label
        for name, samples in SAMPLES.items()
        for about in samples
        for button in buttons(render(name, **about))
    )
    assert not [label for label in labels if re.search(r"[a-zà-ỹ](?=[A-ZĐ][a-zà-ỹ])", label)]


@pytest.mark.parametrize(("name", "about"), EACH)
def test_a_message_is_kept_and_read_back_as_it_was(name, about):
    message = render(name, **about)
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message


def test_a_whole_message_is_kept_and_read_back():
    whole = Message("a b", (Span(0, 1),), ((Button("x", "y"),),), {"file_id": "f"}, "Gửi số")
    assert Message.from_json(json.loads(json.dumps(whole.to_json()))) == whole
    assert Message("a").to_json() == {"text": "a"}


@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name][0].keys() - {"label"}])
def test_what_is_not_given_is_an_error(name):
    with pytest.raises((UndefinedError, TypeError)):
        render(name)


def test_every_command_has_a_short_line_for_the_menu():
    lines = {name.removeprefix("menu/") for name in template_names() if name.startswith("menu/")}
    assert lines == set(COMMANDS)
    for name in lines:
        message = render(f"menu/{name}")
        assert len(message.text) <= 60
        assert not message.bold
        assert "\n" not in message.text


def test_commands_on_buttons_are_commands():
    for name, samples in SAMPLES.items():
        for about in samples:
            for button in buttons(render(name, **about)):
                if button.says.startswith("/"):
                    assert button.says[1:].split()[0] in COMMANDS


def test_strangers_learn_only_that_a_code_is_needed():
    for name in ("join/ask-code", "join/wrong-code"):
        said = render(name)
        assert not re.search("thi đua|tỉnh|Telegram|Zalo|đăng ký", said.text)
        assert "mã" in said.text
        assert not said.buttons


def test_the_address_is_configured_in_one_place(monkeypatch):
    monkeypatch.setattr(MANNER, "address", "quý vị")
    assert render("join/ask-code").text.startswith("Chào quý vị. Xin quý vị")
    assert "Quý vị" in render("register/more", count=1, kind="targets").text
    monkeypatch.undo()
    for name, samples in SAMPLES.items():
        source = (messages.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
        assert "đồng chí" not in source.lower(), name
        assert samples


# --- what people type is never markup ---


def spiked(value: Any, nasty: str) -> Any:
    """Return a copy in which everything that is worded, and no code, ends in something nasty."""
    if isinstance(value, str):
        return value if isinstance(value, Enum) or CODE.fullmatch(value) else value + nasty
    if isinstance(value, Mapping):
        return {key: spiked(each, nasty) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [spiked(each, nasty) for each in value]
    if isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type)):
        kind: Any = type(value)
        names = getattr(kind, "model_fields", None) or kind.__dataclass_fields__
        names = [*names, *getattr(kind, "__sqlmodel_relationships__", ())]
        names += [name for name, each in vars(kind).items() if isinstance(each, property)]
        return SimpleNamespace(**{name: spiked(getattr(value, name), nasty) for name in names})
    return value


SHORT = {"title": "Phong trào", "number": "90/KH-UBND"}


def short(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sample without anything so long that a template cuts it."""
    about = dict(given)
    if "plan" in about:
        about["plan"] = PLAN.model_copy(update=SHORT)
    if "campaigns" in about:
        plan = {"plan": PLAN.model_copy(update=SHORT)}
        about["campaigns"] = [campaign | plan for campaign in about["campaigns"]]
    if about.get("value") == VERY_LONG:
        about["value"] = "Mời họp"
    return about


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize(("name", "about"), EACH)
def test_nothing_inserted_is_read_as_markup(name, about, nasty):
    clean = render(name, **short(about))
    message = render(name, **spiked(short(about), nasty))
    assert message.text.replace(nasty, "") == clean.text
    assert len(message.bold) == len(clean.bold)
    assert [[b.says for b in row] for row in message.buttons] == [
        [b.says for b in row] for row in clean.buttons
    ]
    for button in buttons(message):
        assert len(button.label.splitlines()) == 1


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_what_was_typed_comes_out_literally(nasty):
    message = render("talk/noted", label=nasty, value=nasty, replaced=None)
    assert message.text == f"✓ Đã ghi {nasty}: {nasty}"
    span = message.bold[0]
    assert message.text[span.start : span.start + span.length] == nasty
    label = render("register/confirm", **_confirm(nasty)).buttons[1][0].label
    assert label == f"Sửa: {' '.join(nasty.split())}"


def _confirm(name: str) -> dict[str, object]:
    about = SAMPLES["register/confirm"][3]
    line = SimpleNamespace(key="profit", name=name, value=None)
    return about | {"pages": [[line]]}


def test_a_code_cannot_make_another_button():
    about = {
        "command": "dangky",
        "subjects": [SimpleNamespace(code="a | b\n/huy | x", name="Tên", over=False)],
    }
    assert len(buttons(render("talk/which", **about))) == 1


# --- what the messages tell ---


def test_a_deadline_is_told_as_printed_and_as_its_last_day():
    confirm, last, unknown, none, late = (
        render("register/confirm", **about).text for about in SAMPLES["register/confirm"][:5]
    )
    printed = "Hạn: trước ngày 30/10/2021 (mục V.4, gạch 2).\nNgày cuối còn kịp: 29/10/2021, "
    assert printed + "còn 17 ngày." in confirm
    assert "Hạn: đến hết ngày 29/10/2021 (cơ quan chủ trì ấn định ngày 12/10/2021).\n" in last
    assert "Ngày cuối còn kịp: 29/10/2021, là hôm nay." in last
    assert printed + "đã quá hạn 3 ngày." in late
    assert "Ngày cụ thể chưa được ấn định." in unknown
    assert "Hạn:" not in none


def test_the_last_word_comes_first_and_every_line_can_be_edited():
    for about in SAMPLES["register/confirm"] + SAMPLES["report/confirm"]:
        message = render("register/confirm" if "due" in about else "report/confirm", **about)
        assert message.buttons[0][0].says == "yes"
        edits = [button.says for button in buttons(message)[1:]]
        assert edits == [f"?{line.key}" for line in about["pages"][about["page"] - 1]]


def test_a_reminder_speaks_of_being_late_only_when_it_is():
    early, begun, late = (render("remind/owed", **about) for about in SAMPLES["remind/owed"][:3])
    sign = render("remind/owed", **SAMPLES["remind/owed"][6])
    assert ("quá hạn" in early.text, "quá hạn" in late.text) == (False, True)
    assert early.buttons[0][0].label == "Đăng ký ngay"
    assert begun.buttons[0][0].label == "Tiếp tục đăng ký"
    assert "chờ lãnh đạo đơn vị ký" in sign.text
    assert "xã Định An (huyện Gò Quao)" in early.text


def test_a_plan_without_a_rule_is_told_so_with_its_clause():
    text = render("register/no-rule", **SAMPLES["register/no-rule"][0]).text
    assert "không nêu trường học đăng ký nội dung gì (mục IV.1)" in text
    assert "Xin đồng chí hỏi Ban Thi đua - Khen thưởng, Sở Nội vụ" in text


def test_a_figure_below_the_baseline_is_refused_with_its_clause():
    text = render("register/below-baseline", **SAMPLES["register/below-baseline"][0]).text
    assert "Mức 1,1 tỷ đồng thấp hơn kết quả năm 2020 là 1,25 tỷ đồng" in text
    assert "theo mục IV.1, gạch 2" in text


def test_progress_is_over_when_nothing_waits():
    first, half, done, nobody = (
        render("announce/progress", **about).text for about in SAMPLES["announce/progress"]
    )
    assert "░░░░░░░░░░ 0%" in first
    assert "▓▓▓▓░░░░░░ 46%" in half
    assert "Đã gửi xong" in done
    assert "▓▓▓▓▓▓▓▓▓▓ 100%" in done
    assert "Chưa có ai nhận được" in nobody


def test_a_preview_looks_as_the_announcement_will():
    about = {"text": NOTICE, "sender": SimpleNamespace(name="Ban Thi đua - Khen thưởng")}
    sent = render("announce/announcement", **about).text
    counts = {"audience": "all", "units": 1, "people": 1, "without_contact": 0}
    assert sent in render("announce/confirm", file=None, **about, **counts).text


def test_an_example_of_a_quantity_is_read_without_a_question():
    for about in SAMPLES["unclear/number"]:
        text = wording("unclear/number", **about)
        example = re.search(r"ví dụ: (.*)\.$", text, re.MULTILINE)
        assert example is not None
        assert len(readings(example[1], Measure.parse(about["measure"] or "%"))) == 1


# --- numbers ---


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1.000"),
        ("1234567.5", "1.234.567,5"),
        ("0.05", "0,05"),
        ("-1250.75", "-1.250,75"),
        ("1E+3", "1.000"),
        ("123456789012345678901234567890", "123.456.789.012.345.678.901.234.567.890"),
    ],
)
def test_a_number_is_written_the_vietnamese_way(value, written):
    assert as_number(Decimal(value)) == written


@pytest.mark.parametrize(
    ("value", "measure", "written"),
    [
        ("95.5", "%", "95,5%"),
        ("95.5", "% kế hoạch", "95,5% kế hoạch"),
        ("12", "‰", "12‰"),
        ("12.5", "km", "12,5 km"),
        ("85", "", "85"),
        ("4295000", "tấn", "4.295.000 tấn"),
        ("300000000", "đồng", "300 triệu đồng"),
        ("7500000", "đồng/người/tháng", "7,5 triệu đồng/người/tháng"),
        ("1250000000", "đồng", "1,25 tỷ đồng"),
        ("1234567890000", "đồng", "1.234.567,89 triệu đồng"),
        ("1234567890", "đồng", "1.234.567.890 đồng"),
        ("500000", "đồng", "500.000 đồng"),
        ("0", "đồng", "0 đồng"),
        ("-5000000", "đồng", "-5 triệu đồng"),
        ("1000000000000", "đồng", "1.000 tỷ đồng"),
        ("123456789012345678901234567890", "đồng", "123.456.789.012.345.678.901.234.567.890 đồng"),
        ("1E+41", "đồng", f"{as_number(10**32)} tỷ đồng"),
    ],
)
def test_a_quantity_is_written_in_full(value, measure, written):
    assert as_quantity(Decimal(value), measure) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "chưa có số liệu"),
        (NO_BASE, "chưa có số gốc"),
        (NO_FIELD, "không có"),
        ("đạt chuẩn", "đạt chuẩn"),
        (Quantity(Decimal("95.5"), "%"), "95,5%"),
        (Quantity(Decimal(85)), "85"),
        ({2021: "a", 2022: "b"}, "2021: a; 2022: b"),
        ({2021: "a", 2022: "a", 2023: "a"}, "2021–2023: a"),
        ({2021: "a", 2023: "a"}, "2021: a; 2023: a"),
        ({2021: None, 2022: Quantity(Decimal(3), "km")}, "2021: chưa có số liệu; 2022: 3 km"),
        ({"2021": "a", "2022": "a", "đến 30/6/2025": "a"}, "2021–2022: a; đến 30/6/2025: a"),
        ({"": "a"}, "a"),
        ({}, ""),
    ],
)
def test_an_answer_is_shown(value, written):
    assert shown(value) == written


def test_what_is_written_reads_back_as_the_same_quantity():
    for value in ("95.5", "1250", "0.5", "1234567.5"):
        assert readings(as_quantity(Decimal(value), "km"))[0] == Quantity(Decimal(value), "km")
    for value in ("1250000000", "300000000", "500000", "1234567890"):
        assert Quantity(Decimal(value), "đồng") in readings(as_quantity(Decimal(value), "đồng"))


# --- the message itself ---


def test_one_message_after_another_keeps_its_bold_and_its_buttons():
    earlier = Message("Một", (Span(0, 3),))
    later = Message("Hai ba", (Span(4, 2),), ((Button("x", "y"),),))
    both = later.after(earlier)
    assert both.text == "Một\n\nHai ba"
    assert [both.text[s.start : s.start + s.length] for s in both.bold] == ["Một", "ba"]
    assert both.buttons == later.buttons


def test_a_moment_is_told_in_the_zone_people_live_in():
    assert messages.as_moment(MOMENT) == "09:30 ngày 12/10/2021"
    assert messages.as_day(MOMENT.date()) == "12/10/2021"


def test_a_button_with_a_plus_stands_beside_the_one_before():
    assert [len(row) for row in render("register/more", count=1, kind="targets").buttons] == [2]
    assert asdict(render("register/more", count=1, kind="targets").buttons[0][1]) == {
        "label": "Đã đủ",
        "says": "no",
    }
