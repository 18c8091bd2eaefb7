"""A pivot asks for money: attested, in lines; small lines are approved by rule in the same second (FND-01, ELG-01)."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from service.cases.access import AboutACase, companions_of_the_case
from service.cases.consents import SHARING_REFUSALS, consented
from service.cases.refusals import CONSENT_MISSING
from service.cases.rules import code_from
from service.fund import refusals
from service.fund.calendars.rules import calendar, due_at
from service.fund.events import RequestSubmitted
from service.fund.ledger.posting import vouch
from service.fund.policy.document.categories import Urgency
from service.fund.policy.document.policy import Policy
from service.fund.policy.queries import InForce, in_force
from service.fund.policy.rules import Answer, Finding
from service.fund.repatriation.commands import open_checklists, return_refused
from service.fund.requests.judging import Judged, judge, line_of, record, spent
from service.fund.requests.lines import NewLine, payment_of
from service.fund.requests.notes import sealed_notes
from service.fund.requests.refresh import DECISION, refreshed
from service.fund.requests.rules import State
from service.fund.series.asking import open_series, series_refused, spread
from service.messages.climbing import Asking, climb
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Reason, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class SubmitRequest:
    """A request for a case, to a fund, or to one of its envelopes. Party and region come from the case (CNF-08)."""

    case_id: UUID
    fund_id: UUID
    lines: tuple[NewLine, ...]
    attested: tuple[str, ...]
    urgency: Urgency = "urgent"
    envelope_id: UUID | None = None


@dataclass(frozen=True)
class Submitted:
    """A request on its way: its code, its state, and what a rule approved at once, in cents."""

    id: UUID
    code: str
    state: State
    decide_by: datetime
    by_rule_cents: int
    version: int


CASE = sql(
    """
    SELECT c.region, r.time_zone, 1 + jsonb_array_length(coalesce(c.party -> 'dependants', '[]')) AS people
    FROM cases c JOIN regions r ON r.code = c.region WHERE c.id = :case
    """
)
OPEN_FUND = sql(
    """
    SELECT count(*) FROM relais.open_funds(:region) f
    WHERE f.fund_id = :fund AND (CAST(:envelope AS uuid) IS NULL OR f.envelope_id = CAST(:envelope AS uuid))
    """
)
PAYEES = sql("SELECT count(*) FROM relais.payees_of(:fund) p WHERE p.id = ANY (CAST(:payees AS uuid[]))")
INSERT_REQUEST = sql(
    """
    INSERT INTO fund_requests (code, organisation_id, fund_organisation_id, envelope_id, region, urgency, attested,
                               people, state, requested_by, submitted_at, decide_by, policy_id)
    VALUES (:code, relais.organisation(), :fund, :envelope, :region, :urgency, CAST(:attested AS text[]), :people,
            'submitted', relais.member(), relais.now(), :decide_by, :policy)
    ON CONFLICT (code) DO NOTHING RETURNING id
    """
)
LINK_CASE = sql(
    "INSERT INTO request_cases (request_id, organisation_id, case_id) VALUES (:request, relais.organisation(), :case)"
)
INSERT_LINES = sql(
    """
    INSERT INTO request_lines (id, request_id, position, organisation_id, fund_organisation_id, category, amount_cents,
                               units, payment, payee_id, needed_by, travel_reason, description, reason, state,
                               other_payer_possible, submitted_at)
    SELECT l.id, :request, l.n, relais.organisation(), :fund, l.category, l.cents, l.units, l.payment, l.payee,
           l.needed_by, l.travel_reason, l.description, l.reason, 'submitted', l.other_payer,
           relais.now()
    FROM unnest(CAST(:ids AS uuid[]), CAST(:categories AS text[]), CAST(:cents AS bigint[]), CAST(:units AS smallint[]),
                CAST(:payments AS text[]), CAST(:payees AS uuid[]), CAST(:needed AS timestamptz[]),
                CAST(:travel AS text[]), CAST(:descriptions AS bytea[]), CAST(:reasons AS bytea[]),
                CAST(:other_payers AS boolean[]))
        WITH ORDINALITY AS l (id, category, cents, units, payment, payee, needed_by, travel_reason, description,
                              reason, other_payer, n)
    ORDER BY l.n RETURNING id, category, amount_cents, units, reason
    """
)
EARMARK = sql("SELECT * FROM relais.earmark_without_people(:decision)")


async def asks_for_a_case(uow: UnitOfWork, actor: Actor, wish: AboutACase) -> Refused | None:
    """Lets whoever accompanies the case ask, with the person's consent to the fund (CNF-01, CNF-04).

    Nobody of any police takes part, here or at any later step (CPL-02): what was never reported is funded the same
    (CPL-04).
    """
    refused = await companions_of_the_case(uow, actor, wish)
    if refused is None and not await consented(uow, wish.case_id, "fund"):
        return Refused(CONSENT_MISSING, {"scope": "fund"})
    return refused


@command(event=RequestSubmitted, allowed=asks_for_a_case, refusals=SHARING_REFUSALS)
async def submit_request(
    uow: UnitOfWork, _: Actor, wish: SubmitRequest
) -> Done[Submitted, RequestSubmitted] | Refused:
    """Ask a fund (FND-01). What a rule may approve is earmarked at once; the rest waits for people.

    Refused when the fund has no signed policy, the three attestations are not given (ELG-01), a category is not
    covered, or nights beyond the policy's have no reason. Never for a label, a status, a complaint or an earlier
    request (FND-14).
    """
    case = await uow.row(CASE, case=wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    policy = await in_force(uow, wish.fund_id, case["region"])
    if policy is None:
        return Refused(refusals.NO_SUCH_FUND)
    refused = lines_refused(uow, wish.lines, policy.policy) or await _unknown(uow, wish, case["region"])
    if refused:
        return refused
    wanted, wish = wish.lines, replace(wish, lines=spread(wish.lines, uow.now, policy.policy))
    there = calendar(policy.policy, case["region"], case["time_zone"])
    decide_by = due_at(policy.policy, there, wish.urgency, uow.now)
    request_id, code = await _insert(uow, wish, case, policy, decide_by)
    rows = await _insert_lines(uow, wish, request_id, decide_by)
    trips = await open_series(uow, request_id, wanted, policy.policy)
    await open_checklists(uow, request_id, wish.lines)
    before = await spent(uow, request_id, waits=True)
    lines = [line_of(row) for row in rows]
    judged = judge(policy, wish.attested, lines, before, people=case["people"])
    refused = refusal_of(judged.answer)
    if refused:
        return refused
    await uow.key_ahead(RequestSubmitted.root, request_id)
    by_rule = await _approve_by_rule(uow, request_id, judged, trips)
    now = await refreshed(uow, request_id, asked=False)
    if sum(line.amount_cents for line in wish.lines) > by_rule:
        await climb(uow, _decision(wish.fund_id, request_id, policy, decide_by))
    uow.tell("fund.request", region=case["region"], organisations=(wish.fund_id,), subject=request_id)
    answer = Submitted(request_id, code, now.state, decide_by, by_rule, now.version)
    return Done(answer, _event(wish, policy, answer))


def _decision(fund: UUID, request: UUID, policy: InForce, decide_by: datetime) -> Asking:
    """Whoever is on call at the fund decides, then the next, so many minutes each, by the policy's target (FND-01)."""
    each = timedelta(minutes=policy.policy.on_call_minutes)
    return Asking(DECISION, request, fund, "fund", decide_by, each=each)


