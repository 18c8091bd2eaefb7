"""P5: a plan, from the beds' truth in PostgreSQL and from what is in memory; and why somebody has no place."""

import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg

from service.beds.imports.regions import AMERICAN
from service.operations.allotment.cpsat import Effort
from service.operations.allotment.problem import Plan, Problem
from service.operations.allotment.reasons import explained
from service.operations.allotment.reduction import reduced
from service.operations.allotment.rules import levels
from service.operations.allotment.search import plan
from service.operations.allotment.thinking import REASONS_SECONDS, REASONS_WORK, thought
from service.operations.holds.making import Held, HoldPlaces, hold_places
from service.operations.parties.rules import Counted, Party, blocks_of, places_of
from service.operations.sites.problem import question
from service.operations.sites.queries import Window, sites_for
from service.operations.sites.rules import Area, Wanted
from service.store.store import Store
from tests.bench.nation import Nation, nation
from tests.bench.table import Figure
from tests.service.operations.allotment.families import FAMILIES, problem_of
from tests.service.operations.allotment.second import asked, second_opinion

SEEDS = 50
LARGE = 12
"""Plans of a family of a hundred people."""
FROM_TRUTH = 30
DOUBLED = 160
REGIONS = tuple(Area(f"US-{code}") for code in sorted(AMERICAN))
PARTIES = (
    Party((Counted("woman", "25+", 3),), label="A"),
    Party((Counted("man", "25+", 4),), label="B"),
    Party((Counted("woman", "18-20", 2),), alone=True),
    Party((Counted("man", "21-24", 3),)),
)
"""Twelve people."""


async def measure() -> list[Figure]:
    """From the country's truth first, then the families, then what else was asked of them."""
    async with nation() as country:
        figures = await _from_truth(country)
    plans = {name: _planned(name) for name in FAMILIES}
    return [*figures, *(_family(name, found) for name, found in plans.items()), _reasons(), _second()]


async def _from_truth(country: Nation) -> list[Figure]:
    """Twelve people over every shelter of the country: read, put as a question, reduced, solved and explained."""
    investigator = await _investigator(country)
    store = country.relais.store
    now = store.clock.now()
    window = Window(now + timedelta(hours=18), now + timedelta(hours=24), 1)
    wish = HoldPlaces(PARTIES, 1, 12, 12, REGIONS[:1], ("es",), window, hold=False)
    made = await store.run(hold_places, investigator, wish)
    if not isinstance(made, Held):
        raise TypeError(f"the bench's own operation was refused: {made}")
    seconds, sites, proven = [], 0, 0
    for _ in range(FROM_TRUTH):
        began = time.perf_counter()
        found, sites = await _once(store, investigator, made.id, window)
        seconds.append(time.perf_counter() - began)
        proven += found.proven
    seen = f"{_times(seconds)} ms, {proven} of {len(seconds)} proven, {sites:,} shelters"
    ninety_fifth = _share(seconds, 0.95)
    whole = proven == len(seconds) and sites > 13_000
    return [
        Figure("P5", "12 people over the country, from PostgreSQL", seen, "proven, p95 ≤ 250 ms",
               whole and ninety_fifth <= 250, "reading the free beds of every shelter is most of it"),
    ]  # fmt: skip


async def _once(store: Store, investigator: UUID, operation: UUID, window: Window) -> tuple[Plan, int]:
    async with store.reading(investigator) as session:
        known = await sites_for(session, REGIONS, window, operation=operation)
        now = session.now
    wanted = Wanted(REGIONS, frozenset({"es"}), now, window.opens, window.closes)
    whole = question(blocks_of(places_of(PARTIES, iter(uuid4, None))), known.sites, wanted)
    return (await thought(reduced(whole.problem))).plan, len(known.sites)


