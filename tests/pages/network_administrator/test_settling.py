"""Every setting of a network: proposed by one, with every value kept, signed by another, and the taps counted."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from service.partners.actor import Role
from service.store.store import Store
from tests.pages.network_administrator.conftest import Beginning

NAMES = "SELECT name, kind, regions FROM organisations WHERE name = $1"


def change(beginning: Beginning, what: str) -> str:
    return f"/network/{beginning.id}/change/{what}"


async def signed(beginning: Beginning, hands: Any, name: str) -> Any:
    """The second person signs what waits: home, the list, the signature."""
    hand = await hands(beginning.second).open()
    await hand.press("Read and sign")
    return await hand.press(f"Sign: {name}")


async def test_an_organisation_is_added_by_two(beginning: Beginning, hands: Any) -> None:
    """PIV-10; another's change is signed in two taps, and a passkey (the tests' store proves by itself)."""
    hand = await hands(beginning.first).open()
    await hand.press("Networks and police")
    await hand.press(f"Add an organisation · {await named(beginning)}")
    hand.fill(name="Maison des Lilas", kind="shelter", regions=["CA-ON", "US-NY"])
    await hand.press("Propose")
    assert "Proposed. Another person signs within 7 days." in hand.words
    other = await signed(beginning, hands, "Add the organisation Maison des Lilas")
    assert other.taps == 2
    assert "The change is in place." in other.words
    found = await beginning.network.superuser.fetchrow(NAMES, "Maison des Lilas")
    assert tuple(found) == ("Maison des Lilas", "shelter", ["CA-ON", "US-NY"])


async def named(beginning: Beginning) -> str:
    name: str = await beginning.network.superuser.fetchval(
        "SELECT name FROM networks WHERE id = $1", beginning.id
    )
    return name


async def test_a_form_keeps_what_was_typed(beginning: Beginning, hands: Any) -> None:
    """Points 13 and 18: a missing kind, the other language, a name that says too much; nothing typed is lost."""
    hand = await hands(beginning.first).open(change(beginning, "organisation"))
    hand.fill(name="Maison des Lilas", regions=["CA-ON"], accredited_until="bientôt")
    await hand.press("Propose")
    assert hand.status == 400
    assert 'href="#kind"' in hand.html
    assert 'href="#accredited_until"' in hand.html
    assert hand.values()["name"] == "Maison des Lilas"
    assert ("regions", "CA-ON") in tuple(hand.values().items())
    await hand.press("Français")
    assert "Ajouter un organisme" in hand.words
    assert hand.values()["name"] == "Maison des Lilas"
    hand.fill(name="Lilas, sans papiers", kind="shelter", accredited_until="")
    await hand.press("Proposer")
    assert hand.status == 422
    assert hand.values()["name"] == "Lilas, sans papiers"
    assert await beginning.network.superuser.fetchval("SELECT count(*) FROM proposals") == 0


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("police", {"police_members": "none"}),
        ("budget", {"minimum_sites": "4", "questions_a_day": "30"}),
        ("word", {"term": "person", "fr": "personne", "en": "person"}),
    ],
)
async def test_each_change_of_a_network_waits_for_another(
    beginning: Beginning, hands: Any, what: str, fields: dict[str, str]
) -> None:
    """AGR-01, RIG-04: what is proposed names its network, and is in force once somebody else has signed."""
    hand = await hands(beginning.first).open(change(beginning, what))
    await hand.fill(**fields).press("Propose")
    assert await named(beginning) in hand.words
    assert "You proposed this: another person signs." in hand.words
    await hands(beginning.second).open()
    other = await (await hands(beginning.second).open()).press("Read and sign")
    (name,) = [each for each in other.html.split('aria-label="') if each.startswith("Sign: ")]
    await other.press(name.partition('"')[0])
    states = await beginning.network.superuser.fetch("SELECT state FROM proposals")
    assert [row["state"] for row in states] == ["in_force"]


async def test_one_takes_back_what_one_proposed(beginning: Beginning, hands: Any) -> None:
    """Nothing changes, so one person is enough: two taps from home."""
    hand = await hands(beginning.first).open("/network/new/key")
    await hand.fill(root="care").press("Propose")
    hand.taps = 0
    await hand.open()
    await hand.press("See or withdraw")
    await hand.press("Withdraw: Renew a root key")
    assert hand.taps == 2
    assert "Nothing has changed." in hand.words


async def test_a_network_of_ones_own_and_who_enters_it(beginning: Beginning, hands: Any) -> None:
    """AGR-01: a new network around one's organisation; an organisation of the other one enters it."""
    owner = await beginning.add("shelter", name="Organisme A")
    coordinator = await beginning.network.member(owner, Role.SHELTER_COORDINATOR)
    hand = await hands(beginning.first).open("/network/new/network")
    hand.fill(name="Deuxième réseau", structure="community_only", police_members="none")
    await hand.press("Propose")
    await signed(beginning, hands, "Create the network Deuxième réseau")
    new = await beginning.network.superuser.fetchval("SELECT id FROM networks WHERE name = 'Deuxième réseau'")
    await hand.open(f"/network/{new}/change/joining")
    await hand.fill(organisation_id=owner).press("Propose")
    theirs = await hands(coordinator).open("/proposals")
    (name,) = [
        each for each in theirs.html.split('aria-label="') if each.startswith("Sign: Let Organisme A enter")
    ]
    await theirs.press(name.partition('"')[0])
    await hand.open("/network")
    await hand.press("Let Organisme A leave · Deuxième réseau")
    assert "Let Organisme A leave · Deuxième réseau" in hand.words


