"""The house as drawn: which way the arrows point, and what may not exist anywhere."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

from tests.quality.source import PROJECT, imports, modules, name_of, tree

pytestmark = pytest.mark.xdist_group("source")
"""Each file is read once, by one worker."""

PURE = {
    "asyncio",
    "asyncpg",
    "sqlalchemy",
    "random",
    "secrets",
    "time",
    "os",
    "pathlib",
    "socket",
    "httpx",
    "stripe",
}


def wrong(folder: str, forbidden: Iterable[str]) -> list[str]:
    roots = set(forbidden)
    return [
        f"{name_of(path)}:{line} imports {name}"
        for path in modules(folder)
        for line, name in imports(path)
        if name.split(".")[0] in roots
    ]


def test_the_domain_knows_neither_doors_nor_clock() -> None:
    assert wrong("service", ["litestar", "apscheduler", "api", "jobs", "click"]) == []


def test_the_clock_knows_no_doors() -> None:
    assert wrong("jobs", ["litestar", "api"]) == []


def test_the_doors_know_no_scheduler() -> None:
    assert wrong("api", ["apscheduler"]) == []


IMPORTED = """
import sys
import api.parts, jobs.app
assert "api.app" not in sys.modules, "the parts, and the jobs, import the doors"
import api.serving
print(*{"alembic", "holidays", "jsonschema_rs", "ortools", "PIL", "requests", "stripe"} & set(sys.modules))
"""


def test_what_weighs_is_imported_where_it_is_used() -> None:
    """P7: seconds until a process answers, and megabytes that it holds."""
    asked = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=False)
    assert (asked.stdout.strip(), asked.stderr, asked.returncode) == ("", "", 0)


def test_only_the_rails_know_stripe() -> None:
    outside = [
        where
        for folder in ("service", "api", "jobs", "migrations")
        for where in wrong(folder, ["stripe"])
        if not where.startswith("service/fund/rails/")
    ]
    assert outside == []


def test_nothing_comes_from_what_litestar_will_drop() -> None:
    found = [
        f"{name_of(path)}:{line}"
        for path in modules("api", "jobs", "service")
        for line, name in imports(path)
        if name.startswith(("litestar.contrib", "advanced_alchemy"))
    ]
    assert found == []


@pytest.mark.parametrize("path", [p for p in modules("service") if p.name == "rules.py"], ids=name_of)
def test_rules_are_pure(path: object) -> None:
    """A rule takes values and returns values: no I/O, no clock, no chance."""
    found = [name for _, name in imports(path) if name.split(".")[0] in PURE]  # type: ignore[arg-type]
    assert found == []
    source = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert not re.search(r"\bdatetime\.now\(|\bdate\.today\(|\buuid4\(|^async def ", source, re.MULTILINE)


def test_time_is_passed_in() -> None:
    """Only the clock looks at the clock."""
    asking = re.compile(r"\bdatetime\.(now|utcnow)\(|\bdate\.today\(|\bdatetime\.today\(")
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in modules("service", "api", "jobs")
        for match in asking.finditer(path.read_text(encoding="utf-8"))
        if name_of(path) not in {"service/clock.py", "jobs/clockwork.py"}  # both are clocks
    ]
    assert found == []


OURS = ("service", "api", "jobs")
MOST_LINES, LONGEST_FILE = 60, 400


def test_a_function_fits_in_the_head() -> None:
    """Half of them have ten lines or fewer, and none more than sixty."""
    lengths = {
        f"{name_of(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules(*OURS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert median(lengths.values()) <= 10
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_a_file_has_one_subject() -> None:
    """A file of more than four hundred lines has two."""
    long = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in modules(*OURS)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_module_needs_one_that_needs_it() -> None:
    """What is imported as a module is read, in a circle: whoever is read first would find the other half made."""
    paths = {_dotted(path): path for path in modules(*OURS)}
    needs = {
        dotted: {
            name if name in paths else name.rpartition(".")[0]
            for node in tree(path).body
            for name in _named(node)
        }
        & paths.keys() - {dotted}
        for dotted, path in paths.items()
    }
    TopologicalSorter(needs).prepare()


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


def _named(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
