"""`relais import`, as somebody at a terminal meets it."""

import asyncio
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from tests.service.beds.imports.files import NSPL, TORONTO_2017

Ran = subprocess.CompletedProcess[str]


@pytest.fixture
def relais_import(superuser_url: str, superuser: asyncpg.Connection, tmp_path: Path) -> Any:
    """Runs the command against this worker's database."""
    environ = {
        **os.environ,
        "DATABASE_URL": superuser_url,
        "RELAIS_DATA": str(tmp_path),
        "LC_ALL": "fr_CA.UTF-8",
    }

    def ran(*arguments: object, **more: Any) -> Ran:
        return subprocess.run(
            [sys.executable, "-c", "from api.cli.main import main; main()", "import", *map(str, arguments)],
            env=environ,
            text=True,
            check=False,
            **({"capture_output": True} | more),
        )

    return lambda *arguments, **more: asyncio.to_thread(ran, *arguments, **more)


async def test_good_rows_go_in_and_bad_ones_are_listed(
    relais_import: Any, superuser: asyncpg.Connection
) -> None:
    """AGR-06: exit 0, the summary in the terminal's language, bad rows by line; again, nothing is new."""
    first = await relais_import(TORONTO_2017, "--format", "toronto")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == (
        "Ressources : 6 nouvelles, 0 changées, 0 inchangées; 181 lits et chambres.\n"
        "Décomptes : 6 nouveaux, 0 déjà connus.\n"
        "Lignes qui ne sont pas entrées : 2.\n"
        "  ligne 8 : OCCUPANCY : 168 places occupées pour une capacité de 160.\n"
        "  ligne 9 : CAPACITY est vide.\n"
    )
    assert await superuser.fetchval("SELECT count(*) FROM shelters") == 6
    again = await relais_import(TORONTO_2017, "--format", "toronto", "--language", "en")
    assert again.stdout.splitlines()[:2] == [
        "Shelters: 0 new, 0 changed, 6 unchanged; 181 beds and rooms.",
        "Counts: 0 new, 6 already known.",
    ]


async def test_json_is_one_document(relais_import: Any) -> None:
    ran = await relais_import(TORONTO_2017, "--format", "toronto", "--json", "--language", "en")
    assert msgspec.json.decode(ran.stdout) == {
        "ok": True,
        "format": "toronto",
        "shelters": {"new": 6, "changed": 0, "unchanged": 0},
        "beds": 181,
        "counts": {"new": 6, "known": 0},
        "bad_rows": [
            {
                "line": 8,
                "reason": "above_capacity",
                "text": "OCCUPANCY: 168 places taken for a capacity of 160.",
            },
            {"line": 9, "reason": "missing", "text": "CAPACITY is empty."},
        ],
    }


async def test_an_unreadable_file_exits_one_and_changes_nothing(
    relais_import: Any, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    ran = await relais_import(NSPL, "--format", "hic", "--language", "en")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("Error: The header is not that of the chosen format. Missing: Row #, State,")
    missing = await relais_import(tmp_path / "none.csv", "--format", "hic", "--json")
    assert missing.returncode == 1
    assert msgspec.json.decode(missing.stdout) == {"ok": False, "problem": "Ce fichier n'existe pas."}
    assert await superuser.fetchval("SELECT count(*) FROM organisations") == 0


async def test_an_unknown_region_is_a_wrong_question(relais_import: Any) -> None:
    ran = await relais_import(NSPL, "--format", "nspl", "--region", "XX-1", "--language", "en")
    assert ran.returncode == 2
    assert "XX-1 is not a known region: for example CA-QC or US-NY." in ran.stderr


async def test_somebody_at_a_terminal_sees_a_bar(relais_import: Any) -> None:
    """The bar goes to the standard error, so that the summary can be piped."""
    watcher, terminal = pty.openpty()
    ran = await relais_import(
        NSPL, "--format", "nspl", capture_output=False, stdout=subprocess.PIPE, stderr=terminal
    )
    os.close(terminal)
    shown = os.read(watcher, 100_000).decode()
    os.close(watcher)
    assert ran.stdout.startswith("Ressources : 17 nouvelles")
    assert "nspl_2024.csv" in shown
