"""A hand on a page without script: it taps what it reads, and counts its taps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import httpx

from api.browser.cookies import DEMO


@dataclass
class Control:
    """A button or a link: its accessible name, and what it sends or where it leads."""

    name: str
    href: str = ""
    pair: tuple[str, str] | None = None
    form: dict[str, Any] | None = None
    disabled: bool = False


class Controls(HTMLParser):
    """Every control of a page, with the form that it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Control] = []
        self._form: dict[str, Any] | None = None
        self._open: Control | None = None
        self._said = ""
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {"action": a.get("action", ""), "fields": []}
        elif tag == "input" and self._form is not None and a.get("name"):
            if a.get("type") not in {"radio", "checkbox"} or "checked" in a:
                self._form["fields"].append((a["name"], a.get("value", "")))
        elif tag in {"button", "a"}:
            pair = (a["name"], a.get("value", "")) if tag == "button" and a.get("name") else None
            form = self._form if tag == "button" else None
            self._open = Control(a.get("aria-label", ""), a.get("href", ""), pair, form, "disabled" in a)
            self._said = ""

    def handle_data(self, data: str) -> None:
        self._said += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"button", "a"} and self._open is not None:
            self._open.name = plain(self._open.name or self._said)
            self.found.append(self._open)
            self._open = None


def plain(text: str) -> str:
    """Without markup, and with the spaces that do break."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text).replace("&#39;", "'").replace("&amp;", "&").replace("&lt;", "<")
    return re.sub(r"[\s\u00a0]+", " ", text.replace("\u2060", "")).strip()


@dataclass
class Hand:
    """Somebody at a browser: where they are, what they read, how often they tapped."""

    client: httpx.AsyncClient
    member: UUID
    language: str = "fr"
    html: str = ""
    status: int = 0
    taps: int = 0
    path: str = "/"
    filled: dict[str, str] = field(default_factory=dict)

    async def open(self, path: str = "/") -> Hand:
        """Go there, without a tap."""
        return await self._take(await self.client.get(path, headers=self._who()))

    async def tap(self, name: str) -> Hand:
        """Touch the one button or link of this name. Raises `AssertionError` when there is none, or several."""
        [control] = [one for one in Controls(self.html).found if one.name == name and not one.disabled]
        self.taps += 1
        if control.form is None:
            return await self.open(control.href)
        return await self.send(control)

    async def send(self, control: Control) -> Hand:
        """Post a form by one of its buttons."""
        assert control.form is not None
        sent = {**dict(control.form["fields"]), **self.filled}
        if control.pair:
            sent[control.pair[0]] = control.pair[1]
        self.filled = {}
        answer = await self.client.post(control.form["action"], data=sent, headers=self._who())
        if answer.status_code == 303:
            return await self.open(answer.headers["location"])
        return await self._take(answer)

    def control(self, name: str) -> Control:
        """One control, to be used later: a second tap on a page that is gone."""
        [control] = [one for one in Controls(self.html).found if one.name == name]
        return control

    @property
    def text(self) -> str:
        """What the page says."""
        return plain(self.html.partition("<main")[2].partition("</main>")[0])

    @property
    def number(self) -> list[str]:
        """The enormous numbers."""
        return re.findall(r'<output class="number"[^>]*>(\d+)</output>', self.html)

    def _who(self) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        cookies = f"{DEMO}={self.member}; {kept}".rstrip("; ")
        return {"cookie": cookies, "accept-language": self.language, "sec-fetch-site": "same-origin"}

    async def _take(self, answer: httpx.Response) -> Hand:
        self.html, self.status, self.path = answer.text, answer.status_code, answer.url.path
        return self
