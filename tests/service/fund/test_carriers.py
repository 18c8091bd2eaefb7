"""Carriers' agreements: proposed where they fit, on their days, and never once expired or suspended (FND-05)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.clock import SetClock
from service.fund.carriers.rules import Deal, Journey, booked_as, fits
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from tests.service.fund.conftest import Fund

DAY = date(2026, 11, 3)
WEST = Deal("air", frozenset({"CA-AB"}), frozenset({"CA-QC"}), False, True, DAY, date(2027, 1, 1))


def there(**changes: Any) -> Journey:
    return Journey(**{"category": "travel_interprovincial", "region": "CA-AB", "day": DAY, **changes})


@pytest.mark.parametrize(
    ("journey", "proposed"),
    [
        (there(), True),
        (there(day=date(2026, 11, 2)), False),
        (there(day=date(2026, 12, 31)), True),
        (there(day=date(2027, 1, 1)), False),
        (there(to_region="CA-QC"), True),
        (there(to_region="CA-BC"), False),
        (there(region="CA-QC"), True),
        (there(region="CA-QC", to_region="CA-AB"), True),
        (there(region="CA-ON"), False),
        (there(category="travel_intercity"), False),
        (there(category="food"), False),
        (there(mode="bus"), False),
        (there(category="travel_international"), False),
    ],
)
def test_an_agreement_fits_its_way_its_means_and_its_days(journey: Journey, proposed: bool) -> None:
    """FND-05: from its first day on, never on the day it ends; one way, the other way, and nowhere else."""
    assert fits(WEST, journey) is proposed


def test_suspended_is_never_proposed_and_one_way_is_one_way() -> None:
    """FND-05."""
    assert not fits(Deal(**{**vars_of(WEST), "suspended": True}), there())
    assert not fits(Deal(**{**vars_of(WEST), "both_ways": False}), there(region="CA-QC"))
    within = Deal(**{**vars_of(WEST), "mode": "bus", "regions_to": frozenset({"CA-AB"})})
    assert fits(within, there(category="travel_intercity"))
    assert not fits(within, there())
    assert fits(Deal(**{**vars_of(WEST), "abroad": True}), there(category="travel_international"))


def vars_of(deal: Deal) -> dict[str, Any]:
    return {name: getattr(deal, name) for name in Deal.__dataclass_fields__}


def test_a_booking_says_the_agreement_and_the_request_and_nobody() -> None:
    """FND-05, CNF-02."""
    assert booked_as("ANGEL-7", "R-7K2QF") == "ANGEL-7 / R-7K2QF"


def agreed(today: date, **changes: Any) -> dict[str, Any]:
    return {
        "carrier": "Transport aérien du Canada",
        "mode": "air",
        "regions_from": ["CA-ON"],
        "regions_to": ["CA-QC"],
        "booking": "phone",
        "contact_role": "community_programme",
        "reference": "ANGEL-7",
        "how": "Ask the programme's desk for a seat",
        "discount_percent": 100,
        "starts_on": str(today - timedelta(days=30)),
        "ends_on": str(today + timedelta(days=30)),
        "review_on": str(today + timedelta(days=20)),
        **changes,
    }


async def proposed_on(client: httpx.AsyncClient, headers: Any, fund: Fund, day: date) -> list[str]:
    """The carriers that are proposed for a journey from Québec to Ontario on this day."""
    query = {
        "fund_id": str(fund.organisation),
        "category": "travel_interprovincial",
        "from_region": "CA-QC",
        "to_region": "CA-ON",
        "day": str(day),
    }
    answer = await client.get("/v1/carriers/proposed", params=query, headers=headers)
    return [one["carrier"] for one in answer.json()]


async def test_a_request_is_told_what_stands_for_its_journeys(
    fund: Fund, client: httpx.AsyncClient, as_: Any, clock: SetClock
) -> None:
    """FND-05, PIV-03, CNF-05: the fund's and the worker's own; not the expired, the suspended, the stranger's; booked
    by a reference; its member may leave, it stays."""
    today, keys = clock.now().date(), iter(range(100))

    async def declare(by: UUID, **changes: Any) -> str:
        body = agreed(today, **changes)
        answer = await client.post("/v1/carriers", json=body, headers=as_(by, key=f"d{next(keys)}"))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def proposed(request: UUID) -> list[tuple[str, str]]:
        view = (await client.get(f"/v1/requests/{request}", headers=as_(fund.pivot))).json()
        return [(one["carrier"], one["book_as"]) for one in view["carrier_agreements"]]

    standing = await declare(fund.first)
    await declare(fund.pivot, carrier="Petit autocar", mode="bus", discount_percent=10, reference="PA 3")
    await declare(fund.first, carrier="Old", ends_on=str(today), review_on=str(today - timedelta(days=1)))
    stranger = await fund.network.member(await fund.network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    theirs = await declare(stranger, carrier="Theirs")
    asked = await fund.ask(
        NewLine("travel_interprovincial", 34_000, travel_reason="protection"), NewLine("food", 4_000)
    )
    both = [
        ("Transport aérien du Canada", f"ANGEL-7 / {asked.code}"),
        ("Petit autocar", f"PA 3 / {asked.code}"),
    ]
    assert await proposed(asked.id) == both
    await fund.network.superuser.execute(
        "UPDATE members SET ends_on = $2 WHERE id = $1", fund.first, clock.now()
    )
    assert await proposed(asked.id) == both
    path = f"/v1/carriers/{standing}"
    for by, status in ((stranger, 404), (fund.second, 204), (fund.second, 409)):
        answer = await client.post(f"{path}/suspend", headers=as_(by, key=f"s{next(keys)}"))
        assert answer.status_code == status, answer.text
    assert await proposed(asked.id) == both[1:]
    assert (await client.post(f"{path}/resume", headers=as_(fund.second, key="r"))).status_code == 204
    asking = as_(fund.pivot)
    assert await proposed_on(client, asking, fund, today + timedelta(days=29)) == [each for each, _ in both]
    assert await proposed_on(client, asking, fund, today + timedelta(days=30)) == []
    own = (await client.get("/v1/carriers", headers=as_(fund.second))).json()
    assert [(one["carrier"], one["review_due"]) for one in own] == [
        ("Old", True),
        ("Transport aérien du Canada", False),
    ]
    assert theirs not in {one["id"] for one in own}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"ends_on": "2026-01-01"}, "carrier_agreement_period"),
        ({"review_on": "2030-01-01"}, "carrier_agreement_period"),
        ({"regions_to": []}, "carrier_agreement_route"),
        ({"how": "for those with an expired visa"}, "text_says_too_much"),
    ],
)
async def test_an_agreement_that_cannot_be(
    fund: Fund, client: httpx.AsyncClient, as_: Any, clock: SetClock, *, changes: dict[str, Any], problem: str
) -> None:
    """FND-05, IMM-05: an end before its start, a review after its end, no way, and words that Relais does not keep."""
    body = agreed(clock.now().date(), **changes)
    answer = await client.post("/v1/carriers", json=body, headers=as_(fund.first, key="a"))
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")
