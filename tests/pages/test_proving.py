"""The page that checks that it is you: what is signed is shown, the form is carried, and the proof is for it alone."""

from datetime import timedelta

import asyncpg
from playwright.async_api import expect

from api.browser.cookies import SESSION
from tests.pages.house import House, Phone, sees


async def propose(phone: Phone, email: str = "jour@maison.test") -> None:
    """Fill in an invitation and send it; the check that it is you comes next."""
    await phone.go("/members/invite")
    await phone.page.get_by_role("radio").first.check()
    await phone.page.get_by_label("Courriel de travail").fill(email)
    await phone.page.get_by_role("button", name="Proposer l'invitation").click()
    await expect(phone.page.locator("h1")).to_have_text("Confirmez que c'est vous")


async def proposals(superuser: asyncpg.Connection) -> int:
    found: int = await superuser.fetchval("SELECT count(*) FROM proposals")
    return found


async def test_two_people_sign_one_change(house: House, superuser: asyncpg.Connection) -> None:
    """N3: proposed with a passkey, read in words by the other, signed with theirs, in force; nobody signs their own."""
    first, second = await house.with_passkey(house.coordinator), await house.with_passkey(house.second)
    await propose(first)
    assert await sees(first, "Inviter jour@maison.test : coordination de maison d'hébergement")
    assert await proposals(superuser) == 0, "nothing is written before the proof"
    await first.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(first.page.get_by_role("status").first).to_contain_text("Proposé.")
    assert await sees(first, "Vous l'avez proposé : une autre personne signe.")
    await expect(first.page.get_by_role("button", name="Signer")).to_have_count(0)
    await second.go("/account")
    await second.page.get_by_role("link", name="À signer").click()
    assert await sees(second, "Accès jusqu'au 3 nov. 2027")
    await second.page.locator("article").get_by_role("button").click()
    assert await sees(second, "Accès jusqu'au 3 nov. 2027"), "what is signed is read again beside the button"
    await second.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(second.page.get_by_role("status").first).to_contain_text(
        "Signé. Le changement est en place."
    )
    await second.go("/members")
    await expect(second.page.locator("main")).to_contain_text("jour@maison.test")


async def test_what_one_proposed_one_may_withdraw(house: House, superuser: asyncpg.Connection) -> None:
    """One tap: nothing has changed, so nothing is proven."""
    phone = await house.with_passkey(house.coordinator)
    await propose(phone)
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await phone.page.get_by_role("button", name="Retirer").click()
    await expect(phone.page.get_by_role("status").first).to_contain_text("Retiré. Rien n'a changé.")
    assert await superuser.fetchval("SELECT state FROM proposals") == "withdrawn"


async def test_going_back_signs_nothing(house: House, superuser: asyncpg.Connection) -> None:
    """A3: the button says so, and it is so; what was typed is there again, and can be sent again."""
    phone = await house.with_passkey(house.coordinator)
    await propose(phone)
    await phone.page.get_by_role("button", name="Revenir; rien n'est signé").click()
    await expect(phone.page.locator("h1")).to_have_text("Inviter une personne")
    await expect(phone.page.get_by_label("Courriel de travail")).to_have_value("jour@maison.test")
    assert await proposals(superuser) == 0
    await phone.page.get_by_role("button", name="Proposer l'invitation").click()
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(phone.page.get_by_role("status").first).to_contain_text("Proposé.")
    assert await proposals(superuser) == 1


async def test_a_phone_that_does_not_know_its_holder_signs_nothing(
    house: House, superuser: asyncpg.Connection
) -> None:
    """Whoever picked up the open phone proves nothing, and the form is still there for its owner."""
    phone = await house.with_passkey(house.coordinator)
    await propose(phone)
    await phone.verified(False)
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(phone.page.get_by_role("alert")).to_contain_text("n'a pas abouti", timeout=70_000)
    assert await proposals(superuser) == 0
    await phone.verified(True)
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(phone.page.get_by_role("status").first).to_contain_text("Proposé.")
    assert await proposals(superuser) == 1


async def test_a_code_proves_it_too_and_a_wrong_one_loses_nothing(
    house: House, superuser: asyncpg.Connection
) -> None:
    """The second way: paste allowed; after a wrong code the same page, the form still carried (point 22)."""
    phone, secret = await with_app(house)
    await propose(phone)
    await phone.page.locator("main summary").click()
    await phone.page.get_by_label("Code de 6 chiffres").fill("000000")
    await phone.page.get_by_role("button", name="Signer avec ce code").click()
    await expect(phone.page.locator(".summary")).to_contain_text("Rien n'est signé.")
    assert (await phone.page.title()).startswith("Problème")
    assert await sees(phone, "Inviter jour@maison.test : coordination de maison d'hébergement")
    house.clock.advance(timedelta(minutes=1))
    right = house.code(secret)
    await phone.page.get_by_label("Code de 6 chiffres").fill(f"{right[:3]} {right[3:]}")
    await phone.page.get_by_role("button", name="Signer avec ce code").click()
    await expect(phone.page.get_by_role("status").first).to_contain_text("Proposé.")
    assert await proposals(superuser) == 1


