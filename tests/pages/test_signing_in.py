"""Signing in and out in a real Chromium, with its own authenticator: each way in, and each way that stays shut."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from playwright.async_api import expect

from api.browser.cookies import SESSION
from service.partners.codes.commands import ConfirmCode, SetUpCode, confirm_code, set_up_code
from service.refusals import Refused
from tests.pages.house import House, Phone

REFUSED = "La connexion n'a pas abouti."


async def by_passkey(phone: Phone) -> None:
    """Sign in with the passkey that this phone keeps."""
    await phone.go("/sign-in")
    await phone.page.get_by_role("button", name="Entrer avec ma clé d'accès").click()
    await phone.page.wait_for_url(f"{phone.url}/")


async def by_code(phone: Phone, email: str, code: str, recovery: str = "") -> None:
    """Fill in the other way, and send it."""
    await phone.go("/sign-in")
    await phone.page.locator("summary").click()
    await phone.page.get_by_label("Courriel de travail").fill(email)
    await phone.page.get_by_label("Code de 6 chiffres").fill(code)
    await phone.page.get_by_label("Code de secours").fill(recovery)
    async with phone.page.expect_navigation():
        await phone.page.get_by_role("button", name="Entrer avec ce code").click()


async def locked(superuser: asyncpg.Connection) -> None:
    """Wait until no session by a passkey goes on: the browser sends its word while it leaves, and awaits no answer."""
    async with asyncio.timeout(60):
        while await superuser.fetchval(
            "SELECT count(*) FROM sessions WHERE signed_in_by = 'passkey' AND ended_at IS NULL"
        ):
            pass


async def with_app(house: House) -> tuple[Phone, str, tuple[str, ...]]:
    """The desk's phone with a passkey, the secret of their authenticator app, and the recovery codes."""
    phone = await house.with_passkey(house.desk)
    made = await house.proving.run(set_up_code, house.desk, SetUpCode())
    assert not isinstance(made, Refused)
    found = await house.proving.run(confirm_code, house.desk, ConfirmCode(house.code(made.secret)))
    assert not isinstance(found, Refused)
    return phone, made.secret, found.codes


async def test_invited_registered_signed_in_and_out(house: House) -> None:
    """POL-04: a code from a letter, a passkey, a signature, and the way out; the same phone signs in again."""
    code = await house.invite("nuit@maison.test")
    phone = await house.phone()
    await phone.go("/sign-in")
    await phone.page.get_by_role("link", name="J'ai reçu une invitation").click()
    await phone.page.get_by_label("Code d'invitation").fill(code.lower().replace("-", " "))
    await phone.page.get_by_role("button", name="Voir l'invitation").click()
    await expect(phone.page.locator("h1")).to_have_text("Maison des Érables vous invite")
    await expect(phone.page.locator("main")).to_contain_text("Vous ne verrez jamais l'origine ni l'argent.")
    await phone.page.get_by_role("button", name="Accepter l'invitation").click()
    await phone.page.wait_for_url("**/welcome")
    await phone.go("/account")
    assert await phone.carries("/welcome"), "an invitation's session registers a passkey, and nothing else"
    await phone.page.get_by_label("Nom de la clé").fill("téléphone de nuit")
    await phone.page.get_by_role("button", name="Ajouter une clé d'accès").click()
    await phone.page.wait_for_url("**/account")
    await expect(phone.page.locator("main")).to_contain_text("téléphone de nuit")
    (kept,) = await phone.passkeys()
    assert kept["isResidentCredential"], "no address is typed to sign in"
    await phone.page.locator("main").get_by_role("button", name="Fermer la session").click()
    await expect(phone.page.locator("h1")).to_have_text("Session fermée")
    assert await phone.cookie(SESSION) is None
    await by_passkey(phone)
    await phone.go("/account")
    await expect(phone.page.locator("h1")).to_have_text("Mon accès")


