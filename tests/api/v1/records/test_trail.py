"""Proofs over HTTP, as an auditor gathers them: under the checkpoint of the hour and nothing newer."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from service.trail.bundles.offline import consistent, included
from service.trail.notes import open_checkpoint
from service.trail.rules import leaf_hash
from service.trail.sequencer import Sequencer
from tests.network import Network
from tests.service.trail.conftest import KEY, administrator, make, owner, sealing, sequencer, settled, tables

__all__ = ["administrator", "owner", "sealing", "sequencer", "tables"]


async def test_proofs_over_http(
    *,
    client: httpx.AsyncClient,
    as_: Any,
    network: Network,
    clock: SetClock,
    sealing: Store,
    administrator: UUID,
    superuser: asyncpg.Connection,
    sequencer: Sequencer,
) -> None:
    """FND-09: two checkpoints an hour apart, each record's inclusion and the newer's consistency, hold by the one-file
    verifier's own rules; what was signed within the hour is not told, nor proved, to anybody."""
    auditor = await network.member(await network.organisation("audit"), Role.AUDITOR)

    async def asked(path: str, **query: Any) -> httpx.Response:
        return await client.get(f"/v1/trail/{path}", params=query, headers=as_(auditor))

    async def grown(count: int) -> dict[str, Any]:
        """So many events more, signed; and what is published when the hour has turned."""
        await make(sealing, administrator, *range(1, count + 1), subject=UUID(int=7))
        await settled(superuser)
        await sequencer.tick()
        clock.advance(timedelta(hours=1))
        found: dict[str, Any] = (await asked("checkpoint")).json()
        return found

    assert (await asked("checkpoint")).status_code == 404
    older, newer = await grown(270), await grown(20)
    first, second = [open_checkpoint(each["note"], KEY.public) for each in (older, newer)]
    assert (first.size, second.size) == (older["size"], newer["size"]) == (270, 290)
    answer = (await asked("consistency", older=270)).json()
    assert answer["checkpoint"] == newer
    path = [b64decode(each) for each in answer["proof"]]
    assert consistent(270, 290, first.root, second.root, path)
    assert not consistent(270, 290, bytes(32), second.root, path)
    records = await superuser.fetch("SELECT record FROM events ORDER BY id")
    for index in (0, 255, 256, 289):
        leaf = leaf_hash(records[index]["record"])
        answer = (await asked("inclusion", leaf=leaf.hex())).json()
        path = [b64decode(each) for each in answer["proof"]]
        assert answer["index"] == index
        assert included(leaf, index, 290, path, second.root)
    await make(sealing, administrator, 1, subject=UUID(int=7))
    await settled(superuser)
    await sequencer.tick()
    newest = leaf_hash(await superuser.fetchval("SELECT record FROM events ORDER BY id DESC LIMIT 1"))
    assert await superuser.fetchval("SELECT max(size) FROM trail_checkpoints") == 291
    assert (await asked("checkpoint")).json() == newer
    assert (await asked("inclusion", leaf=newest.hex())).status_code == 404
    assert (await asked("consistency", older=291)).status_code == 404
    assert (await asked("inclusion", leaf="zz")).status_code == 400
    await nobody_else(client, as_, network, sealing)


async def nobody_else(client: httpx.AsyncClient, as_: Any, network: Network, store: Store) -> None:
    """POL-03: how much happens is no business of a fund's administrator, past the door neither."""
    stranger = await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    for path in ("checkpoint", f"inclusion?leaf={'0' * 64}", "consistency?older=1"):
        answer = await client.get(f"/v1/trail/{path}", headers=as_(stranger))
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not_allowed")
    async with store.reading(stranger) as session:
        for call in ("published_checkpoint()", "trail_hashes('{0}', '{0}', '{1}')"):
            assert await session.connection.fetch(f"SELECT * FROM relais.{call}") == [], call
        assert await session.connection.fetchval("SELECT relais.place_of_leaf(''::bytea)") is None
