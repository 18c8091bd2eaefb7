"""What leaves Relais as a letter, a table, a file or a log line, and what somebody put into it."""

import ast
import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
import structlog

from api.observe import configure_logging
from service.messages.channels.mail import Mail, SmtpCourier
from service.messages.outbox import Hopeless
from service.partners.directory.files import written as directory_written
from service.partners.directory.rules import Terms
from service.tables.writing import harmless, written
from tests.api.world import World

pytestmark = pytest.mark.xdist_group("doors")

HERE = Path(__file__).parents[3]

FORMULAS = (
    "=1+1", "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  =HYPERLINK(\"http://evil.test\")",
    "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠SUM(A1)", '=IMPORTXML("http://evil.test","//a")', "\u00a0=1",
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula: str) -> None:
    """CWE-1236 (ASVS 5.0.0-v1.2.10): in the head and in a row, after a comma, a quote and a line's end as well."""
    for text in (formula, formula + '","=1', formula + "\r\n=1"):
        table = written([text], [[text, 5, Decimal("-1.50"), None]])
        for row in csv.reader(io.StringIO(table, newline="")):
            assert row[0] == f"'{text}"
    assert written(["a"], [[-5]]) == "a\r\n-5\r\n"


def test_every_table_goes_through_the_one_rule() -> None:
    """CWE-1236: whoever writes rows names the rule; a third writer is found here."""
    writers = {
        path.relative_to(HERE).as_posix()
        for room in ("api", "service", "jobs")
        for path in (HERE / room).rglob("*.py")
        if "csv.writer(" in path.read_text()
    }
    assert writers == {
        "service/tables/writing.py",
        "service/fund/books/export.py",
    }
    assert "service.tables.writing import harmless" in (HERE / "service/fund/books/rules.py").read_text()


def test_a_directory_of_formulas() -> None:
    """AGR-06: its cells are words of lists; one that was not would be a text."""
    today = date(2026, 11, 3)
    terms = Terms(need="interpreter", free=True, regions=("=1+1",), starts_on=today, until=today)
    assert "'=1+1" in directory_written([terms])
    assert harmless("CA-QC") == "CA-QC"


ADDRESSES = (
    "a@b.ca\r\nBcc: evil@x.test", "a@b.ca\nSubject: x", "a,evil@x.test", "a;evil@x.test", "<a>@b.ca", "a(b)@c.ca",
    "=?utf-8?q?a=40x.test=2C?=b@c.ca", "=?utf-8?q?a=40evil.test=3E=20?=@good.ca", "x:a;@b.ca", '"a b"@c.ca', "a@b@c.ca",
    "a@", "@b.ca", "a@b.ca,", "a@b.ca>", "a@[127.0.0.1]", "a\u2028@b.ca", "a\x85@b.ca", "a\0@b.ca", "é@b.ca",
    "a@b\u3002ca", "", "a@-b.ca",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_letter_goes_to_one_address_or_to_nobody(address: str) -> None:
    """CWE-93 (ASVS 5.0.0-v1.2.6): two lines, two addresses, comments, encoded words: no server is even called."""
    courier = SmtpCourier("smtp://127.0.0.1:1", "relais@relais.test")
    with pytest.raises(Hopeless):
        await courier.deliver(Mail(address, "Relais", "…"))


@pytest.mark.parametrize("address", ADDRESSES)
async def test_nobody_is_invited_at_such_an_address(world: World, address: str) -> None:
    """ADM-02: the address that a colleague signs is the one that the letter goes to."""
    stage, client = world.stage, world.client
    body = {"roles": ["pivot_worker"], "ends_on": "2027-01-01", "email": address, "language": "fr"}
    headers = world.as_(stage.pivot, key="invite")
    answer = await client.post("/v1/invitations", json=body, headers=headers)
    assert (answer.status_code, [each["field"] for each in answer.json()["fields"]]) == (400, ["email"])


def test_a_log_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """CWE-117 (ASVS 5.0.0-v16.4.1): whatever a value holds, an entry is one line of JSON, visible ASCII alone."""
    before = structlog.get_config()
    configure_logging()
    evil = 'x\r\n{"event": "forged"}\x1b[31m\x00\u2028\u202e"'
    structlog.get_logger().info("request", operation=evil, request_id=evil)
    structlog.configure(**before)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["operation"] == evil
    assert all(32 <= ord(sign) < 127 for sign in line)


LOGGED = {"operation", "status", "ms", "request_id"}


def test_a_request_is_logged_by_what_is_ours(world: World) -> None:
    """CWE-117, CNF-06: no log call of ours is given a path, a body, a header or an address of whoever asks."""
    told = set()
    for room in ("api", "service", "jobs"):
        for path in (HERE / room).rglob("*.py"):
            text = path.read_text()
            if "log." not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if (
                    isinstance(node, ast.Call)
                    and getattr(getattr(node.func, "value", None), "id", "") == "log"
                ):
                    assert node.args[:1] == [] or isinstance(node.args[0], ast.Constant), path
                    told |= {each.arg for each in node.keywords}
    assert not told & {
        "path",
        "url",
        "body",
        "headers",
        "query",
        "email",
        "address",
        "text",
        "code",
        "form",
        "token",
    }
    assert told >= LOGGED


async def test_a_request_id_of_somebodys_own_is_a_plain_one(world: World) -> None:
    """CWE-117, CWE-113: anything else is replaced, never echoed."""
    client = world.client
    for given in ("a" * 65, "a b c d e f", "x\x1b[31mred", "<script>1</script>", '"\\u0000"', "short"):
        answer = await client.get(
            "/sign-in", headers=httpx.Headers([("X-Request-Id", given)], encoding="utf-8")
        )
        assert answer.headers["x-request-id"] != given
    assert (await client.get("/sign-in", headers={"X-Request-Id": "abcdef-123"})).headers[
        "x-request-id"
    ] == "abcdef-123"
