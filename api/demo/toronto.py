"""Toronto's real day: one public file, without addresses, read by the importer like any other (SOURCES.md)."""

from pathlib import Path

import asyncpg

from api.app import Relais
from service.beds.imports.commands import ImportFile
from service.beds.imports.running import run_import
from service.store.store import Store, open_pool

DAY = Path(__file__).parent / "toronto_2024-03-31.csv"
PROGRAMMES = 136


async def load_toronto(relais: Relais, owner_url: str) -> None:
    """Read the day, unless every programme of it has been counted already."""
    if await _counted(owner_url) >= PROGRAMMES:
        return
    pool = await open_pool(owner_url, role="none", size=1)
    try:
        owner = Store(pool, relais.store.clock, relais.store.recorder)
        await run_import(owner, relais.store, ImportFile(DAY, "toronto"))
    finally:
        await pool.close()


async def _counted(owner_url: str) -> int:
    connection = await asyncpg.connect(owner_url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM counts WHERE source = 'import'"))
    finally:
        await connection.close()
