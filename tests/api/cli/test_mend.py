"""`relais trail mend`, as an operator runs it on a log that stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from api.cli.trail.mend import IN_THE_WAY, NOTHING
from tests.service.trail.conftest import settled

FORGED = "UPDATE trail_state SET hashes = array_fill(sha256('x'), ARRAY[cardinality(hashes)])"


@pytest.fixture
def environ(tmp_path: Path, superuser_url: str, superuser: asyncpg.Connection) -> dict[str, str]:
    return {"RELAIS_ENVIRONMENT": "development", "RELAIS_DATA": str(tmp_path), "DATABASE_URL": superuser_url}


async def test_the_log_goes_on_after_a_hand_altered_what_it_goes_by(
    environ: dict[str, str], superuser: asyncpg.Connection
) -> None:
    """FND-09: nothing is signed until it is mended; that it was is on record; an altered event is not."""

    async def relais(*words: str) -> Result:
        await settled(superuser)
        return await asyncio.to_thread(CliRunner(env=environ).invoke, main, [*words, "--language", "en"])

    await relais("keys", "rotate-tokens", "--pause", "0")
    assert (await relais("trail", "checkpoint", "--signed", "now")).exit_code == 0
    assert (await relais("trail", "mend")).output == f"{NOTHING.en}\n"
    await superuser.execute(FORGED)
    assert (await relais("trail", "checkpoint", "--signed", "now")).exit_code == 1
    done = await relais("trail", "mend")
    assert (done.exit_code, done.output.split(";")[0]) == (0, "The log goes on after 2 events")
    assert (await relais("trail", "checkpoint", "--signed", "now")).exit_code == 0
    assert (await relais("trail", "verify")).exit_code == 0
    names = [row["name"] for row in await superuser.fetch("SELECT name FROM events ORDER BY id")]
    assert names == ["installation.token_key_rotated"] * 2 + ["installation.log_mended"]
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("UPDATE events SET record = record || 'x' WHERE name = 'installation.log_mended'")
    await superuser.execute(FORGED)
    await superuser.execute("RESET session_replication_role")
    refused = await relais("trail", "mend")
    assert (refused.exit_code, refused.stderr) == (1, f"Error: {IN_THE_WAY.en}\n")
