"""The auditor's screens in a real browser, on a narrow phone; in English they are visited in the evening demo."""

from tests.pages.auditor.conftest import Audit
from tests.pages.conftest import Site
from tests.pages.looking import look
from tests.pages.test_reports import phone_of


async def test_every_screen_of_an_audit(audit: Audit, site: Site) -> None:
    """U1 and U2; LNG-01, points 4, 5, 9, 14, 26, 27: from home to one request, without its code in an address."""
    language = "fr-CA"
    phone = await phone_of(
        site, audit.auditor, language=language, viewport={"width": 320, "height": 700}, color_scheme="dark"
    )
    for path in (
        "/audit/looks",
        "/audit/funds",
        "/audit/draws",
        "/audit/record",
        "/audit/placements",
        "/audit/check",
        "/",
    ):
        await phone.go(path)
        await look(phone, language)
    await phone.page.locator("#code").fill(audit.request.code)
    await phone.page.locator("form[action='/audit/request'] button").click()
    await phone.page.locator("#told").wait_for()
    assert audit.request.code not in phone.page.url
    await look(phone, language)
    await phone.context.close()
