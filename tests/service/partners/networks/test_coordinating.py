"""Who may coordinate a network: any accredited organisation that accompanies, houses, funds or brings together."""

from datetime import timedelta

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from service.partners.networks.queries import networks
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, propose, sign
from service.store.store import NotAMember, Store
from tests.network import Network
from tests.service.partners.town import got

COORDINATES = ("shelter", "pivot", "fund", "coordination", "network", "hotel")


async def test_any_kind_of_accredited_organisation_coordinates(store: Store, network: Network) -> None:
    """AGR-08: two administrators of any of them start a network and tend it; whether an organisation belongs to a
    government is not even known."""
    for kind in COORDINATES:
        home = await network.organisation(kind)
        first, second = [await network.member(home, Role.NETWORK_ADMINISTRATOR) for _ in range(2)]
        proposed = got(await store.run(propose, first, rules.network(f"of a {kind}", "open", "none")))
        got(await store.run(sign, second, Sign(proposed.id)))
        async with store.reading(first) as session:
            (made,) = got(await networks(session))
        assert (made.name, made.may_change, [each.id for each in made.organisations]) == (
            f"of a {kind}", True, [home],
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["police", "audit"])
async def test_police_and_auditors_coordinate_none(network: Network, kind: str) -> None:
    """AGR-08, PIV-05: who investigates, and who checks, does not lead those who accompany."""
    home = await network.organisation(kind)
    with pytest.raises(asyncpg.CheckViolationError, match="holds no such roles"):
        await network.member(home, Role.NETWORK_ADMINISTRATOR)


async def test_without_an_accreditation_nobody_coordinates(
    store: Store, network: Network, clock: SetClock
) -> None:
    """AGR-08, PIV-10: what matters is the accreditation, and it has its day."""
    home = await network.organisation("coordination")
    admin = await network.member(home, Role.NETWORK_ADMINISTRATOR)
    await network.superuser.execute(
        "UPDATE organisations SET accredited_until = $2 WHERE id = $1",
        home,
        clock.now().date() - timedelta(days=1),
    )
    with pytest.raises(NotAMember):
        await store.run(propose, admin, rules.network("late", "open", "none"))
