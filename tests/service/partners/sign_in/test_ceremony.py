"""WebAuthn without a server: whatever bytes come, the answer is yes for what is sound and no for all else."""

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.demo.authenticator import Authenticator, b64, unb64
from service.partners.passkeys import ceremony

SITE = ceremony.Site("https://relais.example", "relais.example")
CHALLENGE = b"c" * 32
KEY = Authenticator(SITE.origin, seed=b"seed", counts=True)
CREATION = ceremony.creation_options(SITE, CHALLENGE, b"h" * 32, "Relais 0000", [])
MADE = ceremony.registered(SITE, KEY.create(CREATION), CHALLENGE)
assert MADE is not None
PUBLIC = MADE.public_key
REQUEST = ceremony.request_options(SITE, CHALLENGE)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def answer(**changes: str) -> dict[str, Any]:
    """A sound answer, with changes in its response."""
    credential = KEY.get(REQUEST)
    return {**credential, "response": {**credential["response"], **changes}}


SOUND = answer()


def test_a_sound_answer() -> None:
    """WebAuthn 7.1, 7.2: the count that the authenticator says, and what it is called."""
    credential = answer()
    count = ceremony.signed(SITE, credential, CHALLENGE, PUBLIC)
    assert count == KEY.count
    assert ceremony.credential_id_in(credential) == KEY.credential_id
    assert ceremony.handle_in(credential) == b"h" * 32
    assert ceremony.challenge_in(credential) == CHALLENGE


def test_the_same_seed_is_the_same_passkey() -> None:
    """The demo's people find theirs again after a restart."""
    again = Authenticator(SITE.origin, seed=b"seed")
    assert again.credential_id == KEY.credential_id
    assert ceremony.signed(SITE, again.get(REQUEST), CHALLENGE, PUBLIC) == again.count
    assert Authenticator(SITE.origin).credential_id != KEY.credential_id


@given(st.dictionaries(st.sampled_from(["id", "rawId", "type", "response", "x"]), anything))
def test_any_document(credential: dict[str, Any]) -> None:
    assert ceremony.signed(SITE, credential, CHALLENGE, PUBLIC) is None
    assert ceremony.registered(SITE, credential, CHALLENGE) is None
    ceremony.challenge_in(credential)
    ceremony.credential_id_in(credential)
    ceremony.handle_in(credential)


@given(st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), st.binary(max_size=300))
def test_any_bytes_in_an_answer(part: str, raw: bytes) -> None:
    assert ceremony.signed(SITE, answer(**{part: b64(raw)}), CHALLENGE, PUBLIC) is None


@given(st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), st.data())
def test_any_single_bit(part: str, data: st.DataObject) -> None:
    """Whichever is turned: nothing of an answer is left unsigned."""
    credential = SOUND
    raw = bytearray(unb64(credential["response"][part]))
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    changed = {**credential, "response": {**credential["response"], part: b64(bytes(raw))}}
    assert ceremony.signed(SITE, changed, CHALLENGE, PUBLIC) is None


@given(
    st.binary(max_size=400)
    | anything.map(lambda found: cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": found}))
)
def test_any_attestation(raw: bytes) -> None:
    credential = KEY.create(CREATION)
    changed = {**credential, "response": {**credential["response"], "attestationObject": b64(raw)}}
    assert ceremony.registered(SITE, changed, CHALLENGE) is None


@pytest.mark.parametrize(
    ("site", "challenge"),
    [
        (ceremony.Site("http://relais.example", "relais.example"), CHALLENGE),
        (ceremony.Site("https://relais.example:8443", "relais.example"), CHALLENGE),
        (ceremony.Site("https://relais.example", "example"), CHALLENGE),
        (SITE, b"d" * 32),
    ],
)
def test_another_place_or_another_question(site: ceremony.Site, challenge: bytes) -> None:
    """WebAuthn 7.2, steps 10 to 14: the exact origin, the exact domain, the exact challenge."""
    assert ceremony.signed(site, answer(), challenge, PUBLIC) is None
    assert ceremony.registered(site, KEY.create(CREATION), challenge) is None


def test_who_was_not_verified_registers_nothing() -> None:
    """WebAuthn 7.1, step 15: presence alone is somebody with the phone in their hand."""
    assert (
        ceremony.registered(SITE, Authenticator(SITE.origin, verifies=False).create(CREATION), CHALLENGE)
        is None
    )


def test_nobodys_key_is_a_key_that_verifies_nothing() -> None:
    assert ceremony.signed(SITE, answer(), CHALLENGE, ceremony.nobodys_key()) is None
