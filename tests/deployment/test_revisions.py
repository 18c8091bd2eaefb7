"""Expand, then contract: a migration adds, so that replicas of two versions may serve side by side."""

from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path

import asyncpg
import pytest

from api.cli.migrate import make_login
from api.parts import refuse_powerful, up_to_date
from service.settings import Settings, SettingsError
from service.store.migrate import TablesInUse, migrate
from service.store.revisions import BEFORE_IT, newest_revision, schema_of, serves
from tests.deployment.catalog import look, narrowed
from tests.deployment.conftest import Grown, bound
from tests.deployment.fleet import serving_url

pytestmark = pytest.mark.xdist_group("fleet")


@pytest.fixture
async def owner(grown: Grown) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose changes are taken back."""
    connection = await asyncpg.connect(grown.url)
    changes = connection.transaction()
    await changes.start()
    yield connection
    await changes.rollback()
    await connection.close()


def declared(revision: str) -> tuple[str, dict[str, str]]:
    """The oldest code that a revision says it works with, and what it says is harmless, with why."""
    module = import_module(f"migrations.versions.{revision}")
    return getattr(module, "oldest_code", BEFORE_IT), getattr(module, "harmless", {})


def test_every_migration_adds_or_says_what_it_takes(grown: Grown) -> None:
    """What the code of before may miss, or be refused by, is declared in the revision: by name, with a reason."""
    before = grown.steps[BEFORE_IT]
    undeclared: dict[str, list[str]] = {}
    for revision in bound():
        after = grown.steps[revision]
        oldest_code, harmless = declared(revision)
        assert all(len(reason.split()) >= 4 for reason in harmless.values()), revision
        if oldest_code < revision:
            found = sorted(set(narrowed(before, after)) - set(harmless))
            undeclared |= {revision: found} if found else {}
        before = after
    assert undeclared == {}, undeclared


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("ALTER TABLE shelters RENAME COLUMN name TO label", "public.shelters.name"),
        ("ALTER TABLE outbox ALTER COLUMN attempts TYPE bigint", "public.outbox.attempts"),
        ("ALTER TABLE outbox ADD COLUMN tomorrow text NOT NULL", "public.outbox.tomorrow"),
        ("ALTER TABLE outbox ALTER COLUMN last_problem SET NOT NULL", "public.outbox.last_problem"),
        ("ALTER TABLE outbox ADD CONSTRAINT few CHECK (attempts < 3) NOT VALID", "public.outbox few"),
        ("CREATE UNIQUE INDEX one ON outbox (kind)", "public.outbox one"),
        ("CREATE POLICY none ON outbox AS RESTRICTIVE USING (false)", "public.outbox none"),
        ("REVOKE SELECT ON outbox FROM relais_worker", "relais_worker SELECT public.outbox"),
        ("DROP FUNCTION relais.member() CASCADE", "relais.member()"),
        ("CREATE OR REPLACE FUNCTION relais.member() RETURNS uuid LANGUAGE sql AS 'SELECT null::uuid'",
         "relais.member()"),
    ],
)  # fmt: skip
async def test_what_takes_away_is_seen(
    grown: Grown, owner: asyncpg.Connection, change: str, name: str
) -> None:
    """Each way in which a migration could stop the code of before, and the name that the list above would show."""
    await owner.execute(change)
    assert name in set(narrowed(grown.steps[newest_revision()], await look(owner)))


async def test_what_adds_is_not(grown: Grown, owner: asyncpg.Connection) -> None:
    """New columns that need nothing, new tables with rules of their own, new functions and rights."""
    await owner.execute(
        """
        ALTER TABLE outbox ADD COLUMN tomorrow text, ADD COLUMN often integer NOT NULL DEFAULT 0;
        CREATE TABLE tomorrow (id uuid PRIMARY KEY, n integer NOT NULL CHECK (n > 0));
        GRANT SELECT ON tomorrow TO relais_app;
        CREATE FUNCTION relais.tomorrow() RETURNS integer LANGUAGE sql AS 'SELECT 1';
        """
    )
    assert list(narrowed(grown.steps[newest_revision()], await look(owner))) == []


@pytest.mark.parametrize(
    ("revision", "oldest_code", "ours", "works"),
    [
        ("0041_x", "0037_x", "0041_x", True),
        ("0041_x", "0037_x", "0039_x", True),
        ("0041_x", "0037_x", "0037_x", True),
        ("0041_x", "0040_x", "0039_x", False),
        ("0041_x", "0037_x", "0042_x", False),
        (None, "0037_x", "0042_x", False),
    ],
)
def test_which_code_serves_which_schema(
    revision: str | None, oldest_code: str, ours: str, works: bool
) -> None:
    """Older code upon a schema that only grew, never newer code upon an older one."""
    assert serves(revision, oldest_code, ours) is works


async def test_an_older_replica_starts_on_a_newer_schema(grown: Grown, tmp_path: Path) -> None:
    """One that crashes in the middle of an upgrade comes back, unless the schema says that its time is over."""
    url = serving_url(grown.url)
    await make_login(Settings(database_url=url, migrations_url=grown.url))
    owner = await asyncpg.connect(grown.url)
    assert await schema_of(owner) == (newest_revision(), max(declared(name)[0] for name in bound()))
    note = await owner.fetchval("SELECT obj_description('relais.alembic_version'::regclass)")
    await owner.execute("UPDATE relais.alembic_version SET version_num = '9999_later'")
    try:
        await refuse_powerful(url)
        assert await up_to_date(grown.url) is False
        await owner.execute("COMMENT ON TABLE relais.alembic_version IS 'oldest code: 9999_later'")
        with pytest.raises(SettingsError, match="install the later"):
            await refuse_powerful(url)
    finally:
        await owner.execute(
            f"UPDATE relais.alembic_version SET version_num = '{newest_revision()}'; "
            f"COMMENT ON TABLE relais.alembic_version IS '{note}'"
        )
        await owner.close()


async def test_a_migration_never_waits_for_long(grown: Grown, owner: asyncpg.Connection) -> None:
    """Behind a lock that is kept it gives up in a sentence, having let everybody else through in between."""
    await owner.execute("LOCK TABLE relais.alembic_version IN ACCESS EXCLUSIVE MODE")
    with pytest.raises(TablesInUse, match="run it again"):
        await migrate(grown.url, attempts=1)


async def test_only_two_logins_make_a_deployment(grown: Grown) -> None:
    """The login that serves is made with the roles that serve, and is never the one that owns the schema."""
    with pytest.raises(SettingsError, match="needs RELAIS_MIGRATIONS_URL"):
        await make_login(Settings(database_url=serving_url(grown.url)))
    owning = grown.url.replace("@/", ":word@/", 1)
    with pytest.raises(SettingsError, match="use two logins"):
        await make_login(Settings(database_url=owning, migrations_url=grown.url))
    assert (
        await make_login(Settings(database_url=serving_url(grown.url), migrations_url=grown.url))
        == "relais_fleet"
    )
    owner = await asyncpg.connect(grown.url)
    try:
        roles = await owner.fetch(
            "SELECT roleid::regrole::text AS role FROM pg_auth_members WHERE member = 'relais_fleet'::regrole"
        )
    finally:
        await owner.close()
    assert {row["role"] for row in roles} == {"relais_app", "relais_planner", "relais_worker"}
