"""The coordinator's evening by hand in a real browser, each screen looked at, the taps counted."""

import re
from dataclasses import dataclass

from playwright.async_api import expect

from tests.network import Network
from tests.pages.conftest import Site
from tests.pages.house import Phone
from tests.pages.looking import look
from tests.pages.test_reports import phone_of
from tests.service.beds.town import Shelter, Town

SAID = {
    "fr-CA": {
        "plan": "Planifier la garde", "start": "Commencer l'horaire", "fill": "Combler", "put": "Mettre de garde",
        "true": "Toujours vrais", "rooms": "Chambres et lits", "close": "Fermer le lit", "week": "7 nuits",
        "closing": "Fermer ce lit", "aside": "Mettre de côté", "figures": "Voir les chiffres",
        "agreements": "Ententes", "new": "Proposer une entente", "propose": "Proposer l'entente",
        "stays": "Séjours et alerte", "alert": "Alerte", "move": "Préparer un départ",
    },
    "en-CA": {
        "plan": "Plan who is on call", "start": "Start the roster", "fill": "Fill", "put": "Put on call",
        "true": "Still true", "rooms": "Rooms and beds", "close": "Close bed", "week": "7 nights",
        "closing": "Close this bed", "aside": "Set aside", "figures": "Show the figures",
        "agreements": "Agreements", "new": "Propose an agreement", "propose": "Propose the agreement",
        "stays": "Stays and alert", "alert": "Alert", "move": "Prepare a move",
    },
}  # fmt: skip


@dataclass
class Hand:
    """A thumb that is counted."""

    phone: Phone
    language: str
    taps: int = 0

    async def home(self) -> None:
        """The beginning of a way: taps count from here."""
        await self.phone.go("/")
        self.taps = 0

    async def tap(self, key: str) -> None:
        """Press the link or button of this name, and look at what comes."""
        name = re.compile(f"^{re.escape(SAID[self.language][key])}")
        control = self.phone.page.locator("main").get_by_role("link", name=name)
        control = control.or_(self.phone.page.locator("main").get_by_role("button", name=name)).first
        async with self.phone.page.expect_navigation():
            await control.click()
        self.taps += 1
        await look(self.phone, self.language)

    async def choose(self, selector: str) -> None:
        await self.phone.page.locator(selector).first.check()
        self.taps += 1


async def peopled(town: Town, network: Network) -> Shelter:
    """A shelter with somebody in, and a police service that it could agree with."""
    shelter = await town.shelter(name="Maison S4")
    await network.together(shelter.organisation_id, await network.organisation("police", name="Service P1"))
    made = await town.refer(await town.pivot(), shelter)
    await town.post(shelter.desk, f"/referrals/{made.json()['id']}/arrival")
    await town.post(shelter.coordinator, "/rosters", {"duty": "shelter", "shelter_id": shelter.id})
    return shelter


async def opened(site: Site, shelter: Shelter, language: str, width: int, scheme: str) -> Hand:
    """The coordinator's phone, at the first page, which is looked at."""
    how = {"color_scheme": scheme, "viewport": {"width": width, "height": 740}}
    hand = Hand(await phone_of(site, shelter.coordinator, language=language, **how), language)
    await hand.home()
    await look(hand.phone, language)
    return hand


async def test_an_evening_in_french(site: Site, town: Town, network: Network) -> None:
    """C1, C2, at 320 px: a gap 3 taps, still true 1, a closure 4, set aside 2; the picture opens its figures."""
    hand = await opened(site, await peopled(town, network), "fr-CA", 320, "light")
    await hand.phone.page.get_by_text(SAID["fr-CA"]["figures"]).click()
    await expect(hand.phone.page.locator("figure table")).to_be_visible()
    await hand.home()
    await hand.tap("fill")
    await hand.choose("input[name=member_id]")
    await hand.tap("put")
    assert hand.taps == 3
    await hand.home()
    await hand.tap("true")
    assert hand.taps == 1
    await hand.home()
    for key in ("rooms", "close", "week", "closing"):
        await hand.tap(key)
    assert hand.taps == 4
    await hand.home()
    await hand.tap("rooms")
    await hand.tap("aside")
    assert hand.taps == 2
    await hand.phone.context.close()


async def test_an_evening_in_english(site: Site, town: Town, network: Network) -> None:
    """C3, in the dark: an agreement 3 taps and five fields, an alert 3."""
    hand = await opened(site, await peopled(town, network), "en-CA", 360, "dark")
    page = hand.phone.page
    await hand.tap("agreements")
    await hand.tap("new")
    for field, value in (("places", "2"), ("notice_hours", "12"), ("longest_hold_hours", "48")):
        await page.locator(f"#{field}").fill(value)
    await page.locator("input[value=automatic]").check()
    await page.locator("#review_on").fill("2027-11-03")
    await hand.tap("propose")
    assert hand.taps == 3
    await hand.home()
    await hand.tap("stays")
    await hand.tap("alert")
    await hand.tap("move")
    assert hand.taps == 3
    await hand.phone.context.close()
