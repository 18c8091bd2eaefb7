"""An auditor takes a request's proof along: one file, without script, once it is proven who asks (FND-09, POL-03)."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.bundles.folder import folder_of, verifier, zipped
from api.doors import accepted, for_roles
from api.pages.acting import About, act
from api.pages.auditor.request import HERE as REQUEST
from api.pages.auditor.request import written
from api.pages.forms import Form, read_form
from api.pages.visits import Visit
from api.problems import BAD_INPUT, Refusal
from api.wrong import WHOLE, Wrong
from service.partners.actor import Role
from service.refusals import Refused, Said
from service.trail.bundles.taking import TakeProof, take_proof, taken_bundle

HERE = "/audit/request/proof"
VERIFIER = "/audit/verifier"
ABOUT = Said(
    "Emporter la preuve de {code}. Le fichier se télécharge; la page reste.",
    "Take the proof of {code}. The file downloads; the page stays.",
)


@post(HERE, include_in_schema=False, status_code=200)
async def take(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The bundle, its page in both languages and the verifier, in one file whose name says nothing."""
    form = await read_form(visit.request)
    code = written(form)
    wish = TakeProof(code, size_in(form))
    taken = accepted(await act(visit, form, take_proof, wish, About(ABOUT, {"code": code}, REQUEST)))
    async with visit.store.reading(visit.seat) as session:
        bundle = accepted(await taken_bundle(session, taken))
    return _file(zipped(folder_of(bundle).files), "relais.zip", "application/zip")


def size_in(form: Form) -> int:
    """The second line of the checkpoint that was kept, as people copy it; 0 for none. Raises `Refusal`."""
    digits = "".join(form.value("since").split())
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= 15):
        raise Refusal(Refused(BAD_INPUT), [Wrong("since", WHOLE)])
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
