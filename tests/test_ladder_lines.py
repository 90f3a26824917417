"""A ladder in one line: whatever is shown reads back, and what is not understood is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from messages import _TEXTS, as_ladder
from models.ladder_lines import Misread, read_ladder
from models.ladders import Ladder

USUAL = Ladder()
TOLD: Template = _TEXTS.from_string('{% from "parts/ladder.txt" import told %}{{ told(ladder) }}')
DAYS = st.sets(st.integers(0, 365), max_size=12)
LADDERS = st.builds(
    Ladder,
    DAYS.map(lambda days: tuple(sorted(days, reverse=True))),
    st.integers(0, 30),
    st.booleans(),
    st.integers(0, 60),
    st.integers(0, 60),
)


@given(ladder=LADDERS, current=LADDERS)
def test_what_is_shown_of_a_ladder_reads_back(ladder, current):
    assert read_ladder(as_ladder(ladder), current) == ladder
    assert read_ladder(as_ladder(ladder).upper().replace("; ", "\n"), current) == ladder
    assert read_ladder(TOLD.render(ladder=ladder), current) == ladder


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("30, 14, 7, 3, 1, 0; trễ 7 ngày rồi hằng tuần; lãnh đạo 3; thường trực 7", USUAL),
        ("thuong truc 5; lanh dao 2", Ladder(head=2, standing_body=5)),
        ("10 5 1", Ladder(before=(10, 5, 1))),
        ("Nhắc trước 10, 5 ngày và sáng ngày cuối.", Ladder(before=(10, 5, 0))),
        ("-10, -5, 0", Ladder(before=(10, 5, 0))),
        ("trước hạn không", Ladder(before=())),
        ("20, 10, trễ 5 ngày, rồi thôi, lãnh đạo 2", Ladder((20, 10), 5, weekly=False, head=2)),
        ("20 10 trễ 5 lãnh đạo 2 thường trực 9", Ladder((20, 10), 5, head=2, standing_body=9)),
        ("trễ hằng tuần", Ladder(daily=0)),
        ("trễ không", Ladder(daily=0, weekly=False)),
        ("không nhắc khi trễ", Ladder(daily=0, weekly=False)),
        ("trễ 3ngày, không hằng tuần", Ladder(daily=3, weekly=False)),
        ("không báo lãnh đạo", Ladder(head=0)),
        ("bỏ lãnh đạo; thường trực: không", Ladder(head=0, standing_body=0)),
        ("365", Ladder(before=(365,))),
    ],
)
def test_a_line_as_staff_write_it(line, expected):
    assert read_ladder(line, USUAL) == expected


@pytest.mark.parametrize(
    ("line", "part", "why"),
    [
        ("30, 14; ngày kia nhắc thêm", "ngày kia nhắc thêm", "words"),
        ("lãnh đạo", "lãnh đạo", "number"),
        ("30; lãnh đạo 3, 4", "lãnh đạo 3, 4", "number"),
        ("trễ mỗi ngày", "trễ mỗi ngày", "number"),
        ("trễ 7 ngày rồi 2 tuần một lần", "trễ 7 ngày rồi 2 tuần một lần", "number"),
        ("lãnh đạo 3; lãnh đạo 4", "lãnh đạo 4", "twice"),
        ("không nhắc 30 ngày", "không nhắc 30 ngày", "words"),
        ("366", "366", "range"),
        ("trễ 31 ngày", "trễ 31 ngày", "range"),
        ("thường trực 61", "thường trực 61", "range"),
        ("99999999999999999999", "99999999999999999999", "range"),
        ("13 12 11 10 9 8 7 6 5 4 3 2 1", "13 12 11 10 9 8 7 6 5 4 3 2 1", "many"),
        ("…", "…", "words"),
        ("ba mươi ngày", "ba mươi ngày", "words"),
    ],
)
def test_what_is_not_understood_is_said_exactly(line, part, why):
    with pytest.raises(Misread) as refused:
        read_ladder(line, USUAL)
    assert (refused.value.part, refused.value.why) == (part, why)
