"""A form whose session ended meanwhile: given back to its owner, once, filled, and sent by nobody (point 23)."""

from datetime import timedelta

import asyncpg
import pytest
from playwright.async_api import expect

from api.browser.cookies import SESSION
from api.pages.keeping import KEPT
from tests.pages.house import House, Phone

LONG = timedelta(minutes=31)


async def filled_too_late(house: House, phone: Phone) -> None:
    """Fill the form in, be called away, and send it after the session has ended."""
    await phone.go("/members/invite")
    await phone.page.get_by_role("radio").first.check()
    await phone.page.get_by_label("Courriel de travail").fill("jour@maison.test")
    house.clock.advance(LONG)
    async with phone.page.expect_navigation():
        await phone.page.get_by_role("button", name="Proposer l'invitation").click()


async def enter(phone: Phone) -> None:
    async with phone.page.expect_navigation():
        await phone.page.get_by_role("button", name="Entrer avec ma clé d'accès").click()


async def test_the_form_comes_back_filled_and_sends_nothing(
    house: House, superuser: asyncpg.Connection
) -> None:
    """CNF-08: nothing is typed twice, and nothing happens that was not asked for again."""
    phone = await house.with_passkey(house.coordinator)
    await filled_too_late(house, phone)
    await expect(phone.page.locator(".notice")).to_contain_text("Ce que vous avez écrit est gardé 15 minutes")
    assert await superuser.fetchval("SELECT count(*) FROM kept_forms") == 1
    await enter(phone)
    assert await phone.carries("/members/invite")
    await expect(phone.page.get_by_role("status")).to_contain_text(
        "Voici ce que vous aviez écrit; rien n'est parti."
    )
    await expect(phone.page.get_by_label("Courriel de travail")).to_have_value("jour@maison.test")
    await expect(phone.page.get_by_role("radio").first).to_be_checked()
    assert await superuser.fetchval("SELECT count(*) FROM proposals") == 0
    assert await superuser.fetchval("SELECT count(*) FROM kept_forms") == 0
    assert await phone.cookie(KEPT) is None
    await phone.page.reload()
    await expect(phone.page.get_by_label("Courriel de travail")).to_have_value("")


async def test_the_database_cannot_read_it(house: House, superuser: asyncpg.Connection) -> None:
    """What opens it is in the browser alone."""
    phone = await house.with_passkey(house.coordinator)
    await filled_too_late(house, phone)
    sealed = bytes(await superuser.fetchval("SELECT sealed FROM kept_forms"))
    assert b"jour@maison" not in sealed
    cookie = await phone.cookie(KEPT)
    assert cookie is not None
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"


async def test_somebody_else_on_the_same_phone_sees_nothing_of_it(
    house: House, superuser: asyncpg.Connection
) -> None:
    """It is the same member's, and nobody else's."""
    phone = await house.with_passkey(house.coordinator)
    await filled_too_late(house, phone)
    other = await house.seated(house.second)
    kept = await phone.cookie(KEPT)
    assert kept is not None
    await other.context.add_cookies(
        [{"name": KEPT, "value": kept["value"], "url": house.url.replace("http:", "https:"), "secure": True}]
    )
    await other.go("/members/invite")
    await expect(other.page.get_by_label("Courriel de travail")).to_have_value("")
    assert await superuser.fetchval("SELECT count(*) FROM kept_forms") == 1


async def test_it_comes_back_on_its_own_page_alone(house: House) -> None:
    """What was typed for one page is never shown by another."""
    phone = await house.with_passkey(house.coordinator)
    await filled_too_late(house, phone)
    kept = await phone.cookie(KEPT)
    assert kept is not None
    other = await house.seated(house.coordinator)
    await other.context.add_cookies(
        [{"name": KEPT, "value": kept["value"], "url": house.url.replace("http:", "https:"), "secure": True}]
    )
    await other.go("/tablets")
    await expect(other.page.locator("h1")).to_have_text("Tablettes partagées")
    await expect(other.page.locator(".notice")).to_have_count(0)


async def test_after_a_quarter_of_an_hour_it_is_gone(house: House) -> None:
    """Fifteen minutes, no longer."""
    phone = await house.with_passkey(house.coordinator)
    await filled_too_late(house, phone)
    house.clock.advance(timedelta(minutes=15))
    await enter(phone)
    await expect(phone.page.get_by_label("Courriel de travail")).to_have_value("")


@pytest.mark.parametrize("why", ["left", "ended_elsewhere", "access_ended"])
async def test_a_session_that_was_ended_keeps_nothing(
    house: House, superuser: asyncpg.Connection, why: str
) -> None:
    """Ended on purpose, here or elsewhere: whoever holds the phone now leaves nothing with us."""
    phone = await house.with_passkey(house.coordinator)
    await phone.go("/members/invite")
    await phone.page.get_by_label("Courriel de travail").fill("jour@maison.test")
    await superuser.execute(
        "UPDATE sessions SET ended_at = $1, ended_why = $2 WHERE member_id = $3 AND ended_at IS NULL",
        house.clock.now(),
        why,
        house.coordinator,
    )
    await phone.page.get_by_role("button", name="Proposer l'invitation").click()
    await expect(phone.page.locator("h1")).to_have_text("Entrer")
    await expect(phone.page.locator(".notice")).to_have_count(0)
    assert await superuser.fetchval("SELECT count(*) FROM kept_forms") == 0


async def test_a_made_up_cookie_keeps_nothing(house: House, superuser: asyncpg.Connection) -> None:
    """Nobody fills our tables by guessing."""
    phone = await house.phone()
    await phone.context.add_cookies(
        [{"name": SESSION, "value": "A" * 43, "url": house.url.replace("http:", "https:"), "secure": True}]
    )
    await phone.go("/sign-in")
    status = await phone.page.evaluate(
        """async () => (await fetch('/members/invite', {method: 'POST', body: 'email=x',
            headers: {'Content-Type': 'application/x-www-form-urlencoded'}})).status"""
    )
    assert status == 401
    assert await superuser.fetchval("SELECT count(*) FROM kept_forms") == 0
