"""What a person agrees to, what is told before, and what is shared on it (CNF-01, CNF-06, POL-03)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, change, etag, for_roles, read
from api.problems import BAD_INPUT, Refusal
from api.v1.fields import Created
from api.wrong import Wrong
from service.cases import refusals
from service.cases.access import accompanied
from service.cases.assessment import Assess, assess
from service.cases.consents import (
    ConsentKind,
    GiveConsent,
    GivenConsent,
    WithdrawConsent,
    give_consent,
    withdraw_consent,
)
from service.cases.limits import LIMITS, Limits
from service.cases.rules import Form, Risk, Scope
from service.cases.shares import (
    EndShare,
    ReadShared,
    Shareable,
    Shared,
    SharedOfCase,
    ShareWithShelter,
    end_share,
    read_shared,
    share_with_shelter,
    shared_of_case,
)
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused, Said
from service.store.command import Once
from service.store.store import Store

TAG = "consent"
SHARED_WITH = Said(
    "Avec share_with_organisation, l'organisme; avec une autre portée, rien",
    "With share_with_organisation, the organisation; with another scope, nothing",
)


class NewConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the person agreed to; `shared_with` names the organisation of a share, and only then."""

    scope: Scope
    kind: ConsentKind = "spoken"
    shared_with: UUID | None = None

    def given(self) -> GivenConsent:
        """The consent as the room knows it. Raises `Refusal` when a share names nobody, or another scope somebody."""
        if (self.scope == "share_with_organisation") != (self.shared_with is not None):
            raise Refusal(Refused(BAD_INPUT), [Wrong("shared_with", SHARED_WITH)])
        return GivenConsent(self.scope, self.kind, self.shared_with)


class NewShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The request to a shelter, and how much of the case its coordinator may read."""

    referral_id: UUID
    what: Annotated[list[Shareable], msgspec.Meta(min_length=1, max_length=2)]


class Assessment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Forms and risk; both may stay unsaid (CNF-03)."""

    forms: Annotated[list[Form], msgspec.Meta(min_length=1, max_length=9)]
    risk: Risk


class NewVersion(msgspec.Struct, frozen=True):
    """The version after a change."""

    version: int


@read(
    "/limits-of-confidentiality",
    id="read_limits",
    summary="What to say before asking anything: the limits of confidentiality, in both languages",
    tag=TAG,
)
async def get_limits(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> Limits:
    async with store.reading(caller.seat):
        return LIMITS


@ask(
    "/cases/{case_id:uuid}/consents",
    id="give_consent",
    summary="Note that the person agrees",
    tag=TAG,
    refusals=(refusals.ALREADY_GIVEN,),
)
async def post_consent(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewConsent],
) -> Created:
    wish = GiveConsent(case_id, data.given())
    return Created(accepted(await store.run(give_consent, caller.seat, wish, once)))


@ask(
    "/cases/{case_id:uuid}/consents/{consent_id:uuid}/withdraw",
    id="withdraw_consent",
    summary="Note that the person no longer agrees: new sharing stops at once",
    tag=TAG,
    refusals=(refusals.ALREADY_WITHDRAWN,),
    status=204,
)
async def post_withdrawal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    consent_id: FromPath[UUID],
) -> None:
    wish = WithdrawConsent(case_id, consent_id)
    accepted(await store.run(withdraw_consent, caller.seat, wish, once))


@change(
    "/cases/{case_id:uuid}/assessment",
    id="assess_case",
    summary="Note the forms of exploitation and the risk, as far as they are said",
    tag=TAG,
)
async def put_assessment(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    case_id: FromPath[UUID],
    data: JSONBody[Assessment],
) -> Response[NewVersion]:
    wish = Assess(case_id, version, tuple(data.forms), data.risk)
    now = accepted(await store.run(assess, caller.seat, wish))
    return Response(NewVersion(now), headers=etag(now))


@ask(
    "/cases/{case_id:uuid}/shares",
    id="share_with_shelter",
    summary="Let the coordinator of a shelter that you asked read forms or risk, while the person agrees",
    tag=TAG,
    refusals=(
        refusals.NOT_OF_THIS_CASE,
        refusals.CONSENT_MISSING,
        refusals.CONSENT_GONE,
        refusals.KEPT_AWAY,
        refusals.ALREADY_SHARED,
    ),
)
async def post_share(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewShare],
) -> Created:
    wish = ShareWithShelter(case_id, data.referral_id, tuple(data.what))
    return Created(accepted(await store.run(share_with_shelter, caller.seat, wish, once)))


@ask(
    "/cases/{case_id:uuid}/shares/{share_id:uuid}/end",
    id="end_share",
    summary="Stop sharing with that shelter",
    tag=TAG,
    status=204,
)
async def post_end_of_share(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    share_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_share, caller.seat, EndShare(case_id, share_id), once))


@read(
    "/cases/{case_id:uuid}/shares",
    id="list_shares",
    summary="What was shared of a case: what, with whom, when, on which consent",
    tag=TAG,
)
async def get_shares(
    store: NamedDependency[Store], caller: NamedDependency[Caller], case_id: FromPath[UUID]
) -> SharedOfCase:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER)
        if await accompanied(session, case_id) is None:
            accepted(Refused(NOT_FOUND))
        return await shared_of_case(session, case_id)


@read(
    "/referrals/{referral_id:uuid}/shared",
    id="read_shared",
    summary="What the pivot shares about a referral to your shelter; each reading is on record",
    tag=TAG,
)
async def get_shared(
    store: NamedDependency[Store], caller: NamedDependency[Caller], referral_id: FromPath[UUID]
) -> Shared:
    return accepted(await store.run(read_shared, caller.seat, ReadShared(referral_id)))


handlers = [
    get_limits,
    post_consent,
    post_withdrawal,
    put_assessment,
    post_share,
    post_end_of_share,
    get_shares,
    get_shared,
]
