"""How a page is painted: Jinja, the words in the visitor's language, and a fingerprint of what browsers keep."""

import functools
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.datastructures import Cookie

from api.browser.cookies import LANGUAGE, forget, host_cookie
from api.browser.packing import PACKED, asked_by_us, pack, unpacks
from api.language import ASKED, language_of
from api.pages import formats
from api.pages.formats import FIXED, JOINED
from api.pages.forms import OTHERS, fresh_key
from api.pages.words import WORDS
from service.refusals import Language

YEAR = 365 * 24 * 3600
TABLET_LOCKS = 120
"""Seconds without a touch after which a shared tablet's page locks itself; the server's session ends then too."""
FORGOTTEN = "relais_forgotten"
HERE = Path(__file__).parent
STATIC = HERE / "static"


class _Templates(FileSystemLoader):
    """A point between two things ends a line, and never begins one."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_fresh = super().get_source(environment, template)
        return source.replace(" ·", f"{FIXED}·"), path, is_fresh


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=_Templates(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["version"] = version()
    environment.globals["fresh_key"] = fresh_key
    return environment


@functools.cache
def version() -> str:
    """A fingerprint of what the browser keeps, so that it asks again only when something changed."""
    found = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:10]


def paint(
    request: Request[Any, Any, Any], template: str, *, status: int = 200, **context: Any
) -> Response[str]:
    """The page in the visitor's language. A word that is missing raises `KeyError`: it cannot reach a screen."""
    language = language_of(request)
    context.setdefault("page", here(request))
    seated = request.scope.get("relais_seated")
    moment = request.app.state["store"].clock.now()
    html = (
        _environment()
        .get_template(template)
        .render(
            language=language,
            other="en" if language == "fr" else "fr",
            here=here(request),
            colon=f"{FIXED}: " if language == "fr" else ": ",
            say=lambda key, **facts: said(language, key, **facts),
            spaced=lambda sentence: spaced(language, sentence),
            word=lambda sentence, **facts: spaced(language, sentence.in_(language, facts)),
            signed_in=seated is not None,
            demo_open=request.app.state["settings"].demo,
            story=_story(request, language),
            done=_done(request),
            typed_beside=request.scope.get(OTHERS, ()),
            locks=TABLET_LOCKS if getattr(seated, "kind", "") == "tablet" else 0,
            painted=moment,
            minutes_to=lambda at: int((at - moment).total_seconds() // 60),
            clock_time=lambda at, zone: formats.clock_time(at, zone, language),
            age=lambda since, now: formats.age(since, now, language),
            money=lambda cents, currency="CAD": formats.money(cents, currency, language),
            **context,
        )
    )
    headers = {"Content-Language": f"{language}-CA"}
    content: Any = html
    if unpacks(request) and asked_by_us(request):
        content, headers = pack(html.encode()), {**headers, **PACKED}
    response: Response[str] = Response(content, media_type="text/html", status_code=status, headers=headers)
    forgotten: tuple[str, ...] = request.scope.get(FORGOTTEN, ())  # type: ignore[assignment]
    forget(response, *forgotten)
    if request.scope.get(ASKED):
        response.cookies.append(language_cookie(language))
    return response


def _story(request: Request[Any, Any, Any], language: Language) -> Any | None:
    """In the demo, whom one is and how far its story has come; nowhere else is any of it even imported."""
    if not request.app.state["settings"].demo:
        return None
    from api.demo.guide import strip

    return strip(request, request.scope.get("relais_seated"), language)


def forget_with_page(request: Request[Any, Any, Any], cookie: str) -> None:
    """Whatever page this request is answered with, the browser forgets that cookie."""
    scope: Any = request.scope
    scope[FORGOTTEN] = (*scope.get(FORGOTTEN, ()), cookie)


def _done(request: Request[Any, Any, Any]) -> str | None:
    """The word of what was just done: `?done=count_sent` says `done.count_sent`; anything else says nothing."""
    key = f"done.{request.query_params.get('done', '')}"
    return key if key in WORDS else None


def language_cookie(language: Language) -> Cookie:
    """Remembers the language for a year."""
    return host_cookie(LANGUAGE, language, max_age=YEAR, samesite="lax")


def here(request: Request[Any, Any, Any]) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}"


def said(language: Language, key: str, **facts: Any) -> str:
    """A word outside a template."""
    return spaced(language, WORDS[key].in_(language, facts))


_BEFORE = {"fr": re.compile(r" (?=[:$%»·])|(?<=«) "), "en": re.compile(r" (?=·)")}
_RANGE = re.compile(r"(?<=\d)–(?=\d)")
_COUNTED = re.compile(rf"(?<![\d{FIXED}])(\d{{1,3}}) (?=[^\W\d])")


def spaced(language: Language, sentence: str) -> str:
    """French of Canada: the space before `:`, `$`, `%` and within guillemets never breaks a line; in both languages the
    one before a point in the middle, and the one between a number and what it counts; nor does a range of numbers."""
    whole = _RANGE.sub(f"{JOINED}–{JOINED}", _BEFORE[language].sub(FIXED, sentence))
    return _COUNTED.sub(rf"\1{FIXED}", whole)
