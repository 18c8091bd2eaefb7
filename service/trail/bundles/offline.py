"""Verifies an auditor's bundle offline: `python verify.py bundle.json [KEY] [OLDER_CHECKPOINT]`.

One file, on purpose free of the rest of Relais: it needs only Python (3.10 or later) and `cryptography`, and reads in
one sitting. KEY is the log's public key as the auditor was given it, on paper or by another way than this bundle;
OLDER_CHECKPOINT a file with a checkpoint that the auditor kept. What it checks, in this order: the checkpoint's
signature; that it extends the older one; that each stored record is in the log; that each record opens; and that every
row which an event vouches for stands as the last such event says. A record may be left out: its hash must still be in
the log. What no bundle can prove is that nothing else happened: the line LEFT OUT says what it tells of that itself.

The page [Check a file] of Relais does the same in a browser, in the same order and with the same answers.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from binascii import hexlify
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "relais bundle 2"
ASSOCIATED = b"relais event 2"
LARGEST = 2**53 - 1  # beyond it a browser cannot count
DEEPEST = 40

WORDS = {
    "malformed": ("ce n'est pas un dossier entier", "this is not a whole bundle"),
    "format": ("ce n'est pas un dossier de ce format", "not a bundle of this format"),
    "bad_key": ("la clé du journal est mal écrite", "the log's key is not written as one"),
    "other_key": ("le dossier est d'un journal d'une autre clé", "the bundle is of a log with another key"),
    "bad_note": ("l'attestation est mal écrite", "the checkpoint is not written as one"),
    "not_signed": (
        "la clé du journal n'a pas signé l'attestation",
        "the log's key did not sign the checkpoint",
    ),
    "bad_signature": ("la signature ne correspond pas", "the checkpoint's signature does not match"),
    "other_log": ("l'attestation est d'un autre journal", "the checkpoint is of another log"),
    "other_older": (
        "le dossier n'est pas fait pour cette ancienne attestation",
        "the bundle was not made for this older checkpoint",
    ),
    "rewritten": ("le journal a été réécrit depuis", "the log was rewritten since"),
    "empty": ("aucun événement n'y est", "no event is in it"),
    "order": ("les événements ne sont pas en ordre", "the events are not in order"),
    "not_in_log": ("cet événement n'est pas au journal", "this event is not in the log"),
    "no_key": ("la clé d'un enregistrement manque", "a record's key is not in the bundle"),
    "closed": ("un enregistrement ne s'ouvre pas", "a record does not open under its key"),
    "row_missing": ("une ligne attestée est omise", "a row that an event vouches for is left out"),
    "not_vouched": ("rien n'atteste ce qu'une ligne dit", "a row says what no event vouches for"),
    "row_differs": ("cette ligne n'est pas telle qu'inscrite", "this row is not as recorded"),
}


class NotProvedError(Exception):
    """The bundle does not prove what it says: a code of WORDS, and which event or row."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(f"{code} {about}".strip())
        self.code, self.about = code, about


@dataclass
class Proved:
    """What the bundle proves: its events in order, how many records are left out, and how many rows are not shown."""

    events: list[Any]
    left_out: int
    rows_left_out: int
    key: str


def check(true: object, code: str, about: str = "") -> None:
    """Go on only if it is true."""
    if not true:
        raise NotProvedError(code, about)


def number(text: str) -> Any:
    """A JSON number with a fraction or an exponent: whole where it is whole."""
    value = float(text)
    return int(value) if value.is_integer() else value


