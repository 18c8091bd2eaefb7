"""What an operation means for a house: places held by agreement, words for one arrival, a request to read."""

import re

import httpx

from service.clock import SetClock
from service.store.store import Store
from tests.network import Network
from tests.pages.coordinator.conftest import Reader, words_of
from tests.service.operations.acts import held, hold, men
from tests.service.operations.stage import scenario_a


async def test_places_held_by_agreement_and_where_to_bring_people(
    http: httpx.AsyncClient, network: Network, clock: SetClock, store: Store
) -> None:
    """SAF-08, SAF-13, OPS-03: the agreement shows to the coordinator alone; words for one window are no address."""
    stage = await scenario_a(network, clock.now())
    await held(store, stage.investigator, hold(clock.now(), men(10)))
    shelter = stage.shelters["S4"]
    reader, desk = Reader(http, shelter.coordinator), Reader(http, shelter.desk)
    (partner,) = await network.superuser.fetch("SELECT name FROM organisations WHERE id = $1", stage.p1)
    rooms = words_of(await reader.read(f"/house/{shelter.id}/rooms"))
    assert rooms.count(f"Retenu par l'entente {partner['name']}, du") == 2, rooms
    assert partner["name"] not in (await desk.read("/")).text
    points = await reader.read(reader.link(await reader.read("/"), "Points d'arrivée"))
    assert f"1 homme, 25+, {await _name(network, shelter.key)}" in words_of(points)
    page = await reader.read(re.findall(r"/house/points/[0-9a-f-]{36}", points.text)[0])
    short = await reader.press(page, "Écrire le point", words="ok")
    assert short.status_code == 400
    too_much = await reader.press(page, "Écrire le point", words="Elle a un visa expiré")
    assert too_much.status_code == 422
    assert "Elle a un visa expiré" in too_much.text
    past = await reader.press(
        page, "Écrire le point", words="Porte de côté", starts_on="2020-01-01", ends_on="2020-01-02"
    )
    assert past.status_code == 422, words_of(past)
    assert 'href="#ends_on"' in past.text
    done = await reader.press(
        page, "Écrire le point", words="Porte de côté de la bibliothèque", _key="another"
    )
    assert done.headers.get("location") == "/house/points?done=point", words_of(done)
    key = await network.superuser.fetchval("SELECT shelter_key FROM operation_requests")
    asked = Reader(http, next(one.coordinator for one in stage.shelters.values() if one.key == key))
    assert "1 place demandée à" in words_of(await asked.read("/"))
    assert "/desk/asked/" in (await asked.read("/")).text


async def _name(network: Network, key: int) -> str:
    return str(await network.superuser.fetchval("SELECT name FROM shelters WHERE key = $1", key))
