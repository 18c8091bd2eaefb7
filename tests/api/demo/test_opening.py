"""What the demo shows, and that opening it again changes nothing."""

from datetime import timedelta
from typing import Any

import asyncpg

from api.demo.network import SHELTERS, coordination_of
from api.demo.partners import PEOPLE, person
from tests.api.demo.conftest import OPENED_ONCE, Demo

pytestmark = OPENED_ONCE


async def rows_of(owner: asyncpg.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = await owner.fetch(
        "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'vault')"
    )
    return {row["name"]: await owner.fetchval(f"SELECT count(*) FROM {row['name']}") for row in tables}


async def test_a_second_start_changes_nothing(demo: Demo, owner: asyncpg.Connection) -> None:
    """Every table has as many rows as before: no shelter, no count, no event, no key twice."""
    before = await rows_of(owner)
    await demo.open_again()
    assert await rows_of(owner) == before
    assert before["public.shelters"] == 12 + 136
    assert before["public.events"] > 12


async def read(demo: Demo, as_: Any, email: str, path: str) -> Any:
    async with demo.client() as client:
        answer = await client.get(path, headers=as_(person(email).id))
        assert answer.status_code == 200, answer.text
        return answer.json()


async def test_shelters_have_the_free_places_of_the_fixture(demo: Demo, as_: Any) -> None:
    """BED-02, BED-08, BED-10: S2 with one set aside, a rotating house without a city, a vetted hotel."""
    free: dict[str, int] = {}
    views: dict[str, Any] = {}
    for shelter in SHELTERS:
        page = await read(demo, as_, coordination_of(shelter.code), "/v1/shelters")
        view = next(one for one in page["items"] if one["name"] == shelter.name)
        free[shelter.code], views[shelter.code] = view["tonight"]["free"], view
    expected = {"S1": 2, "S2": 3, "S3": 4, "S4": 3, "S5": 2, "S6": 1, "S7": 4, "S8": 8, "S9": 2, "S10": 20}
    assert free == {**expected, "S11": 0, "S12": 1}
    aside = [pool["tonight"]["free"] for pool in views["S2"]["pools"] if pool["set_aside_for_trafficking"]]
    assert aside == [1]
    assert views["S7"]["city"] == ""
    assert views["S7"]["max_nights"] == 3
    assert views["S8"]["vetted_on"] is not None
    assert views["S10"]["security_level"] == "low"


async def test_p1_has_three_agreements_in_force(demo: Demo, as_: Any) -> None:
    """OPS-02: places, notice and longest hold in hours."""
    found = await read(demo, as_, "enquete.p1@relais.example", "/v1/agreements")
    terms = {
        one["shelter"]: (one["places"], one["notice_hours"], one["longest_hold_hours"], one["state"])
        for one in found
    }
    assert terms == {
        "Maison S4": (2, 12, 48, "in_force"),
        "Maison S7": (3, 0, 24, "in_force"),
        "Hôtel S8": (4, 2, 72, "in_force"),
    }


async def test_what_a_fund_has_from_the_first_minute(demo: Demo, as_: Any) -> None:
    """FND-05, FND-06, ELG-08, OPS-04: envelopes of 5,000, 20,000 and 8,000 and a private gift for papers, policies
    with two signatures, a carrier's agreement, cards, and somebody on call."""
    keeper, pivot = "fonds1@relais.example", "pivot.on@relais.example"
    found: dict[str, tuple[int, str]] = {}
    for each in (keeper, "fonds3@relais.example"):
        envelopes = await read(demo, as_, each, "/v1/envelopes")
        found |= {one["code"]: (one["available_cents"], one["funder_kind"]) for one in envelopes}
        (policy,) = await read(demo, as_, each, "/v1/policies")
        assert (policy["in_force"], policy["signatures"]) == (True, 2)
        assert len(await read(demo, as_, each, "/v1/voucher-stock")) == 3
    public = {"F1": (500_000, "public"), "F2": (2_000_000, "public"), "F3": (800_000, "public")}
    assert found == {**public, "D1": (300_000, "private")}
    fund = (await read(demo, as_, pivot, "/v1/funds?region=CA-ON"))[0]["fund_id"]
    day = (demo.relais.store.clock.now() + timedelta(days=1)).date()
    journey = f"fund_id={fund}&category=travel_interprovincial&from_region=CA-ON&to_region=CA-QC&day={day}"
    (proposed,) = await read(demo, as_, pivot, f"/v1/carriers/proposed?{journey}")
    assert proposed["carrier"] == "Autocars du Lac"
    (roster,) = await read(demo, as_, keeper, "/v1/rosters")
    assert roster["gaps"] == []
    assert sorted(slot["rank"] for slot in roster["slots"] if slot["now"]) == [1, 2]
    (phone,) = await read(demo, as_, keeper, "/v1/duty-phones")
    assert (phone["duty"], phone["rung"], phone["stopped_at"]) == ("fund", "duty", None)


async def test_no_address_stands_anywhere(demo: Demo, owner: asyncpg.Connection) -> None:
    """SAF-01: no shelter's name, of Toronto's file either, holds a street number before a street."""
    suspicious = await owner.fetch(
        r"SELECT name FROM shelters WHERE name ~* '\d+ \w+( \w+)? (st|street|rd|road|ave|avenue|blvd)\y'"
    )
    assert suspicious == []


async def test_everybody_can_sign_in_by_their_link(demo: Demo) -> None:
    """The links that the terminal prints; one that names nobody is nowhere."""
    async with demo.client() as client:
        for each in PEOPLE:
            answer = await client.get(each.link)
            assert answer.status_code == 303
            assert answer.headers["location"] == "/"
            assert "__Host-relais=" in answer.headers["set-cookie"]
        assert (await client.get("/demo/as/nobody")).status_code == 404
