"""What every page must be, looked at in a real browser: asserted by hand, page after page (screens, thirty points)."""

import re
from typing import Any

from tests.pages.house import Phone

LOOK = """
() => {
  const shown = (e) => e.checkVisibility();
  const name = (e) => (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim();
  const all = (s) => [...document.querySelectorAll(s)].filter(shown);
  const inputs = all('input:not([type=hidden]), select, textarea');
  const fields = 'input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, .choice';
  const controls = all(`button, a.button, ${fields}, summary, main p > a:only-child, .links a`);
  return {
    wide: document.documentElement.scrollWidth - window.innerWidth,
    title: document.title,
    language: document.documentElement.lang,
    headings: all('h1').length || document.querySelectorAll('h1').length,
    nameless: inputs.filter((e) => !e.labels?.length && !e.getAttribute('aria-label')).map((e) => e.outerHTML),
    unsaid: all('button, a').filter((e) => !name(e)).map((e) => e.outerHTML),
    twins: [...new Set(all('main button, main a.button').map(name).filter((n, i, a) => a.indexOf(n) !== i))],
    small: controls.filter((e) => e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 200)),
    filled: [...document.querySelectorAll('.card')].map((c) => c.querySelectorAll('button.main, a.button.main').length),
    ids: [...document.querySelectorAll('[id]')].map((e) => e.id).filter((n, i, a) => a.indexOf(n) !== i),
    styles: document.querySelectorAll('[style]').length,
    scripts: [...document.scripts].filter((s) => !s.src).length,
    levels: [...document.querySelectorAll('h1, h2, h3')].map((h) => Number(h.tagName[1])),
    exit: [...document.querySelectorAll('a.exit')].map((e) => e.getBoundingClientRect().toJSON()),
    width: window.innerWidth,
    described: [...document.querySelectorAll('[aria-describedby]')]
      .flatMap((e) => e.getAttribute('aria-describedby').split(' ')).filter((id) => !document.getElementById(id)),
  };
}
"""
EXPECTED = re.compile(r"Failed to load resource: .* (40[0-9]|422|429)|Clear-Site-Data header")
"""A refused form is an answer with a status of its own; the browser notes it. Anything else is a defect."""
NEUTRAL = re.compile(r"[\w' \u00a0:?-]+ – Relais")
"""Words alone: no code, no number, no address."""


async def look(phone: Phone, language: str) -> None:
    """Raises `AssertionError` naming what is not as it must be."""
    seen: dict[str, Any] = await phone.page.evaluate(LOOK)
    where = phone.page.url
    assert seen["wide"] <= 0, (where, "wide", seen["wide"])
    assert NEUTRAL.fullmatch(seen["title"]), seen["title"]
    assert seen["language"] == language, where
    assert seen["headings"] == 1, where
    for fault in ("nameless", "unsaid", "twins", "small", "ids", "described"):
        assert seen[fault] == [], (where, fault, seen[fault])
    assert seen["styles"] == seen["scripts"] == 0, where
    assert max(seen["filled"], default=0) <= 1, (where, "two filled buttons on a card")
    assert all(b - a <= 1 for a, b in zip([1, *seen["levels"]], seen["levels"], strict=False)), seen["levels"]
    (exit_,) = seen["exit"]
    assert exit_["top"] >= 0
    assert exit_["right"] <= seen["width"]
    said = [said for said in phone.said if not EXPECTED.match(said)]
    assert said == [], (where, said)
    assert all(url.startswith(phone.url) for url in phone.asked), where
