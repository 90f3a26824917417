"""What many tests begin with."""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.zalo import Zalo
from bot.playground.zalo import ZaloWorld
from bot.playground.zalo_api import ZaloApi
from bot.sample import load_sample
from models.database import Database
from tests.office import Office
from tests.zalo_server import AN, TOKEN, served


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


@pytest.fixture(params=["http", "envelope"])
async def zalo(request: pytest.FixtureRequest) -> AsyncIterator[tuple[ZaloWorld, str, Zalo]]:
    """Return a fake Zalo, its address and a channel on it, in both styles of errors."""
    world = ZaloWorld(TOKEN, lambda: datetime.now(UTC))
    world.error_style = request.param
    world.introduce(AN, "Trần Thị An")
    async with served([(r"/bot([^/]+)/(\w+)", ZaloApi, {"zalo": world})]) as base:
        channel = Zalo(TOKEN, base)
        yield world, base, channel
        await channel.close()
