"""Verifies an auditor's bundle offline: `python verify.py bundle.json [KEY] [OLDER_CHECKPOINT]`.

One file, on purpose free of the rest of Relais: it needs only Python (3.10 or later) and `cryptography`, and reads in
one sitting. KEY is the log's public key as the auditor was given it, on paper or by another way than this bundle;
OLDER_CHECKPOINT a file with a checkpoint that the auditor kept. What it checks, in order: the checkpoint's signature;
that it extends the older one; that each stored record is in the log; that each record opens; and that every row which
an event vouches for still stands as the last such event says.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "relais bundle 1"
ASSOCIATED = b"relais event 1"


class NotProvedError(Exception):
    """The bundle does not prove what it says."""


def check(true: object, otherwise: str) -> None:
    """Go on only if it is true."""
    if not true:
        raise NotProvedError(otherwise)


def checkpoint_of(note: str, key_text: str) -> tuple[int, bytes]:
    """The size and root that the log's key signed (C2SP signed note)."""
    name, key_id, encoded = key_text.split("+", 2)
    raw = b64decode(encoded, validate=True)
    check(
        sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id,
        "the key's id does not follow from the key",
    )
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        dash, signer, signature = line.split(" ")
        signed = b64decode(signature, validate=True)
        if (dash, signer, signed[:4].hex()) == ("—", name, key_id):
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signed[4:], text.encode())
            except InvalidSignature:
                raise NotProvedError("the checkpoint's signature does not match") from None
            origin, size, root = text.splitlines()
            check(origin == name, "the checkpoint is of another log")
            return int(size), b64decode(root, validate=True)
    raise NotProvedError("the log's key did not sign the checkpoint")


def node(left: bytes, right: bytes) -> bytes:
    """RFC 6962: the hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    first, last = index, size - 1
    for each in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            leaf = node(each, leaf)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            leaf = node(leaf, each)
        first, last = first >> 1, last >> 1
    return last == 0 and leaf == root


def consistent(older_size: int, size: int, older_root: bytes, root: bytes, path: list[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2."""
    if older_size == size:
        return not path and older_root == root
    if older_size == 0:
        return not path
    if not 0 < older_size < size or not path:
        return False
    path = [older_root, *path] if older_size & (older_size - 1) == 0 else list(path)
    first, last = older_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node(each, old), node(each, new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new = node(new, each)
        first, last = first >> 1, last >> 1
    return last == 0 and old == older_root and new == root


def opened(record: bytes, keys: dict[str, str]) -> Any:
    """What a record says: version (1), key id (16), nonce (12), ciphertext and tag."""
    head, nonce, rest = record[:17], record[17:29], record[29:]
    found = [key for key_id, key in keys.items() if head == b"\x01" + bytes.fromhex(key_id.replace("-", ""))]
    check(found, "a record's key is not in the bundle")
    try:
        return json.loads(AESGCM(b64decode(found[0])).decrypt(nonce, rest, head + ASSOCIATED))
    except InvalidTag:
        raise NotProvedError("a record does not open under its key") from None


def differences(events: list[tuple[Any, list[Any]]]) -> list[tuple[str, str, list[str]]]:
    """The rows that are not as the last event that vouches for them says: table, id and columns."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for event, rows in events:
        check(len(rows) == len(event["sealed"]), "a row that an event vouches for is left out")
        for sealed, row in zip(event["sealed"], rows, strict=True):
            standing = row or {}
            columns = sorted(c for c, v in sealed["row"].items() if c not in standing or standing[c] != v)
            found[sealed["table"], sealed["id"], json.dumps(row, sort_keys=True)] = columns
    return [(table, id_, columns) for (table, id_, _), columns in found.items() if columns]


def verify(bundle: Any, key: str | None = None, older: str | None = None) -> list[Any]:
    """What the bundle proves, as the events in order; raises NotProvedError."""
    check(bundle.get("format") == FORMAT, "not a bundle of this format")
    log = bundle["log"]
    check(key is None or key == log["key"], "the bundle is of a log with another key")
    size, root = checkpoint_of(log["checkpoint"], log["key"])
    if older is not None:
        older_size, older_root = checkpoint_of(older, log["key"])
        path = [b64decode(each) for each in log["consistency"]]
        check(older_size == log["since"], "the bundle was not made for this older checkpoint")
        check(consistent(older_size, size, older_root, root, path), "the log was rewritten since")
    events = []
    for event in bundle["events"]:
        record, path = b64decode(event["record"]), [b64decode(each) for each in event["proof"]]
        leaf = sha256(b"\x00" + record).digest()
        check(included(leaf, event["index"], size, path, root), f"event {event['index']} is not in the log")
        events.append((opened(record, bundle["keys"]), event["rows"]))
    for table, id_, columns in differences(events):
        raise NotProvedError(f"{table} {id_} is not as recorded: {', '.join(columns)}")
    return [event for event, _ in events]


def say(line: str) -> None:
    """One line on the standard output."""
    sys.stdout.write(line + "\n")


def main(arguments: list[str]) -> int:
    """Say what is proved, or what is not; the exit status is 0 or 1."""
    with open(arguments[0], encoding="utf-8") as file:
        bundle = json.load(file)
    older = None
    if len(arguments) > 2:
        with open(arguments[2], encoding="utf-8") as file:
            older = file.read()
    try:
        events = verify(bundle, arguments[1] if len(arguments) > 1 else None, older)
    except NotProvedError as refused:
        say(f"NOT PROVED / NON PROUVÉ : {refused}")
        return 1
    for event in events:
        say(f"{event['at']}  {event['name']}  {json.dumps(event['facts'], ensure_ascii=False)}")
    say(f"PROVED / PROUVÉ : {len(events)}")
    if len(arguments) < 2:
        say("The log's key came with the bundle: compare it / La clé est celle du paquet : comparez-la")
        say(bundle["log"]["key"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
