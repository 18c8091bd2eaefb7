"""An installation of before: what stood in clear is gone after the upgrade, and what was sealed opens as it did."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from service.events import Root
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from service.keys.sealing import DataKey, fresh_secret, wrap
from service.store.embedded import Server
from service.store.migrate import migrate

BEFORE = """
    INSERT INTO organisations (id, name, kind, duty_number)
        VALUES ('00000000-0000-4000-8000-000000000001', 'House', 'shelter', '514-555-0100');
    INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone)
        VALUES ('00000000-0000-4000-8000-000000000001', 'House', 'youth', 'CA-QC', 'x', 'UTC');
    INSERT INTO arrival_points (id, organisation_id, shelter_key, starts_at, ends_at, words, published_by, published_at)
        SELECT gen_random_uuid(), organisation_id, key, now(), now() + interval '1 hour', 'north door of the library',
            gen_random_uuid(), now() FROM shelters;
    SET session_replication_role = replica;
    INSERT INTO request_lines (request_id, position, organisation_id, fund_organisation_id, category, amount_cents,
        payment, needed_by, description, reason, state, submitted_at)
        SELECT gen_random_uuid(), 1, id, id, 'other_immediate', 1000, 'voucher', now(), 'coach to Chicoutimi',
            'slept badly', 'submitted', now() FROM organisations;
    INSERT INTO overrides (id, operation_id, organisation_id, coordination_organisation_id, place_id, state, asked_by,
        asked_at, decided_by, decided_at, reason)
        SELECT gen_random_uuid(), gen_random_uuid(), id, id, gen_random_uuid(), 'granted', gen_random_uuid(), now(),
            gen_random_uuid(), now(), 'separate floors' FROM organisations;
    RESET session_replication_role
"""


@pytest.fixture
async def before(server: Server, worker_id: str) -> AsyncIterator[str]:
    """The URL of a database of its own, at the revision before the secrets, with something of everything in it."""
    name = f"relais_upgrade_{worker_id}"
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        await admin.execute(f'CREATE DATABASE "{name}"')
        await migrate(server.url(name), to="0010_settings")
        yield server.url(name)
    finally:
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.close()


async def test_an_upgrade_leaves_no_secret_in_clear(before: str, root_keys: RootKeys) -> None:
    """SAF-01, SAF-09, CNF-11: clear words and numbers are dropped, rows and wrapped keys stay."""
    connection = await asyncpg.connect(before)
    try:
        await connection.execute(BEFORE)
        root: Root = "care"
        key = DataKey(uuid4(), root, uuid4(), fresh_secret())
        await connection.execute(
            """
            INSERT INTO vault.data_keys (id, root, subject, root_key_id, wrapped) VALUES ($1, 'care', $2, 'care-1', $3)
            """,
            key.id,
            key.subject,
            wrap(root_keys.by_id("care-1"), key),
        )
        await migrate(before)
        assert await LocalKeyring(root_keys).opening(connection, [key.id]) == {key.id: key}
        assert await connection.fetchval("SELECT duty_number FROM organisations") is None
        assert await connection.fetchval("SELECT count(*) FROM arrival_points") == 0
        line = await connection.fetchrow(
            "SELECT category, amount_cents, description, reason FROM request_lines"
        )
        assert tuple(line) == ("other_immediate", 1000, None, None)
        override = await connection.fetchrow("SELECT state, reason FROM overrides")
        assert tuple(override) == ("granted", None)
    finally:
        await connection.close()
