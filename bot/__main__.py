"""The command line: python -m bot …; see --help."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.app import Mistake, join, serve, set_manner, telegram
from bot.keyboard.backup import BackupError, back_up, restore
from bot.keyboard.codes import InviteError, Wanted, give_code, zalo_bot
from bot.keyboard.papers import check_slip
from bot.keyboard.parser import command_line
from bot.keyboard.plans import compare, load, tell, warnings_of
from bot.keyboard.quantities import as_json, as_lines, describe
from bot.keyboard.reminders import as_line, planned
from bot.keyboard.units import ExchangeError, export_units, import_units
from bot.logs import start_logging
from bot.play import play, remembered_clock
from bot.rehearsal.stage import RehearsalError
from bot.sample import load_sample
from bot.settings import Settings
from messages import as_moment
from models.audit import first_broken, newest_seal
from models.campaigns import (
    Campaign,
    all_campaigns,
    campaign_by_code,
    plan_of,
    signed_plan,
)
from models.database import Database
from models.deadlines import registration_due
from models.plan.file import PlanError, Problem, read_plan
from models.standing import standings, summary


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    options = command_line().parse_args(arguments)
    try:
        settings = Settings()
    except ValidationError as error:
        return _fail("\n".join(_setting_problem(problem) for problem in error.errors()))
    start_logging(settings.log_level, settings.secrets())
    try:
        ACTS[options.act](settings, options)
    except (Mistake, BackupError, ExchangeError, InviteError, PlanError, RehearsalError) as error:
        return _fail(str(error))
    except SQLAlchemyError as error:
        return _fail(f"The database does not answer: {str(error).splitlines()[0]}")
    return 0


# --- what each command does ---


def _run(settings: Settings, options: argparse.Namespace) -> None:
    if not settings.live:
        _play(settings, options)
        return
    with suppress(KeyboardInterrupt), closing(_database(settings)) as database:
        asyncio.run(_until_stopped(serve(settings, join(settings, database))))


def _play(settings: Settings, _: argparse.Namespace) -> None:
    with suppress(KeyboardInterrupt), closing(_database(settings, playing=True)) as database:
        asyncio.run(_until_stopped(play(settings, database)))


def _plan_check(_: Settings, options: argparse.Namespace) -> None:
    problems: list[Problem] = []
    for file in options.files:
        try:
            print(*warnings_of(read_plan(file)), sep="\n")
        except PlanError as error:
            problems += error.problems
    if problems:
        raise PlanError(problems)


def _plan_load(settings: Settings, options: argparse.Namespace) -> None:
    plan = read_plan(options.file)
    with closing(_database(settings, sample=False)) as database:
        print(f"{plan.code}: {plan.title}")
        told = database.transaction(lambda session: compare(session, plan))
        if told is not None:
            print(told)
        if options.dry_run:
            return
        clock = remembered_clock(settings, database)
        now, today = clock.now(), clock.today()
        people = database.transaction(lambda session: load(session, plan, now, today))
        if people and (options.tell or _agreed(f"Tell {people} people now? [y/N] ")):
            database.transaction(lambda session: tell(session, plan, now, today))
            print(f"{people} people are being told.")
        elif people:
            print(f"Nobody was told; staff can do so in the chat: /tinhhinh {plan.code}")


def _agreed(question: str) -> bool:
    """Ask at the keyboard; where there is none, nobody has agreed."""
    return sys.stdin.isatty() and input(question).strip().lower() in ("y", "yes")


def _plan_show(settings: Settings, options: argparse.Namespace) -> None:
    with closing(_database(settings)) as database:
        plan = database.transaction(
            lambda session: signed_plan(session, _campaign(session, options.code))
        )
    shown = plan.model_dump(mode="json")
    if options.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=100), end="")


def _units_import(settings: Settings, options: argparse.Namespace) -> None:
    with closing(_database(settings, sample=False)) as database:
        print(import_units(database, options.file))


def _units_export(settings: Settings, options: argparse.Namespace) -> None:
    with closing(_database(settings, sample=False)) as database:
        today = remembered_clock(settings, database).today()
        print(export_units(database, options.file, today))


def _invite(settings: Settings, options: argparse.Namespace) -> None:
    wanted = Wanted(options.unit, options.role, options.name, options.head, options.until)
    with closing(_database(settings)) as database:
        clock = remembered_clock(settings, database)
        code, expires = database.transaction(
            lambda session: give_code(session, wanted, clock.now(), clock.today())
        )
        zalo = database.transaction(lambda session: zalo_bot(session, wanted, clock.today()))
    link = asyncio.run(_link(settings, code)) if settings.telegram_token else None
    if options.json:
        told = {"code": code, "link": link, "zalo": zalo, "expires_at": expires.isoformat()}
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{code}\n{link or '/start ' + code}")
    if zalo:
        print(f"on Zalo: {zalo}")
    print(f"expires {as_moment(expires)}")


async def _link(settings: Settings, code: str) -> str | None:
    channel = telegram(settings)
    try:
        return f"https://t.me/{await channel.username()}?start={code}"
    except TelegramError:
        print(
            "Telegram does not answer now, so there is no link; the code is valid.", file=sys.stderr
        )
        return None
    finally:
        await channel.close()


def _status(settings: Settings, options: argparse.Namespace) -> None:
    with closing(_database(settings)) as database:
        today = remembered_clock(settings, database).today()
        states = database.transaction(lambda session: _states(session, options.campaign, today))
    if options.json:
        print(json.dumps(states, ensure_ascii=False, default=str))
        return
    for state in states:
        print(
            f"{state['campaign']}: {state['registered']}/{state['units']} registered, "
            f"{state['begun']} begun, {state['not_begun']} not begun, "
            f"{state['no_contact']} without a contact, {state['reported']} reported; "
            f"{_left(state['last_day'], state['days_left'])}"
        )


def _left(last_day: date | None, days: int | None) -> str:
    if last_day is None or days is None:
        return "no last day is fixed"
    return f"last day {last_day}, " + (f"{days} days left" if days >= 0 else f"{-days} days late")


def _states(session: Any, code: str | None, today: date) -> list[dict[str, Any]]:  # noqa: ANN401
    campaigns = [_campaign(session, code)] if code else all_campaigns(session)
    states = []
    for campaign in campaigns:
        plan = plan_of(session, campaign)
        units = standings(session, campaign, plan, today)
        due = registration_due(session, campaign, plan, today)
        states.append(
            {"campaign": campaign.code, "title": campaign.title, **summary(units)}
            | {key: getattr(due, key, None) for key in ("last_day", "days_left")}
            | {"details": [asdict(unit) for unit in units]}
        )
    return states


def _registration_check(settings: Settings, options: argparse.Namespace) -> None:
    with closing(_database(settings)) as database:
        print(database.transaction(lambda session: check_slip(session, options.file)))


def _reminders(settings: Settings, options: argparse.Namespace) -> None:
    span = options.first, options.last
    if span[1] < span[0]:
        raise Mistake(f"--to {span[1]} lies before --from {span[0]}; change one of them.")
    with closing(_database(settings)) as database:
        today = remembered_clock(settings, database).today()
        found = database.transaction(
            lambda session: planned(
                session, _campaign(session, options.campaign), span, today, settings.zone
            )
        )
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(*map(as_line, found), f"{len(found)} reminders; none was sent.", sep="\n")


def _rehearse(settings: Settings, options: argparse.Namespace) -> None:
    from bot.keyboard import rehearse  # noqa: PLC0415 - nothing else needs it
    from bot.rehearsal.play import Wish  # noqa: PLC0415

    set_manner(settings)
    plan = rehearse.plan_named(options.plan)
    days = rehearse.given_days(plan, options.days)
    wish = Wish(plan, rehearse.unit_list(options.list), options.units, days)
    out = options.out or Path(f"rehearsal-{plan.code}.html")
    print(rehearse.rehearse(wish, settings.zone, out, facts_only=options.json))


def _audit_verify(settings: Settings, _: argparse.Namespace) -> None:
    with closing(_database(settings)) as database:
        broken = database.transaction(first_broken)
        seal = database.transaction(newest_seal)
    if broken is not None:
        raise Mistake(f"The audit was changed: row {broken} does not fit what was written then")
    print(f"unbroken; the newest seal is {seal or 'none yet'}")


def _backup(settings: Settings, options: argparse.Namespace) -> None:
    with closing(_database(settings)) as database:
        back_up(database, options.file)
    print(f"{options.file}: {options.file.stat().st_size:,} bytes")


def _restore(settings: Settings, options: argparse.Namespace) -> None:
    with closing(_database(settings, sample=False)) as database:
        restore(database, options.file)
        database.upgrade()
    print(f"restored from {options.file}")


def _quantity(_: Settings, options: argparse.Namespace) -> None:
    found = describe(options.text, options.measure, options.beside)
    something = found["comparator"] or found["readings"]
    if options.json or something:
        print(as_json(found) if options.json else as_lines(found))
    if not something:
        raise Mistake(f"No quantity was read: {found['reason']}")


# --- what they share ---


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Work until the keyboard or the system says stop, which is an orderly end."""
    task = asyncio.ensure_future(work)
    with suppress(NotImplementedError):  # on Windows, where there is no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


