"""The guided story: ten steps, each at the right page as the right person, and only in the demo."""

from typing import Any

import httpx
import pytest

from api.browser.cookies import SESSION
from api.demo.guide import STEPS, STORY
from api.pages.words import WORDS
from tests.api.demo.conftest import OPENED_ONCE, Demo
from tests.pages.hand import one_line

pytestmark = OPENED_ONCE
OURS = {"Sec-Fetch-Site": "same-origin"}


def cookies_of(answer: httpx.Response) -> dict[str, str]:
    found = {}
    for line in answer.headers.get_list("set-cookie"):
        name, _, value = line.partition(";")[0].partition("=")
        found[name] = value.strip('"')
    return found


async def take(client: httpx.AsyncClient, step: int) -> httpx.Response:
    client.cookies.clear()
    return await client.post("/demo", data={"step": str(step)}, headers=OURS)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_each_step_opens_its_page_as_its_person(demo: Demo, language: Any) -> None:
    """Nobody is lost: the page is there, the strip says who one is, and which step comes next."""
    async with demo.client() as client:
        for step in STEPS:
            answer = await take(client, step.number)
            assert (answer.status_code, answer.headers["location"]) == (303, step.path)
            jar = cookies_of(answer)
            assert jar[STORY] == str(step.number)
            client.cookies.clear()
            said = {"Cookie": f"{SESSION}={jar[SESSION]}; {STORY}={jar[STORY]}", "Accept-Language": language}
            page = await client.get(step.path, headers=said)
            assert page.status_code == 200, (step, page.text[-500:])
            assert (step.person.who_fr if language == "fr" else step.person.who_en) in one_line(page.text)
            follows = f"{step.number + 1} {'de' if language == 'fr' else 'of'}\u00a010"
            assert (follows in page.text) is (step.number < len(STEPS)), step


async def test_the_story_shows_where_one_is(demo: Demo) -> None:
    """One main button, the next step; all ten are named in both languages, and an eleventh is not there."""
    async with demo.client() as client:
        page = await client.get("/demo", headers={"Cookie": f"{STORY}=3", "Accept-Language": "en"})
        assert page.text.count('class="main wide"') == 1
        assert "Continue as Front desk, S8" in one_line(page.text)
        assert 'aria-current="step"' in page.text
        over = await client.get("/demo", headers={"Cookie": f"{STORY}=10", "Accept-Language": "en"})
        assert "All ten steps are done." in over.text
        odd = await client.get("/demo", headers={"Cookie": f"{STORY}=99", "Accept-Language": "en"})
        assert "Step 1 of 10" in one_line(odd.text)
        assert (await take(client, 11)).status_code == 404
    assert all(f"story.{step.number}.text" in WORDS for step in STEPS)
