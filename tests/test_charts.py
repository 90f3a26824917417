"""Charts: the picture shows the figures of /tinhhinh, all of them once, and its words fit."""

import unicodedata
from collections import Counter
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlmodel import col, select

from messages import render
from messages.documents import write
from messages.documents.canvas import FONTS, WIDTH, letters, shortened, sound, wrapped
from messages.documents.chart import widths
from models.campaigns import plan_of
from models.charts import MOST_BARS, Bar, attained, bars, bars_by_district, whole
from models.documents import Document
from models.plan import Plan
from models.registers import Outgoing
from models.standing import STATES, Standing, standings, summary
from models.units.file import read_file
from models.units.save import save_file
from tests.office import Office, campaign
from tests.samples_plans import PLANS, SESSION, TODAY, WHOLE
from tests.transcripts import UNITS

CODE = "kien-giang-2021-2025"
VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
PICTURES = [
    (f"{code}-{name}-{number}", name, about)
    for code, told in WHOLE.items()
    for number, (name, about) in enumerate(told)
    if name in ("chart/registrations", "chart/targets")
]
KINDS = st.sampled_from(["commune", "district", "agency"])
STANDING = st.builds(
    Standing,
    unit_id=st.integers(1, 300),
    code=st.just("x"),
    name=st.just("x"),
    kind=KINDS,
    parent=st.sampled_from([f"huyện {number}" for number in range(20)]),
    state=st.sampled_from(STATES),
    late=st.booleans(),
    reported=st.just(value=False),
).map(lambda each: each if each.state == "registered" else _in_time(each))


def _in_time(standing: Standing) -> Standing:
    return Standing(**vars(standing) | {"late": False})


def picture_of(name: str, about: dict[str, Any]) -> Image.Image:
    """Return what is drawn of the facts of a caption."""
    facts = {key: value for key, value in about.items() if key != "others"}
    content, media_type = write(f"{name.removeprefix('chart/')}.png", **facts)
    assert media_type == "image/png"
    return Image.open(BytesIO(content))


# --- the figures ---


@given(st.lists(STANDING, min_size=1, max_size=150))
def test_every_unit_is_counted_once_and_as_in_the_words(units):
    told, plan = summary(units), PLANS[CODE]
    for drawn in (bars(SESSION, plan, units, TODAY), bars_by_district(units)):
        sums = sum((Counter(bar.parts) for bar in drawn), Counter())
        assert sums == Counter(whole(units).parts)
        assert sum(bar.total for bar in drawn) == told["units"]
        assert sum(bar.registered for bar in drawn) == told["registered"]
        assert sums["late"] == told["late"]
        assert sums["waiting"] == told["to_sign"] + told["to_admit"]
        for part in ("begun", "not-begun", "no-contact"):
            assert sums[part] == told[part.replace("-", "_")]
        assert len(drawn) <= MOST_BARS
        named = [bar.registered / bar.total for bar in drawn if not bar.merged]
        assert named == sorted(named)


def test_units_stand_by_their_groups_and_the_others_by_kind(office):
    with office.session() as session:
        plan = PLANS[CODE]
        units = standings(session, campaign(session, CODE), plan, office.clock.today())
        by_kind = {bar.kind: bar.total for bar in bars(session, plan, units, TODAY)}
        assert by_kind == {each["kind"]: each["total"] for each in summary(units)["kinds"]}
    _form_groups(office)
    with office.session() as session:
        drawn = bars(session, plan, units, TODAY)
        assert {bar.name: bar.total for bar in drawn if bar.name} == {
            f"Cụm {number} (mẫu)": 5 for number in (1, 2, 3)
        }
        others = {bar.kind: bar.total for bar in drawn if not bar.name}
        assert others == {kind: total for kind, total in by_kind.items() if kind != "district"}
        before = plan.model_copy(update={"period": PLANS["kien-giang-2020"].period})
        assert not any(bar.name for bar in bars(session, before, units, TODAY))


def _form_groups(office: Office) -> None:
    file = read_file(UNITS / "kien-giang-groups.csv", {"91"} | {str(n) for n in range(899, 915)})
    office.database.transaction(lambda session: save_file(session, file))


def test_the_chart_and_the_words_tell_the_same(office):
    office.let_in("911-duong-to", "902", "staff")
    office.say("911-duong-to", f"/dangky {CODE}", "Tỷ lệ hộ nghèo")
    words, caption = (
        office.say("staff", f"/tinhhinh {CODE}"),
        office.say("staff", f"/bieudo {CODE}"),
    )
    assert "Đã đăng ký: 0/234 đơn vị" in words
    assert "Đã đăng ký: 0/234 đơn vị" in caption
    assert "Đang làm: 1; chưa bắt đầu: 1; chưa có đầu mối: 232" in words
    assert "đang làm 1; chưa bắt đầu 1; chưa có đầu mối 232" in caption


