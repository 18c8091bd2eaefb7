"""Words that take no side and reports without a story (RIG-03, RIG-04)."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.openapi import document
from tests.quality.source import PROJECT, modules, name_of, tree

pytestmark = pytest.mark.xdist_group("source")
"""Each file is read once, by one worker."""
LOADED = re.compile(
    r"prostitu|\bputes?\b|putain|filles? de joie|travail(?:leu(?:se|r)s?)? du sexe|esclav|sauvetage|clandestin"
    r"|ill[ée]ga(?:l|ux)|déprav|proxén|\bhooker|\bwhore|\bsex work|\bslave|\brescu(?:e|ing)|\baliens?\b|\bpimp"
    r"|calvaire|ordeal|\btragi",
    re.I,
)
LISTENS = "service/cases/screening/"
"""Knows loaded words in order to keep them out; it says none."""
OF_A_HOUSE = "exit_prostitution_residential"
"""The code by which the public lists of shelters call one kind of house: about the house, on no screen as words."""
TEMPLATES = sorted((PROJECT / "api" / "pages" / "templates").glob("*.html"))


def loaded(text: str) -> list[str]:
    """Every loaded word of a text."""
    return LOADED.findall(text.replace(OF_A_HOUSE, ""))


def in_strings(path: Path) -> list[str]:
    """The loaded words in the strings of a module; most hold none anywhere, and are not read as syntax."""
    if not loaded(path.read_text(encoding="utf-8")):
        return []
    constants = (node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    return [word for each in constants if isinstance(each, str) for word in loaded(each)]


def test_no_word_takes_a_side() -> None:
    """RIG-04: neither for nor against sex work, neither saviours nor slaves, and nobody is illegal."""
    speaking = [path for path in modules("service", "api", "migrations") if LISTENS not in name_of(path)]
    told = [*TEMPLATES, *(PROJECT / "migrations").rglob("*.json")]
    assert len(speaking) > 300
    assert len(told) > 20
    found = {name_of(path): in_strings(path) for path in speaking}
    found |= {name_of(path): loaded(path.read_text(encoding="utf-8")) for path in told}
    assert {where: words for where, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une prostituée", True),
        ("travailleuses du sexe", True),
        ("Sex workers", True),
        ("to rescue", True),
        ("sans-papiers illégaux", True),
        ("Exploitation sexuelle", False),
        ("La personne", False),
    ],
)
def test_the_scan_knows_loaded_words(text: str, found: bool) -> None:
    """RIG-04: the scan itself."""
    assert bool(loaded(text)) is found


REPORTED = {
    "caution_en",
    "caution_fr",
    "region",
    "since",
    "shown",
    "until",
    "category",
    "code_book",
    "published_at",
}


def _texts(schema: Any, schemas: Any, name: str = "") -> Iterator[str]:
    """The names of the fields of an answer that are text without a closed list."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "string" and "enum" not in schema:
        yield name
    for key, each in schema.get("properties", {}).items():
        yield from _texts(each, schemas, key)
    for each in (*schema.get("oneOf", []), *schema.get("anyOf", [])):
        yield from _texts(each, schemas, name)
    for each in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(each, dict):
            yield from _texts(each, schemas, name)


def test_the_report_has_no_narrative() -> None:
    """RIG-03: its only texts are codes, days, counts as shown, and one fixed caution."""
    described = document()
    answer = described["paths"]["/v1/reports/annual"]["get"]["responses"]["200"]["content"][
        "application/json"
    ]
    assert set(_texts(answer["schema"], described["components"]["schemas"])) == REPORTED


PAPERS = {"/v1/lines/{line_id}/pictures", "/v1/pictures/{picture_id}"}


def test_no_images() -> None:
    """RIG-03: no page shows a picture, and no operation takes or gives one, but of a receipt, which is a paper of the
    accounts: a file to keep, never shown in a page, and never of a person."""
    assert [path.name for path in TEMPLATES if re.search(r"<(?:img|picture|video)\b", path.read_text())] == []
    paths = {path: said for path, said in document()["paths"].items() if path not in PAPERS}
    assert len(paths) == len(document()["paths"]) - len(PAPERS)
    assert not re.search(r'"(?:image|video|audio)/', json.dumps(paths))
