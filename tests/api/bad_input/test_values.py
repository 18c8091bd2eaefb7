"""Bad values: the field is named, in both languages, and nothing has changed but the trail."""

from typing import Any
from uuid import uuid4

import pytest

from service.partners.actor import Role
from tests.api.bad_input.sending import (
    ASK,
    CASE,
    CLOSURE,
    COUNT,
    DESK,
    FUND,
    HOLD,
    HOUSE,
    LINE,
    MONEY,
    NOON,
    PIVOT,
    REFER,
    TOMORROW,
    Bad,
    ask,
    filled,
    refused,
)
from tests.api.world import World, window


@pytest.mark.parametrize(
    "bad",
    [
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": "three"}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": 2.5}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": True}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"looked_at": "yesterday"}, "looked_at", by=DESK),
        ask(
            "/shelters/{shelter_id}/counts",
            COUNT | {"looked_at": "2026-11-03T17:00:00"},
            "looked_at",
            by=DESK,
        ),
        ask("/shelters/{shelter_id}/counts", [], by=DESK),
        ask("/shelters/{shelter_id}/counts", b"{", by=DESK),
        ask("/shelters/{shelter_id}/counts", b"", by=DESK),
        ask("/shelters/{shelter_id}/counts", b'{"free": 1e400}', by=DESK),
        ask("/shelters/{shelter_id}/counts", b"\xff\xfe", by=DESK),
        ask("/shelters/{shelter_id}/counts", b"[" * 100_000, by=DESK),
        ask("/operations", HOLD | {"parties": "all of them"}, "parties"),
        ask("/operations", HOLD | {"window": None}, "window"),
        ask("/operations", HOLD | {"colleagues": ["nobody"]}),
        ask("/cases", CASE | {"age_band": "19"}, "age_band", by=PIVOT),
        ask("/requests", MONEY | {"lines": [LINE | {"amount_cents": "40 $"}]}, by=PIVOT),
        ask("/requests", MONEY | {"case_id": 7}, "case_id", by=PIVOT),
    ],
)
async def test_wrong_types(world: World, bad: Bad) -> None:
    """The field is named, whatever arrived in its place."""
    await refused(world, bad)


@pytest.mark.parametrize(
    "bad",
    [
        ask("/cases", CASE | {"immigration_status": "none"}, by=PIVOT),
        ask("/cases", CASE | {"party": {"gender": "man", "name": "X"}}, by=PIVOT),
        ask("/operations", HOLD | {"target": "X"}),
        ask("/operations", HOLD | {"window": TOMORROW | {"place": "X"}}),
        ask("/requests", MONEY | {"complaint": True}, by=PIVOT),
        ask("/shelters/{shelter_id}/counts", COUNT | {"note": "X"}, by=DESK),
    ],
)
async def test_unknown_fields(world: World, bad: Bad) -> None:
    """IMM-01, CPL-01, OPS-11: what Relais does not hold has no field to come in by."""
    await refused(world, bad)


PAST = {"starts_at": "2026-11-02T11:00:00Z", "ends_at": "2026-11-02T15:00:00Z"}
REVERSED = {"starts_at": TOMORROW["ends_at"], "ends_at": TOMORROW["starts_at"]}
EMPTY = {"starts_at": TOMORROW["starts_at"], "ends_at": TOMORROW["starts_at"]}
LONG = TOMORROW | {"ends_at": "2026-11-06T11:00:01Z"}
FAR = {"starts_at": "2027-02-04T11:00:00Z", "ends_at": "2027-02-04T15:00:00Z"}
ENVELOPE = {"code": "F9", "name": "Coalition", "funder": "Coalition", **TOMORROW, "contribution_cents": 100}


@pytest.mark.parametrize(
    "bad",
    [
        *(Bad("/operations", HOLD | {"window": each}, 422, "operation_window") for each in (PAST, REVERSED)),
        *(
            Bad("/operations", HOLD | {"window": each}, 422, "operation_window")
            for each in (EMPTY, LONG, FAR)
        ),
        *(
            Bad("/feasibility", ASK | {"window": each}, 422, "operation_window")
            for each in (PAST, REVERSED, LONG)
        ),
        *(
            Bad("/operations/{operation_id}/postpone", {"window": each}, 422, "operation_window")
            for each in (PAST, REVERSED, LONG)
        ),
        Bad("/shelters/{shelter_id}/closures", CLOSURE | REVERSED, 422, "period_reversed", by=HOUSE),
        Bad("/shelters/{shelter_id}/closures", CLOSURE | EMPTY, 422, "period_reversed", by=HOUSE),
        Bad("/envelopes", ENVELOPE | REVERSED, 422, "period_reversed", by=FUND),
        Bad(
            "/shelters/{shelter_id}/counts",
            COUNT | {"looked_at": "2026-11-03T17:00:01Z"},
            422,
            "count_in_the_future",
            by=DESK,
        ),
        Bad(
            "/shelters/{shelter_id}/counts",
            COUNT | {"looked_at": "2026-11-03T04:00:00Z"},
            409,
            "count_too_old",
            by=DESK,
        ),
    ],
)
async def test_past_and_reversed_windows(world: World, bad: Bad) -> None:
    """OPS-04, BED-15: a period ends after it begins, and a window ends ahead."""
    await refused(world, bad)


