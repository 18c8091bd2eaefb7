"""A policy as a file that a person writes: JSON, or TOML with comments. Every fault is named at once, with its place
(ELG-08)."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec

from service.fund.policy.document.fault_words import FAULTS, FILE_FAULTS, KINDS, TO_DO
from service.fund.policy.document.faults import faults
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.schema import validator
from service.fund.said import POLICY
from service.refusals import LANGUAGES, Language, Said

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_WHAT: Final[Mapping[str, Said]] = {**FAULTS, **FILE_FAULTS}
LARGEST_FILE: Final = 1_000_000
"""Bytes; a policy takes some thousands."""


@dataclass(frozen=True)
class FileFault:
    """What is wrong with a file: a code, the place as the file names it, and what would fit there."""

    code: str
    where: str
    expected: Said | None = None

    def sentence(self, language: Language) -> str:
        """What is wrong and what to do about it."""
        what = _WHAT[self.code].in_(language)
        fits = {"expected": self.expected.in_(language)} if self.expected else {}
        to_do = TO_DO[self.code].in_(language, fits)
        return f"{what[0].upper()}{what[1:]}. {to_do}"


@dataclass(frozen=True)
class Checked:
    """A file that was looked at: its policy, or every fault that keeps it from being one."""

    policy: Policy | None
    faults: tuple[FileFault, ...] = ()


def check(name: str, content: bytes) -> Checked:
    """Whether two people could sign this file; TOML when its name ends so, else JSON (ELG-08)."""
    if len(content) > LARGEST_FILE:
        return Checked(None, (FileFault("too_long", name, _same(f"{LARGEST_FILE} B")),))
    try:
        document = _toml(content) if name.lower().endswith(".toml") else _json(content)
        wrong = [fault for error in validator().iter_errors(document) for fault in _of_schema(error)]
        if wrong:
            return Checked(None, tuple(sorted(wrong, key=lambda fault: (fault.where, fault.code))))
        policy = msgspec.convert(document, Policy)
    except TwiceError as error:
        return Checked(None, (FileFault("field_twice", str(error)),))
    except (ValueError, RecursionError) as error:
        return Checked(None, (FileFault("unreadable", _line(error)),))
    found = faults(policy)
    return Checked(None if found else policy, tuple(FileFault(f.code, _named(f.where)) for f in found))


class TwiceError(Exception):
    """A field that is given twice: which of the two counts nobody could tell."""


def _line(error: Exception) -> str:
    """`line:column` of what a reader stumbled over; `.` where it does not say."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.lineno}:{error.colno}"
    found = _AT.search(str(error))
    return f"{found[1]}:{found[2]}" if found else "."


_AT: Final = re.compile(r"at line (\d+), column (\d+)")


def _json(content: bytes) -> Any:
    return json.loads(content.decode(), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise TwiceError(next(name for name in names if names.count(name) > 1))
    return fields


def _toml(content: bytes) -> Any:
    return _plain(tomllib.loads(content.decode()))


def _plain(value: Any) -> Any:
    """TOML knows days by itself; the format writes them as text."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _named(where: str) -> str:
    """A place with its words in both languages, where it has some: `food (nourriture / food)`."""
    words = POLICY.get(where.partition(".")[0])
    return f"{where} ({' / '.join(words.in_(each) for each in LANGUAGES)})" if words else where


def _path(parts: Sequence[str | int]) -> str:
    """`categories[2].cap_cents`, counted from 0; `.` for the whole document."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return path.removeprefix(".") or "."


def _same(words: object) -> Said:
    return Said(str(words), str(words))


def _of_schema(error: "ValidationError") -> list[FileFault]:
    """What the schema found, in our words; of a value that may be absent, what is wrong with it when it is there."""
    kind: Any = error.kind
    if kind.name == "anyOf":
        return [fault for inner in kind.context[0] for fault in _of_schema(inner)]
    where = _path(error.instance_path)
    if kind.name == "additionalProperties":
        return [FileFault("unknown_field", _path([*error.instance_path, name])) for name in kind.unexpected]
    if kind.name == "required":
        return [FileFault("missing_field", _path([*error.instance_path, kind.property]))]
    code, expected = _KINDS[kind.name]
    return [FileFault(code, where, expected(kind))]


def _kinds(kind: Any) -> Said:
    words = [KINDS[name] for name in kind.types if name in KINDS]
    return Said(" / ".join(each.fr for each in words), " / ".join(each.en for each in words))


_KINDS: Final[Mapping[str, tuple[str, Callable[[Any], Said | None]]]] = {
    "type": ("wrong_type", _kinds),
    "enum": ("not_in_list", lambda kind: _same(", ".join(str(each) for each in kind.options))),
    "minimum": ("below_least", lambda kind: _same(kind.limit)),
    "maximum": ("above_most", lambda kind: _same(kind.limit)),
    "minLength": ("too_short", lambda kind: _same(kind.limit)),
    "maxLength": ("too_long", lambda kind: _same(kind.limit)),
    "maxItems": ("too_long", lambda kind: _same(kind.limit)),
    "format": ("not_a_date", lambda _: None),
    "pattern": ("wrong_pattern", lambda _: None),
}
