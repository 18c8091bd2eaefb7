"""`relais network start`, as whoever sets Relais up meets it."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from service.clock import SystemClock
from service.partners.actor import Role
from service.partners.members.invitations import digest_of
from service.store.store import Store
from tests.network import Network

Ran = subprocess.CompletedProcess[str]


@pytest.fixture
def relais_network(superuser_url: str, superuser: asyncpg.Connection, tmp_path: Path) -> Any:
    """Runs the command against this worker's database."""
    environ = {**os.environ, "DATABASE_URL": superuser_url, "RELAIS_DATA": str(tmp_path)}

    def ran(*arguments: str) -> Ran:
        return subprocess.run(
            [sys.executable, "-c", "from api.cli.main import main; main()", "network", "start", *arguments],
            env=environ,
            text=True,
            check=False,
            capture_output=True,
        )

    return lambda *arguments: asyncio.to_thread(ran, *arguments)


async def test_it_prints_two_codes_once_and_keeps_neither(
    relais_network: Any, superuser: asyncpg.Connection, store: Store, network: Network
) -> None:
    """POL-04: a code each; only digests are kept; and once somebody is a member the command refuses."""
    first: Ran = await relais_network("Réseau", "One@Relais.test", "two@relais.test")
    assert (first.returncode, first.stderr) == (0, "")
    lines = [line.split() for line in first.stdout.splitlines()]
    assert [email for email, _ in lines] == ["one@relais.test", "two@relais.test"]
    assert all(re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code) for _, code in lines)
    kept = {row["secret_digest"] for row in await superuser.fetch("SELECT secret_digest FROM invitations")}
    assert kept == {digest_of(code) for _, code in lines}
    row = await superuser.fetchrow("SELECT expires_at - invited_at AS good, roles FROM invitations LIMIT 1")
    assert (row["good"].total_seconds(), row["roles"]) == (72 * 3600, ["network_administrator"])
    home = await superuser.fetchval("SELECT id FROM organisations WHERE kind = 'network'")
    network.clock = SystemClock()
    await network.member(home, Role.NETWORK_ADMINISTRATOR)
    again: Ran = await relais_network("Réseau", "three@relais.test", "four@relais.test")
    assert (again.returncode, again.stdout) == (1, "")
    assert "invited by two others" in again.stderr
    assert [row["name"] for row in await superuser.fetch("SELECT name FROM events")] == [
        "installation.started"
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("Réseau", "one@relais.test", "ONE@relais.test"),
        ("Réseau", "one", "two@x.test"),
        ("", "a@x.test", "b@x.test"),
    ],
)
async def test_two_people_are_two_people(
    relais_network: Any, superuser: asyncpg.Connection, arguments: tuple[str, ...]
) -> None:
    """FND-10: one person with one address cannot be both; nothing is made."""
    refused: Ran = await relais_network(*arguments)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert await superuser.fetchval("SELECT count(*) FROM invitations") == 0
