"""A fund's policy: data, versioned, signed by two people, never edited (ELG-08)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.texts import Created, Name, screened
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund import refusals
from service.fund.policy.commands import ProposePolicy, SignPolicy, propose_policy, sign_policy
from service.fund.policy.document import (
    Automatic,
    Band,
    Category,
    CategoryRule,
    Policy,
    SelfIssue,
    Target,
    Urgency,
)
from service.fund.policy.queries import PolicyView, versions
from service.partners.proposals.refusals import PROPOSER_MAY_NO_LONGER
from service.store.command import Once
from service.store.store import Store

TAG = "fund"
Money = Annotated[int, msgspec.Meta(ge=0, le=100_000_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class NewCategoryRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one category may cost, in cents."""

    category: Category
    cap_cents: Money
    unit_cap_cents: Money | None = None
    units_without_reason: Count | None = None
    automatic_up_to_cents: Money = 0


class NewBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many people up to a sum per case over 24 h; the last band has no end."""

    approvers: Annotated[int, msgspec.Meta(ge=0, le=9)]
    up_to_cents: Money | None = None


class NewSelfIssue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The emergency door, in cents over 24 h."""

    per_case_cents: Money
    per_pivot_cents: Money
    per_organisation_cents: Money
    review_within_days: Annotated[int, msgspec.Meta(ge=0, le=365)]


class NewAutomatic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far approvals by rule go in all, in cents over 24 h."""

    per_pivot_cents: Money
    per_organisation_cents: Money


class NewTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes within which a request of this urgency should be decided."""

    urgency: Urgency
    minutes: Count


class NewPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of a policy, proposed by whoever sends it."""

    version: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    author: Name
    in_force_from: date
    categories: Annotated[list[NewCategoryRule], msgspec.Meta(max_length=50)]
    bands: Annotated[list[NewBand], msgspec.Meta(max_length=20)]
    self_issue: NewSelfIssue
    automatic: NewAutomatic
    targets: Annotated[list[NewTarget], msgspec.Meta(max_length=10)]
    duplicate_window_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 7
    payer_differs_above_cents: Money = 30_000
    new_payee_wait_hours: Annotated[int, msgspec.Meta(ge=0, le=8760)] = 24
    opens_hour: Annotated[int, msgspec.Meta(ge=0, le=24)] = 8
    closes_hour: Annotated[int, msgspec.Meta(ge=0, le=24)] = 18

    def policy(self) -> Policy:
        """The same as the room's document."""
        return Policy(
            version=self.version,
            author=self.author,
            in_force_from=self.in_force_from,
            categories=tuple(
                msgspec.convert(rule, CategoryRule, from_attributes=True) for rule in self.categories
            ),
            bands=tuple(Band(band.approvers, band.up_to_cents) for band in self.bands),
            self_issue=msgspec.convert(self.self_issue, SelfIssue, from_attributes=True),
            automatic=msgspec.convert(self.automatic, Automatic, from_attributes=True),
            targets=tuple(Target(target.urgency, target.minutes) for target in self.targets),
            duplicate_window_days=self.duplicate_window_days,
            payer_differs_above_cents=self.payer_differs_above_cents,
            new_payee_wait_hours=self.new_payee_wait_hours,
            opens_hour=self.opens_hour,
            closes_hour=self.closes_hour,
        )


@ask(
    "/policies",
    id="propose_policy",
    step_up=True,
    summary="Propose a version of your fund's policy, with the first of two signatures",
    tag=TAG,
    refusals=(refusals.NOT_A_POLICY, refusals.VERSION_TAKEN, SAYS_TOO_MUCH),
)
async def post_policy(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewPolicy],
) -> Created:
    screened({"author": data.author}, "identifier")
    return Created(accepted(await store.run(propose_policy, caller.seat, ProposePolicy(data.policy()), once)))


@ask(
    "/policies/{policy_id:uuid}/sign",
    id="sign_policy",
    step_up=True,
    summary="Sign a version that a colleague proposed",
    tag=TAG,
    refusals=(refusals.NEEDS_ANOTHER_PERSON, PROPOSER_MAY_NO_LONGER),
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


handlers = [post_policy, post_signature, get_policies]
