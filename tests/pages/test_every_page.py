"""Every page of signing in, of one's access, of members and tablets, visited and looked at, in both languages."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.house import House, Phone
from tests.pages.looking import look

WAYS = [("fr-CA", 320, "light"), ("en-CA", 1280, "dark")]


class Tour:
    """Goes from page to page, and looks at each."""

    def __init__(self, house: House, language: str, width: int, scheme: str) -> None:
        self.house = house
        self.language = language
        self.how: dict[str, Any] = {"language": language, "width": width, "color_scheme": scheme}

    async def press(self, phone: Phone, button: str) -> None:
        """Press it, and look at what comes."""
        async with phone.page.expect_navigation():
            await phone.page.locator(button).locator("visible=true").first.click()
        await look(phone, self.language)

    async def open(self, phone: Phone, path: str) -> None:
        await phone.go(path)
        await look(phone, self.language)

    async def newcomer(self) -> None:
        """Refused, invited, registered; an authenticator app; out again."""
        code = await self.house.invite("nuit@maison.test")
        phone = await self.house.phone(**self.how)
        await self.open(phone, "/sign-in")
        await phone.page.locator("summary").click()
        await look(phone, self.language)
        await phone.page.locator("#email").fill("nuit@maison.test")
        await self.press(phone, "#f > button")
        await self.open(phone, "/invitation")
        await phone.page.locator("#invitation").fill("AAAA-BBBB")
        await self.press(phone, "#f > button")
        await phone.page.locator("#invitation").fill(code)
        await self.press(phone, "#f > button")
        await self.press(phone, "#f > button")
        await self.press(phone, "[data-needs-passkey]")
        await self.press(phone, "form[action='/account/code'] button")
        await self.press(phone, "[data-needs-passkey]")
        await phone.page.locator("#code").fill("000000")
        await self.press(phone, "#f > button")
        secret = "".join((await phone.page.locator(".groups").inner_text()).split())
        await phone.page.locator("#code").fill(self.house.code(secret))
        await self.press(phone, "#f > button")
        await self.press(phone, ".buttons a.main")
        await self.press(phone, "footer form button")

    async def keeper(self) -> Phone:
        """Members, an invitation, tablets and PINs."""
        phone = await self.house.with_passkey(self.house.coordinator, **self.how)
        for path in ("/account", "/members", f"/members/{self.house.desk}/end", "/members/invite"):
            await self.open(phone, path)
        await self.press(phone, "#f > button")
        await phone.page.locator("input[name=role]").first.check()
        await phone.page.locator("#email").fill("jour@maison.test")
        await self.press(phone, "#f > button")
        await self.press(phone, "[data-needs-passkey]")
        await self.open(phone, "/tablets")
        await phone.page.locator("#name").fill("Accueil")
        await self.press(phone, "#f > button")
        await self.press(phone, "[data-needs-passkey]")
        return phone

    async def signer(self) -> None:
        """The other's signature."""
        phone = await self.house.with_passkey(self.house.second, **self.how)
        await self.open(phone, "/proposals")
        await self.press(phone, "article button")
        await self.press(phone, "[data-needs-passkey]")
        await self.open(phone, "/members")
        await self.open(phone, "/account/leave")
        await self.press(phone, "main button")

    async def tablet(self, keeper: Phone) -> None:
        """Put in service, opened, refused."""
        code = await keeper.page.locator(".once code").inner_text()
        await self.open(keeper, "/tablets")
        await self.press(keeper, "form[action^='/tablets/pins/'] button")
        await self.press(keeper, "[data-needs-passkey]")
        pin = await keeper.page.locator(".once code").inner_text()
        tablet = await self.house.phone(**self.how)
        await self.open(tablet, "/tablet")
        await tablet.page.locator("#enrolment_code").fill("AAAA")
        await self.press(tablet, "#f > button")
        await tablet.page.locator("#enrolment_code").fill(code)
        await self.press(tablet, "#f > button")
        await tablet.page.locator("#pin").fill("000000" if pin != "000000" else "111111")
        await self.press(tablet, "#f > button")
        await tablet.page.locator("#pin").fill(pin)
        await self.press(tablet, "#f > button")
        await expect(tablet.page.locator("footer")).to_contain_text("1-833-900-1010")


@pytest.mark.parametrize(("language", "width", "scheme"), WAYS, ids=str)
async def test_every_page_is_as_it_must_be(house: House, language: str, width: int, scheme: str) -> None:
    """LNG-01, SAF-12: nothing overflows at 320 px, every field has a label and every control a name of its own.

    Targets are 44 px, one filled button a card, a neutral title, the exit in sight, nothing asked elsewhere, and the
    console is silent.
    """
    tour = Tour(house, language, width, scheme)
    await tour.newcomer()
    keeper = await tour.keeper()
    await tour.tablet(keeper)
    await tour.signer()
