"""/nguongoc: where every registered value comes from: who entered it, when, how and why."""

from bot.command import Visit
from bot.talk import Done, Stop
from handlers.paging import paged
from models.campaigns import campaign_by_code, plan_of
from models.people import Role
from models.slips import may_have
from models.traces import trace, versions
from models.units import unit_by_code

FIGURES, STEPS = 8, 6  # on a page


async def show_trace(visit: Visit) -> Done | Stop:
    """Show the figures of a unit, or where one of them comes from; the unit's own without a name.

    After the campaign stands the unit's code, then the figure's, then the page: `911.tasks.2.1`.
    """
    code, _, wanted = visit.detail.partition(".")
    unit = unit_by_code(visit.session, code) if code else visit.unit
    campaign = campaign_by_code(visit.session, visit.subject)
    found = versions(visit.session, campaign.id, unit.id) if campaign and unit else []
    if campaign is None or unit is None or not found:
        return Stop("trace/none")
    newest = found[-1]
    staff = visit.contact.role != Role.CONTACT
    if not staff and not may_have(visit.session, visit.unit, newest, unit):
        return Stop("trace/none")
    about = {"plan": plan_of(visit.session, campaign), "unit": unit, "registration": newest}
    figure, _, page = wanted.rpartition(".")
    names = {pledge.code: pledge.name for each in found for pledge in each.pledges}
    if figure not in names:
        pledges = {pledge.code: pledge.name for pledge in newest.pledges}
        listed, at = paged(list(pledges.items()), [page], FIGURES)
        return Done("trace/figures", {**about, "figures": listed, **at})
    origins, at = paged(trace(visit.session, found, figure), [page], STEPS)
    told = {"code": figure, "name": names[figure], "origins": origins}
    return Done("trace/figure", {**about, **told, **at})
