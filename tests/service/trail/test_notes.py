"""Signed notes against the published example, and against whoever alters them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.trail.notes import (
    MOST_SIGNATURES,
    Checkpoint,
    NoteError,
    SigningKey,
    VerifyingKey,
    open_checkpoint,
    open_note,
    sign_checkpoint,
    sign_note,
)

# The example of the Go reference implementation's documentation.
PETER = SigningKey("PeterNeumann", b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:])
PETER_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
LINE = f"— PeterNeumann {SIGNATURE}\n"
NOTE = TEXT + "\n" + LINE

LOG = SigningKey("relais.example/trail", bytes(range(32)))
OTHER = SigningKey("relais.example/trail", bytes(range(1, 33)))
CHECKPOINT = Checkpoint(LOG.name, 20852163, sha256(b"root").digest())
SIGNED = sign_checkpoint(CHECKPOINT, LOG)


def test_the_published_example_byte_for_byte() -> None:
    """FND-09: key id, key text and note are those of the reference implementation."""
    assert str(PETER.public) == PETER_PUBLIC
    assert PETER.public.id.hex() == "c74f20a3"
    assert sign_note(TEXT, PETER) == NOTE
    assert open_note(NOTE, [VerifyingKey.parse(PETER_PUBLIC)]) == TEXT


def test_the_published_rule_of_the_key_id() -> None:
    """FND-09: SHA-256 of name, newline, 0x01 and the 32 bytes of the key, cut to four bytes."""
    public = LOG.public.public
    assert LOG.public.id == sha256(b"relais.example/trail" + b"\x0a" + b"\x01" + public).digest()[:4]


def test_a_checkpoint_has_the_three_published_lines() -> None:
    """FND-09: origin, decimal size, base64 root, an empty line, then the signature."""
    lines = SIGNED.split("\n")
    assert lines[:4] == ["relais.example/trail", "20852163", b64encode(sha256(b"root").digest()).decode(), ""]
    assert lines[4].startswith("— relais.example/trail ")
    assert lines[5:] == [""]


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back_as_signed(size: int, root: bytes) -> None:
    """FND-09: what was signed is what is read."""
    checkpoint = Checkpoint(LOG.name, size, root)
    assert open_checkpoint(sign_checkpoint(checkpoint, LOG), LOG.public) == checkpoint


@given(st.integers(0, len(SIGNED) - 1), st.characters(codec="utf-8"))
def test_no_character_can_be_altered(at: int, character: str) -> None:
    """FND-09: one altered character, wherever it is, and the note is refused."""
    altered = SIGNED[:at] + character + SIGNED[at + 1 :]
    if altered == SIGNED:
        assert open_checkpoint(altered, LOG.public) == CHECKPOINT
    else:
        with pytest.raises(NoteError):
            open_checkpoint(altered, LOG.public)


@pytest.mark.parametrize("size", ["20852164", "020852163", "+20852163", "20852163 ", "", "-1", "２０"])
def test_another_size_is_refused_even_when_signed(size: str) -> None:
    """FND-09: a size has one spelling, so that two texts never mean the same checkpoint."""
    text = str(CHECKPOINT).replace("20852163", size)
    if size == "20852164":
        with pytest.raises(NoteError, match="does not match the text"):
            open_checkpoint(SIGNED.replace("20852163", size), LOG.public)
    else:
        with pytest.raises(NoteError, match="not a tree size"):
            open_checkpoint(sign_note(text, LOG), LOG.public)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    """FND-09: the key of a log speaks for that log only."""
    stray = sign_note(str(Checkpoint("relais.example/other", 1, bytes(32))), LOG)
    with pytest.raises(NoteError, match=r"a checkpoint of relais\.example/other"):
        open_checkpoint(stray, LOG.public)


@pytest.mark.parametrize(
    "text",
    [
        "relais.example/trail\n1\n",
        f"relais.example/trail\n1\n{b64encode(bytes(32)).decode()}\nmore\n",
        f"\n1\n{b64encode(bytes(32)).decode()}\n",
        f"relais.example/trail\n1\n{b64encode(bytes(31)).decode()}\n",
        "relais.example/trail\n1\nnot base64 at all\n",
        f"relais.example/trail\n1\n{b64encode(bytes(32)).decode()[:-2]}B=\n",
    ],
)
def test_a_malformed_checkpoint_is_refused_even_when_signed(text: str) -> None:
    """FND-09: three lines, a root of 32 bytes in its one base64 spelling, nothing else."""
    with pytest.raises(NoteError):
        open_checkpoint(sign_note(text, LOG), LOG.public)


def test_a_key_of_the_same_name_is_not_the_same_key() -> None:
    """FND-09: name and key id together say who signed; unknown keys prove nothing."""
    with pytest.raises(NoteError, match="no known key signed this"):
        open_checkpoint(SIGNED, OTHER.public)
    with pytest.raises(NoteError, match="no known key signed this"):
        open_note(SIGNED, [])


def test_a_witness_may_add_its_line() -> None:
    """FND-09: lines of unknown keys are ignored, known ones must all verify."""
    witness = SigningKey("witness.example", bytes(32))
    both = SIGNED + witness.sign(str(CHECKPOINT))
    assert open_checkpoint(both, LOG.public) == CHECKPOINT
    spoiled = SIGNED + witness.sign("something else\n")
    assert open_checkpoint(spoiled, LOG.public) == CHECKPOINT
    with pytest.raises(NoteError, match=r"the signature of witness\.example does not match"):
        open_note(spoiled, [LOG.public, witness.public])


def test_a_signature_of_another_length_is_refused() -> None:
    """FND-09: a truncated signature of a known key spoils the note."""
    line = b64encode(LOG.public.id + bytes(63)).decode()
    with pytest.raises(NoteError, match="does not match the text"):
        open_note(f"{CHECKPOINT}\n— {LOG.name} {line}\n", [LOG.public])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        TEXT,
        TEXT + LINE,
        NOTE[:-1],
        NOTE + "\n",
        NOTE.replace("— ", "- "),
        NOTE.replace("\n\n", "\n\n— "),
        NOTE.replace("cryptography", "crypto\tgraphy"),
        TEXT + "\n— PeterNeumann\n",
        TEXT + "\n— PeterNeumann \n",
        TEXT + "\n— PeterNeumann x08gow==\n",
        TEXT + "\n" + LINE.replace("PeterNeumann", "Peter+Neumann"),
        TEXT + "\n" + LINE * (MOST_SIGNATURES + 1),
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    """FND-09: whatever is not a signed note, letter by letter, is not read."""
    with pytest.raises(NoteError):
        open_note(note, [PETER.public])


def test_as_many_signatures_as_allowed_are_read() -> None:
    """FND-09: the limit is exactly the one announced."""
    assert open_note(TEXT + "\n" + LINE * MOST_SIGNATURES, [PETER.public]) == TEXT


@pytest.mark.parametrize("text", ["no newline", "a tab\t\n", "a return\r\n", ""])
def test_a_text_the_format_forbids_is_not_signed(text: str) -> None:
    """FND-09: we never sign what others must refuse."""
    with pytest.raises(NoteError, match="ends with a newline"):
        sign_note(text, LOG)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PETER_PUBLIC.replace("c74f20a3", "c74f20a4"),
        PETER_PUBLIC.replace("PeterNeumann", "Peter Neumann"),
        PETER_PUBLIC.replace("PeterNeumann", ""),
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    ],
)
def test_a_malformed_key_is_refused(text: str) -> None:
    """FND-09: the id of a key follows from the key, and only Ed25519 is spoken."""
    with pytest.raises(NoteError):
        VerifyingKey.parse(text)


def test_a_secret_is_never_shown() -> None:
    """CNF-02: no log line can hold the seed."""
    assert repr(LOG) == "SigningKey(name='relais.example/trail')"