def _event(wish: SubmitRequest, policy: InForce, answer: Submitted) -> RequestSubmitted:
    return RequestSubmitted(
        subject=answer.id,
        code=answer.code,
        fund=wish.fund_id,
        policy_version=policy.policy.version,
        lines=len(wish.lines),
        cents=sum(line.amount_cents for line in wish.lines),
        by_rule_cents=answer.by_rule_cents,
    )


def lines_refused(uow: UnitOfWork, lines: Sequence[NewLine], policy: Policy) -> Refused | None:
    """What is wrong with a line by itself: a series that does not hold, a return that nobody chose."""
    return series_refused(uow, lines, policy) or return_refused(lines)


async def _unknown(uow: UnitOfWork, wish: SubmitRequest, region: str) -> Refused | None:
    """Whether the fund, its envelope and the payees can be asked for this region now."""
    if not await uow.value(OPEN_FUND, region=region, fund=wish.fund_id, envelope=wish.envelope_id):
        return Refused(refusals.NO_SUCH_FUND)
    payees = {line.payee_id for line in wish.lines if line.payee_id}
    if payees and await uow.value(PAYEES, fund=wish.fund_id, payees=list(payees)) != len(payees):
        return Refused(refusals.NO_SUCH_PAYEE)
    if any(line.needed_by and line.needed_by <= uow.now for line in wish.lines):
        return Refused(refusals.NEEDED_BY_PAST)
    return None


