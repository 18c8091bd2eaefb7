"""P3: four hundred callers, two hundred beds of one shelter, over HTTP."""

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from service.beds.board.rules import Question
from service.beds.party.rules import Party, People
from service.beds.referrals.asking import MakeReferral, make_referral
from service.refusals import Refused
from service.store.command import Once
from tests.bench.limit import Tape, limit_server, record
from tests.bench.measure import Times, all_at_once, request
from tests.bench.nation import CALLERS, Nation, open_house, town
from tests.bench.served import HOST, posting, served, signed, spent
from tests.bench.table import Figure

HOUSE = 200
RUNS = 3


async def measure() -> list[Figure]:
    """The median of three runs, ours and bare alternating, each with an empty house of its own."""
    ours, bare, held, cost = [], [], [], ""
    async with town() as few:
        before = await _deadlocks(few)
        for _ in range(RUNS):
            async with served(few.relais) as port:
                times, number, cost = await _ours(few, port)
            ours.append(times.whole)
            held.append(number)
            bare.append((await _bare(few)).whole)
        stuck = await _deadlocks(few) - before
    seconds, limit = sorted(ours)[RUNS // 2], sorted(bare)[RUNS // 2]
    why = f"{cost}, and the holds of one shelter wait for each other from taking a bed to the commit"
    return [
        Figure("P3", f"{CALLERS} callers, {HOUSE} beds of one shelter", f"held {sorted(set(held))}, {stuck} deadlocks",
               f"held [{HOUSE}], 0 deadlocks", set(held) == {HOUSE} and not stuck, "a defect"),
        Figure("P3", "all of them answered", f"{seconds:.2f} s", "≤ 0.5 s", seconds <= 0.5, why),
        Figure("P3", "against the limit", f"{limit / seconds:.2f} × ({seconds:.2f} s, bare {limit:.2f} s)", "≥ 0.4 ×",
               limit / seconds >= 0.4, why),
    ]  # fmt: skip


def _wish(now: datetime, shelter: UUID) -> dict[str, Any]:
    person = {"gender": "woman", "age_band": "25+"}
    return {
        "shelter_id": shelter,
        "question": {"party": {"people": [person]}},
        "expected_at": now + timedelta(hours=1),
    }


async def _ours(few: Nation, port: int) -> tuple[Times, int, str]:
    shelter, now = await open_house(few.relais, HOUSE), few.relais.store.clock.now()
    warm = await open_house(few.relais, 50)
    await all_at_once(HOST, port, _requests(few, warm, now)[:100])
    sent = _requests(few, shelter, now)
    before = spent(few.relais, port)
    times = await all_at_once(HOST, port, sent)
    cost = spent(few.relais, port).since(before, len(sent))
    unknown = set(times.statuses) - {201, 409}
    if unknown:
        raise RuntimeError(f"answers that are neither held nor taken: {times.statuses}")
    return times, await _held(few, shelter), cost


def _requests(few: Nation, shelter: UUID, now: datetime) -> list[bytes]:
    return [
        posting("/v1/referrals", signed(few.relais, caller), _wish(now, shelter)) for caller in few.callers
    ]


async def _bare(few: Nation) -> Times:
    """The statements of one successful hold, four hundred times on a house of as many beds."""
    warm = [request("POST", "/", {})] * 50
    tape = await _tape(few, await open_house(few.relais, HOUSE + len(warm) + 1))
    with tempfile.TemporaryDirectory() as folder:
        async with limit_server(str(few.relais.owner_url), tape, Path(folder)) as port:
            await all_at_once(HOST, port, warm)
            return await all_at_once(HOST, port, [request("POST", "/", {})] * CALLERS)


async def _tape(few: Nation, shelter: UUID) -> Tape:
    store, key = few.relais.store, uuid4().hex
    question = Question(Party((People("woman", "25+"),)))
    wish = MakeReferral(shelter, question, store.clock.now() + timedelta(hours=1))
    codes: list[str] = []

    async def work() -> None:
        answer = await store.run(make_referral, few.pivot_id, wish, Once(key, b"bench"))
        if isinstance(answer, Refused):
            raise TypeError(f"the tape's own hold was refused: {answer}")
        codes.append(answer.code)

    known = {row["id"] for row in await _looked_up(few, "SELECT id FROM organisations")}
    tape = await record(store, work, {few.pivot_id, shelter, *known}, {key})
    return replace(tape, fresh=tape.fresh.union(codes))


async def _held(few: Nation, shelter: UUID) -> int:
    rows = await _looked_up(
        few,
        """
        SELECT count(*) AS held FROM claims c JOIN shelters s ON s.key = c.shelter_key
        WHERE s.id = $1 AND c.state = 'live' AND c.kind = 'hold'
        """,
        shelter,
    )
    return int(rows[0]["held"])


async def _deadlocks(few: Nation) -> int:
    query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return int((await _looked_up(few, query))[0]["deadlocks"])


async def _looked_up(few: Nation, query: str, *arguments: Any) -> list[Any]:
    connection = await asyncpg.connect(few.relais.owner_url)
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()