async def _investigator(country: Nation) -> UUID:
    """Somebody of a police service that may know every shelter of the country."""
    connection = await asyncpg.connect(country.relais.owner_url)
    try:
        service, network, member = uuid4(), uuid4(), uuid4()
        await connection.execute(
            "INSERT INTO organisations (id, name, kind, regions) VALUES ($1, 'Bench police', 'police', '{US-NY}')",
            service,
        )
        await connection.execute(
            "INSERT INTO networks (id, name, structure, police_members) VALUES ($1, $2, 'open', 'hold_only')",
            network,
            f"Bench {network}",
        )
        await connection.execute(
            """
            INSERT INTO network_members (network_id, organisation_id)
            SELECT $1, id FROM organisations WHERE kind IN ('shelter', 'hotel') OR id = $2
            """,
            network,
            service,
        )
        await connection.execute(
            """
            INSERT INTO members (id, organisation_id, email, roles, ends_on)
            VALUES ($1, $2, $3, '{investigator}', '2100-01-01')
            """,
            member,
            service,
            f"{member}@bench.test",
        )
    finally:
        await connection.close()
    return member


def _planned(name: str) -> list[tuple[float, Plan]]:
    """Reduction, model and all searches, alone on this thread."""
    found = []
    for seed in range(LARGE if FAMILIES[name].people == 100 else SEEDS):
        problem = problem_of(name, seed)
        began = time.perf_counter()
        result = plan(problem)
        found.append((time.perf_counter() - began, result))
    return found


def _family(name: str, found: Sequence[tuple[float, Plan]]) -> Figure:
    seconds = [one for one, _ in found]
    proven = sum(result.proven for _, result in found)
    six = sum(levels(result.bound)[:6] == levels(result.figures)[:6] for _, result in found)
    seen = f"{_times(seconds)} ms, {proven} of {len(found)} proven"
    high, worst = _share(seconds, 0.95), max(seconds) * 1000
    if FAMILIES[name].people == 100:
        reached = six == len(found) and high <= 2000
        return Figure(
            "P5", name, f"{seen}, six levels in {six}", "six levels and a bound, p95 ≤ 2 s", reached, _WHY
        )
    reached = proven == len(found) and high <= 250 and worst <= 1000
    return Figure("P5", name, seen, "proven, p95 ≤ 250 ms, worst ≤ 1 s", reached, _WHY)


_WHY = "the last search, for the fewest shelters"


def _reasons() -> Figure:
    """Everybody without a place explained, with what would place them."""
    each: list[float] = []
    people = 0
    for name in ("40 of 300, few beds", "40 of 300, one label", "100 of 2,000, hard"):
        for seed in range(LARGE):
            problem = reduced(_scarce(name, seed))
            found = plan(problem)
            missing = sum(found.left(problem))
            if missing:
                began = time.perf_counter()
                explained(problem, found, Effort(REASONS_WORK, REASONS_SECONDS))
                each.append((time.perf_counter() - began) / missing)
                people += missing
    seen = f"{_times(each)} ms a block, {people} blocks without a place in {len(each)} plans"
    return Figure(
        "P5",
        "why somebody has no place",
        seen,
        "p95 ≤ 20 ms",
        _share(each, 0.95) <= 20,
        "searches, one by one",
    )


def _scarce(name: str, seed: int) -> Problem:
    """Half the shelters of a family's problem, so that somebody stays without a place."""
    problem = problem_of(name, seed)
    return Problem(problem.kinds, problem.houses[:: 2 if name.endswith("few beds") else 8])


def _second() -> Figure:
    """The same seven figures from another solver, in a process of its own."""
    families = ["drawn", "40 of 300", "40 of 300, few beds", "40 of 300, families"]
    names = [f"{family}:{500 + seed}" for family in families for seed in range(DOUBLED // len(families))]
    theirs = second_opinion(names)
    differ = sum(
        list(levels(plan(asked(name)).figures)) != one for name, one in zip(names, theirs, strict=True)
    )
    return Figure(
        "P5", f"{DOUBLED} plans against a second solver", f"{differ} differ", "0", differ == 0, "a defect"
    )


def _share(seconds: Sequence[float], share: float) -> float:
    """Milliseconds below which this share of them ended."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def _times(seconds: Sequence[float]) -> str:
    """p50/p95/worst."""
    return f"{_share(seconds, 0.5):.0f}/{_share(seconds, 0.95):.0f}/{max(seconds, default=0) * 1000:.0f}"
