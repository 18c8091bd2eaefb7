"""What the police, the pivot, the coordination and the auditor may read of operations (POL-03)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from service.keys.secrets import open_texts
from service.operations.arranging import Reason
from service.operations.arrivals.commands import WORDS
from service.store.session import Session
from service.store.statements import sql

PlaceState = Literal["waiting", "asked", "held", "released"]


@dataclass(frozen=True)
class PlaceView:
    """One expected person as police see it: a state, never a shelter. `override`: asked, granted or refused."""

    id: UUID
    number: int
    gender: str
    age_band: str
    label: str | None
    together: UUID | None
    alone_first_nights: bool
    state: PlaceState
    override: str | None


@dataclass(frozen=True)
class LabelRow:
    """One row of the board: a label (or none) with its places by state."""

    label: str | None
    held: int
    asked: int
    waiting: int


@dataclass(frozen=True)
class ArrivalPoint:
    """Where to bring some of the people, for as long as it is shown (SAF-13)."""

    words: str
    places: int
    until: datetime


@dataclass(frozen=True)
class OperationView:
    """An operation for those it names. After the hand-over, places and labels are empty: two numbers remain (OPS-14).
    So they are once it was `moved` to another window after the pivot organisation had accepted (OPS-18).

    `received` is empty until then.
    """

    id: UUID
    reference: str
    state: str
    version: int
    window_starts_at: datetime
    window_ends_at: datetime
    nights: int
    minimum: int
    expected: int
    maximum: int
    areas: list[dict[str, str | None]]
    languages: list[str]
    held: int
    asked: int
    waiting: int
    labels: list[LabelRow]
    places: list[PlaceView]
    not_placed: list[Reason]
    pivot_id: UUID | None
    pivot: str | None
    pivot_accepted: bool
    moved: bool
    handed_over: int | None
    received: int | None
    arrival_points: list[ArrivalPoint]


COLUMNS = """
    o.id, o.reference, o.state, o.version, o.window_starts_at, o.window_ends_at, o.nights, o.minimum, o.expected,
    o.maximum, o.areas, o.languages, o.not_placed, o.handed_over, o.pivot_organisation_id AS pivot_id,
    c.name AS pivot, o.pivot_accepted_at IS NOT NULL AS pivot_accepted, o.moved_at IS NOT NULL AS moved,
    relais.operation_received(o.id) AS received
"""
READ = sql(
    f"""
    SELECT {COLUMNS} FROM operations o
        LEFT JOIN LATERAL relais.organisation_card(o.pivot_organisation_id) c ON true
    WHERE o.id = :operation
    """  # noqa: S608 - a constant of this module
)
BOARD = sql("SELECT * FROM relais.operation_board(:operation)")
POINTS = sql("SELECT * FROM relais.arrival_points_now(:operation)")


async def read_operation(session: Session, operation_id: UUID) -> OperationView | None:
    """The operation as its investigators see it; None when it is not theirs, or does not exist."""
    row = await session.row(READ, operation=operation_id)
    if row is None:
        return None
    places = [_place(place) for place in await session.rows(BOARD, operation=operation_id)]
    points = await _points(session, operation_id)
    return _view(dict(row), [place for place in places if place.state != "released"], points)


async def _points(session: Session, operation_id: UUID) -> list[ArrivalPoint]:
    """Where to bring people now, opened only for those who may read it now (SAF-13)."""
    rows = await session.rows(POINTS, operation=operation_id)
    words = await open_texts(session, WORDS, {row["id"]: row["words"] for row in rows})
    return [
        ArrivalPoint(said, row["places"], row["until"])
        for row in rows
        if (said := words[row["id"]]) is not None
    ]


def _place(row: Any) -> PlaceView:
    return PlaceView(
        row["place_id"],
        row["number"],
        row["gender"],
        row["age_band"],
        row["label"],
        row["family"],
        row["alone"],
        row["state"],
        row["override"],
    )


def _view(row: dict[str, Any], places: list[PlaceView], points: list[ArrivalPoint]) -> OperationView:
    states = Counter(place.state for place in places)
    reasons = [Reason(**reason) for reason in row.pop("not_placed")]
    unseen = row["handed_over"] is not None or row["moved"]
    return OperationView(
        **row,
        held=states["held"],
        asked=states["asked"],
        waiting=states["waiting"],
        labels=_labels(places),
        places=places,
        not_placed=[] if unseen else _reasons(reasons, states["waiting"]),
        arrival_points=points,
    )


def _reasons(last: list[Reason], waiting: int) -> list[Reason]:
    """What the last look told, for as long as it is about those who wait now; then only how many they are."""
    if sum(reason.places for reason in last) == waiting:
        return last
    return [Reason(None, waiting, "not_told", 0, 0)] if waiting else []


def _labels(places: Sequence[PlaceView]) -> list[LabelRow]:
    """Rows by label, in the alphabet's order; places without one come last."""
    labels = sorted({place.label for place in places}, key=lambda label: (label is None, label or ""))
    found = {label: Counter(place.state for place in places if place.label == label) for label in labels}
    return [LabelRow(label, n["held"], n["asked"], n["waiting"]) for label, n in found.items()]


