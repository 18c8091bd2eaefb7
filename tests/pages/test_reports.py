"""Reports and statements in a real browser: narrow, in both languages, and on paper."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from api.pages.statements import last_month, months_of
from service.partners.actor import Role
from tests.api.v1.records.test_reports import people_arrive, publish
from tests.network import Network
from tests.pages.conftest import Site
from tests.pages.house import Phone
from tests.pages.looking import look
from tests.service.fund.conftest import Fund, fund

__all__ = ["fund"]


async def phone_of(site: Site, member: UUID, **how: Any) -> Phone:
    context = await site.phone(member, **how)
    page = await context.new_page()
    phone = Phone(site.url, context, page, await context.new_cdp_session(page))
    page.on("console", lambda message: phone.said.append(message.text))
    return phone


async def test_reports_on_a_narrow_phone_and_on_paper(fund: Fund, site: Site, network: Network) -> None:
    """DAT-02, FND-07: nothing runs over at 320 pixels, every picture has its sentence, and print opens the tables."""
    auditor = await network.member(await network.organisation("audit"), Role.AUDITOR)
    await people_arrive(fund)
    await publish(fund)
    for member, path, language in (
        (auditor, "/reports", "fr-CA"),
        (auditor, "/reports/annual?year=2026&region=CA-ON", "en-CA"),
        (fund.first, "/reports", "en-CA"),
        (fund.first, f"/statements/{fund.envelope}", "fr-CA"),
    ):
        phone = await phone_of(site, member, language=language, viewport={"width": 320, "height": 700})
        await phone.go(path)
        await look(phone, language)
        pictures = await phone.page.locator("figure svg").count()
        assert await phone.page.locator("figure > figcaption + svg > title:first-child").count() == pictures
        tables = phone.page.locator("details table")
        assert not [each for each in await tables.all() if await each.is_visible()]
        await phone.page.emulate_media(media="print")
        assert all([await each.is_visible() for each in await tables.all()])
        await phone.context.close()


def test_a_statement_names_its_own_months() -> None:
    """FND-06: without months, this year up to this month; the last month that the page names is in it."""
    assert months_of(datetime(2026, 11, 22, tzinfo=UTC), None, None) == ("2026-01", "2026-12")
    assert months_of(datetime(2026, 12, 31, tzinfo=UTC), None, None) == ("2026-01", "2027-01")
    assert months_of(datetime(2026, 12, 31, tzinfo=UTC), "2025-03", "2025-04") == ("2025-03", "2025-04")
    assert last_month(date(2026, 12, 1)) == date(2026, 11, 1)
    assert last_month(date(2027, 1, 1)) == date(2026, 12, 1)
