"""A night's money in a real browser: asked in French, issued in English, every touch counted (screens P5 and P6)."""

from pathlib import Path
from typing import Any

from playwright.async_api import expect

from service.fund.requests.lines import NewLine
from tests.pages.conftest import Site
from tests.pages.house import Phone
from tests.pages.looking import look
from tests.pages.money.test_issuing import ninety
from tests.pages.test_reports import phone_of
from tests.service.fund.conftest import Fund
from tests.service.fund.receipts.test_pictures import phone as photograph
from tests.service.fund.receipts.test_receipts import paid

COUNT = "SELECT count(*) FROM fund_requests"


class Thumb:
    """One thumb: each touch is counted, and each page that it leads to is looked at."""

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone, self.page, self.language, self.taps = phone, phone.page, language, 0

    async def press(self, what: Any) -> None:
        self.taps += 1
        async with self.page.expect_navigation():
            await what.click()
        await look(self.phone, self.language)


async def test_ask_in_french(night: Fund, site: Site) -> None:
    """CNF-08, FND-01: from home, three touches for a coach and a card; the total follows the thumb. Back
    says what was asked already; Enter sends nothing and keeps the language."""
    case = await night.case()
    await night.ask(NewLine("travel_intercity", 8_000), case=case)
    thumb = Thumb(await phone_of(site, night.pivot), "fr-CA")
    await thumb.phone.go("/")
    await thumb.press(thumb.page.get_by_role("link", name="Demander de l'argent"))
    await thumb.page.locator("#take_travel_intercity").check()
    thumb.taps += 1
    total = thumb.page.locator("#total")
    await expect(total).to_contain_text("Total 100")
    await expect(total).to_contain_text("80 $ par une personne")
    await expect(thumb.page.locator("#take_travel_intercity")).to_be_focused()
    await thumb.press(thumb.page.get_by_role("button", name="Envoyer la demande"))
    assert thumb.taps == 3
    await expect(thumb.page.locator("p.done")).to_have_text("Demande envoyée.")
    await thumb.page.go_back()
    await expect(thumb.page.locator("#proposed ~ .need").first).to_contain_text("20 $ demandés depuis 24 h")
    async with thumb.page.expect_navigation():
        await thumb.page.locator("#amount_travel_intercity").press("Enter")
    await look(thumb.phone, "fr-CA")
    await expect(thumb.page.locator("h1")).to_have_text("Demander de l'argent")
    assert await night.network.superuser.fetchval(COUNT) == 2
    await thumb.phone.context.close()


async def test_issue_and_receipt_in_english(night: Fund, site: Site, tmp_path: Path) -> None:
    """FND-10, FND-12: over the ceiling by 15, two ways on; then a receipt in three touches."""
    case = await ninety(night)
    _, line = await paid(night)
    thumb = Thumb(await phone_of(site, night.pivot, language="en-CA", color_scheme="dark"), "en-CA")
    await thumb.phone.go(f"/cases/{case}/money")
    await thumb.page.locator("#amount_food").fill("40")
    await thumb.page.locator("#amount_travel_local").fill("35")
    await expect(thumb.page.locator("#total")).to_contain_text("Total $75")
    await thumb.press(thumb.page.get_by_role("button", name="Issue now"))
    await thumb.press(thumb.page.get_by_role("button", name="Issue $60"))
    assert thumb.taps == 2
    await expect(thumb.page.locator("p.done")).to_contain_text("A second signature follows.")
    picture = tmp_path / "receipt.jpg"
    picture.write_bytes(photograph())
    await thumb.phone.go("/")
    thumb.taps = 0
    await thumb.press(thumb.page.locator(f"a[href='/lines/{line}/receipt']"))
    await thumb.page.locator("#picture").set_input_files(picture)
    thumb.taps += 1
    await thumb.press(thumb.page.get_by_role("button", name="Send the receipt"))
    assert thumb.taps == 3
    await expect(thumb.page.locator("p.done")).to_have_text("Receipt noted.")
    await thumb.phone.context.close()
