"""Without script everything works but the passkey: codes, members, tablets, the exit."""

import re
from datetime import timedelta

import asyncpg
from playwright.async_api import expect

from service.partners.codes.commands import ConfirmCode, SetUpCode, confirm_code, set_up_code
from service.refusals import Refused
from tests.pages.house import House, Phone


async def without_script(house: House) -> tuple[Phone, str]:
    """The coordinator, signed in by code on a browser whose scripts are off; and the secret of the codes."""
    made = await house.proving.run(set_up_code, house.coordinator, SetUpCode())
    assert not isinstance(made, Refused)
    found = await house.proving.run(confirm_code, house.coordinator, ConfirmCode(house.code(made.secret)))
    assert not isinstance(found, Refused)
    house.clock.advance(timedelta(minutes=2))
    phone = await house.phone(java_script_enabled=False)
    await phone.go("/sign-in")
    await expect(phone.page.get_by_role("button", name="Entrer avec ma clé d'accès")).to_be_disabled()
    await phone.page.locator("summary").click()
    await phone.page.get_by_label("Courriel de travail").fill("coordination@maison.test")
    await phone.page.get_by_label("Code de 6 chiffres").fill(house.code(made.secret))
    await phone.page.get_by_label("Code de secours").fill(found.codes[0])
    await phone.page.get_by_role("button", name="Entrer avec ce code").click()
    return phone, made.secret


async def test_a_pin_is_given_with_a_code(house: House) -> None:
    """Point 12: step-up by a typed code, the form carried by the page itself."""
    phone, secret = await without_script(house)
    house.clock.advance(timedelta(minutes=1))
    await phone.go("/tablets")
    await phone.page.get_by_role("button", name="Donner un NIP à accueil@maison.test").click()
    await expect(phone.page.locator("h1")).to_have_text("Confirmez que c'est vous")
    await expect(phone.page.get_by_role("button", name="Utiliser ma clé d'accès")).to_have_count(0)
    await phone.page.get_by_label("Code de 6 chiffres").fill(house.code(secret))
    await phone.page.get_by_role("button", name="Signer avec ce code").click()
    await expect(phone.page.locator(".once code")).to_have_text(re.compile(r"^\d{6}$"))


async def test_the_exit_ends_the_session(house: House, superuser: asyncpg.Connection) -> None:
    """A link that locks: the session is over on the server, whatever the browser keeps."""
    phone, _ = await without_script(house)
    await phone.go("/account")
    await expect(phone.page.locator("h1")).to_have_text("Mon accès")
    await phone.page.get_by_role("link", name="Quitter cette page").click()
    await expect(phone.page.locator("h1")).to_have_text("Session terminée")
    assert await superuser.fetchval("SELECT ended_why FROM sessions") == "locked"
    await phone.go("/account")
    await expect(phone.page.locator("h1")).to_have_text("Entrer")
