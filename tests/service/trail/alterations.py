"""A table of alterations of a bundle and of what is checked beside it, each with the verdict that it must have.

Python's verifier and the browser's are held against the same table: `tests/service/trail/test_bundle.py` and
`tests/pages/auditor/test_checking.py`.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from service.trail.bundles.offline import NotProvedError, verify
from service.trail.notes import Checkpoint, SigningKey, sign_checkpoint
from service.trail.rules import node_hash
from tests.service.trail.conftest import KEY

Bundle = dict[str, Any]


@dataclass(frozen=True)
class Altered:
    """The bytes of a file, the key and the older checkpoint that it is checked with, and what must come of it."""

    name: str
    bundle: bytes
    verdict: str
    key: str | None = None
    older: bytes | None = None


def verdict_of(touched: Altered) -> str:
    """What Python's verifier says: a code, and a colon and about what; or `proved`, and how much."""
    try:
        found = verify(touched.bundle, touched.key, touched.older)
    except NotProvedError as wrong:
        return f"{wrong.code}:{wrong.about}"
    return f"proved:{len(found.events)} {found.left_out} {found.rows_left_out}"


def flip(text: str) -> str:
    """The same text in base64 with one bit of its bytes turned."""
    raw = bytearray(b64decode(text))
    raw[len(raw) // 2] ^= 1
    return b64encode(raw).decode()


def spare(text: str) -> str:
    """The same bytes in base64 that is not theirs: the last sign has bits that nobody reads."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + signs[signs.index(text[-2]) + 1] + "="


def put(where: str, value: Any) -> Callable[[Bundle], None]:
    """Put a value, or what a function makes of the old one, at a path such as `events.1.record`."""

    def change(bundle: Bundle) -> None:
        *path, last = where.split(".")
        place: Any = bundle
        for step in path:
            place = place[int(step) if isinstance(place, list) else step]
        name: Any = int(last) if isinstance(place, list) else last
        place[name] = value(place[name]) if callable(value) else value

    return change


def drop(where: str) -> Callable[[Bundle], None]:
    """Take something out."""

    def change(bundle: Bundle) -> None:
        *path, last = where.split(".")
        place: Any = bundle
        for step in path:
            place = place[int(step) if isinstance(place, list) else step]
        del place[int(last) if isinstance(place, list) else last]

    return change


def _note(old: str, new: str) -> Callable[[Bundle], None]:
    return put("log.checkpoint", lambda note: note.replace(old, new, 1))


def _swapped(bundle: Bundle) -> None:
    events = bundle["events"]
    events[0], events[1] = events[1], events[0]


def _deep(bundle: Bundle) -> None:
    for _ in range(60):
        bundle["waiting"] = [bundle["waiting"]]


def _said_twice(bundle: Bundle) -> None:
    """The last event speaks of the first one's row, which it changed: as if it were of another that is not shown."""
    place = bundle["events"][2]["rows"][0]
    bundle["events"][2]["rows"] = [len(bundle["rows"])]
    bundle["rows"].append({name: bundle["rows"][place][name] for name in ("table", "id")})
    bundle["rows"][place]["row"]["amount_cents"] = 100


# In the fixture three events stand at 0, 281 and 282 of a log of 283; the second vouches for rows 2 (a mark) and 3.
TOUCHED: dict[str, tuple[Callable[[Bundle], None], str]] = {
    "one bit of a record": (put("events.1.record", flip), "not_in_log:281"),
    "one bit of the last record": (put("events.2.record", flip), "not_in_log:282"),
    "another place": (put("events.1.index", 280), "not_in_log:280"),
    "a place beyond the log": (put("events.2.index", 283), "not_in_log:283"),
    "a place as text": (put("events.1.index", "281"), "malformed:"),
    "a place that is true": (put("events.1.index", True), "malformed:"),
    "half a place": (put("events.1.index", 281.5), "malformed:"),
    "a negative place": (put("events.0.index", -1), "order:"),
    "events in another order": (_swapped, "order:"),
    "an event twice": (lambda b: b["events"].insert(1, deepcopy(b["events"][0])), "order:"),
    "a proof cut short": (put("events.2.proof", lambda path: path[:-1]), "not_in_log:282"),
    "a proof too long": (put("events.0.proof", lambda path: [*path, path[0]]), "not_in_log:0"),
    "one bit of a proof": (put("events.0.proof.3", flip), "not_in_log:0"),
    "a proof in another base64": (put("events.0.proof.3", lambda text: text.rstrip("=")), "malformed:"),
    "a proof with bits to spare": (put("events.0.proof.3", spare), "malformed:"),
    "a proof with a line break": (put("events.0.proof.3", lambda text: text + "\n"), "malformed:"),
    "a proof of a shorter hash": (put("events.0.proof.3", lambda text: text[:40]), "malformed:"),
    "a proof that is a number": (put("events.0.proof.3", 7), "malformed:"),
    "no proof": (drop("events.0.proof"), "malformed:"),
    "another event's record": (lambda b: put("events.0.record", b["events"][1]["record"])(b), "not_in_log:0"),
    "a record that is nothing": (put("events.0.record", None), "malformed:"),
    "neither record nor hash": (drop("events.0.record"), "malformed:"),
    "one bit of the key": (put("keys", lambda keys: {id_: flip(key) for id_, key in keys.items()}), "closed:"),
    "a key too short": (put("keys", lambda keys: dict.fromkeys(keys, "AAAA")), "malformed:"),
    "a key under another name": (
        put("keys", lambda keys: {id_.upper(): key for id_, key in keys.items()}),
        "no_key:",
    ),
    "no keys": (put("keys", {}), "no_key:"),
    "keys in a list": (put("keys", []), "malformed:"),
    "an amount of a row": (put("rows.3.row.amount_cents", 1), "row_differs:{table} {id}: amount_cents"),
    "an amount that is text": (put("rows.3.row.amount_cents", "200"), "row_differs:{table} {id}: amount_cents"),
    "an amount written otherwise": (put("rows.3.row.amount_cents", 200.0), "proved:3 0 0"),
    "an amount beyond counting": (put("rows.3.row.amount_cents", 2**53), "malformed:"),
    "null in a list that became false": (
        put("rows.3.row.reasons.of", [1, False, "ok"]),
        "row_differs:{table} {id}: reasons",
    ),
    "one that became true": (put("rows.3.row.reasons.of", [True, None, "ok"]), "row_differs:{table} {id}: reasons"),
    "names in another order": (
        put("rows.3.row.reasons", lambda said: dict(reversed(said.items()))),
        "proved:3 0 0",
    ),
    "two columns gone": (
        lambda b: (drop("rows.3.row.made_at")(b), drop("rows.3.row.reasons")(b))[0],
        "row_differs:{table} {id}: made_at, reasons",
    ),
    "a row that is gone": (
        put("rows.3.row", None),
        "row_differs:{table} {id}: amount_cents, id, key, made_at, reasons",
    ),
    "a row that is not shown": (drop("rows.3.row"), "proved:3 0 1"),
    "a row of another table": (put("rows.3.table", "test_marks"), "malformed:"),
    "a row that is a list": (put("rows.3.row", []), "malformed:"),
    "a row that is nought": (put("rows.3.row", 0), "malformed:"),
    "a row left out of an event": (put("events.1.rows", lambda rows: rows[:-1]), "row_missing:"),
    "a row that is not there": (put("events.1.rows.0", 99), "malformed:"),
    "a row that is true": (put("events.0.rows.1", True), "malformed:"),
    "no rows": (drop("rows"), "malformed:"),
    "a row that no event speaks of": (lambda b: b["rows"].append(deepcopy(b["rows"][3])), "not_vouched:"),
    "a row's older state beside its newest": (_said_twice, "not_vouched:"),
    "a column that no event speaks of": (put("rows.3.row.remark", "paid"), "not_vouched:"),
    "another format": (put("format", "relais bundle 1"), "format:"),
    "no format": (drop("format"), "format:"),
    "no log": (drop("log"), "malformed:"),
    "a longer log": (_note("\n283\n", "\n284\n"), "bad_signature:"),
    "a size in other digits": (_note("\n283\n", "\n２８３\n"), "bad_signature:"),
    "signed by another name": (_note("— relais", "— other"), "not_signed:"),
    "a signature's base64 spoilt": (put("log.checkpoint", lambda note: note[:-3] + "!\n"), "bad_note:"),
    "a note without its end": (put("log.checkpoint", lambda note: note[:-1]), "bad_note:"),
    "a note without signatures": (put("log.checkpoint", lambda note: note.split("\n\n")[0]), "bad_note:"),
    "a line that is no signature": (put("log.checkpoint", lambda note: note + "hello\n"), "bad_note:"),
    "a witness beside the log": (
        put("log.checkpoint", lambda note: note + "— witness " + b64encode(bytes(68)).decode() + "\n"),
        "proved:3 0 0",
    ),
    "the log's own signature, spoilt, beside the good one": (
        put("log.checkpoint", lambda note: note + note.split("\n")[-2].rsplit(" ", 1)[0] + " " + flip(
            note.split("\n")[-2].rsplit(" ", 1)[1]) + "\n"),
        "bad_signature:",
    ),
    "a key that is not written as one": (put("log.key", "relais"), "bad_key:"),
    "a key whose id does not follow": (put("log.key", lambda key: key.replace("+", "+0", 1)), "bad_key:"),
    "a key that is a number": (put("log.key", 7), "malformed:"),
    "no events": (put("events", []), "empty:"),
    "events that are an object": (put("events", {}), "malformed:"),
    "an event that is a number": (put("events.0", 7), "malformed:"),
    "something else added": (put("remark", "nobody reads this"), "proved:3 0 0"),
    "something deep": (_deep, "malformed:"),
    "half a sign": (put("request.code", "\ud800"), "malformed:"),
    "a name that programs trip over": (put("__proto__", {"format": 1}), "proved:3 0 0"),
}  # fmt: skip

RAW: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "malformed:"),
    "not JSON": (lambda text: text[:-1], "malformed:"),
    "a list": (lambda _: b"[]", "format:"),
    "null": (lambda _: b"null", "format:"),
    "with a mark of bytes": (lambda text: b"\xef\xbb\xbf" + text, "malformed:"),
    "not UTF-8": (lambda text: text.replace(b"R-9KD2", b"R-9K\xff2"), "malformed:"),
    "not a number": (lambda text: text.replace(b'"waiting": 0', b'"waiting": NaN'), "malformed:"),
    "infinite": (lambda text: text.replace(b'"waiting": 0', b'"waiting": 1e999'), "malformed:"),
    "a very long number": (
        lambda text: text.replace(b'"waiting": 0', b'"waiting": ' + b"9" * 5000),
        "malformed:",
    ),
    "an exponent": (lambda text: text.replace(b'"waiting": 0', b'"waiting": 1e2'), "proved:3 0 0"),
    "said twice": (lambda text: text.replace(b'"waiting": 0', b'"waiting": 0, "format": 1'), "format:"),
    "with blanks": (lambda text: b" \r\n\t" + text + b"\n", "proved:3 0 0"),
    "very deep": (lambda _: b"[" * 100_000 + b"]" * 100_000, "malformed:"),
}


