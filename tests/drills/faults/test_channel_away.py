"""The mail server is away for a day: what was to leave leaves once it is back, once, and nobody had to do anything."""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from jobs.dispatch import Dispatcher
from jobs.ticks import Tools
from service.clock import SetClock
from service.messages.channels.mail import Mail, SmtpCourier
from service.messages.outbox import Outbox
from service.store.store import Store
from tests.bench.p7_start import free_port
from tests.jobs.outboxes import KIND, intend, state
from tests.service.messages.channels.test_mail import Post, certificate

__all__ = ["certificate"]
A_DAY = timedelta(hours=26)


class Letters:
    """Carries a letter for each intention, as the handlers of the rooms do."""

    def __init__(self, courier: SmtpCourier) -> None:
        self.courier = courier

    async def __call__(self, _: Store, intention: UUID, __: UUID, payload: Mapping[str, Any], /) -> None:
        await self.courier.deliver(Mail("desk@relais.test", "Relais", f"Lettre {payload['number']}"))


async def test_a_day_without_mail(
    store: Store, clock: SetClock, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection, certificate: Path
) -> None:
    """X3: tried often at first and every five minutes then; stopped for nobody, and delivered exactly once."""
    ids = await intend(superuser, clock.now(), count=2)
    port, begun, attempts = free_port(), clock.now(), 0
    trusted = ssl.create_default_context(cafile=str(certificate))
    letters = Letters(SmtpCourier(f"smtps://us:pw@127.0.0.1:{port}", "relais@relais.test", trusted))
    dispatch = Dispatcher(Outbox(worker_pool, clock), KIND, letters)
    while clock.now() < begun + A_DAY:
        attempts += await dispatch(Tools(store, worker_pool))
        clock.set(await superuser.fetchval("SELECT min(due_at) FROM outbox WHERE state = 'ready'"))
    assert 2 * 250 < attempts < 2 * 350
    assert {(await state(superuser, each))["last_problem"] for each in ids} == {"mail_unreachable"}

    back = Post()
    mine = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    mine.load_cert_chain(certificate)
    async with await asyncio.start_server(back.talk, "127.0.0.1", port, ssl=mine):
        for _ in range(2):
            await dispatch(Tools(store, worker_pool))
            clock.advance(timedelta(hours=1))
    assert [(await state(superuser, each))["state"] for each in ids] == ["done", "done"]
    assert sorted(line for line in back.heard if line.startswith("Lettre")) == ["Lettre 0", "Lettre 1"]
