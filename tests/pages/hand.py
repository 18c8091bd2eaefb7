"""One hand at a browser without script: it reads, fills in and presses, and every touch of the screen is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from uuid import UUID

import httpx

from api.browser.cookies import DEMO

Pairs = list[tuple[str, str]]


@dataclass
class Button:
    """What can be touched: its name for somebody who hears the page, and what it does."""

    name: str
    href: str = ""
    form: str = ""
    action: str = ""
    pair: tuple[str, str] | None = None
    page: Reader | None = None
    """Where its form stands: it can be pressed later, too, on a page that is gone."""


class Reader(HTMLParser):
    """The forms, fields, buttons and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.actions: dict[str, str] = {}
        self.fields: dict[str, Pairs] = {}
        self.buttons: list[Button] = []
        self._form, self._select, self._chosen, self._area = "", "", "", ""
        self._open: Button | None = None
        self._said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = a.get("id") or f"form {len(self.actions)}"
            self.actions[self._form], self.fields[self._form] = a.get("action", ""), []
        elif tag == "input" and self._form and a.get("name"):
            if a.get("type") not in ("radio", "checkbox") or "checked" in a:
                self.fields[self._form].append((a["name"], a.get("value", "")))
        elif tag == "textarea" and self._form:
            self._area = a["name"]
            self.fields[self._form].append((self._area, ""))
        elif tag == "select":
            self._select = a["name"]
            self.fields[self._form].append((self._select, ""))
        elif tag == "option" and "selected" in a:
            self.fields[self._form][-1] = (self._select, a.get("value", ""))
        elif tag in ("a", "button"):
            pair = (a["name"], a.get("value", "")) if a.get("name") else None
            form = a.get("form", self._form) if tag == "button" and "disabled" not in a else ""
            self._open = Button(
                a.get("aria-label", ""), a.get("href", ""), form, a.get("formaction", ""), pair, self
            )
            self._said = ""

    def handle_data(self, data: str) -> None:
        self._said += data
        if self._area:
            name, before = self.fields[self._form][-1]
            self.fields[self._form][-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        elif tag == "textarea":
            self._area = ""
        elif tag in ("a", "button") and self._open is not None:
            self._open.name = one_line(self._open.name or self._said)
            self.buttons.append(self._open)
            self._open = None


def one_line(text: str) -> str:
    return re.sub(r"[\s\u00a0]+", " ", unescape(text).replace("\u2060", "")).strip()


def words_of(html: str) -> str:
    """What a page says, in one line."""
    body = html.partition("<main")[2].partition("</main>")[0]
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", body)
    return one_line(re.sub(r"<[^>]+>", " ", f"<main{body}"))


@dataclass
class Hand:
    """Somebody who is signed in. `taps` counts touches: a link, a button, a field, a choice."""

    client: httpx.AsyncClient
    member: UUID
    language: str = "en"
    html: str = ""
    status: int = 0
    path: str = "/"
    taps: int = 0
    typed: dict[str, list[str]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return words_of(self.html)

    @property
    def number(self) -> list[str]:
        """The enormous numbers."""
        return re.findall(r'<output class="number"[^>]*>(\d+)</output>', self.html)

    async def open(self, path: str = "/") -> Hand:
        """Go there without a touch."""
        return self._read(await self.client.get(path, headers=self._who()))

    def fill(self, **fields: object) -> Hand:
        """Each field is one touch: typed in, ticked or chosen. A list is several boxes."""
        for name, value in fields.items():
            values = [str(each) for each in value] if isinstance(value, list) else [str(value)]
            self.typed[name] = values
            self.taps += len(values)
        return self

    def control(self, name: str) -> Button:
        """What has this name and can be touched; raises `AssertionError` where none or several have and can."""
        buttons = Reader(self.html).buttons
        found = [each for each in buttons if each.name == one_line(name) and (each.href or each.form)]
        assert len(found) == 1, (name, [each.name for each in buttons], self.words[:600])
        return found[0]

    async def press(self, name: str, times: int = 1) -> Hand:
        """Touch it, and see what comes."""
        button = self.control(name)
        self.taps += times
        return await self.open(button.href) if button.href else await self.send(button)

    async def send(self, button: Button) -> Hand:
        """Post the button's form, as a browser does."""
        reader = button.page
        assert reader is not None
        kept = [pair for pair in reader.fields[button.form] if pair[0] not in self.typed]
        pairs = kept + [(name, value) for name, values in self.typed.items() for value in values]
        pairs += [button.pair] if button.pair else []
        self.typed = {}
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        path = button.action or reader.actions[button.form]
        answer = await self.client.post(path, data=data, headers=self._who())
        if answer.status_code == 303:
            return await self.open(answer.headers["location"])
        return self._read(answer)

    def values(self, form: str = "f") -> dict[str, str]:
        """What the fields of a form hold."""
        return dict(Reader(self.html).fields[form])

    def _who(self) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return {
            "Cookie": f"{DEMO}={self.member}; {kept}".rstrip("; "),
            "Accept-Language": self.language,
            "Sec-Fetch-Site": "same-origin",
        }

    def _read(self, answer: httpx.Response) -> Hand:
        self.html, self.status, self.path = answer.text, answer.status_code, answer.url.path
        return self
