"""A pivot's night in a real Chromium: where tonight with its taps counted, and two phones that want one bed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from service.partners.actor import Role
from tests.pages.conftest import Site
from tests.pages.house import Phone
from tests.pages.looking import look
from tests.service.beds.town import Town


class Hand:
    """A phone in a pivot's hand: each touch is counted."""

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone, self.page, self.language, self.taps = phone, phone.page, language, 0

    async def touch(self, role: str, name: str) -> None:
        """Touch the one thing of this name, and see the page that comes."""
        self.taps += 1
        found = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]  # any role
        async with self.page.expect_navigation():
            await found.click()

    async def looked(self) -> None:
        await look(self.phone, self.language)


@pytest.fixture
async def people(town: Town) -> tuple[UUID, UUID]:
    """Two pivot workers of one organisation."""
    there = await town.network.organisation("pivot", duty_number="514-555-0199")
    pivot = await town.network.member(there, Role.PIVOT_WORKER)
    return pivot, await town.network.member(there, Role.PIVOT_WORKER)


async def hand(site: Site, member: UUID, language: str = "fr-CA") -> AsyncIterator[Hand]:
    context = await site.phone(member, language=language)
    page = await context.new_page()
    phone = Phone(site.url, context, page, await context.new_cdp_session(page))
    page.on("console", lambda message: phone.said.append(message.text))
    page.on("pageerror", lambda error: phone.said.append(str(error)))
    page.on("request", lambda request: phone.asked.append(request.url))
    yield Hand(phone, language)
    await context.close()


async def opened(hand: Hand) -> None:
    """A case in eight touches at most (SAF-11)."""
    await hand.page.goto(f"{hand.phone.url}/")
    await hand.touch("link", "Ouvrir un dossier")
    for field in ("gender", "band", "scope"):
        value = {"gender": "woman", "band": "21-24", "scope": "bed"}[field]
        await hand.page.locator(f"input[name={field}][value='{value}']").check()
        hand.taps += 1
    await hand.looked()
    await hand.touch("button", "Ouvrir le dossier")
    assert hand.taps <= 8
    await expect(hand.page.locator("p.done")).to_contain_text("Voici son code")
    await hand.looked()


async def searched(page: Page) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name="Chercher", exact=True).click()


async def test_two_phones_want_one_bed(site: Site, town: Town, people: tuple[UUID, UUID]) -> None:
    """BED-16, point 20: one gets it; the other reads it kindly, with the other places and every answer kept."""
    for name in ("Maison Un", "Maison Deux", "Maison Trois"):
        await town.shelter(beds=1, count=1, name=name)
        town.clock.advance(timedelta(seconds=1))
    async for first in hand(site, people[0]):
        async for second in hand(site, people[1]):
            await opened(first)
            first.taps = 1  # the case's line at home
            await first.touch("link", "Où ce soir?")
            await first.looked()
            first.taps += 1
            await searched(first.page)
            await second.page.goto(
                f"{site.url}/places?band=21-24&woman=1&nights=3&region=CA-QC&house=takes_use"
            )
            await first.looked()
            await first.page.get_by_label("3 choix montrés, la personne a choisi").check()
            first.taps += 1
            await asyncio.gather(*(each.touch("button", WANTED) for each in (first, second)))
            assert first.taps <= 7
            won, lost = (first, second) if await held(first) else (second, first)
            assert await held(won)
            await won.looked()
            await expect(lost.page.locator(".summary")).to_contain_text(
                "Cette place vient d'être prise. Voici les 2 autres; vos réponses sont gardées."
            )
            await expect(lost.page.locator("#places .card")).to_have_count(2)
            await expect(lost.page.locator("#f [name=nights]")).to_have_value("3" if lost is second else "1")
            await lost.looked()
            await lost.touch("button", "Retenir une place à Maison Un")
            assert await held(lost)


WANTED = "Retenir une place à Maison Deux"


async def held(hand: Hand) -> bool:
    """Whether the page says that the place is held."""
    said = hand.page.locator("p.done")
    return await said.count() == 1 and "Place retenue." in await said.inner_text()


async def test_a_night_in_english(site: Site, town: Town, people: tuple[UUID, UUID]) -> None:
    """The home, a lawyer in one touch, the question kept while the language changes, and nothing found."""
    async for mine in hand(site, people[0], "en-CA"):
        await mine.page.goto(site.url)
        dialled = mine.page.get_by_role("link", name="Immigration lawyer")
        assert (await dialled.get_attribute("href") or "").startswith("tel:")
        await mine.looked()
        await mine.touch("link", "Where tonight?")
        await mine.page.get_by_role("button", name="One man more").click()
        await mine.page.get_by_label("have a single room").check()
        await mine.touch("button", "Français")
        await expect(mine.page.locator("h1")).to_have_text("Où ce soir?")
        await expect(mine.page.get_by_label("Hommes", exact=True)).to_have_value("1")
        await expect(mine.page.get_by_label("ont une chambre seule")).to_be_checked()
        await mine.page.get_by_label("25 ans et plus").check()
        await searched(mine.page)
        await expect(mine.page.locator("main")).to_contain_text("Aucune place ce soir.")
        await look(mine.phone, "fr-CA")


async def test_the_other_language_keeps_every_form_of_a_page(
    site: Site, town: Town, people: tuple[UUID, UUID]
) -> None:
    """LNG-01, screens 13: three small forms on one page, each as it was left, there and back; nothing is saved."""
    async for mine in hand(site, people[0]):
        await opened(mine)
        await mine.page.goto(f"{mine.page.url.partition('?')[0]}/known")
        stood = await mine.page.evaluate(READ_ALL)
        await mine.page.locator("input[name=contact][value=safe_at_times]").check()
        await mine.page.locator("input[name=risk]").last.check()
        await mine.page.locator("input[name=on]").fill("2027-03-14")
        left = await mine.page.evaluate(READ_ALL)
        for language in ("English", "Français"):
            await mine.touch("button", language)
            assert await mine.page.evaluate(READ_ALL) == left, language
        await mine.page.goto(mine.page.url)
        assert stood == await mine.page.evaluate(READ_ALL) != left


READ_ALL = """() => [...document.querySelectorAll('main input:not([type=hidden])')]
  .map((one) => [one.name, one.value, one.checked])"""
