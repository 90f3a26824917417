"""The words of the command line: every command, what it takes, and what `--help` says."""

import argparse
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any


def command_line() -> argparse.ArgumentParser:
    """Return the parser; `act` of what it parses is the command's name, such as `plan load`."""
    parser = argparse.ArgumentParser(
        "python -m bot", description="An assistant for emulation campaigns."
    )
    parser.set_defaults(act="run")
    commands = parser.add_subparsers(title="commands")
    _command(
        commands, "run", "run", "run the bot on every configured channel; none: the playground"
    )
    _command(commands, "play", "play", "run the playground")
    plan = _group(commands, "plan", "read, load and show plans")
    _command(plan, "check", "plan check", "read plans, print doubts and problems", files="+")
    load_plan = _command(plan, "load", "plan load", "load or update a campaign", file=True)
    load_plan.add_argument("--dry-run", action="store_true", help="only show what would change")
    load_plan.add_argument("--tell", action="store_true", help="tell whom it concerns, unasked")
    _command(
        plan, "show", "plan show", "show all that is known of a campaign", code=True, json=True
    )
    units = _group(commands, "units", "import and export units, groups and contacts")
    _command(units, "import", "units import", "import from an .xlsx or .csv file", file=True)
    _command(units, "export", "units export", "export to an .xlsx or .csv file", file=True)
    invitation = _command(commands, "invite", "invite", "print a one-time code", json=True)
    who = invitation.add_mutually_exclusive_group(required=True)
    who.add_argument("--unit", metavar="CODE", help="for a contact of this unit")
    who.add_argument("--role", choices=["staff", "admin"], help="for staff")
    invitation.add_argument("--name", default="", help="the post, as it signs announcements")
    invitation.add_argument("--head", action="store_true", help="who speaks for the unit")
    invitation.add_argument("--until", metavar="DAY", help="the last day of a delegation")
    status = _command(commands, "status", "status", "say how far campaigns are", json=True)
    status.add_argument("--campaign", metavar="CODE")
    quantity = _command(commands, "quantity", "quantity", "say how a phrase is read", json=True)
    quantity.add_argument("text", help="the phrase to read")
    quantity.add_argument("--measure", help="the measure that was asked for")
    quantity.add_argument("--beside", type=_figure, help="a figure of the same, in plain digits")
    for each in (parser, quantity):  # -0,5% is a text and no option
        each._negative_number_matcher = re.compile(r"-[0-9]")
    registration = _group(commands, "registration", "look after registrations")
    _command(
        registration,
        "check",
        "registration check",
        "say whether a slip says what the database does",
        file=True,
    )
    reminders = _command(
        commands, "reminders", "reminders", "say who would be reminded; sends nothing", json=True
    )
    reminders.add_argument("--campaign", metavar="CODE", required=True)
    for name, day, text in (("--from", "first", "the first day"), ("--to", "last", "the last day")):
        reminders.add_argument(
            name, dest=day, metavar="DATE", type=_day, required=True, help=f"{text}: 2021-10-29"
        )
    _rehearsal(commands)
    audit = _group(commands, "audit", "look after the audit")
    _command(audit, "verify", "audit verify", "say whether any decision was changed afterwards")
    _command(commands, "backup", "backup", "copy the whole database into a file", file=True)
    _command(commands, "restore", "restore", "replace the whole database by a backup", file=True)
    return parser


def _rehearsal(commands: Any) -> None:  # noqa: ANN401
    text = "play a whole campaign on a virtual clock and write the book of its messages"
    rehearsal = _command(commands, "rehearse", "rehearse", text, json=True)
    rehearsal.add_argument("plan", help="a plan's file, or the code of one that comes with this")
    rehearsal.add_argument(
        "--units", type=_count, default=4, metavar="N", help="units of each kind (4), or: all"
    )
    rehearsal.add_argument("--list", type=Path, metavar="FILE", help="another list of units")
    rehearsal.add_argument(
        "--out", type=Path, metavar="FILE", help="the book (rehearsal-CODE.html)"
    )
    rehearsal.add_argument(
        "--days", nargs="+", default=[], metavar="CODE=DATE", help="days that the plan leaves open"
    )


def _group(commands: Any, name: str, text: str) -> Any:  # noqa: ANN401
    group = commands.add_parser(name, help=text, description=text)
    return group.add_subparsers(title="commands", required=True)


def _command(  # noqa: PLR0913
    commands: Any,  # noqa: ANN401
    name: str,
    act: str,
    text: str,
    *,
    file: bool = False,
    files: str = "",
    code: bool = False,
    json: bool = False,
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(act=act)
    if file:
        command.add_argument("file", type=Path)
    if files:
        command.add_argument("files", type=Path, nargs=files)
    if code:
        command.add_argument("code")
    if json:
        command.add_argument("--json", action="store_true", help="print JSON")
    return command


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write year-month-day, such as 2021-10-29") from error


def _count(text: str) -> int | None:
    if text == "all":
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise argparse.ArgumentTypeError("write a number, such as 4, or all")
    return int(text)


def _figure(text: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", text):
        raise argparse.ArgumentTypeError("write plain digits, such as 4295000 or 0.28")
    return Decimal(text)
