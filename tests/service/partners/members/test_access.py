"""What an access may be, who may give it, and which two people suffice (POL-04, IMM-01, PIV-05)."""

from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from service.partners.actor import Role
from service.partners.members.queries import members
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, propose, sign
from service.partners.proposals.rules import Access
from tests.service.partners.town import Town, got, why

POLICE = (Role.INVESTIGATOR,)


def in_days(town: Town, days: int) -> date:
    return town.today + timedelta(days=days)


async def trying(town: Town, by: UUID, access: Access, organisation: UUID | None = None) -> str:
    """Why an invitation with this access cannot even be proposed; empty when it can."""
    wish = rules.invitation("new@relais.test", access, "fr", organisation)
    answer = await town.run(propose, by, wish)
    return why(answer) if hasattr(answer, "reason") else ""


@pytest.mark.parametrize(
    ("kind", "roles", "fits"),
    [
        ("police", ["investigator"], True),
        ("police", ["pivot_worker"], False),
        ("police", ["investigator", "pivot_worker"], False),
        ("police", ["auditor"], False),
        ("pivot", ["investigator"], False),
        ("pivot", ["pivot_worker", "investigator"], False),
        ("shelter", ["shelter_coordinator", "pivot_worker"], True),
        ("fund", ["fund_administrator", "auditor"], False),
        ("fund", ["fund_administrator", "network_administrator"], False),
        ("audit", ["auditor"], True),
        ("audit", ["fund_administrator"], False),
        ("network", ["network_administrator"], True),
        ("network", ["pivot_worker"], False),
        ("coordination", ["regional_coordinator"], True),
        ("shelter", ["border_officer"], False),
        ("shelter", [], False),
    ],
)
async def test_which_roles_an_organisation_may_hold(
    town: Town, kind: str, roles: list[str], fits: bool
) -> None:
    """PIV-05, IMM-01: whoever writes the row, the schema's owner included."""
    organisation = await town.network.organisation(kind)
    insert = (
        "INSERT INTO members (organisation_id, email, roles, ends_on) VALUES ($1, 'odd@relais.test', $2, $3)"
    )
    if fits:
        await town.owner.execute(insert, organisation, roles, in_days(town, 100))
        return
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await town.owner.execute(insert, organisation, roles, in_days(town, 100))
    assert caught.value.constraint_name in {"members_roles_fit", "members_roles_check"}


async def test_there_is_no_organisation_and_no_role_for_borders(town: Town) -> None:
    """IMM-01: neither can be proposed; the rehearsal meets the constraint."""
    with pytest.raises(asyncpg.CheckViolationError):
        await town.run(
            propose,
            town.admins[0],
            rules.Propose(
                "organisation_create",
                {"network_id": str(town.network_id), "name": "x", "kind": "border", "language": "fr"},
            ),
        )
    wish = rules.Propose("invitation", {"roles": ["border"], "email": "b@x.test", "ends_on": "2027-01-01"})
    assert why(await town.run(propose, town.admins[0], wish)) == "roles_do_not_fit"


async def test_how_long_an_access_lasts(town: Town) -> None:
    """POL-04: an investigator's a year at most, anybody else's two, and never one that is over."""
    keeper, officer = town.keepers[0], town.officers[1]
    boss = town.officers[0]
    assert await trying(town, keeper, Access((Role.FRONT_DESK,), town.today)) == "member_ends_too_soon"
    assert await trying(town, keeper, Access((Role.FRONT_DESK,), date(2028, 11, 3))) == ""
    assert await trying(town, keeper, Access((Role.FRONT_DESK,), date(2028, 11, 4))) == "member_ends_too_late"
    assert await trying(town, officer, Access(POLICE, date(2027, 11, 3), boss)) == ""
    assert await trying(town, officer, Access(POLICE, date(2027, 11, 4), boss)) == "member_ends_too_late"


