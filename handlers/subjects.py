"""What commands can be about: campaigns, the running ones first."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from bot.command import Subject, Visit
from models.campaigns import Campaign, all_campaigns, concerns, plan_of
from models.plan import Plan
from models.rulings import answering_campaigns


def every_campaign(visit: Visit) -> Sequence[Subject]:
    """Return all campaigns, running or ended."""
    return named(visit, all_campaigns(visit.session))


def known_campaigns(visit: Visit) -> Sequence[Subject]:
    """Return the campaigns a person may look into: the unit's own, running or ended, or all."""
    unit, session = visit.unit, visit.session
    found = all_campaigns(session)
    if unit is not None:
        found = [each for each in found if concerns(session, plan_of(session, each), unit)]
    return named(visit, found)


def running_campaigns(
    visit: Visit, wanted: Callable[[Plan, Campaign], bool], after: timedelta = timedelta()
) -> Sequence[Subject]:
    """Return the campaigns of the visitor's unit that are `wanted` and run, or ended not long ago.

    `after` is how long ago. Those in which it answers for another unit are among them.
    """
    unit, session = visit.unit, visit.session
    running = answering_campaigns(session, unit, visit.today, after) if unit else ()
    found = [each for each in running if wanted(plan_of(session, each), each)]
    return named(visit, found)


def named(visit: Visit, campaigns: Iterable[Campaign]) -> Sequence[Subject]:
    """Return campaigns as subjects: the running ones first, by their short names."""
    plans = [plan_of(visit.session, campaign) for campaign in campaigns]
    plans.sort(key=lambda plan: not plan.period.contains(visit.today))
    return [Subject(plan.code, plan.short or plan.title, _over(visit, plan)) for plan in plans]


def _over(visit: Visit, plan: Plan) -> bool:
    return plan.period.end is not None and plan.period.end < visit.today
