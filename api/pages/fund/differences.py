"""What differs between two versions of a policy, in words: each field says itself what it means (ELG-08)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import msgspec

from api.pages.formats import FIXED, day, money
from api.pages.frame import said, spaced
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.schema import schema
from service.fund.policy.rules import write
from service.fund.said import CATEGORIES
from service.refusals import Language

KEYED: Final = {"categories": "category", "targets": "urgency", "refer": "need"}
"""Lists whose members have a name of their own; those of the others are counted."""
NOTHING: Final[tuple[Any, ...]] = (None, 0, "", [])
"""What a first version does not have to say."""
UNSAID: Final = frozenset({"version", "author"})
"""Every version has another number, which stands above."""


@dataclass(frozen=True)
class Difference:
    """One thing that would change: what it is, and from what to what; empty where it was or is not."""

    name: str
    before: str
    after: str


def differences(before: Policy | None, after: Policy, language: Language) -> list[Difference]:
    """Every field that is not as it was, in the document's order; all of them for a first version."""
    old = dict(_flat(_document(before))) if before else {}
    new = dict(_flat(_document(after)))
    paths = [*new, *(path for path in old if path not in new)]
    return [
        Difference(_name(path, language), _value(path, old, language), _value(path, new, language))
        for path in paths
        if path[0] not in UNSAID and old.get(path) != new.get(path)
        if old or new.get(path) not in NOTHING
        if path[0] != "refer" or path[-1] == language
    ]


Path = tuple[str, ...]


def _document(policy: Policy) -> dict[str, Any]:
    """As it is written and signed: days as text."""
    found: dict[str, Any] = msgspec.json.decode(write(policy))
    return found


def _flat(document: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every single value by its path; members of a list by their name."""
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flat(value, (*path, name))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for at, each in enumerate(value, 1):
                key = str(each.get(KEYED.get(name, ""), at))
                rest = {field: inner for field, inner in each.items() if field != KEYED.get(name)}
                yield from _flat(rest, (*path, name, key))
        elif name != "kind":
            yield (*path, name), value


def _name(path: Path, language: Language) -> str:
    """The group that a field stands in, and what it means."""
    meaning = _meaning(path, language)
    if len(path) == 1:
        return meaning
    return (
        f"{_group(path, language)}{FIXED}: {meaning}"
        if language == "fr"
        else f"{_group(path, language)}: {meaning}"
    )


def _group(path: Path, language: Language) -> str:
    if path[0] == "categories":
        return CATEGORIES[path[1]].in_(language)
    if path[0] == "targets":
        return said(language, f"fund.urgency.{path[1]}")
    if len(path) > 2 and path[0] != "refer":
        return f"{said(language, f'fund.group.{path[0]}')} {path[1]}"
    return said(language, f"fund.group.{path[0]}")


def _meaning(path: Path, language: Language) -> str:
    """The document's own words for a field, without the unit that its amounts show."""
    both = _meanings().get(path[-1] if len(path) == 1 else f"{path[0]}.{path[-1]}", path[-1])
    fr, _, en = both.partition(" / ")
    words = (fr if language == "fr" else en or fr).split(". ")[0].rstrip(".")
    return spaced(language, words.removesuffix(", en cents").removesuffix(", in cents"))


@cache
def _meanings() -> dict[str, str]:
    """What each field means, by its name or its group's and its own."""
    found: dict[str, str] = {}
    kinds = schema()["$defs"]
    for name, field in kinds["Policy"]["properties"].items():
        found[name] = field.get("description") or _described(field)
        inner = _kind_of(field)
        for own, value in kinds.get(inner, {}).get("properties", {}).items():
            found[f"{name}.{own}"] = value.get("description") or _described(value)
    return found


def _described(field: Mapping[str, Any]) -> str:
    return next((str(each["description"]) for each in field.get("anyOf", ()) if "description" in each), "")


def _kind_of(field: Mapping[str, Any]) -> str:
    """The name of the struct that a field holds, itself or in its list."""
    places = [field, field.get("items", {}), *field.get("allOf", ()), *field.get("anyOf", ())]
    reference = next((str(each["$ref"]) for each in places if "$ref" in each), "")
    return reference.rpartition("/")[2]


def _value(path: Path, document: Mapping[Path, Any], language: Language) -> str:
    """One value as people say it."""
    value = document.get(path)
    if path not in document:
        return ""
    if value is None:
        return said(language, "fund.group.none")
    if path[-1].endswith("_cents"):
        return money(int(value), "CAD", language)
    if path[-1].startswith("in_force") or path[-1] == "closed_on":
        days = value if isinstance(value, list) else [value]
        return ", ".join(day(date.fromisoformat(each), language) for each in days) or said(
            language, "fund.group.none"
        )
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or said(language, "fund.group.none")
    return str(value)
