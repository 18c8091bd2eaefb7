"""Every no is an RFC 9457 problem document: a stable type, and what to do next in the caller's language."""

import traceback
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException, ValidationException
from litestar.openapi.datastructures import ResponseSpec

from api.language import language_of
from api.pages.frame import paint
from api.pages.words import WORDS
from api.wrong import TOO_DEEP, Wrong, wrongs
from service.refusals import BUSY, NOT_FOUND, Language, Reason, Refused, Said
from service.store.store import NotAMember

log = structlog.get_logger("relais.defects")

MEDIA_TYPE = "application/problem+json"

BAD_INPUT = Reason(
    "bad_input",
    400,
    Said("Il y a un problème dans ce qui a été envoyé.", "There is a problem in what was sent."),
    Said(
        "Corrigez les champs nommés et renvoyez; rien n'a changé.",
        "Correct the fields named and send again; nothing has changed.",
    ),
)
NOT_SIGNED_IN = Reason(
    "not_signed_in",
    401,
    Said(
        "Votre accès n'est pas reconnu, ou il est terminé.", "Your access is not recognised, or it has ended."
    ),
    Said("Ouvrez une nouvelle session.", "Sign in again."),
)
METHOD_NOT_ALLOWED = Reason(
    "method_not_allowed",
    405,
    Said("Ce geste n'existe pas à cette adresse.", "This address does not take that method."),
    Said("Voyez /schema/openapi.json.", "See /schema/openapi.json."),
)
TOO_LARGE = Reason(
    "too_large",
    413,
    Said("L'envoi est trop gros.", "What was sent is too large."),
    Said("Envoyez au plus 1 Mo.", "Send at most 1 MB."),
)
WRONG_MEDIA_TYPE = Reason(
    "wrong_media_type",
    415,
    Said("Ce format n'est pas lu ici.", "This format is not read here."),
    Said("Envoyez du JSON (application/json).", "Send JSON (application/json)."),
)
NOT_FROM_HERE = Reason(
    "not_from_here",
    403,
    Said("Ceci n'a pas été envoyé depuis une page de Relais.", "This was not sent from a page of Relais."),
    Said(
        "Rien n'a changé. Ouvrez Relais, puis refaites le geste depuis sa page.",
        "Nothing has changed. Open Relais, then do it again from its page.",
    ),
)
KEY_MISSING = Reason(
    "idempotency_key_missing",
    400,
    Said("L'en-tête Idempotency-Key manque.", "The Idempotency-Key header is missing."),
    Said(
        "Joignez une clé neuve, la même à chaque nouvel essai.",
        "Send a fresh key, the same one at each retry.",
    ),
)
VERSION_MISSING = Reason(
    "version_missing",
    428,
    Said("L'en-tête If-Match manque.", "The If-Match header is missing."),
    Said("Joignez l'ETag lu en dernier.", "Send the ETag that you last read."),
)
BROKEN = Reason(
    "broken",
    500,
    Said("Relais n'a pas pu répondre.", "Relais could not answer."),
    Said(
        "Réessayez avec la même clé, ou appelez la garde. Donnez ce numéro : {request_id}.",
        "Try again with the same key, or call the person on call. Give this number: {request_id}.",
    ),
)


