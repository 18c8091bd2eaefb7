"""Two codes that are one person: asked, answered, parted (DAT-04)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Created
from service.cases.consents import ConsentKind
from service.cases.merging.commands import (
    AnswerLink,
    AskLink,
    UndoLink,
    answer_link,
    ask_link,
    undo_link,
)
from service.cases.merging.queries import LinkView, case_links
from service.store.command import Once
from service.store.store import Store

TAG = "cases"
SYMBOL = "[2-9BCDFGHJKMNPQRSTVWXYZ]"
CaseCode = Annotated[
    str, msgspec.Meta(pattern=rf"^{SYMBOL}{{3}}-{SYMBOL}{{3}}(?!\n)$", min_length=7, max_length=7)
]


class NewLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that another organisation told you, and how the person agreed that the two count as one."""

    code: CaseCode
    agreed: ConsentKind


class LinkAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the person agreed, as you heard it; null declines, and no reason is asked."""

    agreed: ConsentKind | None = None


@ask(
    "/cases/{case_id:uuid}/links",
    id="ask_link",
    summary="Ask whether another organisation's code is the same person; the answer here is the same for any code",
    tag=TAG,
)
async def post_link(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewLink],
) -> Created:
    wish = AskLink(case_id, data.code, data.agreed)
    return Created(accepted(await store.run(ask_link, caller.seat, wish, once)))


@read(
    "/links", id="list_links", summary="Codes that count as one with your cases', and what is asked", tag=TAG
)
async def get_links(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[LinkView]:
    async with store.reading(caller.seat) as session:
        return accepted(await case_links(session))


@ask(
    "/links/{link_id:uuid}/answer",
    id="answer_link",
    summary="Agree, with the person, that two codes are one, or decline",
    tag=TAG,
    status=204,
)
async def post_link_answer(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    link_id: FromPath[UUID],
    data: JSONBody[LinkAnswer],
) -> None:
    accepted(await store.run(answer_link, caller.seat, AnswerLink(link_id, data.agreed), once))


@ask("/links/{link_id:uuid}/undo", id="undo_link", summary="Part two codes again", tag=TAG, status=204)
async def post_link_undo(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    link_id: FromPath[UUID],
) -> None:
    accepted(await store.run(undo_link, caller.seat, UndoLink(link_id), once))


handlers = [post_link, get_links, post_link_answer, post_link_undo]
