"""What a page's form brings: its fields, the key of its intention, and what the step-up page added to them."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from api.language import answer_in
from service.refusals import Language
from service.store.command import Once

OWN = ("_key", "_proof", "_code", "_credential", "_language", "_secret", "_demo")
"""Fields of the frame: they say how, never what."""

OTHER = "_other."
"""Before the place of a form and of its field: what was typed beside the form whose page is painted again."""
OTHERS = "relais_others"
"""In a request's scope: all of those, for the page to put back (static/live.js)."""
CHOSEN = ".chosen"
"""Behind a field's name: a file had been chosen in it. No page can give a file back: it says so."""


def fresh_key() -> str:
    """A form's idempotency key: sent twice, the form has one effect."""
    return f"page-{secrets.token_hex(12)}"


@dataclass(frozen=True)
class Form:
    """A form as it was posted."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    """What somebody filled in or chose, in order."""
    key: str
    proof: UUID | None = None
    """The step-up that this form waits for, or was given."""
    code: str = ""
    """Six digits, typed on the step-up page."""
    credential: str = ""
    """A passkey's answer, from the step-up page."""
    demo: bool = False
    """In the demo alone: whoever sits there says that it is them."""
    secret: str = ""
    """A key that was just told, and comes back with the code that confirms it."""
    language: Language | None = None
    """The other language was asked for: nothing is done, and the same page is painted with every value kept."""

    @property
    def values(self) -> dict[str, str]:
        """Each field's last value."""
        return dict(self.pairs)

    def value(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def all(self, name: str) -> list[str]:
        """Every value of boxes that share a name."""
        return [value for field, value in self.pairs if field == name]

    @property
    def once(self) -> Once:
        """The key with the fingerprint of what was filled in: the proof may change, the intention may not."""
        filled = [pair for pair in self.pairs if not pair[0].endswith(CHOSEN)]
        said = msgspec.json.encode([self.path, filled])
        return Once(self.key, sha256(said).digest())

    @property
    def once_as_typed(self) -> Once:
        """The same for a page that stays when it was answered: filled in as before it has one effect and one answer,
        filled in otherwise it is another intention, as if its page had been opened anew."""
        once = self.once
        return Once(f"page-{sha256(self.key.encode() + once.fingerprint).hexdigest()}", once.fingerprint)


async def fields_of(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """Every field as it was posted, in order; of a file, that there was one."""
    posted = [(str(name), value) for name, value in (await request.form()).multi_items()]
    return [
        (f"{name}{CHOSEN}", "yes") if isinstance(value, UploadFile) else (name, str(value))
        for name, value in posted
        if not isinstance(value, UploadFile) or value.filename
    ]


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The form in this request's body; one that asks for the other language is answered in it."""
    posted = await fields_of(request)
    form = form_of(request.url.path, posted)
    if form.language:
        answer_in(request, form.language)
        scope: Any = request.scope
        scope[OTHERS] = [pair for pair in posted if pair[0].startswith(OTHER)]
    return form


def form_of(path: str, posted: Iterable[tuple[str, str]]) -> Form:
    """A form from its fields; a key that was not sent, or is none, is made. NUL stands in no text of ours."""
    posted = [(name, value.replace("\0", "")) for name, value in posted]
    frame = {name: value for name, value in posted if name in OWN}
    language = frame.get("_language")
    return Form(
        path=path,
        pairs=tuple((name, value) for name, value in posted if not name.startswith("_")),
        key=key
        if (key := frame.get("_key", "")[:200]).isascii() and key.isprintable() and key
        else fresh_key(),
        proof=_uuid(frame.get("_proof", "")),
        code=frame.get("_code", ""),
        credential=frame.get("_credential", ""),
        demo="_demo" in frame,
        secret=frame.get("_secret", ""),
        language=("en" if language == "en" else "fr") if language else None,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
