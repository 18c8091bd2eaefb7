"""`relais check` on the vault: each invariant is broken by hand, past triggers, and is then named."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from service.checks import run_check
from service.clock import SetClock
from service.keys.checks import CHECKS, SEALED
from service.keys.local import LocalKeyring
from tests.network import Network

BROKEN = {
    "every sealed text has its key in the vault, or an erasure on record": "DELETE FROM vault.data_keys",
    "nothing is wrapped under a retired root key": """
        INSERT INTO vault.retired_roots (root_key_id, retired_at) VALUES ('care-1', now())
        """,
    "a rotating safe house has no address": """
        WITH house AS (
            INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, available_until)
            SELECT id, 'x', 'safe_house_rotating', 'CA-QC', '', 'UTC', now() FROM organisations RETURNING *)
        INSERT INTO shelter_addresses (id, shelter_key, organisation_id, kind, sealed, written_by, written_at)
        SELECT gen_random_uuid(), key, organisation_id, 'youth', '', gen_random_uuid(), now() FROM house
        """,
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_what_is_broken_is_named(
    superuser: asyncpg.Connection, network: Network, clock: SetClock, check: Any
) -> None:
    """CNF-11, BED-08: a key that vanished, a root key that came back, an address that may not be."""
    await network.organisation("shelter", duty_number="514-555-0100")
    assert (await run_check(superuser, check, clock.now())).ok
    transaction = superuser.transaction()
    await transaction.start()
    try:
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute(BROKEN[check.name])
        found = await superuser.fetch(check.wrong)
    finally:
        await transaction.rollback()
    assert len(found) == 1


async def test_an_erasure_is_not_a_fault(
    superuser: asyncpg.Connection, network: Network, clock: SetClock
) -> None:
    """CNF-11: a key destroyed as promised leaves its row, and so the text its reason."""
    await network.organisation("shelter", duty_number="514-555-0100")
    await superuser.execute("SELECT vault.destroy_key('care', subject) FROM vault.data_keys")
    for check in CHECKS:
        assert (await run_check(superuser, check, clock.now())).ok


async def test_a_text_under_another_root_is_named(
    superuser: asyncpg.Connection, network: Network, keyring: LocalKeyring, clock: SetClock
) -> None:
    """CNF-11: what is to be erased with a case must not hang on the key that stays for the accounts."""
    organisation = await network.organisation("shelter", duty_number="514-555-0100")
    other = await keyring.data_key(superuser, "financial", uuid4())
    await superuser.execute(
        "UPDATE organisations SET duty_number = overlay(duty_number PLACING $2 FROM 2 FOR 16) WHERE id = $1",
        organisation,
        other.id.bytes,
    )
    found = await run_check(superuser, CHECKS[0], clock.now())
    assert (found.ok, len(found.wrong)) == (False, 1)


async def test_every_sealed_column_is_looked_at(superuser: asyncpg.Connection) -> None:
    """CNF-11: a column of bytes is a sealed text, or one of those that hold digests, keys and records."""
    digests = {
        "case_digest", "digest", "fingerprint", "leaf", "hash", "hashes", "root", "record", "need_digest", "mac",
        "recognised",
        "recognised_by", "wish_digest", "public_key", "credential_id", "challenge", "user_handle", "token_digest",
        "secret_digest", "offer_digest", "handle", "bucket",
    }  # fmt: skip
    rows = await superuser.fetch(
        """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'bytea'
        """
    )
    found = {(row["table_name"], row["column_name"]) for row in rows if row["column_name"] not in digests}
    opened_by_the_browser_alone = {("kept_forms", "sealed")}
    assert found - opened_by_the_browser_alone == {
        (table, column) for table, columns in SEALED.items() for column in columns
    }
