"""An auditor takes a request's proof along: one file, without script, once it is proven who asks (FND-09, POL-03)."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.bundles.folder import folder_of, verifier, zipped
from api.doors import for_roles
from api.pages.acting import About, act
from api.pages.auditor.request import HERE as REQUEST
from api.pages.auditor.request import open_request, written
from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.visits import Visit
from api.wrong import WHOLE, Wrong
from service.partners.actor import Role
from service.refusals import Refused, Said
from service.trail.bundles.taking import LOG_IS_SHORTER, TakeProof, take_proof, taken_bundle

HERE = "/audit/request/proof"
VERIFIER = "/audit/verifier"
ABOUT = Said(
    "Emporter la preuve de {code}. Le fichier se télécharge; la page reste.",
    "Take the proof of {code}. The file downloads; the page stays.",
)


@post(HERE, include_in_schema=False, status_code=200)
async def take(visit: NamedDependency[Visit]) -> Response[Any]:
    """The bundle, its page in both languages and the verifier, in one file whose name says nothing; where there is
    nothing to take, the request again, with what was typed."""
    form = await read_form(visit.request)
    code, since = written(form), size_in(form)
    if form.language and form.proof is None:
        return await open_request(visit, code, since=form.value("since"))
    made = since if isinstance(since, Unfit) else await _made(visit, form, TakeProof(code, since))
    if not isinstance(made, dict):
        beside = "since" if isinstance(made, Refused) and made.reason is LOG_IS_SHORTER else ""
        trouble = trouble_of(made, visit.language, beside)
        return await open_request(visit, code, since=form.value("since"), trouble=trouble)
    return _file(zipped(folder_of(made).files), "relais.zip", "application/zip")


async def _made(visit: Visit, form: Form, wish: TakeProof) -> dict[str, Any] | Refused:
    """The bundle, once its taking is on record. The page stays where it is: another number typed on it is another
    request, and the same one has the same answer."""
    about = About(ABOUT, {"code": wish.code}, REQUEST)
    taken = await act(visit, form, take_proof, wish, about, page_stays=True)
    if isinstance(taken, Refused):
        return taken
    async with visit.store.reading(visit.seat) as session:
        return await taken_bundle(session, taken)


def size_in(form: Form) -> int | Unfit:
    """The second line of the checkpoint that was kept, as people copy it; 0 for none."""
    digits = "".join(form.value("since").split())
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= 15):
        return Unfit((Wrong("since", WHOLE),))
    return int(digits or "0")


@get(VERIFIER, include_in_schema=False)
async def get_verifier(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The verifier alone: one file, which is read before it is run."""
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.AUDITOR)
    return _file(verifier(), "verify.py", "text/x-python; charset=utf-8")


def _file(content: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


handlers: list[Any] = [take, get_verifier]
