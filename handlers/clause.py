"""Which clause? The question that stands open, or a summary, is traced to the signed text."""

from bot.command import Asked, Visit
from bot.talk import Done
from models.campaigns import campaign_by_code, plan_of
from models.deadlines import Due
from models.plan import Fact, Source

ABOUT = ("target", "field", "due", "doubt")  # what a question is about, the nearest first


async def cite(visit: Visit) -> Done:
    """Answer with clause and line of what is being asked; without a question, say where to look."""
    code = visit.asked.subject.partition(" ")[0] if visit.asked else ""
    campaign = campaign_by_code(visit.session, code)
    found = fact_of(visit.asked) if visit.asked else None
    source = source_of(found)
    if campaign is None or source is None:
        return Done("campaign/no-clause")
    about = {"plan": plan_of(visit.session, campaign), "source": source, "fact": _named(found)}
    return Done("campaign/clause", about)


def fact_of(asked: Asked) -> object:
    """Return the fact of a plan that a question is about, None where it is about none."""
    return next((asked.about[name] for name in ABOUT if asked.about.get(name)), None)


def _named(found: object) -> object:
    return found.milestone if isinstance(found, Due) else found


def source_of(found: object) -> Source | None:
    """Return where a fact stands in the signed text."""
    named = _named(found)
    if isinstance(named, Fact):
        return named.source
    return getattr(named, "source", None)