def test_targets_are_those_of_the_words_in_their_order():
    for code in PLANS:
        plan = plan_of(SESSION, campaign(SESSION, code))  # with what was settled of it
        found = attained(SESSION, campaign(SESSION, code), plan)
        told = [about for name, about in WHOLE[code] if name == "status/status"][-1]["targets"]
        if told is None:
            assert not found
            continue
        assert (len(found), len(plan.targets)) == (told["found"], told["total"])
        assert Counter(each.verdict.state for each in found) == told["states"]
        behind = [(each.target, each.verdict) for each in found if each.verdict.state == "unmet"]
        assert behind[: len(told["behind"])] == told["behind"]
        shares = [each.percent for each in found if each.verdict.state == "unmet" and each.percent]
        assert shares == sorted(shares)
        assert not [each for each in found if each.target.change and each.percent is not None]


# --- the picture ---


@pytest.mark.parametrize(
    ("name", "about"), [each[1:] for each in PICTURES], ids=[each[0] for each in PICTURES]
)
def test_every_plan_gives_pictures_for_a_phone(name, about):
    drawn = picture_of(name, about)
    assert drawn.format == "PNG"
    assert drawn.width == WIDTH
    assert WIDTH / 2 < drawn.height <= 2 * WIDTH + 360  # a phone's screen, or little more
    edge = drawn.convert("L").crop((WIDTH - 20, 0, WIDTH, drawn.height))
    darkest, lightest = edge.getextrema()
    assert darkest == lightest  # nothing runs over the margin


def test_a_picture_is_kept_and_sent_as_a_photo(office):
    office.let_in("staff")
    office.say("staff", f"/bieudo {CODE}")
    with office.session() as session:
        kept = session.exec(select(Document).order_by(col(Document.id).desc())).first()
        sent = session.exec(select(Outgoing).order_by(col(Outgoing.id).desc())).first()
        assert kept is not None
        assert sent is not None
        assert (kept.media_type, kept.name) == ("image/png", f"bieu-do-{CODE}.png")
        assert sent.message["file"] == {"document": kept.id, "name": kept.name, "as": "photo"}
        assert Image.open(BytesIO(kept.content)).size[0] == WIDTH
        assert len(sent.message["text"]) <= 1024  # stands below the picture, not after it


def test_a_colour_is_as_long_as_its_share():
    about = dict(next(about for _, name, about in PICTURES if name == "chart/registrations"))
    counts = {"in-time": 30, "late": 0, "waiting": 0, "begun": 0, "not-begun": 60, "no-contact": 10}
    bar = Bar(counts)
    about |= {"bars": [bar], "whole": bar}
    pixels = picture_of("chart/registrations", about).convert("RGB")
    row = Counter(pixels.getpixel((x, pixels.height - 70)) for x in range(WIDTH))
    blue, grey, dark = (row[colour] for colour in _of_the_last_bar(pixels))
    assert blue == pytest.approx(3 * dark, abs=6)
    assert grey == pytest.approx(6 * dark, abs=6)


def _of_the_last_bar(pixels: Image.Image) -> list[Any]:
    """Return the colours at the left, in the middle and at the right end of the lowest bar."""
    at = pixels.height - 70
    return [pixels.getpixel((x, at)) for x in (60, WIDTH // 2 + 60, WIDTH - 60)]


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=6))
def test_every_figure_has_room_in_its_box(counts):
    least = [20.0 + 17 * len(str(count)) for count in counts]
    found = widths(counts, least, 1000)
    assert sum(found) == pytest.approx(1000)
    assert all(width >= needed - 1e-6 for width, needed in zip(found, least, strict=True))


# --- the words in it ---


def test_every_letter_is_in_the_fonts_composed_or_not():
    for bold in (False, True):
        font = letters(36, bold=bold)
        missing = bytes(font.getmask("\ue000"))
        for letter in VIETNAMESE + VIETNAMESE.upper() + "0123456789%‰/:;.,–·…“”()₫":
            assert bytes(font.getmask(letter)) != missing, letter
            assert sound(unicodedata.normalize("NFD", letter)) == letter
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE").read_text(encoding="utf-8")


def test_names_as_they_are_need_no_ellipsis():
    names = [target.name for plan in PLANS.values() for target in plan.targets]
    cut = [name for name in names if "…" in "".join(wrapped(name, letters(36), 640, 2))]
    assert len(cut) <= len(names) / 10
    titles = [render("chart/bar", bar=bar).text for bar in bars_by_district(_districts())]
    assert titles
    assert not [name for name in titles if shortened(name, letters(36), 800) != name]


def _districts() -> list[Standing]:
    plans: list[Plan] = [PLANS[CODE], PLANS["tra-vinh-30-nam"]]
    return [
        each
        for plan in plans
        for each in standings(SESSION, campaign(SESSION, plan.code), plan, TODAY)
        if each.parent
    ]


@given(st.text(min_size=1, max_size=300), st.integers(60, 900), st.integers(1, 3))
def test_whatever_is_written_fits_and_is_cut_only_where_it_must(text, width, most):
    font = letters(36)
    lines = wrapped(text, font, width, most)
    assert len(lines) <= most
    assert all(font.getlength(line) <= width for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert " ".join(lines) == " ".join(sound(text).split())
    assert shortened("Xã Dương Tơ", font, 2000) == "Xã Dương Tơ"
