"""A machine without a browser says so; a machine that calls itself CI fails."""

from pathlib import Path

import pytest

from tests import browser


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_candidates", lambda _: iter([Path("/nowhere/chromium")]))
    monkeypatch.setattr(browser, "_ways_to_install", lambda: iter([[["false"]]]))


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_absence_is_loud_and_fails_only_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    assert browser.main() == code
    assert "NO CHROMIUM" in capsys.readouterr().err


def test_a_named_browser_comes_first_if_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "chromium"
    named.write_text("#!/bin/sh\nexit 0\n")
    monkeypatch.setenv("RELAIS_CHROMIUM", str(named))
    assert browser.find_chromium() != named, "it may not be executed yet"
    named.chmod(0o755)
    assert browser.find_chromium() == named


def test_notices_ask_for_a_whole_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell is the quick one, and shows no notices."""
    for name in ("chromium", browser.SHELL):
        (tmp_path / name).write_text("#!/bin/sh\nexit 0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.delenv("RELAIS_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find_chromium() == tmp_path / browser.SHELL
    assert browser.find_chromium(notices=True) == tmp_path / "chromium"
