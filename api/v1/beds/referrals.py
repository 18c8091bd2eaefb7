"""Referrals: a pivot asks, a shelter answers (ADM-05, OPS-03)."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.doors import Caller, Page, accepted, ask, etag, from_cursor, read, to_cursor
from api.v1.beds.questions import AreaWord, QuestionBody, areas_of
from api.v1.fields import Language, plain, screened, utc
from service.beds import refusals
from service.beds.board.search import remaining
from service.beds.lodging.refusals import NOT_VETTED
from service.beds.referrals.answers import (
    Answer,
    AnswerException,
    Decline,
    ReferralState,
    answer_exception,
    confirm,
    decline,
    keep_longer,
    self_called,
)
from service.beds.referrals.asking import (
    LowSecurityReason,
    MakeReferral,
    MixedAgesReason,
    ReferralAnswer,
    make_referral,
)
from service.beds.referrals.interpreters import Interpreter
from service.beds.referrals.pivot import extend, withdraw
from service.beds.referrals.queries import (
    EscalationView,
    ReferralView,
    RegionEscalation,
    own_escalations,
    own_referral,
    own_referrals,
    region_escalations,
    settle_escalation,
)
from service.beds.referrals.rules import Urgency
from service.beds.stays.commands import Arrived, arrive
from service.beds.words import DeclineReason
from service.cases.refusals import CONSENT_GONE, CONSENT_MISSING, KEPT_AWAY
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "referrals"


Dialect = Annotated[str, msgspec.Meta(pattern=plain(1, 40), max_length=40)]


class InterpreterBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who interprets, for the house and for the fund alike (LNG-02). A language by its code, a dialect by its name."""

    language: Language
    dialect: Dialect | None = None
    gender: Literal["woman", "man"] | None = None
    not_same_community: bool = False

    def interpreter(self) -> Interpreter:
        """As the room knows it. Raises `Refusal` for a dialect that says something else (IMM-05)."""
        screened({"interpreter.dialect": self.dialect})
        return Interpreter(self.language, self.dialect, self.gender, self.not_same_community)


