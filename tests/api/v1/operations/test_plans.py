"""Proposals through the doors: numbers and sentences in both languages, one effect per key, nothing said too much."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.v1.operations.words import board_sentence, proposal_sentence
from service.clock import SetClock
from service.operations.arranging import Reason
from service.operations.proposals.queries import Proposal
from service.store.store import Store
from tests.network import Network
from tests.service.operations.stage import Stage, scenario_a

DAY_0 = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
PLAN: dict[str, Any] = {
    "minimum": 1,
    "expected": 5,
    "maximum": 5,
    "parties": [{"people": [{"gender": "man", "count": 5}], "label": "A"}],
    "areas": [{"region": "CA-ON", "city": "Hamilton"}, {"region": "CA-ON", "city": "Toronto"}],
    "window": {"starts_at": "2026-11-04T10:00:00Z", "ends_at": "2026-11-04T16:00:00Z"},
    "hold_now": False,
}


@pytest.fixture
async def stage(network: Network, clock: SetClock, store: Store) -> Stage:
    clock.set(DAY_0)
    return await scenario_a(network, DAY_0)


async def test_propose_look_and_accept_over_http(stage: Stage, client: httpx.AsyncClient, as_: Any) -> None:
    """OPS-01, OPS-06, OPS-07: five of label A over three sites. The proposal says so in one sentence and names no
    shelter; accepted twice with one key, it holds once; what it told stands in the operation."""

    def mine(key: str) -> Any:
        return as_(stage.investigator, key=key)

    made = (await client.post("/v1/operations", json=PLAN, headers=mine("make"))).json()
    assert (made["standing"]["held"], made["standing"]["state"]) == (0, "planned")
    path = f"/v1/operations/{made['id']}/proposals"
    reply = await client.post(path, headers=mine("propose"))
    assert reply.status_code == 201, reply.text
    found = reply.json()
    assert (found["people"], found["by_agreement"], found["on_request"], found["at_most"]) == (5, 3, 0, 3)
    assert found["sentence"] == (
        "3 of 5 places can be held, 0 asked for. Nothing is held. "
        "Not placed: 2 A: a fourth site is needed, or an override."
    )
    for shelter in stage.shelters.values():
        assert str(shelter.id) not in reply.text
    again = await client.get(f"{path}/{found['id']}", headers=as_(stage.investigator))
    assert again.json() == found
    other = await client.get(
        f"/v1/operations/{uuid4()}/proposals/{found['id']}", headers=as_(stage.investigator)
    )
    assert other.status_code == 404
    accept = f"{path}/{found['id']}/acceptance"
    first, second = [await client.post(accept, headers=mine("accept")) for _ in range(2)]
    assert first.json() == second.json()
    assert (first.json()["held"], first.json()["waiting"]) == (3, 2)
    assert await stage.held() == {"S4": 1, "S7": 1, "S8": 1}
    late = await client.post(accept, headers=mine("late"))
    assert (late.status_code, late.json()["type"]) == (409, "/problems/proposal_over")
    for tongue, said in (
        ("en", "Accepted. 3 of 5 held. Not placed: 2 A: a fourth site is needed, or an override."),
        ("fr", "Acceptée. 3 places sur 5 retenues. "
               "Sans place : 2 A : il faut un quatrième lieu, ou une dérogation."),
    ):  # fmt: skip
        mine_in = as_(stage.investigator, language=tongue)
        taken = (await client.get(f"{path}/{found['id']}", headers=mine_in)).json()
        assert (taken["state"], taken["sentence"]) == ("accepted", said)


async def test_when_the_day_is_spent_nothing_is_proposed(
    stage: Stage, client: httpx.AsyncClient, as_: Any, clock: SetClock
) -> None:
    """OPS-19: a proposal is a look; it holds nothing, so when no look is left it is refused and tells nothing. What one
    proposed before says follows what became of it (OPS-06)."""
    await stage.superuser.execute("UPDATE networks SET questions_a_day = 1")
    made = (
        await client.post("/v1/operations", json=PLAN, headers=as_(stage.investigator, key="make"))
    ).json()
    path = f"/v1/operations/{made['id']}/proposals"
    first = await client.post(path, headers=as_(stage.investigator, key="one"))
    assert first.status_code == 201
    reply = await client.post(path, headers=as_(stage.investigator, key="two"))
    assert (reply.status_code, reply.json()["type"]) == (429, "/problems/feasibility_budget_spent")
    one = f"{path}/{first.json()['id']}"
    assert (await client.get(one, headers=as_(stage.investigator))).json() == first.json()
    over = "Terminée : l'opération ne cherche plus de places. Rien de cette proposition n'est retenu."
    clock.set(datetime.fromisoformat(PLAN["window"]["ends_at"]))
    late = (await client.get(one, headers=as_(stage.investigator, language="fr"))).json()
    assert (late["state"], late["sentence"]) == ("open", over)
    clock.set(DAY_0)
    await client.post(f"/v1/operations/{made['id']}/cancel", headers=as_(stage.investigator, key="end"))
    cancelled = (await client.get(one, headers=as_(stage.investigator, language="fr"))).json()
    assert (cancelled["state"], cancelled["sentence"]) == ("open", over)
    await stage.superuser.execute("UPDATE operation_proposals SET state = 'replaced'")
    replaced = (await client.get(one, headers=as_(stage.investigator))).json()
    assert replaced["sentence"] == (
        "Replaced: a newer proposal has taken its place. Nothing of this one is held."
    )


def proposal(**more: Any) -> Proposal:
    known: dict[str, Any] = {
        "id": UUID(int=1),
        "operation_id": UUID(int=2),
        "made_at": DAY_0,
        "state": "open",
    }
    known |= {"told": True, "people": 10, "by_agreement": 6, "on_request": 2, "at_most": 9, "proven": False}
    return Proposal(**{**known, "not_placed": (), **more})


def test_a_proposal_that_is_not_proven_says_how_good_another_could_be() -> None:
    """OPS-06, LNG-01: "at best" only where there is something better to hope for, and where it may be told."""
    assert proposal_sentence(proposal(), "en") == (
        "6 of 10 places can be held, 2 asked for. Nothing is held. At best 9."
    )
    assert proposal_sentence(proposal(), "fr") == (
        "6 places sur 10 peuvent être retenues, 2 demandées. Rien n'est retenu. Au mieux 9."
    )
    for sure in ({"proven": True}, {"told": False}, {"at_most": 8}):
        assert "At best" not in proposal_sentence(proposal(**sure), "en")


def test_what_one_rule_keeps_out_and_what_went_are_said_in_both_languages() -> None:
    """OPS-07, OPS-06, LNG-01: each reason complete in French and in English."""
    nobody = Reason(None, 2, "nobody_admits", 0, 0, {"age": 9, "security": 4})
    assert board_sentence(8, 10, [nobody], "en").endswith(
        "Not placed: 2: no site admits them. But for the rule on age, 9 would; on the security level, 4."
    )
    assert board_sentence(8, 10, [nobody], "fr").endswith(
        "Sans place : 2 : aucun lieu ne les admet. "
        "Sans la règle sur l'âge, 9 le feraient; sur le niveau de sécurité, 4."
    )
    one = Reason("B", 1, "nobody_admits", 0, 0, {"gender": 1})
    assert board_sentence(9, 10, [one], "fr").endswith(
        "aucun lieu ne les admet. Sans la règle sur le genre, 1 le ferait."
    )
    crowd = Reason(None, 1, "full", 3, 1)
    assert board_sentence(2, 3, [crowd], "en").endswith(
        "Not placed: 1: the beds that fit are not enough (3 need them, sites: 1)."
    )
    gone = Reason("A", 1, "gone", 0, 0)
    assert board_sentence(2, 3, [gone], "en").endswith(
        "Not placed: 1 A: the bed that was proposed has been taken meanwhile."
    )
    assert board_sentence(2, 3, [gone], "fr").endswith(
        "Sans place : 1 A : le lit proposé a été pris entre-temps."
    )
