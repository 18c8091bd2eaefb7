"""Pictures of receipts: sent as they are, kept without anything beside their pixels, shown to who may (FND-12)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, RequestBody, Schema
from litestar.params import FromPath

from api.doors import Caller, accepted, ask, for_roles, read
from api.headers import Asked
from api.problems import BAD_INPUT, BROKEN, KEY_MISSING, NOT_FROM_HERE, NOT_SIGNED_IN, documented, render
from service.fund.receipts import refusals
from service.fund.receipts.commands import (
    Added,
    AddPicture,
    RemovePicture,
    ShowPicture,
    add_picture,
    remove_picture,
    show_picture,
)
from service.fund.receipts.pictures import MEDIA_TYPE, MOST_BYTES, Picture, drawn_anew
from service.fund.receipts.queries import OwedReceipt, PictureView, owed_receipts, pictures_of
from service.fund.receipts.reimbursing import AskReimbursement, ask_reimbursement
from service.fund.receipts.words import BESIDE_THE_PICTURE, Slip, slip_of
from service.fund.requests.submit import Submitted
from service.partners.actor import Role
from service.refusals import BUSY, KEY_REUSED, NOT_ALLOWED, NOT_FOUND, TOO_FAST, TOO_OFTEN, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "fund"
AT_ONCE = CapacityLimiter(2)
"""Pictures that are drawn at the same time: each may take a hundred megabytes for a moment."""


@dataclass
class Pictured(Asked):
    """A POST whose body is a picture as the phone made it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        kinds = ("image/jpeg", "image/png")
        self.request_body = RequestBody(
            content={kind: OpenAPIMediaType(schema=schema) for kind in kinds},
            required=True,
            description=f"{BESIDE_THE_PICTURE.fr} / {BESIDE_THE_PICTURE.en}",
        )


def on_too_large(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:  # noqa: ARG001
    """Refused by what the sender announces, or where it passes the limit: never read whole."""
    return render(request, Refused(refusals.TOO_LARGE))


async def drawn(sent: bytes) -> Picture:
    """The picture drawn anew, beside the event loop. Raises `Refusal` for what is none."""
    found = await to_thread.run_sync(drawn_anew, sent, limiter=AT_ONCE)
    return found if isinstance(found, Picture) else accepted(Refused(refusals.FLAWS[found]))


_PROBLEMS = (
    BAD_INPUT,
    BROKEN,
    BUSY,
    NOT_SIGNED_IN,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_FROM_HERE,
    KEY_MISSING,
    KEY_REUSED,
    TOO_FAST,
    TOO_OFTEN,
    refusals.TOO_LARGE,
    refusals.NOT_A_PICTURE,
    refusals.DOES_NOT_OPEN,
    refusals.TOO_MANY_PIXELS,
    refusals.SIX_ARE_ENOUGH,
)


@post(
    "/lines/{line_id:uuid}/pictures",
    operation_id="add_receipt_picture",
    summary="Send a picture of a receipt; only its pixels are kept",
    tags=[TAG],
    status_code=201,
    operation_class=Pictured,
    responses=documented(_PROBLEMS),
    security=[{"bearer": []}],
    request_max_body_size=MOST_BYTES,
    exception_handlers={413: on_too_large},
)
async def post_picture(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    line_id: FromPath[UUID],
) -> Added:
    picture = await drawn(await request.body())
    return accepted(await store.run(add_picture, caller.seat, AddPicture(line_id, picture), once))


@read(
    "/requests/{request_id:uuid}/pictures",
    id="list_receipt_pictures",
    summary="The pictures of a request's receipts",
    tag=TAG,
)
async def get_pictures(
    store: NamedDependency[Store], caller: NamedDependency[Caller], request_id: FromPath[UUID]
) -> list[PictureView]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)
        return accepted(await pictures_of(session, request_id))


@read(
    "/pictures/{picture_id:uuid}",
    id="show_receipt_picture",
    summary="One picture of a receipt, to keep or to look at; the look is on record",
    tag=TAG,
    media_type=MEDIA_TYPE,
)
async def get_picture(
    store: NamedDependency[Store], caller: NamedDependency[Caller], picture_id: FromPath[UUID]
) -> Response[bytes]:
    jpeg = accepted(await store.run(show_picture, caller.seat, ShowPicture(picture_id)))
    headers = {"Content-Disposition": 'attachment; filename="recu.jpg"'}
    return Response(jpeg, media_type=MEDIA_TYPE, headers=headers)


@ask(
    "/pictures/{picture_id:uuid}/remove",
    id="remove_receipt_picture",
    summary="Take a picture away for good; that it was there stays on record",
    tag=TAG,
    status=204,
)
async def post_removal_of_picture(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    picture_id: FromPath[UUID],
) -> None:
    accepted(await store.run(remove_picture, caller.seat, RemovePicture(picture_id), once))


@read(
    "/receipts/owed",
    id="list_owed_receipts",
    summary="Receipts and rests that are still to come, soonest due first",
    tag=TAG,
)
async def get_owed(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[OwedReceipt]:
    async with store.reading(caller.seat) as session:
        return accepted(await owed_receipts(session))


@ask(
    "/lines/{line_id:uuid}/reimbursement",
    id="ask_reimbursement",
    summary="Ask the fund for what a receipt was above the payment",
    tag=TAG,
    refusals=(refusals.NOTHING_ABOVE,),
)
async def post_reimbursement(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    line_id: FromPath[UUID],
) -> Submitted:
    return accepted(await store.run(ask_reimbursement, caller.seat, AskReimbursement(line_id), once))


@read(
    "/requests/{request_id:uuid}/slip",
    id="read_slip",
    summary="What was paid, in words that the person may see and keep",
    tag=TAG,
)
async def get_slip(
    store: NamedDependency[Store], caller: NamedDependency[Caller], request_id: FromPath[UUID]
) -> Slip:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)
        return accepted(await slip_of(session, request_id, caller.language))


handlers = [
    post_picture,
    get_pictures,
    get_picture,
    post_removal_of_picture,
    get_owed,
    post_reimbursement,
    get_slip,
]
