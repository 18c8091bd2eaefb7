"""Gathers during the run and judges at its end: also over several workers, whose findings the controller reads."""

import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
import structlog
from litestar import Litestar

from tests.quality.leaks.exchange import Exchange
from tests.quality.leaks.gathered import read
from tests.quality.leaks.here import HERE
from tests.quality.leaks.judge import Finding, judge

FINDINGS: list[Finding] = []
OURS = ("relais", "api", "service", "jobs", "uvicorn", "litestar", "apscheduler")


def pytest_configure(config: pytest.Config) -> None:
    """Listen from the first test on."""
    if not hasattr(Litestar, "relais_unheard"):
        _listen_to_requests()
        _listen_to_lines()


def _listen_to_requests() -> None:
    unheard = Litestar.__call__

    async def heard(self: Litestar, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or "store" not in self.state:
            await unheard(self, scope, receive, send)
            return
        exchange = Exchange(scope)
        try:
            await unheard(self, scope, exchange.receiving(receive), exchange.sending(send))
        finally:
            exchange.note(HERE)

    Litestar.relais_unheard = unheard  # type: ignore[attr-defined]
    Litestar.__call__ = heard  # type: ignore[method-assign]


def _listen_to_lines() -> None:
    unheard = structlog.PrintLogger.msg

    def heard(self: structlog.PrintLogger, message: str) -> None:
        HERE.line(message)
        unheard(self, message)

    for name in [name for name, method in vars(structlog.PrintLogger).items() if method is unheard]:
        setattr(structlog.PrintLogger, name, heard)
    _listen_to_libraries()


def _listen_to_libraries() -> None:
    """The libraries that run us log by the standard library; before its handlers, which others take away."""
    unheard = logging.Logger.handle

    def heard(self: logging.Logger, record: logging.LogRecord) -> None:
        if record.name.startswith(OURS):
            HERE.line(record.getMessage())
        unheard(self, record)

    logging.Logger.handle = heard  # type: ignore[method-assign]


def _folder() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return Path(tempfile.gettempdir()) / f"relais-leaks-{run}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what it saw; whoever is not a worker judges, and fails the run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        HERE.write(_folder(), worker)
        return
    folder = _of_workers(session.config)
    whole = read(folder)
    whole.add(HERE)
    shutil.rmtree(folder, ignore_errors=True)
    FINDINGS[:] = judge(whole)
    if FINDINGS and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _of_workers(config: pytest.Config) -> Path:
    """Where the workers of this run wrote; the controller knows their run by its own plugin."""
    run = getattr(config.pluginmanager.get_plugin("dsession"), "nodemanager", None)
    uid = getattr(run, "testrunuid", None)
    return Path(tempfile.gettempdir()) / f"relais-leaks-{uid}" if uid else _folder()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Which secret shows where; said last, because whoever reads a failed run reads its end."""
    if FINDINGS:
        terminalreporter.section("something sensitive shows", red=True)
        for finding in FINDINGS[:50]:
            terminalreporter.write_line(str(finding))
