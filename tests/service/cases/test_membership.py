"""To be in the network is not to be in the case."""

from uuid import UUID

from service.cases.access import accompanied
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network

CASE = """
    INSERT INTO cases (code, marker, organisation_id, pivot_member_id, backup_member_id, region, age_band, party,
        languages, opened_by, opened_at, last_activity_at, limits_shown)
    SELECT 'K7M-4QX', 0, organisation_id, id, $2, 'CA-QC', '25+', '{"gender": "woman"}', '{fr}', id, created_at,
        created_at, 1
    FROM members WHERE id = $1 RETURNING id
"""


async def test_who_advises_a_network_reads_no_case(store: Store, network: Network) -> None:
    """AGR-07, CNF-04: whoever shares the network, in whatever role, or the organisation alone, finds no case: by no
    query and by no statement; its pivot and its backup do."""
    clinic, advisers = await network.organisation("pivot"), await network.organisation("pivot")
    kinds = {
        Role.SHELTER_COORDINATOR: "shelter",
        Role.REGIONAL_COORDINATOR: "coordination",
        Role.AUDITOR: "audit",
    }
    others = {role: await network.organisation(kind) for role, kind in kinds.items()}
    await network.together(clinic, advisers, *others.values())
    pivot, backup, colleague = [await network.member(clinic, Role.PIVOT_WORKER) for _ in range(3)]
    case = await network.superuser.fetchval(CASE, pivot, backup)
    outside = [colleague, await network.member(advisers, Role.PIVOT_WORKER)]
    outside += [await network.member(home, role) for role, home in others.items()]
    assert [await seen(store, member, case) for member in (pivot, backup)] == [(True, 1), (True, 1)]
    for member in outside[1:]:
        assert await seen(store, member, case) == (False, 0)
    assert (await seen(store, colleague, case))[0] is False


async def seen(store: Store, member: UUID, case: UUID) -> tuple[bool, int]:
    """Whether this member accompanies the case, and how many cases PostgreSQL shows them."""
    async with store.reading(member) as session:
        found = await accompanied(session, case)
        rows = await session.connection.fetch("SELECT id FROM cases")
    return found is not None, len(rows)
