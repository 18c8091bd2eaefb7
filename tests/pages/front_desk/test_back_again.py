"""Away from the desk for too long: nothing that was tapped is lost, and nothing is sent by itself (point 23)."""

from datetime import timedelta

from playwright.async_api import expect

from api.browser.cookies import SESSION
from tests.pages.house import House
from tests.service.beds.town import Town
from tests.signing import invited


async def test_a_count_after_the_session_ended(house: House, street: Town) -> None:
    """Without script the number comes back where a number is typed; it counts once it is sent again."""
    shelter = await street.shelter(beds=5, count=3)
    phone = await house.seated(shelter.desk, java_script_enabled=False)
    await phone.go("/")
    house.clock.advance(timedelta(minutes=31))
    await phone.page.get_by_role("button", name="Un de moins").click()
    await expect(phone.page.locator(".notice")).to_contain_text("Ce que vous avez écrit est gardé 15 minutes")
    token = (await invited(house.store, shelter.desk, by="passkey")).token
    secure = house.url.replace("http:", "https:")
    await phone.context.add_cookies(
        [{"name": SESSION, "value": token, "url": secure, "secure": True, "httpOnly": True}]
    )
    await phone.go("/desk/counts")
    await expect(phone.page.get_by_role("status")).to_contain_text("rien n'est parti")
    await expect(phone.page.get_by_label("Lits vides")).to_have_value("2")
    assert (await street.tonight(shelter))["empty"] == 3
    await phone.page.get_by_role("button", name="Noter le nombre").click()
    await expect(phone.page.locator("output.number")).to_have_text("2")
    assert (await street.tonight(shelter))["empty"] == 2


async def test_a_tap_on_a_phone_that_was_signed_out(house: House, street: Town) -> None:
    """With script the tap waits on the phone and says so, until somebody has signed in again."""
    shelter = await street.shelter(beds=5, count=3)
    phone = await house.seated(shelter.desk)
    await phone.go("/")
    house.clock.advance(timedelta(minutes=31))
    await phone.page.get_by_role("button", name="Un de plus").click()
    await expect(phone.page.locator("[data-state]")).to_contain_text("entrez de nouveau")
    assert (await street.tonight(shelter))["empty"] == 3
    token = (await invited(house.store, shelter.desk, by="passkey")).token
    secure = house.url.replace("http:", "https:")
    await phone.context.add_cookies(
        [{"name": SESSION, "value": token, "url": secure, "secure": True, "httpOnly": True}]
    )
    await phone.go("/")
    await expect(phone.page.locator("[data-state]")).to_contain_text("envoyé à")
    assert (await street.tonight(shelter))["empty"] == 4
    assert await phone.page.evaluate("localStorage.length") == 0
