"""An immigration lawyer now (IMM-04)."""

from typing import Annotated
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.doors import Caller, accepted, ask, read
from service.cases.refusals import UNKNOWN_REGION
from service.partners.directory.lawyers import Lawyers, SeekLawyer, Sought, lawyers, seek_lawyer
from service.store.command import Once
from service.store.store import Store

TAG = "directory"
Where = Annotated[str, QueryParameter(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)]


@read(
    "/lawyers",
    id="list_lawyers",
    summary="Immigration lawyers of a province, those on call first",
    tag=TAG,
    refusals=(UNKNOWN_REGION,),
)
async def get_lawyers(
    store: NamedDependency[Store], caller: NamedDependency[Caller], region: Where
) -> Lawyers:
    async with store.reading(caller.seat) as session:
        return accepted(await lawyers(session, region))


@ask(
    "/cases/{case_id:uuid}/lawyer",
    id="seek_lawyer",
    summary="An immigration lawyer now, for this case",
    tag=TAG,
)
async def post_lawyer(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
) -> Sought:
    return accepted(await store.run(seek_lawyer, caller.seat, SeekLawyer(case_id), once))


handlers = [get_lawyers, post_lawyer]
