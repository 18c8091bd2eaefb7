"""P4: sixty-four ask a fund at once; a rule decides, the money is earmarked; from one envelope or from many."""

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import psutil

from service.fund.policy.rules import ATTESTATIONS
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, submit_request
from service.refusals import Refused
from service.store.command import Once
from service.store.embedded import EmbeddedPostgres
from tests.bench.limit import Tape, limit_server, record
from tests.bench.measure import Connection, Times, all_at_once, closed_loop, request
from tests.bench.money import AT_ONCE, CENTS, Asker, Purse, purse
from tests.bench.served import HOST, posting, served, serving, signed, spent
from tests.bench.slow_disk import slow_disk
from tests.bench.table import Figure

COUNT, RUNS = 640, 3
KILLED_AFTER = 200
FEW = 40
"""Cards for which the short envelope has money, and twice as many ask."""


async def measure() -> list[Figure]:
    """On this disk, and on one that takes a millisecond more for each flush."""
    async with purse() as plain:
        here = await _rates(plain, bare=True)
        promised = await _short(plain)
    with slow_disk():
        async with purse() as slow:
            there = await _rates(slow, bare=False)
    async with purse() as doomed:
        killed = await _killed(doomed)
    return _figures(here, there, promised, killed)


@dataclass(frozen=True)
class Rates:
    """Requests a second, the median of the runs, and what one costs."""

    many: float
    hot: float
    bare: float
    cost: str


