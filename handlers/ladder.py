"""/lichnhac: staff see the ladders of a campaign, and change one in a line, previewed first."""

from typing import Any

from bot.command import Visit
from bot.talk import Done, Question, Stop, Unclear
from handlers.ask import TEXT_LIMIT, choose, confirm
from models.audit import Act, AuditEntry
from models.campaigns import Campaign, campaign_by_code, plan_of
from models.ladder_changes import effect
from models.ladder_lines import Misread, read_ladder
from models.ladders import PAPERS, Ladder, SetLadder, ladder_of, ladders, usual_ladder
from models.obligations import duties
from models.text import fold

USUAL = "default"  # what the button says that restores the usual ladder
USUAL_WORDS = ("nhu mac dinh", "mac dinh")

Fields = dict[str, Any]


async def set_ladder(visit: Visit) -> Done | Stop:
    """Show the ladders; ask for the kind and the line; show what becomes of the nearest days."""
    campaign = campaign_by_code(visit.session, visit.subject)
    if campaign is None:
        return Stop("status/no-campaign")
    found = _in_force(visit, campaign)
    about: Fields = {"plan": plan_of(visit.session, campaign)}
    kind = visit.detail
    if kind not in found:
        groups = [
            (ladder, [kind for kind in found if found[kind] == ladder])
            for ladder in dict.fromkeys(found.values())
        ]
        kind = await choose("kind", "ladder/kind", list(found), found=found, groups=groups, **about)
    before, usual = found[kind], usual_ladder(kind)
    about |= {"kind": kind, "before": before, "usual": usual}
    after = await _line(before, usual, about)
    about["after"] = after
    about["effect"] = effect(visit.session, campaign, kind, (before, after), visit.today)
    await confirm("ladder/confirm", **about)
    row = SetLadder(
        campaign_id=campaign.id,
        kind=kind,
        before=",".join(map(str, after.before)),
        daily=after.daily,
        weekly=after.weekly,
        head=after.head,
        standing_body=after.standing_body,
        contact_id=visit.contact.id,
        set_at=visit.now,
    )
    entry = AuditEntry(
        at=visit.now,
        contact_id=visit.contact.id,
        act=Act.LADDER_SET,
        subject=f"{campaign.code} {kind}",
        before=_worded(before),
        after=_worded(after),
    )
    return Done("ladder/set", about, save=[row, entry])


def _in_force(visit: Visit, campaign: Campaign) -> dict[str, Ladder]:
    """Return the ladder of each kind of milestone that a campaign has, and that of papers."""
    plan, known = plan_of(visit.session, campaign), ladders(visit.session, campaign)
    found = duties(visit.session, campaign, plan, visit.today)
    kinds = dict.fromkeys(due.milestone.kind for due in found)
    return {kind: ladder_of(kind, known) for kind in (*kinds, PAPERS)}


def _line(before: Ladder, usual: Ladder, about: Fields) -> Question[Ladder]:
    """Ask for a ladder in one line; what the line leaves out stays as it is."""

    def parse(said: str) -> Ladder:
        if len(said) > TEXT_LIMIT:
            raise Unclear("unclear/too-long", limit=TEXT_LIMIT, length=len(said))
        found = usual if said == USUAL or fold(said) in USUAL_WORDS else _read(said, before)
        if found == before:
            raise Unclear("ladder/same")
        return found

    return Question("line", "ladder/line", parse, about={"label": "", **about}, blank=before)


def _read(said: str, before: Ladder) -> Ladder:
    try:
        return read_ladder(said, before)
    except Misread as reason:
        about = {"part": reason.part, "why": reason.why, "most": reason.most}
        raise Unclear("ladder/misread", **about) from None


def _worded(ladder: Ladder) -> str:
    """Return a ladder as the audit keeps it: `30,14,7; +7, weekly; head 3; standing body 7`."""
    late = f"+{ladder.daily}{', weekly' if ladder.weekly else ''}"
    before = ",".join(map(str, ladder.before))
    return f"{before}; {late}; head {ladder.head}; standing body {ladder.standing_body}"
