"""A receipt: what was spent, and its picture without a name, in one form (FND-12, CNF-02)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.amounts import cents_in
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.keeping import take_kept
from api.pages.moments import day_in, zone_of
from api.pages.money.acts import named
from api.pages.money.card import line_of
from api.pages.money.one import seen_of
from api.pages.money.proposing import typed_amount
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.payments.receipts import drawn, on_too_large
from api.wrong import Wrong
from service.fund.payouts.returns import NoteReceipt, note_receipt
from service.fund.receipts.commands import (
    AddPicture,
    RemovePicture,
    ShowPicture,
    add_picture,
    remove_picture,
    show_picture,
)
from service.fund.receipts.pictures import MEDIA_TYPE, MOST_BYTES, Picture
from service.fund.receipts.queries import owed_receipts
from service.fund.requests.before import request_of_line
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once

FRAME = 20_000
"""Bytes of a multipart form beside its picture."""


@get("/lines/{line_id:uuid}/receipt", include_in_schema=False)
async def show_receipt(visit: NamedDependency[Visit], line_id: FromPath[UUID]) -> Response[Any]:
    """What was paid stands in the field: mostly it was what was spent."""
    kept = await take_kept(visit)
    return await _page(visit, line_id, kept.values if kept else None)


async def _page(
    visit: Visit, line_id: UUID, values: Mapping[str, str] | None = None, trouble: Trouble | None = None
) -> Response[Any]:
    async with visit.store.reading(visit.seat) as session:
        request = await request_of_line(session, line_id)
        seen = await seen_of(session, request, visit.language) if request else None
        line = line_of(seen, line_id)
        owed, zone = await owed_receipts(session), await zone_of(session)
    if seen is None or not line.wants_receipt:
        raise Refusal(Refused(NOT_FOUND))
    due = None if isinstance(owed, Refused) else next((one for one in owed if one.line_id == line_id), None)
    known = line.line.spent_cents if line.line.spent_cents is not None else line.line.paid_cents
    return visit.paint(
        "money/receipt.html",
        status=trouble.status if trouble else 200,
        page=f"/lines/{line_id}/receipt",
        seen=seen,
        told=line,
        due=due,
        values={"spent": typed_amount(known, visit.language), **(values or {})},
        trouble=trouble,
        day=day_in(visit.language, zone),
    )


@post(
    "/lines/{line_id:uuid}/receipt",
    include_in_schema=False,
    status_code=200,
    request_max_body_size=MOST_BYTES + FRAME,
    exception_handlers={413: on_too_large},
)
async def note(visit: NamedDependency[Visit], line_id: FromPath[UUID]) -> Response[Any]:
    """Note what was spent, and keep the picture if there is one; what cannot be read keeps what was typed."""
    form, sent = await _read(visit.request)
    if form.language:
        return await _page(visit, line_id, form.values)
    cents = cents_in(form.value("spent"), "spent")
    if isinstance(cents, Wrong):
        return await _page(visit, line_id, form.values, trouble_of(Unfit((cents,)), visit.language))
    picture = await _picture(sent)
    if isinstance(picture, Refused):
        return await _page(visit, line_id, form.values, trouble_of(picture, visit.language, "picture"))
    refused = await _keep(visit, form, line_id, cents, picture)
    if refused:
        return await _page(visit, line_id, form.values, trouble_of(refused, visit.language))
    async with visit.store.reading(visit.seat) as session:
        request = await request_of_line(session, line_id)
    return Redirect(f"/money/{request}?done=money_receipt", status_code=303)


async def _read(request: Request[Any, Any, Any]) -> tuple[Form, bytes]:
    """The fields, and the bytes of the picture: they are no field, and in no fingerprint."""
    form, sent = await read_form(request), (await request.form()).get("picture")
    return form, await sent.read() if isinstance(sent, UploadFile) else b""


async def _picture(sent: bytes) -> Picture | Refused | None:
    """The picture drawn anew, without anything that the phone wrote beside its pixels; None when none was chosen."""
    if not sent:
        return None
    try:
        return await drawn(sent)
    except Refusal as flaw:
        return flaw.refused


async def _keep(visit: Visit, form: Form, line: UUID, cents: int, picture: Picture | None) -> Refused | None:
    """The note, then the picture: each once, however often the form is sent."""
    noted = await visit.store.run(note_receipt, visit.seat, NoteReceipt(line, cents), form.once)
    if isinstance(noted, Refused):
        return noted
    if picture is None:
        return None
    once = Once(f"{form.key}-picture", form.once.fingerprint)
    added = await visit.store.run(add_picture, visit.seat, AddPicture(line, picture), once)
    return added if isinstance(added, Refused) else None


@get("/pictures/{picture_id:uuid}", include_in_schema=False)
async def see_picture(visit: NamedDependency[Visit], picture_id: FromPath[UUID]) -> Response[bytes]:
    """One picture, for both sides of its request; the look is on record (FND-09)."""
    jpeg = await visit.store.run(show_picture, visit.seat, ShowPicture(picture_id))
    if isinstance(jpeg, Refused):
        raise Refusal(jpeg)
    headers = {"Content-Disposition": 'inline; filename="recu.jpg"', "Cache-Control": "no-store"}
    return Response(jpeg, media_type=MEDIA_TYPE, headers=headers)


@post("/lines/{line_id:uuid}/picture/remove", include_in_schema=False, status_code=303)
async def remove(visit: NamedDependency[Visit], line_id: FromPath[UUID]) -> Response[Any]:
    """Take a picture away for good: a name stands on it, or it is of something else (CNF-02)."""
    form = await read_form(visit.request)
    gone = await visit.store.run(remove_picture, visit.seat, RemovePicture(named(form, "picture")), form.once)
    if isinstance(gone, Refused):
        raise Refusal(gone)
    return Redirect(f"/lines/{line_id}/receipt?done=money_picture_gone", status_code=303)


handlers: list[Any] = [show_receipt, note, see_picture, remove]
