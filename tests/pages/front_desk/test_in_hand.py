"""The desk on a phone, in a real Chromium: a night in French with the network gone, one in English with two phones."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.pages.front_desk.test_requests import asked, state
from tests.pages.hand import one_line
from tests.pages.house import House, Phone
from tests.pages.looking import look
from tests.service.beds.town import Town

STORES = """
async () => ({
  local: Object.fromEntries(Object.entries(localStorage)), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).length, cookie: document.cookie,
  kept: (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys())
    .map((asked) => new URL(asked.url).pathname)))).flat().sort(),
})
"""
PLACES = """
() => [...document.querySelectorAll('header.top, header.top > .exit, main :not(.changes, .changes *), footer *')]
  .map((e) => [e.tagName, ...Object.values(e.getBoundingClientRect().toJSON())].join())
"""
WATCH = """
async () => {
  scrollTo(0, 200);
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  window.shifts = [];
  new PerformanceObserver((seen) => shifts.push(...seen.getEntries().map((one) => one.value)))
    .observe({ type: 'layout-shift' });
}
"""
SHELL = ["/offline/fr", "/static/icon.svg", "/static/relais.css", "/static/relais.js"]


@pytest.fixture
def in_hand(house: House) -> Any:
    """A phone of somebody at the desk, signed in: `await in_hand(member, "fr-CA")`."""

    async def phone(member: Any, language: str) -> Phone:
        return await house.seated(member, language=language)

    return phone


async def counts(street: Town, house: Any) -> list[int]:
    answer = await street.get(house.desk, f"/shelters/{house.id}/counts")
    return [count["free"] for count in answer.json()]


async def kept_shell(page: Page) -> None:
    """Wait until the worker serves this page."""
    await page.wait_for_function("() => navigator.serviceWorker.controller !== null")


async def test_a_night_without_a_network(in_hand: Any, street: Town) -> None:
    """F3: counts wait on the phone, are sent once, and nothing else is kept anywhere (ASVS 14.3.3, BED-15)."""
    house, pivot = await street.shelter(beds=5, count=3), await street.pivot()
    made = await asked(street, house, pivot)
    phone = await in_hand(house.desk, "fr-CA")
    page = phone.page
    await phone.go("/")
    await look(phone, "fr-CA")
    await kept_shell(page)
    await phone.context.set_offline(True)
    await expect(page.locator("#offline")).to_contain_text("Vous pouvez encore compter.")
    for _ in range(2):
        await page.get_by_role("button", name="Un de moins").click()
    await expect(page.locator("output.number")).to_have_text("1")
    await expect(page.locator("[data-state]")).to_contain_text("gardé ici")
    stores = await page.evaluate(STORES)
    [one] = json.loads(stores["local"].pop("relais.counts")).values()
    assert (set(one), one["free"], one["house"]) == ({"house", "free", "at", "key"}, 1, house.id)
    assert stores == {"local": {}, "session": [], "databases": 0, "cookie": "", "kept": SHELL}
    await page.get_by_role("button", name=f"Accepter la demande {made['code']}").click()
    await expect(page.locator("#offline")).to_contain_text("Rien n'est parti.")
    same = page.get_by_role("button", name="Inchangé")
    await same.focus()
    place = await same.bounding_box()
    await phone.context.set_offline(False)
    await expect(page.locator("[data-state]")).to_contain_text(
        re.compile(r"envoyé à 12\sh")
    )  # the house's time
    await expect(page.locator("#offline")).to_be_hidden()
    assert sorted(await counts(street, house)) == [1, 3]
    await expect(page.get_by_role("button", name="Revenir à 3, annuler le compte")).to_be_visible()
    await expect(same).to_be_focused()
    assert await same.bounding_box() == place
    assert (await page.evaluate(STORES))["local"] == {}
    assert (await state(street, pivot, made))["state"] == "held"


@pytest.mark.parametrize("width", [320, 1280])
async def test_the_network_goes_and_nothing_moves(house: House, street: Town, width: int) -> None:
    """Screens 12, 25: that there is no network is in sight at every scroll and said aloud, and nothing moves for it,
    nor when it is back; what cannot leave says so without a step of the page, and takes no focus."""
    shelter, pivot = await street.shelter(beds=5, count=3), await street.pivot()
    made = await asked(street, shelter, pivot)
    phone = await house.seated(shelter.desk, width=width)
    page = phone.page
    strip, voice = page.locator("#offline summary"), page.locator("[data-network]")
    async with page.expect_request("**/v1/live"):
        await phone.go("/")
    await page.evaluate(WATCH)
    before = await page.evaluate(PLACES)
    await expect(strip).to_be_hidden()
    await phone.context.set_offline(True)
    await expect(strip).to_be_in_viewport(ratio=1)
    await expect(strip).to_have_text(re.compile(r"Hors ligne depuis 12\sh\s\d\d"))
    await expect(voice).to_contain_text("Vous pouvez encore compter.")
    accept = page.get_by_role("button", name=f"Accepter la demande {made['code']}")
    await accept.evaluate("(button) => button.focus({ preventScroll: true })")
    await page.keyboard.press("Enter")
    await expect(page.locator("#offline p")).to_contain_text("Rien n'est parti.")
    await expect(page.locator("#offline p")).to_be_in_viewport(ratio=1)
    await expect(accept).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#offline p")).to_be_hidden()
    assert await page.evaluate(PLACES) == before
    await phone.context.set_offline(False)
    await expect(strip).to_be_hidden()
    await expect(voice).to_have_text("Vous êtes de nouveau en ligne.")
    assert await page.evaluate(PLACES) == before
    assert await page.evaluate("shifts") == []


async def test_two_phones_and_a_finger(in_hand: Any, street: Town) -> None:
    """F1, F2 in English: what changes elsewhere shows by itself, never under a finger; taps counted (point 25)."""
    house, pivot = await street.shelter(beds=5, count=3), await street.pivot()
    phone = await in_hand(house.desk, "en-CA")
    page = phone.page
    async with page.expect_request("**/v1/live"):
        await phone.go("/")
    await expect(page.locator("#desk-waiting")).not_to_contain_text("To read")
    made = await asked(street, house, pivot)
    await expect(page.locator("#desk-waiting")).to_contain_text(
        "1 woman, 21–24".replace("–", "\u2060–\u2060")
    )
    await look(phone, "en-CA")
    await page.get_by_role("button", name=f"No place for request {made['code']}").focus()
    other = await asked(street, house, pivot)
    await expect(page.locator("[data-changes] button")).to_be_visible()
    await expect(page.get_by_role("button", name=f"Accept request {other['code']}")).to_have_count(0)
    assert await page.evaluate("document.activeElement.value") == "no_bed"
    await page.locator("[data-changes] button").click()
    await expect(page.get_by_role("button", name=f"Accept request {other['code']}")).to_be_visible()
    await page.get_by_role("link", name=f"Read request {other['code']}").click()
    await look(phone, "en-CA")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Stay too short").click()
    await expect(page.locator(".done")).to_contain_text("Declined.")
    await page.go_back()
    await expect(page.locator("main")).to_contain_text("This request is at: declined.")
    await phone.go("/desk/here")
    await look(phone, "en-CA")
    await phone.go("/desk/counts")
    await look(phone, "en-CA")
    await phone.go(f"/shelters/{house.id}/sheet/entry")
    await look(phone, "en-CA")


async def test_opened_without_a_network(in_hand: Any, street: Town) -> None:
    """The app opens: an empty page that says what waits; the exit and a sign-out leave nothing of it (SAF-12)."""
    house = await street.shelter(beds=5, count=3)
    phone = await in_hand(house.desk, "fr-CA")
    page = phone.page
    await phone.context.route("https://meteo.gc.ca/**", lambda route: route.fulfill(body="météo"))
    await phone.go("/")
    await kept_shell(page)
    empty = await page.evaluate("async () => (await caches.match('/offline/fr')).text()")
    assert "Rien n'est affiché ici" in one_line(empty)
    assert "House" not in empty
    assert "/sign-out" not in empty
    await page.route("**/desk/counts/**", lambda route: route.abort())
    await page.get_by_role("button", name="Un de plus").click()
    assert await page.evaluate("localStorage.length") == 1
    for _ in range(3):
        await page.keyboard.press("Shift")
    await page.wait_for_url("https://meteo.gc.ca/")
    await phone.go("/offline/fr")
    assert await page.evaluate("localStorage.length") == 0
    assert await counts(street, house) == [3]
