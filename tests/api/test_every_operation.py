"""Every operation of the API's own document, knocked at without a token, with random ids, and with others' ids."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from service.partners.actor import Role
from service.reports.codebook.rules import CODE_BOOK
from tests.api.described import Example, Operation, operations
from tests.api.knocking import UUIDS, knock, named, statements
from tests.api.world import KINDS, World
from tests.network import Network
from tests.visibility.doors import DOORS, EVERYBODY, inside, letter

MEANT = {
    ("search_board", Role.PIVOT_WORKER),
    ("search_board", Role.REGIONAL_COORDINATOR),
    ("list_funds", Role.PIVOT_WORKER),
    ("list_payees_of_fund", Role.PIVOT_WORKER),
    ("read_coverage", Role.PIVOT_WORKER),
    ("read_operation_counts", Role.AUDITOR),
}
"""What is told to somebody in another organisation by its very purpose: which shelters there are and who gives money,
to those who accompany people; and to an auditor how many (POL-03)."""
PUBLISHED = frozenset({"read_code_book", "read_annual_report"})
"""Doors that name every code there is, whatever the world holds."""
WORDS = re.compile(r"[0-9A-Za-z-]{4,}")


async def stranger(role: Role, network: Network) -> UUID:
    """A member in this role of an organisation that nobody here has to do with."""
    return await network.member(await network.organisation(KINDS[role], regions=["CA-BC"]), role)


def test_every_operation_has_its_line_in_the_matrix() -> None:
    """POL-03: a new operation is entered with the roles that may come in, or it does not pass; one that is gone
    leaves."""
    assert {each.id for each in operations()} ^ set(DOORS) == set()
    assert len(DOORS) > 80


def test_only_doors_for_everybody_are_open_without_a_token() -> None:
    """POL-03: what needs no token is marked so in the matrix, and the other way round."""
    assert {each.id for each in operations() if each.public} == {
        id_ for id_, letters in DOORS.items() if letters == EVERYBODY
    }


def test_the_network_administrator_comes_in_nowhere_but_to_themselves() -> None:
    """POL-03 with design.md section 7: no case, no bed, no request; all cells no."""
    entered = {each for each in DOORS if letter(each, Role.NETWORK_ADMINISTRATOR) not in "-x*"}
    assert entered - OF_ONESELF == OF_NETWORKS
    assert entered >= OF_ONESELF


OF_NETWORKS = {
    "enter_anonymisation",
    "enter_incident",
    "enter_incident_again",
    "list_anonymisations",
    "list_incidents",
    "list_retention_periods",
    "propose_retention",
    "read_me",
    "read_limits",
    "write_duty_number",
    "end_access",
    "list_alerts",
    "list_invitations",
    "list_members",
    "list_networks",
    "list_proposals",
    "list_terms",
    "propose_access",
    "propose_accreditation",
    "propose_invitation",
    "propose_joining",
    "propose_leaving",
    "propose_network",
    "propose_organisation",
    "propose_police_budget",
    "propose_police_members",
    "propose_root_rotation",
    "propose_term",
    "renew_invitation",
    "sign_proposal",
    "withdraw_invitation",
    "withdraw_proposal",
}
"""The doors of a network administrator: about themselves and about organisations, never about what these do."""
OF_ONESELF = {
    "begin_passkey",
    "begin_step_up_by_passkey",
    "confirm_code",
    "end_code",
    "end_other_sessions",
    "end_passkey",
    "end_session",
    "list_credentials",
    "list_sessions",
    "prove_by_code",
    "prove_by_passkey",
    "read_step_up",
    "register_passkey",
    "renew_recovery_codes",
    "set_up_code",
    "sign_out",
}
"""What everybody does with what they sign in with, whatever their role."""


async def test_without_a_token_nobody_is_told_anything(client: httpx.AsyncClient, world: World) -> None:
    """Whatever is sent, and whether the thing exists or not: 401, before anything else is looked at."""
    wrong = []
    for operation in operations():
        if operation.public:
            continue
        example = Example(world.clock.now(), uuid4())
        for headers in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic eDp5"}):
            answer = await knock(client, operation, example, named(operation, world), headers)
            said = (answer.status_code, answer.headers["content-type"], answer.json()["type"])
            if said != (401, "application/problem+json", "/problems/not_signed_in"):
                wrong.append((operation.id, headers, said))
    assert wrong == []


def outcome(answer: httpx.Response) -> str:
    """The letter of the matrix that an answer stands for; `?` when the example itself was wrong."""
    problem = answer.json()["type"].rpartition("/")[2] if is_problem(answer) else ""
    return {"not_allowed": "-", "not_found": "0", "bad_input": "?"}.get(problem, "y")


@pytest.mark.parametrize("role", Role)
async def test_strangers_learn_nothing_of_others(
    role: Role, client: httpx.AsyncClient, world: World, network: Network, as_: Any
) -> None:
    """CNF-03, POL-03: with ids that exist, in the path and in the body, and with ids that do not, the answers are as
    the matrix says, the same, documented, and hold nothing of another organisation; nothing breaks."""
    secrets = await world.secrets()
    me = await stranger(role, network)
    wrong: list[tuple[str, str, Any]] = []
    for operation in operations():
        theirs = named(operation, world)
        answers = []
        for ids, body_ids in ((theirs, world.ids), ({name: uuid4() for name in operation.ids}, {})):
            example = Example(world.clock.now(), uuid4())
            answer = await knock(client, operation, example, ids, as_(me, key=uuid4().hex), body_ids=body_ids)
            wrong += [(operation.id, why, answer.text[:300]) for why in faults(operation, answer)]
            told = leaked(answer, secrets - published(operation), {**ids, **body_ids})
            wrong += [(operation.id, "tells", told)] if told and (operation.id, role) not in MEANT else []
            answers.append((answer.status_code, answer.json().get("type") if is_problem(answer) else ""))
            if not operation.public and outcome(answer) != letter(operation.id, role).replace("x", "0"):
                wrong.append(
                    (operation.id, f"is {outcome(answer)}, not {letter(operation.id, role)}", answer.text)
                )
        asked_by_id = operation.ids or letter(operation.id, role) == "0"
        if asked_by_id and answers[0] != answers[1] and (operation.id, role) not in MEANT:
            wrong.append((operation.id, "tells what exists", answers))
    assert wrong == []


@pytest.mark.parametrize("role", Role)
async def test_a_colleague_in_another_role_stays_outside(
    role: Role, client: httpx.AsyncClient, world: World, network: Network, as_: Any
) -> None:
    """POL-03, SAF-08: it is the role that comes in, not the organisation: somebody of the very organisation whose
    thing it is, in a role that the matrix leaves out, is refused before anything is read."""
    await world.db.execute("SET session_replication_role = replica")  # the schema would not even let them be
    members = {kind: await network.member(home, role) for kind, home in (await homes(world)).items()}
    await world.db.execute("RESET session_replication_role")
    wrong = []
    for operation in operations():
        expected = letter(operation.id, role)
        if expected not in "-x":
            continue
        for kind in {KINDS[each] for each in inside(operation.id)} & set(members):
            example = Example(world.clock.now(), uuid4())
            headers = as_(members[kind], key=uuid4().hex)
            answer = await knock(
                client, operation, example, named(operation, world), headers, body_ids=world.ids
            )
            if outcome(answer) != expected.replace("x", "0"):
                wrong.append((operation.id, kind, answer.text[:300]))
    assert wrong == []


async def homes(world: World) -> dict[str, UUID]:
    """The world's organisation of each kind."""
    found = {}
    for role, member in world.people.items():
        found[KINDS[role]] = await world.one(f"SELECT organisation_id FROM members WHERE id = '{member}'")
    return found


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NETWORK_ADMINISTRATOR])
async def test_what_is_not_yours_answers_like_what_is_not_there(
    role: Role, world: World, network: Network, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """POL-03: another organisation's id and a random one: the same problem document, byte for byte but for the id, by
    the same statements."""
    me = await stranger(role, network)
    wrong: list[tuple[str, Any]] = []
    for operation in operations():
        if operation.public or letter(operation.id, role) != "0":
            continue
        told = []
        for ids, body_ids in ((None, {}), (None, {}), (named(operation, world), world.ids)):
            example = Example(world.clock.now(), uuid4())
            at = ids or {name: uuid4() for name in operation.ids}
            with statements(monkeypatch) as sent:
                headers = as_(me, key=uuid4().hex)
                answer = await knock(world.client, operation, example, at, headers, body_ids=body_ids)
            told.append((answer.status_code, UUIDS.sub("…", answer.text), sent))
        if told[1] != told[2]:
            wrong.append((operation.id, told[1:]))
    assert wrong == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NETWORK_ADMINISTRATOR])
