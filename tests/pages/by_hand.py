"""People at their phones in the demo: they read, touch and type, and nothing else reaches the application."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import httpx
from playwright.async_api import Browser, Locator

from tests.pages.hand import Hand, Reader
from tests.pages.looking import look
from tests.pages.tour import Visitor, visitor

FIXED = re.compile(r"[\s\u00a0\u2060]+")
PROOF = "form:has(> input[name=_demo]) button"
"""In the demo, where a phone would ask for its owner's finger."""


def one_line(text: str) -> str:
    """What is read, whatever keeps its words together."""
    return FIXED.sub(" ", text.replace("\u2060", "")).strip()


NOBODY = UUID(int=0)


@dataclass
class Repeated(Hand):
    """The same person's same forms once more, read and sent without a screen: for what is alike eleven times."""

    cookies: str = ""

    async def press(self, name: str, times: int = 1) -> Hand:
        """As on the phone: `…` stands for the rest of a name, and a proof is given when it is asked for."""
        begins = name.removesuffix("…")
        if begins != name:
            names = [each.name for each in Reader(self.html).buttons if each.name.startswith(begins)]
            assert names, f"nothing begins with {begins!r} at {self.path}: {self.words}"
            name = names[0]
        await super().press(name, times)
        reader = Reader(self.html)
        proofs = [form for form, pairs in reader.fields.items() if ("_demo", "yes") in pairs]
        for form in proofs:
            await self.send(next(each for each in reader.buttons if each.form == form))
        assert self.status == 200, f"{self.status} at {self.path}: {self.words}"
        return self

    def _who(self) -> dict[str, str]:
        return {
            "Cookie": self.cookies,
            "Accept-Language": f"{self.language}-CA",
            "Sec-Fetch-Site": "same-origin",
        }