async def _rates(fund: Purse, *, bare: bool) -> Rates:
    """Ours from many envelopes, ours from one, and bare, in turn."""
    found: dict[str, list[float]] = {"many": [], "hot": [], "bare": []}
    async with served(fund.relais, "--no-jobs") as port:
        await _load(fund, port, lambda asker: asker.envelope_id, AT_ONCE * 2)
        before = spent(fund.relais, port)
        for _ in range(RUNS):
            found["many"].append(await _load(fund, port, lambda asker: asker.envelope_id, COUNT))
            found["hot"].append(await _load(fund, port, lambda _: fund.hot, COUNT))
        cost = spent(fund.relais, port).since(before, 2 * RUNS * COUNT)
    if bare:
        found["bare"] = await _bare(fund)
    many, hot, limit = (sorted(found[name] or [0.0])[len(found[name]) // 2] for name in found)
    return Rates(many, hot, limit, cost)


async def _load(fund: Purse, port: int, where: Callable[[Asker], UUID], count: int) -> float:
    """Requests a second while sixty-four ask one after another."""
    sent = _requests(fund, where, count)
    times = await closed_loop(HOST, port, lambda number: sent[number], callers=AT_ONCE, count=count)
    _all_made(times)
    return times.rate


def _requests(fund: Purse, where: Callable[[Asker], UUID], count: int) -> list[bytes]:
    found = []
    for number in range(count):
        asker = fund.askers[number % AT_ONCE]
        case = asker.cases[number // AT_ONCE % len(asker.cases)]
        body: dict[str, Any] = {
            "case_id": case,
            "fund_id": fund.fund_id,
            "attested": list(ATTESTATIONS),
            "lines": [{"category": "calling_card", "amount_cents": CENTS, "payment": "cash_by_worker"}],
            "envelope_id": where(asker),
        }
        found.append(posting("/v1/requests", signed(fund.relais, asker.member_id), body))
    return found


def _all_made(times: Times) -> None:
    if set(times.statuses) != {201}:
        raise RuntimeError(f"answers that are no requests: {times.statuses}")


async def _bare(fund: Purse) -> list[float]:
    """The statements of sixty-four people's requests, from many envelopes, replayed in turn."""
    tapes = [await _tape(fund, asker) for asker in fund.askers]
    sent, rates = request("POST", "/", {}), []
    with tempfile.TemporaryDirectory() as folder:
        async with limit_server(str(fund.relais.owner_url), tapes, Path(folder)) as port:
            await closed_loop(HOST, port, lambda _: sent, callers=AT_ONCE, count=AT_ONCE * 2)
            for _ in range(RUNS):
                times = await closed_loop(HOST, port, lambda _: sent, callers=AT_ONCE, count=COUNT)
                if times.statuses[201] < 0.99 * COUNT:  # bare statements have nobody who repeats a lost race
                    _all_made(times)
                rates.append(times.rate)
    return rates


async def _tape(fund: Purse, asker: Asker) -> Tape:
    store, key = fund.relais.store, uuid4().hex
    wish = SubmitRequest(
        asker.cases[-1],
        fund.fund_id,
        (NewLine("calling_card", CENTS, payment="cash_by_worker"),),
        ATTESTATIONS,
        envelope_id=asker.envelope_id,
    )
    codes: list[str] = []

    async def work() -> None:
        answer = await store.run(submit_request, asker.member_id, wish, Once(key, b"bench"))
        if isinstance(answer, Refused):
            raise TypeError(f"the tape's own request was refused: {answer}")
        codes.append(answer.code)

    known = {
        row["id"]
        for row in await fund.looked_up("SELECT id FROM organisations UNION SELECT id FROM policies")
    }
    known |= {asker.member_id, asker.envelope_id, *asker.cases}
    tape = await record(store, work, known, {key})
    return replace(tape, fresh=tape.fresh.union(codes))


async def _short(fund: Purse) -> int:
    """How many cards were promised at once from an envelope that has money for half of them."""
    short = await fund.envelope("SHORT", FEW * CENTS)
    async with served(fund.relais, "--no-jobs") as port:
        _all_made(await all_at_once(HOST, port, _requests(fund, lambda _: short, 2 * FEW)))
    rows = await fund.looked_up(
        """
        SELECT a.available, (SELECT count(*) FROM transfers t WHERE t.debit_key = a.key) AS promised
        FROM accounts a WHERE a.envelope_id = $1 AND a.kind = 'envelope'
        """,
        short,
    )
    return int(rows[0]["promised"]) if rows[0]["available"] == 0 else -1


async def _killed(fund: Purse) -> tuple[int, int]:
    """How many of the requests answered before everything was killed are lost, and how many were answered."""
    heard, sent = Heard(), _requests(fund, lambda _: fund.hot, 20 * AT_ONCE)
    async with served(fund.relais, "--no-jobs") as port:
        asking = [
            asyncio.create_task(_ask_on(port, sent[number::AT_ONCE], heard)) for number in range(AT_ONCE)
        ]
        await heard.enough.wait()
        postmaster = fund.relais.settings.data / "cluster" / "postmaster.pid"
        psutil.Process(int(postmaster.read_text().split()[0])).kill()
        serving(port).kill()
        await asyncio.gather(*asking, return_exceptions=True)
    kept = await _once_back(fund)
    return len(set(heard.ids) - kept), len(heard.ids)


@dataclass
class Heard:
    """What was answered, and when it is enough to pull the plug."""

    ids: list[UUID] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)


async def _ask_on(port: int, requests: Sequence[bytes], heard: Heard) -> None:
    """One asker, request after request, until nobody answers any more."""
    connection = Connection(HOST, port)
    for sent in requests:
        status, body = await connection.send(sent)
        if status != 201:
            break
        heard.ids.append(UUID(msgspec.json.decode(body)["id"]))
        if len(heard.ids) >= KILLED_AFTER:
            heard.enough.set()
    await connection.close()


async def _once_back(fund: Purse) -> set[UUID]:
    """The requests that have their earmark, after the server's recovery."""
    server = EmbeddedPostgres(fund.relais.settings.data)
    connection = await asyncpg.connect(server.start().url("relais"))
    try:
        rows = await connection.fetch(
            "SELECT l.request_id AS id FROM request_lines l JOIN transfers t ON t.line_id = l.id"
        )
        return {row["id"] for row in rows}
    finally:
        await connection.close()
        server.stop()


def _figures(here: Rates, there: Rates, promised: int, killed: tuple[int, int]) -> list[Figure]:
    share, even, slow = here.many / here.bare, here.hot / here.many, there.hot / there.many
    lost, answered = killed
    wait = "from the earmark to the commit an envelope's row is locked: its requests wait for each other's statements"
    rates = f"{share:.2f} × ({here.many:.0f}/s, bare {here.bare:.0f}/s)"
    slowly = f"{slow:.2f} × ({there.hot:.0f} of {there.many:.0f}/s)"
    return [
        Figure("P4", f"asked, decided, earmarked, {AT_ONCE} at once", rates, "≥ 0.6 ×", share >= 0.6, here.cost),
        Figure("P4", "one hot envelope against many", f"{even:.2f} × ({here.hot:.0f}/s)", "≥ 0.9 ×", even >= 0.9, wait),
        Figure("P4", "the same, each fdatasync 1 ms longer", slowly, "≥ 0.9 ×", slow >= 0.9, wait),
        Figure("P4", f"{2 * FEW} at once, money for {FEW}", f"{promised}", f"{FEW}", promised == FEW, "a defect"),
        Figure("P4", "answered before SIGKILL, and lost", f"{lost} of {answered}", "0", lost == 0, "a defect"),
    ]  # fmt: skip