async def test_the_cookie_of_a_session(house: House) -> None:
    """ASVS 3.3: Chromium takes it on http://localhost; no script reads it, no other site brings it along."""
    phone = await house.with_passkey(house.desk)
    cookie = await phone.cookie(SESSION)
    assert cookie is not None
    assert cookie["secure"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert cookie["path"] == "/"
    assert cookie["expires"] == -1, "it ends with the browser"
    assert await phone.page.evaluate("document.cookie") == ""


async def test_a_phone_that_does_not_know_its_holder_signs_nobody_in(house: House) -> None:
    """User verification: a stolen phone without its owner's finger opens nothing, and the page stays usable."""
    phone = await house.with_passkey(house.desk)
    await phone.context.clear_cookies()
    await phone.verified(False)
    await phone.go("/sign-in")
    button = phone.page.get_by_role("button", name="Entrer avec ma clé d'accès")
    await button.click()
    await expect(phone.page.get_by_role("alert")).to_contain_text(
        "La clé d'accès n'a pas abouti.", timeout=70_000
    )
    await expect(button).to_be_enabled()
    assert await phone.cookie(SESSION) is None


async def test_a_code_on_a_known_phone(house: House) -> None:
    """The second way: an address and six digits, pasted with a space, where a passkey was used before."""
    phone, secret, _ = await with_app(house)
    await phone.page.locator("main").get_by_role("button", name="Fermer la session").click()
    await expect(phone.page.locator("h1")).to_have_text("Session fermée")
    house.clock.advance(minutes(2))
    right = house.code(secret)
    await by_code(phone, "Accueil@Maison.test", f" {right[:3]} {right[3:]} ")
    assert await phone.carries("/")
    await phone.go("/account")
    await expect(phone.page.locator("main")).to_contain_text("code ·")


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


async def test_a_recovery_code_on_a_new_phone_works_once(house: House) -> None:
    """A lost phone: the code app and one recovery code open a new one; the same pair opens nothing again."""
    _, secret, recovery = await with_app(house)
    phone = await house.phone()
    house.clock.advance(minutes(2))
    await by_code(phone, "accueil@maison.test", house.code(secret))
    await expect(phone.page.locator("main")).to_contain_text(REFUSED)
    house.clock.advance(minutes(2))
    await by_code(phone, "accueil@maison.test", house.code(secret), recovery[0].lower())
    assert await phone.carries("/")
    other = await house.phone()
    house.clock.advance(minutes(2))
    await by_code(other, "accueil@maison.test", house.code(secret), recovery[0])
    await expect(other.page.locator("main")).to_contain_text(REFUSED)


@pytest.mark.parametrize("email", ["accueil@maison.test", "personne@ailleurs.test", ""])
async def test_whoever_is_refused_reads_the_same(house: House, email: str) -> None:
    """ASVS 6.3.8: the page does not tell whether the address is known; it keeps it, and never a code."""
    phone = await house.phone()
    await by_code(phone, email, "123456", "ABCD-EFGH")
    await expect(phone.page.locator(".summary")).to_contain_text(REFUSED)
    await expect(phone.page.get_by_label("Courriel de travail")).to_have_value(email)
    await expect(phone.page.get_by_label("Code de 6 chiffres")).to_have_value("")
    await expect(phone.page.get_by_label("Code de secours")).to_have_value("")
    assert "123456" not in await phone.page.content()
    assert await phone.page.title() == "Problème\u00a0: Entrer – Relais"
    focused = await phone.page.evaluate("document.activeElement.className")
    assert focused == "summary"


async def test_one_comes_back_to_where_one_was_going(house: House) -> None:
    """A page asked for without a session shows how to sign in, at its own address; then it is there."""
    phone = await house.with_passkey(house.coordinator)
    await phone.context.clear_cookies()
    await phone.go("/tablets")
    await expect(phone.page.locator("h1")).to_have_text("Entrer")
    await phone.page.get_by_role("button", name="Entrer avec ma clé d'accès").click()
    await expect(phone.page.locator("h1")).to_have_text("Tablettes partagées")


async def test_another_site_is_never_where_one_goes(house: House) -> None:
    """An address planted in the form leads nowhere else (ASVS 1.2.2)."""
    phone = await house.with_passkey(house.desk)
    await phone.context.clear_cookies()
    await phone.go("/sign-in")
    await phone.page.locator("[name=next]").first.evaluate("e => { e.value = '//evil.test/' }")
    await phone.page.get_by_role("button", name="Entrer avec ma clé d'accès").click()
    await phone.page.wait_for_url(f"{phone.url}/")


async def test_back_after_the_exit_shows_the_lock(house: House, superuser: asyncpg.Connection) -> None:
    """SAF-12: three Shifts leave for the weather; the session is over on the server, and Back shows nothing."""
    phone = await house.with_passkey(house.desk)
    await phone.context.route("https://meteo.gc.ca/**", lambda route: route.fulfill(body="météo"))
    await phone.go("/account")
    async with phone.page.expect_request("**/lock"):
        for _ in range(3):
            await phone.page.keyboard.press("Shift")
        await phone.page.wait_for_url("https://meteo.gc.ca/")
    await locked(superuser)
    await phone.page.go_back()
    await expect(phone.page.locator("h1")).to_have_text("Entrer")
    assert "Où vous êtes" not in await phone.page.content()
    ended = await superuser.fetch("SELECT DISTINCT ended_why FROM sessions WHERE signed_in_by = 'passkey'")
    assert [row["ended_why"] for row in ended] == ["locked"]


async def test_back_after_signing_out_shows_the_lock(house: House) -> None:
    """Point 11: nothing of the session is in the browser's memory."""
    phone = await house.with_passkey(house.desk)
    await phone.go("/account")
    await phone.page.locator("footer").get_by_role("button", name="Fermer la session").click()
    await expect(phone.page.locator("h1")).to_have_text("Session fermée")
    await phone.page.go_back()
    await expect(phone.page.locator("h1")).to_have_text("Entrer")


async def test_signing_out_makes_the_browser_forget(house: House) -> None:
    """`Clear-Site-Data` with everything; where codes are in use, all but what makes the device known."""
    phone = await house.with_passkey(house.second)
    async with phone.page.expect_response("**/sign-out") as answer:
        await phone.page.locator("footer").get_by_role("button", name="Fermer la session").click()
    said = await (await answer.value).all_headers()
    assert said["clear-site-data"] == '"cache", "cookies", "storage"'
    assert await phone.context.cookies() == []
    other, _, _ = await with_app(house)
    async with other.page.expect_response("**/sign-out") as answer:
        await other.page.locator("footer").get_by_role("button", name="Fermer la session").click()
    said = await (await answer.value).all_headers()
    assert said["clear-site-data"] == '"cache", "storage"'
    assert {cookie["name"] for cookie in await other.context.cookies()} == {"__Host-relais_device"}


async def test_leaving_the_organisation_ends_it_everywhere(house: House) -> None:
    """PIV-03, POL-04: one link, one check page that says what stays, one button; every phone is out."""
    phone = await house.with_passkey(house.coordinator)
    tablet = await house.seated(house.coordinator)
    await tablet.go("/account")
    await expect(tablet.page.locator("h1")).to_have_text("Mon accès")
    await phone.page.get_by_role("link", name="Quitter cet organisme").click()
    await expect(phone.page.locator("main")).to_contain_text("elles appartiennent à l'organisme")
    await phone.page.get_by_role("button", name="Quitter l'organisme").click()
    await expect(phone.page.locator("h1")).to_have_text("Accès terminé")
    await tablet.go("/account")
    await expect(tablet.page.locator("h1")).to_have_text("Entrer")
    await phone.go("/sign-in")
    await phone.page.get_by_role("button", name="Entrer avec ma clé d'accès").click()
    await expect(phone.page.locator("main")).to_contain_text(REFUSED)


async def test_the_devices_where_one_is_signed_in(house: House) -> None:
    """ASVS 7.4.3, 7.5.2: end one, end all the others; this one goes on."""
    phone = await house.with_passkey(house.desk)
    others = [await house.seated(house.desk) for _ in range(3)]
    await phone.go("/account")
    rows = phone.page.locator("section[aria-labelledby=where] li")
    await expect(rows).to_have_count(4)
    await rows.nth(1).get_by_role("button").click()
    await expect(rows).to_have_count(3)
    await phone.page.get_by_role("button", name="Fermer toutes les autres").click()
    await expect(rows).to_have_count(1)
    for other in others:
        await other.go("/account")
        await expect(other.page.locator("h1")).to_have_text("Entrer")
    await phone.go("/account")
    await expect(phone.page.locator("h1")).to_have_text("Mon accès")
