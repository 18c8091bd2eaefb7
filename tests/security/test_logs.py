"""What a line of the log is, and what it never holds (OWASP ASVS 5.0.0, chapter 16)."""

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar, get
from structlog.testing import capture_logs

from api.observe import configure_logging
from api.problems import HANDLERS


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written to the standard error, as a process that serves writes it."""
    before = structlog.get_config()
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logging()
    yield stream
    structlog.configure(**before)


def test_a_line_is_one_line_of_json_in_utc(written: io.StringIO) -> None:
    """ASVS 16.2.2, 16.2.4, 16.4.1: whatever is in a value, it begins no line of its own."""
    structlog.get_logger("relais.test").info("probe", value='x\n{"event":"forged"}\r\n\x1b[2J')
    (line,) = written.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"]) == ("probe", "info")
    assert said["timestamp"].endswith("Z")
    assert said["value"].startswith("x\n")


async def test_a_defect_is_in_the_log_without_its_values() -> None:
    """ASVS 16.3.4, 16.5.1: where it happened and of which kind; neither its words nor what was sent, on either side."""

    @get("/broken")
    async def broken() -> None:
        raise ValueError("what somebody wrote")

    app: Any = Litestar([broken], exception_handlers=HANDLERS, openapi_config=None)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    with capture_logs() as lines:
        async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
            answer = await client.get("/broken?what=secret")
    (line,) = [each for each in lines if each["event"] == "defect"]
    assert (line["kind"], line["log_level"]) == ("ValueError", "error")
    assert line["where"][-1].startswith("broken:")
    for said in (str(line), answer.text):
        assert "what somebody wrote" not in said
        assert "secret" not in said
        assert "Traceback" not in said
