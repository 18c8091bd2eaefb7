"""Sealing: only the right key, in the right place, opens unaltered bytes."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.keys.sealing import CannotOpenError, DataKey, key_id_of, open_, seal, unwrap, wrap

CASE = UUID("11111111-1111-4111-8111-111111111111")
OTHER_CASE = UUID("22222222-2222-4222-8222-222222222222")
KEY = DataKey(UUID("33333333-3333-4333-8333-333333333333"), "care", CASE, bytes(range(32)))
SAME_SECRET = DataKey(UUID("44444444-4444-4444-8444-444444444444"), "care", CASE, bytes(range(32)))
SAME_ID = DataKey(KEY.id, "care", CASE, bytes(32))
CARE, FINANCIAL = b"c" * 32, b"f" * 32


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens(plaintext: bytes, associated: bytes) -> None:
    """CNF-11: the right key in the right place opens; the record names its key and hides its content."""
    sealed = seal(KEY, plaintext, associated)
    assert open_(KEY, sealed, associated) == plaintext
    assert key_id_of(sealed) == KEY.id
    assert len(sealed) == 1 + 16 + 12 + len(plaintext) + 16


@given(st.integers(min_value=0), st.integers(1, 255))
def test_no_byte_can_be_altered(at: int, change: int) -> None:
    """FND-09: one altered byte, in the head, the nonce, the text or the tag, and nothing opens."""
    sealed = bytearray(seal(KEY, b"12000 cents", b"event 7"))
    sealed[at % len(sealed)] ^= change
    with pytest.raises(CannotOpenError):
        open_(KEY, bytes(sealed), b"event 7")


@pytest.mark.parametrize("key", [SAME_ID, SAME_SECRET])
def test_another_key_does_not_open(key: DataKey) -> None:
    """CNF-11: neither another secret under the same id, nor the same secret under another id."""
    with pytest.raises(CannotOpenError):
        open_(key, seal(KEY, b"content", b"event 7"), b"event 7")


def test_a_record_cannot_be_moved() -> None:
    """FND-09: the place is bound; the record of one event does not open as another's."""
    with pytest.raises(CannotOpenError):
        open_(KEY, seal(KEY, b"content", b"event 7"), b"event 8")


@pytest.mark.parametrize("length", [0, 1, 16, 17, 28, 29, 44])
def test_a_cut_record_does_not_open(length: int) -> None:
    """FND-09: a record cut short is an altered record."""
    cut = seal(KEY, b"content", b"")[:length]
    with pytest.raises(CannotOpenError):
        open_(KEY, cut, b"")


@pytest.mark.parametrize("sealed", [b"", b"\x01" + bytes(43), b"\x02" + bytes(44)])
def test_bytes_that_are_no_record_name_no_key(sealed: bytes) -> None:
    """FND-09: too short, or of a version we do not know."""
    with pytest.raises(CannotOpenError):
        key_id_of(sealed)


def test_two_sealings_of_the_same_text_differ() -> None:
    """CNF-02: equal content cannot be recognised by its bytes."""
    assert seal(KEY, b"content", b"") != seal(KEY, b"content", b"")


def test_a_wrapped_key_comes_back() -> None:
    """CNF-11: the right root key, id, root and subject."""
    assert unwrap(CARE, wrap(CARE, KEY), KEY.id, "care", CASE) == KEY


def test_a_wrapped_key_opens_under_its_root_and_in_its_place_only() -> None:
    """CNF-11: a row moved to another case, root or id is useless, and so is the other root's key."""
    wrapped = wrap(CARE, KEY)
    for attempt in (
        (FINANCIAL, wrapped, KEY.id, "care", CASE),
        (CARE, wrapped, SAME_SECRET.id, "care", CASE),
        (CARE, wrapped, KEY.id, "financial", CASE),
        (CARE, wrapped, KEY.id, "care", OTHER_CASE),
        (CARE, wrapped[:-1], KEY.id, "care", CASE),
        (CARE, b"", KEY.id, "care", CASE),
    ):
        with pytest.raises(CannotOpenError):
            unwrap(*attempt)


def test_the_wrapping_does_not_hold_the_secret() -> None:
    """CNF-11: what enters the database is not the key."""
    assert KEY.secret not in wrap(CARE, KEY)


def test_a_secret_is_never_shown() -> None:
    """CNF-02: no log line can hold a key."""
    assert "secret" not in repr(KEY)
    assert repr(KEY.secret) not in repr(KEY)


def test_a_key_has_one_length() -> None:
    """CNF-11: AES-256 and nothing weaker."""
    with pytest.raises(ValueError, match="a data key is 32 bytes"):
        DataKey(KEY.id, "care", CASE, bytes(16))
