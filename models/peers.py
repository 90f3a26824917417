"""What a unit's figure may be held against: others of its kind, and its own of other campaigns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.base import once
from models.campaigns import Campaign
from models.registrations import Pledge, Registration
from models.units import Unit

FEWEST = 5  # other units, before what they register says anything


@dataclass(frozen=True)
class Known:
    """Figures that count now, in base measures.

    `common` are medians over at least `FEWEST` other units, by code, level and measure; `own` what
    the unit itself registered last elsewhere, by code and measure, with the hash of that plan.
    """

    common: Mapping[tuple[str, str, str], Decimal]
    own: Mapping[tuple[str, str], tuple[str, Decimal]]


def known_figures(session: Session, campaign: Campaign, unit: Unit, codes: Sequence[str]) -> Known:
    """Return the known figures of some of a campaign's fields; a session asks once a unit."""

    def find() -> Known:
        return _known(session.connection().execute(_query(campaign, unit, codes)), unit)

    found = once(session, (Known, campaign.id, unit.id), find)
    assert found is not None
    return found


def _known(rows: Iterable[Any], unit: Unit) -> Known:
    others: dict[tuple[str, str, str], list[Decimal]] = {}
    own: dict[tuple[str, str], tuple[str, Decimal]] = {}
    for unit_id, plan_hash, code, level, measure, value in rows:
        if unit_id == unit.id:
            own[code, measure] = plan_hash, value
        else:
            others.setdefault((code, level, measure), []).append(value)
    common = {at: median(each) for at, each in others.items() if len(each) >= FEWEST}
    return Known(common, own)


def _query(campaign: Campaign, unit: Unit, codes: Sequence[str]) -> sa.Executable:
    """Ask for figures of the newest live versions: of peers here, and of the unit elsewhere."""
    latest = (
        sa.select(col(Registration.campaign_id), col(Registration.unit_id))
        .add_columns(sa.func.max(col(Registration.version)).label("version"))
        .where(col(Registration.live))
        .group_by(col(Registration.campaign_id), col(Registration.unit_id))
        .subquery()
    )
    counts = (
        (col(Registration.campaign_id) == latest.c.campaign_id)
        & (col(Registration.unit_id) == latest.c.unit_id)
        & (col(Registration.version) == latest.c.version)
    )
    here = col(Registration.campaign_id) == campaign.id
    itself = col(Unit.id) == unit.id
    asked = (Registration.unit_id, Registration.plan_hash)
    figure = (Pledge.code, Pledge.level, Pledge.measure, Pledge.value)
    return (
        sa.select(*map(col, asked), *map(col, figure))
        .join(latest, counts)
        .join(Pledge, col(Pledge.registration_id) == Registration.id)
        .join(Unit, col(Unit.id) == Registration.unit_id)
        .where(col(Pledge.value).is_not(None), col(Pledge.code).in_(codes))
        .where((here & ~itself & (col(Unit.kind) == unit.kind)) | (itself & ~here))
        .order_by(col(Registration.id), col(Pledge.id))
    )
