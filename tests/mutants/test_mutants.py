"""The judge of the tests is judged: in a small project it notices what is tested, and what is not."""

from pathlib import Path

import pytest

from tests.mutants.report import Examined, all_of, table, too_weak
from tests.mutants.selection import rules_of, who_test
from tests.mutants.workshop import NotRun, examine

RULES = """
def watched(cents):
    return cents > 100


def half_watched(nights):
    return nights >= 3


def forgotten(people):
    return people + 1


class Party:
    def __init__(self, size):
        self.size = size

    @property
    def alone(self):
        return self.size == 1
"""
TESTS = """
import pytest

from service.beds.rules import Party, half_watched, watched


@pytest.fixture
def server():
    raise AssertionError("a pure test needs no database")


def test_watched():
    assert not watched(100)
    assert watched(101)


def test_half_watched():
    assert half_watched(5)


def test_property():
    assert Party(1).alone
    assert not Party(2).alone


def test_of_the_database(server):
    assert half_watched(3)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "service/beds/rules.py": RULES,
        "service/other/rules.py": "def other():\n    return 1\n",
        "tests/test_beds_rules.py": TESTS,
        "tests/test_story.py": "from service.beds import rules\n\n\ndef test_story():\n    assert rules.watched(999)\n",
        "tests/test_of_nothing.py": "def test_nothing():\n    assert True\n",
        "tests/helper.py": "from service.other import rules\n",
        "tests/test_other.py": "from tests.helper import rules\n\n\ndef test_other():\n    assert rules.other() == 1\n",
        "tests/pure.py": (Path(__file__).parent / "pure.py").read_text(encoding="utf-8"),
        "pyproject.toml": '[project]\nname = "small"\n',
    }
    for folder in ("service", "service/beds", "service/other", "tests"):
        files[f"{folder}/__init__.py"] = ""
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "project"


def test_what_is_tested_is_noticed_and_what_is_not_survives(project: Path, tmp_path: Path) -> None:
    """Each mutant of `watched` and of the property dies; a bound tried on one side only and a function
    without a test survive; a test that needs PostgreSQL is no help."""
    rules = rules_of(project, "service/beds")
    (found,) = examine(project, rules, who_test(project, rules), tmp_path / "shop", plugin="tests.pure")
    assert (found.rule, found.mutants, found.killed) == ("service/beds/rules.py", 9, 5)
    assert sorted(name.rpartition(".")[2].partition("__mutmut")[0] for name in found.survivors) == [
        "x_forgotten",
        "x_forgotten",
        "x_half_watched",
        "x_half_watched",
    ]
    differences = (tmp_path / "shop" / "survivors.diff").read_text(encoding="utf-8")
    assert "+    return nights > 3" in differences
    assert "cents" not in differences


def test_tests_that_fail_by_themselves_judge_nothing(project: Path, tmp_path: Path) -> None:
    with (project / "tests/test_beds_rules.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef test_broken():\n    assert watched(1)\n")
    rules = rules_of(project, "service/beds")
    with pytest.raises(NotRun, match="test_broken"):
        examine(project, rules, who_test(project, rules), tmp_path / "shop", plugin="tests.pure")


def test_rules_are_found_by_folder_and_their_tests_by_import(project: Path) -> None:
    assert rules_of(project) == ["service/beds/rules.py", "service/other/rules.py"]
    assert rules_of(project, "service/other/rules.py") == ["service/other/rules.py"]
    assert who_test(project, ["service/beds/rules.py"]) == ["tests/test_beds_rules.py"]
    assert who_test(project, ["service/other/rules.py"]) == ["tests/test_other.py"]
    with pytest.raises(ValueError, match=r"no rules\.py below service/nowhere"):
        rules_of(project, "service/nowhere")


def test_one_weak_file_is_too_weak_and_so_is_the_sum() -> None:
    strong = Examined("a", 90, ())
    fair = Examined("b", 10, ("1", "2", "3"))
    weak = Examined("c", 10, ("1", "2", "3", "4"))
    assert too_weak([strong, fair]) == []
    assert too_weak([strong, weak]) == ["c"]
    assert too_weak([fair]) == ["all"]
    assert all_of([strong, weak]).ratio == 0.96
    assert table([weak, strong]).splitlines() == [
        "rules  mutants  killed  survived   ratio",
        "a         90      90         0  100.0%",
        "c         10       6         4   60.0%",
        "all      100      96         4   96.0%",
    ]
