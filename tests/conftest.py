"""What many tests begin with."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sample import load_sample
from models.database import Database
from tests.office import Office


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated database file with the sample province in it; tests copy it."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.transaction(load_sample)
    database.close()
    return path


@pytest.fixture
def url(sample: Path, tmp_path: Path) -> str:
    """Return the URL of a database of one's own with the sample province in it."""
    shutil.copy(sample, tmp_path / "own.db")
    return f"sqlite:///{tmp_path}/own.db"


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    """Return an office of one's own, over the sample."""
    office = Office(url)
    yield office
    office.database.close()
