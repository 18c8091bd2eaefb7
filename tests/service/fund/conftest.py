"""A fund with two administrators and a signed policy, a pivot organisation with a case, and money in an envelope."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

import pytest

from service.cases.commands import OpenCaseWish, Party, open_case
from service.cases.consents import GivenConsent
from service.cases.limits import VERSION
from service.fund.decisions.approve import ApproveRequest, Signed, approve_request
from service.fund.decisions.wanted import ApprovedLine
from service.fund.envelopes.commands import CreateEnvelope, create_envelope
from service.fund.envelopes.queries import EnvelopeView, envelope
from service.fund.payees.commands import ConfirmPayee, ProposePayee, confirm_payee, propose_payee
from service.fund.policy.commands import ProposePolicy, SignPolicy, propose_policy, sign_policy
from service.fund.policy.document.categories import CATEGORIES, CategoryRule
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.sections import Automatic, Band, SelfIssue, Target
from service.fund.policy.rules import ATTESTATIONS
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, Submitted, submit_request
from service.partners.actor import Role
from service.refusals import Refused
from service.store.store import Store
from tests.network import Network

T = TypeVar("T")
_codes = count(1)


def got(answer: T | Refused) -> T:
    """The answer of a command that was to be accepted."""
    assert not isinstance(answer, Refused), answer
    return answer


def a_policy(**changes: Any) -> Policy:
    """The test rules of the requirements: 300 and two people, cards by rule to 20, self-issue 150, three nights."""
    plain = [name for name in CATEGORIES if name not in {"hotel_nights", "calling_card"}]
    known: dict[str, Any] = {
        "version": 1,
        "author": "Fonds de la coalition",
        "in_force_from": date(2026, 1, 1),
        "categories": (
            *(CategoryRule(category=name, cap_cents=200_000) for name in plain),
            CategoryRule(
                category="hotel_nights", cap_cents=100_000, unit_cap_cents=15_000, units_without_reason=3
            ),
            CategoryRule(category="calling_card", cap_cents=5_000, automatic_up_to_cents=2_000),
        ),
        "bands": (Band(approvers=1, up_to_cents=30_000), Band(approvers=2)),
        "self_issue": SelfIssue(
            per_case_cents=15_000, per_pivot_cents=30_000, per_organisation_cents=60_000, review_within_days=3
        ),
        "automatic": Automatic(per_pivot_cents=50_000, per_organisation_cents=100_000),
        "targets": (
            Target(urgency="critical", minutes=30),
            Target(urgency="urgent", minutes=120),
            Target(urgency="standard", minutes=480),
        ),
        "payer_differs_above_cents": 100_000,
    }
    return Policy(**{**known, **changes})


@dataclass(frozen=True)
class Fund:
    """A fund at work: who administers it, who asks, and where its money is."""

    store: Store
    network: Network
    organisation: UUID
    first: UUID
    second: UUID
    pivots: UUID
    pivot: UUID
    backup: UUID
    envelope: UUID

    async def case(self, **changes: Any) -> UUID:
        """A new case of the pivot's, with consent to bed and fund."""
        wish = OpenCaseWish(
            "CA-ON",
            "25+",
            Party("man"),
            (GivenConsent("bed"), GivenConsent("fund")),
            self.backup,
            VERSION,
            ("hu",),
        )
        return got(await self.store.run(open_case, self.pivot, replace(wish, **changes))).id

    async def ask(self, *lines: NewLine, case: UUID | None = None, **changes: Any) -> Submitted:
        """A request of the pivot's for a case, new unless given."""
        return got(await self.try_to_ask(*lines, case=case or await self.case(), **changes))

    async def try_to_ask(self, *lines: NewLine, case: UUID, **changes: Any) -> Submitted | Refused:
        """The same, whatever the answer."""
        wish = SubmitRequest(case, self.organisation, lines, ATTESTATIONS)
        return await self.store.run(submit_request, self.pivot, replace(wish, **changes))

    async def approve(
        self, by: UUID, request: UUID, *lines: ApprovedLine, **changes: Any
    ) -> Signed | Refused:
        """A signature."""
        return await self.store.run(approve_request, by, ApproveRequest(request, lines or None, **changes))

    async def new_envelope(self, cents: int, **changes: Any) -> UUID:
        """Another envelope of the fund."""
        now = self.store.clock.now()
        wish = CreateEnvelope(
            f"E{next(_codes)}",
            "Coalition",
            "Coalition",
            now - timedelta(days=1),
            now + timedelta(days=300),
            cents,
        )
        return got(await self.store.run(create_envelope, self.first, replace(wish, **changes)))

    async def payee(self, wish: ProposePayee, account: str | None = None) -> UUID:
        """A payee that one administrator proposed and the other signed; a partner shares a network with the fund, and
        has on-boarded with the rail where it has an account."""
        partner = wish.partner_organisation_id
        if partner is not None:
            await self.network.together(self.organisation, partner)
            if account:
                await self.network.on_board(partner, account, fund=self.organisation)
        payee = got(await self.store.run(propose_payee, self.first, wish)).id
        got(await self.store.run(confirm_payee, self.second, ConfirmPayee(payee)))
        return payee

    async def balance(self, envelope_id: UUID | None = None) -> EnvelopeView:
        """An envelope as its administrator sees it."""
        async with self.store.reading(self.first) as session:
            found = await envelope(session, envelope_id or self.envelope)
        assert found is not None
        return found

    async def lines(self, request: UUID) -> list[Any]:
        """A request's lines as stored."""
        found: list[Any] = await self.network.superuser.fetch(
            "SELECT * FROM request_lines WHERE request_id = $1 ORDER BY position", request
        )
        return found


async def with_policy(store: Store, first: UUID, second: UUID, policy: Policy) -> UUID:
    """A policy proposed by one and signed by another."""
    policy_id = got(await store.run(propose_policy, first, ProposePolicy(policy)))
    got(await store.run(sign_policy, second, SignPolicy(policy_id)))
    return policy_id


@pytest.fixture
async def fund(store: Store, network: Network) -> Fund:
    """Scenario A's fund F1: 5,000 dollars, the test rules, two administrators; a pivot with a backup."""
    await network.superuser.execute(
        """
        INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES
            ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto'), ('CA-QC', 'Québec', 'Quebec', 'America/Montreal')
        ON CONFLICT DO NOTHING
        """
    )
    organisation, pivots = await network.organisation("fund"), await network.organisation("pivot")
    first, second = [await network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    pivot, backup = [await network.member(pivots, Role.PIVOT_WORKER) for _ in range(2)]
    await with_policy(store, first, second, a_policy())
    found = Fund(store, network, organisation, first, second, pivots, pivot, backup, organisation)
    return replace(found, envelope=await found.new_envelope(500_000))