async def test_an_investigators_supervisor_is_another_one_of_the_service(town: Town) -> None:
    """POL-04: named, active, of the same service, and never in a circle; nobody else has one."""
    other = await town.network.member(await town.network.organisation("police"), Role.INVESTIGATOR)
    gone = await town.network.member(town.police, Role.INVESTIGATOR, ends_on=town.today)
    end = in_days(town, 100)
    for boss in (other, gone, town.keepers[0]):
        assert await trying(town, town.officers[1], Access(POLICE, end, boss)) == "not_a_supervisor"
    assert (
        await trying(town, town.keepers[0], Access((Role.FRONT_DESK,), end, town.officers[0]))
        == "not_a_supervisor"
    )
    circle = rules.access(town.officers[0], Access(POLICE, end, town.officers[1]))
    assert why(await town.run(propose, town.officers[2], circle)) == "not_a_supervisor"


async def test_the_first_supervisor_is_named_by_network_administrators(town: Town) -> None:
    """POL-04: a service without anybody gets its first investigator from two administrators, without a supervisor."""
    police = await town.network.organisation("police")
    await town.owner.execute("INSERT INTO network_members VALUES ($1, $2)", town.network_id, police)
    wish = rules.invitation("chief@relais.test", Access(POLICE, in_days(town, 300)), "en", police)
    await town.settled(town.admins[0], town.admins[1], wish)
    assert await town.owner.fetchval("SELECT count(*) FROM invitations WHERE supervisor_id IS NULL") == 1


async def test_colleagues_name_no_supervisor_among_themselves(town: Town) -> None:
    """POL-04: two investigators cannot take a third one in without a supervisor; with an administrator they can."""
    wish = rules.invitation("free@relais.test", Access(POLICE, in_days(town, 300)), "en", town.police)
    made = await town.proposed(town.officers[0], wish)
    assert why(await town.run(sign, town.officers[1], Sign(made.id))) == "these_two_do_not_suffice"
    got(await town.run(sign, town.admins[0], Sign(made.id)))


async def test_nobody_gives_what_is_not_theirs_to_give(town: Town) -> None:
    """A coordinator makes no fund administrator, a front desk makes nobody, and nobody settles their own access."""
    end = in_days(town, 100)
    mixed = await town.network.member(town.shelter, Role.PIVOT_WORKER)
    assert await trying(town, town.keepers[0], Access((Role.FUND_ADMINISTRATOR,), end)) == "not_found"
    assert await trying(town, mixed, Access((Role.SHELTER_COORDINATOR,), end)) == "not_found"
    assert await trying(town, mixed, Access((Role.FRONT_DESK,), end)) == ""
    assert await trying(town, town.desk, Access((Role.FRONT_DESK,), end)) == "not_allowed"
    assert await trying(town, town.keepers[0], Access((Role.FRONT_DESK,), end), town.pivots) == "not_found"
    promotion = Access((Role.SHELTER_COORDINATOR, Role.PIVOT_WORKER), end)
    own = rules.access(town.keepers[0], promotion)
    assert why(await town.run(propose, town.keepers[0], own)) == "not_found"
    byadmin = rules.access(town.keepers[0], promotion, town.shelter)
    made = await town.proposed(town.admins[0], byadmin)
    assert why(await town.run(sign, town.keepers[0], Sign(made.id))) == "not_allowed"
    assert why(await town.run(sign, town.keepers[1], Sign(made.id))) == "not_allowed"


async def test_nobody_settles_their_own_access(town: Town) -> None:
    """Neither as the one who proposes nor as the one who signs, and not for a single day more."""
    longer = Access((Role.SHELTER_COORDINATOR,), in_days(town, 700))
    keeper, colleague = town.keepers[:2]
    assert why(await town.run(propose, keeper, rules.access(keeper, longer))) == "not_found"
    made = await town.proposed(town.admins[0], rules.access(keeper, longer, town.shelter))
    assert why(await town.run(sign, keeper, Sign(made.id))) == "not_allowed"
    async with town.application(keeper) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetch("SELECT * FROM relais.put_in_force($1)", made.id)
    assert caught.value.constraint_name == "proposals_signer"
    got(await town.run(sign, colleague, Sign(made.id)))
    own = rules.access(town.admins[0], Access((Role.NETWORK_ADMINISTRATOR,), in_days(town, 700)))
    assert why(await town.run(propose, town.admins[0], own)) == "not_found"


