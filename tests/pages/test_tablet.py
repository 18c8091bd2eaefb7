"""A shared tablet: put in service once, opened by a PIN, locked after two minutes, back at the same spot."""

from datetime import timedelta

import asyncpg
from playwright.async_api import expect

from api.browser.cookies import SESSION, TABLET
from tests.pages.house import House, Phone


async def in_service(house: House) -> tuple[Phone, Phone, str]:
    """The coordinator's phone, a tablet in service, and the desk's PIN."""
    phone = await house.with_passkey(house.coordinator)
    await phone.go("/tablets")
    await phone.page.get_by_label("Nom de la tablette").fill("Accueil")
    await phone.page.get_by_role("button", name="Préparer une tablette").click()
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    code = await phone.page.locator(".once code").inner_text()
    await phone.go("/tablets")
    await phone.page.get_by_role("button", name="Donner un NIP à accueil@maison.test").click()
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    pin = await phone.page.locator(".once code").inner_text()
    tablet = await house.phone()
    await tablet.go("/sign-in")
    await tablet.page.get_by_role("link", name="Cette tablette est partagée").click()
    await tablet.page.get_by_label("Code de la tablette").fill(code.lower())
    await tablet.page.get_by_role("button", name="Mettre en service").click()
    await expect(tablet.page.get_by_label("NIP")).to_be_visible()
    return phone, tablet, pin


async def opened(tablet: Phone, pin: str) -> None:
    await tablet.page.get_by_label("NIP").fill(pin)
    async with tablet.page.expect_navigation():
        await tablet.page.get_by_role("button", name="Ouvrir").click()


async def test_what_is_told_once_is_kept_nowhere(house: House, superuser: asyncpg.Connection) -> None:
    """No record of a form's key answers a PIN or an enrolment code again (ASVS 6.5.2)."""
    _, _, pin = await in_service(house)
    kept = await superuser.fetchval("SELECT coalesce(string_agg(outcome::text, ' '), '') FROM idempotency")
    assert pin not in kept
    assert "enrolment_code" not in kept


async def test_a_pin_opens_it_and_shows_nobody(house: House) -> None:
    """SAF-12: one field, no list of people; inside, the desk and nothing that settles anything."""
    _, tablet, pin = await in_service(house)
    assert "@" not in await tablet.page.content()
    await opened(tablet, pin)
    assert await tablet.carries("/tablet") is False
    await tablet.go("/account")
    await expect(tablet.page.locator("h1")).to_have_text("Mon accès")
    await expect(tablet.page.get_by_role("link", name="Membres")).to_have_count(0)
    await tablet.go("/tablets")
    await expect(tablet.page.locator("h1")).to_have_text("Votre rôle ne permet pas ce geste.")


async def test_whoever_passes_by_ends_nothing(house: House, superuser: asyncpg.Connection) -> None:
    """An open tablet in a hall: nobody's access, passkeys or other devices can be ended from it."""
    _, tablet, pin = await in_service(house)
    await opened(tablet, pin)
    await tablet.go("/account")
    await expect(tablet.page.get_by_role("link", name="Quitter cet organisme")).to_have_count(0)
    await tablet.page.get_by_role("button", name="English").click()
    await expect(tablet.page.locator("h1")).to_have_text("My access")
    for path in ("/account/leave", "/account/sessions/end-others", "/account/code", "/account/passkeys"):
        status = await tablet.page.evaluate(
            """async (path) => (await fetch(path, {method: 'POST', body: '_key=k',
                headers: {'Content-Type': 'application/x-www-form-urlencoded'}})).status""",
            path,
        )
        assert status == 403, path
    assert await superuser.fetchval("SELECT left_at FROM members WHERE id = $1", house.desk) is None


async def test_two_minutes_and_it_is_locked_at_the_same_spot(house: House) -> None:
    """The server's own clock ends the session; the PIN brings back the page that was open."""
    _, tablet, pin = await in_service(house)
    await opened(tablet, pin)
    await tablet.go("/account")
    house.clock.advance(timedelta(minutes=2, seconds=1))
    await tablet.go("/account")
    await expect(tablet.page.get_by_label("NIP")).to_be_visible()
    await opened(tablet, pin)
    assert await tablet.carries("/account")


async def test_the_page_locks_itself(house: House) -> None:
    """Nobody touches it: after two minutes the page is gone by itself, whatever was on it."""
    _, tablet, pin = await in_service(house)
    await opened(tablet, pin)
    await tablet.page.clock.install()
    await tablet.go("/account")
    house.clock.advance(timedelta(minutes=3))
    await tablet.page.clock.run_for(119_000)
    await expect(tablet.page.locator("h1")).to_have_text("Mon accès")
    await tablet.page.clock.run_for(2_000)
    await expect(tablet.page.get_by_label("NIP")).to_be_visible()


async def test_without_script_the_page_locks_too(house: House) -> None:
    """The same promise in the page itself, for a browser whose scripts are off."""
    _, tablet, pin = await in_service(house)
    await opened(tablet, pin)
    answer = await tablet.context.request.get(f"{house.url}/account")
    assert (
        '<noscript><meta http-equiv="refresh" content="125;url=/account"></noscript>' in await answer.text()
    )


async def test_signing_out_leaves_the_tablet_in_service(house: House) -> None:
    """The next person types a PIN; the tablet needs no new code."""
    _, tablet, pin = await in_service(house)
    await opened(tablet, pin)
    await tablet.go("/account")
    await tablet.page.locator("footer").get_by_role("button", name="Fermer la session").click()
    await expect(tablet.page.get_by_label("NIP")).to_be_visible()
    assert await tablet.cookie(SESSION) is None
    assert await tablet.cookie(TABLET) is not None
    await opened(tablet, pin)
    await tablet.go("/account")
    await expect(tablet.page.locator("h1")).to_have_text("Mon accès")


async def test_guessing_locks_the_tablet(house: House, superuser: asyncpg.Connection) -> None:
    """ASVS 6.3.1: five wrong ones, and the right one waits too."""
    _, tablet, pin = await in_service(house)
    wrong = "000000" if pin != "000000" else "111111"
    for _ in range(4):
        await opened(tablet, wrong)
        await expect(tablet.page.locator(".summary")).to_contain_text("Ce NIP n'ouvre rien.")
    await opened(tablet, wrong)
    await opened(tablet, pin)
    await expect(tablet.page.locator(".summary")).to_contain_text("Cette tablette attend")
    assert await superuser.fetchval("SELECT count(*) FROM sessions WHERE kind = 'tablet'") == 0


async def test_a_tablet_taken_out_of_service_opens_to_nobody(house: House) -> None:
    """Lost, sold, or in the wrong hands: one tap on the coordinator's phone."""
    phone, tablet, pin = await in_service(house)
    await opened(tablet, pin)
    await phone.go("/tablets")
    await phone.page.get_by_role("button", name="Retirer la tablette « Accueil »").click()
    await tablet.go("/account")
    await opened(tablet, pin)
    await expect(tablet.page.locator(".summary")).to_contain_text("Cette tablette n'est pas inscrite.")
    await tablet.go("/tablet")
    await expect(tablet.page.locator("h1")).to_have_text("Mettre la tablette en service")
