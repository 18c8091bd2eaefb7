"""What a backup of the data says of itself: from when it is, of which schema, how much is in it, and under which keys.

It holds the checksum of each file beside it, and is itself authenticated under a key that only the keys' backup opens:
what is loaded runs as the owner of the schema, so nothing is loaded that Relais has not written (ASVS 5.0.0-v11.3.4).
"""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import msgspec

from service.keys.keyring import Keyring
from service.refusals import Language, Said

FILE_NAME = "manifest.json"
DUMP = "database.dump"
ENCRYPTED_DUMP = f"{DUMP}.age"
FORMAT = 1
PURPOSE = "backups"
"""What the key of a manifest's seal is derived for (RFC 5869)."""
MOST_BYTES = 1_000_000

NO_BACKUP = Said(
    "{folder} n'est pas une copie de Relais : {name} n'y est pas. Rien n'a été touché.",
    "{folder} is no backup of Relais: it has no {name}. Nothing was touched.",
)
MALFORMED = Said(
    "{path} est illisible, ou d'un Relais plus récent. Rien n'a été touché.",
    "{path} is malformed, or of a newer Relais. Nothing was touched.",
)
NOT_OURS = Said(
    "{path} n'a pas été écrit avec ces clés, ou a été modifié depuis. Rien n'a été touché.",
    "{path} was not written with these keys, or was altered since. Nothing was touched.",
)
NOT_AS_WRITTEN = Said(
    "{path} n'est pas ce que dit la copie : endommagé, coupé ou modifié depuis. Rien n'a été touché.",
    "{path} is not what the backup says: it is damaged, cut short, or was altered since. Nothing was touched.",
)


class BackupError(Exception):
    """No backup was made, or nothing was restored; the message says why, and what to do."""

    def __init__(self, said: str | Said, **facts: object) -> None:
        self._said, self._facts = said, facts
        super().__init__(self.in_("en"))

    def in_(self, language: Language) -> str:
        """The message in that language, where it is written in both."""
        return self._said if isinstance(self._said, str) else self._said.in_(language, self._facts)


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the backup: its size in bytes, and its SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


class Stand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the database stood in the one snapshot that was copied."""

    revision: str
    """The last migration that it had."""
    server: int
    """The major version of its PostgreSQL."""
    owner: str
    """Whose the schema was."""
    roles: tuple[str, ...]
    """Roles that own something in it, or have a right to something."""
    next_transaction: int
    """No transaction in it has this number, or a higher one."""
    events: int
    leaves: int
    transfers: int
    root_keys: tuple[str, ...]
    """The root keys under which its data keys are wrapped, such as `care-2` (CNF-11)."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`manifest.json` of a backup of the data; `taken_at` is in UTC."""

    format: int
    id: str
    taken_at: datetime
    stand: Stand
    files: dict[str, Content]
    seal: str = ""
    """HMAC-SHA256 over all the rest, in hexadecimal."""
    encrypted_to: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """Whose identities open the dump (age recipients); unset, as in every copy of before, where it stands in clear."""

    @property
    def dump(self) -> str:
        """The name of the file with the database."""
        return ENCRYPTED_DUMP if self.encrypted_to else DUMP


def content_of(path: Path) -> Content:
    """Size and digest of a file as it stands."""
    with path.open("rb") as file:
        return Content(path.stat().st_size, file_digest(file, "sha256").hexdigest())


def sealed(manifest: Manifest, keyring: Keyring) -> Manifest:
    """The manifest with its seal."""
    return msgspec.structs.replace(manifest, seal=_seal(manifest, keyring))


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises `BackupError` for a folder that is none, or of another format."""
    path = folder / FILE_NAME
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise BackupError(NO_BACKUP, folder=folder, name=FILE_NAME)
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.MsgspecError:
        raise BackupError(MALFORMED, path=path) from None
    if manifest.format != FORMAT:
        raise BackupError(f"{path} has the format {manifest.format}; this Relais reads {FORMAT}.")
    return manifest


def verify(folder: Path, manifest: Manifest, keyring: Keyring) -> None:
    """Raises `BackupError` unless these keys sealed the manifest and each file is as it says."""
    if not hmac.compare_digest(manifest.seal, _seal(manifest, keyring)):
        raise BackupError(NOT_OURS, path=folder / FILE_NAME)
    for name, content in manifest.files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file() or content_of(path) != content:
            raise BackupError(NOT_AS_WRITTEN, path=path)


def _seal(manifest: Manifest, keyring: Keyring) -> str:
    bare = msgspec.structs.replace(manifest, seal="")
    return keyring.blind(PURPOSE, msgspec.json.encode(bare, order="deterministic")).hex()
