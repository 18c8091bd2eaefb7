"""What a question says of the person is used and forgotten: not stored, not logged (IMM-02, ADM-02)."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from service.beds.words import CRITERIA, NEVER_STORED
from service.clock import SetClock
from tests.api.v1.beds.test_board import open_case
from tests.network import Network
from tests.service.beds.town import Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


async def told(town: Town) -> dict[str, int]:
    """How often each word of a question stands in each table, as text or as bytes."""
    found = {}
    tables = await town.network.superuser.fetch(
        "SELECT schemaname AS s, tablename AS t FROM pg_tables WHERE schemaname IN ('public', 'vault')"
    )
    for table in tables:
        for word in sorted(NEVER_STORED):
            found[f"{table['t']} {word}"] = await town.network.superuser.fetchval(
                f'SELECT count(*) FROM "{table["s"]}"."{table["t"]}" x WHERE x::text ~ $1 OR x::text LIKE $2',
                rf"\m{word}\M",
                f"%{word.encode().hex()}%",
            )
    return found


def test_the_words_of_status_are_never_stored() -> None:
    """IMM-02: whether somebody claims, has papers or drinks: asked about a place, never kept about a person."""
    assert {"claimant", "legal_status", "sobriety"} == NEVER_STORED
    assert set(CRITERIA) > NEVER_STORED


@pytest.mark.parametrize("answer", ["met", "unmet"])
async def test_a_question_leaves_no_trace(town: Town, capfd: pytest.CaptureFixture[str], answer: str) -> None:
    """IMM-02, IMM-03: a search for a case, a referral and a need that no bed met, each with every word of status."""
    house = await town.shelter()
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    before = await told(town)
    capfd.readouterr()
    words = sorted(NEVER_STORED)
    for person in ("woman:21-24", "man:25+"):  # the second one finds no bed: an unmet need is recorded
        await town.board(pivot, person, case_id=case, **{answer: words})
    referral = await town.refer(pivot, house, case_id=case, question={answer: words})
    assert referral.status_code == 201, referral.text
    view = await town.get(house.coordinator, f"/shelters/{house.id}")
    logged = "".join(capfd.readouterr())
    assert await told(town) == before
    assert "search_board" in logged
    assert [word for word in words if word in logged] == []
    assert [word for word in words if word in referral.text] == []
    assert view.status_code == 200
    assert await town.network.superuser.fetchval("SELECT count(*) FROM unmet_needs") == 1
    events = await town.network.superuser.fetch("SELECT record FROM events")
    assert len(events) > 3
    assert not [row for row in events if any(word.encode() in bytes(row["record"]) for word in words)]
    assert UUID(referral.json()["id"])
