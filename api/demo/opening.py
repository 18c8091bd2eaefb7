"""Opens the demo: its partners, its network, and the doors that exist in the demo alone."""

from contextlib import AsyncExitStack
from typing import Any

from api.app import build
from api.demo import sign_in, step_up
from api.demo.audit import Audit
from api.demo.bank import deliver_to
from api.demo.bank_doors import Bank
from api.demo.doors import doors_of
from api.demo.houses import load_houses
from api.demo.mail import DemoMail
from api.demo.money import load_money
from api.demo.partners import load_partners
from api.demo.texts import DemoTexts
from api.demo.toronto import load_toronto
from api.parts import Relais


async def prepare(relais: Relais, stack: AsyncExitStack) -> list[Any]:
    """Load what the demo shows, unless it is there; the handlers of the demo's own doors.

    Raises `DemoNotLoadedError` when a door refuses a part of it.
    """
    if relais.owner_url is None or relais.store.keyring is None:
        return own_doors()
    mail = relais.courier.handlers() if isinstance(relais.courier, DemoMail) else []
    texts = relais.texts.handlers() if isinstance(relais.texts, DemoTexts) else []
    bank = Bank(relais.bank).handlers() if relais.bank is not None else []
    await load_partners(relais.owner_url, relais.store.clock.now(), relais.store.keyring)
    await _network(relais, stack)
    await load_toronto(relais, relais.owner_url)
    return [*own_doors(), *mail, *texts, *bank, *Audit(relais, relais.owner_url).handlers()]


def own_doors() -> list[Any]:
    """The doors of the demo's people: choosing one, and proving as one."""
    return [*sign_in.handlers, *step_up.handlers]


async def _network(relais: Relais, stack: AsyncExitStack) -> None:
    """Through the application's own doors; the bank keeps one of them open for its webhooks."""
    app = build(relais)
    if relais.bank is not None:
        stack.push_async_callback(deliver_to(relais.bank, app).aclose)
    async with doors_of(relais, app) as doors:
        now = relais.store.clock.now()
        await load_money(doors, now, relais.bank)
        await load_houses(doors, now)
