"""Tonight's board on a phone: in both languages, live, and gone when one leaves."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, expect

from tests.pages.conftest import Site
from tests.service.beds.town import Town

ASKED = "?women=1&men=0&children=0&nights=1&region=CA-QC"


@pytest.mark.parametrize(
    ("language", "title", "count", "fresh"),
    [
        ("fr-CA", "Où ce soir?", "2 places", "à jour, 0 min"),
        ("en-CA", "Where tonight?", "2 places", "fresh, 0 min"),
    ],
)
async def test_the_board_in_both_languages(  # noqa: PLR0917 - a row of the table above, by name
    site: Site, town: Town, language: str, title: str, count: str, fresh: str
) -> None:
    """BED-15, LNG-01: places, and how old the count is."""
    await town.shelter(beds=3, count=2, name="Maison des Érables")
    phone = await site.phone(await town.pivot(), language=language)
    page = await phone.new_page()
    await page.goto(f"{site.url}/tonight{ASKED}")
    await expect(page.locator("h1")).to_have_text(title)
    card = page.locator(".card")
    await expect(card).to_contain_text("Maison des Érables · Montréal")
    await expect(card.locator(".count")).to_have_text(count)
    await expect(card).to_contain_text(fresh)
    assert "Relais" in await page.title()
    await phone.close()


async def test_a_count_elsewhere_shows_by_itself(site: Site, town: Town) -> None:
    """The page hears that the board changed, and shows it without a reload."""
    house = await town.shelter(beds=5, count=2)
    phone = await site.phone(await town.pivot())
    page = await phone.new_page()
    async with page.expect_request("**/v1/live?**"):
        await page.goto(f"{site.url}/tonight{ASKED}")
    await expect(page.locator(".count")).to_have_text("2 places")
    town.clock.advance(timedelta(seconds=5))
    answer = await town.post(
        house.desk, f"/shelters/{house.id}/counts", {"free": 4, "looked_at": town.clock.now().isoformat()}
    )
    assert answer.json()["applied"] is True
    await expect(page.locator(".count")).to_have_text("4 places")
    await phone.close()


async def test_the_language_changes_and_the_search_stays(site: Site, town: Town) -> None:
    """LNG-01: one tap, the same search."""
    await town.shelter(beds=3, count=2)
    phone = await site.phone(await town.pivot())
    page = await phone.new_page()
    await page.goto(f"{site.url}/tonight?women=2&men=0&children=0&nights=3&region=CA-QC")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("h1")).to_have_text("Where tonight?")
    await expect(page.get_by_label("Women")).to_have_value("2")
    await expect(page.get_by_label("Nights")).to_have_value("3")
    await expect(page.get_by_label("Region")).to_have_value("CA-QC")
    await phone.close()


async def test_leaving_locks_the_session(site: Site, town: Town) -> None:
    """SAF-12: three times Shift leaves for the weather, and coming back shows nothing."""
    await town.shelter(beds=3, count=2)
    phone = await site.phone(await town.pivot())
    await phone.route("https://meteo.gc.ca/**", lambda route: route.fulfill(body="météo"))
    page = await phone.new_page()
    await page.goto(f"{site.url}/tonight{ASKED}")
    async with page.expect_request("**/lock"):
        for _ in range(3):
            await page.keyboard.press("Shift")
    await page.wait_for_url("https://meteo.gc.ca/")
    back = await page.goto(f"{site.url}/tonight{ASKED}")
    assert back is not None
    await expect(page.locator("#results")).to_have_count(0)
    await phone.close()


async def test_without_script_all_of_it_works(site: Site, town: Town) -> None:
    """The form searches, the exit locks: no script is needed."""
    await town.shelter(beds=3, count=2)
    phone = await site.phone(await town.pivot(), java_script_enabled=False)
    page = await phone.new_page()
    await page.goto(f"{site.url}/tonight")
    await page.get_by_label("Région").select_option("CA-QC")
    await page.get_by_role("button", name="Chercher").click()
    await expect(page.locator(".card .count")).to_have_text("2 places")
    await page.get_by_role("link", name="Quitter cette page").click()
    await expect(page.locator("h1")).to_have_text("Session terminée")
    await page.goto(f"{site.url}/tonight")
    await expect(page.locator("#results")).to_have_count(0)
    await phone.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_nothing_breaks_and_nothing_is_asked_elsewhere(site: Site, town: Town, width: int) -> None:
    """At 320 px nothing overflows; no request leaves for another host; the console stays silent."""
    await town.shelter(beds=3, count=2, name="Maison d'hébergement et de transition Notre-Dame-des-Érables")
    phone = await site.phone(await town.pivot(), viewport={"width": width, "height": 740})
    page = await phone.new_page()
    said: list[str] = []
    asked: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    def note(request: Any) -> None:
        asked.append(request.url)

    page.on("console", hear)
    page.on("request", note)
    await page.goto(f"{site.url}/tonight{ASKED}")
    await expect(page.locator(".card")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert said == []
    assert all(url.startswith(site.url) for url in asked)
    small = await page.evaluate(
        """
        [...document.querySelectorAll('button, a.button, input:not([type=hidden]), select')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)
        """
    )
    assert small == []
    await phone.close()


async def test_who_may_not_see_the_board_sees_no_shelter(site: Site, town: Town) -> None:
    """POL-03: an investigator's board names no shelter."""
    from service.partners.actor import Role

    await town.shelter(beds=3, count=2, name="Maison cachée")
    police = await town.network.member(await town.network.organisation("police"), Role.INVESTIGATOR)
    phone = await site.phone(police)
    page = await phone.new_page()
    await page.goto(f"{site.url}/tonight{ASKED}")
    await expect(page.locator("main")).to_contain_text("Votre rôle ne voit pas le tableau des places.")
    assert "Maison cachée" not in await page.content()
    await phone.close()


async def test_a_wrong_address_gets_a_page_in_ones_language(site: Site, town: Town) -> None:
    """Bad input in a browser is answered by a page, and says what to do."""
    phone = await site.phone(await town.pivot())
    page = await phone.new_page()
    answer = await page.goto(f"{site.url}/tonight?women=beaucoup")
    assert answer is not None
    assert answer.status == 400
    await expect(page.locator("h1")).to_have_text("Il y a un problème dans ce qui a été envoyé.")
    await phone.close()
