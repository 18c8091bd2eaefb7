"""The first two people: named by the schema's owner, once; from then on it takes two."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.actor import Role, job_of
from service.partners.members.invitations import invitation_for
from service.partners.networks.queries import networks
from service.partners.networks.starting import AlreadyStartedError, start_network
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, propose, sign
from service.store.store import Store
from tests.service.partners.members.test_invitations import accept
from tests.service.partners.town import got, why

TWO = ("One@Relais.test", "two@relais.test")


async def started(superuser: asyncpg.Connection, clock: SetClock) -> Any:
    return await start_network(superuser, "Réseau", TWO, "en", clock.now())


async def test_two_codes_make_two_administrators(superuser: Any, store: Store, clock: SetClock) -> None:
    """They come in with their codes, and together, never alone, settle what follows."""
    made = await started(superuser, clock)
    assert [each.email for each in made] == ["one@relais.test", "two@relais.test"]
    assert made[0].code not in repr(made)
    people = []
    for each in made:
        found = await invitation_for(store, each.code)
        assert found is not None
        assert (found.roles, found.organisation_name) == ((Role.NETWORK_ADMINISTRATOR,), "Réseau")
        people.append(got(await store.run(accept, job_of(found.organisation_id), each.code)).member_id)
    async with store.reading(people[0]) as session:
        [network] = got(await networks(session))
    assert (network.name, network.police_members, network.minimum_sites) == ("Réseau", "none", 3)
    wish = rules.organisation(network.id, "Maison", "shelter", regions=("CA-QC",), language="fr")
    proposal = got(await store.run(propose, people[0], wish))
    assert why(await store.run(sign, people[0], Sign(proposal.id))) == "another_person_signs"
    got(await store.run(sign, people[1], Sign(proposal.id)))


async def test_again_before_anybody_came_gives_new_codes(
    superuser: Any, store: Store, clock: SetClock
) -> None:
    """The earlier ones are dead, and there is still one network."""
    first, second = await started(superuser, clock), await started(superuser, clock)
    assert await invitation_for(store, first[0].code) is None
    assert await invitation_for(store, second[0].code) is not None
    assert await superuser.fetchval("SELECT count(*) FROM networks") == 1
    clock.advance(timedelta(hours=72))
    assert await invitation_for(store, second[0].code) is None


async def test_once_somebody_is_there_it_takes_two(superuser: Any, store: Store, clock: SetClock) -> None:
    """However it came about, and whether or not their access has ended since."""
    made = await started(superuser, clock)
    found = await invitation_for(store, made[0].code)
    assert found is not None
    await store.run(accept, job_of(found.organisation_id), made[0].code)
    with pytest.raises(AlreadyStartedError):
        await started(superuser, clock)
    clock.advance(timedelta(days=800))
    with pytest.raises(AlreadyStartedError):
        await started(superuser, clock)


async def test_it_is_the_owners_act_alone(pool: asyncpg.Pool, superuser: Any, clock: SetClock) -> None:
    """The role that serves has no right to a row of it."""
    async with pool.acquire() as application:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, AlreadyStartedError)):
            await start_network(application, "x", TWO, "fr", clock.now())
    assert await superuser.fetchval("SELECT count(*) FROM invitations") == 0
