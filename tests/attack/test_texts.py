"""Texts that carry what Relais does not keep, or a sign that nobody sees (IMM-05, CPL-01)."""

from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from api.v1.fund.envelopes import NewEnvelope, NewPayee
from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network

_keys = count(1)
HIDDEN = ["Maison\n", "Maison\x00", "Maison\u202e", "Mai\u200bson", "Mai\u2028son"]


@pytest.fixture
async def house(network: Network) -> Any:
    """A coordinator and an organisation of a house."""
    organisation = await network.organisation("shelter")
    return await network.member(organisation, Role.SHELTER_COORDINATOR)


def a_house(**said: Any) -> dict[str, Any]:
    body = {"name": "House", "kind": "women_difficulty", "region": "CA-QC", "city": "Montréal",
            "time_zone": "America/Toronto", "languages": ["fr"], "published": True}  # fmt: skip
    return {**body, **said}


@pytest.mark.parametrize("field", ["name", "city"])
@pytest.mark.parametrize("text", HIDDEN)
async def test_a_sign_that_nobody_sees_is_refused(
    client: httpx.AsyncClient, as_: Any, house: Any, field: str, text: str
) -> None:
    """Control, direction-changing and invisible characters, also at the very end, where `$` would look away."""
    answer = await client.post(
        "/v1/shelters", json=a_house(**{field: text}), headers=as_(house, key=f"text-{next(_keys)}")
    )
    assert answer.status_code in {400, 422}, answer.text


@pytest.mark.parametrize(
    "said", [{"region": "CA-QC\n"}, {"languages": ["fr\n"]}, {"time_zone": "America/Toronto\n"}]
)
async def test_a_code_ends_where_it_ends(
    client: httpx.AsyncClient, as_: Any, house: Any, said: dict[str, Any]
) -> None:
    """A region with a line break after it is bad input, not a defect."""
    answer = await client.post(
        "/v1/shelters", json=a_house(**said), headers=as_(house, key=f"text-{next(_keys)}")
    )
    assert answer.status_code == 400, answer.text


async def test_a_bed_has_no_story(client: httpx.AsyncClient, as_: Any, house: Any) -> None:
    """IMM-05: the label of a bed and the name of a room are read too."""
    made = await client.post("/v1/shelters", json=a_house(), headers=as_(house, key=f"text-{next(_keys)}"))
    pools = f"/v1/shelters/{made.json()['id']}/pools"
    for body in (
        {"pool": {"accepts_genders": ["woman"]}, "beds": 1, "labels": ["sans statut, visa expiré"]},
        {"pool": {"accepts_genders": ["woman"], "name": "demandeuse d'asile déboutée"}, "beds": 1},
    ):
        answer = await client.post(pools, json=body, headers=as_(house, key=f"text-{next(_keys)}"))
        assert answer.status_code == 422, answer.text


@pytest.fixture
async def fund(network: Network) -> Any:
    """An administrator of a fund."""
    return await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)


@pytest.mark.parametrize("field", ["name", "funder", "code"])
async def test_envelopes_too(
    client: httpx.AsyncClient, as_: Any, fund: Any, clock: SetClock, field: str
) -> None:
    """What a fund names is shown to others: the same texts are refused."""
    now = clock.now()
    body = {"code": "F1", "name": "Coalition", "funder": "Coalition", "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(days=9)).isoformat(), "contribution_cents": 100}  # fmt: skip
    assert set(body) <= set(NewEnvelope.__struct_fields__)
    answer = await client.post(
        "/v1/envelopes",
        json={**body, field: f"{body[field]}\n"},
        headers=as_(fund, key=f"text-{next(_keys)}"),
    )
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "said",
    [{"name": "Karim, visa expiré"}, {"name": "Hôtel\n"}, {"region": "CA-QC\n"}],
)
async def test_a_payee_is_a_supplier(
    client: httpx.AsyncClient, as_: Any, fund: Any, said: dict[str, Any]
) -> None:
    """FND-08, IMM-05: nobody's status is written where a supplier's name goes."""
    body = {"name": "Hôtel", "rail": "stripe_connect"}
    assert set(body) <= set(NewPayee.__struct_fields__)
    answer = await client.post(
        "/v1/payees", json={**body, **said}, headers=as_(fund, key=f"text-{next(_keys)}")
    )
    assert answer.status_code in {400, 422}, answer.text
