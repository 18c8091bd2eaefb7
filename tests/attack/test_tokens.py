"""Access tokens that somebody else made: whatever is wrong with one, the answer is the same."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.auth.tokens import TokenKeys
from api.demo.authenticator import b64
from api.parts import Relais
from service.clock import SetClock
from service.partners.actor import Role
from service.settings import Settings
from service.store.store import Store
from tests.conftest import client_of
from tests.network import Network
from tests.signing import Browser, sign_in, with_passkey


@pytest.fixture
async def member(network: Network) -> UUID:
    """A pivot worker."""
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


def raw(header: Any, payload: Any, signature: bytes = b"") -> str:
    """A token of these parts, as they are."""
    parts = [json.dumps(part).encode() if not isinstance(part, bytes) else part for part in (header, payload)]
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in (*parts, signature))


def hs256(kid: str, member: UUID, secret: bytes) -> str:
    """Signed with what everybody knows, as if it were a shared secret."""
    claims = {"iss": "relais", "sub": str(member), "iat": 0, "exp": 9_999_999_999}
    text = raw({"alg": "HS256", "typ": "JWT", "kid": kid}, claims).rstrip(".")
    return f"{text}.{b64(hmac.digest(secret, text.encode(), 'sha256'))}"


def forged(keys: TokenKeys, member: UUID, clock: SetClock, session: UUID) -> dict[str, str]:
    """Tokens by what is wrong with them."""
    now, kid = clock.now(), keys.current
    own, other = keys.private[kid], Ed25519PrivateKey.generate()
    claims = {"iss": "relais", "sub": str(member), "iat": now, "exp": now + timedelta(minutes=10)}
    public = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    pem = own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    published = json.dumps(keys.published()["keys"][0]).encode()

    def signed(key: Any = own, algorithm: str = "EdDSA", kid: Any = kid, **changes: Any) -> str:
        said = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return jwt.encode(said, key, algorithm, {"kid": kid} if kid is not None else {})

    kids = {
        f"kid {text!r}": signed(other, kid=text)
        for text in (
            "../../etc/passwd",
            "/dev/null",
            "' OR 1=1 --",
            "http://evil.example/jwks",
            "",
            "x" * 1000,
        )
    }
    header, payload, signature = signed().split(".")
    return {
        **kids,
        "no kid": signed(kid=None),
        "kid is no text": raw({"alg": "EdDSA", "kid": ["a"]}, {"sub": str(member)}),
        "another key under our kid": signed(other),
        "none": jwt.encode(claims, "", "none", {"kid": kid}),
        "None, in another case": raw({"alg": "NoNe", "kid": kid, "typ": "JWT"}, {"sub": str(member)}),
        "HS256 with the public key": hs256(kid, member, public),
        "HS256 with the public key as PEM": hs256(kid, member, pem),
        "HS256 with the published document": hs256(kid, member, published),
        "ES256 with a key of its own": signed(ec.generate_private_key(ec.SECP256R1()), "ES256"),
        "key in the header": jwt.encode(
            claims, other, "EdDSA", {"kid": kid, "jwk": {"kty": "OKP", "crv": "Ed25519", "x": b64(b"0" * 32)}}
        ),
        "expired": signed(exp=now - timedelta(seconds=1)),
        "not yet": signed(iat=now + timedelta(minutes=1), exp=now + timedelta(minutes=11)),
        "without an end": signed(exp=None),
        "without a beginning": signed(iat=None),
        "another issuer": signed(iss="elsewhere"),
        "without an issuer": signed(iss=None),
        "nobody": signed(sub=str(uuid4())),
        "not an id": signed(sub="root"),
        "a session that nobody has": signed(sid=str(uuid4())),
        "somebody else's session": signed(sid=str(session)),
        "a session that is no id": signed(sid="'; DROP TABLE sessions; --"),
        "a session that is no text": signed(sid={"$ne": ""}),
        "another payload": f"{header}.{signed(sub=str(uuid4())).split('.')[1]}.{signature}",
        "without its signature": f"{header}.{payload}.",
        "too long": signed(more="x" * 3_000),
        "very long": "a" * 60_000,
        "many dots": "." * 500,
        "not ASCII": "é.é.é",
        "encrypted": "a.b.c.d.e",
        "nested": raw({"alg": "EdDSA", "kid": kid}, b"[" * 1_000),
    }


async def test_every_forged_token_has_the_same_answer(
    client: httpx.AsyncClient,
    store: Store,
    member: UUID,
    network: Network,
    token_keys: TokenKeys,
) -> None:
    """RFC 8725: algorithms, keys and ids that a token names are not believed; and no answer tells which it was."""
    other = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    theirs, _ = await with_passkey(client, store, other)
    session = UUID((await theirs.get("/v1/sessions")).json()[0]["id"])
    clock = store.clock
    assert isinstance(clock, SetClock)
    seen: dict[Any, list[str]] = {}
    for why, token in forged(token_keys, member, clock, session).items():
        sent = f"Bearer {token}".encode("latin-1")
        answer = await client.get("/v1/me", headers=[(b"Authorization", sent)])
        said = {name: text for name, text in answer.headers.items() if name != "x-request-id"}
        seen.setdefault((answer.status_code, answer.text, tuple(sorted(said.items()))), []).append(why)
    assert len(seen) == 1, seen
    ((status, text, _),) = seen
    assert (status, json.loads(text)["type"]) == (401, "/problems/not_signed_in")
    genuine = {"Authorization": f"Bearer {token_keys.sign(member, clock.now())}"}
    assert (await client.get("/v1/me", headers=genuine)).status_code == 200


async def test_a_token_of_a_session_that_ended(client: httpx.AsyncClient, store: Store, member: UUID) -> None:
    """ASVS 7.4.1: ended on another device, its access token is over at once."""
    browser, authenticator = await with_passkey(client, store, member)
    tokens = (await sign_in(Browser(client), authenticator, "client")).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await client.get("/v1/me", headers=bearer)).status_code == 200
    assert (await browser.post(f"/v1/sessions/{tokens['session_id']}/end")).status_code == 204
    assert (await client.get("/v1/me", headers=bearer)).status_code == 401


async def test_in_production_a_token_without_a_session_opens_nothing(
    relais: Relais, store: Store, member: UUID, token_keys: TokenKeys
) -> None:
    """Only the demo and tests make them."""
    served = Relais(Settings(environment="production"), store, token_keys)
    said = {"Authorization": f"Bearer {token_keys.sign(member, store.clock.now())}"}
    async with client_of(served) as client:
        assert (await client.get("/v1/me", headers=said)).status_code == 401
    async with client_of(relais) as client:
        assert (await client.get("/v1/me", headers=said)).status_code == 200
