"""The other language, by a button that keeps the page and all that was typed in its address."""

import re
from typing import Annotated, Final

import msgspec
from litestar import Response, post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from api.pages.frame import language_cookie
from service.refusals import Language

OURS: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1999}")
"""A path as we write them: visible ASCII, no backslash, one slash first. What every reader reads alike needs no parser,
and no parser of ours can be made to stumble."""


class Switch(msgspec.Struct, frozen=True):
    """Which language, and where to go on reading."""

    to: Language
    back: Annotated[str, msgspec.Meta(max_length=2000)] = "/"


def own_path(back: str) -> str:
    """A path of this site, whatever was sent: nobody is led elsewhere by a link."""
    return back if OURS.fullmatch(back) else "/"


@post("/language", include_in_schema=False, status_code=303)
async def switch_language(data: URLEncodedBody[Switch]) -> Response[None]:
    """Remember the language for a year, and paint the same page again."""
    response: Response[None] = Redirect(own_path(data.back), status_code=303)
    response.cookies.append(language_cookie(data.to))
    return response


handlers = [switch_language]