async def _insert(
    uow: UnitOfWork, wish: SubmitRequest, case: Any, policy: InForce, decide_by: datetime
) -> tuple[UUID, str]:
    while True:
        code = "R-" + code_from(secrets.randbits(64), (5,))
        request_id = await uow.value(
            INSERT_REQUEST,
            code=code,
            fund=wish.fund_id,
            envelope=wish.envelope_id,
            region=case["region"],
            urgency=wish.urgency,
            attested=list(wish.attested),
            people=case["people"],
            policy=policy.id,
            decide_by=decide_by,
        )
        if request_id:
            await uow.execute(LINK_CASE, request=request_id, case=wish.case_id)
            return request_id, code


async def _insert_lines(
    uow: UnitOfWork, wish: SubmitRequest, request_id: UUID, needed_by: datetime
) -> list[Any]:
    lines = wish.lines
    ids = [uuid4() for _ in lines]
    notes = await sealed_notes(uow, request_id, ids, lines)
    return await uow.rows(
        INSERT_LINES,
        ids=ids,
        request=request_id,
        fund=wish.fund_id,
        categories=[line.category for line in lines],
        cents=[line.amount_cents for line in lines],
        units=[line.units for line in lines],
        payments=[payment_of(line) for line in lines],
        payees=[line.payee_id for line in lines],
        needed=[line.needed_by or needed_by for line in lines],
        travel=[line.travel_reason for line in lines],
        descriptions=notes["description"],
        reasons=notes["reason"],
        other_payers=[line.other_payer_possible for line in lines],
    )


REFUSING: dict[str, Reason] = {
    "attested": refusals.NOT_ATTESTED,
    "covered": refusals.NOT_COVERED,
    "units": refusals.REASON_NEEDED,
}


def refusal_of(answer: Answer) -> Refused | None:
    """The first rule that refuses a submission, as a reason with its facts."""
    found: Sequence[Finding] = answer.refusals()
    return Refused(REFUSING[found[0].rule], found[0].facts) if found else None


async def _approve_by_rule(uow: UnitOfWork, request_id: UUID, judged: Judged, trips: Collection[UUID]) -> int:
    """Earmark the lines that a rule approves (FND-03), and answer the cents.

    What finds no money waits for people, and so do the trips of a series (FND-04).
    """
    lines = {
        UUID(line.id): line.amount_cents for line in judged.lines("by_rule") if UUID(line.id) not in trips
    }
    if not lines:
        return 0
    decision = await record(uow, request_id, judged, kind="by_rule", lines=lines)
    made = await uow.rows(EARMARK, decision=decision)
    vouch(uow, made)
    return sum(row["amount_cents"] for row in made)
