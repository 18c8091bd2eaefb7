"""The administrator's screens in a real browser, on narrow phones: French and light, English and dark."""

import pytest

from tests.pages.conftest import Site
from tests.pages.looking import look
from tests.pages.network_administrator.conftest import Beginning
from tests.pages.test_reports import phone_of


@pytest.mark.parametrize(("language", "width", "scheme"), [("fr-CA", 320, "light"), ("en-CA", 360, "dark")])
async def test_every_screen_of_a_first_run(
    beginning: Beginning, site: Site, language: str, width: int, scheme: str
) -> None:
    """LNG-01, points 4, 5, 9, 14, 26, 27: looked at as every page is, from an empty installation to a proposal."""
    owner = await beginning.add("shelter", name="Maison d'hébergement de la Rive-Nord et des environs")
    phone = await phone_of(
        site,
        beginning.first,
        language=language,
        viewport={"width": width, "height": 700},
        color_scheme=scheme,
    )
    at = f"/network/{beginning.id}/change/"
    for path in (
        "/",
        "/network",
        "/network/next",
        "/network/organisations",
        f"/network/organisations/{owner}",
        f"/network/organisations/{owner}/accreditation",
        f"{at}police",
        f"{at}word",
        "/network/new/network",
        "/members",
        f"/members/{beginning.second}/access",
        f"{at}organisation",
    ):
        await phone.go(path)
        await look(phone, language)
    await phone.page.locator("#f button.main").click()
    await phone.page.locator(".summary:focus").wait_for()
    await look(phone, language)
    await phone.context.close()
