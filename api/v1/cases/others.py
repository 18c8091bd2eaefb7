"""What an `other` was, in a few words, and a region's list of a month (PIV-07)."""

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from api.doors import Caller, accepted, ask, read
from api.v1.cases.minors import first_of
from api.v1.fields import Created, Region, plain, screened
from service.cases.others.commands import About, NoteOther, OtherOfMonth, note_other, others_of_month
from service.cases.refusals import UNKNOWN_REGION
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.store.command import Once
from service.store.store import Store

TAG = "reports"
Words = Annotated[str, msgspec.Meta(pattern=plain(3, 80), min_length=3, max_length=80)]
OfMonth = Annotated[str, QueryParameter(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])(?!\n)$", max_length=7)]
OfRegion = Annotated[str, QueryParameter(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)]


class NewOther(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which list lacks it, in which region, and a few words: of no person, no case and no day."""

    about: About
    region: Region
    words: Words


@ask(
    "/others",
    id="note_other",
    summary="Say what an “other” was, so that the lists grow",
    tag=TAG,
    refusals=(UNKNOWN_REGION, SAYS_TOO_MUCH),
)
async def post_other(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewOther],
) -> Created:
    screened({"words": data.words})
    wish = NoteOther(data.about, data.region, data.words)
    return Created(accepted(await store.run(note_other, caller.seat, wish, once)))


@read("/others", id="list_others", summary="What “other” was in a month of a region", tag=TAG)
async def get_others(
    store: NamedDependency[Store], caller: NamedDependency[Caller], region: OfRegion, month: OfMonth
) -> list[OtherOfMonth]:
    async with store.reading(caller.seat) as session:
        return accepted(await others_of_month(session, region, first_of(month)))


handlers = [post_other, get_others]
