"""Toronto's real day, replayed as last night: one public file, without addresses, read by the importer (SOURCES.md)."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg

from api.parts import Relais
from service.beds.imports.commands import ImportFile
from service.beds.imports.running import run_import
from service.store.store import Store, open_pool

DAY = Path(__file__).parent / "toronto_2024-03-31.csv"
DATE = "2024-03-31"
PROGRAMMES = 136
COUNTED_AT = timedelta(hours=4)
"""The city counts at 04:00 of the morning after."""


async def load_toronto(relais: Relais, owner_url: str) -> None:
    """Read the day, unless every programme of it has been counted already."""
    if await _counted(owner_url) >= PROGRAMMES:
        return
    pool = await open_pool(owner_url, role="none", size=1)
    try:
        owner = Store(pool, relais.store.clock, relais.store.recorder, relais.store.keyring)
        await run_import(owner, relais.store, ImportFile(_last_night(relais), "toronto"))
    finally:
        await pool.close()


def _last_night(relais: Relais) -> Path:
    """The file with last night's date: counts of 2024 would all be too old to show anything but their age (BED-15)."""
    counted = relais.store.clock.now().astimezone(ZoneInfo("America/Toronto")) - COUNTED_AT
    return _dated(relais.settings.data / "toronto.csv", counted)


def _dated(copy: Path, counted: datetime) -> Path:
    night = (counted - timedelta(days=1)).date().isoformat()
    copy.write_text(DAY.read_text(encoding="utf-8").replace(DATE, night), encoding="utf-8")
    return copy


async def _counted(owner_url: str) -> int:
    connection = await asyncpg.connect(owner_url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM counts WHERE source = 'import'"))
    finally:
        await connection.close()