def altered(made: Bundle) -> Iterator[Altered]:
    """Every alteration of this bundle; first the bundle itself, last what it is checked with."""
    row = made["rows"][3]
    whole = json.dumps(made).encode()
    yield Altered("untouched", whole, "proved:3 0 0", str(KEY.public))
    for name, (change, verdict) in TOUCHED.items():
        touched = deepcopy(made)
        change(touched)
        said = verdict.replace("{table}", row["table"]).replace("{id}", row["id"])
        yield Altered(name, json.dumps(touched).encode(), said)
    for name, (spoil, verdict) in RAW.items():
        yield Altered(name, spoil(whole), verdict)
    yield from _beside(whole)
    yield _uneven(deepcopy(made))


def _beside(whole: bytes) -> Iterator[Altered]:
    """The bundle as it is, with another key, or with another older checkpoint; the log's own key signs the forged."""
    key = str(KEY.public)
    stranger = str(SigningKey(KEY.name, bytes(32)).public)
    rewritten, shorter = [sign_checkpoint(Checkpoint(KEY.name, size, bytes(32)), KEY) for size in (261, 260)]
    touched = rewritten.replace("\n261\n", "\n260\n")
    yield Altered("another log's key", whole, "other_key:", stranger)
    yield Altered("a key cut short", whole, "other_key:", key[:-1])
    yield Altered("a past that was rewritten", whole, "rewritten:", key, rewritten.encode())
    yield Altered("an older checkpoint of another size", whole, "other_older:", key, shorter.encode())
    yield Altered("an older checkpoint, touched", whole, "bad_signature:", key, touched.encode())
    yield Altered("an older checkpoint that is none", whole, "bad_note:", key, b"hello")
    yield Altered("an older checkpoint in no text", whole, "bad_note:", key, b"\xff\xfe")