async def test_nothing_breaks_for_the_worlds_own_people(
    role: Role, client: httpx.AsyncClient, world: World, as_: Any
) -> None:
    """Each operation with everything it may be asked, by somebody who may well do it, answers as documented."""
    wrong = []
    for only_required in (True, False):
        for operation in operations():
            example = Example(world.clock.now(), uuid4(), only_required)
            answer = await knock(
                client, operation, example, named(operation, world), as_(world.people[role], key=uuid4().hex)
            )
            wrong += [(operation.id, why, answer.text[:300]) for why in faults(operation, answer)]
    assert wrong == []


def is_problem(answer: httpx.Response) -> bool:
    return str(answer.headers.get("content-type")) == "application/problem+json"


def faults(operation: Operation, answer: httpx.Response) -> list[str]:
    """What is wrong with an answer, whoever asked."""
    found = []
    if answer.status_code >= 500:
        found.append(f"broken: {answer.status_code}")
    if answer.status_code not in operation.statuses:
        found.append(f"undocumented: {answer.status_code}")
    if answer.status_code >= 400 and not is_problem(answer):
        found.append(f"no problem document: {answer.headers.get('content-type')}")
    if is_problem(answer) and not answer.json()["detail"]:
        found.append("nothing to do next")
    return found


def published(operation: Operation) -> frozenset[str]:
    """The codes that a door names to everybody."""
    codes = {code for dimension in CODE_BOOK.values() for code in dimension.codes}
    return frozenset(codes) if operation.id in PUBLISHED else frozenset()


def leaked(answer: httpx.Response, secrets: frozenset[str], sent: Mapping[str, UUID]) -> set[str]:
    """Identifiers and codes of the world in an answer, but for those that were sent."""
    return set(secrets.intersection(WORDS.findall(answer.text))) - {str(id_) for id_ in sent.values()}
