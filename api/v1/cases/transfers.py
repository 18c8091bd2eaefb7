"""A case that goes to another organisation, in this province or another (GEO-02, PIV-02, PIV-03)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Created, Region, utc
from service.cases import refusals
from service.cases.access import accompanied
from service.cases.consents import ConsentKind
from service.cases.transfers.commands import (
    AcceptTransfer,
    AskTransfer,
    EndTransfer,
    accept_transfer,
    ask_transfer,
    end_transfer,
)
from service.cases.transfers.queries import (
    CaseHistory,
    TransferToAnswer,
    history_of,
    transfers_to_answer,
)
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "cases"


class NewTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which organisation is asked, where the person goes, and until when its answer is needed.

    `keep_until`: the person agrees that you follow the case until then; `kept_by` is how they said so (PIV-04).
    """

    to_organisation_id: UUID
    to_region: Region
    hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 24
    keep_until: datetime | None = None
    kept_by: ConsentKind = "spoken"


class Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The colleague who is your backup for this case."""

    backup_member_id: UUID


class Accepted(msgspec.Struct, frozen=True):
    """The case that is now yours."""

    case_id: UUID


@ask(
    "/cases/{case_id:uuid}/transfers",
    id="ask_transfer",
    summary="Ask another organisation to take a case",
    tag=TAG,
    refusals=(
        refusals.TRANSFER_OPEN,
        refusals.UNKNOWN_REGION,
        refusals.CONSENT_GONE,
        refusals.KEPT_AWAY,
    ),
)
async def post_transfer(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewTransfer],
) -> Created:
    wish = AskTransfer(
        case_id,
        data.to_organisation_id,
        data.to_region,
        data.hours,
        utc(data.keep_until, "keep_until") if data.keep_until else None,
        data.kept_by,
    )
    return Created(accepted(await store.run(ask_transfer, caller.seat, wish, once)))


@read(
    "/transfers",
    id="list_transfers_to_answer",
    summary="Cases that another organisation asks yours to take",
    tag=TAG,
)
async def get_transfers(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[TransferToAnswer]:
    async with store.reading(caller.seat) as session:
        return accepted(await transfers_to_answer(session))


@ask(
    "/transfers/{transfer_id:uuid}/accept",
    id="accept_transfer",
    summary="Take a case: you are its pivot at once",
    tag=TAG,
    refusals=(
        refusals.BACKUP_IS_PIVOT,
        refusals.CANNOT_ACCOMPANY,
        refusals.CONSENT_GONE,
        refusals.KEPT_AWAY,
    ),
)
async def post_acceptance(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    transfer_id: FromPath[UUID],
    data: JSONBody[Acceptance],
) -> Accepted:
    wish = AcceptTransfer(transfer_id, data.backup_member_id)
    return Accepted(accepted(await store.run(accept_transfer, caller.seat, wish, once)))


@ask(
    "/transfers/{transfer_id:uuid}/decline",
    id="decline_transfer",
    summary="Say that your organisation does not take this case",
    tag=TAG,
    status=204,
)
async def post_decline(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    transfer_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_transfer, caller.seat, EndTransfer(transfer_id, "declined"), once))


@ask(
    "/transfers/{transfer_id:uuid}/withdraw",
    id="withdraw_transfer",
    summary="Take back the asking: the case stays with you",
    tag=TAG,
    status=204,
)
async def post_withdrawal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    transfer_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_transfer, caller.seat, EndTransfer(transfer_id, "withdrawn"), once))


@read(
    "/cases/{case_id:uuid}/history",
    id="read_case_history",
    summary="Where a case comes from: transfers, returns and requests, whoever made them",
    tag=TAG,
)
async def get_history(
    store: NamedDependency[Store], caller: NamedDependency[Caller], case_id: FromPath[UUID]
) -> CaseHistory:
    async with store.reading(caller.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            return accepted(Refused(NOT_ALLOWED))
        if await accompanied(session, case_id) is None:
            return accepted(Refused(NOT_FOUND))
        return await history_of(session, case_id)


handlers = [post_transfer, get_transfers, post_acceptance, post_decline, post_withdrawal, get_history]