async def with_app(house: House) -> tuple[Phone, str]:
    """The coordinator with an authenticator app, set up on the page."""
    phone = await house.with_passkey(house.coordinator)
    await phone.page.get_by_role("button", name="Installer l'application de codes").click()
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    secret = "".join((await phone.page.locator(".groups").inner_text()).split())
    await phone.page.get_by_label("Code affiché par l'application").fill(house.code(secret))
    await phone.page.get_by_role("button", name="Confirmer l'application").click()
    await expect(phone.page.locator(".codes li")).to_have_count(10)
    return phone, secret


async def test_the_other_language_keeps_the_form_and_the_question(
    house: House, superuser: asyncpg.Connection
) -> None:
    """Point 13: on the form, and on the page that checks that it is you."""
    phone = await house.with_passkey(house.coordinator)
    await phone.go("/members/invite")
    await phone.page.get_by_role("radio").first.check()
    await phone.page.get_by_label("Courriel de travail").fill("jour@maison.test")
    await phone.page.get_by_role("button", name="English").click()
    await expect(phone.page.locator("h1")).to_have_text("Invite somebody")
    await expect(phone.page.get_by_label("Work e-mail")).to_have_value("jour@maison.test")
    await expect(phone.page.get_by_role("radio").first).to_be_checked()
    await phone.page.get_by_role("button", name="Propose the invitation").click()
    assert await sees(phone, "Invite jour@maison.test: shelter coordinator")
    await phone.page.get_by_role("button", name="Français").click()
    assert await sees(phone, "Inviter jour@maison.test : coordination de maison d'hébergement")
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(phone.page.get_by_role("status").first).to_contain_text("Proposé.")
    assert await proposals(superuser) == 1


async def test_sent_twice_it_is_one(house: House, superuser: asyncpg.Connection) -> None:
    """Point 20: the same form, reloaded, has one effect and a kind answer."""
    phone = await house.with_passkey(house.coordinator)
    await propose(phone)
    form = await phone.page.locator("form[data-passkey]").evaluate(
        "f => new URLSearchParams(new FormData(f)).toString()"
    )
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(phone.page.get_by_role("status").first).to_contain_text("Proposé.")
    again = await phone.page.evaluate(
        """async (body) => (await fetch('/members/invite', {method: 'POST', body,
            headers: {'Content-Type': 'application/x-www-form-urlencoded'}})).url""",
        form,
    )
    assert again.endswith("/proposals?told=proposed")
    assert await proposals(superuser) == 1


async def test_three_taps_end_an_access(house: House, superuser: asyncpg.Connection) -> None:
    """N2, POL-04: from the members' page to the end, with the passkey; what stays is said before and after."""
    phone = await house.with_passkey(house.coordinator)
    desk = await house.seated(house.desk)
    await desk.go("/account")
    await expect(desk.page.locator("h1")).to_have_text("Mon accès")
    await phone.page.get_by_role("link", name="Membres").click()
    await phone.page.get_by_role("link", name="Terminer l'accès de accueil@maison.test").click()
    await expect(phone.page.locator("main")).to_contain_text("Places retenues, demandes et ententes.")
    await phone.page.get_by_role("button", name="Terminer l'accès").click()
    assert await sees(phone, "Vous allez terminer l'accès de accueil@maison.test.")
    await desk.go("/account")
    await expect(desk.page.locator("h1")).to_have_text("Mon accès")
    await phone.page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    await expect(phone.page.locator("h1")).to_have_text("Accès terminé")
    await desk.go("/account")
    await expect(desk.page.locator("h1")).to_have_text("Entrer")


async def test_the_desk_settles_nothing(house: House) -> None:
    """Pages that a role does not have answer like pages that are not there, or say whose they are."""
    phone = await house.with_passkey(house.desk)
    await expect(phone.page.get_by_role("link", name="Membres")).to_have_count(0)
    for path in ("/members/invite", "/proposals", "/tablets"):
        await phone.go(path)
        await expect(phone.page.locator("h1")).to_have_text("Votre rôle ne permet pas ce geste.")
    await phone.go(f"/members/{house.coordinator}/end")
    await expect(phone.page.locator("h1")).to_have_text("Cette page n'existe pas, ou n'est pas pour vous.")


async def test_the_other_language_on_an_invitation_accepts_nothing(house: House) -> None:
    """The invitation is read again in the other language; it waits for its own button."""
    code = await house.invite("nuit@maison.test")
    phone = await house.phone()
    await phone.go("/invitation")
    await phone.page.get_by_label("Code d'invitation").fill(code)
    await phone.page.get_by_role("button", name="English").click()
    await expect(phone.page.get_by_label("Invitation code")).to_have_value(code)
    await phone.page.get_by_role("button", name="See the invitation").click()
    await phone.page.get_by_role("button", name="Français").click()
    await expect(phone.page.locator("h1")).to_have_text("Maison des Érables vous invite")
    assert await phone.cookie(SESSION) is None
    await phone.page.get_by_role("button", name="Accepter l'invitation").click()
    await phone.page.wait_for_url("**/welcome")
