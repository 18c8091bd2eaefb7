"""The first run: six steps, each done when it is, and what is left told to whoever has to do it."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.actor import Role, job_of
from service.partners.members.invitations import invitation_for
from service.partners.networks.setup import OrganisationSetUp, next_step, steps
from service.partners.networks.starting import start_network
from service.refusals import Refused
from service.store.store import Store
from tests.pages.network_administrator.conftest import Beginning
from tests.service.partners.members.test_invitations import accept

NOTHING = OrganisationSetUp(uuid4(), "", "network", None, 2, 0, 2, False, False, False, False, "none", False)
PUBLISHED = """
    INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, languages, published)
    VALUES ($1, 'Maison discrète', 'women_violence', 'CA-ON', '', 'America/Toronto', '{fr}', true)
"""
HOUSE = replace(NOTHING, kind="shelter", members=0, keepers=0)
PIVOT, FUND, POLICE = [replace(HOUSE, kind=kind) for kind in ("pivot", "fund", "police")]


def states(*others: OrganisationSetUp) -> str:
    return " ".join(step.state for step in steps([NOTHING, *others]))


def there(one: OrganisationSetUp) -> OrganisationSetUp:
    return replace(one, members=1, keepers=1)


def test_a_step_is_done_when_all_of_it_is() -> None:
    """AGR-01, PIV-10: nothing at first; organisations once there is one of each; the rest as each begins it."""
    assert states() == "open open open open open open"
    assert states(HOUSE) == "begun open open open open open"
    assert states(HOUSE, PIVOT, FUND) == "done open open open open open"
    assert states(replace(HOUSE, invited=1), PIVOT, FUND).split()[1] == "begun"
    assert states(there(HOUSE), there(PIVOT), FUND).split()[1] == "begun"
    assert states(there(HOUSE), there(PIVOT), there(FUND)).split()[1] == "done"
    assert states(HOUSE, replace(HOUSE, has_house=True)).split()[2] == "begun"
    assert states(replace(HOUSE, has_house=True)).split()[2] == "done"
    assert states(replace(FUND, has_envelope=True, policy="one")).split()[4:] == ["done", "begun"]
    assert states(replace(FUND, policy="signed")).split()[4:] == ["open", "done"]


def test_agreements_are_needed_where_there_is_police() -> None:
    """AGR-02: a network without police is set up without any."""
    whole = [
        NOTHING,
        replace(there(HOUSE), has_house=True),
        there(PIVOT),
        replace(there(FUND), has_envelope=True, policy="signed"),
    ]
    assert next_step(whole) is None
    assert getattr(next_step(whole[:-1]), "name", "") == "organisations"
    assert getattr(next_step([*whole[:-1], there(FUND)]), "name", "") == "envelopes", "not agreements"
    assert next_step([*whole, there(POLICE)])
    assert next_step([*whole, there(replace(POLICE, has_agreements=True))]) is None
    assert next_step(whole[:-1])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("Set up your network: 0 of 6 done", "Needs 2 people", "this page keeps your place", "make demo"),
        ),
        ("fr", ("Préparez votre réseau : 0 de 6", "Demande 2 personnes", "garde votre place", "make demo")),
    ],
)
async def test_an_empty_installation_greets_its_administrator(
    beginning: Beginning, hands: Any, language: str, said: tuple[str, ...]
) -> None:
    """PIV-10: six steps, none done, and where each begins; every screen that it leads to says what to do next."""
    hand = await hands(beginning.first, language).open()
    for words in said:
        assert words in hand.words
    for path in ("/network/organisations", "/network/next", "/network", "/members", "/proposals"):
        assert (await hand.open(path)).status == 200, path
    await hand.open("/network/next")
    assert ("Add a shelter first." if language == "en" else "Ajoutez d'abord une maison.") in hand.words


async def test_whoever_comes_in_first_by_their_code_is_greeted(
    superuser: asyncpg.Connection, store: Store, clock: SetClock, hands: Any
) -> None:
    """PIV-10: from nothing at all: `relais network start`, a code, and the first page leads on; its organisation is
    not one of the six steps, and whoever has not come in yet is named as missing."""
    first, second = await start_network(superuser, "Réseau", ("one@a.test", "two@a.test"), "en", clock.now())
    hand = await hands(await let_in(store, first.code)).open()
    assert "Set up your network: 0 of 6 done" in hand.words
    assert "Add an organisation" in hand.words
    assert "You administer this network alone." in hand.words
    await let_in(store, second.code)
    assert "alone" not in (await hand.open()).words
    await hand.press("Organisations")
    assert "Réseau" in hand.words


async def let_in(store: Store, code: str) -> UUID:
    found = await invitation_for(store, code)
    assert found is not None
    came = await store.run(accept, job_of(found.organisation_id), code)
    assert not isinstance(came, Refused)
    return came.member_id


async def test_somebody_alone_is_told_so(beginning: Beginning, hands: Any) -> None:
    """Nobody could sign what they propose: the page says who is missing before anything is proposed."""
    hand = await hands(beginning.first).open()
    assert "alone" not in hand.words
    await beginning.network.superuser.execute("DELETE FROM members WHERE id = $1", beginning.second)
    assert "You administer this network alone." in (await hand.open()).words


async def test_steps_count_what_is_there(beginning: Beginning, hands: Any) -> None:
    """POL-03: an administrator reads that a shelter is published, never its name or a bed."""
    owner = await beginning.add("shelter", name="Organisme A")
    await beginning.network.member(owner, Role.SHELTER_COORDINATOR)
    hand = await hands(beginning.first).open("/network/next")
    assert "Organisme A not yet" in hand.words
    await beginning.network.superuser.execute(PUBLISHED, owner)
    assert "Organisme A Done" in (await hand.open("/network/next")).words
    assert "Maison discrète" not in hand.html


async def test_what_an_organisation_lacks_stands_on_its_page(beginning: Beginning, hands: Any) -> None:
    """AGR-04: nobody there, then no coordinator, no number and no roster; a fund needs neither of the last two."""
    owner = await beginning.add("shelter", name="Organisme A")
    fund = await beginning.add("fund", name="Fonds B")
    hand = hands(beginning.first)
    words = (await hand.open(f"/network/organisations/{owner}")).words
    assert all(each in words for each in ("nobody there yet", "no duty number", "no roster"))
    await beginning.network.member(owner, Role.FRONT_DESK)
    assert "no coordinator" in (await hand.open(f"/network/organisations/{owner}")).words
    await beginning.network.member(fund, Role.FUND_ADMINISTRATOR)
    assert "Missing" not in (await hand.open(f"/network/organisations/{fund}")).words
