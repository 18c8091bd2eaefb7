"""A network with everybody who can settle anything: two administrators, a police service, a shelter, a fund, a pivot
organisation, an auditor; and a network of strangers beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg

from service.clock import SetClock
from service.partners.actor import Role, Seat
from service.partners.proposals.commands import InForce, Proposed, Sign, propose, sign
from service.partners.proposals.rules import Propose
from service.refusals import Refused
from service.store.store import Store
from tests.network import Network

T = TypeVar("T")


def got(answer: T | Refused) -> T:
    """The answer of a command that was to be accepted."""
    assert not isinstance(answer, Refused), answer
    return answer


def why(answer: Any) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refused), answer
    return answer.reason.code


@dataclass(frozen=True)
class Town:
    """Who is there. The first two of each list are the two people; the third could sign too."""

    store: Store
    network: Network
    clock: SetClock
    net: UUID
    admins: tuple[UUID, UUID, UUID]
    police: UUID
    officers: tuple[UUID, UUID, UUID]
    shelter: UUID
    keepers: tuple[UUID, UUID, UUID]
    desk: UUID
    fund: UUID
    payers: tuple[UUID, UUID, UUID]
    pivots: UUID
    companions: tuple[UUID, UUID, UUID]
    case: UUID
    """Accompanied by the three companions: a pivot, a backup, and one whom they named."""
    auditor: UUID
    network_id: UUID
    far: UUID
    """An organisation of another network."""
    strangers: tuple[UUID, UUID, UUID]
    """Network administrators of another network."""
    far_network: UUID

    @property
    def owner(self) -> asyncpg.Connection:
        """The schema's owner, for what the application must not be able to do."""
        return self.network.superuser

    @property
    def today(self) -> date:
        return self.clock.now().date()

    async def run(self, command: Any, by: UUID | Seat, wish: Any) -> Any:
        """A command's answer, a refusal included."""
        return await self.store.run(command, by, wish)

    async def proposed(self, by: UUID | Seat, wish: Propose) -> Proposed:
        """A proposal that was accepted as such."""
        return got(await self.store.run(propose, by, wish))

    async def settled(self, by: UUID, other: UUID, wish: Propose) -> InForce:
        """A change that two people have put in force."""
        made = await self.proposed(by, wish)
        return got(await self.store.run(sign, other, Sign(made.id)))

    @asynccontextmanager
    async def application(self, member: UUID) -> AsyncIterator[asyncpg.Connection]:
        """SQL as the application's role, acting for this member; taken back at the end."""
        async with self.store.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute("SELECT relais.enter($1, $2)", member, self.clock.now())
            try:
                yield connection
            finally:
                await transaction.rollback()

    async def session(self, member: UUID) -> Seat:
        """A seat in a new session of this member."""
        at = self.clock.now()
        session = await self.owner.fetchval(
            """
            INSERT INTO sessions (id, organisation_id, member_id, kind, signed_in_by, started_at, seen_at, idle_until,
                                  ends_at)
            SELECT $1, m.organisation_id, m.id, 'client', 'passkey', $3, $3, $4, $4 FROM members m WHERE m.id = $2
            RETURNING id
            """,
            uuid4(),
            member,
            at,
            at + timedelta(hours=8),
        )
        return Seat(member, session)


async def build(store: Store, network: Network, clock: SetClock) -> Town:
    """The town at noon."""
    kinds = ("network", "police", "shelter", "fund", "pivot", "audit")
    net, police, shelter, fund, pivots, audit = [await network.organisation(kind) for kind in kinds]
    far, far_net = await network.organisation("pivot"), await network.organisation("network")

    async def three(organisation: UUID, role: Role) -> tuple[UUID, UUID, UUID]:
        first, second, third = [await network.member(organisation, role) for _ in range(3)]
        return first, second, third

    officers = await three(police, Role.INVESTIGATOR)
    await network.superuser.execute(
        "UPDATE members SET supervisor_id = $1 WHERE id = ANY ($2::uuid[])", officers[0], list(officers[1:])
    )
    companions = await three(pivots, Role.PIVOT_WORKER)
    return Town(
        store=store,
        network=network,
        clock=clock,
        net=net,
        admins=await three(net, Role.NETWORK_ADMINISTRATOR),
        police=police,
        officers=officers,
        shelter=shelter,
        keepers=await three(shelter, Role.SHELTER_COORDINATOR),
        desk=await network.member(shelter, Role.FRONT_DESK),
        fund=fund,
        payers=await three(fund, Role.FUND_ADMINISTRATOR),
        pivots=pivots,
        companions=companions,
        case=await _case(network, pivots, companions, clock),
        auditor=await network.member(audit, Role.AUDITOR),
        network_id=await network.together(net, police, shelter, fund, pivots, audit),
        far=far,
        strangers=await three(far_net, Role.NETWORK_ADMINISTRATOR),
        far_network=await network.together(far, far_net),
    )


async def _case(
    network: Network, organisation: UUID, companions: tuple[UUID, UUID, UUID], clock: SetClock
) -> UUID:
    case: UUID = await network.superuser.fetchval(
        """
        WITH opened AS (
            INSERT INTO cases (code, marker, organisation_id, pivot_member_id, backup_member_id, region, age_band,
                party, languages, opened_by, opened_at, last_activity_at, limits_shown)
            VALUES ('K7Q-42M', 0, $1, $2, $3, 'CA-QC', '25+', '{}', '{}', $2, $4, $4, 1) RETURNING id)
        SELECT id FROM opened
        """,
        organisation,
        *companions[:2],
        clock.now(),
    )
    await network.superuser.execute(
        "INSERT INTO case_access (case_id, member_id, organisation_id, owner_organisation_id, given_by, given_at,"
        " until) VALUES ($1, $2, $3, $3, $4, $5, $6)",
        *(case, companions[2], organisation, companions[0], clock.now(), clock.now() + timedelta(days=90)),
    )
    return case
