"""A fund's main stories on real phones, with their taps counted and every screen looked at (screens, section 3)."""

import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.async_api import Locator, expect

from service.fund.requests.lines import NewLine
from tests.pages.house import House, Phone, sees
from tests.pages.looking import look
from tests.service.fund.conftest import Fund, fund, got

__all__ = ["fund"]
pytestmark = pytest.mark.usefixtures("clock")


@dataclass
class Hand:
    """Somebody's thumb: each tap is counted; the passkey is theirs to give and is not."""

    phone: Phone
    language: str
    taps: int = 0

    async def home(self) -> None:
        """Begin anew, from the first page."""
        await self.phone.go("/")
        await look(self.phone, self.language)
        self.taps = 0

    async def tap(self, place: Locator, *, stays: bool = False) -> None:
        """One tap; it opens another page unless it opens something on this one."""
        self.taps += 1
        if stays:
            await place.click()
        else:
            async with self.phone.page.expect_navigation():
                await place.click()
        await look(self.phone, self.language)

    def button(self, name: str) -> Locator:
        return self.phone.page.get_by_role("button", name=re.compile(name))

    def link(self, name: str) -> Locator:
        return self.phone.page.get_by_role("link", name=re.compile(name))

    async def prove(self) -> None:
        """The passkey: the phone recognises its owner by itself."""
        await expect(self.phone.page.locator("h1")).to_have_text(
            re.compile("Confirmez que c'est vous|Check it is you")
        )
        async with self.phone.page.expect_navigation():
            await self.phone.page.locator("[data-needs-passkey]").click()
        await look(self.phone, self.language)

    async def says(self, words: str) -> None:
        assert await sees(self.phone, words), words


async def hand(house: House, member: UUID, language: str, **how: object) -> Hand:
    return Hand(await house.with_passkey(member, language=language, **how), language)


async def test_to_decide_in_french(fund: Fund, house: House) -> None:
    """FND-10, FND-11, FND-13: approve in 2 taps and the passkey, a part in 3, a coded no in 3."""
    for cents in (42_000, 20_000, 8_000):
        await fund.ask(NewLine("food", cents))
    one = await hand(house, fund.first, "fr-CA", color_scheme="dark")
    await one.home()
    await one.tap(one.link("^Décider 420"))
    await one.tap(one.button("^Approuver 420"))
    assert one.taps == 2
    await one.prove()
    await one.says("Signé. Une autre personne signe en second.")
    await one.home()
    await one.tap(one.link("^Décider 200"))
    await one.tap(one.phone.page.locator("summary", has_text="Approuver en partie"), stays=True)
    await one.phone.page.locator("[name^=amount-]").fill("150,50")
    await one.tap(one.button("^Approuver ces montants"))
    assert one.taps == 3
    await one.says("150,50 $")
    await one.prove()
    await one.says("Approuvé : l'argent est réservé.")
    await one.home()
    await one.tap(one.link("^Décider 80"))
    await one.tap(one.phone.page.locator("summary", has_text="Décliner"), stays=True)
    await one.tap(one.button("^Un autre moyen est trouvé"))
    assert one.taps == 3
    await one.says("Décliné. L'intervenant pivot lit la raison.")
    assert (await fund.balance()).committed_cents == 15_050


async def test_to_sign_pay_and_simulate_in_english(fund: Fund, house: House) -> None:
    """FND-09, FND-10, ELG-08: second signature in 2 taps and the passkey, a payment again in 2, a simulation in 3."""
    big, small = await fund.ask(NewLine("food", 42_000)), await fund.ask(NewLine("clothing", 8_000))
    got(await fund.approve(fund.first, big.id))
    got(await fund.approve(fund.first, small.id))
    await fund.network.superuser.execute("UPDATE payout_intents SET state = 'failed', problem = 'refused'")
    two = await hand(house, fund.second, "en-CA", viewport={"width": 320, "height": 700})
    await two.home()
    await two.tap(two.link("^Decide \\$420"))
    await two.tap(two.button("^Approve \\$420"))
    assert two.taps == 2
    await two.says("You are about to sign second for $420")
    await two.prove()
    await two.says("Approved: the money is reserved.")
    await two.home()
    await two.tap(two.link("^Choose another way, \\$80"))
    await two.tap(two.button("^Check and try again"))
    assert two.taps == 2
    await two.prove()
    await two.says("Checking and trying again.")
    await two.home()
    await two.tap(two.link("^Policy$"))
    await two.tap(two.link("^Open: Version 1"))
    await two.tap(two.link("^Simulate"))
    assert two.taps == 3
    await two.says("Would have changed none of 2 past requests.")
