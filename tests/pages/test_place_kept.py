"""The other language of a long page begins where one was reading (screens 13)."""

from tests.pages.house import House

SCROLL = """() => {
  const found = [...document.querySelectorAll('main h2, main label, main legend')].at(-1);
  scrollBy(0, found.getBoundingClientRect().top - 160);
  return [scrollY, found.getBoundingClientRect().top, document.documentElement.lang];
}"""
WHERE = """() => {
  const found = [...document.querySelectorAll('main h2, main label, main legend')].at(-1);
  return [scrollY, found.getBoundingClientRect().top, document.documentElement.lang, sessionStorage.length];
}"""
PRESS = "document.querySelector('header.top button[lang]').click()"
"""A mouse that must not scroll first, as Playwright's does."""


async def test_the_other_language_begins_where_one_was_reading(house: House) -> None:
    """LNG-01, screens 13: on a page without a form and on one with a form; nothing of it stays in the browser."""
    phone = await house.seated(house.coordinator)
    await phone.page.set_viewport_size({"width": 360, "height": 320})
    for path in ("/account", "/members/invite"):
        await phone.go(path)
        down, at, language = await phone.page.evaluate(SCROLL)
        assert down > 200, path
        async with phone.page.expect_navigation():
            await phone.page.evaluate(PRESS)
        after, then, other, kept = await phone.page.evaluate(WHERE)
        assert {language, other} == {"fr-CA", "en-CA"}, path
        assert after > 100, path
        assert abs(then - at) <= 60, path  # its own lines may be more in one language
        assert kept == 0, path
