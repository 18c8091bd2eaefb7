"""A form with several boxes of one name, given back after its session has ended (point 23)."""

import re
from datetime import timedelta

import httpx

from api.browser.cookies import SESSION
from api.pages.keeping import KEPT
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.signing import invited

SAME = {
    "Origin": "http://relais.test",
    "Sec-Fetch-Site": "same-origin",
    "Accept": "text/html",
    "Accept-Language": "fr",
}


async def test_every_ticked_box_comes_back(
    plain_client: httpx.AsyncClient, plain_store: Store, network: Network, clock: SetClock
) -> None:
    """CNF-08: what was ticked is ticked, what was not is not, and the browser forgets what opened it."""
    member = await network.member(await network.organisation("shelter"), Role.SHELTER_COORDINATOR)

    async def seated() -> str:
        return f"{SESSION}={(await invited(plain_store, member, by='passkey')).token}"

    typed = {"_page": "/house/new", "name": "Maison des Pins", "languages": ["en", "es"]}
    early = await seated()
    clock.advance(timedelta(minutes=31))
    late = await plain_client.post("/house/new", data=typed, headers={**SAME, "Cookie": early})
    assert late.status_code == 401
    (key,) = re.findall(rf'{KEPT}="?([\w-]+)', late.headers["set-cookie"])
    plain_client.cookies.clear()
    again = await plain_client.get(
        "/house/new", headers={**SAME, "Cookie": f"{await seated()}; {KEPT}={key}"}
    )
    assert 'value="Maison des Pins"' in again.text
    ticked = re.findall(r'name="languages" value="(\w+)" checked', again.text)
    assert sorted(ticked) == ["en", "es"]
    assert re.search(rf'{KEPT}=("")?;.*Max-Age=0', again.headers["set-cookie"])
