"""What the pages of docs/security/ say in numbers and names is what the code has."""

import re
from typing import Final

from api.app import LARGEST_BODY
from api.limits.asking import MEMBERS_BEHIND_A_SOURCE
from api.limits.connections import BODY_SECONDS, HEAD_SECONDS, LARGEST_HEAD
from api.limits.costs import COSTS, DEAR
from api.limits.hurry import WHOLE
from api.v1.messages.live import MOST_STREAMS
from service.fund.receipts.commands import MOST
from service.fund.receipts.pictures import LONGEST_SIDE, MOST_BYTES, MOST_PIXELS
from service.partners.attempts import limits
from service.partners.attempts.limits import Limit
from service.settings import Settings
from tests.quality.source import PROJECT
from tests.quality.test_security_document import NAMED, names_in
from tests.security.test_source import texts

FOLDER: Final = PROJECT / "docs" / "security"


def page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_the_limits_are_those_of_the_code() -> None:
    """ASVS 2.1.3, 5.1.1, 6.1.1, 15.1.3: each figure of `limits.md`, by the constant that holds it."""
    said = page("limits.md")
    units = Settings(environment="production").units_a_minute
    figures = {
        "units a minute, of one member": units,
        "units a minute, of one source": units * MEMBERS_BEHIND_A_SOURCE,
        "seconds for the head of a request": int(HEAD_SECONDS),
        "seconds for its body": int(BODY_SECONDS),
        "seconds for the whole of it": int(WHOLE),
        "bytes of a head": LARGEST_HEAD,
        "bytes of a body": LARGEST_BODY,
        "bytes of a picture": MOST_BYTES,
        "pixels of a picture": MOST_PIXELS,
        "pixels of the longest side that is kept": LONGEST_SIDE,
        "pictures of one line": MOST,
        "streams of one member": MOST_STREAMS,
    }
    found = dict(re.findall(r"^\| ([^|`]+) \| ([\d ]+) \|$", said, re.MULTILINE))
    assert {name: int(value.replace(" ", "")) for name, value in found.items()} == figures


def test_each_limit_of_attempts_is_said() -> None:
    """ASVS 6.1.1: how often each secret may be tried, and what is dear may be asked."""
    said = page("limits.md")
    every = [each for each in vars(limits).values() if isinstance(each, Limit)]
    assert len(every) >= 12
    for limit in every:
        minutes = int(limit.span.total_seconds() // 60)
        assert re.search(rf"^\| `{limit.name}` \| {limit.most} in {minutes} min \|", said, re.MULTILINE), (
            limit.name
        )


def test_each_cost_is_said() -> None:
    """ASVS 15.1.3: what costs more than one unit, and what is counted over all replicas."""
    said = page("limits.md")
    for operation, cost in COSTS.items():
        if " " not in operation:
            dear = DEAR[operation].name if operation in DEAR else ""
            assert f"| `{operation}` | {cost} | {dear} |".replace("|  |", "| |") in said, operation


def test_every_line_of_ours_is_in_the_inventory() -> None:
    """ASVS 16.1.1, 16.2.3: each kind of line, by its event's name."""
    kinds = {
        kind
        for name, text in texts().items()
        if not name.startswith(("api/demo/", "api/cli/"))
        for kind in re.findall(r"\blog\.(?:debug|info|warning|error|exception)\(\s*\"([^\"]+)\"", text)
    }
    assert len(kinds) >= 6
    assert kinds - set(re.findall(r"^\| `([^`]+)` \|", page("logs.md"), re.MULTILINE)) == set()


def test_a_finder_knows_what_to_do() -> None:
    """ASVS 15.1.1: `SECURITY.md` says where to write, what happens then, and within how many days."""
    said = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
    assert "RELAIS_SECURITY_CONTACT" in said
    assert "/.well-known/security.txt" in said
    assert re.findall(r"@[a-z0-9.-]+\.[a-z]{2,}", said) == [], "no address is invented"
    assert re.search(r"^\| critical \| \d+ days? \|", said, re.MULTILINE)


def test_every_row_of_the_vendor_checklist_is_answered() -> None:
    """NNEDV: yes with a test, no with what instead, or the operator's to answer."""
    rows = re.findall(r"^\| ([^|]+) \| (yes|no|operator) \| (.+) \|$", page("nnedv.md"), re.MULTILINE)
    assert len(rows) >= 30
    unproven = [subject for subject, answer, said in rows if answer == "yes" and not NAMED.search(said)]
    assert unproven == []
    for path, test in NAMED.findall(page("nnedv.md")):
        assert test in names_in(path) if test else names_in(path), (path, test)


def test_every_page_names_tests_that_exist() -> None:
    """CNF-12: whatever page of this folder names a test, it is there."""
    for document in FOLDER.glob("*.md"):
        for path, test in NAMED.findall(document.read_text(encoding="utf-8")):
            assert test in names_in(path) if test else names_in(path), (document.name, path, test)
