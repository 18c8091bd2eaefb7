"""Style, script and icon: small, ours, and kept by the browser until they change; and what opens without a network."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.browser.packing import PACKED, pack, unpacks
from api.language import ASKED
from api.pages.frame import STATIC, paint, said
from service.refusals import Language


@get("/offline/{language:str}", include_in_schema=False)
async def offline(request: Request[Any, Any, Any], language: FromPath[Literal["fr", "en"]]) -> Response[str]:
    """An empty page, the same for everybody: a worker keeps it for when there is no network (ASVS 14.3.3)."""
    scope: Any = request.scope
    scope[ASKED] = language
    scope["relais_seated"] = None
    other: Language = "en" if language == "fr" else "fr"
    page = paint(request, "offline.html", page="/", say_other=functools.partial(said, other))
    page.cookies = []
    return page


@dataclass(frozen=True)
class File:
    """A file of ours: its bytes, packed too where that is worth it."""

    kind: str
    content: bytes
    packed: bytes | None


SCRIPT, PARTS = "relais.js", ("live.js", "offline.js", "forms.js")
"""What every page runs is one file: on a slow line each would wait by itself."""
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@functools.cache
def files() -> Mapping[str, File]:
    """Every file by its name."""
    contents = {path.name: path.read_bytes() for path in STATIC.iterdir()}
    contents[SCRIPT] = b"".join(contents.pop(name) for name in PARTS)
    return {name: _file(KINDS[Path(name).suffix], content) for name, content in contents.items()}


def _file(kind: str, content: bytes) -> File:
    return File(kind, content, None if kind == "image/png" else pack(content))


@get("/static/{name:str}", include_in_schema=False)
async def static(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Says nothing of anybody, so that it is packed for whoever asks."""
    file = files().get(name)
    if file is None:
        raise NotFoundException
    if file.packed is None or not unpacks(request):
        return Response(file.content, media_type=file.kind, headers=VARIES)
    return Response(file.packed, media_type=file.kind, headers={**VARIES, **PACKED})


VARIES = {"Vary": "Accept-Encoding"}
handlers: list[Any] = [offline, static]
