"""The directory of what organisations promise, found by need, in and out as CSV (AGR-03, AGR-05, AGR-06, CNF-05)."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.doors import Caller, accepted, ask, for_roles, read
from api.v1.fields import InRegion, Language, Region
from service.cases.refusals import UNKNOWN_REGION
from service.partners.directory import refusals
from service.partners.directory.commands import (
    PLEDGERS,
    Declare,
    Declared,
    WithdrawPledge,
    declare_pledges,
    withdraw_pledge,
)
from service.partners.directory.files import read as read_file
from service.partners.directory.files import written
from service.partners.directory.queries import OwnPledge, Pledge, Search, own_pledges, search
from service.partners.directory.rules import Condition, Need, Terms, fault
from service.partners.queries import regions
from service.refusals import Refused
from service.store.command import Once
from service.store.store import Store
from service.tables.bad_rows import BadRow, UnreadableFileError, explain

TAG = "directory"
Word = Annotated[str | None, QueryParameter(pattern=r"^[A-Za-zÀ-ÿ' -]{2,20}(?!\n)$", max_length=20)]
"""What is needed, in a word of either language: never about anybody."""
Languages = Annotated[list[Language], msgspec.Meta(max_length=30)]


class NewPledge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one's organisation promises, from its first day to its last, both included. `on_call`: at any hour."""

    need: Need
    free: bool
    regions: Annotated[list[Region], msgspec.Meta(min_length=1, max_length=13)]
    starts_on: date
    until: date
    fee_cents: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] | None = None
    languages: Languages = msgspec.field(default_factory=list)
    conditions: Annotated[list[Condition], msgspec.Meta(max_length=13)] = msgspec.field(default_factory=list)
    on_call: bool = False


class PledgeFile(msgspec.Struct, frozen=True):
    """A file of comma-separated rows with a header."""

    name: str
    content: str


class NewFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a CSV file, as the export writes it."""

    content: Annotated[str, msgspec.Meta(max_length=500_000)]


class WrongRow(msgspec.Struct, frozen=True):
    """A row that did not go in: the line where it starts, and why."""

    line: int
    reason: str


class Loaded(msgspec.Struct, frozen=True):
    """What a file did: pledges new, changed, and so already; and the rows that did not go in."""

    added: int
    changed: int
    unchanged: int
    wrong: list[WrongRow]


@read("/pledges", id="list_pledges", summary="Who promises what today, by need or by word", tag=TAG,
      refusals=(UNKNOWN_REGION,))  # fmt: skip
async def get_pledges(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    need: FromQuery[Need | None] = None,
    word: Word = None,
    region: InRegion = None,
) -> list[Pledge]:
    async with store.reading(caller.seat) as session:
        return accepted(await search(session, Search(need, word, region, (caller.language,))))


@read("/pledges/own", id="list_own_pledges", summary="What one's own organisation promises, and what to look at again",
      tag=TAG)  # fmt: skip
async def get_own_pledges(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[OwnPledge]:
    async with store.reading(caller.seat) as session:
        return accepted(await own_pledges(session))


@read("/pledges/file", id="read_pledge_file", summary="One's own pledges as CSV", tag=TAG)
async def get_pledge_file(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> PledgeFile:
    async with store.reading(caller.seat) as session:
        return PledgeFile("pledges.csv", written(each.terms for each in accepted(await own_pledges(session))))


DECLARING = (refusals.PLEDGE_NOT_CLEAR, refusals.NO_PLEDGES_HERE, refusals.TOO_MANY_PLEDGES, UNKNOWN_REGION)


@ask("/pledges", id="declare_pledge", summary="Declare what one's organisation promises", tag=TAG,
     refusals=DECLARING)  # fmt: skip
async def post_pledge(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewPledge],
) -> Declared:
    values: dict[str, Any] = {name: getattr(data, name) for name in Terms.__dataclass_fields__}
    lists = {name: tuple(values[name]) for name in ("regions", "languages", "conditions")}
    return accepted(await store.run(declare_pledges, caller.seat, Declare((Terms(**values | lists),)), once))


@ask("/pledges/{pledge_id:uuid}/withdrawal", id="withdraw_pledge", summary="Take a promise back", tag=TAG,
     status=204)  # fmt: skip
async def post_withdrawal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    pledge_id: FromPath[UUID],
) -> None:
    accepted(await store.run(withdraw_pledge, caller.seat, WithdrawPledge(pledge_id), once))


@ask("/pledges/file", id="load_pledges", summary="Declare the pledges of a CSV file; bad rows are listed", tag=TAG,
     refusals=(*DECLARING, refusals.FILE_NOT_READ))  # fmt: skip
async def post_pledge_file(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewFile],
) -> Loaded:
    async with store.reading(caller.seat) as session:
        for_roles(session, *PLEDGERS)
        known, today = {region.code for region in await regions(session)}, session.now.date()
    try:
        good, bad = read_file(data.content, known, lambda terms: fault(terms, today))
    except UnreadableFileError as error:
        facts = {"what_fr": error.text("fr"), "what_en": error.text("en")}
        return accepted(Refused(refusals.FILE_NOT_READ, facts))
    done = accepted(await store.run(declare_pledges, caller.seat, Declare(tuple(good), again=False), once))
    return Loaded(done.added, done.changed, done.unchanged, [_wrong(row, caller) for row in bad])


def _wrong(row: BadRow, caller: Caller) -> WrongRow:
    return WrongRow(row.line, explain(row, caller.language))


handlers = [
    get_pledges,
    get_own_pledges,
    get_pledge_file,
    post_pledge,
    post_withdrawal,
    post_pledge_file,
]
