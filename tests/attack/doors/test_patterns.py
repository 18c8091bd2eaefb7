"""Every regular expression of ours, proved by its construction to take no exponential time (ReDoS, CWE-1333)."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import api
import jobs
import service
from api.openapi import document
from service.cases.screening.allowed import ORGANISATIONS
from tests.attack.doors.patterns import judged

HERE = Path(__file__).parents[3]
CALLS = {"compile", "match", "search", "sub", "fullmatch", "findall", "finditer", "split"}


def compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Those that our modules hold, alone or in a list."""
    for room in (api, service, jobs):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for name, value in vars(importlib.import_module(found.name)).items():
                yield from ((f"{found.name}.{name}", each) for each in within(value))


def within(value: Any, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """The expressions in a value, in the lists and the records that it is made of."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from within(each, depth - 1)
    elif depth and isinstance(value, dict):
        yield from within([*value, *value.values()], depth - 1)
    elif depth and type(value).__module__.startswith(("service.", "api.")) and hasattr(value, "__dict__"):
        yield from within(list(vars(value).values()), depth - 1)


def inline() -> Iterator[tuple[str, str]]:
    """Those that are written where they are used."""
    for room in ("api", "service", "jobs"):
        for path in sorted((HERE / room).rglob("*.py")):
            text = path.read_text()
            for node in ast.walk(ast.parse(text)) if "re." in text or "pattern=" in text else ():
                if isinstance(node, ast.Call):
                    yield from ((str(path), found) for found in _written(node))


def _written(node: ast.Call) -> Iterator[str]:
    of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
    if of_re and node.func.attr in CALLS and node.args:  # type: ignore[attr-defined]
        given = [node.args[0]]
    else:
        given = [each.value for each in node.keywords if each.arg == "pattern"]
    yield from (
        each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


def described(schema: Any) -> Iterator[str]:
    """Those that the API's description promises, in every field."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for each in schema.values():
            yield from described(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from described(each)


def test_no_expression_of_ours_is_exponential() -> None:
    """CWE-1333 (ASVS 5.0.0-v1.3.12): in the screening of texts, at the doors, in files, in settings."""
    known = {(pattern.pattern, pattern.flags): name for name, pattern in compiled()}
    known |= {(text, re.compile(text).flags): place for place, text in inline()}
    known |= {(text, re.compile(text).flags): "a field" for text in described(document())}
    assert len(known) > 80
    found = {(text, flags) for text, flags in known if judged(text, flags)}
    assert {known[each] for each in found} <= {COUNTED}, [known[each] for each in found]
    assert "){0,10}" in ORGANISATIONS[0].pattern


COUNTED = "service.cases.screening.allowed.ORGANISATIONS"
"""`de la` is one link or two; there are at most ten, so at most a thousand ways, and only behind the head of a name: 16
thousandths of a second for the worst two thousand signs (measured). Without the count it would be exponential."""


BAD = (
    "(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "([a-z]+)*1", "(.*,)*x", r"(\d+\s*)+$", r"(\w+\d*)+!", "(x+x+)+y",
    "(?i:(ab|AB)+)c", r"^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){20}b", "([ab]{1,9}c?){1,9}d",
)  # fmt: skip
GOOD = (
    "a+b+c+", "(ab)+", "(a|b)*c", r"\d{1,40}(?:[ .-]{1,3}\d{1,40}){0,20}", "[a-z]+(-[a-z]+)*", "(a[^a]*)+", "a{2,3}b",
    r"(?:\w+,)+x",
)  # fmt: skip


@pytest.mark.parametrize("pattern", BAD)
def test_the_judge_finds_what_is(pattern: str) -> None:
    """Guards the test above: the well-known ones."""
    assert judged(pattern)


@pytest.mark.parametrize("pattern", GOOD)
def test_the_judge_finds_nothing_where_nothing_is(pattern: str) -> None:
    """Guards it from the other side."""
    assert not judged(pattern)
