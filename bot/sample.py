"""What an empty installation begins with: the units of three provinces, five real plans."""

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from models.campaigns import all_campaigns, save_plan
from models.plan.file import read_plan
from models.units import unit_codes
from models.units.file import read_units
from models.units.save import save_units

PLANS = Path(__file__).parent.parent / "plans"
UNITS = ("kien-giang", "phu-quoc", "mau", "tra-vinh", "kon-tum")
CAMPAIGNS = (
    "kien-giang-2020",
    "kon-tum-2020",
    "tra-vinh-30-nam",
    "phu-quoc-2021",
    "kien-giang-2021-2025",
)


def load_sample(session: Session) -> None:
    """Load the sample, unless this installation already has units or campaigns of its own."""
    if unit_codes(session) or all_campaigns(session):
        return
    for name in UNITS:
        rows = read_units(PLANS / "units" / f"{name}.csv", known=unit_codes(session))
        save_units(session, rows)
    for name in CAMPAIGNS:
        save_plan(session, read_plan(PLANS / f"{name}.yaml"), datetime.now(UTC))