@dataclass(frozen=True)
class OperationLine:
    """One operation in a list of one's own."""

    id: UUID
    reference: str
    state: str
    window_starts_at: datetime
    window_ends_at: datetime
    expected: int
    created_at: datetime


OWN = sql(
    """
    SELECT o.id, o.reference, o.state, o.window_starts_at, o.window_ends_at, o.expected, o.created_at
    FROM operations o
    WHERE CAST(:before AS timestamptz) IS NULL OR (o.created_at, o.id) < (:before, CAST(:before_id AS uuid))
    ORDER BY o.created_at DESC, o.id DESC LIMIT :limit
    """
)


async def own_operations(
    session: Session, limit: int, before: datetime | None = None, before_id: UUID | None = None
) -> list[OperationLine]:
    """The operations that name the caller, newest first (OPS-11: nobody else's, not even their existence)."""
    rows = await session.rows(OWN, limit=limit, before=before, before_id=before_id)
    return [OperationLine(**row) for row in rows]


@dataclass(frozen=True)
class OperationCounts:
    """Counts alone, without a reference: for a coordination and for auditors (POL-03)."""

    operation_id: UUID
    state: str
    window_starts_at: datetime
    window_ends_at: datetime
    expected: int
    held: int
    asked: int
    waiting: int
    received: int


COUNTS = sql("SELECT * FROM relais.operation_counts()")


async def operation_counts(session: Session) -> list[OperationCounts]:
    """Operations of the caller's regions, as counts; nothing for whoever is neither coordination nor audit."""
    return [OperationCounts(**row) for row in await session.rows(COUNTS)]


@dataclass(frozen=True)
class HandOverLine:
    """An operation for which the caller's organisation was named pivot."""

    operation_id: UUID
    state: str
    window_starts_at: datetime
    window_ends_at: datetime
    expected: int
    held: int
    received: int
    named_at: datetime
    accepted_at: datetime | None
    languages: list[str]


@dataclass(frozen=True)
class PivotArrival:
    """A place as the pivot organisation sees it, once it has accepted."""

    place_id: UUID
    number: int
    gender: str
    age_band: str
    together: UUID | None
    state: str
    claim_id: UUID | None
    shelter_id: UUID | None
    shelter: str | None
    shelter_kind: str | None


FOR_PIVOT = sql("SELECT * FROM relais.operations_for_pivot()")
ARRIVALS = sql(
    """
    SELECT place_id, number, gender, age_band, together_with AS together, state, claim_id, shelter_id,
        shelter_name AS shelter, shelter_kind
    FROM relais.arrivals_for_pivot(:operation)
    """
)


async def hand_overs(session: Session) -> list[HandOverLine]:
    """Operations that name the caller's organisation as pivot."""
    return [HandOverLine(**row) for row in await session.rows(FOR_PIVOT)]


async def pivot_arrivals(session: Session, operation_id: UUID) -> list[PivotArrival] | None:
    """Who is expected where, for the pivot that accepted; None when it is not theirs (OPS-14)."""
    known = {line.operation_id: line.accepted_at for line in await hand_overs(session)}
    if known.get(operation_id) is None:
        return None
    return [PivotArrival(**row) for row in await session.rows(ARRIVALS, operation=operation_id)]


async def pivot_points(session: Session, operation_id: UUID) -> list[ArrivalPoint] | None:
    """Where houses meet people, for the pivot organisation that accepted and inside the window alone: it brings them,
    above all once a window was moved (SAF-13, OPS-18). None when the operation is not theirs."""
    if await pivot_arrivals(session, operation_id) is None:
        return None
    return await _points(session, operation_id)
