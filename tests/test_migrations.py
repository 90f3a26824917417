"""Tables change without losing what is in them."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from models.database import MIGRATIONS, Database
from models.units import unit_by_code
from models.units.search import search_units

OLD_ROWS = """
insert into unit (id, code, kind, name, folded, parent_id, valid_to) values
    (1, '91', 'province', 'tỉnh Kiên Giang', 'tinh kien giang kien giang', null, '2025-06-30'),
    (2, '911', 'district', 'thành phố Phú Quốc', 'thanh pho phu quoc phu quoc', 1, null);
insert into contact (id, name, role, unit_id) values (1, 'Văn phòng', 'contact', 2);
insert into account (channel, address, contact_id) values ('telegram', '7', 1);
"""


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/old.db")
    yield database
    database.close()


def move(database: Database, to: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    (command.downgrade if down else command.upgrade)(config, to)


def fill_old(database: Database, tmp_path) -> None:
    move(database, "0001")
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript(OLD_ROWS)


def test_an_installation_of_the_first_tables_loses_no_row(database, tmp_path):
    fill_old(database, tmp_path)
    database.upgrade()
    with closing(sqlite3.connect(tmp_path / "old.db")) as new:
        assert new.execute("select count(*) from unit").fetchone() == (2,)
        assert new.execute("select unit_id from contact").fetchall() == [(2,)]
        assert new.execute("select address from account").fetchall() == [("7",)]
        assert new.execute("pragma foreign_key_check").fetchall() == []
        assert new.execute("select count(*) from membership").fetchone() == (0,)

    def look(session):
        province, city = unit_by_code(session, "91"), unit_by_code(session, "911")
        assert province is not None
        assert city is not None
        assert (province.aliases, province.valid_to) == ([], date(2025, 6, 30))
        assert city.parent_id == province.id
        assert search_units(session, "Phú Quốc") == [city]

    database.transaction(look)


def test_it_can_be_taken_back(database, tmp_path):
    fill_old(database, tmp_path)
    database.upgrade()
    move(database, "0001", down=True)
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        assert old.execute("select code, folded from unit where id = 2").fetchall() == [
            ("911", "thanh pho phu quoc phu quoc")
        ]


def test_the_migrations_make_the_tables_that_the_code_knows(database):
    database.upgrade()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []
    assert sa.inspect(database.engine).has_table("unit_group")
