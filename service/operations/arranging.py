"""Finding places for those of an operation who have none: plan, reserve by agreement, ask beyond it, explain the rest.

What another reservation took meanwhile is planned again without it; what is held stays held (OPS-05, OPS-06).
"""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID, uuid4

from service.cases.rules import code_from
from service.operations.allotment.reasons import NotPlaced
from service.operations.allotment.reduction import reduced
from service.operations.allotment.thinking import Planned, hurried, in_turn
from service.operations.feasibility.looks import Look, may_tell
from service.operations.parties.rules import Block, Place, blocks_of
from service.operations.planner import planning
from service.operations.sites.problem import Allotted, Question, allotted, question
from service.operations.sites.queries import Sites, Window, sites_for
from service.operations.sites.rules import Area, Wanted, kept_out
from service.store.session import UnitOfWork
from service.store.statements import sql

ROUNDS: Final = 4
"""How often a plan is made anew because somebody else was faster; what then remains waits."""
LONGEST_ANSWER: Final = timedelta(hours=2)
SHORTEST_ANSWER: Final = timedelta(minutes=15)

TO_ARRANGE = sql("SELECT * FROM relais.operation_to_arrange(:operation)")
PLACES = sql("SELECT * FROM relais.places_to_arrange(:operation)")
RESERVE = sql(
    """
    SELECT place_id, shelter_organisation_id FROM relais.reserve_places(:operation, CAST(:places AS uuid[]),
        CAST(:pools AS bigint[]), CAST(:agreements AS uuid[]))
    """
)
ASK = sql(
    """
    SELECT ask_shelters AS organisation FROM relais.ask_shelters(:operation, CAST(:requests AS jsonb), :answer_by,
        :told)
    """
)
BOARD = sql("SELECT label, state FROM relais.operation_board(:operation)")
NOTE = sql("SELECT relais.note_arrangement(:operation, CAST(:not_placed AS jsonb), :look_again)")


@dataclass(frozen=True)
class Reason:
    """So many `places` with this `label` are not placed, and why in numbers (see `NotPlaced`). `would`: how many sites
    one rule alone keeps out, by rule, where no site admits them.

    The cause `not_told` has no numbers: too few shelters would stand behind them, or the day's looks are spent
    (OPS-19). `gone`: the bed that a proposal had for them was taken meanwhile.
    """

    label: str | None
    places: int
    cause: str
    waiting: int
    sites: int
    would: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Arranged:
    """How an operation stands after its places were looked for, as far as it may be told: people held, asked for, and
    without either. Where what lies beyond agreements may not be told, whoever is asked for counts as waiting."""

    held: int
    asked: int
    waiting: int
    proven: bool
    not_placed: tuple[Reason, ...]
    state: str = "held"


@dataclass(frozen=True)
class Operation:
    """What arranging needs of an operation."""

    id: UUID
    organisation_id: UUID
    window: Window
    areas: tuple[Area, ...]
    languages: frozenset[str]
    state: str

    def wanted(self, now: datetime) -> Wanted:
        return Wanted(self.areas, self.languages, now, self.window.opens, self.window.closes)


@dataclass(frozen=True)
class Known:
    """A place and what stands for it now."""

    place: Place
    state: str
    claim_id: UUID | None
    pool_key: int | None


@dataclass
class _Outcome:
    """What is wanted of an arrangement, and what comes of it."""

    ask: bool
    look: Look | None
    proven: bool = True
    reasons: tuple[Reason, ...] = ()
    tell: bool | None = None
    """Whether what lies beyond agreements may be told; decided by the first plan."""
    told: set[UUID] = field(default_factory=set)
    hurry: bool = False
    """Beds are taken already in this transaction: what remains is planned at once rather than given back for a proof
    (OPS-06: what succeeds is kept)."""


async def operation_of(uow: UnitOfWork, operation_id: UUID) -> Operation | None:
    """The operation, locked, if the caller may arrange its places; None otherwise, or when there is none."""
    row = await uow.row(TO_ARRANGE, operation=operation_id)
    if row is None:
        return None
    window = Window(row["window_starts_at"], row["window_ends_at"], row["nights"])
    areas = tuple(Area(area["region"], area["city"]) for area in row["areas"])
    return Operation(
        row["id"], row["organisation_id"], window, areas, frozenset(row["languages"]), row["state"]
    )


