"""Which clause? The question that stands open, or a summary, is traced to the signed text."""

from bot.command import Visit
from bot.talk import Done
from models.campaigns import campaign_by_code, plan_of
from models.deadlines import Due
from models.plan import Fact, Source

ABOUT = ("target", "field", "due", "doubt")  # what a question is about, the nearest first


async def cite(visit: Visit) -> Done:
    """Answer with clause and line of what is being asked; without a question, say where to look."""
    code = str(visit.asked.get("subject", "")).partition(" ")[0]
    campaign = campaign_by_code(visit.session, code)
    found = next((visit.asked[name] for name in ABOUT if visit.asked.get(name)), None)
    source = _source(found)
    if campaign is None or source is None:
        return Done("campaign/no-clause")
    about = {"plan": plan_of(visit.session, campaign), "source": source, "fact": _named(found)}
    return Done("campaign/clause", about)


def _named(found: object) -> object:
    return found.milestone if isinstance(found, Due) else found


def _source(found: object) -> Source | None:
    named = _named(found)
    if isinstance(named, Fact):
        return named.source
    return getattr(named, "source", None)
