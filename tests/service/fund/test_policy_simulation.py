"""Another policy, asked the questions of the past."""

from pathlib import Path

from click.testing import CliRunner

from api.cli.main import main
from service.fund.policy.document import Band
from service.fund.policy.rules import ATTESTATIONS, Line, LineAnswer, Question, evaluate, write
from service.fund.policy.simulation import Change, Past, simulate
from tests.service.fund.conftest import a_policy


def past(code: str, cents: int) -> Past:
    """A request of one line, decided under the test rules."""
    question = Question(ATTESTATIONS, (Line("a", "food", cents),))
    return Past(code, question, evaluate(a_policy(), question))


def test_what_a_lower_band_would_have_changed() -> None:
    """ELG-08: of three requests, the one between the two bands would have needed a second person."""
    stricter = a_policy(version=2, bands=(Band(1, 20_000), Band(2)))
    found = simulate(stricter, [past("R-1", 10_000), past("R-2", 25_000), past("R-3", 40_000)])
    assert (found.requests, found.changed) == (3, 1)
    assert found.changes == (Change("R-2", LineAnswer("a", "people", 1), LineAnswer("a", "people", 2)),)


def test_the_same_policy_changes_nothing() -> None:
    """ELG-08: another version with the same rules gives the same answers."""
    assert simulate(a_policy(version=9), [past("R-1", 10_000)]).changes == ()
    assert simulate(a_policy(), []).requests == 0


def test_a_file_is_checked(tmp_path: Path) -> None:
    """ELG-08, FND-10: each fault by its code and place, and an exit code."""
    good, bad, none = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "none.json"
    good.write_bytes(write(a_policy()))
    bad.write_bytes(write(a_policy(bands=(Band(1, 100),))))
    none.write_text('{"version": 1}')
    runs = [CliRunner().invoke(main, ["policy", "check", str(file)]) for file in (good, bad, none)]
    assert [run.exit_code for run in runs] == [0, 1, 1]
    assert runs[0].output == "This policy holds.\n"
    assert runs[1].output == "last_band_has_an_end: bands\n"
    assert runs[2].output.startswith("not_a_policy: ")
