"""A bed and the way to it in one request, over HTTP; whoever asks, whatever was done to the person, wherever it was."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.api.v1.beds.test_referrals import problem
from tests.api.v1.conftest import Pivots, new_case
from tests.network import Network
from tests.service.beds.town import Shelter, Town
from tests.service.fund.conftest import a_policy

LEGS = [
    {"category": "travel_local", "amount_cents": 4_000, "travel_reason": "protection"},
    {"category": "travel_intercity", "amount_cents": 9_000, "travel_reason": "protection"},
]


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


@pytest.fixture
async def fund(town: Town) -> UUID:
    """A fund for Ontario whose policy two people signed."""
    fund: UUID = await town.network.organisation("fund", regions=["CA-ON"])
    first, second = [await town.network.member(fund, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    policy = (await town.post(first, "/policies", msgspec.to_builtins(a_policy()))).json()
    await town.post(second, f"/policies/{policy['id']}/sign")
    now = town.clock.now()
    envelope = {"code": "F1", "name": "Coalition", "funder": "Coalition", "regions": ["CA-ON"],
                "starts_at": (now - timedelta(days=1)).isoformat(), "ends_at": (now + timedelta(days=300)).isoformat(),
                "contribution_cents": 500_000}  # fmt: skip
    made = await town.post(first, "/envelopes", envelope)
    assert made.status_code == 201, made.text
    return fund


async def opened(town: Town, pivots: Pivots, **said: Any) -> str:
    case = await town.post(pivots.pivot, "/cases", new_case(pivots.backup, **said))
    assert case.status_code == 201, case.text
    return str(case.json()["id"])


async def asks(
    town: Town, pivots: Pivots, case: str, house: Shelter, fund: UUID, **more: Any
) -> httpx.Response:
    people = more.pop("people", [{"gender": "man", "age_band": "25+"}])
    body = {
        "referral": {
            "shelter_id": house.id,
            "question": {"party": {"people": people}},
            "expected_at": (town.clock.now() + timedelta(hours=6)).isoformat(),
        },
        "journey": {"fund_id": str(fund), "lines": LEGS, "attested": list(ATTESTATIONS), **more},
    }
    return await town.post(pivots.pivot, f"/cases/{case}/referrals", body)


async def made_of(town: Town) -> tuple[int, int, int]:
    """Referrals, requests for money and live holds that there are."""
    row = await town.network.superuser.fetchrow(
        """
        SELECT (SELECT count(*) FROM referrals), (SELECT count(*) FROM fund_requests),
            (SELECT count(*) FROM claims WHERE kind = 'hold' AND state = 'live')
        """
    )
    assert row is not None
    return row[0], row[1], row[2]


MEN: dict[str, Any] = {
    "pool": {"accepts_genders": ["man", "woman", "non_binary"], "min_age": 18},
    "region": "CA-ON",
}


async def test_a_labour_case_asks_for_bed_and_journey_at_once(town: Town, pivots: Pivots, fund: UUID) -> None:
    """EXP-02, CNF-08, GEO-04: one hold and one request for money, a line for each leg of the way; both or neither."""
    house = await town.shelter(beds=2, **MEN)
    case = await opened(town, pivots, forms=["labour"])
    answer = await asks(town, pivots, case, house, fund)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["bed"]["state"], answer.json()["way"]["by_rule_cents"]) == ("held", 0)
    assert await made_of(town) == (1, 1, 1)
    lines = (await town.get(pivots.pivot, f"/requests/{answer.json()['way']['id']}")).json()["lines"]
    assert [(line["category"], line["amount_cents"]) for line in lines] == [
        ("travel_local", 4_000),
        ("travel_intercity", 9_000),
    ]
    for more, expected in (
        ({"attested": []}, (422, "not_attested")),
        ({"fund_id": str(house.organisation_id)}, (422, "no_such_fund")),
    ):
        assert problem(await asks(town, pivots, case, house, fund, **more)) == expected
        assert await made_of(town) == (1, 1, 1)
    alone = await opened(town, pivots, consents=[{"scope": "bed"}])
    assert problem(await asks(town, pivots, alone, house, fund)) == (409, "consent_missing")
    assert await made_of(town) == (1, 1, 1)


async def test_whatever_the_form_and_wherever_it_was(town: Town, pivots: Pivots, fund: UUID) -> None:
    """EXP-02, EXP-04, EXP-05: labour or sexual, in one's own town or brought from elsewhere, a man, a woman or neither:
    the same question finds the same house, and the same request is taken. Nobody has to have been moved."""
    house = await town.shelter(beds=9, **MEN)
    found = set()
    for form in ("labour", "sexual", "domestic_servitude"):
        for gender in ("man", "woman", "non_binary"):
            case = await opened(town, pivots, forms=[form], party={"gender": gender}, region="CA-ON")
            board = await town.board(pivots.pivot, f"{gender}:25+", case_id=case, area="CA-ON")
            people = [{"gender": gender, "age_band": "25+"}]
            taken = await asks(town, pivots, case, house, fund, people=people)
            found.add(
                (
                    tuple(one["tier"] for one in board["items"]),
                    taken.status_code,
                    taken.json()["bed"]["state"],
                )
            )
    assert found == {(("fits",), 201, "held")}
