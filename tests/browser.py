"""The Chromium that browser tests drive: found on this machine, or installed when `make` asks for it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# Quiet and alone: no sandbox (root in a container has none), no updates, no synchronisation, no first visit.
LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

SHELL = "chromium-headless-shell"
"""Chromium without its windows: the same engine at less than half the cost of a page. It shows no notices."""
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

NO_BROWSER = """
======================================================================
  NO CHROMIUM: the browser tests will NOT run on this machine.
  Install one (Debian: apt install chromium) or name one by
  RELAIS_CHROMIUM=/path/to/chromium.
======================================================================
"""


def find_chromium(*, notices: bool = False) -> Path | None:
    """The first that really starts: the one that was named, an installed one, Playwright's own; with `notices`, one
    that can show them."""
    return next((path for path in _candidates(notices) if _runs(path)), None)


def _candidates(notices: bool) -> Iterator[Path]:
    if named := os.environ.get("RELAIS_CHROMIUM"):
        yield Path(named)
    for name in WHOLE if notices else (SHELL, *WHOLE):
        if found := shutil.which(name):
            yield Path(found)
    yield from _playwrights_own()


def _playwrights_own() -> list[Path]:
    """Newest first. Playwright could tell, but only by starting its driver."""
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    return sorted(Path(home).glob("chromium-*/chrome-linux*/chrome"), reverse=True)


def _runs(path: Path) -> bool:
    """A name on PATH may be a shim with nothing behind it."""
    try:
        subprocess.run([path, "--version"], capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def install_chromium() -> None:
    """Debian's packages where we may install them, else Playwright's where it can be reached."""
    for commands in _ways_to_install():
        if all(_succeeds(command) for command in commands) or find_chromium(notices=True):
            return


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _may_install_packages() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _ways_to_install() -> Iterator[list[list[str]]]:
    if _may_install_packages():
        install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"]
        yield [["apt-get", "update", "-qq"], [*install, "--no-install-recommends", WHOLE[0], SHELL]]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def main() -> int:
    """Only a machine that calls itself CI must have a browser; elsewhere its absence is said, loudly."""
    if find_chromium(notices=True) is None or (_may_install_packages() and not shutil.which(SHELL)):
        install_chromium()
    if find_chromium(notices=True):
        return 0
    print(NO_BROWSER, file=sys.stderr)  # noqa: T201
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
