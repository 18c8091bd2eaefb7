"""The backup of the keys: the folder of keys in one file, sealed under a passphrase that is written down elsewhere.

AES-256-GCM under a key that scrypt (RFC 7914) makes of the passphrase, with the cost that OWASP asks for. What
signs access tokens stays out of it: what comes back gets new keys, so that no token of before is good.
"""

from __future__ import annotations

import os
import unicodedata
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from service.backups.manifest import BackupError

FORMAT = 1
COST = 2**17
MOST_COST = 2**20
"""A file that asks for more memory than a gigabyte is not ours."""
SHORTEST_PASSPHRASE = 16
LEFT_OUT = ("tokens.json",)
MOST_BYTES = 64_000_000


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    backup: str
    taken_at: datetime
    cost: int
    salt: str
    nonce: str
    sealed: str = ""


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of the folder of keys that a backup holds, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if _is_kept(path)}


def _is_kept(path: Path) -> bool:
    """Neither drafts and locks, nor what signs access tokens."""
    passing = path.name.startswith(".") or path.suffix == ".lock"
    return path.is_file() and not passing and path.name not in LEFT_OUT


def seal(
    files: Mapping[str, bytes], backup: str, taken_at: datetime, passphrase: str, *, cost: int = COST
) -> bytes:
    """One file of all of them. Raises `BackupError` for a passphrase that could be guessed."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BackupError(f"A passphrase has {SHORTEST_PASSPHRASE} characters or more: six words will do.")
    salt, nonce = os.urandom(16), os.urandom(12)
    head = _File(FORMAT, backup, taken_at, cost, b64encode(salt).decode(), b64encode(nonce).decode())
    text = msgspec.json.encode({name: b64encode(content).decode() for name, content in files.items()})
    sealed = AESGCM(_key(passphrase, salt, cost)).encrypt(nonce, text, _associated(head))
    return msgspec.json.encode(msgspec.structs.replace(head, sealed=b64encode(sealed).decode())) + b"\n"


def open_(path: Path, passphrase: str) -> tuple[str, dict[str, bytes]]:
    """Of which backup it is, and the files by name.

    Raises `BackupError` for another passphrase, for an altered file, and for what is none.
    """
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise BackupError(f"{path} is no backup of keys.")
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        salt, nonce, sealed = (
            b64decode(text, validate=True) for text in (file.salt, file.nonce, file.sealed)
        )
        if file.format != FORMAT or not 2**14 <= file.cost <= MOST_COST or file.cost.bit_count() != 1:
            raise ValueError("another format")
        text = AESGCM(_key(passphrase, salt, file.cost)).decrypt(nonce, sealed, _associated(file))
        found = msgspec.json.decode(text, type=dict[str, str])
        return file.backup, {name: b64decode(content) for name, content in found.items()}
    except InvalidTag:
        raise BackupError(f"{path} does not open: the passphrase is another, or it was altered.") from None
    except (msgspec.MsgspecError, ValueError, Base64Error):
        raise BackupError(f"{path} is malformed, or of a newer Relais.") from None


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    # One spelling of é: the machine of the restore may write it in two signs where that of the backup wrote one.
    spelt = unicodedata.normalize("NFC", passphrase)
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(spelt.encode())


def _associated(file: _File) -> bytes:
    """All that stands beside the sealed part: changed, it does not open."""
    return msgspec.json.encode(msgspec.structs.replace(file, sealed=""), order="deterministic")
