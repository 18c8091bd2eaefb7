"""Scenario A in a real browser, on a phone: from the question to two numbers, each screen looked at."""

import re
from uuid import UUID

import pytest
from playwright.async_api import CDPSession, Page

from service.operations.holds.steps import AnswerAsPivot, answer_as_pivot
from service.store.store import Store
from tests.pages.conftest import Site
from tests.pages.house import Phone
from tests.pages.looking import look
from tests.service.operations.stage import Stage


class Story:
    """One investigator's phone; every tap is counted."""

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone = phone
        self.language = language
        self.taps = 0

    @property
    def page(self) -> Page:
        return self.phone.page

    async def tap(self, selector: str) -> None:
        self.taps += 1
        await self.page.locator(selector).first.click()

    async def turn(self, selector: str) -> None:
        """Tap, and look at the page that comes."""
        async with self.page.expect_navigation():
            await self.tap(selector)
        await look(self.phone, self.language)

    async def home(self) -> None:
        await self.phone.go("/")
        await look(self.phone, self.language)
        self.taps = 0

    async def says(self, words: str) -> bool:
        whole = re.sub(r"[\s\u00a0]+", " ", await self.page.locator("main").inner_text())
        return words in whole


WAYS = [
    ("fr-CA", "dark", "8 places sur 10 retenues; 1 A et 1 B n'en ont pas.", "0 personnes reçues sur 10"),
    ("en-CA", "light", "8 of 10 places held; 1 A and 1 B have none.", "0 of 10 received"),
]


@pytest.mark.parametrize(("language", "scheme", "board", "numbers"), WAYS, ids=["fr", "en"])
async def test_scenario_a_on_a_phone(  # noqa: PLR0917 - a row of the table above, by name
    site: Site, stage: Stage, store: Store, language: str, scheme: str, board: str, numbers: str
) -> None:
    """OPS-01, OPS-05, OPS-14: reserved, raised by two in four taps, launched in two, handed over in three."""
    story = await opened(site, stage, language, scheme)
    await story.home()
    await reserve(story)
    assert await story.says(board)
    operation = UUID(story.page.url.partition("?")[0].rpartition("/")[2])
    await story.home()
    await story.turn("a[href$='/number']")
    for _ in range(2):
        await story.tap("#f > fieldset [data-by='1'] >> nth=1")
    await story.turn("#f button.main")
    assert story.taps == 4
    assert await story.page.locator("figure use.ok-text").count() >= 8
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(operation, accept=True))
    await story.home()
    await story.turn("a[href$='/launch']")
    await story.turn("main form button.main")
    assert story.taps == 2
    await story.home()
    await story.turn("a[href$='/hand-over']")
    await story.page.locator("#people").fill("10")
    await story.turn("#f button.main")
    assert await story.says(numbers)
    await story.phone.context.close()


async def reserve(story: Story) -> None:
    """The whole page by hand, with the keep-apart part opened."""
    await story.turn("a[href='/reservations/new']")
    fields = {"men": 8, "women": 2, "minimum": 6, "maximum": 12}
    apart = {"A_men": 4, "B_men": 4, "C_women": 2}
    for name, value in fields.items():
        await story.tap(f"#{name}")
        await story.page.locator(f"#{name}").fill(str(value))
    await story.tap("section.card summary >> nth=1")
    for name, value in apart.items():
        await story.tap(f"#{name}")
        await story.page.locator(f"#{name}").fill(str(value))
    await story.tap("input[name=when][value=tomorrow]")
    await story.page.locator("#pivot").select_option(index=1)
    story.taps += 1
    await story.turn("#f button[value=hold]")
    assert story.taps <= 14


async def opened(site: Site, stage: Stage, language: str, scheme: str, member: UUID | None = None) -> Story:
    """A phone in somebody's hand: the investigator's, unless it is somebody else's."""
    dark = {"color_scheme": scheme}
    context = await site.phone(member or stage.investigator, language=language, **dark)
    page = await context.new_page()
    protocol: CDPSession = await context.new_cdp_session(page)
    phone = Phone(site.url, context, page, protocol)
    page.on("console", lambda message: phone.said.append(message.text))
    page.on("request", lambda request: phone.asked.append(request.url))
    return Story(phone, language)
