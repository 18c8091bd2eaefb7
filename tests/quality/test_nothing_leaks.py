"""SAF-12: nothing sensitive in an address, a title or a log line. The judge can fail, and listens to the whole run."""

import base64
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import structlog

from api.browser.cookies import LANGUAGE
from tests.quality.leaks.exchange import A_SECRET_CODE, Exchange
from tests.quality.leaks.gathered import Gathered, read
from tests.quality.leaks.here import HERE
from tests.quality.leaks.judge import judge
from tests.quality.source import PROJECT

TOKEN = "Zk3v_9Jq0aXw1LmN8pRt5uYb2cDe4fGh6iJk7lMnOpQ"
CURSOR = base64.urlsafe_b64encode(json.dumps(["K7Q-42M"]).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("place", "text", "what"),
    [
        ("addresses", "/v1/cases/K7Q-42M?", "case code"),
        ("addresses", f"/?after={CURSOR}", "case code"),
        ("addresses", "/demo?email=pivot@relais.test", "e-mail address"),
        ("addresses", f"/invitation?{TOKEN}", "random token"),
        ("addresses", "/v1/operations?reference=OP-7F3K", "operation"),
        ("titles", "K7Q-42M – Relais", "case code"),
        ("titles", "12, rue des Érables – Relais", "address"),
        ("lines", "[error] defect why='no row for pivot@relais.test'", "e-mail address"),
        ("lines", "[info] request token=eyJhbGciOiJFZERTQSJ9.e30.c2ln", "signed token"),
        ("lines", "[info] pin given 4821", "PIN '4821'"),
        ("lines", "[info] called 514 555-0100", "telephone"),
    ],
)
def test_the_judge_finds_what_shows(place: str, text: str, what: str) -> None:
    """Each kind of secret, in each kind of place."""
    gathered = Gathered(secrets={"4821": "PIN", "12, rue des Érables": "address"})
    getattr(gathered, place).add(text)
    assert [finding.what for finding in judge(gathered)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "/v1/cases/{id}/consents?",
        "/?women=1&men=0&children=0&nights=1&region=CA-QC",
        "/static/relais.css?0a1b2c3d4e",
        "/v1/shelters/{id}/counts?limit=20",
    ],
)
def test_the_judge_lets_pass_what_says_nothing(text: str) -> None:
    assert judge(Gathered(addresses={text}, secrets={"4821": "PIN"})) == []


async def test_the_run_is_listened_to(client: httpx.AsyncClient) -> None:
    """Addresses, titles and lines of this very run are among what will be judged."""
    await client.get("/lock?women=3", headers={"Accept": "text/html", "Cookie": f"{LANGUAGE}=en"})
    structlog.get_logger("relais.test").warning("a line of ours")
    other = logging.getLogger("relais.test")
    other.setLevel(logging.WARNING)
    other.warning("a line by the other way")
    assert "/lock?women=3" in HERE.addresses
    assert "Session ended – Relais" in HERE.titles
    assert any("a line of ours" in line for line in HERE.lines)
    assert "a line by the other way" in HERE.lines


@pytest.mark.parametrize(
    ("code", "secret"),
    [
        ("493817", True),
        ("K7Q-42M", True),
        ("4J8K2N6Q9S3V5X7Z", True),
        ("4821-9573-6604-1187", True),
        ("CA-QC", False),
        ("travel_international", False),
    ],
)
def test_a_code_is_secret_or_a_word_of_ours(code: str, secret: bool) -> None:
    """A voucher's code may show nowhere; a category of the code book stands in an address."""
    assert bool(A_SECRET_CODE.fullmatch(code)) is secret


async def test_secrets_are_learnt_as_they_pass() -> None:
    """A form's code, an answer's PIN, what a page shows once, and a cookie's value."""
    scope = {
        "type": "http",
        "path": "/x",
        "query_string": b"",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
    }
    exchange = Exchange(scope)  # type: ignore[arg-type]
    exchange.asked += b"email=a%40b.test&code=493817&women=2"
    exchange.headers = {
        b"content-type": ["text/html; charset=utf-8"],
        b"set-cookie": [f"__Host-relais={TOKEN}; Path=/"],
    }
    exchange.answered += b'<title>T</title><p><code class="secret big">ABCD EFGH</code></p>'
    exchange.answered += b'<a href="/places">P</a><a href="tel:+15550112">+1 555 0112</a>'
    gathered = Gathered()
    exchange.note(gathered)
    assert gathered.addresses == {"/places"}, "a number to call goes to no server"
    assert gathered.secrets == {
        "a@b.test": "e-mail",
        "493817": "code",
        "ABCD EFGH": "shown once",
        TOKEN: "cookie",
    }


def test_several_processes_are_judged_as_one(tmp_path: Path) -> None:
    """A secret made by one worker, shown by another."""
    Gathered(secrets={"rue des Érables 12": "address"}).write(tmp_path, "gw0")
    Gathered(titles={"rue des Érables 12 – Relais"}).write(tmp_path, "gw1")
    assert [finding.what for finding in judge(read(tmp_path))] == ["address"]


LEAKING = """
import structlog

def test_logs_an_address():
    structlog.get_logger("relais").info("invited pivot@relais.test")
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_leak_fails_a_run_that_passed(tmp_path: Path, workers: str) -> None:
    """The judge's word is the run's: alone, and over several workers."""
    (tmp_path / "test_leaking.py").write_text(LEAKING, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        'pytest_plugins = ["tests.quality.leaks.plugin"]\n', encoding="utf-8"
    )
    own = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers, "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**own, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "1 passed" in run.stdout
    assert "log line: e-mail address" in run.stdout
    assert run.returncode == 1
