"""What the guides say there is, is there; what is there, the guides say."""

import argparse
import json
import re
from pathlib import Path

import pytest

from bot.keyboard.parser import command_line
from bot.saying import command_in
from bot.settings import Settings
from handlers import COMMANDS
from messages import FOLDER

ROOT = Path(__file__).parents[1]
README, OPERATING = ROOT / "README.md", ROOT / "docs" / "van-hanh.md"
PAGES = [README, ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]


def rows(page: Path) -> list[list[str]]:
    """Return the cells of every row of a page's tables."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]


def test_every_command_of_the_chat_stands_in_the_readme_with_a_word_for_it() -> None:
    told = {row[0].strip("`/"): row[1] for row in rows(README) if row[0].startswith("`/")}
    assert set(told) == set(COMMANDS)
    assert {name: command_in(word, COMMANDS) for name, word in told.items()} == {
        name: name for name in COMMANDS
    }


def test_every_command_of_the_keyboard_stands_in_the_readme() -> None:
    told = " ".join(row[0] for row in rows(README))
    assert not [name for name in _spelt(command_line()) if f"`{name}" not in told]


@pytest.mark.parametrize("page", [README, OPERATING], ids=lambda page: page.name)
def test_every_setting_is_told(page: Path) -> None:
    told = set(re.findall(r"`(THIDUA_\w+)`", page.read_text(encoding="utf-8")))
    assert told == {f"THIDUA_{name}".upper() for name in Settings.model_fields}


def test_what_the_playground_proposes_to_write_is_understood() -> None:
    words = json.loads((FOLDER / "playground.json").read_text(encoding="utf-8"))
    proposed = [word for seat in words["seats"].values() for word in seat["try"]]
    assert proposed
    known = {f"/{name}" for name in COMMANDS}
    wrong = [word for word in proposed if word[0] == "/" and word.split()[0] not in known]
    assert not wrong + [word for word in proposed if command_in(word, COMMANDS) is None]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = [*re.findall(r"\]\(([^)#\s]+)", text), *re.findall(r'src="([^"]+)"', text)]
    targets = [page.parent / each for each in found if not each.startswith("http")]
    assert not [str(each) for each in targets if not each.exists()]


def test_every_picture_is_shown_somewhere() -> None:
    shown = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert not [each.name for each in ROOT.glob("docs/images/*") if each.name not in shown]


def _spelt(parser: argparse.ArgumentParser, before: str = "") -> list[str]:
    """Return every command in full: `plan load`."""
    groups = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    if not groups:
        return [before.strip()]
    return [
        each
        for name, inner in groups[0].choices.items()
        for each in _spelt(inner, f"{before} {name}")
    ]