def plain(value: Any, depth: int = 0) -> Any:
    """The same, once every number and text in it is one that all programs read alike."""
    check(depth <= DEEPEST, "malformed")
    if isinstance(value, dict):
        for key, each in value.items():
            plain(key, depth + 1)
            plain(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            plain(each, depth + 1)
    elif isinstance(value, str):
        check(not any("\ud800" <= sign <= "\udfff" for sign in value), "malformed")
    elif value is not None and not isinstance(value, bool):
        check(abs(value) <= LARGEST, "malformed")
    return value


def parsed(text: bytes) -> Any:
    """JSON in UTF-8, without what programs read differently."""
    try:
        return plain(json.loads(text.decode("utf-8"), parse_float=number, parse_constant=refused))
    except (ValueError, OverflowError, RecursionError):
        raise NotProvedError("malformed") from None


def refused(_: str) -> Any:
    """NaN and Infinity are not JSON."""
    raise ValueError


def field(of: Any, name: str, kind: type) -> Any:
    """A value of an object, of the kind that it must be."""
    check(type(of) is dict and name in of and type(of[name]) is kind, "malformed")
    return of[name]


def unpacked(text: Any, code: str = "malformed") -> bytes:
    """The bytes of a text in base64, which has one spelling only."""
    try:
        raw = b64decode(text.encode("ascii"), validate=True)
    except (AttributeError, ValueError):
        raise NotProvedError(code) from None
    check(b64encode(raw).decode() == text, code)
    return raw


def hash_of(text: Any, code: str = "malformed") -> bytes:
    """A hash in base64: of another length it would be read as part of its neighbour, and prove what is not so."""
    raw = unpacked(text, code)
    check(len(raw) == 32, code)
    return raw


def checkpoint_of(note: str, key_text: str) -> tuple[int, bytes]:
    """The size and root that the log's key signed (a checkpoint as a signed note, C2SP)."""
    name, key_id, encoded = (*key_text.split("+", 2), "", "")[:3]
    raw = unpacked(encoded, "bad_key")
    check(name and len(raw) == 33 and raw[:1] == b"\x01", "bad_key")
    check(sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id, "bad_key")
    text, blank, tail = note.rpartition("\n\n")
    check(blank and tail.endswith("\n"), "bad_note")
    signed = 0
    for line in tail[:-1].split("\n"):
        dash, signer, signature = (*line.split(" ", 2), "", "")[:3]
        check(dash == "—" and signer, "bad_note")
        signature_bytes = unpacked(signature, "bad_note")
        if signer == name and hexlify(signature_bytes[:4]).decode() == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature_bytes[4:], text.encode() + b"\n")
            except InvalidSignature:
                raise NotProvedError("bad_signature") from None
            signed += 1
    check(signed, "not_signed")
    lines = text.split("\n")
    check(len(lines) == 3 and lines[1].isascii() and lines[1].isdecimal() and len(lines[1]) <= 15, "bad_note")
    check(str(int(lines[1])) == lines[1], "bad_note")
    check(lines[0] == name, "other_log")
    return int(lines[1]), hash_of(lines[2], "bad_note")


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
        if first % 2 or first == last:
            leaf = node(each, leaf)
            while first and not first % 2:
                first, last = first // 2, last // 2
        else:
            leaf = node(leaf, each)
        first, last = first // 2, last // 2
    return last == 0 and leaf == root