async def test_an_organisation_is_not_settled_over_its_head(town: Town) -> None:
    """While somebody there can sign, one of the two is from there; when nobody can, two administrators suffice."""
    wish = rules.invitation(
        "new@relais.test", Access((Role.FUND_ADMINISTRATOR,), in_days(town, 100)), "fr", town.fund
    )
    made = await town.proposed(town.admins[0], wish)
    assert why(await town.run(sign, town.admins[1], Sign(made.id))) == "these_two_do_not_suffice"
    async with town.application(town.admins[1]) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetch("SELECT * FROM relais.put_in_force($1)", made.id)
    assert caught.value.constraint_name == "proposals_pair"
    await town.owner.execute(
        "UPDATE members SET ends_on = $1 WHERE organisation_id = $2", town.today, town.fund
    )
    got(await town.run(sign, town.admins[1], Sign(made.id)))


async def test_a_strangers_administrator_settles_nothing_here(town: Town) -> None:
    """A network administrator's word counts in their own networks alone."""
    end = in_days(town, 100)
    assert await trying(town, town.strangers[0], Access((Role.FRONT_DESK,), end), town.shelter) == "not_found"
    wish = rules.access(town.desk, Access((Role.FRONT_DESK,), end), town.shelter)
    assert why(await town.run(propose, town.strangers[0], wish)) == "not_found"
    for refused in (
        rules.police_budget(town.network_id, 1, 200),
        rules.police_members(town.network_id, "none"),
        rules.organisation(town.network_id, "x", "fund", regions=(), language="fr"),
        rules.accreditation(town.fund, None),
        rules.joining(town.network_id, town.far),
        rules.leaving(town.network_id, town.fund),
    ):
        assert why(await town.run(propose, town.strangers[0], refused)) == "not_found", refused


async def test_an_organisation_is_led_into_a_network_by_its_own_people(town: Town) -> None:
    """AGR-01: two administrators of a network do not take in somebody else's partner."""
    made = await town.proposed(town.admins[0], rules.joining(town.network_id, town.far))
    assert why(await town.run(sign, town.admins[1], Sign(made.id))) == "these_two_do_not_suffice"
    theirs = await town.network.member(town.far, Role.PIVOT_WORKER)
    got(await town.run(sign, theirs, Sign(made.id)))


async def test_police_stay_out_of_a_network_without_them(town: Town) -> None:
    """AGR-01: it neither takes one in, nor closes while one is inside, nor is of the community with police."""
    police = await town.network.organisation("police")
    await town.owner.execute("UPDATE networks SET police_members = 'none' WHERE id = $1", town.far_network)
    for wish, by in (
        (rules.joining(town.far_network, police), town.strangers[0]),
        (rules.organisation(town.far_network, "P9", "police", regions=(), language="fr"), town.strangers[0]),
        (rules.network("C", "community_only", "hold_only"), town.admins[0]),
    ):
        assert why(await town.run(propose, by, wish)) == "network_without_police"
    closing = rules.police_members(town.network_id, "none")
    assert why(await town.run(propose, town.admins[0], closing)) == "police_in_the_network"


async def test_a_network_keeps_an_administrator(town: Town) -> None:
    """The last administration cannot leave its network to nobody."""
    wish = rules.leaving(town.network_id, town.net)
    assert why(await town.run(propose, town.admins[0], wish)) == "last_network_administrator"


async def test_who_reads_which_members(town: Town) -> None:
    """One's own organisation; an administrator those of the network; a front desk itself; a stranger nobody."""
    counts = {}
    for name, member in (
        ("keeper", town.keepers[0]),
        ("desk", town.desk),
        ("admin", town.admins[0]),
        ("stranger", town.strangers[0]),
    ):
        async with town.store.reading(member) as session:
            counts[name] = len(await members(session))
    assert counts == {"keeper": 4, "desk": 1, "admin": 17, "stranger": 3}
    async with town.store.reading(town.keepers[0]) as session:
        mine = [(each.is_you, each.may_change) for each in await members(session)]
    assert sorted(mine) == [(False, True)] * 3 + [(True, False)]
