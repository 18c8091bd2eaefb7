"""Journeys of the world: a series that two people promised, a picture of a receipt, an agreement with a carrier."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PIL import Image

from service.fund.policy.rules import ATTESTATIONS

if TYPE_CHECKING:
    from tests.api.world import World


def a_picture() -> bytes:
    """A small PNG."""
    kept = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(kept, "PNG")
    return kept.getvalue()


async def travel_things(world: World) -> None:
    """Made over HTTP by the pivot worker and the fund's administrators."""
    pivot, line = world.stage.pivot, world.ids["line_id"]
    court = {
        "category": "travel_interprovincial",
        "amount_cents": 60_000,
        "travel_reason": "court",
        "series": {"times": 2, "each_up_to_cents": 30_000},
    }
    asked = {
        "case_id": str(world.ids["case_id"]),
        "fund_id": str(world.fund),
        "attested": list(ATTESTATIONS),
        "lines": [court],
    }
    request = await world.post(pivot, "/requests", asked)
    for by in (world.first, world.second):
        await world.post(
            by, f"/requests/{request['id']}/approve", {"continue_with_reason": "she is expected"}
        )
    headers = world.as_(pivot, key=uuid4().hex)
    picture = await world.client.post(f"/v1/lines/{line}/pictures", content=a_picture(), headers=headers)
    assert picture.status_code == 201, picture.text
    today = world.clock.now().date()
    deal = {
        "carrier": "Coach",
        "mode": "bus",
        "regions_from": ["CA-ON"],
        "regions_to": ["CA-QC"],
        "booking": "phone",
        "contact_role": "reservations",
        "reference": "COACH 7",
        "starts_on": str(today),
        "ends_on": str(today + timedelta(days=100)),
        "review_on": str(today + timedelta(days=90)),
    }
    carrier = await world.post(world.first, "/carriers", deal)
    world.ids |= {
        "series_id": await world.one("SELECT id FROM series"),
        "picture_id": UUID(picture.json()["id"]),
        "carrier_id": UUID(carrier["id"]),
    }
