"""/kenh: staff move everybody to another channel, or tie groups to bots; quotas are told of."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.command import Subject, Visit
from bot.talk import Done, Notice, Stop
from handlers.ask import choose, confirm
from handlers.bots import choose_bot, groups_by_bot, tied_up
from handlers.subjects import every_campaign
from models.audit import Act, AuditEntry
from models.channels import channel_states, move_away, move_back, stopped, stuck, waiting_on
from models.people import Contact, Role, reachable
from models.quotas import Usage, usages
from models.remembered import recall, remember

SUBJECT = "zalo"
WARNED = (70, 90, 100)  # percent of the month's messages
NEARLY_FULL = 45  # people on a bot
LOOK = 15  # minutes between looks


def campaigns_and_channels(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns and, where there are Zalo bots, these."""
    campaigns = every_campaign(visit)
    bots = usages(visit.session, visit.now, visit.today)
    return [*campaigns, Subject(SUBJECT, "Zalo", unlisted=True)] if bots else campaigns


def show_quotas(visit: Visit) -> Done:
    """Show what each bot has used."""
    found = usages(visit.session, visit.now, visit.today)
    about = {"usages": found, "groups": groups_by_bot(visit), "nearly_full": NEARLY_FULL}
    return Done("status/zalo", about | {"today": visit.today})


async def channels(visit: Visit) -> Done | Stop:
    """Move people to another channel or, where there is a choice, say which bot is whose."""
    if tied_up(visit) and await choose("what", "channel/what", ("move", "bots")) == "bots":
        return await choose_bot(visit)
    return await _move(visit)


async def _move(visit: Visit) -> Done | Stop:
    """Move everybody who has another channel there, or back."""
    states = channel_states(visit.session, visit.now)
    if not states:
        return Stop("channel/none")
    about = {"states": list(states.values())}
    name = await choose("channel", "channel/which", list(states), **about)
    state = states[name]
    await confirm("channel/confirm", state=state)
    if state.out:
        move_back(visit.session, name)
        moved = 0
    else:
        moved = move_away(visit.session, name)
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.CHANNEL_MOVED,
        subject=name,
        before="out" if state.out else "in",
        after="in" if state.out else "out",
    )
    return Done("channel/moved", {"state": state, "moved": moved}, save=[entry])


def due_channel_notes(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[Notice]:
    """Yield what administrators have to know of channels.

    What has stopped they hear of at once; the rest is looked at a few times an hour.
    """
    local = now.astimezone(zone)
    yield from _of_stops(session, f"{local:%Y-%m}")
    moment = f"{local:%Y-%m-%d %H}:{local.minute // LOOK}"
    if recall(session, "channels") == moment:
        return
    remember(session, "channels", moment)
    yield from _of_quotas(session, now, local)
    stops = stopped(session)
    for channel, count in stuck(session, now).items():
        told = recall(session, f"stuck:{channel}") == f"{local:%Y-%m-%d}"
        if not told and channel not in stops:
            remember(session, f"stuck:{channel}", f"{local:%Y-%m-%d}")
            about = {"channel": channel, "count": count}
            yield Notice("channel/stuck", _administrators(session), about)


def _of_stops(session: Session, month: str) -> Iterator[Notice]:
    """Yield, once a month, which channels' platforms take nothing more."""
    for channel, until in stopped(session).items():
        if recall(session, f"stop-told:{channel}") != month:
            remember(session, f"stop-told:{channel}", month)
            about = {"channel": channel, "until": until, "waiting": waiting_on(session, channel)}
            yield Notice("channel/stopped", _administrators(session), about)


def _of_quotas(session: Session, now: datetime, local: datetime) -> Iterator[Notice]:
    for usage in usages(session, now, local.date()):
        crossed = max((level for level in WARNED if usage.percent >= level), default=0)
        name, told = f"quota:{usage.channel}", f"{local:%Y-%m} {crossed:03}"
        if crossed and (recall(session, name) or "") < told:
            remember(session, name, told)
            yield Notice("status/quota", _administrators(session), {"usage": usage})
        if _newly_filled(session, usage):
            yield Notice("status/people", _administrators(session), {"usage": usage})


def _newly_filled(session: Session, usage: Usage) -> bool:
    """Say once that a bot is nearly full, and once that it is; anew where people have left it."""
    name, levels = f"people:{usage.channel}", (NEARLY_FULL, usage.most_people)
    level = max((each for each in levels if usage.people >= each), default=0)
    told = int(recall(session, name) or 0)
    if level != told:
        remember(session, name, str(level))
    return level > told


def _administrators(session: Session) -> list[int]:
    query = select(Contact.id).where(col(Contact.role) == Role.ADMIN)
    return reachable(session, list(session.exec(query)))
