"""Paints the pictures of the guides: every screen of the demo as a phone shows it, in French and in English.

`python -m tests.pages.pictures [BEGINNING …]` writes `docs/pictures/ROLE-NAME-fr.png` and its like, and each home in
the dark too; a beginning (`fund-`) paints those screens alone.
"""

import asyncio
import io
import sys

from PIL import Image
from playwright.async_api import Browser, async_playwright

from api.observe import configure_logging
from tests.browser import LAUNCH_ARGUMENTS, NO_BROWSER, find_chromium
from tests.pages.screens import Screen
from tests.pages.tour import evening, screens, visitor
from tests.quality.source import PROJECT

FOLDER = PROJECT / "docs" / "pictures"
MOST = 40 * 1024
"""Bytes of one picture."""
COLOURS = (64, 32, 16)
"""As many as stay readable, fewer where a picture is heavy."""
WAYS = (("fr", "light"), ("en", "light"), ("fr", "dark"))


async def paint(beginnings: list[str]) -> list[str]:
    """Paint; the screens that could not be reached, each with the reason."""
    FOLDER.mkdir(exist_ok=True)
    wanted = [each for each in screens() if not beginnings or each.name.startswith(tuple(beginnings))]
    async with evening() as url, async_playwright() as playwright:
        path = str(find_chromium() or sys.exit(NO_BROWSER))
        chromium = await playwright.chromium.launch(executable_path=path, args=list(LAUNCH_ARGUMENTS))
        missing = [
            trouble
            for language, scheme in WAYS
            for trouble in await _painted(chromium, url, wanted, language, scheme)
        ]
        await chromium.close()
    return missing


async def _painted(
    chromium: Browser, url: str, wanted: list[Screen], language: str, scheme: str
) -> list[str]:
    """One language in one scheme; in the dark the homes alone."""
    phone = await visitor(chromium, url, language=language, width=360, scheme=scheme)
    missing = []
    for screen in wanted:
        if scheme == "dark" and not screen.name.endswith("-home"):
            continue
        try:
            await phone.visit(screen)
        except Exception as trouble:
            missing.append(f"{screen.name}-{language}: {str(trouble)[:200]}")
            continue
        taken = await phone.phone.page.screenshot(full_page=screen.whole, animations="disabled")
        name = f"{screen.name}-{language}{'-dark' if scheme == 'dark' else ''}.png"
        (FOLDER / name).write_bytes(small(taken))
    await phone.phone.context.close()
    return missing


def small(picture: bytes) -> bytes:
    """The same picture with few colours, and no more bytes than a guide should carry."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    kept = b""
    for colours in COLOURS:
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        kept = out.getvalue()
        if len(kept) <= MOST:
            break
    return kept


if __name__ == "__main__":
    configure_logging(only_trouble=True)
    for line in asyncio.run(paint(sys.argv[1:])):
        sys.stderr.write(f"{line}\n")
