"""The auditor's screens in a real browser, on a narrow phone; in English they are visited in the evening demo."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import asyncpg

from service.trail.notes import SigningKey
from tests.pages.auditor.conftest import Audit
from tests.pages.auditor.test_checking import verdict_in
from tests.pages.auditor.test_taking import key, signed, store
from tests.pages.conftest import Site
from tests.pages.looking import look
from tests.pages.test_reports import phone_of
from tests.service.trail.alterations import Altered

__all__ = ["key", "store"]


async def test_every_screen_of_an_audit(
    *, audit: Audit, site: Site, key: SigningKey, clock: Any, worker_pool: asyncpg.Pool,
    superuser: asyncpg.Connection,
) -> None:  # fmt: skip
    """U1 and U2; LNG-01, points 4, 5, 9, 14, 26, 27: from home to one request, without its code in an address; and
    FND-09: what the button there gives is proved by the page that checks, in the same browser."""
    await signed(superuser, worker_pool, key, clock)
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
    async with phone.page.expect_download() as coming:
        await phone.page.get_by_role("button", name="Emporter la preuve").click()
    bundle = unpacked(await (await coming.value).path())
    await phone.page.get_by_role("link", name="Vérifier un fichier").last.click()
    verdict = await verdict_in(phone.page, Altered("taken", bundle, "", str(key.public), None))
    assert verdict.startswith("proved:")
    await phone.context.close()


def unpacked(file: Path) -> bytes:
    return ZipFile(BytesIO(file.read_bytes())).read("bundle.json")
