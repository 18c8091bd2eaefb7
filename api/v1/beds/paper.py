"""The sheet of paper for when everything is down, and its entry afterwards (BED-15)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, bad_input, read
from api.v1.beds.shelters import at_a_shelter
from api.v1.fields import utc
from service.beds.counts.desk import CountDesk
from service.beds.paper.entering import Clerk, EnterSheet, LineDone
from service.beds.paper.queries import Sheet, sheet_of
from service.beds.paper.rules import Line, What, faulty_line
from service.refusals import NOT_FOUND, Language, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "counts"


class WrittenLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line as it was written: `free` of a count, the `code` of an arrival, the bed of a departure."""

    at: datetime
    what: What
    free: Annotated[int, msgspec.Meta(ge=0, le=10_000)] | None = None
    code: Annotated[str, msgspec.Meta(pattern=r"^[2-9A-Z]{4}(?!\n)$", max_length=4)] | None = None
    bed_id: UUID | None = None

    def line(self) -> Line:
        """The line as the room knows it. Raises `Refusal` for a local time."""
        return Line(utc(self.at, "lines.at"), self.what, self.free, self.code, self.bed_id)


class WrittenSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines in any order; each is applied at its time."""

    lines: Annotated[list[WrittenLine], msgspec.Meta(min_length=1, max_length=100)]


class LineOutcome(msgspec.Struct, frozen=True):
    """What became of a line: `done`; `not_applied`, because somebody looked later; `known`, entered before; `refused`,
    with the reason's code and words."""

    number: int
    at: datetime
    what: What
    outcome: str
    reason: str | None
    said: str | None


@read(
    "/shelters/{shelter_id:uuid}/sheet",
    id="read_sheet",
    summary="What to print for when everything is down: beds, and who is expected by the end of the coming night",
    tag=TAG,
)
async def get_sheet(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> Sheet:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        return accepted(await sheet_of(session, shelter_id) or Refused(NOT_FOUND))


@ask(
    "/shelters/{shelter_id:uuid}/sheet",
    id="enter_sheet",
    summary="Enter what was written on paper, each line at its time; the same sheet again does nothing twice",
    tag=TAG,
)
async def post_sheet(
    *,
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    count_desk: NamedDependency[CountDesk],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
    data: JSONBody[WrittenSheet],
) -> list[LineOutcome]:
    lines = tuple(line.line() for line in data.lines)
    fault = faulty_line(lines)
    if fault is not None:
        raise bad_input(
            f"lines[{fault - 1}]", "Cette ligne est incomplète.", "This line is incomplete.", request
        )
    clerk = Clerk(store, count_desk, caller.seat)
    done = accepted(await clerk.enter(EnterSheet(shelter_id, lines), once))
    return [_outcome(one, caller.language) for one in done]


def _outcome(one: LineDone, language: Language) -> LineOutcome:
    reason = one.refused.reason if one.refused else None
    said = one.refused.title(language) if one.refused else None
    return LineOutcome(one.number, one.at, one.what, one.outcome, reason.code if reason else None, said)


handlers = [get_sheet, post_sheet]
