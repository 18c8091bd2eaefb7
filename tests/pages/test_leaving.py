"""Back after one has left: the page that was read is never shown again (SAF-12, screens 11)."""

import asyncio

import asyncpg
from playwright.async_api import Route, expect

from api.browser.cookies import LEFT, SESSION
from tests.pages.house import House, Phone


async def back_shows_nothing(phone: Phone) -> None:
    """What the browser's history holds asks the server, which knows nobody here any more."""
    await phone.page.go_back()
    await expect(phone.page.locator("h1")).to_have_text("Entrer")
    assert "Maison des Érables" not in await phone.page.content()
    assert await phone.page.locator("[action='/sign-out']").count() == 0


async def until_locked(superuser: asyncpg.Connection) -> None:
    """The exit's word to the server travels while the browser is elsewhere already."""
    async with asyncio.timeout(60):
        while await superuser.fetchval("SELECT ended_why FROM sessions") != "locked":
            pass


async def test_back_after_the_exit_and_after_signing_out(house: House, superuser: asyncpg.Connection) -> None:
    """SAF-12: the exit takes its page's place in the history; whatever was read before asks to enter."""
    left = await house.seated(house.coordinator)
    await left.context.route("https://meteo.gc.ca/**", lambda route: route.fulfill(body="météo"))
    for path in ("/account", "/members"):
        await left.go(path)
    await expect(left.page.locator("h1")).to_have_text("Membres")
    await left.page.get_by_role("link", name="Quitter cette page").click()
    await left.page.wait_for_url("https://meteo.gc.ca/")
    await until_locked(superuser)
    await back_shows_nothing(left)
    assert await left.carries("/account")

    out = await house.seated(house.coordinator)
    await out.go("/members")
    async with out.page.expect_navigation():
        await out.page.get_by_role("button", name="Fermer la session").click()
    await back_shows_nothing(out)


async def test_back_before_the_exits_word_has_arrived(house: House, superuser: asyncpg.Connection) -> None:
    """SAF-12, screens 11: the beacon never arrives; whoever goes back reads nothing, and the session is over."""
    phone = await house.seated(house.coordinator)
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await phone.context.route("**/lock", hold)
    await phone.context.route("https://meteo.gc.ca/**", lambda route: route.fulfill(body="météo"))
    for path in ("/account", "/members"):
        await phone.go(path)
    await phone.page.get_by_role("link", name="Quitter cette page").click()
    await phone.page.wait_for_url("https://meteo.gc.ca/")
    assert await superuser.fetchval("SELECT ended_why FROM sessions") is None
    await back_shows_nothing(phone)
    assert len(held) == 1
    assert await superuser.fetchval("SELECT ended_why FROM sessions") == "locked"
    assert [await phone.cookie(name) for name in (LEFT, SESSION)] == [None, None]


async def test_what_is_sent_wakes_no_worker(house: House) -> None:
    """SAF-12: the word that locks a session does not wait for a worker to be woken, while its page is going."""
    phone = await house.seated(house.coordinator)
    await phone.go("/account")
    await phone.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    await phone.page.wait_for_function("navigator.serviceWorker.controller")
    states: list[str] = []
    stopped = asyncio.Event()

    def note(update: dict[str, list[dict[str, str]]]) -> None:
        states.extend(version["runningStatus"] for version in update["versions"])
        if "stopped" in states:
            stopped.set()

    phone.protocol.on("ServiceWorker.workerVersionUpdated", note)
    await phone.protocol.send("ServiceWorker.enable")
    await phone.protocol.send("ServiceWorker.stopAllWorkers")
    await asyncio.wait_for(stopped.wait(), 60)
    states.clear()
    assert (
        await phone.page.evaluate("fetch('/lock', { method: 'POST' }).then((answer) => answer.status)") == 204
    )
    assert states == []
