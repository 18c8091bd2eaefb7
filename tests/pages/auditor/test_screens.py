"""The auditor's screens in a real browser, on narrow phones: French and light, English and dark."""

import pytest

from tests.pages.auditor.conftest import Audit
from tests.pages.conftest import Site
from tests.pages.looking import look
from tests.pages.test_reports import phone_of


@pytest.mark.parametrize(("language", "width", "scheme"), [("fr-CA", 320, "dark"), ("en-CA", 360, "light")])
async def test_every_screen_of_an_audit(
    audit: Audit, site: Site, language: str, width: int, scheme: str
) -> None:
    """U1 and U2; LNG-01, points 4, 5, 9, 14, 26, 27: from home to one request, without its code in an address."""
    phone = await phone_of(
        site, audit.auditor, language=language, viewport={"width": width, "height": 700}, color_scheme=scheme
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
