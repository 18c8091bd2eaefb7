"""A shelter's answer to an operation's request: so many places, or none with exactly one coded reason (OPS-03)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.beds.words import DeclineReason
from service.operations import refusals
from service.operations.events import RequestAnswered
from service.operations.telling import tell_of_request
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class AnswerRequest:
    """`accept` places, 0 to decline with a `reason`. None accepts all."""

    request_id: UUID
    accept: int | None = None
    reason: DeclineReason | None = None


@dataclass(frozen=True)
class Answered:
    """What came of it: with fewer free beds than were accepted, fewer places are held. `noted`: a yes after the time to
    answer, when another house is asked already; this one is asked again if that one says no."""

    state: Literal["confirmed", "partly", "declined", "noted"]
    accepted: int


ANSWER = sql("SELECT * FROM relais.answer_request(:request, :accepted, :reason)")
STORED = {"status": "criteria", "substance": "criteria"}
"""Codes that exist only as counts per shelter and month; the request keeps the neutral one (design.md section 13)."""
COUNT_REFUSAL = sql(
    """
    INSERT INTO refusals_by_month (organisation_id, shelter_key, month, code)
    SELECT relais.organisation(), s.key, date_trunc('month', relais.now() AT TIME ZONE s.time_zone)::date, :code
    FROM shelters s JOIN relais.shelter_requests() r ON r.shelter_id = s.id WHERE r.request_id = :request
    ON CONFLICT (shelter_key, month, code) DO UPDATE SET count = refusals_by_month.count + 1
    """
)


@command(event=RequestAnswered, allowed=only(Role.FRONT_DESK, Role.SHELTER_COORDINATOR))
async def answer_request(
    uow: UnitOfWork, _: Actor, wish: AnswerRequest
) -> Done[Answered, RequestAnswered] | Refused:
    """Confirm or decline (ADM-04, OPS-03). Silence was not a yes; a yes after the time to answer holds the places of
    those who still wait, and is noted when nobody does."""
    row = await uow.row(PENDING, request=wish.request_id)
    if row is None:
        return Refused(NOT_FOUND)
    refused = _unanswerable(row["state"], row["places"], wish)
    if refused is not None:
        return refused
    accepted = row["places"] if wish.accept is None else wish.accept
    found = await uow.row(
        ANSWER, request=wish.request_id, accepted=accepted, reason=STORED.get(wish.reason or "", wish.reason)
    )
    if found is None:
        return Refused(NOT_FOUND)
    if found["state"] not in {"confirmed", "partly", "declined", "noted"}:
        return Refused(refusals.TOO_LATE if found["state"] == "no_answer" else refusals.ANSWERED)
    if wish.reason is not None:
        await uow.execute(COUNT_REFUSAL, request=wish.request_id, code=wish.reason)
    await tell_of_request(uow, wish.request_id)
    return Done(Answered(found["state"], found["accepted"]), _event(wish, found["state"], found["accepted"]))


PENDING = sql("SELECT state, places FROM relais.shelter_requests() WHERE request_id = :request")


def _unanswerable(state: str, places: int, wish: AnswerRequest) -> Refused | None:
    """Why this answer cannot be taken, as far as it shows before the request is locked."""
    if state == "no_answer" and wish.accept == 0:
        return Refused(refusals.TOO_LATE)
    if state not in ("requested", "no_answer"):
        return Refused(refusals.ANSWERED)
    if wish.accept == 0:
        return None if wish.reason is not None else Refused(refusals.REASON_NEEDED)
    if wish.reason is not None or (wish.accept is not None and wish.accept > places):
        return Refused(refusals.ANSWER_NOT_CLEAR, {"places": places})
    return None


def _event(wish: AnswerRequest, state: str, accepted: int) -> RequestAnswered:
    stored = STORED.get(wish.reason or "", wish.reason)
    return RequestAnswered(subject=wish.request_id, state=state, accepted=accepted, reason=stored)
