"""P8: the home page of two roles on a slow phone: what it weighs, and when it can be used."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import structlog
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

from tests.bench.measure import Times
from tests.bench.table import Figure
from tests.browser import LAUNCH_ARGUMENTS, NO_BROWSER, find_chromium
from tests.pages.tour import evening

FIRST_BYTES, NEXT_BYTES = 100_000, 10_000
USABLE = 2.0
"""Seconds."""
ROUNDS = 3
SLOWER = 4
"""Times slower than this machine's processor."""


@dataclass(frozen=True)
class Network:
    """As Chromium's own developer tools name and set it."""

    name: str
    latency: float
    """Milliseconds from a request to the first byte of its answer, at least."""
    down: float
    up: float
    """Bytes a second."""


FAST_3G = Network("fast 3G", 562.5, 1.44e6 / 8, 675e3 / 8)
SLOW_3G = Network("slow 3G", 2000, 400e3 / 8, 400e3 / 8)
ROLES = (("accueil.s4", "front desk", "/desk/counts"), ("pivot.on", "pivot worker", "/cases"))
"""Whose home, what the table calls them, and the page that they open next."""
READY = """
() => {
  const [page] = performance.getEntriesByType('navigation');
  const [painted] = performance.getEntriesByName('first-contentful-paint');
  return page.domContentLoadedEventEnd && painted ? Math.max(page.domContentLoadedEventEnd, painted.startTime) : null;
}
"""
"""Milliseconds until it is painted and its scripts have run."""


@dataclass
class Wire:
    """What went down the line to one phone: pages, files, the worker's own, headers included."""

    port: int = 0
    down: int = 0


@dataclass
class Seen:
    """What the visits of one role have shown."""

    first: Times = field(default_factory=Times)
    later: Times = field(default_factory=Times)
    first_bytes: int = 0
    later_bytes: int = 0


async def measure() -> list[Figure]:
    """The evening of the demo after both stories, in Chromium, through a line whose bytes are counted."""
    found = find_chromium()
    if found is None:
        raise SystemExit(NO_BROWSER)
    figures: list[Figure] = []
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    async with evening() as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(found), args=list(LAUNCH_ARGUMENTS))
        async with wire(urlsplit(url).port or 80) as line:
            for who, name, then in ROLES:
                for network in (FAST_3G, SLOW_3G):
                    seen = await visits(browser, line, who, then, network)
                    figures += told(name, network, seen)
        await browser.close()
    return figures


def told(name: str, network: Network, seen: Seen) -> list[Figure]:
    """Bytes do not depend on the network: they are said once."""
    waits = f"no answer begins before {network.latency:g} ms on {network.name}: a first page needs two, a later one one"
    times = [
        Figure(
            "P8",
            f"{name}, {what}, usable, {network.name}, processor {SLOWER} × slower",
            f"{spent.summary()} ms",
            f"worst ≤ {USABLE:g} s",
            spent.quantile(1) <= USABLE * 1000,
            waits,
        )
        for what, spent in (("first page", seen.first), ("next page", seen.later))
    ]
    if network is not FAST_3G:
        return times
    return [
        _weight(f"{name}, first visit, all of it", seen.first_bytes, FIRST_BYTES),
        _weight(f"{name}, next page", seen.later_bytes, NEXT_BYTES),
        *times,
    ]


def _weight(what: str, seen: int, most: int) -> Figure:
    reach = f"≤ {most // 1000} kB"
    return Figure("P8", what, f"{seen / 1000:.1f} kB", reach, seen <= most, "the page's own HTML and files")


async def visits(browser: Browser, line: Wire, who: str, then: str, network: Network) -> Seen:
    """As often as is measured: a phone that knows nothing but its session, its home, and one more page.

    Times without a service worker, whose own requests are on no slow network; bytes with one, and all that it fetches.
    """
    seen = Seen()
    for _ in range(ROUNDS):
        phone = await signed_in(browser, line, who, "block")
        page = await phone.new_page()
        await slow(await phone.new_cdp_session(page), network)
        for path, times in (("/", seen.first), (then, seen.later)):
            times.note(await opened(page, line, path) / 1000, 200)
        await phone.close()
    phone = await signed_in(browser, line, who, "allow")
    page = await phone.new_page()
    seen.first_bytes = await weighed(page, line, "/")
    seen.later_bytes = await weighed(page, line, then)
    await phone.close()
    return seen


async def signed_in(
    browser: Browser, line: Wire, who: str, workers: Literal["allow", "block"]
) -> BrowserContext:
    """A phone with a session and an empty cache."""
    door = await browser.new_context()
    await (await door.new_page()).goto(f"http://localhost:{line.port}/demo/as/{who}")
    cookies: Any = await door.cookies()
    await door.close()
    phone = await browser.new_context(
        viewport={"width": 360, "height": 740}, locale="fr-CA", service_workers=workers
    )
    await phone.add_cookies(cookies)
    return phone


async def slow(protocol: CDPSession, network: Network) -> None:
    """From now on, this page is on that network and that processor."""
    await protocol.send("Network.enable")
    await protocol.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency,
            "downloadThroughput": network.down,
            "uploadThroughput": network.up,
        },
    )
    await protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


async def opened(page: Page, line: Wire, path: str) -> float:
    """Open a page; milliseconds until it could be used."""
    answer = await page.goto(f"http://localhost:{line.port}{path}", wait_until="load")
    assert answer is not None
    assert answer.status == 200, (path, answer.status)
    return float(await (await page.wait_for_function(READY)).json_value())


async def weighed(page: Page, line: Wire, path: str) -> int:
    """The bytes of all that a page brings until the line is silent."""
    before, silent = line.down, -1
    await opened(page, line, path)
    while silent != line.down:
        silent = line.down
        await asyncio.sleep(1)
    return line.down - before


@asynccontextmanager
async def wire(upstream: int) -> AsyncIterator[Wire]:
    """A line to the server on this port that counts what goes down it."""
    line = Wire()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool) -> None:
        with suppress(OSError):
            while piece := await reader.read(65_536):
                line.down += len(piece) if down else 0
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", upstream)
        await asyncio.gather(carry(reader, far_writer, down=False), carry(far_reader, writer, down=True))

    server = await asyncio.start_server(joined, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    yield line
    server.close()
