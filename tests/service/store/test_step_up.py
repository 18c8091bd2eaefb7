"""A fresh proof for one action: asked for, given once, used once, and given back by a refusal (ASVS 7.5.3)."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.events import Event
from service.partners.actor import Actor, Role, Seat, job_of, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, STEP_UP_NEEDED, Refused
from service.store.command import Done, Once, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.step_up import PROOF_LASTS
from service.store.store import NotAMember, Store
from tests.network import Network
from tests.proving import prove


@dataclass(frozen=True, kw_only=True)
class Renamed(Event):
    name: ClassVar[str] = "test.weighed"


@dataclass(frozen=True)
class Weigh:
    amount: int
    refuse: bool = False


SAY = sql("INSERT INTO tellings (at, topic) VALUES (relais.now(), :topic)")


@command(event=Renamed, allowed=only(Role.FUND_ADMINISTRATOR), step_up=True)
async def weigh(uow: UnitOfWork, actor: Actor, wish: Weigh) -> Done[int, Renamed] | Refused:
    await uow.execute(SAY, topic=f"weighed {wish.amount}")
    if wish.refuse:
        return Refused(NOT_FOUND)
    return Done(wish.amount, Renamed(subject=actor.organisation_id))


@command(event=Renamed, allowed=only(Role.FUND_ADMINISTRATOR))
async def around(uow: UnitOfWork, actor: Actor, wish: Weigh) -> Done[int, Renamed] | Refused:
    await weigh(uow, actor, wish)
    return Done(wish.amount, Renamed(subject=actor.organisation_id))


@pytest.fixture
async def administrator(network: Network) -> UUID:
    return await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)


async def weighed(superuser: asyncpg.Connection) -> int:
    found: int = await superuser.fetchval("SELECT count(*) FROM tellings WHERE topic LIKE 'weighed%'")
    return found


async def asked(store: Store, member: Seat | UUID, wish: Weigh, once: Once | None = None) -> Refused:
    answer = await store.run(weigh, member, wish, once)
    assert isinstance(answer, Refused)
    assert answer.reason is STEP_UP_NEEDED
    return answer


async def test_without_a_proof_nothing_happens_and_the_key_stays_free(
    plain_store: Store, administrator: UUID, superuser: asyncpg.Connection
) -> None:
    """ASVS 7.5.3: the first attempt is answered with where to prove it; the same key then has its one effect."""
    once = Once("k", b"f" * 32)
    refused = await asked(plain_store, administrator, Weigh(5), once)
    assert await weighed(superuser) == 0
    assert await superuser.fetchval("SELECT count(*) FROM idempotency") == 0
    seat = await prove(plain_store, administrator, refused)
    assert await plain_store.run(weigh, seat, Weigh(5), once) == 5
    assert await weighed(superuser) == 1


async def test_a_proof_is_for_one_action(plain_store: Store, administrator: UUID) -> None:
    """ASVS 7.5.3: used once, it proves nothing more."""
    seat = await prove(plain_store, administrator, await asked(plain_store, administrator, Weigh(5)))
    assert await plain_store.run(weigh, seat, Weigh(5)) == 5
    again = await asked(plain_store, seat, Weigh(5))
    assert again.facts["step_up"] != str(seat.proof)


async def test_a_proof_survives_a_race(
    plain_store: Store, administrator: UUID, superuser: asyncpg.Connection
) -> None:
    """ASVS 15.4.2: twelve at once with one proof, and one of them acts."""
    seat = await prove(plain_store, administrator, await asked(plain_store, administrator, Weigh(5)))
    answers = await asyncio.gather(*(plain_store.run(weigh, seat, Weigh(5)) for _ in range(12)))
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False] + [True] * 11
    assert await weighed(superuser) == 1


@pytest.mark.parametrize("wish", [Weigh(6), Weigh(5, refuse=True)], ids=["another amount", "another field"])
async def test_a_proof_is_for_the_very_wish(plain_store: Store, administrator: UUID, wish: Weigh) -> None:
    """What was shown is what is signed: another wish asks anew."""
    seat = await prove(plain_store, administrator, await asked(plain_store, administrator, Weigh(5)))
    await asked(plain_store, seat, wish)


async def test_a_proof_is_the_member_s_own(plain_store: Store, administrator: UUID, network: Network) -> None:
    """A colleague's proof opens nothing."""
    seat = await prove(plain_store, administrator, await asked(plain_store, administrator, Weigh(5)))
    organisation = await network.superuser.fetchval(
        "SELECT organisation_id FROM members WHERE id = $1", administrator
    )
    colleague = await network.member(organisation, Role.FUND_ADMINISTRATOR)
    await asked(plain_store, Seat(colleague, None, seat.proof), Weigh(5))


