"""Which rules there are, and which tests know them."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path


def rules_of(project: Path, asked: str = "") -> list[str]:
    """Every `service/…/rules.py`, or those below `asked`, such as `service/fund/policy`.

    Raises ValueError when there is none there.
    """
    below = asked.removesuffix("/rules.py").strip("/")
    found = sorted(path.relative_to(project).as_posix() for path in (project / "service").rglob("rules.py"))
    chosen = [path for path in found if not below or path.startswith(f"{below}/")]
    if not chosen:
        raise ValueError(f"no rules.py below {below or 'service'}")
    return chosen


def who_test(project: Path, rules: Iterable[str]) -> list[str]:
    """The test files of these rules: those that import them, themselves or through another module of the tests.

    Where some of them are about rules by name (`test_rules.py`, `test_ledger_rules.py`), only those: the search of a
    plan may take seconds to notice what its rules' own tests notice at once.
    """
    files = sorted((project / "tests").rglob("*.py"))
    return sorted(
        {path.relative_to(project).as_posix() for rule in rules for path in _who_tests(rule, files, project)}
    )


def _who_tests(rule: str, files: list[Path], project: Path) -> list[Path]:
    known = {_dotted(rule)}
    known |= {
        _dotted(path.relative_to(project).as_posix())
        for path in files
        if not path.name.startswith("test_") and known & _imported(path)
    }
    tests = [path for path in files if path.name.startswith("test_") and known & _imported(path)]
    return [path for path in tests if path.stem.endswith("rules")] or tests


def _dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


@cache
def _imported(path: Path) -> frozenset[str]:
    """The modules that a file imports; of `from a import b` both `a` and `a.b`, since either may be one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)
