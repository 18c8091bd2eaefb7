"""A form that came after its session had ended: kept for fifteen minutes, for the same member, and sent by nobody.

What is kept is encrypted under a key that only the browser holds; the server knows whose it is from the session that
ended, and gives it back to nobody else (CNF-08, screens: an expired session gives the form back).
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from litestar import Request
from litestar.datastructures import Cookie

from api.browser.cookies import SESSION, host_cookie
from api.browser.typed import SECRET
from api.pages.forms import Form, fields_of, form_of
from api.pages.frame import forget_with_page
from api.pages.language import own_path
from service.partners.sessions.tokens import digest_of
from service.store.statements import sql
from service.store.store import Store

if TYPE_CHECKING:
    from api.pages.visits import Visit

KEPT = "__Host-relais_kept"
LASTS = timedelta(minutes=15)
LARGEST = 16_000
"""Bytes."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""Of the second, every field but its files."""

KEEP = sql("SELECT relais.keep_form(:session, :digest, :sealed, :at, :until)")
TAKE = sql(
    """
    DELETE FROM kept_forms WHERE digest = :digest AND member_id = relais.member() AND expires_at > relais.now()
    RETURNING sealed
    """
)


@dataclass(frozen=True)
class Kept:
    """A form that waits: the page that it belongs to, and what the browser opens it with."""

    page: str
    cookie: Cookie


class Posted(msgspec.Struct, frozen=True):
    """What is kept of a form."""

    page: str
    pairs: tuple[tuple[str, str], ...]
    """Every field in its order; boxes that share a name have each theirs."""


async def keep_form(request: Request[Any, Any, Any]) -> Kept | None:
    """Keep what was posted, if it was a page's form and its session was one of ours."""
    token = request.cookies.get(SESSION)
    if not token or not request.headers.get("content-type", "").startswith(FORMS):
        return None
    posted = _posted(await fields_of(request))
    key = secrets.token_bytes(32)
    sealed = _seal(key, posted)
    if len(sealed) > LARGEST or not await _keep(request.app.state["store"], token, key, sealed):
        return None
    text = urlsafe_b64encode(key).decode().rstrip("=")
    return Kept(posted.page, host_cookie(KEPT, text, max_age=int(LASTS.total_seconds())))


def _posted(fields: list[tuple[str, str]]) -> Posted:
    pairs = tuple((name, value) for name, value in fields if not name.startswith(("_", *SECRET)))
    return Posted(own_path(dict(fields).get("_page", "/")), pairs)


async def _keep(store: Store, token: str, key: bytes, sealed: bytes) -> bool:
    now = store.clock.now()
    values = {
        "session": digest_of(token),
        "digest": _digest(key),
        "sealed": sealed,
        "at": now,
        "until": now + LASTS,
    }
    return bool(await store.pool.fetchval(KEEP.text, *KEEP.arguments(values)))


async def take_kept(visit: Visit) -> Form | None:
    """The form that this member had filled in here before their session ended, once; None for anybody else.

    It asks for nothing, and the page that shows it makes the browser forget its key.
    """
    if KEPT not in visit.request.cookies:
        return None
    forget_with_page(visit.request, KEPT)
    key = _key(visit.request.cookies[KEPT])
    if key is None:
        return None
    async with visit.store.working(visit.seat) as uow:
        sealed = await uow.value(TAKE, digest=_digest(key))
    posted = _open(key, bytes(sealed)) if sealed else None
    here = visit.request.url.path
    return form_of(here, posted.pairs) if posted and posted.page == here else None


def _digest(key: bytes) -> bytes:
    return sha256(b"relais kept form\n" + key).digest()


def _seal(key: bytes, posted: Posted) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, msgspec.json.encode(posted), b"kept form")


def _open(key: bytes, sealed: bytes) -> Posted | None:
    try:
        return msgspec.json.decode(AESGCM(key).decrypt(sealed[:12], sealed[12:], b"kept form"), type=Posted)
    except (InvalidTag, msgspec.MsgspecError):
        return None


def _key(text: str) -> bytes | None:
    try:
        key = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return key if len(key) == 32 else None
