"""Every command stands in the help and in the menu of those who may use it, and nowhere else."""

import pytest

from handlers import COMMANDS
from messages import render, template_names
from models.people import Contact, Role


@pytest.mark.parametrize("role", Role)
def test_help_lists_what_the_asker_may_use(role: Role) -> None:
    allowed = [command.name for command in COMMANDS.values() if role in command.roles]
    told = render("help/help", commands=allowed, contact=Contact(name="", role=role)).text
    listed = [word.strip("/") for word in told.split() if word.startswith("/")]
    assert listed == allowed


def test_every_command_has_a_line_for_the_menu() -> None:
    described = {name.removeprefix("menu/") for name in template_names() if "menu/" in name}
    assert described == set(COMMANDS)