class NewReferral(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which shelter is asked, with the question put to the board, and how the person chose (CNF-10).

    Where the last bed went to somebody else, `options` of the refusal are what is left in these `areas` (BED-16).
    """

    shelter_id: UUID
    question: QuestionBody
    expected_at: datetime
    areas: Annotated[list[AreaWord], msgspec.Meta(max_length=13)] = []
    case_id: UUID | None = None
    emergency_exception: bool = False
    ask_exception: bool = False
    urgency: Urgency = "ordinary"
    interpreter: InterpreterBody | None = None
    options_shown: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None
    person_chose: bool = False
    spoken_alone: bool = False
    low_security_reason: LowSecurityReason | None = None
    mixed_ages_reason: MixedAgesReason | None = None

    def wish(self) -> MakeReferral:
        """The referral as the room knows it."""
        return MakeReferral(
            shelter_id=self.shelter_id,
            question=self.question.question(),
            expected_at=utc(self.expected_at, "expected_at"),
            case_id=self.case_id,
            emergency_exception=self.emergency_exception,
            ask_exception=self.ask_exception,
            urgency=self.urgency,
            interpreter=self.interpreter.interpreter() if self.interpreter else None,
            options_shown=self.options_shown,
            person_chose=self.person_chose,
            spoken_alone=self.spoken_alone,
            low_security_reason=self.low_security_reason,
            mixed_ages_reason=self.mixed_ages_reason,
        )


class ExceptionAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tap: this time yes, or no."""

    granted: bool


class NewDecline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one code (ADM-04); `at_the_door` when the person had come."""

    reason: DeclineReason
    at_the_door: bool = False


REFUSED = (
    *refusals.PARTY_FAULTS.values(),
    refusals.EXPECTED_TOO_LATE,
    refusals.ALONE_FIRST,
    refusals.CHOICE_OF_THE_PERSON,
    refusals.LOW_SECURITY_NEEDS_A_REASON,
    refusals.MIXED_AGES_NEED_A_REASON,
    refusals.DOES_NOT_FIT,
    refusals.NO_LONGER_FREE,
    NOT_VETTED,
    CONSENT_MISSING,
    CONSENT_GONE,
    KEPT_AWAY,
    SAYS_TOO_MUCH,
)
"""Why a referral may be refused."""


@ask(
    "/referrals",
    id="make_referral",
    summary="Hold beds at a shelter, or ask it",
    tag=TAG,
    refusals=REFUSED,
)
async def post_referral(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewReferral],
) -> ReferralAnswer:
    areas = areas_of(data.areas, "areas", request)
    wish = data.wish()
    answer = await store.run(make_referral, caller.seat, wish, once)
    if answer == Refused(refusals.NO_LONGER_FREE) and data.case_id is not None:
        asked = replace(wish.question, areas=areas)
        options = await remaining(store, caller.seat, asked, data.case_id, data.shelter_id)
        answer = Refused(refusals.NO_LONGER_FREE, {"options": msgspec.to_builtins(options)})
    return accepted(answer)


@read("/referrals", id="list_referrals", summary="Your organisation's referrals, newest first", tag=TAG)
async def get_referrals(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
) -> Page[ReferralView]:
    before = from_cursor(cursor, datetime, UUID)
    async with store.reading(caller.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            accepted(Refused(NOT_ALLOWED))
        views, following = await own_referrals(session, limit, (before[0], before[1]) if before else None)
    return Page(views, to_cursor(*following) if following else None)


@read("/referrals/{referral_id:uuid}", id="read_referral", summary="One of your referrals", tag=TAG)
async def get_referral(
    store: NamedDependency[Store], caller: NamedDependency[Caller], referral_id: FromPath[UUID]
) -> Response[ReferralView]:
    async with store.reading(caller.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            accepted(Refused(NOT_ALLOWED))
        view = accepted(await own_referral(session, referral_id) or Refused(NOT_FOUND))
    return Response(view, headers=etag(view.version))


@ask(
    "/referrals/{referral_id:uuid}/confirm",
    id="confirm_referral",
    summary="The shelter says yes",
    tag=TAG,
    status=200,
    refusals=(
        refusals.WRONG_STATE,
        refusals.NO_LONGER_FREE,
        refusals.LAPSED_AND_TAKEN,
        refusals.EXCEPTION_OF_ANOTHER_ROLE,
    ),
)
async def post_confirmation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    referral_id: FromPath[UUID],
) -> ReferralState:
    return accepted(await store.run(confirm, caller.seat, Answer(referral_id), once))


@ask(
    "/referrals/{referral_id:uuid}/decline",
    id="decline_referral",
    summary="The shelter says no, with one code",
    tag=TAG,
    status=200,
    refusals=(refusals.WRONG_STATE,),
)
async def post_decline(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    referral_id: FromPath[UUID],
    data: JSONBody[NewDecline],
) -> ReferralState:
    wish = Decline(referral_id, data.reason, data.at_the_door)
    return accepted(await store.run(decline, caller.seat, wish, once))


@ask(
    "/referrals/{referral_id:uuid}/exception",
    id="answer_exception",
    summary="The shelter looks past a criterion this time, or not",
    tag=TAG,
    status=200,
    refusals=(
        refusals.WRONG_STATE,
        refusals.NO_LONGER_FREE,
        refusals.LAPSED_AND_TAKEN,
        refusals.EXCEPTION_OF_ANOTHER_ROLE,
    ),
)
async def post_exception(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    referral_id: FromPath[UUID],
    data: JSONBody[ExceptionAnswer],
) -> ReferralState:
    wish = AnswerException(referral_id, data.granted)
    return accepted(await store.run(answer_exception, caller.seat, wish, once))


@ask(
    "/referrals/{referral_id:uuid}/self-call",
    id="note_self_call",
    summary="The person has called the shelter herself",
    tag=TAG,
    status=200,
    refusals=(refusals.WRONG_STATE,),
)
async def post_self_call(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    referral_id: FromPath[UUID],
) -> ReferralState:
    return accepted(await store.run(self_called, caller.seat, Answer(referral_id), once))


@ask(
    "/referrals/{referral_id:uuid}/extend",
    id="extend_referral",
    summary="Keep the bed an hour more, by the pivot or the shelter",
    tag=TAG,
    status=200,
    refusals=(refusals.WRONG_STATE, refusals.LONGEST_HOLD, refusals.NO_LONGER_FREE),
)
async def post_extension(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    referral_id: FromPath[UUID],
) -> ReferralState:
    async with store.reading(caller.seat) as session:
        pivot = session.actor.has(Role.PIVOT_WORKER) and await own_referral(session, referral_id) is not None
    return accepted(await store.run(extend if pivot else keep_longer, caller.seat, Answer(referral_id), once))


@ask(
    "/referrals/{referral_id:uuid}/withdraw",
    id="withdraw_referral",
    summary="The pivot gives the bed back",
    tag=TAG,
    status=200,
    refusals=(refusals.WRONG_STATE,),
)
async def post_withdrawal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    referral_id: FromPath[UUID],
) -> ReferralState:
    return accepted(await store.run(withdraw, caller.seat, Answer(referral_id), once))


@ask(
    "/referrals/{referral_id:uuid}/arrival",
    id="record_referral_arrival",
    summary="The people are there",
    tag=TAG,
    refusals=(refusals.WRONG_STATE,),
)
async def post_arrival(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    referral_id: FromPath[UUID],
) -> Arrived:
    return accepted(await store.run(arrive, caller.seat, Answer(referral_id), once))


class Escalations(msgspec.Struct, frozen=True):
    """Displaced promises of your organisation, and, for a coordination, those of its regions."""

    own: list[EscalationView]
    region: list[RegionEscalation]


@read("/escalations", id="list_escalations", summary="Promises that a fact displaced", tag=TAG)
async def get_escalations(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> Escalations:
    async with store.reading(caller.seat) as session:
        own = session.actor.has(Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR, Role.FRONT_DESK)
        region = session.actor.has(Role.REGIONAL_COORDINATOR)
        if not own and not region:
            accepted(Refused(NOT_ALLOWED))
        return Escalations(
            own=await own_escalations(session) if own else [],
            region=await region_escalations(session) if region else [],
        )


@ask(
    "/escalations/{escalation_id:uuid}/settle",
    id="settle_escalation",
    summary="Another bed was found, or none is needed any more",
    tag=TAG,
    status=204,
)
async def post_settlement(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    escalation_id: FromPath[UUID],
) -> None:
    accepted(await store.run(settle_escalation, caller.seat, escalation_id, once))


handlers = [
    post_referral,
    get_referrals,
    get_referral,
    post_confirmation,
    post_decline,
    post_exception,
    post_self_call,
    post_extension,
    post_withdrawal,
    post_arrival,
    get_escalations,
    post_settlement,
]
