"""Ids of another shelter, another organisation, another kind of thing: they do not exist."""

from typing import Any
from uuid import uuid4

import pytest

from service.partners.actor import Role
from tests.api.bad_input.sending import (
    CLOSURE,
    COUNT,
    DESK,
    FUND,
    HOUSE,
    LINE,
    MONEY,
    PIVOT,
    REFER,
    Bad,
    contents,
    filled,
    refused,
)
from tests.api.world import KINDS, World

ELSEWHERE = "{bed_of_another_shelter}"


@pytest.mark.parametrize(
    "bad",
    [
        Bad(
            "/shelters/{shelter_id}/closures", CLOSURE | {"bed_ids": [ELSEWHERE]}, 404, "not_found", by=HOUSE
        ),
        Bad(
            "/shelters/{shelter_id}/closures",
            CLOSURE | {"bed_ids": ["{bed_id}", ELSEWHERE]},
            404,
            "not_found",
            by=HOUSE,
        ),
        Bad(
            "/shelters/{shelter_id}/counts",
            COUNT | {"pool_id": "{pool_of_another_shelter}"},
            404,
            "not_found",
            by=DESK,
        ),
        Bad(
            "/shelters/{another_shelter}/counts", COUNT | {"pool_id": "{pool_id}"}, 404, "not_found", by=DESK
        ),
        Bad("/shelters/{shelter_id}/closures/{closure_id}/end", None, 404, "not_found", by=HOUSE),
        Bad("/shelters/{another_shelter}/closures/{closure_id}/end", None, 404, "not_found", by=HOUSE),
        Bad("/stays/{claim_id}/departure", None, 404, "not_found", by=DESK),
        Bad(
            "/shelters/{shelter_id}/pools/{pool_of_another_shelter}",
            {"accepts_genders": ["man"], "sleeps": 1},
            404,
            "not_found",
            by=HOUSE,
            version=1,
        ),
    ],
)
async def test_a_bed_of_another_shelter(world: World, bad: Bad) -> None:
    """BED-01: what is not of this house does not exist for it, not even among beds that are."""
    other = world.stage.shelters["S10"]
    world.ids["another_shelter"] = other.id
    world.ids["bed_of_another_shelter"] = await world.one(
        f"SELECT id FROM beds WHERE shelter_key = {other.key} LIMIT 1"
    )
    world.ids["pool_of_another_shelter"] = await world.one(
        f"SELECT id FROM pools WHERE shelter_key = {other.key} LIMIT 1"
    )
    await refused(world, bad)


@pytest.mark.parametrize(
    "bad",
    [
        Bad("/requests", MONEY | {"case_id": str(uuid4())}, 404, "not_found", by=PIVOT),
        Bad(
            "/requests",
            MONEY | {"lines": [LINE | {"payee_id": str(uuid4())}]},
            422,
            "no_such_payee",
            by=PIVOT,
        ),
        Bad("/requests", MONEY | {"fund_id": "{case_id}"}, 422, "no_such_fund", by=PIVOT),
        Bad("/referrals", REFER | {"case_id": str(uuid4())}, 404, "not_found", by=PIVOT),
        Bad("/referrals", REFER | {"shelter_id": "{case_id}"}, 404, "not_found", by=PIVOT),
        Bad("/cases/{case_id}/placements", {"claim_id": "{stay_id}"}, 409, "claim_not_linkable", by=PIVOT),
        Bad("/arrivals", {"place_id": "{operation_id}"}, 404, "not_found", by=DESK),
        Bad(
            "/operations/{operation_id}/pivot",
            {"organisation_id": "{fund_id}"},
            422,
            "not_a_pivot_organisation",
        ),
        Bad(
            "/requests/{request_id}/approve",
            {"lines": [{"line_id": str(uuid4())}]},
            422,
            "line_not_open",
            by=FUND,
        ),
        Bad("/requests/{case_id}/approve", {}, 404, "not_found", by=FUND),
        Bad("/payouts/{request_id}/release", None, 404, "not_found", by=FUND),
    ],
)
async def test_ids_of_something_else(world: World, bad: Bad) -> None:
    """CNF-03: an id that is not yours, or not of that kind, does not exist."""
    await refused(world, bad)


@pytest.mark.parametrize(
    ("role", "path", "body"),
    [
        (Role.PIVOT_WORKER, "/cases/{case_id}/exclusions", {"kind": "city", "value": "Laval"}),
        (Role.PIVOT_WORKER, "/requests", MONEY),
        (Role.PIVOT_WORKER, "/referrals/{referral_id}/withdraw", None),
        (Role.FRONT_DESK, "/shelters/{shelter_id}/counts", COUNT),
        (Role.SHELTER_COORDINATOR, "/shelters/{shelter_id}/closures", CLOSURE),
        (Role.INVESTIGATOR, "/operations/{operation_id}/cancel", None),
        (Role.FUND_ADMINISTRATOR, "/requests/{request_id}/approve", {}),
        (Role.FUND_ADMINISTRATOR, "/envelopes/{envelope_id}/contributions", {"amount_cents": 100}),
        (
            Role.REGIONAL_COORDINATOR,
            "/overrides/{override_id}/decision",
            {"grant": False, "reason": "no place"},
        ),
    ],
)
async def test_ids_of_another_organisation(world: World, role: Role, path: str, body: Any) -> None:
    """CNF-03, POL-03: with the role but not of the house, it is not there."""
    stranger = await world.network.member(
        await world.network.organisation(KINDS[role], regions=["CA-BC"]), role
    )
    before = await contents(world)
    headers = world.as_(stranger, key=uuid4().hex)
    answer = await world.client.post(
        f"/v1{path}".format(**world.ids), json=filled(body, world), headers=headers
    )
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")
    assert await contents(world) == before
