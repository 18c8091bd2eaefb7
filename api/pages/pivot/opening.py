"""A case is opened in six fields, under two minutes; its code comes at once (SAF-11, CNF-02, CNF-06)."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.keeping import take_kept
from api.pages.pivot.asking import typed as typed_lists
from api.pages.pivot.reading import here_of, provinces, tongues
from api.pages.visits import Visit
from api.v1.fields import Language as Tongue
from api.v1.fields import Region
from service.cases.commands import Dependant, OpenCaseWish, Party, open_case
from service.cases.consents import ConsentKind, GivenConsent
from service.cases.limits import LIMITS
from service.cases.occasions.commands import Context
from service.cases.overview import colleagues, last_backup
from service.cases.rules import AgeBand, Gender, Scope
from service.refusals import Refused

HOME = "/cases/new"


class NewCase(msgspec.Struct, frozen=True):
    """The opening as it is sent."""

    gender: Gender
    band: AgeBand
    region: Region
    backup: UUID
    limits: int
    language: Tongue = "und"
    children: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    scope: list[Scope] = []
    kind: ConsentKind = "spoken"
    context: Context = "first_contact"

    def wish(self) -> OpenCaseWish:
        """The opening as the room knows it."""
        consents = tuple(GivenConsent(scope, self.kind) for scope in self.scope if scope in ("bed", "fund"))
        party = Party(self.gender, tuple(Dependant("<16") for _ in range(self.children)))
        return OpenCaseWish(
            self.region,
            self.band,
            party,
            consents,
            self.backup,
            self.limits,
            (self.language,),
            context=self.context,
        )


@get(HOME, include_in_schema=False)
async def ask_to_open(visit: NamedDependency[Visit]) -> Response[str]:
    """The limits of confidentiality first, then six fields."""
    kept = await take_kept(visit)
    return await _page(visit, typed(kept) if kept else None, kept=kept is not None)


async def _page(
    visit: Visit, values: dict[str, Any] | None, *, why: Refused | Unfit | None = None, kept: bool = False
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
        others = [one for one in await colleagues(session) if not one.is_you]
        usual = await last_backup(session)
    language = visit.language
    trouble = trouble_of(why, language)
    region = here.actor.regions[0] if here.actor.regions else ""
    backup = usual or (others[0].id if len(others) == 1 else "")
    return visit.paint(
        "pivot/open.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        values=values or {"region": region, "backup": backup, "language": language, "kind": "spoken"},
        kept=kept,
        trouble=trouble,
        limits=LIMITS,
        regions=provinces(here.known, language),
        languages=tongues(language),
        colleagues=[(one.id, one.email) for one in others],
    )


def typed(form: Form) -> dict[str, Any]:
    """What was typed, with every box that was ticked."""
    return {**typed_lists(form), "region": form.value("region"), "scope": form.all("scope")}


@post(HOME, include_in_schema=False, status_code=200)
async def open_it(visit: NamedDependency[Visit]) -> Response[Any]:
    """The code and its marker word, at once."""
    form = await read_form(visit.request)
    if form.language:
        return await _page(visit, typed(form))
    said = fill(form, NewCase)
    if isinstance(said, Unfit):
        return await _page(visit, typed(form), why=said)
    opened = await visit.store.run(open_case, visit.seat, said.wish(), form.once)
    if isinstance(opened, Refused):
        return await _page(visit, typed(form), why=opened)
    return Redirect(f"/cases/{opened.id}?done=pivot.opened", status_code=303)


handlers: list[Any] = [ask_to_open, open_it]