def _database(settings: Settings, *, playing: bool = False, sample: bool = True) -> Database:
    """Open the database; an empty one gets the sample, unless it is about to get its own."""
    try:
        database = Database(settings.database(playing=playing))
    except OSError as error:
        raise Mistake(
            f"The folder {settings.data_dir} cannot be made ({error.strerror}); "
            "set THIDUA_DATA_DIR to another"
        ) from error
    except ModuleNotFoundError as error:
        raise Mistake(
            f"THIDUA_DATABASE_URL needs the Python package {error.name}; install it"
        ) from error
    database.upgrade()
    if sample or not settings.live:
        database.transaction(load_sample)
    return database


def _campaign(session: Any, code: str) -> Campaign:  # noqa: ANN401
    campaign = campaign_by_code(session, code)
    if campaign is None:
        known = ", ".join(each.code for each in all_campaigns(session)) or "none"
        raise Mistake(f"There is no campaign {code}; there is: {known}")
    return campaign


def _setting_problem(problem: Any) -> str:  # noqa: ANN401
    name = "_".join(str(part) for part in problem["loc"]).upper()
    return f"THIDUA_{name}: {problem['msg'].removeprefix('Value error, ')}"


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


ACTS: dict[str, Callable[[Settings, argparse.Namespace], None]] = {
    "run": _run,
    "play": _play,
    "plan check": _plan_check,
    "plan load": _plan_load,
    "plan show": _plan_show,
    "units import": _units_import,
    "units export": _units_export,
    "invite": _invite,
    "status": _status,
    "quantity": _quantity,
    "registration check": _registration_check,
    "reminders": _reminders,
    "rehearse": _rehearse,
    "audit verify": _audit_verify,
    "backup": _backup,
    "restore": _restore,
}


if __name__ == "__main__":
    sys.exit(main())
