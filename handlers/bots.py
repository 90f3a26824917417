"""Which Zalo bot the people of an emulation group are invited to; a choice of /kenh."""

from collections.abc import Sequence
from dataclasses import replace

from bot.command import Visit
from bot.talk import Done
from handlers.ask import choose, confirm
from models.audit import Act, AuditEntry
from models.bots import PEOPLE, GroupState, bots, group_states, overfull, tie

NONE = "none"  # no bot in particular
LISTED = 5  # groups of one message


def tied_up(visit: Visit) -> bool:
    """Say whether there is anything to choose: several bots, and groups."""
    return len(bots(visit.session)) > 1 and bool(group_states(visit.session, visit.today))


async def choose_bot(visit: Visit) -> Done:
    """Ask for a group and its bot; who came earlier stays where they are."""
    known = {bot.channel: bot for bot in bots(visit.session)}
    states = {each.group.code: each for each in group_states(visit.session, visit.today)}
    about = {"bots": known, "most": PEOPLE}
    state = states[await _group(list(states.values()), about)]
    options = [name for name in (*known, NONE) if name != (state.channel or NONE)]
    chosen = await choose("bot", "channel/bot", options, state=state, offered=options, **about)
    after = replace(state, channel="" if chosen == NONE else chosen)
    crowded = overfull([after if each is state else each for each in states.values()])
    about |= {"state": after, "before": state.channel, "people": crowded.get(chosen, 0)}
    await confirm("channel/bot-confirm", **about)
    tie(visit.session, state.group, after.channel)
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.BOT_CHOSEN,
        subject=state.group.code,
        before=state.channel,
        after=after.channel,
    )
    return Done("channel/bot-chosen", about, save=[entry])


async def _group(states: Sequence[GroupState], about: dict[str, object]) -> str:
    pages = [states[at : at + LISTED] for at in range(0, len(states), LISTED)]
    codes = [each.group.code for each in states]
    told = about | {"pages": pages, "page": 1, "overfull": overfull(states)}
    return await replace(choose("group", "channel/groups", codes, **told), pages=len(pages))


def groups_by_bot(visit: Visit) -> dict[str, list[str]]:
    """Return the names of the groups of each bot, by its channel."""
    found: dict[str, list[str]] = {}
    for state in group_states(visit.session, visit.today):
        found.setdefault(state.channel, []).append(state.group.name)
    return found
