"""Every screen of every role, in the demo on the evening after both stories, as two phones meet it."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from api.demo.partners import PEOPLE
from service.partners.actor import Role
from tests.pages.demo_words import untranslated
from tests.pages.looking import look
from tests.pages.marking import OURS, marked, unmarked
from tests.pages.other_language import filled, in_the_other_language
from tests.pages.screens import Screen
from tests.pages.tour import OF_COLOURS_AND_WORDS, Visitor, evening, roles, screens, visitor

pytestmark = pytest.mark.xdist_group("evening in the demo")
"""Both stories are played once, on one worker."""
LATER = 10 * 1024
"""Bytes of a page's HTML, gzipped (screens, point 29)."""
FIRST = 100 * 1024
"""Bytes of the first page with all that it brings."""
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"
LARGE = "() => { document.documentElement.style.fontSize = '200%'; }"


@pytest.fixture(scope="module")
async def demo(opened_demo: Path) -> AsyncIterator[str]:
    async with evening(opened_demo) as url:
        yield url


@pytest.fixture(scope="module")
async def narrow(demo: str, chromium: Browser) -> AsyncIterator[Visitor]:
    """French, 320 px, light."""
    found = await visitor(chromium, demo, language="fr", width=320, scheme="light")
    yield found
    await found.phone.context.close()


@pytest.fixture(scope="module")
async def dark(demo: str, chromium: Browser) -> AsyncIterator[Visitor]:
    """English, 360 px, dark."""
    found = await visitor(chromium, demo, language="en", width=360, scheme="dark")
    yield found
    await found.phone.context.close()


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: str(screen.name))
async def test_a_screen(screen: Screen, narrow: Visitor, dark: Visitor) -> None:
    """LNG-01, SAF-12, screens 14, 26, 27, 29: in both languages, both schemes, narrow, with letters twice as large and
    with the reader's own colours; axe finds nothing against WCAG 2.2 AA, the second time by the rules that another
    language and other colours can break; it is light and asks nobody else."""
    for each, language, rules in ((narrow, "fr", ()), (dark, "en", OF_COLOURS_AND_WORDS)):
        html = await each.visit(screen)
        assert len(gzip.compress(html)) <= LATER
        assert b"<title>Probl" not in html, "nobody did anything wrong yet"
        await look(each.phone, f"{language}-CA")
        assert await each.axe(*rules) == []
    page = dark.phone.page
    await page.emulate_media(forced_colors="active")
    try:
        await page.evaluate(LARGE)
        assert await page.evaluate(OVERFLOW) <= 0, "letters twice as large"
    finally:
        await page.emulate_media(forced_colors="none", color_scheme="dark", reduced_motion="reduce")


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: str(screen.name))
async def test_every_word_has_two_languages(screen: Screen, narrow: Visitor) -> None:
    """LNG-01, screens 14: with every sentence marked where it is made, nothing else on the page is words, but names."""
    with marked():
        html = await narrow.source(screen)
    assert OURS in html
    assert untranslated(unmarked(html)) == []


@pytest.mark.parametrize("name", ["pivot-open", "investigator-new", "coordinator-beds"])
async def test_the_other_language_keeps_what_was_typed(name: str, narrow: Visitor) -> None:
    """LNG-01, screens 13: every field as it was left, there and back."""
    await narrow.visit(next(screen for screen in screens() if screen.name == name))
    page = narrow.phone.page
    before = await filled(page)
    after = await in_the_other_language(page)
    again = await in_the_other_language(page)
    assert (before.language, after.language, again.language) == ("fr-CA", "en-CA", "fr-CA")
    assert len(before.typed) > 10
    assert sorted(after.typed) == sorted(again.typed) == sorted(before.typed)


async def test_the_first_page_with_all_that_it_brings(demo: str, chromium: Browser) -> None:
    """Design P8, screens 29: what a phone that knows nothing yet downloads for its home."""
    found = await visitor(chromium, demo, language="fr", width=360, scheme="light")
    weight: list[float] = []
    await found.phone.protocol.send("Network.enable")
    found.phone.protocol.on("Network.loadingFinished", lambda told: weight.append(told["encodedDataLength"]))
    await found.phone.page.goto(f"{demo}{PEOPLE[0].link}", wait_until="networkidle")
    await found.phone.context.close()
    assert len(weight) >= 3
    assert sum(weight) <= FIRST


def test_every_role_has_its_screens() -> None:
    """Nobody is forgotten, and no two pictures have one name."""
    assert [role for role, number in roles().items() if number < 3] == []
    names = [screen.name for screen in screens()]
    assert sorted(set(names)) == sorted(names)
    assert [name for name in names if not re.fullmatch(r"[a-z_]+-[a-z0-9_-]+", name)] == []
    assert len(Role) == 8
