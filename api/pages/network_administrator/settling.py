"""Every setting of a network is changed the same way: a form, a proof, and another person's signature."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from litestar import Response
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import Form, form_of
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.proposals import lines_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import screen
from service.partners.proposals.commands import propose
from service.partners.proposals.rules import Propose
from service.refusals import Language, Refused, Said

Again = Callable[[Form, Trouble | None, bool], Awaitable[Response[Any]]]
"""Paints the form with what was typed, what did not go through, and whether it was kept from an ended session."""
Wish = Propose | Unfit | Refused


async def shown(visit: Visit, again: Again) -> Response[Any]:
    """The form, empty or as it was left when the session ended (point 23)."""
    kept = await take_kept(visit)
    return await again(kept or form_of(visit.request.url.path, ()), None, kept is not None)


async def settle(  # noqa: PLR0917 - the steps of one form, by name
    visit: Visit, form: Form, wish: Wish, about: Said, facts: dict[str, Any], again: Again
) -> Response[Any]:
    """Propose what the form asks for; whatever is wrong is painted beside what was typed."""
    if form.language and form.proof is None:
        return await again(form, None, False)
    if not isinstance(wish, Propose):
        return await again(form, named(trouble_of(wish, visit.language, "name"), wish, visit.language), False)
    was = facts.pop("was", {})
    shown_as = About(about, facts, form.path, lines_of(wish.content, was, visit.language), typed=True)
    outcome = await act(visit, form, propose, wish, shown_as)
    if isinstance(outcome, Refused):
        return await again(form, trouble_of(outcome, visit.language), False)
    return Redirect("/proposals?told=proposed", status_code=303)


def named(trouble: Trouble | None, why: Unfit | Refused, language: Language) -> Trouble | None:
    """What to fill in by its own name, so that the summary says more than that something is missing (point 18)."""
    if trouble is None or not isinstance(why, Unfit):
        return trouble
    words = {field: f"change.wrong.{field}" for field in trouble.fields}
    said_of = {
        field: said(language, word) if (word := words[field]) in WORDS else text
        for field, text in trouble.fields.items()
    }
    return replace(trouble, fields=said_of)


def screened_name(name: str) -> Refused | None:
    """A name that says what Relais does not keep is refused before it is kept (IMM-05)."""
    findings = screen(name, "name")
    return says_too_much(findings) if findings else None
