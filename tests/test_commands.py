"""The command line as a person uses it: what it prints, what it keeps, what it says of mistakes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook
from tornado.netutil import bind_sockets

from models.plan.file import read_plan
from tests.stage import CAMPAIGN, COMMUNES, PLAN, TOKEN, Said, Stage, labels, staged

ANNA = 1001
COMMANDS = ["run", "play", "plan", "units", "invite", "status"]
COMMANDS += ["reminders", "rehearse", "backup", "restore"]
UNITS = """\
code,kind,name,parent,valid_from,valid_to,aliases
moi-1,commune,xã Mới Một,911,,,
moi-2,commune,xã Mới Hai,911,2021-01-01,,
"""
WRONG_UNITS = """\
code,kind,name,parent,valid_from,valid_to,aliases
moi-1,commune,xã Mới Một,911,,,
moi-2,village,xã Mới Hai,911,,,
moi-3,commune,,911,,,
moi-4,commune,xã Mới Bốn,nowhere,31/02/2021,,
"""
WRONG_SETTINGS = {
    "TIMEZONE": "Mars/Base",
    "LISTEN": "8080",
    "LOG_LEVEL": "LOUD",
    "PUBLIC_URL": "example.org",
    "TELEGRAM_TOKEN": "not a token",
    "TELEGRAM_BASE_URL": "ftp://example.org",
    "WEBHOOK_SECRET": "không được",
    "ZALO_TOKENS": "4180:one-of-them 4180:another",
}


@pytest.fixture
async def stage(tmp_path):
    async with staged(tmp_path) as one:
        yield one


def refused(said: Said, *words: str) -> str:
    """Check that a command was refused in plain words; return them."""
    assert said.status == 1
    assert said.out == ""
    assert "Traceback" not in said.err
    assert all(word in said.err for word in words), said.err
    return said.err


async def test_help_names_every_command_and_a_wrong_one_is_refused(stage):
    asked = await stage.command("--help")
    assert asked.status == 0
    assert asked.err == ""
    assert all(f"\n    {command} " in asked.out for command in COMMANDS)
    wrong = await stage.command("dance")
    assert wrong.status == 2
    assert "choose from" in wrong.err
    assert wrong.out == ""


async def test_plans_are_checked_with_file_and_line(stage):
    good = await stage.command("plan", "check", PLAN)
    assert good.status == 0
    assert "001_7fb08eabb90c7311.txt:188: warning: Ngày 30/10/2021 là thứ Bảy" in good.out
    text = PLAN.read_text(encoding="utf-8")
    (stage.folder / "a.yaml").write_text(text.replace("level: province", "level: planet"))
    (stage.folder / "b.yaml").write_text("code: [")
    both = await stage.command("plan", "check", "a.yaml", "b.yaml", "c.yaml", PLAN)
    line = 1 + text[: text.index("level: province")].count("\n")
    assert both.status == 1
    problems = both.err.splitlines()
    assert any(
        problem.startswith(f"a.yaml:{line}: ") and "planet" in problem for problem in problems
    )
    assert any(problem.startswith("b.yaml:1: ") for problem in problems)
    assert any(
        problem.startswith("c.yaml:1: ") and "cannot be read" in problem for problem in problems
    )
    assert len(problems) == 3


async def test_a_plan_is_loaded_whole_or_not_at_all_and_can_be_shown(stage):
    text = PLAN.read_text(encoding="utf-8").replace(CAMPAIGN, "another")
    file = stage.folder / "another.yaml"
    file.write_text(text.replace("unit_kind: school", "unit_kind: pub"), encoding="utf-8")
    refused(await stage.command("plan", "load", "another.yaml"), "another.yaml:", "'pub'")
    refused(await stage.command("plan", "show", "another"), "another", CAMPAIGN)
    file.write_text(text, encoding="utf-8")
    loaded = await stage.command("plan", "load", "another.yaml")
    assert (loaded.status, loaded.err) == (0, "")
    assert loaded.out.startswith("another: Phát động")
    shown = await stage.command("plan", "show", "another", "--json")
    assert json.loads(shown.out) == read_plan(file).model_dump(mode="json")
    assert stage.one("select count(*) from campaign") == 2


async def test_units_are_imported_whole_or_not_at_all(stage):
    before = stage.one("select count(*) from unit")
    (stage.folder / "wrong.csv").write_text(WRONG_UNITS, encoding="utf-8")
    told = refused(await stage.command("units", "import", "wrong.csv")).splitlines()
    expected = [
        ("row 3", "kind", "'village'"),
        ("row 4", "name", "empty"),
        ("row 5", "parent", "'nowhere'"),
        ("row 5", "valid_from", "'31/02/2021'"),
    ]
    assert len(told) == len(expected)
    for row, column, what in expected:
        assert any(f"wrong.csv: {row}, column {column}: " in line and what in line for line in told)
    assert stage.one("select count(*) from unit") == before
    refused(await stage.command("units", "import", "none.csv"), "none.csv", "cannot be read")
    (stage.folder / "units.csv").write_text(UNITS, encoding="utf-8")
    imported = await stage.command("units", "import", "units.csv")
    assert (imported.status, imported.err) == (0, "")
    assert imported.out == "2 units new, 0 changed, 0 unchanged\n"
    assert stage.one("select count(*) from unit") == before + 2
    again = await stage.command("units", "import", "units.csv")
    assert again.out == "0 units new, 0 changed, 2 unchanged\n"


async def test_units_go_out_to_excel_and_come_back_marked_if_wrong(stage):
    exported = await stage.command("units", "export", "units.xlsx")
    count = stage.one("select count(*) from unit")
    assert (exported.status, exported.err) == (0, "")
    assert exported.out.startswith(f"units.xlsx: {count} units, 0 groups, ")
    refused(await stage.command("units", "export", "units.xlsx"), "units.xlsx", "exists already")
    same = await stage.command("units", "import", "units.xlsx")
    assert same.out.startswith(f"0 units new, 0 changed, {count} unchanged")
    book = load_workbook(stage.folder / "units.xlsx")
    book.worksheets[0]["B3"] = "village"
    book.save(stage.folder / "units.xlsx")
    told = refused(await stage.command("units", "import", "units.xlsx")).splitlines()
    assert told[0].startswith("units.xlsx: sheet Đơn vị: row 3, column kind: 'village' is not")
    assert told[1:] == ["The cells are marked in units-can-sua.xlsx"]
    assert (stage.folder / "units-can-sua.xlsx").exists()


async def test_a_code_is_shown_once_and_kept_only_as_a_hash(stage):
    refused(await stage.command("invite", "--unit", "nowhere"), "nowhere")
    assert (await stage.command("invite")).status == 2
    invited = await stage.command("invite", "--unit", COMMUNES[0])
    code, link, expires = invited.out.splitlines()
    assert link == f"https://t.me/playground_bot?start={code}"
    assert expires.startswith("expires ")
    assert stage.one("select count(*) from invitation") == 1
    assert code.encode() not in stage.file.read_bytes()


async def test_a_head_is_invited_and_a_delegation_has_a_last_day(stage):
    unit = ("invite", "--unit", COMMUNES[0])
    refused(await stage.command(*unit, "--until", "soon"), "--until soon", "31/12/")
    refused(await stage.command("invite", "--role", "staff", "--head"), "go with --unit")
    assert (await stage.command(*unit, "--head", "--until", "31/12/2098")).status == 0
    assert stage.rows("select head, until from invitation")[0][:] == (1, "2098-12-31")


async def test_status_says_how_far_every_campaign_is(stage):
    refused(await stage.command("status", "--campaign", "nowhere"), "nowhere", CAMPAIGN)
    stage.let_in({ANNA: COMMUNES[0]})
    said = await stage.command("status", "--campaign", CAMPAIGN)
    assert said.out.startswith(f"{CAMPAIGN}: 0/234 registered, 0 begun, 1 not begun, 233 without")
    (state,) = json.loads((await stage.command("status", "--json")).out)
    assert (state["campaign"], state["last_day"]) == (CAMPAIGN, "2099-10-29")
    reached = [unit["code"] for unit in state["details"] if unit["state"] == "not-begun"]
    assert reached == [COMMUNES[0]]


async def test_reminders_are_planned_and_none_is_sent(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    asked = ("reminders", "--campaign", CAMPAIGN, "--from", "2099-10-14", "--to", "2099-10-21")
    planned = json.loads((await stage.command(*asked, "--json")).out)
    found = [each for each in planned if each["milestone"] == "registration"]
    assert len(found) == 234
    (entry,) = (each for each in found if each["unit"] == COMMUNES[0])
    assert entry == {
        "at": "2099-10-15T08:00:00+07:00",
        "unit": COMMUNES[0],
        "contacts": [f"person {ANNA}"],
        "milestone": "registration",
        "rung": "-14",
        "printed_day": "2099-10-30",
        "last_safe_day": "2099-10-29",
        "why": "14 days before the last safe day 2099-10-29",
    }
    assert not stage.one("select count(*) from outgoing")
    assert (await stage.command(*asked)).out.endswith(f"{len(planned)} reminders; none was sent.\n")
    refused(await stage.command(*asked[:-1], "2099-01-01"), "lies before --from")


async def test_a_backup_is_taken_and_brought_back_while_the_bot_runs(stage):
    stage.let_in({ANNA: COMMUNES[0]})
    await stage.start()
    await stage.say(ANNA, "/dangky", "Chỉ tiêu thứ 1")
    await stage.say(ANNA, "Tỷ lệ hộ nghèo", "Hàng năm")
    await stage.until(stage.nothing_waits)
    taken = await stage.command("backup", "copy.db")
    assert taken.status == 0
    assert taken.out.startswith("copy.db: ")
    assert [path.name for path in stage.folder.glob("copy.db*")] == ["copy.db"]
    refused(await stage.command("backup", "copy.db"), "copy.db", "another name")
    await stage.say(ANNA, "5%", "Phấn đấu")
    await stage.until(stage.nothing_waits)
    assert stage.one("select count(*) from answer") == 2
    restored = await stage.command("restore", "copy.db")
    assert (restored.status, restored.err) == (0, "")
    assert [row["said"] for row in stage.rows("select said from answer")] == ["Tỷ lệ hộ nghèo"]
    resumed = await stage.say(ANNA, "/dangky", "Tiếp tục", "Hàng năm")
    assert "← Câu trước" in labels(resumed)
    await stage.say(ANNA, "6%", "Phấn đấu")


async def test_what_is_no_backup_is_not_brought_back(stage):
    before = stage.one("select count(*) from unit")
    (stage.folder / "text.db").write_text("not a database", encoding="utf-8")
    with closing(sqlite3.connect(stage.folder / "other.db")) as other:
        other.execute("create table unit (id)")
    for name in ("text.db", "other.db", "none.db"):
        refused(await stage.command("restore", name), name)
    refused(await stage.command("backup", "nowhere/copy.db"), "nowhere/copy.db")
    assert stage.one("select count(*) from unit") == before
    assert not (stage.folder / "none.db").exists()


async def test_each_wrong_setting_gets_one_clear_sentence(stage):
    told = refused(await stage.command("status", **WRONG_SETTINGS)).splitlines()
    assert {line.partition(": ")[0] for line in told} == {f"THIDUA_{s}" for s in WRONG_SETTINGS}
    assert len(told) == len(WRONG_SETTINGS)
    assert all("write" in line for line in told)
    for secret in ("TELEGRAM_TOKEN", "WEBHOOK_SECRET", "ZALO_TOKENS"):
        assert not any(WRONG_SETTINGS[secret] in line for line in told)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PUBLIC_URL", "http://thidua.example", ("https://", "THIDUA_PUBLIC_URL")),
        ("WEBHOOK_SECRET", "short", ("8 to 256", "THIDUA_WEBHOOK_SECRET")),
        ("DATA_DIR", "/dev/null/x", ("/dev/null/x", "THIDUA_DATA_DIR")),
        ("DATABASE_URL", "nonsense", ("database", "URL")),
        ("DATABASE_URL", "sqlite:////nowhere/x.db", ("database", "unable to open")),
    ],
)
async def test_what_cannot_be_had_is_told(stage, name, value, words):
    told = refused(await stage.command("status", **{name: value}), *words)
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("token", ["", TOKEN], ids=["playground", "webhook"])
async def test_an_address_in_use_is_told_in_one_sentence(stage, token):
    (taken,) = bind_sockets(0, "127.0.0.1")
    address = f"127.0.0.1:{taken.getsockname()[1]}"
    more = {"LISTEN": address, "TELEGRAM_TOKEN": token, "PUBLIC_URL": f"http://{address}"}
    with closing(taken):
        told = refused(await stage.command("run", **more), address, "THIDUA_LISTEN")
    assert len(told.splitlines()) == 1


async def test_without_a_channel_run_is_the_playground(stage, unused_tcp_port):
    address = f"127.0.0.1:{unused_tcp_port}"
    bot = await stage.start(wait=False, LISTEN=address, TELEGRAM_TOKEN="")
    await stage.until(lambda: f"Open http://{address} in a browser" in bot.log)
    assert "<html" in fetched(f"http://{address}/")
    assert (stage.file.parent / "playground.db").exists()
    refused(await stage.command("play", LISTEN=address, TELEGRAM_TOKEN=""), address)
    await bot.stop()


def fetched(url: str) -> str:
    with urlopen(url, timeout=30) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


async def test_a_new_installation_begins_with_the_sample(tmp_path):
    async with staged(tmp_path, Path("/dev/null")) as empty:
        check_sample(empty, await empty.command("status", "--json"))


def check_sample(stage: Stage, said: Said) -> None:
    states = {state["campaign"]: state["units"] for state in json.loads(said.out)}
    assert len(states) == 5
    assert (states[CAMPAIGN], states["tra-vinh-30-nam"]) == (234, 56)
    assert said.err == ""
    assert stage.one("select count(*) from unit where kind = 'commune'") == 144 + 106 + 102
