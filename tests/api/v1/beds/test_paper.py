"""A night on paper, over HTTP: printed before, entered after, and nothing twice."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from asgi_lifespan import LifespanManager
from litestar import Request

from api.app import build
from api.auth.caller import Seated
from api.pages.formats import long_day
from api.pages.sheet import LANGUAGES, empty_key
from api.pages.words import WORDS
from api.parts import Relais
from service.clock import SetClock
from service.partners.actor import Role, Seat
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


async def sheet_of(town: Town, house: Shelter) -> dict[str, Any]:
    return dict((await town.get(house.desk, f"/shelters/{house.id}/sheet")).json())


async def test_a_night_on_paper(town: Town) -> None:
    """BED-15: each line at its time, by the same commands, each outcome named; the same sheet again, by a colleague or
    under another key, changes nothing."""
    house, pivot = await town.shelter(beds=4), await town.pivot()
    expected = (await town.refer(pivot, house)).json()
    sheet = await sheet_of(town, house)
    assert [(a["code"], a["beds"]) for a in sheet["arrivals"]] == [(expected["code"], 1)]
    assert ([bed["state"] for bed in sheet["beds"]].count("held"), sheet["held"], sheet["empty"]) == (1, 1, 4)
    assert (sheet["night"], sheet["until"]) == ("2026-11-03", "2026-11-04T17:00:00Z")
    start = town.clock.now()
    town.clock.advance(timedelta(hours=3))
    await town.counted(house, 2, at=start + timedelta(minutes=100))
    taken = next(bed for bed in (await sheet_of(town, house))["beds"] if bed["state"] == "taken")

    def line(minutes: int, what: str, **said: Any) -> dict[str, Any]:
        return {"at": (start + timedelta(minutes=minutes)).isoformat(), "what": what, **said}

    lines = [
        line(170, "count", free=3),
        line(150, "departure", bed_id=taken["id"]),
        line(60, "arrival", code=expected["code"]),
        line(50, "count", free=0),
        line(61, "arrival", code="ZZZZ"),
        line(171, "unchanged"),
        line(999, "count", free=4),
    ]
    path = f"/shelters/{house.id}/sheet"
    first = await town.post(house.desk, path, {"lines": lines}, key="sheet")
    assert first.status_code == 201, first.text
    done = [(one["number"], one["outcome"], one["reason"]) for one in first.json()]
    assert done == [
        (4, "not_applied", None),
        (3, "done", None),
        (5, "refused", "no_such_code"),
        (2, "done", None),
        (1, "done", None),
        (6, "done", None),
        (7, "refused", "count_in_the_future"),
    ]
    assert first.json()[2]["said"] == "This shelter expects nobody by this code."
    tonight, view = await town.tonight(house), (await town.get(house.desk, f"/shelters/{house.id}")).json()
    assert (tonight["empty"], tonight["taken"], view["count_source"]) == (3, 1, "paper")
    colleague = await town.network.member(house.organisation_id, Role.FRONT_DESK)
    written = "SELECT (SELECT count(*) FROM counts), (SELECT max(xmin::text::bigint) FROM claims)"
    before = await town.network.superuser.fetchrow(written)
    for who, key in ((house.desk, "sheet"), (house.desk, "again"), (colleague, "hers")):
        again = await town.post(who, path, {"lines": lines}, key=key)
        counts = [one["outcome"] for one in again.json() if one["what"] in {"count", "unchanged"}]
        assert counts == ["known", "known", "known", "refused"]
    assert await town.network.superuser.fetchrow(written) == before
    other = await town.post(house.desk, path, {"lines": lines[:1]}, key="sheet")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency_key_reused")


async def test_a_sheet_of_the_morning_is_for_the_coming_night(town: Town) -> None:
    """BED-15: printed at 08:38, it expects whoever comes at 21:00; and however early, each held bed has its line."""
    house, pivot = await town.shelter(beds=2), await town.pivot()
    start, seen = town.clock.now(), []
    at = {"expected_at": (start + timedelta(hours=33)).isoformat()}
    made = (await town.refer(pivot, house, **at)).json()
    assert (await town.post(house.desk, f"/referrals/{made['id']}/confirm")).status_code == 200
    for minutes in (14 * 60 + 38, 20 * 60 + 38):
        town.clock.set(start + timedelta(minutes=minutes))
        sheet = await sheet_of(town, house)
        seen.append((sheet["night"], sheet["until"], sheet["held"], sheet["empty"]))
        assert [(a["code"], a["at"]) for a in sheet["arrivals"]] == [(made["code"], "2026-11-05T02:00:00Z")]
    assert seen == [
        ("2026-11-03", "2026-11-04T17:00:00Z", 1, 2),
        ("2026-11-04", "2026-11-05T17:00:00Z", 1, 2),
    ]


async def test_what_cannot_be_entered(town: Town) -> None:
    """BED-15: too old is said kindly; a line that says too little is named; another's house is not found."""
    house, stranger = await town.shelter(beds=2), await town.shelter()
    old = {"at": (town.clock.now() - timedelta(hours=13)).isoformat(), "what": "count", "free": 1}
    path = f"/shelters/{house.id}/sheet"
    [said] = (await town.post(house.desk, path, {"lines": [old]})).json()
    assert (said["outcome"], said["reason"], said["said"]) == (
        "refused", "count_too_old", "This count is more than twelve hours old.")  # fmt: skip
    bare = await town.post(house.desk, path, {"lines": [{**old, "what": "arrival", "free": None}]})
    assert (bare.status_code, bare.json()["fields"][0]["field"]) == (400, "lines[0]")
    assert (await town.post(stranger.desk, path, {"lines": [old]})).status_code == 404
    assert (await town.get(stranger.desk, path)).status_code == 404


