"""Nothing is installed that is not pinned by version and digest, under a licence that is allowed, and in the bill."""

import json
import re
from importlib import resources
from importlib.metadata import PackageNotFoundError, distribution, distributions
from typing import Any

import cyclonedx.schema
import jsonschema_rs
import pytest
from packaging.utils import canonicalize_name

from tests.components.bill import bill
from tests.components.licences import READ_BY_A_PERSON, is_allowed, licence_of
from tests.components.locks import DEVELOPMENT, RUNTIME, pinned
from tests.quality.source import PROJECT

OURS_OR_PIPS = {"relais", "pip", "uv"}
"""The checkout, the installer, and who writes the lock (`make lock`)."""
MIT = "Permission is hereby granted, free of charge"
"""How the text of that licence begins."""


def test_every_part_is_pinned_by_version_and_digest() -> None:
    """ASVS 15.2.4: pip takes no file whose digest is not in the lock, from wherever it comes."""
    for lock in (RUNTIME, DEVELOPMENT):
        parts = pinned(lock)
        assert len(parts) > 60
        assert [part.name for part in parts if not part.hashes] == []
        assert "://" not in lock.read_text(encoding="utf-8"), "where a registry lives is the machine's affair"


def test_the_makefile_installs_by_digest_alone() -> None:
    """ASVS 15.2.4: no part of a part is fetched beside the lock."""
    said = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^LOCKED := --no-deps --require-hashes$", said, re.MULTILINE)
    installed = re.findall(r"\$\(PIP\) (.*)$", said, re.MULTILINE)
    assert installed == [
        "$(LOCKED) -r requirements.lock",
        "--no-deps --no-build-isolation -e .",
        "$(LOCKED) -r requirements-dev.lock",
        "uv",
    ]


def test_what_is_installed_is_what_is_locked() -> None:
    """ASVS 15.1.2, 15.2.1: the versions that these tests run on are those of the lock, and there are no others."""
    locked: dict[str, set[str]] = {}
    for part in (part for lock in (RUNTIME, DEVELOPMENT) for part in pinned(lock) if part.is_for_here):
        locked.setdefault(part.name, set()).add(part.version)
    here = {canonicalize_name(part.metadata["Name"]): part.version for part in distributions()}
    assert set(here) - set(locked) <= OURS_OR_PIPS
    both = set(here) & set(locked)
    assert len(both) > 90
    assert {name: {here[name]} for name in both} == {name: locked[name] for name in both}


def test_every_licence_is_allowed() -> None:
    """What Relais runs on may be passed on with it; a licence that nobody knows is looked at by a person."""
    found = {}
    for part in (part for lock in (RUNTIME, DEVELOPMENT) for part in pinned(lock)):
        try:
            found[part.name] = licence_of(distribution(part.name))
        except PackageNotFoundError:
            assert part.marker, f"{part.name} is for every system, and is not here"
    assert len(found) > 90
    assert {name: said for name, said in found.items() if not is_allowed(said)} == {}
    assert set(READ_BY_A_PERSON.values()) == {"MIT"}
    for name in READ_BY_A_PERSON:
        texts = [file.read_text() for file in distribution(name).files or () if file.name == "LICENSE"]
        assert MIT in "".join(texts), name


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("", False),
    ],
)
def test_an_expression_is_read_as_spdx_means_it(expression: str, allowed: bool) -> None:
    """Of `or` one is enough, of `and` each counts."""
    assert is_allowed(expression) is allowed


def test_the_bill_is_whole_and_of_its_schema() -> None:
    """ASVS 15.1.2: each part of the runtime lock, in a document that CycloneDX's own schema accepts."""
    document = json.loads(written := bill())
    _schema().validate(document)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    listed = {(each["name"], each["version"]): each for each in document["components"]}
    assert set(listed) == {(part.name, part.version) for part in pinned(RUNTIME)}
    assert all(each["purl"].startswith("pkg:pypi/") and each["hashes"] for each in listed.values())
    (litestar,) = [each for (name, _), each in listed.items() if name == "litestar"]
    assert litestar["licenses"] == [{"license": {"id": "MIT"}}]
    assert bill() == written
    broken = {**document, "components": [{"name": "no type"}]}
    with pytest.raises(jsonschema_rs.ValidationError):
        _schema().validate(broken)


def _schema() -> Any:
    """CycloneDX's schema of 1.6, with the two that it refers to; nothing is fetched."""
    folder = resources.files(cyclonedx.schema) / "_res"
    named = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    by_address = {
        f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": each for name, each in named.items()
    }
    return jsonschema_rs.validator_for(named["bom-1.6"], retriever=lambda address: by_address[address])
