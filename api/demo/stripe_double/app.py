"""The ASGI application: authentication, routes, the idempotency layer and the faults around the books."""

import json
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from api.demo.stripe_double.accounts import AccountEndpoints
from api.demo.stripe_double.books import Books, copied
from api.demo.stripe_double.desk import Desk
from api.demo.stripe_double.faults import AnswerLostError, Fault, Faults
from api.demo.stripe_double.hooks import Hooks
from api.demo.stripe_double.idempotency import Idempotency, in_use
from api.demo.stripe_double.issuing import IssuingEndpoints
from api.demo.stripe_double.routes import Endpoints
from api.demo.stripe_double.shapes import requirements
from api.demo.stripe_double.wire import RefusalError, Reply, Request, parse

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class StripeDouble:
    """Stripe, as far as Relais meets it.

    `books` are its own; `faults` and `hooks` are its switches; `hooks.endpoint` is where webhooks go.
    With `keep`, a file, its books outlive the process as the database does. `clock` answers Unix seconds.
    """

    def __init__(
        self,
        key: str = "sk_test_relais",
        *,
        clock: Callable[[], int] = lambda: int(time.time()),
        webhook_secrets: Sequence[str] = ("whsec_relais",),
        keep: Path | None = None,
    ) -> None:
        self.books = Books(clock)
        self.faults = Faults()
        self.hooks = Hooks(self.faults, clock, webhook_secrets)
        self._idempotency = Idempotency(clock)
        self._key = key
        self._keep = keep
        desk = Desk(self.books, self.hooks)
        self._money, self._people, self._cards = (
            Endpoints(desk),
            AccountEndpoints(desk),
            IssuingEndpoints(desk),
        )
        self.routes = [*self._money.routes(), *self._people.routes(), *self._cards.routes()]
        self._load()

    def payout_arrives(self, payout: str) -> None:
        """The bank reports a connected account's money as arrived."""
        self._money.payout_paid(self.books.payouts[payout])

    def payout_bounces(self, payout: str) -> None:
        """The bank returns the money: Stripe may say so after it said `paid`."""
        self._money.payout_failed(self.books.payouts[payout])

    def reverse(self, transfer: str, cents: int | None = None) -> str:
        """Somebody takes a transfer back in Stripe's own pages, whole or in part; answers the reversal."""
        form = {} if cents is None else {"amount": str(cents)}
        return str(self._money.reversed_by_hand(self.books.transfers[transfer], form)["id"])

    def account_changes(
        self,
        account: str,
        *,
        transfers: str = "active",
        payouts_enabled: bool = True,
        due: Sequence[str] = (),
        disabled_reason: str | None = None,
    ) -> None:
        """Stripe thinks otherwise of an account than before, and says so (`account.updated`)."""
        self._people.change(
            account,
            {
                "capabilities": {"transfers": transfers},
                "payouts_enabled": payouts_enabled,
                "requirements": requirements(tuple(due), disabled_reason),
            },
        )

    def follow(self, url: str) -> str:
        """Somebody opens a link of hosted on-boarding: once, and within minutes. Answers the account.

        Raises `KeyError` for a link that there is none of, or none any more.
        """
        link = self.books.links[url]
        if link["used"] or link["expires_at"] <= self.books.now():
            raise KeyError("this link has been used, or has run out")
        link["used"] = True
        return str(link["account"])

    def finish_onboarding(self, account: str) -> None:
        """The organisation has answered everything in Stripe's own pages."""
        self._people.finish(account)

    def card_asks(self, card: str, cents: int) -> str:
        """A merchant asks a card for so much; answers the authorisation."""
        return str(self._cards.asks(self.books.cards[card], cents)["id"])

    def card_captures(self, authorization: str, cents: int) -> str:
        """The merchant takes its money, at times more than it asked for."""
        return str(self._cards.takes(self.books.authorizations[authorization], cents)["id"])

    def card_refunds(self, card: str, cents: int) -> str:
        """The merchant gives money back to the card."""
        return str(self._cards.gives_back(self.books.cards[card], cents)["id"])

    def transport(self) -> httpx.AsyncBaseTransport:
        """For a client in the same process: no port, and lost answers raise at once instead of timing out."""
        return httpx.ASGITransport(app=self._in_process)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """On a real socket a lost answer is silence until the caller hangs up."""
        try:
            await self._serve(scope, receive, send)
        except AnswerLostError:
            while (await receive())["type"] != "http.disconnect":
                continue

    async def _in_process(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._serve(scope, receive, send)
        except AnswerLostError as silence:
            raise httpx.ReadTimeout("no answer within the time allowed") from silence

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        reply = await self._answer(scope, await _body(receive))
        headers = {"content-type": "application/json", "request-id": scope["relais.request"], **reply.headers}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        await send({"type": "http.response.body", "body": reply.payload})

    async def _answer(self, scope: Scope, body: bytes) -> Reply:
        scope["relais.request"] = f"req_{secrets.token_hex(7)}"
        try:
            request = _request(scope, body)
            self._authenticate(request)
            return await (self._write(request) if request.method == "POST" else self._read(request))
        except RefusalError as said:
            return said.reply

    def _authenticate(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self._key}":
            raise RefusalError(401, "Invalid API Key provided.", kept=False)

    async def _read(self, request: Request) -> Reply:
        fault = self.faults.take("GET")
        _before(fault, request)
        reply = self._run(request)
        return _after(fault, reply)

    async def _write(self, request: Request) -> Reply:
        fault = self.faults.take("POST")
        _before(fault, request)
        replay = self._idempotency.replay(request)
        if replay is not None:
            return replay
        with self._idempotency.running(request):
            await self.faults.gate()
            reply = self._once(request, fault)
        return _after(fault, reply)

    def _once(self, request: Request, fault: Fault | None) -> Reply:
        """Run the call and store its answer, except where the parameters were refused."""
        try:
            reply = _server_error() if fault is Fault.SERVER_ERROR else self._run(request)
        except RefusalError as said:
            if not said.kept:
                raise
            reply = said.reply
        if fault is Fault.SERVER_ERROR_AFTER:
            reply = _server_error()
        self._idempotency.keep(request, reply)
        self.save()
        return reply

    def _run(self, request: Request) -> Reply:
        for route in self.routes:
            if found := route.match(request):
                route.takes.check(request.form)
                return Reply(200, copied(route.handler(request, found.groupdict().get("id", ""))))
        raise RefusalError(404, f"Unrecognized request URL ({request.method}: {request.path}).", kept=False)

    # The books on disk.

    def save(self) -> None:
        """Put everything on disk, where a file was given."""
        if self._keep is None:
            return
        whole = {name: getattr(self.books, name) for name in _KEPT} | {"kept": self._idempotency.kept}
        fresh = self._keep.with_suffix(".new")
        fresh.write_text(json.dumps(whole))
        fresh.replace(self._keep)

    def _load(self) -> None:
        if self._keep is None or not self._keep.exists():
            return
        whole = json.loads(self._keep.read_text())
        self._idempotency.kept = whole.pop("kept")
        for name, value in whole.items():
            setattr(self.books, name, value)


_KEPT = (
    "accounts",
    "authorizations",
    "balances",
    "card_transactions",
    "cardholders",
    "cards",
    "events",
    "links",
    "owners",
    "payouts",
    "reversals",
    "transfers",
)


def _before(fault: Fault | None, request: Request) -> None:
    """The faults that strike before anything is done."""
    if fault is Fault.SILENT_BEFORE:
        raise AnswerLostError
    if fault is Fault.IN_USE:
        raise in_use(request)
    if fault is Fault.RATE_LIMITED:
        raise RefusalError(429, "Request rate limit exceeded.", code="rate_limit", kept=False)
    if fault is Fault.UNAVAILABLE:
        raise RefusalError(503, "Service unavailable.", kind="api_error", kept=False)


def _after(fault: Fault | None, reply: Reply) -> Reply:
    if fault is Fault.SILENT_AFTER:
        raise AnswerLostError
    return reply


def _server_error() -> Reply:
    return RefusalError(500, "An unknown error occurred.", kind="api_error").reply


def _request(scope: Scope, body: bytes) -> Request:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["method"] == "POST":
        headers.setdefault("idempotency-key", secrets.token_hex(16))
    encoded = body if scope["method"] == "POST" else scope["query_string"]
    return Request(scope["method"], scope["path"], headers, parse(encoded.decode()))


async def _body(receive: Receive) -> bytes:
    whole = b""
    while True:
        message = await receive()
        whole += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return whole
