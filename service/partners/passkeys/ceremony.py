"""WebAuthn by its library: options for the browser, and the judgement of what comes back (Level 3, 7.1 and 7.2).

The library is imported when it is first needed: it brings much that a start does not need.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

CHALLENGE_BYTES = 32
CREATED_IN_TIME = 300_000
"""Milliseconds that a browser may take over it, as long as the challenge is kept."""


@dataclass(frozen=True)
class Site:
    """Where the browser is: its origin, and the domain that passkeys are bound to (WebAuthn refuses IP addresses)."""

    origin: str
    domain: str


@dataclass(frozen=True)
class NewPasskey:
    """A credential that was just made, and verified."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool


def fresh_challenge() -> bytes:
    """What an authenticator is asked to sign: unguessable, and good once (WebAuthn 13.4.3)."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def request_options(site: Site, challenge: bytes, known: Collection[bytes] = ()) -> dict[str, Any]:
    """What the browser needs to sign: without `known`, any passkey of this site (discoverable, no address typed)."""
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    return options_to_json_dict(
        generate_authentication_options(
            rp_id=site.domain,
            challenge=challenge,
            timeout=CREATED_IN_TIME,
            allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def creation_options(
    site: Site, challenge: bytes, handle: bytes, name: str, known: Collection[bytes]
) -> dict[str, Any]:
    """What the browser needs to make a passkey: discoverable, user verification required, no attestation asked."""
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    return options_to_json_dict(
        generate_registration_options(
            rp_id=site.domain,
            rp_name="Relais",
            user_id=handle,
            user_name=name,
            challenge=challenge,
            timeout=CREATED_IN_TIME,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
    )


def challenge_in(credential: Mapping[str, Any]) -> bytes | None:
    """The challenge that an answer says it answers; it must still be found among those given."""
    client = _client_data(credential)
    challenge = client.get("challenge")
    return _bytes(challenge) if isinstance(challenge, str) else None


def credential_id_in(credential: Mapping[str, Any]) -> bytes | None:
    """Which passkey an answer says it is of."""
    said = credential.get("rawId")
    return _bytes(said) if isinstance(said, str) else None


def handle_in(credential: Mapping[str, Any]) -> bytes | None:
    """Whose passkey the authenticator says it is."""
    response = credential.get("response")
    said = response.get("userHandle") if isinstance(response, dict) else None
    return _bytes(said) if isinstance(said, str) else None


def digest_of(challenge: bytes) -> bytes:
    """What the server keeps of a challenge."""
    return sha256(challenge).digest()


def registered(site: Site, credential: dict[str, Any], challenge: bytes) -> NewPasskey | None:
    """The new passkey, if the answer is sound: our challenge, origin and domain, and the user verified."""
    from webauthn import verify_registration_response

    if _from_another_frame(credential):
        return None
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception:  # whatever a library says of bytes that a stranger wrote is a no
        return None
    return NewPasskey(
        found.credential_id, found.credential_public_key, found.sign_count, found.credential_backed_up
    )


def signed(site: Site, credential: dict[str, Any], challenge: bytes, public_key: bytes) -> int | None:
    """The authenticator's count, if the answer is sound and signed with this passkey; None when it is not.

    The count is compared where it is kept (`commands.move_count`), so that two answers cannot both be the newest.
    """
    from webauthn import verify_authentication_response

    if _from_another_frame(credential):
        return None
    try:
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # as above
        return None
    return found.new_sign_count


@cache
def nobodys_key() -> bytes:
    """A public key whose private half nobody has: an unknown passkey is judged with as much work as a known one."""
    import cbor2
    from cryptography.hazmat.primitives.asymmetric import ec

    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    return cbor2.dumps(
        {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    )


def _from_another_frame(credential: Mapping[str, Any]) -> bool:
    """Whether the page that asked stood in a frame of somebody else's (WebAuthn 7.2, step 13)."""
    return _client_data(credential).get("crossOrigin") not in (None, False)


def _client_data(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    response = credential.get("response")
    text = response.get("clientDataJSON") if isinstance(response, dict) else None
    raw = _bytes(text) if isinstance(text, str) else None
    try:
        found = msgspec.json.decode(raw or b"{}")
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _bytes(text: str) -> bytes | None:
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        return None
