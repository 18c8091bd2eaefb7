"""`relais keys`: an ordered rotation of a real installation, from the command line."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from click.testing import CliRunner, Result

from api.auth.token_file import FILE_NAME
from api.checks import all_checks
from api.cli.main import main
from service.checks import run_check
from service.keys.local import LocalKeyring
from service.keys.roots import read_or_create
from service.keys.rotated import INSTALLATION
from service.keys.sealing import DataKey
from service.trail.recorder import Told, read_record
from tests.conftest import NOON


@pytest.fixture
def relais_keys(tmp_path: Path, superuser_url: str, superuser: asyncpg.Connection) -> "Keys":
    return Keys(tmp_path, superuser_url)


class Keys:
    """Runs the command over this worker's database and a folder of its own."""

    def __init__(self, data: Path, url: str) -> None:
        self.data = data
        self.environ = {"RELAIS_ENVIRONMENT": "development", "RELAIS_DATA": str(data), "DATABASE_URL": url}

    def __call__(self, *arguments: str) -> Result:
        return CliRunner(env=self.environ).invoke(main, ["keys", *arguments, "--language", "en"])


def test_ordered_and_carried_out(relais_keys: Keys) -> None:
    """CNF-11: nobody rotates a root alone, but for a key that others may have."""
    refused = relais_keys("rotate", "care", "--pause", "0")
    assert refused.exit_code == 1
    assert "Nobody has ordered this rotation" in refused.output
    assert (
        relais_keys("status").output
        == "care: care-1; kept: care-1\nfinancial: financial-1; kept: financial-1\n"
    )
    done = relais_keys("rotate", "care", "--pause", "0", "--emergency")
    assert done.output == "care: care-2 is in use; 0 keys wrapped anew; retired: care-1.\n"
    assert (
        relais_keys("status").output
        == "care: care-2; kept: care-2\nfinancial: financial-1; kept: financial-1\n"
    )
    assert read_or_create(relais_keys.data / "keys").ids("care") == ("care-2",)


async def test_an_order_is_carried_out_once(relais_keys: Keys, superuser: asyncpg.Connection) -> None:
    """CNF-11: an order is done when the rotation is; a second one needs its own."""
    await superuser.execute(
        """
        SET session_replication_role = replica;
        INSERT INTO root_rotations (id, root, ordered_at) VALUES (gen_random_uuid(), 'financial', now());
        RESET session_replication_role
        """
    )
    done = await asyncio.to_thread(relais_keys, "rotate", "financial", "--pause", "0")
    assert done.output == "financial: financial-2 is in use; 0 keys wrapped anew; retired: financial-1.\n"
    assert await superuser.fetchval("SELECT count(*) FROM root_rotations WHERE done_at IS NOT NULL") == 1
    again = await asyncio.to_thread(relais_keys, "rotate", "financial", "--pause", "0")
    assert again.exit_code == 1


async def told(superuser: asyncpg.Connection, data: Path) -> list[Told]:
    """What the events say, opened with the keys that are there now."""
    keyring = LocalKeyring(read_or_create(data / "keys"))
    rows = await superuser.fetch("SELECT record FROM events ORDER BY id")
    keys = await keyring.opening(superuser, [UUID(bytes=row["record"][1:17]) for row in rows])
    (key,) = keys.values()
    assert isinstance(key, DataKey)
    return [read_record(key, row["record"]) for row in rows]


async def test_what_is_done_at_the_machine_is_in_the_trail(
    relais_keys: Keys, superuser: asyncpg.Connection
) -> None:
    """FND-09, ASVS 16.2.1: an emergency has no two signatures on record, and a key for access tokens neither."""
    for words in (
        ("rotate", "financial", "--pause", "0", "--emergency"),
        ("rotate-tokens", "--pause", "0"),
        ("rotate", "financial", "--pause", "0", "--emergency"),
    ):
        done = await asyncio.to_thread(relais_keys, *words)
        assert (done.exit_code, done.stderr) == (0, "")
    found = await told(superuser, relais_keys.data)
    assert {(each.subject, each.organisation, each.member) for each in found} == {
        (INSTALLATION, INSTALLATION, None)
    }
    first, published, signs, second = [(each.name, dict(each.facts)) for each in found]
    rotated, name = "installation.root_rotated", "installation.token_key_rotated"
    same = {"of": "financial", "ordered": False}
    assert first == (
        rotated, {**same, "in_use": "financial-2", "rewrapped": 0, "retired": ["financial-1"]}
    )  # fmt: skip
    assert second == (
        rotated, {**same, "in_use": "financial-3", "rewrapped": 1, "retired": ["financial-2"]}
    )  # fmt: skip
    kid = json.loads((relais_keys.data / "keys" / FILE_NAME).read_text())["current"]
    assert (published, signs) == ((name, {"kid": kid, "signs": False}), (name, {"kid": kid, "signs": True}))
    assert [check.name for check in all_checks() if (await run_check(superuser, check, NOON)).wrong] == []


def test_a_key_is_replaced_also_while_the_database_is_away(relais_keys: Keys) -> None:
    """ASVS 13.3.4: somebody may have the key now; that the record does not say so is said."""
    relais_keys.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/relais"
    done = relais_keys("rotate-tokens", "--pause", "0")
    assert done.exit_code == 0
    assert "signs; the one before verifies" in done.stdout
    assert done.stderr.count("the record does not say so") == 2
