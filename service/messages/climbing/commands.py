"""One step up: ask the next rung, or say that nobody answered. Carried out as the organisation that must answer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.messages.climbing.events import RungAsked
from service.messages.climbing.rules import NO_ANSWER, OnCall, Standing, asked_until, from_here, ladder
from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ASK_BY_TEXT = "messages.ask_by_text"
"""The intention that a duty phone is asked; without a phone or a channel nothing is sent, and the pages still ask."""


ASK_BY_PUSH = "messages.ask_by_push"
"""The intention that the phones of whoever is asked ring, without a word."""


@dataclass(frozen=True)
class ClimbOn:
    """Which asking is due."""

    asking_id: UUID


DUE = sql(
    """
    SELECT a.*, relais.coordination_of(a.region) AS coordination_id FROM askings a
    WHERE a.id = :id AND a.outcome IS NULL AND a.due_at <= relais.now() FOR UPDATE SKIP LOCKED
    """
)
ON_CALL = sql(
    """
    SELECT s.rank, s.member_id FROM roster_slots s
        JOIN rosters r ON r.id = s.roster_id JOIN members m ON m.id = s.member_id
    WHERE r.organisation_id = relais.organisation() AND r.duty = :duty
        AND (r.shelter_key IS NULL OR r.shelter_key = CAST(:shelter AS bigint))
        AND s.cancelled_at IS NULL AND s.starts_at <= relais.now() AND s.ends_at > relais.now()
        AND m.starts_on <= relais.now() AND m.ends_on > relais.now()
    ORDER BY r.shelter_key NULLS FIRST
    """
)
ASK = sql(
    """
    UPDATE askings SET rung = :rung, asked_organisation_id = :organisation, number = :number, next_rung = :next,
        due_at = :due_at WHERE id = :id
    """
)
RUNG = sql(
    """
    INSERT INTO asking_rungs (asking_id, number, rung, organisation_id, member_id, asked_at, until)
    VALUES (:id, :number, :rung, :organisation, :member, relais.now(), :until)
    """
)
END = sql("UPDATE askings SET outcome = :outcome, ended_at = relais.now() WHERE id = :id")


@command(event=RungAsked, allowed=only())
async def climb_on(uow: UnitOfWork, _: Actor, wish: ClimbOn) -> Done[str, RungAsked] | Refused:
    """Ask the next rung; past the end, close the question as `no_answer` (OPS-03, OPS-04).

    Nothing to do when somebody answered meanwhile, or another replica holds it. Deadlines are compared here once more:
    a late job is late, never wrong.
    """
    row = await uow.row(DUE, id=wish.asking_id)
    if row is None:
        return Refused(NOT_FOUND)
    if row["until"] <= uow.now:
        return await _nobody(uow, row)
    rungs = ladder(row["organisation_id"], await _on_call(uow, row), row["coordination_id"])
    return await _ask(uow, row, from_here(rungs, row["rung"]))


async def _on_call(uow: UnitOfWork, row: Any) -> OnCall:
    """Who is on call now; a roster of the shelter goes before the house's own."""
    found = await uow.rows(ON_CALL, duty=row["duty"], shelter=row["shelter_key"])
    ranks = {item["rank"]: item["member_id"] for item in found}
    return OnCall(ranks.get(1), ranks.get(2))


async def _ask(uow: UnitOfWork, row: Any, rungs: tuple[Standing, ...]) -> Done[str, RungAsked]:
    rung, number = rungs[0], row["number"] + 1
    until = asked_until(uow.now, row["until"], len(rungs), row["each"])
    above = rungs[1].step if len(rungs) > 1 else None
    await uow.execute(
        ASK,
        id=row["id"],
        rung=rung.step,
        organisation=rung.organisation_id,
        number=number,
        next=above,
        due_at=until,
    )
    await uow.execute(
        RUNG,
        id=row["id"],
        number=number,
        rung=rung.step,
        organisation=rung.organisation_id,
        member=rung.member_id,
        until=until,
    )
    uow.tell("askings", organisations=(rung.organisation_id,), subject=row["subject"])
    asked = {"asking": str(row["id"]), "number": number, "organisation": str(rung.organisation_id)}
    uow.intend(ASK_BY_TEXT, asked)
    uow.intend(ASK_BY_PUSH, asked)
    return Done(rung.step, RungAsked(subject=row["subject"], kind=row["kind"], rung=rung.step, number=number))


async def _nobody(uow: UnitOfWork, row: Any) -> Done[str, RungAsked]:
    await uow.execute(END, id=row["id"], outcome=NO_ANSWER)
    uow.tell("askings", organisations=(row["organisation_id"],), subject=row["subject"])
    return Done(
        NO_ANSWER,
        RungAsked(subject=row["subject"], kind=row["kind"], rung=NO_ANSWER, number=row["number"]),
    )
