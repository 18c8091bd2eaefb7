"""Notices in a real Chromium: turned on with the page, shown by the worker, and saying nothing."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from api.pages.frame import STATIC
from api.parts import Relais
from service.clock import SetClock
from service.messages.texts.words import NEUTRAL
from tests.doubles.push_service import PushDouble
from tests.pages.conftest import a_browser
from tests.pages.house import House, Phone


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """One that can show notices."""
    async with a_browser(notices=True) as browser:
        yield browser


@pytest.fixture
def relais(relais: Relais, clock: SetClock) -> Relais:
    """An installation that sends pushes."""
    return replace(relais, push=PushDouble(clock).channel())


def test_the_worker_says_the_neutral_line() -> None:
    """SAF-12: the words of every push, in both languages, are those of the texts."""
    script = (STATIC / "worker.js").read_text()
    assert f'english ? "{NEUTRAL.en}" : "{NEUTRAL.fr}"' in script


async def _worker(phone: Phone) -> str:
    """Wait until the page's worker serves this address, and say which one it is."""
    return str(
        await phone.page.evaluate("async () => (await navigator.serviceWorker.ready).active.scriptURL")
    )


@pytest.mark.parametrize(("language", "line"), [("fr-CA", NEUTRAL.fr), ("en-CA", NEUTRAL.en)])
async def test_a_push_shows_one_neutral_line(house: House, language: str, line: str) -> None:
    """BED-15, SAF-12: whatever rang, and however often, the phone shows one line that says nothing."""
    phone = await house.with_passkey(house.desk, language=language)
    await phone.context.grant_permissions(["notifications"])
    registered: list[str] = []
    phone.protocol.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda found: registered.extend(each["registrationId"] for each in found["registrations"]),
    )
    await phone.protocol.send("ServiceWorker.enable")
    await phone.go("/account")
    assert f"&l={language[:2]}" in await _worker(phone)
    for _ in range(2):
        await phone.protocol.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": phone.url, "registrationId": registered[-1], "data": ""},
        )
    shown = (
        "async () => { const r = await navigator.serviceWorker.ready; return (await r.getNotifications())"
        ".map(n => [n.title, n.body, n.tag]) }"
    )
    await phone.page.wait_for_function(f"async () => (await ({shown})()).length > 0")
    assert await phone.page.evaluate(shown) == [["Relais", line, "relais"]]


async def test_turned_on_and_off_from_the_page(house: House) -> None:
    """BED-15: the address that the browser gives is registered; this phone is the one that rings; and stops."""
    phone = await house.with_passkey(house.desk)
    await phone.context.grant_permissions(["notifications"])
    given = json.dumps("https://web.push.apple.com/one")
    await phone.context.add_init_script(
        f"PushManager.prototype.subscribe = async (asked) => ({{ endpoint: {given}, key: asked.applicationServerKey }})"
    )
    await phone.go("/account")
    async with phone.page.expect_navigation():
        await phone.page.get_by_role("button", name="Activer les avis").click()
    section = phone.page.locator("section[aria-labelledby=notices]")
    await expect(section).to_contain_text("Celui-ci")
    await expect(section.locator("form[data-push]")).to_have_count(0)
    async with phone.page.expect_navigation():
        await section.get_by_role("button").click()
    await expect(section.get_by_role("button", name="Activer les avis")).to_be_enabled()


async def test_a_browser_that_refuses_says_what_to_do(house: House) -> None:
    """BED-15: refused, the page says where to allow it, and nothing is registered."""
    phone = await house.with_passkey(house.desk)
    await phone.go("/account")
    await phone.page.evaluate("Notification.requestPermission = async () => 'denied'")
    await phone.page.get_by_role("button", name="Activer les avis").click()
    await expect(phone.page.get_by_role("alert")).to_contain_text("Permettez-les dans les réglages")
    await expect(phone.page.get_by_role("button", name="Activer les avis")).to_be_enabled()