async def test_a_member_in_four_taps_and_an_address(beginning: Beginning, hands: Any) -> None:
    """POL-04: invite, organisation, role, send; the end is there already. It says what they will see and never see."""
    owner = await beginning.add("shelter", name="Organisme A")
    hand = await hands(beginning.first).open()
    await hand.press("Invite somebody")
    assert "Will see empty beds and arrivals." in hand.words
    assert "Will never see origin or money." in hand.words
    hand.fill(organisation_id=owner, role="front_desk", email="accueil@maison.test")
    await hand.press("Propose the invitation")
    assert hand.taps == 5, "four, and the address"
    assert "Invite accueil@maison.test" in hand.words


async def test_an_organisation_offers_the_roles_that_it_may_hold(beginning: Beginning, hands: Any) -> None:
    """PIV-05: police investigate and nothing else; nobody else does."""
    police, pivot = await beginning.add("police"), await beginning.add("pivot")
    hand = hands(beginning.first)
    await hand.open(f"/members/invite?organisation_id={police}")
    assert hand.html.count('name="role"') == 1
    assert "investigator" in hand.words
    await hand.open(f"/members/invite?organisation_id={pivot}")
    assert 'value="investigator"' not in hand.html
    assert hand.html.count('name="role"') == 5


@pytest.fixture
async def ending(beginning: Beginning) -> UUID:
    """A coordinator whose access ends in nine days."""
    owner = await beginning.add("shelter", name="Organisme A")
    soon = date(2026, 11, 12)
    return await beginning.network.member(
        owner, Role.SHELTER_COORDINATOR, ends_on=soon, email="coordination@a.test"
    )


async def test_an_access_that_ends_is_seen_and_made_longer(
    beginning: Beginning, hands: Any, ending: UUID
) -> None:
    """POL-04: home says where; three taps propose another year, and the roles stay."""
    hand = await hands(beginning.first).open()
    await hand.press("Organisme A · accesses: 1")
    assert "ends within 30 days" in hand.words
    await hand.press("Make the access of coordination@a.test longer")
    await hand.press("Propose this end")
    assert hand.taps == 3
    assert "12 Nov 2026 → 3 Nov 2027" in hand.words
    await signed(beginning, hands, "Change an access · Organisme A")
    row = await beginning.network.superuser.fetchrow(
        "SELECT roles, ends_on FROM members WHERE id = $1", ending
    )
    assert tuple(row) == (["shelter_coordinator"], date(2027, 11, 3))


async def test_an_access_ends_in_three_taps(beginning: Beginning, hands: Any, ending: UUID) -> None:
    """PIV-03: members, end, end; the page says what stays alive."""
    hand = await hands(beginning.first).open()
    await hand.press("Members")
    await hand.press("End the access of coordination@a.test")
    assert "Places held, requests and agreements." in hand.words
    await hand.press("End the access")
    assert hand.taps == 3
    assert await beginning.network.superuser.fetchval("SELECT left_at FROM members WHERE id = $1", ending)


async def test_until_when_an_organisation_is_accredited(beginning: Beginning, hands: Any) -> None:
    """PIV-10: a date, or none; the page shows from what to what."""
    owner = await beginning.add("pivot", name="Organisme P")
    hand = await hands(beginning.first).open(f"/network/organisations/{owner}")
    await hand.press("Change the accreditation")
    await hand.fill(accredited_until="bientôt").press("Propose")
    assert (hand.status, hand.values()["accredited_until"]) == (400, "bientôt")
    await hand.fill(accredited_until="2027-06-30").press("Propose")
    assert "no end → 30 Jun 2027" in hand.words


@pytest.mark.parametrize("role", [Role.SHELTER_COORDINATOR, Role.AUDITOR, Role.FRONT_DESK])
async def test_nobody_else_reads_or_proposes_any_of_it(
    beginning: Beginning, store: Store, hands: Any, role: Role
) -> None:
    """POL-03: refused alike, whatever there is."""
    kind = "audit" if role is Role.AUDITOR else "shelter"
    other = await beginning.network.member(await beginning.add(kind), role)
    hand = hands(other)
    for path in ("/network", "/network/organisations", "/network/next", "/network/new/key"):
        assert (await hand.open(path)).status == 403, path
    assert (await hand.open(change(beginning, "police"))).status == 403
    assert (await hand.open(f"/network/organisations/{beginning.home}")).status == 403
    async with store.reading(other) as session:
        assert await session.connection.fetch("SELECT * FROM relais.network_setup()") == []


async def test_what_is_not_there_is_not_yours(beginning: Beginning, hands: Any) -> None:
    """An unknown change, another's network and another's organisation answer alike."""
    elsewhere = await beginning.network.organisation("shelter")
    hand = hands(beginning.first)
    for path in (
        change(beginning, "else"),
        f"/network/{beginning.home}/change/police",
        "/network/new/else",
        f"/network/organisations/{elsewhere}",
    ):
        assert (await hand.open(path)).status == 404, path