def _uneven(bundle: Bundle) -> Altered:
    """The log's owner rewrites its third event and proves that nothing was rewritten, by hashes of 0 and 64 bytes.

    The auditor kept a checkpoint of three leaves. The newer root is that of a tree which begins with two of them: read
    as `left ‖ right` and nothing, the same bytes give the older root; read as one hash on the left, the newer.
    """
    first, second, third, fourth = (sha256(bytes([n])).digest() for n in range(4))
    event = bundle["events"][1]
    rewritten = sha256(b"\x00" + b64decode(event["record"])).digest()
    whole = node_hash(first, second) + third
    older = sign_checkpoint(Checkpoint(KEY.name, 3, sha256(b"\x01" + whole).digest()), KEY)
    root = node_hash(whole, node_hash(rewritten, fourth))
    path = [b64encode(each).decode() for each in (b"", rewritten + fourth, whole)]
    bundle["log"] |= {"checkpoint": sign_checkpoint(Checkpoint(KEY.name, 4, root), KEY), "since": 3}
    bundle["log"]["consistency"] = path
    proof = [b64encode(fourth).decode(), path[2]]
    rows = [bundle["rows"][place] for place in event["rows"]]
    bundle |= {"events": [event | {"index": 2, "proof": proof, "rows": list(range(len(rows)))}], "rows": rows}
    text = json.dumps(bundle).encode()
    return Altered("a past rewritten between hashes", text, "malformed:", str(KEY.public), older.encode())
