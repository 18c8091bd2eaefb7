"""`relais keys`: an ordered rotation of a real installation, from the command line."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from service.keys.roots import read_or_create


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
