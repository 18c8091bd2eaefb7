"""Every page and every form of ours: asked by another site, framed, tossed cookies, and filled with nonsense."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urljoin, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from api.browser.cookies import DEMO, SESSION
from tests.api.world import World

pytestmark = pytest.mark.xdist_group("doors")
OURS = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
NONSENSE = (
    "<b>x'\"--", "\0", "' OR 1=1;--", "9" * 40, "-1", "NaN", "//[", "9999-12-31", "0001-01-01T00:00", "١٢",
    "a\r\nSet-Cookie: x=1", "{{7*7}}", "\udcff", str(uuid4()), "x" * 5_000, "../..",
)  # fmt: skip
"""One for each field in its turn; `-m soak` sends each to each."""
LEAVING = ("/sign-out", "/leave", "/language", "/demo")


def routes(pages: httpx.AsyncClient, method: str) -> list[str]:
    """The paths of our pages that take this method, as they are written."""
    app: Any = pages._transport.app  # type: ignore[attr-defined]
    assert isinstance(app, Litestar)
    found = {each.path for each in app.routes if isinstance(each, HTTPRoute) and method in each.methods}
    return sorted(path for path in found if not path.startswith(("/v1", "/static", "/schema", "/metrics")))


def at(path: str, ids: dict[str, UUID]) -> str:
    """The path with ids of this world where it asks for some."""
    parts = [
        str(ids.get(part[1:-1].partition(":")[0], uuid4())) if part.startswith("{") else part
        for part in path.split("/")
    ]
    return "/".join(parts)


def seated(member: UUID) -> dict[str, str]:
    return {**OURS, "Cookie": f"{DEMO}={member}"}


async def test_no_form_is_taken_from_another_site(world: World, pages: httpx.AsyncClient) -> None:
    """CSRF (ASVS 5.0.0-v3.5.1): each address that changes something, found in the application itself."""
    paths = routes(pages, "POST")
    assert len(paths) > 80
    me = {"Cookie": f"{DEMO}={world.stage.pivot}"}
    for path in paths:
        for site in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.test"}, {}):
            answer = await pages.post(at(path, world.ids), data={"_key": "x"}, headers={**me, **site})
            assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), (path, site)


class Forms(HTMLParser):
    """The forms of a page: where each goes, how, and its fields with the values that stand there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((said.get("action", ""), said.get("method", "get").lower(), {}))
        elif self.found and tag in {"input", "select", "textarea", "button"} and said.get("name"):
            self.found[-1][2].setdefault(said["name"], said.get("value", ""))


def filled(fields: dict[str, str]) -> bytes:
    """A form as a browser sends it, with signs that no browser would."""
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in fields.items()
    ).encode()


class Filling:
    """Somebody of each role who fills in each form that they see, each once."""

    def __init__(self, world: World, pages: httpx.AsyncClient, every: bool) -> None:
        self.world, self.pages, self.every = world, pages, every
        self.turn = 0
        self.seen: set[Any] = set()
        self.wrong: list[Any] = []

    async def all(self) -> None:
        """Each page for each role, and each form that stands on it; in CI every second page, for the first role that
        it is for."""
        paths = routes(self.pages, "GET")
        for path in paths if self.every else paths[::2]:
            here = at(path, self.world.ids)
            for member in self.world.people.values():
                answer = await self.pages.get(here, headers=seated(member))
                self.painted(path, answer)
                for action, method, fields in Forms(answer.text).found:
                    await self.form(member, urljoin(here, action or here), method, fields)
                if answer.status_code == 200 and not self.every:
                    break

    def painted(self, path: str, answer: httpx.Response) -> None:
        """For us alone: in no frame, in no cache, taken for nothing else."""
        lines = answer.headers
        alone = (
            "frame-ancestors 'none'" in lines["content-security-policy"]
            and "no-store" in lines["cache-control"]
        )
        if answer.status_code >= 500 or not alone or lines["x-content-type-options"] != "nosniff":
            self.wrong.append((path, answer.status_code))

    async def form(self, member: UUID, to: str, method: str, fields: dict[str, str]) -> None:
        """Each field of a form that was not seen before, with nonsense."""
        known = (urlsplit(to).path.count("/"), *sorted(fields))
        if known in self.seen or to.startswith(LEAVING):
            return
        self.seen.add(known)
        chosen = list(fields) if self.every else list(fields)[self.turn % 3 :: max(1, len(fields) // 2)]
        for name in chosen:
            for nonsense in self.some():
                fresh = {"_key": uuid4().hex} if "_key" in fields and name != "_key" else {}
                await self.send(member, to, method, {**fields, **fresh, name: nonsense}, name)

    def some(self) -> Iterator[str]:
        self.turn += 1
        return iter(NONSENSE if self.every else (NONSENSE[self.turn % len(NONSENSE)],))

    async def send(self, member: UUID, to: str, method: str, fields: dict[str, str], name: str) -> None:
        """Send it, and judge the answer: no defect, no script of theirs, no header of theirs, nowhere else."""
        headers = {**seated(member), "Content-Type": "application/x-www-form-urlencoded"}
        if method == "post":
            answer = await self.pages.post(to, content=filled(fields), headers=headers)
        else:
            answer = await self.pages.get(f"{urlsplit(to).path}?{filled(fields).decode()}", headers=headers)
        led = answer.headers.get("location", "/")
        injected = "<b>x'" in answer.text or "x=1" in answer.headers.get("set-cookie", "")
        if answer.status_code >= 500 or injected or not led.startswith("/") or led.startswith("//"):
            self.wrong.append((to, name, fields[name][:30], answer.status_code))


async def test_no_form_breaks_on_nonsense(world: World, pages: httpx.AsyncClient) -> None:
    """CWE-20, CWE-79, CWE-89, CWE-113; clickjacking, sniffing, caches (ASVS 5.0.0-v3.4): pages, and each form that
    somebody sees on them, with nonsense in two of its fields."""
    filling = Filling(world, pages, every=False)
    await filling.all()
    assert len(filling.seen) > 10
    assert filling.wrong == []


@pytest.mark.soak
async def test_no_form_breaks_on_any_nonsense(world: World, pages: httpx.AsyncClient) -> None:
    """The same, all of it in each field."""
    filling = Filling(world, pages, every=True)
    await filling.all()
    assert filling.wrong == []


TOSSED = (
    f"{SESSION}=a; {SESSION}=b", f"x={SESSION}=a", f'{SESSION}="a\\073b"', f"{SESSION}=\xff", ";;;", "=", f" {SESSION}",
    f"{SESSION}=" + "a" * 9_000, f"$Version=1; {SESSION}=a", f"__Host-relais_tablet=\xe9; {SESSION}=;",
    f"{SESSION.upper()}=a",
)  # fmt: skip


async def test_a_tossed_cookie_is_nobody(world: World) -> None:
    """Cookie tossing (ASVS 5.0.0-v3.3.3): whatever a sister site sets beside ours, nobody is signed in by it."""
    for cookie in TOSSED:
        lines = httpx.Headers([("Cookie", cookie), ("Accept", "text/html")], encoding="latin-1")
        for path in ("/", "/account", "/tablet"):
            answer = await world.client.get(path, headers=lines)
            assert answer.status_code in {200, 302, 303, 401}, (cookie, path)
        refused = await world.client.get("/v1/me", headers=lines)
        assert refused.status_code == 401
