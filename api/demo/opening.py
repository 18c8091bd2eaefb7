"""Opens the demo: its partners, its network, and the doors that exist in the demo alone."""

from contextlib import AsyncExitStack
from typing import Any

from api.app import Relais
from api.demo import sign_in
from api.demo.partners import load_partners


async def prepare(relais: Relais, stack: AsyncExitStack) -> list[Any]:
    """Load what the demo shows, unless it is there; the handlers of the demo's own doors."""
    if relais.owner_url is not None:
        await load_partners(relais.owner_url, relais.store.clock.now())
    return sign_in.handlers
