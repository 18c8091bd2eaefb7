"""Requests for money: asked by whoever accompanies the case, decided by the fund (FND-01, FND-10)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.doors import Caller, Page, accepted, ask, etag, for_roles, read, to_cursor
from api.v1.fields import Cents, Limit, ShortText, position, required, screened, utc
from api.v1.fund.approvals import APPROVING, LineApproval, approved_lines
from api.v1.fund.repatriations import NewReturn
from api.v1.fund.series import NewSeries
from service.cases.refusals import CONSENT_GONE, CONSENT_MISSING, KEPT_AWAY
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund import refusals
from service.fund.decisions.approve import ApproveRequest, Signed, approve_request
from service.fund.decisions.decline import DeclineCode, Declined, DeclineRequest, decline_request
from service.fund.decisions.self_issue import Issued, SelfIssue, self_issue
from service.fund.policy.document.categories import Category, Urgency
from service.fund.repatriation.refusals import FAULTS as RETURNS
from service.fund.repatriation.rules import Return
from service.fund.requests.audit import AuditedRequest, audit_request
from service.fund.requests.lines import NewLine, Payment, TravelReason
from service.fund.requests.queries import RequestCard, RequestView, request_of, requests
from service.fund.requests.rules import State
from service.fund.requests.submit import SubmitRequest, Submitted, submit_request
from service.fund.requests.withdraw import Withdrawn, WithdrawRequest, withdraw_request
from service.fund.reviews.refusals import FREEZES
from service.fund.series.refusals import BY_PEOPLE, NOT_A_SERIES
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "fund"
RequestCode = Annotated[str, QueryParameter(pattern=r"^[A-Za-z0-9-]{3,40}(?!\n)$", max_length=40)]
Attestation = Literal["leaving_or_at_risk", "need_is_immediate", "nobody_else_pays_in_time"]


class NewRequestLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One need. Units are nights, trips or people. Texts name the need, and are read for what Relais does not keep."""

    category: Category
    amount_cents: Cents
    units: Annotated[int, msgspec.Meta(ge=1, le=366)] = 1
    payment: Payment | None = None
    payee_id: UUID | None = None
    needed_by: datetime | None = None
    travel_reason: TravelReason | None = None
    description: ShortText | None = None
    reason: ShortText | None = None
    series: NewSeries | None = None
    going_back: NewReturn | None = None
    other_payer_possible: bool = False

    def line(self, at: int) -> NewLine:
        """The line as the room knows it. Raises `Refusal` for a text that says too much (IMM-05)."""
        texts = {f"lines[{at}].description": self.description, f"lines[{at}].reason": self.reason}
        if self.category == "other_immediate":
            required(f"lines[{at}].description", self.description)
        screened(texts)
        return NewLine(
            self.category,
            self.amount_cents,
            self.units,
            self.payment,
            self.payee_id,
            utc(self.needed_by, "needed_by") if self.needed_by else None,
            self.travel_reason,
            self.description,
            self.reason,
            self.series.series(f"lines[{at}].series") if self.series else None,
            Return(self.going_back.country, self.going_back.person_chose) if self.going_back else None,
            self.other_payer_possible,
        )


class NewRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a case needs, and the three points that the worker attests (ELG-01). Nothing else makes it eligible."""

    case_id: UUID
    fund_id: UUID
    attested: Annotated[list[Attestation], msgspec.Meta(max_length=3)]
    lines: Annotated[list[NewRequestLine], msgspec.Meta(min_length=1, max_length=50)]
    urgency: Urgency = "urgent"
    envelope_id: UUID | None = None


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signature: for these lines, or for all that waits. A reason answers a cap or another fund's payment."""

    lines: Annotated[list[LineApproval], msgspec.Meta(min_length=1, max_length=50)] | None = None
    continue_with_reason: ShortText | None = None
    envelope_id: UUID | None = None
    envelope_ids: Annotated[list[UUID], msgspec.Meta(max_length=20)] = []


class Decline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One coded reason, for these lines or for all that are open."""

    code: DeclineCode
    line_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=50)] | None = None


class SelfIssued(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lines to issue alone; all that are open when none is named."""

    line_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=50)] | None = None


@ask(
    "/requests",
    id="submit_request",
    summary="Ask a fund for money; small lines are approved at once by rule",
    tag=TAG,
    refusals=(
        CONSENT_MISSING,
        CONSENT_GONE,
        KEPT_AWAY,
        SAYS_TOO_MUCH,
        refusals.NO_SUCH_FUND,
        refusals.NO_SUCH_PAYEE,
        refusals.NOT_ATTESTED,
        refusals.NOT_COVERED,
        refusals.REASON_NEEDED,
        refusals.NEEDED_BY_PAST,
        NOT_A_SERIES,
        *RETURNS.values(),
    ),
)
async def post_request(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewRequest],
) -> Submitted:
    lines = tuple(line.line(at) for at, line in enumerate(data.lines))
    wish = SubmitRequest(
        data.case_id, data.fund_id, lines, tuple(data.attested), data.urgency, data.envelope_id
    )
    return accepted(await store.run(submit_request, caller.seat, wish, once))