async def test_the_page_to_print(relais: Relais, town: Town) -> None:
    """BED-15, SAF-08: both languages on one page; a code and an hour, and nothing of whom; strangers see none.

    POL-03: whoever works in a house finds its sheet at home, and nobody else does.
    """
    house, pivot = await town.shelter(beds=4), await town.pivot()
    code = (await town.refer(pivot, house)).json()["code"]
    await town.refer(pivot, house, expected_at=(town.clock.now() + timedelta(hours=20)).isoformat())
    stranger = await town.shelter(beds=0, name="Other")
    police = await town.network.member(await town.network.organisation("police"), Role.INVESTIGATOR)
    colleague = await town.network.member(house.organisation_id, Role.PIVOT_WORKER)
    seats = {"desk": house.desk, "coordinator": house.coordinator, "pivot": pivot, "stranger": stranger.desk,
             "police": police, "colleague": colleague}  # fmt: skip

    async def visitor(request: Request[Any, Any, Any]) -> Seated | None:
        return _seated(seats[request.headers["x-who"]], town.clock)

    app: Any = build(relais, visitors=visitor)
    async with LifespanManager(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as browser:
            page = await browser.get(f"/shelters/{house.id}/sheet", headers={"x-who": "desk"})
            other = await browser.get(f"/shelters/{house.id}/sheet", headers={"x-who": "pivot"})
            homes = {
                who: (await browser.get("/", headers={"x-who": who, "accept-language": "fr"})).text
                for who in seats
            }
    assert page.status_code == 200
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Night sheet",
        "Feuille de nuit",
        "Arrivées attendues / Expected arrivals",
        code,
        "libre / empty",
        "Nuit du 3 novembre 2026 / Night of 3 November 2026",
        "Du 3 nov. 2026, 12 h 00 (impression) au 4 nov. 2026, 12 h 00 / "
        "From 3 Nov 2026, 12:00 (when printed) to 4 Nov 2026, 12:00",
        "4 lits vides, dont 2 retenus / 4 beds empty, 2 of them held",
        "4 nov. 2026, 08:00 / 4 Nov 2026, 08:00",
    ):
        assert words in text or " / ".join(reversed(words.split(" / "))) in text, words
    assert "21-24" not in page.text
    assert "woman" not in page.text
    assert (other.status_code, code in other.text) == (403, False)
    link = f'<a href="/shelters/{house.id}/sheet">Feuille de nuit – House</a>'
    assert [who for who in seats if link in homes[who]] == ["desk", "coordinator"]
    assert [who for who in seats if "/sheet" in homes[who]] == ["desk", "coordinator", "stranger"]


def test_the_numbers_of_a_sheet_are_said_in_words() -> None:
    """LNG-01: one and none have words of their own; a bed that is held is among the empty ones."""
    said = [WORDS[empty_key(*n)].fr for n in ((0, 0), (1, 0), (1, 1), (4, 0), (4, 1), (4, 2))]
    assert said == [
        "Aucun lit vide",
        "1 lit vide",
        "1 lit vide, retenu",
        "{empty} lits vides",
        "{empty} lits vides, dont 1 retenu",
        "{empty} lits vides, dont {held} retenus",
    ]
    days = (date(2026, 11, 1), date(2026, 11, 21))
    assert [
        long_day(day, language).replace("\N{NO-BREAK SPACE}", " ") for language in LANGUAGES for day in days
    ] == [
        "1er novembre 2026",
        "21 novembre 2026",
        "1 November 2026",
        "21 November 2026",
    ]


def _seated(member: UUID, clock: SetClock) -> Seated:
    return Seated(Seat(member), "browser", "passkey", clock.now() + timedelta(hours=1))
