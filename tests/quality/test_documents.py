"""Documents made from the code are what the code makes today."""

import json

import pytest

from api.openapi import document
from tests.quality.requirements import PAGE, cited, page
from tests.quality.source import PROJECT

pytestmark = pytest.mark.xdist_group("source")
"""Each file is read once, by one worker."""


def test_requirements_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.quality.requirements"


def test_ranges_of_rules_are_read() -> None:
    assert cited("ADM-02..04, BED-01 to 03 and OPS-05/06") == {
        "ADM-02",
        "ADM-03",
        "ADM-04",
        "BED-01",
        "BED-02",
        "BED-03",
        "OPS-05",
        "OPS-06",
    }
    assert cited("XYZ-01 and BED-99") == set()


def test_openapi_document_is_current() -> None:
    kept = json.loads((PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(document())), "run relais openapi > docs/openapi.json"


def test_every_operation_has_an_id_a_summary_and_its_problems() -> None:
    operations = [
        (path, method, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]
    ids = [operation["operationId"] for _, _, operation in operations]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations:
        assert operation.get("summary"), (path, method)
        if path.startswith("/v1/"):
            problems = [
                r
                for r in operation["responses"].values()
                if "application/problem+json" in r.get("content", {})
            ]
            assert problems, (path, method)


def test_every_decision_is_in_the_list() -> None:
    folder = PROJECT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in sorted(folder.glob("0*.md")) if f"({page.name})" not in listed] == []
