"""What the reader of plan files says of files that are wrong."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.plan import Plan
from models.plan.file import PlanError, read_plan

SMALL = """\
code: small
file: seed.txt
title: Một kế hoạch
issuer: UBND tỉnh
level: province
heading:
  title: {line: 1, clause: tên}
  issuer: {line: 2, clause: đầu}
period:
  start: 2021-01-01
  end: 2021-12-31
  text: năm 2021
  source: {line: 3, clause: mục I}
milestones:
  - code: report
    kind: report
    name: Báo cáo
    date: 2021-06-30
    precision: quarter
    text: quý II
    who: [commune]
    source: {line: 4, clause: mục II}
  - code: end
    kind: review
    name: Tổng kết
    text: cuối năm
    who: [commune]
    source: {line: 5, clause: mục II}
scope: tinh
"""

WRONG = [
    # what replaces what, the line of the problem, words of the message
    ("level: province", "level: county", 5, ["level", "'county'", "'province'"]),
    ("title: Một kế hoạch\n", "", 1, ["'title' is missing", "add it"]),
    ("title: Một kế hoạch", "title:", 3, ["'title' is missing"]),
    ("title: Một kế hoạch", "title: null", 3, ["'null'", "take the key out"]),
    ("title: Một kế hoạch", "titel: Một kế hoạch", 3, ["'titel'", "did you mean 'title'"]),
    ("title: Một kế hoạch", "title: [a, b]", 3, ["one text is needed"]),
    ("    name: Báo cáo", "    nmae: Báo cáo", 17, ["'nmae'", "did you mean 'name'"]),
    ("    text: cuối năm", "    xyz: cuối năm", 26, ["'xyz'", "allowed here: ", "recurrence"]),
    ("start: 2021-01-01", "start: 01/01/2021", 10, ["start", "'01/01/2021'", "year-month-day"]),
    ("start: 2021-01-01", "start: 2021-02-30", 10, ["'2021-02-30'", "a day that exists"]),
    ("start: 2021-01-01", "start: 1619568000", 10, ["'1619568000'", "year-month-day"]),
    ("start: 2021-01-01", "start: 2022-01-01", 9, ["2021-12-31 lies before", "2022-01-01"]),
    ("start: 2021-01-01", "start: [2021-01-01]", 10, ["one date is needed"]),
    ("line: 3,", "line: ba,", 13, ["'ba'", "whole number"]),
    ("line: 3,", "line: 1_3,", 13, ["'1_3'", "whole number"]),
    ("line: 3, clause: mục I}", "line: 3}", 13, ["'clause' is missing"]),
    ("date: 2021-06-30", "date: 2021-06-15", 15, ["last day of it: 2021-06-30"]),
    ("    precision: quarter\n", "", 15, ["'date' and 'precision' go together"]),
    ("precision: quarter", "precision: quarter\n    strict: true", 15, ["take 'strict' out"]),
    ("precision: quarter", "precision: quarter\n    strict: no", 20, ["'no'", "true or false"]),
    ("who: [commune]", "who: commune", 21, ["who", "a list is needed"]),
    ("who: [commune]", "who: [commune, xã]", 21, ["'xã'", "'commune'"]),
    ("code: end", "code: report", 23, ["'report' is used above already"]),
    ("code: end", "code: Tổng kết", 23, ["'Tổng kết' is not a code"]),
    ("level: province", "level: province\nlevel: district", 6, ["'level' is given in line 5"]),
    ("level: province", "level: {}", 5, ["write 'province'"]),
    ("  end: 2021", "\tend: 2021", 11, ["begins with a tab", "spaces"]),
    ("title: Một kế hoạch", 'title: "Một kế hoạch', 3, ["cannot be read as YAML"]),
    ("title: Một kế hoạch", "title: Kế hoạch: một", 3, ["cannot be read as YAML"]),
    ("title: Một kế hoạch", 'title: "\\UFFFFFFFF"', 3, ["too large for YAML"]),
    ("title: Một kế hoạch", "title: \x07", 3, ["cannot be printed"]),
    ("title: Một kế hoạch", "title: &a Một\ntheme: *a", 4, ["a reference", "write the value out"]),
    ("title: Một kế hoạch", "? [a]\n: b", 3, ["a key must be one word"]),
    ("title: Một kế hoạch", f"title: {'[' * 50}{']' * 50}", 3, ["more than 20 deep"]),
    (SMALL, f"title: {'[' * 9000}", 1, ["more than 20 deep"]),
    (SMALL, "", 1, ["'code' is missing"]),
    (SMALL, "một dòng chữ", 1, ["keys with values are needed"]),
    (SMALL, "code: a\n---\ncode: b", 2, ["cannot be read as YAML", "single document"]),
    ("milestones:\n", "milestones: x\nphases:\n", 14, ["a list is needed"]),
]


@pytest.fixture
def read(tmp_path):
    def read_text(content: str | bytes) -> Plan:
        file = tmp_path / "plan.yaml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_plan(file)

    return read_text


def test_the_small_plan_is_right(read):
    plan = read(SMALL)
    assert plan.milestone("report").last_day() == date(2021, 6, 30)
    assert plan.milestone("end").last_day() is None
    assert read(SMALL.encode("utf-8-sig").replace(b"\n", b"\r\n")) == plan


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG)
def test_what_is_wrong_is_told_with_its_line(read, old, new, line, words):
    assert old in SMALL
    with pytest.raises(PlanError) as caught:
        read(SMALL.replace(old, new, 1))
    problems = caught.value.problems
    assert all(problem.file.endswith("plan.yaml") for problem in problems)
    told = [problem.message for problem in problems if problem.line == line]
    assert any(all(word in message for word in words) for message in told), problems
    assert f"plan.yaml:{line}: " in str(caught.value)


def test_every_problem_is_told_at_once(read):
    text = SMALL.replace("province", "county").replace("line: 3", "line: ba")
    with pytest.raises(PlanError) as caught:
        read(text.replace("code: end", "code: report"))
    assert [problem.line for problem in caught.value.problems] == [5, 13, 23]


def test_other_encodings_and_missing_files_are_told(read, tmp_path):
    with pytest.raises(PlanError, match=r"plan\.yaml:3: this is not UTF-8"):
        read(SMALL.encode().replace("Một".encode(), b"M\xf4t"))
    with pytest.raises(PlanError, match="cannot be read"):
        read_plan(tmp_path / "nothing.yaml")
    with pytest.raises(PlanError, match="cannot be read"):
        read_plan(tmp_path)


def test_text_is_kept_as_typed(read):
    for typed in ("4,295", "no", "1_000", "12:30", "2021-10-30"):
        assert read(SMALL.replace("Một kế hoạch", typed)).title == typed
    assert read(SMALL.replace("Một", "Mo\u0302\u0323t")).title == "Một kế hoạch"


@settings(deadline=None, max_examples=200)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(content=b"%YAML 1." + b"9" * 5000 + b"\n---\na: b")
@example(content=b"!<tag:%zz> a: *b")
def test_any_bytes_give_a_plan_or_its_error(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    file.write_bytes(content)
    with pytest.raises(PlanError):
        read_plan(file)


@settings(deadline=None, max_examples=300)
@given(
    at=st.integers(0, len(SMALL)),
    drop=st.integers(0, 30),
    put=st.text("\t\n '\"[]{}:,-#&*!|>%?a0\\/ế", max_size=6) | st.text(max_size=3),
)
def test_any_slip_of_the_hand_gives_a_plan_or_its_error(tmp_path_factory, at, drop, put):
    file = tmp_path_factory.getbasetemp() / "slip.yaml"
    file.write_bytes((SMALL[:at] + put + SMALL[at + drop :]).encode())
    with suppress(PlanError):
        assert isinstance(read_plan(file), Plan)