@dataclass
class Person:
    """Somebody with a phone of their own, on which they are signed in."""

    name: str
    visitor: Visitor
    language: str
    taps: int = 0
    looked: set[str] = field(default_factory=set)
    signed_in: bool = False

    @property
    def page(self) -> Locator:
        return self.visitor.phone.page.locator("main")

    @property
    def path(self) -> str:
        return self.visitor.phone.page.url.removeprefix(self.visitor.url).partition("?")[0]

    async def home(self) -> Person:
        """The home page, without a touch."""
        return await self.open("/")

    async def open(self, path: str) -> Person:
        """An address that this phone has seen."""
        await self.visitor.phone.page.goto(f"{self.visitor.url}{path}")
        return await self._there()

    @asynccontextmanager
    async def repeated(self) -> AsyncIterator[Repeated]:
        """The hand that repeats, for as long as this person is signed in."""
        cookies = await self.visitor.phone.context.cookies()
        said = "; ".join(f"{each.get('name')}={each.get('value')}" for each in cookies)
        async with httpx.AsyncClient(base_url=self.visitor.url, timeout=30) as client:
            yield Repeated(client, NOBODY, self.language, cookies=said)

    async def read(self) -> str:
        """All that the page says, in one line."""
        return one_line(await self.page.inner_text())

    async def sees(self, *words: str) -> None:
        """Raises `AssertionError` with the page when one of these does not stand on it."""
        said = await self.read()
        missing = [each for each in words if each not in said]
        assert not missing, f"{self.name} at {self.path} does not read {missing} in: {said}"

    async def awaits(self, words: str, seconds: float = 60) -> None:
        """Opens the page again until a job has written this. Raises `TimeoutError` when none does."""
        async with asyncio.timeout(seconds):
            while words not in await self.read():
                await self.visitor.phone.page.reload()

    async def does_not_see(self, *words: str) -> None:
        """Not on the page, and not in its source either."""
        whole = one_line(await self.visitor.phone.page.content())
        found = [each for each in words if each in whole]
        assert not found, f"{self.name} at {self.path} reads {found}"

    async def unfold(self, *summaries: str) -> None:
        """Open parts of a page that are folded."""
        for words in summaries:
            await self.page.locator("summary", has_text=words).first.click()
            self.taps += 1

    async def fill(self, **values: object) -> None:
        """Type into fields, by their names."""
        for name, value in values.items():
            found = self.page.locator(f"[name='{name}']:not([type=hidden])").first
            await self._unfolded(found)
            self.taps += 1
            if await found.evaluate("e => e.tagName") == "SELECT":
                await self._choose(found, str(value))
            else:
                await found.fill(str(value))

    async def _choose(self, found: Locator, value: str) -> None:
        """By what the list says, or by the code behind it."""
        said = [one_line(each) for each in await found.locator("option").all_inner_texts()]
        if value in said:
            await found.select_option(index=said.index(value))
        else:
            await found.select_option(value=value)

    async def pick(self, *choices: str) -> None:
        """Touch radio buttons or boxes, each by `name=value`, or by its words."""
        for each in choices:
            name, equals, value = each.partition("=")
            found = (
                self.page.locator(f"input[name='{name}'][value='{value}']").first
                if equals
                else self.page.locator("label", has_text=each).first
            )
            await self._unfolded(found)
            self.taps += 1
            await found.click()

    async def _unfolded(self, found: Locator) -> None:
        """A field within a folded part: unfold it first."""
        folded = found.locator("xpath=ancestor::details[not(@open)]/summary")
        for number in range(await folded.count()):
            self.taps += 1
            await folded.nth(number).click()

    async def press(self, name: str, nth: int = 0) -> Person:
        """Touch the button or link that shows or bears this name (`…`: and more), prove oneself when asked, and look at
        what comes."""
        words = r"[\s\u2060]+".join(re.escape(word) for word in name.split())
        pattern = re.compile(rf"^\s*{words.removesuffix('…')}" + ("" if name.endswith("…") else r"\s*$"))
        found = self.page.locator("button, a").filter(has_text=pattern)
        found = found.or_(self.page.get_by_role("button", name=pattern))
        found = found.or_(self.page.get_by_role("link", name=pattern))
        assert await found.count(), f"{self.name} at {self.path} finds no {name!r} in: {await self.read()}"
        await self._unfolded(found.nth(nth))
        self.taps += 1
        await self._turned(found.nth(nth))
        if await self.page.locator(PROOF).count():
            self.taps += 1
            await self._turned(self.page.locator(PROOF))
        return await self._there()

    async def _turned(self, control: Locator) -> None:
        async with self.visitor.phone.page.expect_navigation():
            await control.click()

    async def _there(self) -> Person:
        """Each kind of page is looked at once by each person."""
        kind = re.sub(r"[0-9a-f-]{36}", "ID", self.path)
        if kind not in self.looked:
            self.looked.add(kind)
            await look(self.visitor.phone, f"{self.language}-CA")
        return self


@dataclass
class Cast:
    """Everybody in a story; a phone is given to whoever first has a part."""

    chromium: Browser
    url: str
    language: str
    people: dict[str, Person] = field(default_factory=dict)

    async def __call__(self, name: str) -> Person:
        """The person `pivot.on`, signed in, at home."""
        if name not in self.people:
            phone = await visitor(self.chromium, self.url, language=self.language, width=360, scheme="light")
            self.people[name] = Person(name, phone, self.language)
        person = self.people[name]
        way, person.signed_in = "/" if person.signed_in else f"/demo/as/{name}", True
        return await person.open(way)

    async def leave(self) -> None:
        """Every phone is put away."""
        for person in self.people.values():
            await person.visitor.phone.context.close()

    async def until(self, moment: datetime) -> None:
        """The demo's clock goes on; nobody's phone does that, and sessions may end meanwhile."""
        for person in self.people.values():
            person.signed_in = False
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as client:
            now = datetime.fromisoformat((await client.get("/demo/clock")).json()["now"])
            minutes = int((moment - now).total_seconds() // 60) + 1
            while minutes > 0:
                jump = min(minutes, 60 * 24 * 30)
                (await client.post("/demo/clock", json={"minutes": jump})).raise_for_status()
                minutes -= jump

    async def now(self) -> datetime:
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as client:
            return datetime.fromisoformat((await client.get("/demo/clock")).json()["now"])
