"""A fund's policy: data, versioned, signed by two people, never edited (ELG-08)."""

from typing import Annotated
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Created, screened
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund import refusals
from service.fund.policy.commands import ProposePolicy, SignPolicy, propose_policy, sign_policy
from service.fund.policy.coverage import Coverage, coverage
from service.fund.policy.document.policy import Policy
from service.fund.policy.queries import PolicyView, versions
from service.fund.policy.refusals import NATIONAL_FIRST, OVERTAKEN, VERSION_BEHIND
from service.fund.policy.simulating.past import SimulationView, simulated
from service.partners.proposals.refusals import PROPOSAL_LAPSED, PROPOSER_MAY_NO_LONGER
from service.store.command import Once
from service.store.store import Store

TAG = "fund"


@ask(
    "/policies",
    id="propose_policy",
    step_up=True,
    summary="Propose a version of your fund's policy, with the first of two signatures",
    tag=TAG,
    refusals=(
        refusals.NOT_A_POLICY,
        refusals.VERSION_TAKEN,
        refusals.UNKNOWN_REGION,
        VERSION_BEHIND,
        NATIONAL_FIRST,
        OVERTAKEN,
        SAYS_TOO_MUCH,
    ),
)
async def post_policy(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[Policy],
) -> Created:
    screened({"author": data.author}, "identifier")
    for at, refer in enumerate(data.refer):
        screened({f"refer.{at}.fr": refer.fr, f"refer.{at}.en": refer.en})
    return Created(accepted(await store.run(propose_policy, caller.seat, ProposePolicy(data), once)))


@ask(
    "/policies/{policy_id:uuid}/sign",
    id="sign_policy",
    step_up=True,
    summary="Sign a version that a colleague proposed",
    tag=TAG,
    refusals=(refusals.NEEDS_ANOTHER_PERSON, PROPOSER_MAY_NO_LONGER, PROPOSAL_LAPSED, OVERTAKEN),
    status=204,
)
async def post_signature(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    policy_id: FromPath[UUID],
) -> None:
    accepted(await store.run(sign_policy, caller.seat, SignPolicy(policy_id), once))


@read("/policies", id="list_policies", summary="The versions of your fund's policy, newest first", tag=TAG)
async def get_policies(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[PolicyView]:
    async with store.reading(caller.seat) as session:
        return accepted(await versions(session))


@read(
    "/policies/{policy_id:uuid}/simulation",
    id="simulate_policy",
    summary="What a version would have changed in your fund's decisions, before it is signed",
    tag=TAG,
)
async def get_simulation(
    store: NamedDependency[Store], caller: NamedDependency[Caller], policy_id: FromPath[UUID]
) -> SimulationView:
    async with store.reading(caller.seat) as session:
        return accepted(await simulated(session, policy_id))


@read(
    "/funds/{fund_id:uuid}/coverage",
    id="read_coverage",
    summary="What a fund covers in a region, up to how much, and where to go for what it is not for",
    tag=TAG,
)
async def get_coverage(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    fund_id: FromPath[UUID],
    region: Annotated[str, QueryParameter(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)],
) -> Coverage:
    async with store.reading(caller.seat) as session:
        return accepted(await coverage(session, fund_id, region))


handlers = [post_policy, post_signature, get_policies, get_simulation, get_coverage]
