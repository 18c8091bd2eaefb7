"""No rule without a person: each no is listed, and what overrides it exists."""

from typing import Any

from api.openapi import document
from service.overrides import HARD, OTHERS, OVERRIDDEN, WHYS, ways
from service.refusals import REASONS
from tests.quality.overrides import PAGE, page


def test_every_no_is_listed_once() -> None:
    """RIG-01: a new `Reason` is entered in `service.overrides`; one that is gone leaves."""
    listed = [*HARD, *OVERRIDDEN, *(code for codes in OTHERS.values() for code in codes.split())]
    assert len(listed) == len(set(listed))
    assert {code for code in REASONS if not code.startswith("test_")} - set(listed) == set()
    assert set(listed) - set(REASONS) == set()
    assert {way.why for way in ways().values()} == set(WHYS)


def test_what_overrides_exists() -> None:
    """RIG-01: an operation, or a field that somebody can fill in, named as the API's document names it."""
    described = document()
    operations = {each["operationId"] for methods in described["paths"].values() for each in methods.values()}
    fields = {name for schema in described["components"]["schemas"].values() for name in _fields(schema)}
    missing = {
        code: through for code, (_, through) in OVERRIDDEN.items() if through not in operations | fields
    }
    assert missing == {}
    assert all(by for by, _ in OVERRIDDEN.values())


def _fields(schema: Any) -> set[str]:
    return set(schema.get("properties", {}))


def test_four_hard_rules_have_words_and_the_fifth_is_the_databases() -> None:
    """RIG-01: only the five hard rules are overridden by nobody."""
    assert {rule[0] for rule in HARD.values()} | {"2", "4"} == {"1", "2", "3", "4", "5"}


def test_the_page_says_it() -> None:
    """RIG-01: `docs/overrides.md` is what is in force."""
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.quality.overrides"
