"""The sample province that an empty installation begins with: real units, a real plan."""

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from models.campaigns import all_campaigns, save_plan
from models.plan_file import read_plan
from models.units import unit_codes
from models.units_file import read_units
from models.units_save import save_units

PLANS = Path(__file__).parent.parent / "plans"
UNITS = (PLANS / "units" / "kien-giang.csv", PLANS / "units" / "mau.csv")
PLAN = PLANS / "kien-giang-2021-2025.yaml"


def load_sample(session: Session) -> None:
    """Load the sample, unless this installation already has units or campaigns of its own."""
    if unit_codes(session) or all_campaigns(session):
        return
    for file in UNITS:
        save_units(session, read_units(file, known=unit_codes(session)))
    save_plan(session, read_plan(PLAN), datetime.now(UTC))
