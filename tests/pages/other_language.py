"""A form that somebody is filling in when they ask for the other language: all that they typed."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

FIELDS = """
  const fields = () => [...document.querySelectorAll('main [name]:not([type=hidden]):not([type=file]):not(button)')]
    .filter((e) => e.form?.id === 'f' && !e.disabled);
"""
FILL = f"""() => {{ {FIELDS}
  for (const e of fields()) {{
    if (e.type === 'checkbox' || e.type === 'radio') {{ e.checked = !e.checked; continue; }}
    if (e.options) {{ e.selectedIndex = e.options.length - 1; continue; }}
    e.value = {{ date: '2027-03-14', time: '04:05', 'datetime-local': '2027-03-14T04:05', number: '7' }}[e.type]
      ?? (e.inputMode === 'numeric' ? '7' : e.inputMode === 'tel' ? '514 555 0107' : 'été');
  }}
}}"""
READ = f"""() => {{ {FIELDS}
  return {{
    typed: fields().map((e) => [e.name, e.type === 'checkbox' || e.type === 'radio' ? [e.value, e.checked] : e.value]),
    language: document.documentElement.lang,
  }};
}}"""


@dataclass(frozen=True)
class Open:
    """A form as it stands on the screen."""

    typed: list[Any]
    language: str


async def filled(page: Page) -> Open:
    """Something in every field."""
    await page.evaluate(FILL)
    return Open(**await page.evaluate(READ))


async def in_the_other_language(page: Page) -> Open:
    """The button at the top, and what stands there then."""
    async with page.expect_navigation():
        await page.locator(
            "header.top button[name=_language]:visible, header.top form button:visible"
        ).click()
    return Open(**await page.evaluate(READ))