async def places_of_operation(uow: UnitOfWork, operation_id: UUID) -> list[Known]:
    """Its places with their states, withdrawn ones left out."""
    async with planning(uow):
        rows = await uow.rows(PLACES, operation=operation_id)
    return [
        Known(_place(row), row["state"], row["claim_id"], row["pool_key"])
        for row in rows
        if row["state"] != "released"
    ]


def _place(row: Any) -> Place:
    return Place(
        row["place_id"],
        row["gender"],
        row["age_band"],
        row["label"],
        row["family"],
        row["alone"],
        frozenset(row["lifted_at"]),
    )


async def arrange(
    uow: UnitOfWork, operation: Operation, *, ask: bool = True, look: Look | None = None, tell: bool = False
) -> Arranged:
    """Reserve what agreements give, ask shelters for the rest when `ask`, keep what succeeds, explain what does not.

    `look`: who is told what lies beyond agreements; without one nobody is, unless somebody else decided so (`tell`).
    Everyone whose place changed is told by the live stream, without content (OPS-11).
    """
    async with planning(uow):
        outcome = _Outcome(ask, look, tell=None if look else tell)
        for number in range(ROUNDS):
            waiting = await waiting_of(uow, operation.id)
            outcome.hurry = number > 0
            if not waiting or await _round(uow, operation, waiting, outcome):
                break
        arranged = _told(await uow.rows(BOARD, operation=operation.id), outcome)
        state = await uow.value(
            NOTE,
            operation=operation.id,
            not_placed=_to_note(arranged, outcome),
            look_again=answer_by(uow.now, operation.window.opens) if ask else uow.now,
        )
    tell_shelters(uow, operation, outcome.told)
    return replace(arranged, state=state)


def _to_note(arranged: Arranged, outcome: _Outcome) -> list[dict[str, Any]] | None:
    """The reasons that the operation keeps: those told now; a coordinator's, who has no board; of jobs none."""
    if outcome.look is None and not outcome.tell:
        return None
    return [vars(reason) for reason in (arranged.not_placed if outcome.look else outcome.reasons)]


def _told(board: Sequence[Any], outcome: _Outcome) -> Arranged:
    """How it stands on the board of those whom the operation names: the one place that says what they may know."""
    states = Counter(row["state"] for row in board)
    reasons = outcome.reasons if outcome.tell else _not_told(board)
    return Arranged(
        states["held"],
        states["asked"],
        states["waiting"],
        proven=outcome.tell is not False and outcome.proven,
        not_placed=reasons if states["waiting"] else (),
    )


def _not_told(board: Sequence[Any]) -> tuple[Reason, ...]:
    counted = Counter(row["label"] for row in board if row["state"] == "waiting")
    labels = sorted(counted, key=lambda label: label or "")
    return tuple(Reason(label, counted[label], "not_told", 0, 0) for label in labels)


def tell_shelters(uow: UnitOfWork, operation: Operation, organisations: Collection[UUID]) -> None:
    """Let these shelters' pages and the regions' boards look again, without saying why (OPS-01, OPS-11)."""
    for organisation in sorted(organisations):
        uow.tell("arrivals", organisations=(organisation,))
    if organisations:
        for region in sorted({area.region for area in operation.areas}):
            uow.tell("board", region=region)


async def waiting_of(uow: UnitOfWork, operation_id: UUID) -> tuple[Block, ...]:
    """Those who have neither a bed nor a request, families together."""
    known = await places_of_operation(uow, operation_id)
    return blocks_of(item.place for item in known if item.state == "waiting")


async def _round(uow: UnitOfWork, operation: Operation, blocks: tuple[Block, ...], outcome: _Outcome) -> bool:
    """Plan once and carry it out. False when somebody else was faster, and another round may help."""
    known = await sites_for(uow, operation.areas, operation.window, operation=operation.id)
    asked, found = planned(uow, blocks, known, operation.wanted(uow.now), hurry=outcome.hurry)
    if outcome.tell is None:
        outcome.tell = await may_tell(uow, outcome.look, asked, known)
    given = allotted(asked, found.plan)
    outcome.proven = found.plan.proven
    outcome.reasons = reasons_of(asked, found.why, known)
    by_agreement = [item for item in given if item.way == "agreement"]
    if not await reserve(uow, operation, by_agreement, known, outcome.told):
        return False
    beyond = [item for item in given if item.way != "agreement"] if outcome.ask else []
    await ask_shelters(uow, operation, beyond, known, outcome.told, tell=outcome.tell)
    return True