async def test_a_proof_is_of_its_session(
    plain_store: Store, administrator: UUID, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    """A proof given in one session is none in another of the same member."""
    first, second = [await session_of(superuser, administrator, clock) for _ in range(2)]
    seat = Seat(administrator, first)
    proven = await prove(plain_store, seat, await asked(plain_store, seat, Weigh(5)))
    await asked(plain_store, replace(proven, session_id=second), Weigh(5))
    await asked(plain_store, replace(proven, session_id=None), Weigh(5))
    assert await plain_store.run(weigh, proven, Weigh(5)) == 5


async def test_a_proof_ages(plain_store: Store, administrator: UUID, clock: SetClock) -> None:
    """Five minutes after the asking it is not fresh any more."""
    refused = await asked(plain_store, administrator, Weigh(5))
    seat = await prove(plain_store, administrator, refused)
    clock.advance(PROOF_LASTS)
    await asked(plain_store, seat, Weigh(5))


async def test_what_was_not_proven_is_not_used(plain_store: Store, administrator: UUID) -> None:
    """The id alone, which the problem document tells, opens nothing; nor does one that never was."""
    refused = await asked(plain_store, administrator, Weigh(5))
    await asked(plain_store, Seat(administrator, None, UUID(refused.facts["step_up"])), Weigh(5))
    await asked(plain_store, Seat(administrator, None, uuid4()), Weigh(5))


async def test_a_refusal_gives_the_proof_back(
    plain_store: Store, administrator: UUID, superuser: asyncpg.Connection
) -> None:
    """A rule's no leaves the proof unused: nothing was signed."""
    wish = Weigh(5, refuse=True)
    seat = await prove(plain_store, administrator, await asked(plain_store, administrator, wish))
    answer = await plain_store.run(weigh, seat, wish)
    assert isinstance(answer, Refused)
    assert answer.reason is NOT_FOUND
    assert await superuser.fetchval("SELECT used_at FROM step_ups WHERE id = $1", seat.proof) is None


async def test_whoever_may_not_is_not_asked(plain_store: Store, network: Network) -> None:
    """The no comes before the question, so that the question tells nothing."""
    stranger = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    answer = await plain_store.run(weigh, stranger, Weigh(5))
    assert isinstance(answer, Refused)
    assert answer.reason is NOT_ALLOWED


async def test_a_job_proves_nothing(plain_store: Store, network: Network) -> None:
    """Jobs carry out what people have proven."""

    @command(event=Renamed, allowed=only(), step_up=True)
    async def by_job(uow: UnitOfWork, actor: Actor, wish: Weigh) -> Done[int, Renamed] | Refused:
        return Done(wish.amount, Renamed(subject=actor.organisation_id))

    assert await plain_store.run(by_job, job_of(await network.organisation("fund")), Weigh(3)) == 3


async def test_no_command_passes_on_what_it_did_not_ask_for(plain_store: Store, administrator: UUID) -> None:
    """A command around one that asks for a proof must ask for it itself: anything else is a defect."""
    with pytest.raises(RuntimeError, match="asks for a proof"):
        await plain_store.run(around, administrator, Weigh(5))


async def test_the_same_question_has_one_place(
    plain_store: Store, administrator: UUID, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """Knocking again does not fill the table; half-way through its time a fresh place is given."""
    first = await asked(plain_store, administrator, Weigh(5))
    assert (await asked(plain_store, administrator, Weigh(5))).facts == first.facts
    clock.advance(PROOF_LASTS / 2 + timedelta(seconds=1))
    assert (await asked(plain_store, administrator, Weigh(5))).facts != first.facts
    assert await superuser.fetchval("SELECT count(*) FROM step_ups") == 2


async def test_the_database_keeps_a_proof_used(
    plain_store: Store, administrator: UUID, superuser: asyncpg.Connection
) -> None:
    """Used stays used, whoever writes."""
    seat = await prove(plain_store, administrator, await asked(plain_store, administrator, Weigh(5)))
    assert await plain_store.run(weigh, seat, Weigh(5)) == 5
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="once"):
        await superuser.execute("UPDATE step_ups SET used_at = NULL WHERE id = $1", seat.proof)


async def test_an_ended_session_is_nobody(
    plain_store: Store, administrator: UUID, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    """SAF-12: what was signed out, or left idle, acts no more, whatever token it still holds."""
    ended, idle = [await session_of(superuser, administrator, clock) for _ in range(2)]
    assert isinstance(await plain_store.run(weigh, Seat(administrator, ended), Weigh(5)), Refused)
    await superuser.execute(
        "UPDATE sessions SET ended_at = $2, ended_why = 'left' WHERE id = $1", ended, clock.now()
    )
    with pytest.raises(NotAMember):
        await plain_store.run(weigh, Seat(administrator, ended), Weigh(5))
    clock.advance(timedelta(minutes=30))
    with pytest.raises(NotAMember):
        await plain_store.run(weigh, Seat(administrator, idle), Weigh(5))


async def session_of(superuser: asyncpg.Connection, member: UUID, clock: SetClock) -> UUID:
    """A browser's session of half an hour."""
    found: UUID = await superuser.fetchval(
        """
        INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, started_at, seen_at, idle_until, ends_at)
        SELECT organisation_id, id, 'browser', 'passkey', $2, $2, $3, $3 FROM members WHERE id = $1 RETURNING id
        """,
        member,
        clock.now(),
        clock.now() + timedelta(minutes=30),
    )
    return found
