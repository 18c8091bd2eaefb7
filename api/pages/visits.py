"""Who visits a page: somebody seated, or nobody yet."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.di import NamedDependency

from api.auth.caller import Seated, Visitors
from api.language import language_of
from api.limits.asking import asks
from api.pages.frame import paint
from api.pages.keeping import Kept, keep_form
from api.pages.refusals import NOT_ON_A_TABLET
from api.problems import Refusal
from service.partners.actor import Seat
from service.refusals import Language, Refused
from service.settings import Settings
from service.store.store import Store


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in, at a page of ours."""

    request: Request[Any, Any, Any]
    store: Store
    settings: Settings
    seated: Seated

    @property
    def language(self) -> Language:
        return language_of(self.request)

    @property
    def seat(self) -> Seat:
        """Who acts."""
        return self.seated.seat

    def proving(self, proof: UUID | None) -> Seat:
        """Who acts, with the proof that their form carries."""
        return Seat(self.seat.member_id, self.seat.session_id, proof)

    def paint(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        """A page for somebody who is signed in."""
        return paint(self.request, template, status=status, **context)


def nobody_here(request: Request[Any, Any, Any]) -> None:
    """Whoever sat at this browser has just left: the page that says so shows nothing of a session."""
    scope: Any = request.scope
    scope["relais_seated"] = None


class SignInFirst(Exception):
    """Nobody is known here; the page shows how to sign in. `kept` is the form that came, kept for its owner."""

    def __init__(self, kept: Kept | None) -> None:
        super().__init__("sign in first")
        self.kept = kept


class Elsewhere(Exception):
    """This page is for later: first another one."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


async def provide_visit(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    visitors: NamedDependency[Visitors],
    settings: NamedDependency[Settings],
) -> Visit:
    """Who is at this page. Raises `SignInFirst`, and `Elsewhere` for somebody invited who has no way in yet.

    Raises `Refusal` for whoever asks too much (ASVS 2.4.1), and for what one does to one's own access at a shared
    tablet: whoever passes by could do it (SAF-12).
    """
    seated = await visitors(request)
    if seated is None:
        raise SignInFirst(None if request.method == "GET" else await keep_form(request))
    await asks(request, seated.seat.member_id)
    if seated.signed_in_by == "invitation" and not request.url.path.startswith("/welcome"):
        raise Elsewhere("/welcome")
    if seated.kind == "tablet" and request.url.path.startswith("/account/"):
        raise Refusal(Refused(NOT_ON_A_TABLET))
    return Visit(request, store, settings, seated)
