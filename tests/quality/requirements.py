"""Writes `docs/requirements.md` from the code: each rule of the domain, where it is kept, and which tests hold it.

A rule is cited by its ID in docstrings: `python -m tests.quality.requirements` gathers them.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.quality.source import PROJECT, modules, name_of, tree

PAGE = PROJECT / "docs" / "requirements.md"
ID = re.compile(r"\b([A-Z]{2,3})-(\d\d)((?:(?:, |/| and | to |\.\.)\d\d)*)\b")


@cache
def titles() -> dict[str, str]:
    """Every rule's ID and title, from `docs/rules.tsv`."""
    lines = (PROJECT / "docs" / "rules.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line)


def cited(text: str) -> set[str]:
    """The IDs in a text; `BED-01..03` stands for three of them, `OPS-05/06` for two."""
    found = set()
    for area, first, more in ID.findall(text):
        numbers = [int(first)]
        for join, number in re.findall(r"(, |/| and | to |\.\.)(\d\d)", more):
            start = numbers[-1] + 1 if join in (" to ", "..") else int(number)
            numbers += range(start, int(number) + 1)
        found |= {f"{area}-{number:02d}" for number in numbers}
    return found & titles().keys()


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """A module and every statement in it: nothing has a docstring within an expression."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from statements(child)


def citations(paths: list[Path]) -> dict[str, set[str]]:
    """Where each ID is cited in a docstring: `service/beds/nights/rules.py: night_of`."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for node in statements(tree(path)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                where = name_of(path) if isinstance(node, ast.Module) else f"{name_of(path)}: {node.name}"
                for rule in cited(ast.get_docstring(node) or ""):
                    found[rule].add(where)
    return found


def page() -> str:
    """The page, as it should stand in `docs/`."""
    code = citations(modules("service", "api", "jobs", "migrations"))
    tests = citations(modules("tests"))
    known = titles()
    held = [rule for rule in known if code.get(rule) and tests.get(rule)]
    lines = [
        "# Requirements: rule, code, tests",
        "",
        "Made by `python -m tests.quality.requirements` from the IDs in docstrings; a test keeps it true.",
        f"{len(held)} of {len(known)} rules have both code and a test today; the others come with their rooms.",
        "",
        "| rule | what | code | tests |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {rule} | {known[rule]} | {_cell(code[rule])} | {_cell(tests[rule])} |" for rule in sorted(known)
    ]
    return "\n".join(lines) + "\n"


def _cell(places: set[str]) -> str:
    return "<br>".join(f"`{place}`" for place in sorted(places))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{name_of(PAGE)} written\n")
