"""A shelter whose people really sign in: each browser with an authenticator, on the address that passkeys need."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from playwright.async_api import Browser, BrowserContext, CDPSession, Page
from pyotp import TOTP

from api.browser.cookies import SESSION
from service.clock import SetClock
from service.messages.channels.mail import Mail
from service.partners.actor import Role
from service.partners.members.invitations import SendInvitation
from service.partners.proposals.commands import Sign, propose, sign
from service.partners.proposals.rules import Access, invitation
from service.refusals import Refused
from service.store.store import Store
from tests.network import Network
from tests.signing import invited

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""The phone's own: it keeps passkeys, and always recognises its owner."""


@dataclass
class Phone:
    """One browser in somebody's hand, and everything that it asked for or complained of."""

    url: str
    context: BrowserContext
    page: Page
    protocol: CDPSession
    authenticator: str = ""
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def go(self, path: str) -> None:
        await self.page.goto(f"{self.url}{path}")

    async def carries(self, path: str) -> bool:
        """Whether this is where the browser is."""
        return self.page.url.removeprefix(self.url).partition("?")[0] == path

    async def verified(self, yes: bool) -> None:
        """Whether the phone recognises whoever holds it."""
        await self.protocol.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": yes}
        )

    async def passkeys(self) -> list[Any]:
        """What the authenticator keeps."""
        found = await self.protocol.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        credentials: list[Any] = found["credentials"]
        return credentials

    async def cookie(self, name: str) -> Any | None:
        return next((c for c in await self.context.cookies() if c["name"] == name), None)


class Post:
    """Where letters of invitations arrive."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    async def deliver(self, mail: Mail) -> None:
        self.codes += re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", mail.text)


@dataclass
class House:
    """The people of one shelter, and the address at which they meet Relais."""

    url: str
    chromium: Browser
    store: Store
    proving: Store
    network: Network
    clock: SetClock
    shelter: UUID
    coordinator: UUID
    second: UUID
    desk: UUID
    post: Post = field(default_factory=Post)
    phones: list[Phone] = field(default_factory=list)

    async def phone(self, *, language: str = "fr-CA", width: int = 360, **more: Any) -> Phone:
        """A browser that nobody has used here, with an authenticator."""
        settings: dict[str, Any] = {"viewport": {"width": width, "height": 740}, "locale": language, **more}
        context = await self.chromium.new_context(**settings)
        page = await context.new_page()
        protocol = await context.new_cdp_session(page)
        await protocol.send("WebAuthn.enable")
        made = await protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        phone = Phone(self.url, context, page, protocol, made["authenticatorId"])
        page.on("console", lambda message: phone.said.append(message.text))
        page.on("pageerror", lambda error: phone.said.append(str(error)))
        page.on("request", lambda request: phone.asked.append(request.url))
        self.phones.append(phone)
        return phone

    async def seated(self, member: UUID, by: str = "passkey", **more: Any) -> Phone:
        """A browser in which this member is signed in already."""
        phone = await self.phone(**more)
        started = await invited(self.store, member, by=by)
        secure = self.url.replace("http:", "https:")
        await phone.context.add_cookies(
            [{"name": SESSION, "value": started.token, "url": secure, "secure": True, "httpOnly": True}]
        )
        return phone

    async def with_passkey(self, member: UUID, **more: Any) -> Phone:
        """A browser in which this member has registered a first passkey, by the page."""
        phone = await self.seated(member, "invitation", **more)
        await phone.go("/welcome")
        await phone.page.locator("[data-needs-passkey]").click()
        await phone.page.wait_for_url("**/account")
        return phone

    async def invite(self, email: str, role: Role = Role.FRONT_DESK) -> str:
        """The code of an invitation that two coordinators have signed."""
        access = Access((role,), (self.clock.now() + timedelta(days=200)).date())
        proposed = await self.proving.run(propose, self.coordinator, invitation(email, access, "fr"))
        assert not isinstance(proposed, Refused), proposed
        put = await self.proving.run(sign, self.second, Sign(proposed.id))
        assert not isinstance(put, Refused), put
        send = SendInvitation(self.post)
        await send(self.proving, uuid4(), self.shelter, {"invitation": str(put.subject)})
        return self.post.codes[-1]

    def code(self, secret: str) -> str:
        """What an authenticator app shows now."""
        return TOTP(secret).at(self.clock.now())


async def sees(phone: Phone, text: str) -> bool:
    """Whether the page says this, without regard to spaces that do not break."""
    whole = re.sub(r"\s+", " ", await phone.page.locator("body").inner_text())
    return text in whole
