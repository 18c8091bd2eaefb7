"""A case rests and is taken up again; how the person may be reached (ACC-05, MIN-04, SAF-06, SAF-10)."""

from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, change, etag
from api.v1.cases.cases import Version
from service.cases import refusals
from service.cases.occasions.commands import (
    Contact,
    Context,
    ReopenCase,
    RestCase,
    SetContact,
    reopen_case,
    rest_case,
    set_contact,
)
from service.store.command import Once
from service.store.store import Store

TAG = "cases"


class Reopening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The moment in which the person is there again."""

    context: Context = "comes_back"


class Reached(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a call or a letter reaches the person alone; through the pivot only, unless they say more."""

    contact: Contact


@ask(
    "/cases/{case_id:uuid}/rest",
    id="rest_case",
    summary="Put a case to rest; nothing of it ends",
    tag=TAG,
    refusals=(refusals.RESTS_ALREADY,),
)
async def post_rest(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
) -> Version:
    return Version(accepted(await store.run(rest_case, caller.seat, RestCase(case_id), once)))


@ask(
    "/cases/{case_id:uuid}/reopen",
    id="reopen_case",
    summary="Take a case up again, as often as the person comes back",
    tag=TAG,
)
async def post_reopening(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[Reopening],
) -> Version:
    wish = ReopenCase(case_id, data.context)
    return Version(accepted(await store.run(reopen_case, caller.seat, wish, once)))


@change(
    "/cases/{case_id:uuid}/contact",
    id="set_contact",
    summary="Note whether the person can be reached without danger",
    tag=TAG,
)
async def put_contact(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    case_id: FromPath[UUID],
    data: JSONBody[Reached],
) -> Response[Version]:
    wish = SetContact(case_id, version, data.contact)
    now = accepted(await store.run(set_contact, caller.seat, wish))
    return Response(Version(now), headers=etag(now))


handlers = [post_rest, post_reopening, put_contact]
