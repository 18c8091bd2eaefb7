"""The ledger under the trail: the real command, the real table, one cent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import asyncpg

from service.fund.envelopes.commands import CreateEnvelope, create_envelope
from service.keys.local import LocalKeyring
from service.store.store import Store
from service.trail.sequencer import Sequencer
from service.trail.verifying.judge import Trouble, Wrong
from service.trail.verifying.verify import verify
from tests.conftest import NOON
from tests.service.trail.conftest import KEY, settled


async def test_one_cent_of_one_transfer_altered_by_hand_is_named(
    *,
    sealing: Store,
    administrator: UUID,
    superuser: asyncpg.Connection,
    sequencer: Sequencer,
    by_hand: Callable[..., Awaitable[str]],
    owner: asyncpg.Connection,
    keyring: LocalKeyring,
) -> None:
    """FND-09: altering a row breaks verification, at exactly that row."""
    for code in ("F1", "F2", "F3"):
        wish = CreateEnvelope(code, f"Fund {code}", "Donor", NOON, NOON + timedelta(days=365), 500_000)
        assert isinstance(await sealing.run(create_envelope, administrator, wish), UUID)
    await settled(superuser)
    await sequencer.tick()
    assert (await verify(owner, keyring, KEY.public)).ok
    transfer = await superuser.fetchval("SELECT id FROM transfers ORDER BY key OFFSET 1 LIMIT 1")
    assert await by_hand("UPDATE transfers SET amount_cents = 500001 WHERE id = $1", transfer) == "UPDATE 1"
    verified = await verify(owner, keyring, KEY.public)
    assert verified.wrong == (Wrong("transfers", str(transfer), Trouble.ALTERED, ("amount_cents",)),)
    assert verified.seen.rows == 3
