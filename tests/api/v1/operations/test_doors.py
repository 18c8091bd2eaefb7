"""Operations through the doors: bad input, the same key twice, lost races, both languages, nothing said too much."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.doors import to_cursor
from api.v1.operations.words import board_sentence, feasible_sentence
from service.clock import SetClock
from service.operations.arranging import Reason
from service.store.store import Store
from tests.network import Network
from tests.service.operations.stage import Stage, scenario_a

DAY_0 = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
WINDOW = {"starts_at": "2026-11-04T10:00:00Z", "ends_at": "2026-11-04T16:00:00Z"}
MEN = {"people": [{"gender": "man", "count": 3}]}
HOLD: dict[str, Any] = {
    "minimum": 1,
    "expected": 3,
    "maximum": 5,
    "parties": [MEN],
    "areas": [{"region": "CA-ON", "city": "Hamilton"}, {"region": "CA-ON", "city": "Toronto"}],
    "window": WINDOW,
}
_keys = count(1)


@pytest.fixture
async def stage(network: Network, clock: SetClock, store: Store) -> Stage:
    clock.set(DAY_0)
    return await scenario_a(network, DAY_0)


def headers(as_: Any, member: Any, **more: Any) -> Any:
    return as_(member, key=f"door-{next(_keys)}", **more)


PEOPLE_10_000 = [{"people": [{"gender": "man", "count": 10_000}]}]


@pytest.mark.parametrize(
    "change",
    [
        {"expected": 0},
        {"expected": 10_000},
        {"minimum": "two"},
        {"minimum": 2.5},
        {"parties": []},
        {"parties": [{"people": []}]},
        {"parties": PEOPLE_10_000},
        {"parties": [{"people": [{"gender": "man", "count": 0}]}]},
        {"parties": [{"people": [{"gender": "unicorn", "count": 3}]}]},
        {"parties": [{"people": [{"gender": "man", "count": 3, "age_band": "17"}]}]},
        {"parties": [{**MEN, "label": "AB"}]},
        {"parties": [{**MEN, "label": "a"}]},
        {"parties": [{**MEN, "label": "A\n"}]},
        {"parties": [{**MEN, "name": "somebody"}]},
        {"parties": [{**MEN, "status": "x"}]},
        {"areas": []},
        {"areas": [{"region": "Ontario"}]},
        {"areas": [{"region": "CA-ON", "city": "Hamil\u0000ton"}]},
        {"areas": [{"region": "CA-ON", "city": "Hamilton\n"}]},
        {"areas": [{"region": "CA-ON", "city": "x" * 121}]},
        {"areas": [{"region": "CA-ON", "address": "12 Main Street"}]},
        {"window": {"starts_at": "2026-11-04T10:00:00", "ends_at": "2026-11-04T16:00:00"}},
        {"window": {"starts_at": "tomorrow", "ends_at": "later"}},
        {"window": {"starts_at": "2026-11-04T10:00:00Z"}},
        {"languages": ["not a language"]},
        {"nights": 0},
        {"nights": 31},
        {"target": "a warehouse"},
        {"file_number": "24-1234"},
        {"operation_name": "x"},
        {"suspects": 4},
        {"supervisor_id": "me"},
        {"colleagues": [str(uuid4())] * 21},
    ],
)
async def test_bad_input_is_named_and_changes_nothing(
    stage: Stage, client: httpx.AsyncClient, as_: Any, change: Mapping[str, Any]
) -> None:
    """OPS-01, OPS-11: wrong types and bounds, and fields that must not exist."""
    reply = await client.post(
        "/v1/operations", json={**HOLD, **change}, headers=headers(as_, stage.investigator)
    )
    assert (reply.status_code, reply.json()["type"]) == (400, "/problems/bad_input"), reply.text
    assert await stage.superuser.fetchval("SELECT count(*) FROM operations") == 0


@pytest.mark.parametrize(
    ("change", "type_"),
    [
        ({"minimum": 4}, "operation_numbers"),
        ({"maximum": 2}, "operation_numbers"),
        ({"expected": 4}, "operation_numbers"),
        (
            {"parties": [{**MEN, "people": [{"gender": "man", "count": 1}], "keep_together": True}]},
            "operation_numbers",
        ),
        ({"window": {"starts_at": WINDOW["ends_at"], "ends_at": WINDOW["starts_at"]}}, "operation_window"),
        (
            {"window": {"starts_at": "2026-11-02T10:00:00Z", "ends_at": "2026-11-03T10:00:00Z"}},
            "operation_window",
        ),
        (
            {"window": {"starts_at": "9999-12-31T00:00:00Z", "ends_at": "9999-12-31T23:00:00Z"}},
            "operation_window",
        ),
        (
            {"window": {"starts_at": "0001-01-01T00:00:00Z", "ends_at": "0001-01-01T23:00:00Z"}},
            "operation_window",
        ),
    ],
)
async def test_what_does_not_fit_together_is_explained(
    stage: Stage, client: httpx.AsyncClient, as_: Any, change: Mapping[str, Any], type_: str
) -> None:
    """OPS-01: in both languages, with what to do next."""
    for language in ("fr", "en"):
        reply = await client.post(
            "/v1/operations",
            json={**HOLD, **change},
            headers=headers(as_, stage.investigator, language=language),
        )
        assert (reply.status_code, reply.json()["type"]) == (422, f"/problems/{type_}"), reply.text
        assert reply.headers["content-language"] == language
        assert reply.json()["detail"]


async def test_the_same_key_twice_makes_one_operation(
    stage: Stage, client: httpx.AsyncClient, as_: Any
) -> None:
    """Design section 8: two identical requests that arrive together, and a third with another body."""
    once = as_(stage.investigator, key="once")
    first, second = await asyncio.gather(
        *(client.post("/v1/operations", json=HOLD, headers=once) for _ in range(2))
    )
    assert first.json() == second.json()
    assert await stage.superuser.fetchval("SELECT count(*) FROM operations") == 1
    other = await client.post("/v1/operations", json={**HOLD, "maximum": 6}, headers=once)
    assert other.status_code == 422
    assert sum((await stage.held()).values()) == 3


async def test_a_lost_race_shows_the_version(stage: Stage, client: httpx.AsyncClient, as_: Any) -> None:
    """Design section 8: two people raise the number with the same version; one hears 412."""
    made = await client.post("/v1/operations", json=HOLD, headers=headers(as_, stage.investigator))
    path = f"/v1/operations/{made.json()['id']}"
    etag = (await client.get(path, headers=as_(stage.investigator))).headers["etag"]
    more = {"add": [{"people": [{"gender": "man", "count": 1}]}]}
    version = int(etag.strip('"'))
    replies = await asyncio.gather(
        *(client.patch(path, json=more, headers=as_(stage.investigator, version=version)) for _ in range(2))
    )
    assert sorted(reply.status_code for reply in replies) == [200, 412]
    without = await client.patch(path, json=more, headers=as_(stage.investigator))
    assert without.status_code == 428
    assert (await client.get(path, headers=as_(stage.investigator))).json()["operation"]["expected"] == 4


async def test_lists_page_by_cursor(
    stage: Stage, client: httpx.AsyncClient, as_: Any, clock: SetClock
) -> None:
    """Design section 8: newest first, nothing twice."""
    made = []
    for _ in range(3):
        reply = await client.post("/v1/operations", json=HOLD, headers=headers(as_, stage.investigator))
        made.append(reply.json()["id"])
    first = (await client.get("/v1/operations?limit=2", headers=as_(stage.investigator))).json()
    rest = (
        await client.get(f"/v1/operations?limit=2&cursor={first['next']}", headers=as_(stage.investigator))
    ).json()
    assert sorted(item["id"] for item in (*first["items"], *rest["items"])) == sorted(made)
    assert (len(first["items"]), rest["next"]) == (2, None)
    odd = (to_cursor(-1, uuid4()), to_cursor(2**60, uuid4()), to_cursor("0001-01-01", uuid4()))
    for query in ("limit=0", "limit=101", "cursor=nonsense", *(f"cursor={cursor}" for cursor in odd)):
        assert (
            await client.get(f"/v1/operations?{query}", headers=as_(stage.investigator))
        ).status_code == 400


async def test_what_is_not_yours_answers_like_what_is_not_there(
    stage: Stage, client: httpx.AsyncClient, as_: Any
) -> None:
    """OPS-11, POL-03: word for word."""
    made = (await client.post("/v1/operations", json=HOLD, headers=headers(as_, stage.investigator))).json()[
        "id"
    ]
    for member in (stage.other_investigator, stage.colleague, stage.pivot, stage.coordinator, stage.auditor):
        mine = await client.get(f"/v1/operations/{made}", headers=as_(member))
        none = await client.get(f"/v1/operations/{uuid4()}", headers=as_(member))
        status = 404 if member in (stage.other_investigator, stage.colleague) else 403
        assert (mine.status_code, mine.json()) == (none.status_code, none.json()) == (status, none.json())


async def test_police_never_read_a_shelter(stage: Stage, client: httpx.AsyncClient, as_: Any) -> None:
    """OPS-11, POL-03: neither id nor name nor city appears in anything that the investigator receives of an
    operation."""
    made = await client.post(
        "/v1/operations", json={**HOLD, "expected": 9, "maximum": 9, "parties": [MEN, MEN, MEN]},
        headers=headers(as_, stage.investigator),
    )  # fmt: skip
    shown = await client.get(f"/v1/operations/{made.json()['id']}", headers=as_(stage.investigator))
    said = made.text + shown.text
    for shelter in stage.shelters.values():
        assert str(shelter.id) not in said
        assert str(shelter.organisation) not in said
    assert "safe_house" not in said
    for door in ("shelter-requests", "expected-arrivals", "overrides", "hand-overs"):
        assert (await client.get(f"/v1/{door}", headers=as_(stage.investigator))).status_code == 403


@pytest.mark.parametrize("words", ["the man without papers", "plainte déposée", "door \u0007"])
async def test_short_texts_say_nothing_of_a_person(
    stage: Stage, client: httpx.AsyncClient, as_: Any, words: str
) -> None:
    """IMM-05, CPL-01: an arrival point and the reasons of a coordination are read before they are kept."""
    point = {"place_id": str(uuid4()), **WINDOW, "words": words}
    reply = await client.post(
        "/v1/arrival-points", json=point, headers=headers(as_, stage.shelters["S4"].desk)
    )
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/text_says_too_much")
    decision = {"grant": True, "reason": words}
    reply = await client.post(
        f"/v1/overrides/{uuid4()}/decision", json=decision, headers=headers(as_, stage.coordinator)
    )
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/text_says_too_much")


@pytest.mark.parametrize("year", ["0001", "9999"])
async def test_an_arrival_point_at_the_end_of_time(
    stage: Stage, client: httpx.AsyncClient, as_: Any, year: str
) -> None:
    """SAF-13: a window that no calendar reaches is refused, not broken."""
    made = await client.post("/v1/operations", json=HOLD, headers=headers(as_, stage.investigator))
    assert made.status_code == 201, made.text
    s8 = stage.shelters["S8"]
    expected = await client.get("/v1/expected-arrivals", headers=as_(s8.desk))
    point = {
        "place_id": expected.json()[0]["place_id"],
        "starts_at": f"{year}-12-31T00:00:00Z",
        "ends_at": f"{year}-12-31T23:59:59Z",
        "words": "north door",
    }
    reply = await client.post("/v1/arrival-points", json=point, headers=headers(as_, s8.desk))
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/operation_window")


def test_sentences_in_both_languages() -> None:
    """OPS-07, OPS-19, LNG-01: numbers in the sentence, complete in French and in English."""
    assert feasible_sentence(10, 9, 1, "fr") == "10 possibles : 9 par entente, 1 sur demande"
    assert feasible_sentence(1, 0, 1, "fr") == "1 possible : 0 par entente, 1 sur demande"
    apart = [Reason("A", 1, "label", 4, 3), Reason("B", 1, "label", 4, 3)]
    assert board_sentence(8, 10, apart, "en") == (
        "8 of 10 held. Not placed: 1 A, 1 B: a fourth site is needed, or an override."
    )
    assert board_sentence(8, 10, apart, "fr") == (
        "8 places sur 10 retenues. Sans place : 1 A, 1 B : il faut un quatrième lieu, ou une dérogation."
    )
    many = [Reason("C", 2, "label", 12, 10)]
    assert board_sentence(1, 3, many, "en").endswith("2 C: a 11th site is needed, or an override.")
    assert board_sentence(1, 3, many, "fr").endswith("2 C : il faut un 11e lieu, ou une dérogation.")
    others = [
        Reason(None, 5, "full", 0, 3),
        Reason("B", 1, "alone", 0, 2),
        Reason(None, 1, "nobody_admits", 0, 0),
    ]
    assert board_sentence(9, 16, others, "en") == (
        "9 of 16 held. Not placed: 5: every bed of the 3 sites that admit them is taken. "
        "Not placed: 1 B: none of the 2 sites is empty of this operation. Not placed: 1: no site admits them."
    )
    assert board_sentence(9, 9, [], "en") == "9 of 9 held."
    crowd = [Reason(None, 15, "full", 30, 3)]
    assert board_sentence(0, 30, crowd, "en", asked=15) == (
        "0 of 30 held, 15 asked. Not placed: 15: the beds that fit are not enough (30 need them, sites: 3)."
    )
    assert board_sentence(0, 30, crowd, "fr", asked=15) == (
        "0 places sur 30 retenues, 15 demandées. "
        "Sans place : 15 : les lits qui conviennent ne suffisent pas (30 demandes, lieux : 3)."
    )
