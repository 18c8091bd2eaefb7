"""Somebody who always proves that it is them: so that a test of money need not speak of passkeys."""

from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from service.partners.actor import Actor, Seat
from service.refusals import STEP_UP_NEEDED, Refused
from service.store.command import Command, Once
from service.store.statements import sql
from service.store.store import By, Store, seat_of

WishT = TypeVar("WishT")
AnswerT = TypeVar("AnswerT")

PROVE = sql(
    "UPDATE step_ups SET proven_at = relais.now(), proven_by = 'passkey' WHERE id = :step_up AND proven_at IS NULL"
)
MOST_PROOFS = 6
"""As often as a command that loses races is tried."""


async def prove(store: Store, by: Seat | UUID, refused: Refused) -> Seat:
    """Give the proof that was asked for, as the door of step-ups does; the seat to try again from."""
    step_up = UUID(refused.facts["step_up"])
    async with store.working(by) as uow:
        await uow.execute(PROVE, step_up=step_up)
    return replace(seat_of(by), proof=step_up)


class ProvingStore(Store):
    """The store of whoever proves at once what is asked, through the same rows as everybody."""

    async def run(
        self, command: Command[WishT, AnswerT], by: By, wish: WishT, once: Once | None = None
    ) -> AnswerT | Refused:
        answer: AnswerT | Refused = await super().run(command, by, wish, once)
        for _ in range(MOST_PROOFS):
            if (
                isinstance(by, Actor)
                or not isinstance(answer, Refused)
                or answer.reason is not STEP_UP_NEEDED
            ):
                break
            # Two hands of one person who want the same share a proof; who finds it used gives another.
            answer = await super().run(command, await prove(self, by, answer), wish, once)
        return answer