def people(number: int) -> dict[str, Any]:
    """So many men, asked for as if that were an operation."""
    parties = [{"people": [{"gender": "man", "count": number}]}]
    return HOLD | {"parties": parties, "minimum": 1, "expected": 10, "maximum": 10}


@pytest.mark.parametrize(
    "bad",
    [
        ask("/operations", people(0)),
        ask("/operations", people(-1)),
        ask("/operations", people(10_000)),
        ask("/operations", HOLD | {"expected": 10_000, "maximum": 10_000}),
        ask("/operations", HOLD | {"parties": []}, "parties"),
        ask("/operations", HOLD | {"minimum": 0}, "minimum"),
        Bad("/operations", HOLD | {"minimum": 11}, 422, "operation_numbers"),
        Bad("/operations", people(9), 422, "operation_numbers"),
        ask("/feasibility", ASK | {"parties": [{"people": [{"gender": "man", "count": 10_000}]}]}),
        ask("/feasibility", ASK | {"parties": [{"people": []}]}),
        ask("/operations/{operation_id}/hand-over", {"people": -1}, "people"),
        ask("/operations/{operation_id}/hand-over", {"people": 10_000}, "people"),
        ask("/referrals", REFER | {"question": {"party": {"people": []}}}, by=PIVOT),
        ask(
            "/referrals",
            REFER
            | {"question": {"party": {"people": [{"gender": "man", "age_band": "25+", "count": 10_000}]}}},
            by=PIVOT,
        ),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": -1}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": 10_001}, "free", by=DESK),
        Bad("/shelters/{shelter_id}/counts", COUNT | {"free": 99}, 422, "count_above_beds", by=DESK),
    ],
)
async def test_zero_or_ten_thousand_people(world: World, bad: Bad) -> None:
    """OPS-01: at least one, at most a hundred; and no more free beds than there are beds."""
    await refused(world, bad)


AMOUNTS = (0, -1, 10**12, 0.5, 1000.5, "0.5", 10**30, None)


@pytest.mark.parametrize("amount", AMOUNTS)
@pytest.mark.parametrize(
    ("path", "body", "by"),
    [
        ("/requests", MONEY | {"lines": [LINE | {"amount_cents": "?"}]}, Role.PIVOT_WORKER),
        ("/envelopes/{envelope_id}/contributions", {"amount_cents": "?"}, Role.FUND_ADMINISTRATOR),
        ("/envelopes/{envelope_id}/covers", {"amount_cents": "?"}, Role.FUND_ADMINISTRATOR),
        ("/envelopes", ENVELOPE | {"contribution_cents": "?"}, Role.FUND_ADMINISTRATOR),
        ("/lines/{line_id}/returns", {"amount_cents": "?"}, Role.FUND_ADMINISTRATOR),
        (
            "/payouts/{payout_id}/confirm",
            {"reference": "cheque 1", "amount_cents": "?"},
            Role.FUND_ADMINISTRATOR,
        ),
    ],
)
async def test_amounts_of_nothing_and_of_too_much(
    world: World, path: str, body: dict[str, Any], by: Role, amount: Any
) -> None:
    """FND-09: positive whole cents, and at most a million dollars."""
    await refused(world, ask(path, _with_amount(body, amount), by=by))


def _with_amount(body: Any, amount: Any) -> Any:
    if isinstance(body, dict):
        return {name: _with_amount(value, amount) for name, value in body.items()}
    if isinstance(body, list):
        return [_with_amount(value, amount) for value in body]
    return amount if body == "?" else body


@pytest.mark.parametrize("amount", [amount for amount in AMOUNTS if amount is not None])
async def test_part_of_a_line_is_an_amount_too(world: World, amount: Any) -> None:
    """FND-09, FND-11."""
    body = {"lines": [{"line_id": "{line_id}", "amount_cents": amount}]}
    await refused(world, ask("/requests/{request_id}/approve", body, by=FUND))


async def test_a_receipt_may_say_nothing_was_spent_but_never_less(world: World) -> None:
    """FND-12."""
    for amount in (-1, 10**12, 0.5, None):
        await refused(
            world, ask("/lines/{line_id}/receipts", {"spent_cents": amount}, "spent_cents", by=PIVOT)
        )


async def test_the_window_of_the_world_is_tomorrow(world: World) -> None:
    """Guards the tests above: what they vary is accepted as it is."""
    headers = world.as_(world.stage.investigator, key=uuid4().hex)
    assert (await world.client.post("/v1/operations", json=HOLD, headers=headers)).status_code == 201
    assert HOLD["window"] == window(NOON)
    for path, body, by in (
        ("/v1/requests", MONEY, world.stage.pivot),
        (f"/v1/shelters/{world.ids['shelter_id']}/counts", COUNT, world.stage.shelters["S8"].desk),
        ("/v1/envelopes", ENVELOPE, world.first),
        ("/v1/cases", CASE | {"backup_member_id": str(world.backup)}, world.stage.pivot),
        ("/v1/feasibility", ASK, world.stage.investigator),
        ("/v1/referrals", REFER, world.stage.pivot),
    ):
        answer = await world.client.post(
            path, json=filled(body, world), headers=world.as_(by, key=uuid4().hex)
        )
        assert answer.status_code in {200, 201}, (path, answer.text)
