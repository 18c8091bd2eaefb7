"""A refusal, its second look, half of it on a condition, the rest taken back: over HTTP (FND-11, FND-13)."""

from datetime import timedelta
from typing import Any

from service.clock import SetClock
from tests.api.v1.fund.test_requests import FOOD, People, people

__all__ = ["people"]
NIGHTS = {"category": "hotel_nights", "amount_cents": 44_000, "units": 4, "reason": "Loin de tout",
          "other_payer_possible": True}  # fmt: skip


async def queued(people: People, by: Any) -> list[tuple[str, str, int, bool]]:
    """What an administrator finds: what to do, for which request, how much, and whether another person must."""
    found = await people.get(by, "/queue")
    return [(each["what"], each["request_id"], each["open_cents"], each["not_for_you"]) for each in found]


async def test_declined_looked_at_again_approved_in_part_on_a_condition(
    people: People, clock: SetClock
) -> None:
    """FND-11, FND-13, FND-01, ELG-05: in one tap; another hand; two of four nights; paid once the room is booked."""
    pivot, first, second = people.pivots.pivot, people.first, people.second
    request = (await people.post(pivot, "/requests", people.request(NIGHTS))).json()["id"]
    assert await queued(people, first) == [("decision", request, 44_000, False)]
    no = (await people.post(first, f"/requests/{request}/decline", {"code": "amount_unclear"})).json()
    assert await queued(people, first) == []
    view = await people.get(pivot, f"/requests/{request}")
    assert [(each["kind"], each["code"], each["may_ask_second_look"]) for each in view["decisions"]] == [
        ("declined", "amount_unclear", True)
    ]
    look = (await people.post(pivot, f"/decisions/{no['decision_id']}/second-look")).json()
    assert await queued(people, first) == [("second_look", request, 44_000, True)]
    assert await queued(people, second) == [("second_look", request, 44_000, False)]
    same = await people.post(first, f"/second-looks/{look['id']}/confirm", {"code": "other"})
    assert (same.status_code, same.json()["type"]) == (403, "/problems/another_person_looks")
    line = view["lines"][0]
    assert line["other_payer_possible"] is True
    clock.advance(timedelta(minutes=5))
    condition = {"code": "booking_confirmed", "until": (clock.now() + timedelta(days=2)).isoformat()}
    half = {"lines": [{"line_id": line["id"], "units": 2, "condition": condition}]}
    signed = await people.post(second, f"/second-looks/{look['id']}/overturn", half)
    assert (signed.status_code, signed.json()["cents"], signed.json()["outcome"]) == (201, 22_000, "approved")
    assert [what for what, *_ in await queued(people, first)] == ["decision", "condition"]
    back = await people.post(pivot, f"/requests/{request}/withdraw-open")
    assert (back.json()["returned_cents"], back.json()["state"]) == (0, "approved")
    view = await people.get(first, f"/requests/{request}")
    waits = view["decisions"][-1]["conditions"][0]
    assert (waits["code"], waits["state"], view["lines"][0]["open_cents"]) == ("booking_confirmed", "open", 0)
    assert view["decisions"][0]["second_look"]["outcome"] == "overturned"
    met = await people.post(pivot, f"/conditions/{waits['id']}/met")
    assert (met.status_code, met.json()["leaving"]) == (201, 1)
    over = await people.post(first, f"/conditions/{waits['id']}/met")
    assert (over.status_code, over.json()["type"]) == (409, "/problems/condition_over")


async def test_confirmed_and_what_no_condition_says(people: People, clock: SetClock) -> None:
    """FND-13, FND-11: the code of the second refusal; a condition that has no place for a word, or no end."""
    pivot = people.pivots.pivot
    request = (await people.post(pivot, "/requests", people.request(FOOD))).json()["id"]
    line = (await people.get(pivot, f"/requests/{request}"))["lines"][0]["id"]
    until = (clock.now() + timedelta(days=2)).isoformat()
    for condition, status in (
        ({"code": "bed_confirmed", "until": clock.now().isoformat()}, 422),
        ({"code": "travel_date_reached", "until": until}, 422),
        ({"code": "when she has told her story", "until": until}, 400),
        ({"code": "bed_confirmed", "until": until, "note": "x"}, 400),
    ):
        body = {"lines": [{"line_id": line, "condition": condition}]}
        answer = await people.post(people.first, f"/requests/{request}/approve", body)
        assert (answer.status_code, answer.json()["type"]) == (
            status, "/problems/condition_not_possible" if status == 422 else "/problems/bad_input",
        )  # fmt: skip
    no = (await people.post(people.first, f"/requests/{request}/decline", {"code": "other"})).json()
    look = (await people.post(pivot, f"/decisions/{no['decision_id']}/second-look")).json()
    clock.advance(timedelta(minutes=5))
    stands = await people.post(
        people.second, f"/second-looks/{look['id']}/confirm", {"code": "another_source_pays"}
    )
    assert stands.json()["state"] == "declined"
    view = await people.get(pivot, f"/requests/{request}")
    assert [(each["code"], each["may_ask_second_look"]) for each in view["decisions"]] == [
        ("other", False), ("another_source_pays", False),
    ]  # fmt: skip
