"""Texts leave through a provider's HTTP API, shaped like the usual one: a form, an account, a signature (SAF-09)."""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol
from urllib.parse import quote

import httpx

from service.messages.outbox import Failed, Hopeless, NotYet, Unreachable

STATUS_PATH: Final = "/v1/webhooks/texts/status"
"""Where the provider tells what became of a text."""
SECONDS: Final = 15.0
"""For one call; well within the time that a handler of the outbox has."""
LONGEST_REST: Final = timedelta(minutes=2)
REST: Final = timedelta(seconds=5)
STOPPED_BY_PHONE: Final = 21610
"""The usual provider's code for a phone whose owner has sent STOP."""
STOPPED: Final = "texts_stopped_by_phone"


@dataclass(frozen=True)
class Text:
    """One text to one duty phone. Neither is shown in logs, and the words are kept nowhere."""

    to: str = field(repr=False)
    body: str = field(repr=False)


class TextChannel(Protocol):
    """Carries texts and answers with the provider's id. Raises `Failed`, `NotYet` or `Hopeless` of the outbox."""

    async def send(self, text: Text) -> str: ...


@dataclass(frozen=True)
class Account:
    """Ours at the provider: its name, its secret, and the number that texts come from."""

    name: str
    token: str = field(repr=False)
    sender: str


class HttpTexts:
    """The channel over a provider's `Messages` resource (`/2010-04-01/Accounts/{account}/Messages.json`).

    After a call without an answer the text may have left: it is sent once more, because two texts ask one question and
    a missing one asks nobody. `transport` replaces the network (the demo, the tests).
    """

    def __init__(
        self,
        url: str,
        account: Account,
        *,
        status_url: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._path = f"{url.rstrip('/')}/2010-04-01/Accounts/{quote(account.name, safe='')}/Messages.json"
        self._sender, self._status_url = account.sender, status_url
        self._http = httpx.AsyncClient(
            auth=(account.name, account.token), transport=transport, timeout=SECONDS
        )

    async def close(self) -> None:
        """Give back the connections."""
        await self._http.aclose()

    async def send(self, text: Text) -> str:
        """Hand one text over.

        Raises `NotYet` when there are too many at once, `Hopeless` when this number or our account is refused for good,
        else `Failed`.
        """
        form = {"To": text.to, "From": self._sender, "Body": text.body}
        if self._status_url:
            form["StatusCallback"] = self._status_url
        try:
            answer = await self._http.post(self._path, data=form)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise Unreachable("texts_unreachable") from None
        except httpx.HTTPError:
            raise Failed("texts_unreachable") from None
        return _accepted(answer)


def _accepted(answer: httpx.Response) -> str:
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise NotYet("texts_too_many", _rest(answer.headers.get("retry-after", "")))
    if answer.status_code in {401, 403}:
        raise Hopeless("texts_credentials")
    found = _json(answer)
    if answer.is_client_error:
        stopped = found.get("code") == STOPPED_BY_PHONE
        raise Hopeless(STOPPED if stopped else "texts_number_refused")
    sid = found.get("sid")
    if not answer.is_success or not isinstance(sid, str) or not 0 < len(sid) <= 64:
        raise Failed("texts_provider")
    return sid


def _json(answer: httpx.Response) -> Mapping[str, object]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _rest(said: str) -> timedelta:
    wanted = timedelta(seconds=int(said)) if said.isdecimal() and len(said) < 6 else REST
    return min(max(wanted, timedelta(seconds=1)), LONGEST_REST)


def signature_of(token: str, url: str, form: Mapping[str, str]) -> str:
    """What the provider signs a notice with: the URL it called, then each field's name and value in order of names,
    under HMAC-SHA1 with the account's token, in base64."""
    said = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), said.encode(), "sha1")).decode()


_ID: Final = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
"""The provider's own shape of a text's id. Its scheme signs names and values without a mark between them, so that one
signed form can be read as another: a field that must be an id is then none."""


def is_an_id(text: str) -> bool:
    """Whether this is how the provider names a text."""
    return _ID.fullmatch(text) is not None


def is_signed(token: str | None, url: str, form: Mapping[str, str], signature: str | None) -> bool:
    """Whether a notice is the provider's: signed for this very URL and form. Without a token none is."""
    if not token or not signature:
        return False
    return hmac.compare_digest(signature_of(token, url, form).encode(), signature.encode())