def consistent(older_size: int, size: int, older_root: bytes, root: bytes, path: list[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2."""
    if older_size == size:
        return not path and older_root == root
    if older_size == 0:
        return not path and older_root == sha256().digest()
    if older_size > size or not path:
        return False
    first, last = older_size - 1, size - 1
    while first % 2:
        first, last = first // 2, last // 2
    path = path if first else [older_root, *path]
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if first % 2 or first == last:
            old, new = node(each, old), node(each, new)
            while first and not first % 2:
                first, last = first // 2, last // 2
        else:
            new = node(new, each)
        first, last = first // 2, last // 2
    return last == 0 and old == older_root and new == root


def opened(record: bytes, keys: dict[str, Any]) -> Any:
    """What a record says: version (1), key id (16), nonce (12), ciphertext and tag."""
    head, nonce, rest = record[:17], record[17:29], record[29:]
    key_id = head[1:].hex()
    found = "-".join((key_id[:8], key_id[8:12], key_id[12:16], key_id[16:20], key_id[20:]))
    check(head[:1] == b"\x02" and found in keys, "no_key")
    key = unpacked(keys[found])
    check(len(key) == 32, "malformed")
    check(len(rest) >= 16, "closed")
    try:
        event = parsed(AESGCM(key).decrypt(nonce, rest, head + ASSOCIATED))
    except InvalidTag:
        raise NotProvedError("closed") from None
    field(event, "sealed", list)
    return event


def compare(events: list[tuple[Any, list[Any]]], rows: list[Any]) -> int:
    """Hold each row against the last event that vouches for it; how many rows are not shown.

    Nothing stands there that no event speaks of, and nothing twice: a row's older state beside its newest.
    """
    last: dict[int, Any] = {}
    columns: dict[int, set[str]] = {}
    for event, places in events:
        check(len(places) == len(event["sealed"]), "row_missing")
        for sealed, place in zip(event["sealed"], places, strict=True):
            check(type(place) is int and 0 <= place < len(rows), "malformed")
            check(type(rows[place]) is dict, "malformed")
            about = [field(sealed, "table", str), field(sealed, "id", str)]
            check(about == [rows[place].get("table"), rows[place].get("id")], "malformed")
            columns.setdefault(place, set()).update(field(sealed, "row", dict))
            last[place] = sealed
    named = {(sealed["table"], sealed["id"]) for sealed in last.values()}
    check(len(named) == len(last) == len(rows), "not_vouched")
    shown = [(place, sealed) for place, sealed in sorted(last.items()) if "row" in rows[place]]
    for place, sealed in shown:
        standing = {} if rows[place]["row"] is None else rows[place]["row"]
        check(type(standing) is dict, "malformed")
        differing = [
            c for c, v in sealed["row"].items() if c not in standing or text_of(standing[c]) != text_of(v)
        ]
        where = f"{sealed['table']} {sealed['id']}: {', '.join(sorted(differing))}"
        check(not differing, "row_differs", where)
        check(standing.keys() <= columns[place], "not_vouched")
    return len(last) - len(shown)


def text_of(value: Any) -> str:
    """A value as one text: true is not 1, and the order of names does not matter."""
    return json.dumps(value, sort_keys=True)


def verify(text: bytes, key: str | None = None, older: bytes | None = None) -> Proved:
    """What the bundle in these bytes proves; raises NotProvedError."""
    bundle = parsed(text)
    check(type(bundle) is dict and bundle.get("format") == FORMAT, "format")
    log, keys = field(bundle, "log", dict), field(bundle, "keys", dict)
    log_key = field(log, "key", str)
    check(key is None or key == log_key, "other_key")
    size, root = checkpoint_of(field(log, "checkpoint", str), log_key)
    if older is not None:
        extends(older, log, size, root)
    found: list[tuple[Any, list[Any]]] = []
    before, left_out = -1, 0
    for event in field(bundle, "events", list):
        index = field(event, "index", int)
        check(index > before, "order")
        before = index
        record = unpacked(event["record"]) if "record" in event else None
        leaf = hash_of(event.get("leaf")) if record is None else sha256(b"\x00" + record).digest()
        path = [hash_of(each) for each in field(event, "proof", list)]
        check(included(leaf, index, size, path, root), "not_in_log", str(index))
        if record is None:
            left_out += 1
        else:
            found.append((opened(record, keys), field(event, "rows", list)))
    check(found, "empty")
    rows_left_out = compare(found, field(bundle, "rows", list))
    return Proved([event for event, _ in found], left_out, rows_left_out, log_key)


def extends(older: bytes, log: Any, size: int, root: bytes) -> None:
    """The bundle's checkpoint must begin with all that the older one signed."""
    try:
        older_size, older_root = checkpoint_of(older.decode("utf-8"), log["key"])
    except UnicodeDecodeError:
        raise NotProvedError("bad_note") from None
    path = [hash_of(each) for each in field(log, "consistency", list)]
    check(older_size == field(log, "since", int), "other_older")
    check(consistent(older_size, size, older_root, root, path), "rewritten")


def say(line: str) -> None:
    """One line on the standard output, whatever a file says: nothing in it moves the cursor or begins another."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
    coding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(shown.encode(coding, "backslashreplace").decode(coding) + "\n")


def read(path: str) -> bytes:
    """A file, whole."""
    with open(path, "rb") as file:
        return file.read()


def main(arguments: list[str]) -> int:
    """Say what is proved, or what is not; the exit status is 0 or 1, and 2 when there is no bundle to read."""
    if not arguments:
        say((__doc__ or "").splitlines()[0])
        return 2
    key = arguments[1] if len(arguments) > 1 else None
    try:
        older = read(arguments[2]) if len(arguments) > 2 else None
        proved = verify(read(arguments[0]), key, older)
    except OSError as unread:
        say(f"{unread.filename}: {unread.strerror}")
        return 2
    except NotProvedError as wrong:
        french, english = WORDS[wrong.code]
        say(f"NOT PROVED / NON PROUVÉ : {english} / {french}" + (f": {wrong.about}" if wrong.about else ""))
        return 1
    for event in proved.events:
        say(f"{event.get('at')}  {event.get('name')}  {json.dumps(event.get('facts'), ensure_ascii=False)}")
    if proved.left_out or proved.rows_left_out:
        say(f"LEFT OUT / OMIS : {proved.left_out}, rows / lignes {proved.rows_left_out}")
    if key is None:
        say("The log's key came with the bundle: compare it / La clé est celle du dossier : comparez-la")
        say(proved.key)
    say(f"PROVED / PROUVÉ : {len(proved.events)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