UNNAMED = Said(
    "Corrigez ceci et renvoyez; rien n'a changé.", "Correct this and send again; nothing has changed."
)
"""What to do when the whole of what was sent is wrong: there is no field to name."""


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem document (RFC 9457). `facts` holds the numbers behind the sentence; `fields` what to correct."""

    type: str
    title: str
    status: int
    detail: str = ""
    facts: dict[str, Any] = {}
    fields: list[FieldProblem] = []


class Refusal(Exception):
    """Raised by a door to answer with a refusal; the handler below renders it."""

    def __init__(self, refused: Refused, fields: Iterable[FieldProblem | Wrong] = ()) -> None:
        super().__init__(refused.reason.code)
        self.refused = refused
        self.fields = list(fields)


def problem(refused: Refused, language: Language, fields: Iterable[FieldProblem | Wrong] = ()) -> Problem:
    """The document for a refusal, in that language."""
    reason = refused.reason
    said = [
        FieldProblem(each.field, each.message(language)) if isinstance(each, Wrong) else each
        for each in fields
    ]
    named = reason is not BAD_INPUT or any(each.field for each in said)
    return Problem(
        type=f"/problems/{reason.code}",
        title=refused.title(language),
        status=reason.status,
        detail=refused.advice(language) if named else UNNAMED.in_(language),
        facts=dict(refused.facts),
        fields=said,
    )


def render(
    request: Request[Any, Any, Any],
    refused: Refused,
    fields: Iterable[FieldProblem | Wrong] = (),
    typed: Sequence[str] = (),
) -> Response[Any]:
    """The response for a refusal: a problem document, or a page for somebody who reads pages.

    `typed` is what the page gives back to read of a form that was not taken.
    """
    language = language_of(request)
    scope: Any = request.scope
    scope["relais_refused"] = refused.reason.code
    if reads_pages(request):
        document = problem(refused, language, fields)
        labelled = [(_label(each.field, language), each.message) for each in document.fields]
        page = paint(
            request,
            "problem.html",
            status=refused.reason.status,
            problem=document,
            fields=labelled,
            typed=typed,
        )
        page.headers.update(_when(refused))
        return page
    headers: dict[str, str] = {"Content-Language": language}
    if refused.reason.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    headers.update(_when(refused))
    return Response(
        problem(refused, language, fields),
        status_code=refused.reason.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def _when(refused: Refused) -> dict[str, str]:
    """When it is worth trying again, for whoever knows it (RFC 9110, 10.2.3)."""
    seconds = refused.facts.get("retry_after_seconds") or (5 if refused.reason.status == 503 else None)
    return {"Retry-After": str(seconds)} if seconds else {}


def _label(field: str, language: Language) -> str:
    """The name that the board's form gives a field; others keep their own."""
    label = WORDS.get(f"board.{field}")
    return label.in_(language) if label else field


def reads_pages(request: Request[Any, Any, Any]) -> bool:
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", "")


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    return render(request, refusal.refused, refusal.fields)


def on_unknown_member(request: Request[Any, Any, Any], _: NotAMember) -> Response[Any]:
    return render(request, Refused(NOT_SIGNED_IN))


def on_bad_input(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    return render(request, Refused(BAD_INPUT), wrongs(request, error))


def on_depth(request: Request[Any, Any, Any], error: RecursionError) -> Response[Problem]:
    """A body nested thousands deep is bad input; a recursion of our own is a defect like any other."""
    if traceback.extract_tb(error.__traceback__)[-1].name != "decode_json":
        return on_defect(request, error)
    return render(request, Refused(BAD_INPUT), [Wrong("", TOO_DEEP)])


_BY_STATUS: Mapping[int, Reason] = {
    400: BAD_INPUT,
    401: NOT_SIGNED_IN,
    404: NOT_FOUND,
    405: METHOD_NOT_ALLOWED,
    413: TOO_LARGE,
    415: WRONG_MEDIA_TYPE,
    503: BUSY,
}


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    reason = _BY_STATUS.get(error.status_code, BAD_INPUT)
    response = render(request, Refused(reason), wrongs(request, error))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def on_defect(request: Request[Any, Any, Any], defect: Exception) -> Response[Any]:
    """Says nothing of what went wrong inside; the log has where, under the same number, and no value."""
    where = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(defect.__traceback__)[-6:]]
    log.error(
        "defect",
        kind=type(defect).__name__,
        where=where,
        request_id=request.scope.get("relais_request_id", ""),
    )
    return render(request, Refused(BROKEN, {"request_id": request.scope.get("relais_request_id", "")}))


HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: on_refusal,
    NotAMember: on_unknown_member,
    ValidationException: on_bad_input,
    NotAuthorizedException: on_http_error,
    HTTPException: on_http_error,
    RecursionError: on_depth,
    Exception: on_defect,
}


def documented(reasons: Iterable[Reason]) -> dict[int, ResponseSpec]:
    """The OpenAPI responses of these reasons, one per status, each naming its types."""
    by_status: dict[int, list[Reason]] = {}
    for reason in reasons:
        by_status.setdefault(reason.status, []).append(reason)
    return {
        status: ResponseSpec(
            data_container=Problem,
            media_type=MEDIA_TYPE,
            generate_examples=False,
            description=f"{HTTPStatus(status).phrase}: " + ", ".join(f"/problems/{r.code}" for r in group),
        )
        for status, group in by_status.items()
    }