def planned(
    uow: UnitOfWork, blocks: Sequence[Block], known: Sites, wanted: Wanted, *, hurry: bool = False
) -> tuple[Question, Planned]:
    """The best plan for these blocks, and why it leaves somebody out. It is searched outside this transaction, which
    then begins anew and comes here with the same question; in a `hurry` it is found here, without proof."""
    asked = question(blocks, known.sites, wanted)
    problem = reduced(asked.problem)
    if hurry:
        return asked, hurried(problem)
    service = uow.actor.organisation_id
    return asked, uow.worked_out(problem, lambda: in_turn(service, problem), lambda: hurried(problem))


def reasons_of(asked: Question, why: Sequence[NotPlaced], known: Sites) -> tuple[Reason, ...]:
    """Reasons added up by label, so that no row of the board is about one person."""
    rows = [_reason(asked, item, known) for item in why]

    def alike(row: Reason) -> tuple[object, ...]:
        return (row.label or "", row.cause, row.waiting, row.sites, sorted(row.would.items()))

    groups = [list(group) for _, group in groupby(sorted(rows, key=alike), key=alike)]
    return tuple(replace(group[0], places=sum(row.places for row in group)) for group in groups)


def _reason(asked: Question, item: NotPlaced, known: Sites) -> Reason:
    block = asked.blocks[item.kind][0]
    would = kept_out(block, known.sites) if item.cause == "nobody_admits" else {}
    label = item.label or _label(asked, item)
    return Reason(label, item.blocks * block.size, item.cause, item.waiting, item.sites, would)


def _label(asked: Question, item: NotPlaced) -> str | None:
    return min(asked.blocks[item.kind][0].labels, default=None)


async def reserve(
    uow: UnitOfWork, operation: Operation, given: Sequence[Allotted], known: Sites, told: set[UUID]
) -> bool:
    """Take these beds; whether all of them could be had. What could be had is kept either way (OPS-06).

    Nothing to take is taken with the same statement: their number tells nothing.
    """
    async with planning(uow):
        rows = await uow.rows(
            RESERVE,
            operation=operation.id,
            places=[item.block.id for item in given],
            pools=[item.pool for item in given],
            agreements=[
                known.agreements.get(item.site) if item.way == "agreement" else None for item in given
            ],
        )
    told.update(row["shelter_organisation_id"] for row in rows)
    return len(rows) == len(given)


async def ask_shelters(
    uow: UnitOfWork,
    operation: Operation,
    given: Sequence[Allotted],
    known: Sites,
    told: set[UUID],
    *,
    tell: bool,
) -> None:
    """One request per shelter, all in one statement; nothing is held until it says yes (OPS-03). `tell`: police may
    read these places as asked."""
    ordered = sorted(given, key=lambda item: item.site)
    requests = [_request(site, list(items), known) for site, items in groupby(ordered, key=lambda i: i.site)]
    async with planning(uow):
        rows = await uow.rows(
            ASK,
            operation=operation.id,
            requests=requests,
            answer_by=answer_by(uow.now, operation.window.opens),
            told=tell,
        )
    told.update(row["organisation"] for row in rows)


def _request(site: int, items: Sequence[Allotted], known: Sites) -> dict[str, Any]:
    return {
        "request": str(uuid4()),
        "code": code_from(secrets.randbits(64), (4,)),
        "places": [str(item.block.id) for item in items],
        "pools": [item.pool for item in items],
        "agreements": [_agreement(item, known.agreements.get(site)) for item in items],
    }


def _agreement(item: Allotted, agreement: UUID | None) -> str | None:
    return str(agreement) if agreement and item.way == "asked" else None


def answer_by(now: datetime, opens: datetime) -> datetime:
    """By when a shelter answers: a quarter of the time left before arrivals, between 15 minutes and two hours, so
    that after a silence the next shelter can still be asked (OPS-03, OPS-04)."""
    quarter = (opens - now) / 4
    return now + min(max(quarter, SHORTEST_ANSWER), LONGEST_ANSWER)
