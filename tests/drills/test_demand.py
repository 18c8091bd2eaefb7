"""Drill X5: an authority demands all that there is about a person (IMM-06, IMM-01, CNF-02, CNF-12).

What is asked for is a person; what there is are codes. Nobody but those who accompany a case can read it at all, no
question of the API or of the command line takes a person, and a copy of the database opens nothing by itself.
"""

import re
from collections.abc import Mapping
from uuid import UUID, uuid4

import click
import httpx
import pytest

from api.cli.main import main
from service.partners.actor import Role
from tests.api.described import SCHEMAS, Example, operations
from tests.api.world import World

A_PERSON = re.compile(
    r"^(first_?|last_?|full_?|given_?|family_?)name$|birth|nationality|passport|visa|immigration_(?!support)|sex_?offend|photo|story"
    r"|social_insurance|health_card|complaint|testimony|next_of_kin",
)


def asked_for() -> set[str]:
    """The name of every field and parameter that any door takes."""
    parameters = {each["name"] for operation in operations() for each in operation.query}
    fields = {name for schema in SCHEMAS.values() for name in schema.get("properties", {})}
    return parameters | fields


def test_no_door_takes_a_person() -> None:
    """IMM-06: there is no search for persons: nothing that is asked anywhere is about who somebody is."""
    names = asked_for()
    assert len(names) > 200
    assert sorted(name for name in names if A_PERSON.search(name)) == []


def options(command: click.Command) -> set[str]:
    """What a command and its own commands take."""
    taken = {option for parameter in command.params for option in parameter.opts}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            taken |= options(found) if found else set()
    return taken


def test_no_command_takes_a_person() -> None:
    """IMM-06: an operator has no bulk export by person either."""
    taken = options(main)
    assert {"name", "--url", "request"} <= taken
    assert sorted(one for one in taken if A_PERSON.search(one.strip("-").replace("-", "_"))) == []


async def everything(world: World, client: httpx.AsyncClient, member: UUID) -> str:
    """All that a member can read, with every id of the world in their hands."""
    example, said = Example(world.clock.now(), uuid4()), []
    for operation in operations():
        if operation.method == "GET" and not operation.public:
            ids = {name: world.ids.get(name, example.some_id) for name in operation.ids}
            query: Mapping[str, str] = {"region": "CA-ON", "person": "man:25%2B", "nights": "1"}
            known = {each["name"] for each in operation.query}
            answer = await client.get(
                operation.at(ids),
                params={name: value for name, value in query.items() if name in known},
                headers=world.as_(member),
            )
            said.append(answer.text)
    return "\n".join(said)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.PIVOT_WORKER, Role.NETWORK_ADMINISTRATOR}]
)
async def test_who_is_served_a_demand_has_no_case_to_hand_over(
    world: World, client: httpx.AsyncClient, role: Role
) -> None:
    """CNF-04, POL-03: only those who accompany a case can read its code, so a demand ends at their organisation."""
    code = await world.db.fetchval("SELECT code FROM cases")
    case = str(world.ids["case_id"])
    pivot = await everything(world, client, world.stage.pivot)
    assert code in pivot
    said = await everything(world, client, world.people[role])
    assert code not in said
    assert case not in said


async def test_the_network_s_own_administrator_has_nothing(world: World, client: httpx.AsyncClient) -> None:
    """POL-03, design.md section 7: who runs the network reads no case, bed or request."""
    office = await world.network.organisation("network", regions=["CA-ON"])
    administrator = await world.network.member(office, Role.NETWORK_ADMINISTRATOR)
    said = await everything(world, client, administrator)
    told = [
        str(value)
        for name, value in world.ids.items()
        if name in {"case_id", "referral_id", "request_id", "operation_id"}
    ]
    assert len(told) == 4
    assert [one for one in told if one in said] == []


async def test_another_organisation_is_asked_in_vain(world: World, client: httpx.AsyncClient) -> None:
    """CNF-04: another pivot organisation, of the same network, has nothing of this case."""
    other = await world.network.organisation("pivot", regions=["CA-ON"])
    member = await world.network.member(other, Role.PIVOT_WORKER)
    code = await world.db.fetchval("SELECT code FROM cases")
    said = await everything(world, client, member)
    assert code not in said
    assert str(world.ids["case_id"]) not in said
