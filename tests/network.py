"""Makes the organisations and members that tests need, as the schema's owner would."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from uuid import UUID

import asyncpg

from service.clock import Clock
from service.keys.keyring import Keyring
from service.keys.secrets import Holding
from service.partners.actor import Role
from service.partners.duty_numbers import sealed_number

_numbers = count(1)


class Network:
    """A small network of partners, grown as a test needs it."""

    def __init__(self, superuser: asyncpg.Connection, clock: Clock, keyring: Keyring | None = None) -> None:
        self.superuser = superuser
        self.clock = clock
        self.keyring = keyring

    async def organisation(
        self,
        kind: str,
        *,
        name: str | None = None,
        regions: Iterable[str] = ("CA-QC",),
        duty_number: str | None = None,
    ) -> UUID:
        """An organisation of this kind: shelter, police, pivot, fund, coordination, audit, network, hotel."""
        found: UUID = await self.superuser.fetchval(
            "INSERT INTO organisations (name, kind, regions) VALUES ($1, $2, $3) RETURNING id",
            name or f"{kind} {next(_numbers)}",
            kind,
            list(regions),
        )
        if duty_number is not None:
            await self._answers(found, duty_number)
        return found

    async def _answers(self, organisation_id: UUID, duty_number: str) -> None:
        """Where the organisation answers, sealed as the application seals it."""
        if self.keyring is None:
            raise RuntimeError("a duty number needs a keyring to seal it")
        sealed = await sealed_number(Holding(self.superuser, self.keyring), organisation_id, duty_number)
        statement = "UPDATE organisations SET duty_number = $2 WHERE id = $1"
        await self.superuser.execute(statement, organisation_id, sealed)

    async def member(
        self,
        organisation_id: UUID,
        *roles: Role,
        language: str = "fr",
        ends_on: date | None = None,
        email: str | None = None,
        misfit: bool = False,
    ) -> UUID:
        """A member with these roles, for a year unless said otherwise.

        `misfit`: with roles that PostgreSQL refuses to an organisation of that kind, past its triggers.
        """
        today = self.clock.now().date()
        if misfit:
            await self.superuser.execute("SET session_replication_role = replica")
        found: UUID = await self.superuser.fetchval(
            """
            INSERT INTO members (organisation_id, email, roles, language, starts_on, ends_on)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
            """,
            organisation_id,
            email or f"member{next(_numbers)}@relais.test",
            [str(role) for role in roles],
            language,
            today - timedelta(days=30),
            ends_on or today + timedelta(days=365),
        )
        if misfit:
            await self.superuser.execute("RESET session_replication_role")
        return found

    async def on_board(self, organisation_id: UUID, account: str, *, fund: UUID) -> None:
        """As if the organisation had on-boarded with the rail, invited by this fund: its account is ready."""
        await self.superuser.execute(
            """
            WITH made AS (
                INSERT INTO rail_accounts (organisation_id, account, state, payouts_enabled, opened_at, looked_at)
                VALUES ($1, $2, 'ready', true, $4, $4)
                ON CONFLICT (organisation_id) WHERE ended_at IS NULL DO UPDATE SET state = 'ready' RETURNING id)
            INSERT INTO rail_invitations SELECT $3, id, $3, $4 FROM made ON CONFLICT DO NOTHING
            """,
            organisation_id,
            account,
            fund,
            self.clock.now(),
        )

    async def auditor_of(self, organisation_id: UUID) -> UUID:
        """An auditor of an organisation that is in a network with this one."""
        audit = await self.organisation("audit")
        await self.together(audit, organisation_id)
        return await self.member(audit, Role.AUDITOR)

    async def together(
        self, *organisation_ids: UUID, structure: str = "open", police: str = "hold_only"
    ) -> UUID:
        """A network of these organisations."""
        network_id: UUID = await self.superuser.fetchval(
            "INSERT INTO networks (name, structure, police_members) VALUES ($1, $2, $3) RETURNING id",
            f"network {next(_numbers)}",
            structure,
            police,
        )
        await self.superuser.executemany(
            "INSERT INTO network_members (network_id, organisation_id) VALUES ($1, $2)",
            [(network_id, organisation_id) for organisation_id in organisation_ids],
        )
        return network_id
