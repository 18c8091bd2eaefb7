"""Large text, no mouse, a slow phone: what every page owes to whoever reads it."""

from typing import Any

import pytest

from tests.pages.house import House, Phone

FIRST_VISIT, LATER = 100_000, 10_000
"""Bytes on the way (P8)."""
PAGES = ["/account", "/members", "/members/invite", "/proposals", "/tablets", "/account/leave"]


@pytest.mark.parametrize("language", ["fr-CA", "en-CA"])
async def test_text_twice_as_large(house: House, language: str) -> None:
    """Point 10, 27: at 200 % nothing is cut at 360 px, and the exit is still there."""
    phone = await house.with_passkey(house.coordinator, language=language)
    for path in [*PAGES, "/sign-in", "/invitation"]:
        await phone.go(path)
        seen = await phone.page.evaluate(
            """() => {
                document.documentElement.style.fontSize = '200%';
                const exit = document.querySelector('a.exit').getBoundingClientRect();
                return [document.documentElement.scrollWidth, exit.right, exit.left, innerWidth];
            }"""
        )
        assert seen[0] <= seen[3], (path, seen)
        assert 0 <= seen[2] < seen[1] <= seen[3], path


async def test_the_keyboard_goes_as_one_reads(house: House) -> None:
    """Point 26: Tab goes from the skip link down the page, each stop is in sight and shows that it is one."""
    phone = await house.with_passkey(house.coordinator)
    await phone.go("/members/invite")
    stops = [await stop(phone) for _ in range(11)]
    assert stops[0]["text"] == "Aller au contenu"
    assert [s["order"] for s in stops] == sorted(s["order"] for s in stops)
    assert all(s["outline"] == "3px" for s in stops)
    assert all(0 <= s["top"] < s["height"] for s in stops)


async def stop(phone: Phone) -> dict[str, Any]:
    """The next stop of Tab."""
    await phone.page.keyboard.press("Tab")
    found: dict[str, Any] = await phone.page.evaluate(
        """() => {
            const e = document.activeElement, box = e.getBoundingClientRect();
            return { text: e.innerText, order: [...document.querySelectorAll('*')].indexOf(e), top: box.top,
                height: innerHeight, outline: getComputedStyle(e).outlineWidth };
        }"""
    )
    return found


async def test_the_error_summary_leads_to_its_field(house: House) -> None:
    """Point 18: the focus is on the summary, and its link is the way to the field."""
    phone = await house.with_passkey(house.coordinator)
    await phone.go("/members/invite")
    await phone.page.get_by_role("radio").first.check()
    await phone.page.get_by_role("button", name="Proposer l'invitation").click()
    await phone.page.locator(".summary:focus").wait_for()
    await phone.page.locator(".summary a").click()
    assert await phone.page.evaluate("document.activeElement.id") == "email"
    described = await phone.page.locator("#email").get_attribute("aria-describedby")
    assert described == "email-hint email-wrong"


async def test_a_page_weighs_little(house: House) -> None:
    """P8: the first visit, then a page alone; style and script come from the browser's own memory."""
    phone = await house.phone()
    sizes: list[int] = []
    await phone.protocol.send("Network.enable")
    phone.protocol.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    await phone.go("/sign-in")
    await phone.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= FIRST_VISIT
    sizes.clear()
    await phone.go("/invitation")
    await phone.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= LATER
