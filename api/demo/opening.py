"""Opens the demo: its partners, its network, and the doors that exist in the demo alone."""

from contextlib import AsyncExitStack
from typing import Any

from api.app import Relais
from api.demo import moment, sign_in
from api.demo.audit import Audit
from api.demo.partners import load_partners
from api.demo.toronto import load_toronto


async def prepare(relais: Relais, stack: AsyncExitStack) -> list[Any]:  # noqa: ARG001 - the double's books will need it
    """Load what the demo shows, unless it is there; the handlers of the demo's own doors."""
    moment.recall(relais.store.clock, relais.settings)
    if relais.owner_url is not None:
        await load_partners(relais.owner_url, relais.store.clock.now())
        await load_toronto(relais, relais.owner_url)
    return [*sign_in.handlers, *_audit(relais)]


def _audit(relais: Relais) -> list[Any]:
    return Audit(relais, relais.owner_url).handlers() if relais.owner_url is not None else []
