"""A copy of the project in which mutmut works: the checkout itself is never altered."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

from tests.mutants.report import Examined, examined

PARTS = ("service", "api", "jobs", "migrations", "tests")
PROCESSES = os.cpu_count() or 2


class NotRun(Exception):
    """mutmut stopped early: the tests fail without any mutant, or never reach the rules. It says what it said."""


def examine(
    project: Path,
    rules: Sequence[str],
    tests: Sequence[str],
    workshop: Path,
    *,
    plugin: str = "tests.mutants.pure",
) -> list[Examined]:
    """Alter each of the rules in every way mutmut knows, run the tests that reach it, and count who noticed.

    Raises `NotRun`. The mutants that nobody noticed are in `workshop/survivors.diff`.
    """
    _furnish(project, workshop)
    for rule in rules:
        _open_properties(workshop / rule)
    _configure(workshop, rules, tests, plugin)
    _mutmut(workshop)
    found = [examined(rule, workshop) for rule in rules]
    _describe(workshop, found)
    return found


def _furnish(project: Path, workshop: Path) -> None:
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    for part in PARTS:
        if (project / part).is_dir():
            shutil.copytree(
                project / part, workshop / part, ignore=shutil.ignore_patterns("__pycache__", "samples")
            )
    shutil.copy(project / "pyproject.toml", workshop)


def _open_properties(path: Path) -> None:
    """Write `name = property(name)` below a property: mutmut passes over whatever has a decorator."""
    lines = path.read_text(encoding="utf-8").splitlines()
    classes = [node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.ClassDef)]
    functions = [node for each in classes for node in each.body if isinstance(node, ast.FunctionDef)]
    for function in reversed(functions):
        if [ast.unparse(each) for each in function.decorator_list] == ["property"]:
            indent = " " * function.col_offset
            lines.insert(function.end_lineno or 0, f"{indent}{function.name} = property({function.name})")
            del lines[function.decorator_list[0].lineno - 1]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _configure(workshop: Path, rules: Sequence[str], tests: Sequence[str], plugin: str) -> None:
    settings: dict[str, object] = {
        "source_paths": ["service"],
        "only_mutate": list(rules),
        "also_copy": [part for part in PARTS if part != "service" and (workshop / part).is_dir()],
        "pytest_add_cli_args": ["-p", plugin, "-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": list(tests),
        "timeout_multiplier": 2.0,
        "timeout_constant": 1.0,
        "use_git_change_detection": False,
    }
    with (workshop / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n")
        file.writelines(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())


def _mutmut(workshop: Path) -> None:
    """Run it; on a terminal one sees how far it is, elsewhere only what went wrong."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(PROCESSES)]
    watched = sys.stdout.isatty()
    run = subprocess.run(
        command,
        cwd=workshop,
        stdout=None if watched else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if run.returncode:
        raise NotRun((run.stdout or b"").decode(errors="replace")[-4000:])


def _describe(workshop: Path, found: Sequence[Examined]) -> None:
    with chdir(workshop):  # where mutmut reads its settings, already when it is imported
        from mutmut.mutation.diff_apply import get_diff_for_mutant

        differences = [
            f"# {name}\n{get_diff_for_mutant(name, path=Path(each.rule))}\n"
            for each in found
            for name in each.survivors
        ]
    (workshop / "survivors.diff").write_text("\n".join(differences), encoding="utf-8")
