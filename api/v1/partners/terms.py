"""The words of a network: read by everybody in it, chosen by two of its administrators (RIG-04)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, ask, read
from api.v1.fields import plain, screened
from api.v1.partners.proposals import proposing
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.partners.proposals.commands import Proposed
from service.partners.proposals.rules import network_term
from service.partners.terms.queries import TermView, terms
from service.partners.terms.rules import LONGEST, Term
from service.store.command import Once
from service.store.store import Store

TAG = "networks"
Words = Annotated[str, msgspec.Meta(pattern=plain(1, LONGEST), max_length=LONGEST)]


class NewTerm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One word of the list, in both languages; without them the neutral one comes back."""

    term: Term
    fr: Words | None = None
    en: Words | None = None


@read("/terms", id="list_terms", summary="The words that your networks use", tag=TAG)
async def get_terms(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[TermView]:
    async with store.reading(caller.seat) as session:
        return await terms(session)


@ask(
    "/networks/{network_id:uuid}/terms",
    id="propose_term",
    summary="Propose a word for the screens of a network",
    tag=TAG,
    refusals=(SAYS_TOO_MUCH,),
    step_up=True,
)
async def post_term(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    network_id: FromPath[UUID],
    data: JSONBody[NewTerm],
) -> Proposed:
    both = data.fr is not None and data.en is not None
    screened({"fr": data.fr, "en": data.en})
    wish = network_term(network_id, data.term, data.fr if both else None, data.en if both else None)
    return await proposing(store, caller, once, wish)


handlers = [get_terms, post_term]
