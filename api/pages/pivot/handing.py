"""A case that another organisation asks one's own to take: read, taken with a backup, or not (GEO-02, PIV-01)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import moment_in
from api.pages.pivot.reading import here_of
from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.overview import colleagues, last_backup
from service.cases.transfers.commands import AcceptTransfer, EndTransfer, accept_transfer, end_transfer
from service.cases.transfers.queries import transfers_to_answer
from service.refusals import NOT_FOUND, Refused


@get("/transfers/{transfer_id:uuid}", include_in_schema=False)
async def show_transfer(visit: NamedDependency[Visit], transfer_id: FromPath[UUID]) -> Response[str]:
    """No code, and nothing more than a decision needs (CNF-04)."""
    return await _page(visit, transfer_id, "", None)


async def _page(visit: Visit, transfer_id: UUID, backup: str, why: Refused | None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        here, found = await here_of(session), await transfers_to_answer(session)
        own, usual = await colleagues(session), await last_backup(session)
    asked = (
        None if isinstance(found, Refused) else next((one for one in found if one.id == transfer_id), None)
    )
    if asked is None:
        raise Refusal(Refused(NOT_FOUND))
    others = [(one.id, one.email) for one in own if not one.is_you]
    trouble = trouble_of(why, visit.language, "backup")
    return visit.paint(
        "pivot/transfer.html",
        status=trouble.status if trouble else 200,
        page=f"/transfers/{transfer_id}",
        asked=asked,
        colleagues=others,
        backup=backup or usual or (others[0][0] if len(others) == 1 else ""),
        trouble=trouble,
        places=lambda code: here.place(code, visit.language),
        moment=moment_in(visit.language, here.zone),
    )


@post("/transfers/{transfer_id:uuid}/accept", include_in_schema=False, status_code=200)
async def accept(visit: NamedDependency[Visit], transfer_id: FromPath[UUID]) -> Response[Any]:
    """The case with all that hangs on it is here from now on (PIV-02)."""
    form = await read_form(visit.request)
    chosen = _uuid(form.value("backup"))
    if form.language or chosen is None:
        return await _page(visit, transfer_id, form.value("backup"), None)
    taken = await visit.store.run(accept_transfer, visit.seat, AcceptTransfer(transfer_id, chosen), form.once)
    if isinstance(taken, Refused):
        return await _page(visit, transfer_id, form.value("backup"), taken)
    return Redirect(f"/cases/{taken}?done=pivot.taken_over", status_code=303)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@post("/transfers/{transfer_id:uuid}/decline", include_in_schema=False, status_code=200)
async def decline(visit: NamedDependency[Visit], transfer_id: FromPath[UUID]) -> Response[Any]:
    """It stays where it was; no reason is asked."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(end_transfer, visit.seat, EndTransfer(transfer_id, "declined"), form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, transfer_id, "", outcome)
    return Redirect("/?done=pivot.declined_transfer", status_code=303)


handlers: list[Any] = [show_transfer, accept, decline]
