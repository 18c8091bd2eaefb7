"""A bundle checked in a real browser: the same verdict as Python's verifier, for every alteration of the same table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from playwright.async_api import FilePayload, Page, expect

from service.keys.local import LocalKeyring
from service.trail.notes import open_checkpoint
from service.trail.sequencer import Sequencer
from tests.network import Network
from tests.pages.auditor.conftest import Audit
from tests.pages.conftest import Site
from tests.service.trail.alterations import Altered, altered, verdict_of
from tests.service.trail.conftest import (
    KEY,
    administrator,
    by_hand,
    owner,
    sealing,
    sequencer,
    settled,
    tables,
)
from tests.service.trail.test_bundle import bundled, request_row, sums

__all__ = ["administrator", "by_hand", "owner", "request_row", "sealing", "sequencer", "sums", "tables"]


async def looking_at(site: Site, network: Network, **more: Any) -> Page:
    """The page as an auditor has it open."""
    auditor = await network.auditor_of(await network.organisation("fund"))
    phone = await site.phone(auditor, **more)
    page = await phone.new_page()
    await page.goto(f"{site.url}/audit/check")
    return page


async def verdict_in(page: Page, touched: Altered) -> str:
    """Choose the files, write the key, press the button, read what the page concluded."""
    await page.locator("#bundle").set_input_files(
        {"name": "bundle.json", "mimeType": "application/json", "buffer": touched.bundle}
    )
    older: FilePayload = {"name": "kept.txt", "mimeType": "text/plain", "buffer": touched.older or b""}
    await page.locator("#older").set_input_files(older if touched.older is not None else [])
    await page.locator("#key").fill(touched.key or "")
    await page.evaluate("document.getElementById('check').requestSubmit()")
    return await page.locator("#answer[data-verdict]").get_attribute("data-verdict") or ""


async def test_the_browser_says_what_python_says(
    *, site: Site, network: Network, sums: list[UUID], owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: for each of the altered files the same verdict, about the same event, row and columns; and without a
    network, once the page is there."""
    page = await looking_at(site, network)
    made = await bundled(owner, keyring, since=261)
    await page.context.set_offline(True)
    for touched in altered(made):
        assert await verdict_in(page, touched) == verdict_of(touched), touched.name
    note: str = await owner.fetchval("SELECT note FROM trail_checkpoints WHERE size = 261")
    kept = Altered("kept", next(altered(made)).bundle, "", str(KEY.public), note.encode())
    assert await verdict_in(page, kept) == "proved:3 0 0"
    answer = page.locator("#answer")
    await expect(answer).to_contain_text("Prouvé")
    await expect(answer.locator(".rows li")).to_have_count(3)
    await expect(answer).not_to_contain_text("Comparez-la")


async def test_without_script_the_page_says_what_to_do(site: Site, network: Network) -> None:
    """Point 2: no form that does nothing; the command instead, and what makes the folder."""
    page = await looking_at(site, network, java_script_enabled=False)
    await expect(page.locator("#check")).to_be_hidden()
    await expect(page.locator("main")).to_contain_text("Sans script, cette page ne vérifie rien.")
    await expect(page.locator("main")).to_contain_text("python verify.py")


async def test_the_checkpoint_of_the_hour_is_kept(
    *, audit: Audit, hands: Any, clock: Any, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    """FND-09: a file to keep elsewhere, the same for everybody until the hour turns; for auditors alone."""
    hand = await hands(audit.auditor, "en").open("/audit/check")
    assert "None yet: the first leaves on the hour." in hand.words
    assert (await hand.open("/audit/checkpoint")).status == 404
    await settled(superuser)
    assert await Sequencer(worker_pool, KEY, clock).tick() > 0
    assert (await hand.open("/audit/checkpoint")).status == 404
    clock.advance(timedelta(hours=1))
    await hand.open("/audit/check")
    assert "Download the checkpoint:" in hand.words
    kept = (await hand.open("/audit/checkpoint")).html
    assert open_checkpoint(kept, KEY.public).size > 0
    assert (await hands(audit.fund.pivot).open("/audit/checkpoint")).status == 403