@read(
    "/requests",
    id="list_requests",
    summary="Requests of your cases, or those that your fund decides",
    tag=TAG,
)
async def get_requests(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    in_state: FromQuery[State | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[RequestCard]:
    before = position(cursor)
    async with store.reading(caller.seat) as session:
        cards = accepted(await requests(session, in_state, before, limit + 1))
    last = cards[limit - 1] if len(cards) > limit else None
    return Page(cards[:limit], to_cursor(last.submitted_at, last.id) if last else None)


@read(
    "/requests/{request_id:uuid}",
    id="read_request",
    summary="One request, its decisions and their rules",
    tag=TAG,
)
async def get_request(
    store: NamedDependency[Store], caller: NamedDependency[Caller], request_id: FromPath[UUID]
) -> Response[RequestView]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)
        view = accepted(await request_of(session, request_id, caller.language) or Refused(NOT_FOUND))
    return Response(view, headers=etag(view.version))


@ask(
    "/requests/{request_id:uuid}/approve",
    id="approve_request",
    step_up=True,
    summary="Sign for a request, whole or in part; the last signature reserves the money",
    tag=TAG,
    refusals=APPROVING,
)
async def post_approval(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    request_id: FromPath[UUID],
    data: JSONBody[Approval],
) -> Signed:
    screened({"continue_with_reason": data.continue_with_reason})
    wish = ApproveRequest(
        request_id,
        approved_lines(data.lines),
        data.continue_with_reason,
        data.envelope_id,
        tuple(data.envelope_ids),
    )
    return accepted(await store.run(approve_request, caller.seat, wish, once))


@ask(
    "/requests/{request_id:uuid}/decline",
    id="decline_request",
    summary="Decline lines with one coded reason",
    tag=TAG,
    refusals=(refusals.OWN_REQUEST, refusals.ALREADY_DECIDED, refusals.NO_SUCH_FUND),
)
async def post_decline(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    request_id: FromPath[UUID],
    data: JSONBody[Decline],
) -> Declined:
    wish = DeclineRequest(request_id, data.code, tuple(data.line_ids) if data.line_ids else None)
    return accepted(await store.run(decline_request, caller.seat, wish, once))


@ask(
    "/requests/{request_id:uuid}/withdraw",
    id="withdraw_request",
    summary="Take a request back; what has not left returns to its envelope",
    tag=TAG,
    refusals=(refusals.STILL_LEAVING, refusals.ALREADY_DECIDED),
)
async def post_withdrawal_of_request(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    request_id: FromPath[UUID],
) -> Withdrawn:
    return accepted(await store.run(withdraw_request, caller.seat, WithdrawRequest(request_id), once))


@ask(
    "/requests/{request_id:uuid}/withdraw-open",
    id="withdraw_open",
    summary="Take back what nobody has decided yet; what is approved stays",
    tag=TAG,
    refusals=(refusals.STILL_LEAVING, refusals.ALREADY_DECIDED),
)
async def post_withdrawal_of_rest(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    request_id: FromPath[UUID],
) -> Withdrawn:
    wish = WithdrawRequest(request_id, only_open=True)
    return accepted(await store.run(withdraw_request, caller.seat, wish, once))


@ask(
    "/requests/{request_id:uuid}/self-issue",
    id="self_issue",
    step_up=True,
    summary="Out of hours: issue a little alone; a second signature is owed",
    tag=TAG,
    refusals=(
        refusals.DURING_OFFICE_HOURS,
        refusals.OVER_EMERGENCY_CEILING,
        *FREEZES.values(),
        refusals.ALREADY_DECIDED,
        refusals.NEEDS_ANOTHER_PERSON,
        BY_PEOPLE,
        refusals.NOT_ENOUGH,
        refusals.NO_SUCH_FUND,
    ),
)
async def post_self_issue(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    request_id: FromPath[UUID],
    data: JSONBody[SelfIssued],
) -> Issued:
    wish = SelfIssue(request_id, tuple(data.line_ids) if data.line_ids else None)
    return accepted(await store.run(self_issue, caller.seat, wish, once))


@read(
    "/audit/request",
    id="audit_request",
    summary="For auditors: one request by its code, with decisions, signatures and transfers; the reading is on record",
    tag="audit",
)
async def get_audited_request(
    store: NamedDependency[Store], caller: NamedDependency[Caller], code: RequestCode
) -> AuditedRequest:
    return accepted(await store.run(audit_request, caller.seat, code))


handlers = [
    post_request,
    get_requests,
    get_request,
    get_audited_request,
    post_approval,
    post_decline,
    post_withdrawal_of_request,
    post_withdrawal_of_rest,
    post_self_issue,
]
