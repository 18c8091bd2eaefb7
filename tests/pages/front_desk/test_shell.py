"""What a phone installs: a neutral name, an icon, an empty page; and what a page that reads itself again costs."""

import json
from datetime import timedelta

import httpx
import pytest

from api.browser.cookies import SESSION
from api.pages.frame import STATIC
from api.pages.icons import png
from tests.pages.front_desk.conftest import Hands
from tests.pages.house import House
from tests.service.beds.town import Town
from tests.signing import invited


def test_the_icon_is_the_one_that_is_drawn() -> None:
    """SAF-12: what lies on a phone's first page could be a bus app's."""
    assert (STATIC / "icon-192.png").read_bytes() == png(192)


def test_the_name_says_nothing() -> None:
    """SAF-12: one word, the same for everybody, and nowhere else to go than home."""
    manifest = json.loads((STATIC / "relais.webmanifest").read_text())
    assert {manifest["name"], manifest["short_name"]} == {"Relais"}
    assert (manifest["start_url"], manifest["scope"], manifest["id"]) == ("/", "/", "/")
    assert "description" not in manifest
    assert all((STATIC / icon["src"].removeprefix("/static/")).exists() for icon in manifest["icons"])


@pytest.mark.parametrize(
    ("language", "title", "beside"), [("fr", "Hors ligne", "Offline"), ("en", "Offline", "Hors ligne")]
)
async def test_the_empty_page_is_the_same_for_everybody(
    town: Town, hands: Hands, language: str, title: str, beside: str
) -> None:
    """ASVS 14.3.3: what the worker keeps holds nothing of whoever was signed in, and sets no cookie. Without a network
    no other page can be fetched: it says the same in both languages (LNG-01)."""
    shelter = await town.shelter(beds=2, name="Maison des Érables")
    hand = hands(shelter.desk)
    seated = await hand.client.get(f"/offline/{language}", headers=hand._who())
    anybody = await hand.client.get(f"/offline/{language}")
    assert f"<h1>{title}</h1>" in seated.text
    assert f"<h2>{beside}</h2>" in seated.text
    assert seated.text.partition("<main")[2] == anybody.text.partition("<main")[2]
    assert "set-cookie" not in seated.headers
    assert (await hand.client.get("/offline/de")).status_code in {400, 404}


async def test_a_page_that_reads_itself_again_keeps_nobody_signed_in(house: House, street: Town) -> None:
    """ASVS 7.3.1: nobody touched it: after half an hour the session is over, whatever changed elsewhere."""
    shelter = await street.shelter(beds=2)
    token = (await invited(house.store, shelter.desk, by="passkey")).token
    cookie = {"cookie": f"{SESSION}={token}"}
    async with httpx.AsyncClient(base_url=house.url, headers=cookie, timeout=60) as browser:
        for minutes, again, status in ((0, {}, 200), (20, {"x-live": "1"}, 200), (11, {"x-live": "1"}, 401)):
            house.clock.advance(timedelta(minutes=minutes))
            assert (await browser.get("/desk/here", headers=again)).status_code == status, minutes
