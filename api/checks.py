"""Every room's invariants, and the trail: what `relais check` runs."""

from importlib import import_module

import asyncpg

from api.parts import Relais
from service.checks import Check, Checked, run_check
from service.keys.erasures import Register
from service.retention.checks import check_register

ROOMS = ("partners", "beds", "cases", "operations", "fund", "reports", "trail", "retention", "store")


def all_checks() -> list[Check]:
    """The checks of every room, in the order of the rooms."""
    return [check for room in ROOMS for check in import_module(f"service.{room}.checks").CHECKS]


async def check_everything(relais: Relais) -> list[Checked]:
    """Look at all data as the owner: row-level security would hide what is wrong elsewhere."""
    connection = await asyncpg.connect(relais.owner_url)
    try:
        now = relais.store.clock.now()
        found = [await run_check(connection, check, now) for check in all_checks()]
        if relais.keyring is not None:
            register = Register(relais.settings.data / "keys", relais.keyring)
            found.append(await check_register(connection, register))
        return found
    finally:
        await connection.close()
