"""A tour of the demo: the evening after both stories, and everybody's screens as a phone meets them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser

from api.browser.cookies import LANGUAGE
from api.demo.network import SHELTERS, coordination_of
from api.demo.partners import person
from api.demo.scenarios.opapa import SCRIPT as OPAPA
from api.demo.scenarios.stage import Hand, Script, Stage
from api.demo.scenarios.telling import ATTESTED, items, needed, one, stamp
from api.demo.scenarios.transfer import SCRIPT as TRANSFER
from api.demo.scenarios.wire import HttpWire
from api.demo.theatre import own_server
from service.partners.actor import Role
from tests.pages.house import Phone
from tests.pages.screens import Screen

PACKAGES = (
    "front_desk", "coordinator", "investigator", "pivot", "money", "fund", "region", "auditor",
    "network_administrator",
)  # fmt: skip
"""Of `tests.pages`: each has its `screens`."""


def screens() -> list[Screen]:
    """Every screen that a role has named."""
    return [screen for name in PACKAGES for screen in import_module(f"tests.pages.{name}.screens").SCREENS]


@asynccontextmanager
async def evening(opened_before: Path | None = None) -> AsyncIterator[str]:
    """The address of a demo in which scenario B has come to its third week and scenario A to its second day, and where
    everybody has something to do tonight. Raises `AssertionError` when a step did not hold."""
    async with (
        own_server(opened_before) as server,
        httpx.AsyncClient(base_url=server.url, timeout=30) as client,
    ):
        stage = Stage(HttpWire(client))
        await _played(TRANSFER, stage, until=12)
        await _played(OPAPA, stage, until=14)
        await tonight(stage)
        yield server.url.replace("127.0.0.1", "localhost")


async def _played(script: Script[Any], stage: Stage, *, until: int) -> None:
    reports = await script.play(stage, until=until)
    assert [report.number for report in reports if not report.ok] == []


async def tonight(stage: Stage) -> None:
    """Houses have counted, one is asked for a bed, and a fund for money."""
    stage.wire.forget_tokens()
    now = await stage.now()
    for shelter in SHELTERS:
        hand = stage.as_(coordination_of(shelter.code))
        view = one(items(await hand.get("/v1/shelters")), name=shelter.name)
        body = {"looked_at": stamp(now), "free": None}
        needed(await hand.post(f"/v1/shelters/{view['id']}/counts", body))
    await _a_bed_is_asked_for(stage, stage.as_("pivot.qc@relais.example"))
    await _money_is_asked_for(stage.as_("pivot.on@relais.example"))
    await _places_are_missing(stage, stage.as_("enquete.p1@relais.example"))


async def _a_bed_is_asked_for(stage: Stage, pivot: Hand) -> None:
    house = one(
        items(await stage.as_("coordination.s1s2@relais.example").get("/v1/shelters")), name="Maison S2"
    )
    party = {"people": [{"gender": "woman", "age_band": "21-24"}]}
    asked = {
        "shelter_id": house["id"],
        "question": {"party": party, "nights": 2, "purpose": "trafficking", "languages": ["fr"]},
        "expected_at": stamp(await stage.now() + timedelta(hours=1)),
    }
    needed(await pivot.post("/v1/referrals", asked))


async def _places_are_missing(stage: Stage, investigator: Hand) -> None:
    """More people of one letter than there are houses: somebody waits, and an override is asked for."""
    now = await stage.now()
    areas = [{"region": "CA-ON", "city": city} for city in ("Hamilton", "Toronto")]
    asked = {
        "minimum": 5,
        "expected": 5,
        "maximum": 5,
        "parties": [{"people": [{"gender": "man", "count": 5}], "label": "A"}],
        "areas": areas,
        "window": {"starts_at": stamp(now + timedelta(hours=1)), "ends_at": stamp(now + timedelta(hours=9))},
    }
    path = f"/v1/operations/{needed(await investigator.post('/v1/operations', asked)).at('id')}"
    needed(await investigator.post(f"{path}/overrides", {"places": []}))
    needed(await investigator.post(f"{path}/launch"))


async def _money_is_asked_for(pivot: Hand) -> None:
    fund = one(items(await pivot.get("/v1/funds", region="CA-ON")), code="F1")
    case = items(await pivot.get("/v1/cases"))[0]
    asked = {
        "case_id": case["id"],
        "fund_id": fund["fund_id"],
        "envelope_id": fund["envelope_id"],
        "attested": ATTESTED,
        "urgency": "urgent",
        "lines": [
            {"category": "food", "amount_cents": 6_000, "payment": "cash_by_worker"},
            {"category": "clothing", "amount_cents": 9_000, "payment": "cash_by_worker"},
        ],
    }
    needed(await pivot.post("/v1/requests", asked))


@dataclass
class Visitor:
    """One phone that goes from person to person, and remembers where links led."""

    url: str
    phone: Phone
    who: str = ""
    code: str = ""
    found: dict[str, str] = field(default_factory=dict)

    async def visit(self, screen: Screen) -> bytes:
        """Go there as that person; the page as it came. Raises `AssertionError` when there is no such page or link."""
        if screen.typed and not self.code:
            await self._read_a_code()
        page, path = self.phone.page, await self._way(screen)
        self.phone.said.clear()
        self.phone.asked.clear()
        answer = await page.goto(f"{self.url}{path}")
        if screen.press:
            if screen.typed:
                await page.locator(screen.typed).fill(self.code)
            async with page.expect_navigation() as told:
                await page.locator(screen.press).first.click()
            answer = await told.value
        assert answer is not None
        assert answer.status == 200, (screen.name, path, answer.status)
        return await answer.body()

    async def source(self, screen: Screen) -> str:
        """The page as the server paints it, without showing it."""
        if screen.press:
            return (await self.visit(screen)).decode()
        path = await self._way(screen)
        html: str = await self.phone.page.evaluate("async (path) => (await fetch(path)).text()", path)
        return html

    async def _read_a_code(self) -> None:
        """The code of a request, as its fund reads it."""
        await self.phone.page.goto(f"{self.url}{person('fonds1@relais.example').link}")
        self.who = ""
        html = await self.phone.page.content()
        self.code = re.findall(r"R-[A-Z0-9]{5}", html)[0]

    async def _way(self, screen: Screen) -> str:
        """Be that person, and know the address."""
        if self.who != screen.who:
            await self.phone.page.goto(f"{self.url}{person(screen.who).link}")
            self.who = screen.who
        self.found[screen.name] = self.found.get(screen.name) or await self._followed(screen)
        return self.found[screen.name]

    async def _followed(self, screen: Screen) -> str:
        page, path = self.phone.page, screen.path
        for link in screen.follow:
            await page.goto(f"{self.url}{path}")
            found = page.locator(link).first
            assert await found.count(), f"{screen.name}: nothing at {path} is {link}"
            path = str(await found.get_attribute("href"))
        return path

    async def axe(self, *only: str) -> list[str]:
        """What axe finds against WCAG 2.2 AA, or by these of its rules, each with the first node that it names."""
        await self.phone.page.evaluate(f"() => {{ if (!window.axe) {{ {AXE_SCRIPT} }} }}")
        found: list[str] = await self.phone.page.evaluate(RUN_AXE, list(only or WCAG))
        return found


AXE_SCRIPT: str = import_module("axe_playwright_python.base").AXE_SCRIPT
"""The package says nothing of its types."""
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OF_COLOURS_AND_WORDS = (
    "color-contrast", "html-has-lang", "html-lang-valid", "valid-lang", "document-title", "button-name", "link-name",
    "input-button-name", "label", "target-size", "summary-name",
)  # fmt: skip
"""The rules that another language or another colour scheme can break on a page of the same elements."""
RUN_AXE = """
async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ['violations'] });
  return found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length})`);
}
"""


BLOCKED = "Service Worker registration blocked by Playwright"


async def visitor(
    chromium: Browser, url: str, *, language: str, width: int, scheme: str, height: int = 740
) -> Visitor:
    """A phone with this language, width and colour scheme, on which nothing moves and nothing is kept."""
    context = await chromium.new_context(
        viewport={"width": width, "height": height},
        locale=f"{language}-CA",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        service_workers="block",
    )
    secure = url.replace("http:", "https:")
    await context.add_cookies([{"name": LANGUAGE, "value": language, "url": secure, "secure": True}])
    page = await context.new_page()
    phone = Phone(url, context, page, await context.new_cdp_session(page))
    page.on("console", lambda message: None if BLOCKED in message.text else phone.said.append(message.text))
    page.on("pageerror", lambda error: phone.said.append(str(error)))
    page.on("request", lambda request: phone.asked.append(request.url))
    return Visitor(url, phone)


def roles() -> dict[Role, int]:
    """How many screens each role's people have."""
    counted = dict.fromkeys(Role, 0)
    for screen in screens():
        counted[person(screen.who).role] += 1
    return counted
