"""A page that waits for something first: for somebody to sign in, or to prove that it is them."""

from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from api.browser.cookies import TABLET
from api.language import language_of
from api.pages.acting import ProofNeeded
from api.pages.frame import here, paint, spaced
from api.pages.proofs import says_so
from api.pages.visits import Elsewhere, SignInFirst
from api.problems import problem
from service.settings import Settings
from service.store.store import NotAMember


def sign_in_page(
    request: Request[Any, Any, Any], *, status: int = 200, next: str = "/", **context: Any
) -> Response[str]:
    """How to sign in: on an enrolled tablet one field for a PIN, elsewhere a passkey first."""
    settings: Settings = request.app.state["settings"]
    shown: dict[str, Any] = {
        "problem": None,
        "values": {},
        "kept": False,
        "by_code": False,
        "wrong": False,
        "demo": settings.demo,
    }
    template = "tablet.html" if TABLET in request.cookies else "sign_in.html"
    return paint(request, template, status=status, next=next, **{**shown, **context})


def on_sign_in_first(request: Request[Any, Any, Any], first: Exception) -> Response[Any]:
    """Nobody is known: what was typed is kept for its owner, and nothing of it happens (point 23).

    A page that was asked for shows how to sign in at its own address, so that one is back at the same spot; in the
    demo the first page shows who can sign in.
    """
    if request.method == "GET" and request.url.path == "/" and request.app.state["settings"].demo:
        return Redirect("/demo")
    if request.method == "GET":
        return sign_in_page(request, status=401, next=here(request))
    kept = first.kept if isinstance(first, SignInFirst) else None
    response = sign_in_page(request, status=401, next=kept.page if kept else "/", kept=kept is not None)
    if kept is not None:
        response.cookies.append(kept.cookie)
    return response


def on_elsewhere(_: Request[Any, Any, Any], elsewhere: Elsewhere) -> Response[Any]:
    """First another page."""
    return Redirect(elsewhere.path, status_code=303)


def on_proof_needed(request: Request[Any, Any, Any], needed: ProofNeeded) -> Response[str]:
    """The page that says what is about to be signed, and carries the form (screens: step-up)."""
    language = language_of(request)
    about = needed.about
    return paint(
        request,
        "step_up.html",
        status=needed.problem.reason.status if needed.problem else 200,
        form=needed.form,
        step_up=needed.step_up,
        about=spaced(language, about.said.in_(language, about.facts)),
        lines=about.lines,
        filled=about.typed,
        ways=needed.ways,
        demo=says_so(request.scope.get("relais_seated"), request.app.state["settings"]),
        page=about.back,
        problem=problem(needed.problem, language) if needed.problem else None,
    )


HANDLERS: dict[int | type[Exception], Any] = {
    SignInFirst: on_sign_in_first,
    NotAMember: on_sign_in_first,
    Elsewhere: on_elsewhere,
    ProofNeeded: on_proof_needed,
}
"""For the pages of whoever is signed in."""
