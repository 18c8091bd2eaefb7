"""What is nowhere in the source: interpreters of what was sent, chance that can be guessed, nodes made of text."""

import ast
import re
from functools import cache
from typing import Final

import pytest

from tests.quality.source import PROJECT, modules, name_of, tree

SOURCE: Final = ("api", "service", "jobs", "migrations")
SCRIPTS: Final = sorted((PROJECT / "api" / "pages" / "static").glob("*.js"))
TEMPLATES: Final = sorted((PROJECT / "api" / "pages" / "templates").rglob("*.html"))

NOT_HERE: Final = {
    "1.2.6": ("ldap", "ldap3"),
    "1.2.7": ("xpath", "elementpath"),
    "1.2.8": ("pylatex", "latex"),
    "1.3.1": ("bleach", "nh3", "markdown", "markdown_it", "mistune", "commonmark"),
    "1.3.9": ("memcache", "pymemcache", "aiomcache"),
    "1.5.1": ("xml", "lxml", "defusedxml", "xmltodict"),
    "1.5.2": ("pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle", "joblib"),
    "4.3.1": ("graphql", "strawberry", "ariadne"),
    "4.4.1": ("websockets", "wsproto"),
    "5.2.3": ("zipfile", "tarfile", "py7zr", "rarfile"),
    "10.4.1": ("authlib", "oauthlib", "msal", "saml2", "onelogin"),
    "11.5.1": ("random",),
    "17.1.1": ("aiortc", "pylibsrtp"),
}
"""What a requirement is about, and which library would bring it here."""
UNPACKS: Final = {"service/backups": ("tarfile",), "api/bundles": ("zipfile",)}
"""A backup that its operator restores on the command line is no upload; a proof that we pack is taken from nobody."""


@pytest.mark.parametrize("item", NOT_HERE)
def test_what_is_not_here_cannot_be_attacked(item: str) -> None:
    """ASVS 5.0.0: no XML, no LDAP, no markup of others, no pickles, no archives, no federation, no WebRTC."""
    found = [(name, dotted) for name, dotted in imported() if dotted.split(".")[0] in NOT_HERE[item]]
    assert [each for each in found if not _unpacks(*each)] == []


def _unpacks(name: str, dotted: str) -> bool:
    return any(name.startswith(room) and dotted in allowed for room, allowed in UNPACKS.items())


@cache
def texts() -> dict[str, str]:
    """The product's files by name; what a pattern cannot settle is parsed, file by file."""
    return {name_of(path): path.read_text(encoding="utf-8") for path in modules(*SOURCE)}


@cache
def imported() -> frozenset[tuple[str, str]]:
    """Each import of the product, wherever it stands: which file, which module."""
    said = re.compile(r"^[ \t]*(?:from|import) ([a-zA-Z_][\w.]*)", re.MULTILINE)
    return frozenset((name, dotted) for name, text in texts().items() for dotted in said.findall(text))


def called(pattern: str) -> list[tuple[str, ast.Call, str]]:
    """The calls in files where the pattern shows: the file, the call, the last part of what is called."""
    return [
        (name, node, _last(node.func))
        for name, text in texts().items()
        if re.search(pattern, text, re.MULTILINE)
        for node in ast.walk(tree(PROJECT / name))
        if isinstance(node, ast.Call)
    ]


def _last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else str(getattr(function, "id", ""))


def test_nothing_that_was_sent_is_run() -> None:
    """ASVS 1.2.5, 1.3.2: no eval, no exec, no shell; `compile` is that of regular expressions."""
    found = [
        (file, call.lineno, name)
        for file, call, name in called(r"\b(?:eval|exec|system|popen|__import__|compile) *\(|\bshell *=")
        if name in {"eval", "exec", "system", "popen", "__import__"}
        or (name == "compile" and isinstance(call.func, ast.Name))
        or any(word.arg == "shell" for word in call.keywords)
    ]
    assert found == []


def test_statements_are_written_before_anybody_asks() -> None:
    """ASVS 1.2.4: a statement is made when its module is read, so nothing that was sent can be part of its text."""
    inside = {
        f"{file}:{function}"
        for file, text in texts().items()
        if not file.startswith("migrations/")
        for line in re.finditer(r"^ +.*?\bsql\(", text, re.MULTILINE)
        if (function := _around(text[: line.start()], line[0]))
    }
    assert inside == WRITTEN_LATER


def _around(before: str, line: str) -> str:
    """The function that a line stands in, by the indentation of what comes before it; empty outside of any."""
    indent = len(line) - len(line.lstrip())
    for above in reversed(before.splitlines()):
        deep = len(above) - len(above.lstrip())
        if above.strip() and deep < indent:
            indent = deep
            if found := re.match(r" *(?:async )?def (\w+)", above):
                return found[1]
        if indent == 0:
            return ""
    return ""


WRITTEN_LATER: Final = {"service/store/store.py:at_once", "jobs/cleaning.py:_over"}
"""Called by modules as they are read, with constants of theirs."""


def test_no_statement_is_put_together_where_it_is_run() -> None:
    """ASVS 1.2.4: what runs is a constant; names of roles and databases, at the operator's command line, are quoted."""
    found = {
        file
        for file, call, name in called(r"\.(?:execute|fetch\w*|cursor)\(\s*(?:f[\"']|[\w.\"']+ [+%])")
        if name in {"execute", "fetch", "fetchval", "fetchrow", "cursor"} and call.args
        if isinstance(call.args[0], (ast.JoinedStr, ast.BinOp))
    }
    assert {path for path in found if not path.startswith(AT_A_COMMAND_LINE)} <= {"api/parts.py"}


AT_A_COMMAND_LINE: Final = ("api/cli/", "api/demo/", "migrations/", "service/backups/", "service/store/")
"""What an operator runs with their own hands, and the demo."""


def test_patterns_are_written_before_anybody_asks() -> None:
    """ASVS 1.2.9: what is sent is read by a pattern, and is never part of one."""
    ways = "compile|search|match|fullmatch|sub|split|findall|finditer"
    taken = re.compile(rf"\bre\.(?:{ways})\(\s*(?![rfb]{{0,2}}[\"'])(\w[\w.]*)")
    found = {(name, each) for name, text in texts().items() for each in taken.findall(text)}
    assert {(name, each) for name, each in found if not each.split(".")[0].isupper()} == {
        ("api/wrong.py", "shape"),
        ("api/demo/stripe_double/routing.py", "pattern"),
    }, "both go through tuples of constants"


def test_only_sentences_of_ours_have_gaps() -> None:
    """ASVS 1.3.10: a format is a constant of these modules; what was sent is a fact that fills its gap."""
    filled = re.compile(r"(?<!msgspec\.json)\.format(?:_map)?\(")
    found = {name for name, text in texts().items() if filled.search(text)}
    assert {name for name in found if not name.startswith(AT_A_COMMAND_LINE)} == {
        "api/v1/operations/words.py",
        "service/messages/texts/words.py",
        "service/refusals.py",
    }


def test_names_of_downloads_hold_days_at_most() -> None:
    """ASVS 5.4.1, 5.4.2: no name that was sent is ever part of a header."""
    named = re.compile(r"filename=\"([^\"]*)\"")
    found = {
        gap
        for text in texts().values()
        for name in named.findall(text)
        for gap in re.findall(r"\{(\w+)", name)
    }
    assert found <= {"from_day", "to_day", "asked", "name", "kept"}, "days, the size of a log, a name of ours"


def test_reading_changes_nothing_but_the_trail() -> None:
    """ASVS 3.5.3: a GET runs no command, but those that show something sensitive and leave that it was looked at."""
    doors = re.compile(
        r"^@(?:read|get)\((?:.|\n)*?^async def (\w+)((?:.|\n)*?)(?=^@|^(?:async )?def |^class |\Z)",
        re.MULTILINE,
    )
    found = {
        f"{file}:{name}"
        for file, text in texts().items()
        if file.startswith(("api/v1/", "api/pages/"))
        for name, body in doors.findall(text)
        if re.search(r"\.run\(|\.working\(|\bact\(", body)
    }
    assert found == LOOKS


LOOKS: Final = {
    "api/v1/cases/consents.py:get_shared",
    "api/v1/fund/requests.py:get_audited_request",
    "api/v1/payments/receipts.py:get_picture",
    "api/v1/fund/reviews.py:get_draws",
    "api/v1/operations/partners.py:read_disclosure_door",
    "api/pages/money/receipt.py:see_picture",
}
"""What was shared, a request under audit, a receipt, a draw, a disclosure: each look is an event (FND-09)."""


def test_pages_escape_all_that_they_show() -> None:
    """ASVS 1.2.1, 1.3.7: templates are files of ours, escaped by themselves, and nobody says `safe`."""
    assert len(TEMPLATES) > 50
    for template in TEMPLATES:
        said = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|\son[a-z]+=", said), template.name
    frame = (PROJECT / "api" / "pages" / "frame.py").read_text(encoding="utf-8")
    assert "autoescape=True" in frame
    assert [file for file, _, name in called(r"from_string\(") if name == "from_string"] == []
    marked = [file for file, _, name in called(r"Markup\(") if name == "Markup"]
    assert marked == ["api/pages/codes.py"], "the square of an authenticator app, drawn by its library"


def test_a_proof_is_packed_and_none_is_unpacked() -> None:
    """ASVS 5.2.3: the one archive of a door is written, never read."""
    opened = re.findall(
        r"ZipFile\(.*\)|\.(?:open|read|extract\w*)\(",
        (PROJECT / "api/bundles/folder.py").read_text(encoding="utf-8"),
    )
    assert opened == ['ZipFile(packed, "w")']


def test_scripts_make_no_nodes_of_text() -> None:
    """ASVS 3.2.2, 3.5.5, 15.3.6: no markup from text, no code from text, no messages of other windows."""
    assert len(SCRIPTS) >= 5
    never = re.compile(
        r"\.(?:innerHTML|outerHTML)\s*\+?=[^=]|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage\("
        r"|addEventListener\(.message.|__proto__|javascript:"
    )
    found = {path.name: hits for path in SCRIPTS if (hits := never.findall(path.read_text(encoding="utf-8")))}
    assert set(found) <= {"worker.js"}, found


TO_KEEP = r"(local|session)Storage\b(?!\.(?:getItem|removeItem|clear)\b)(?:\.setItem\(([^,]+),)?"
"""Whatever is done with a storage but read it or empty it; and under which key it is written."""


def test_a_browser_keeps_counts_and_nothing_else() -> None:
    """ASVS 14.3.3: numbers on a front desk's phone; for as long as a page takes to come, two that say where on it one
    was reading; no database, no cache of pages."""
    said = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS}
    kept = {(name, *found) for name, text in said.items() for found in re.findall(TO_KEEP, text)}
    assert kept == {("offline.js", "local", "KEPT"), ("live.js", "session", "PLACE")}
    assert [name for name, text in said.items() if "indexedDB" in text] == []
    assert "setItem(PLACE, `${at} ${parts()[at].getBoundingClientRect().top}`)" in said["live.js"]
    assert "sessionStorage.removeItem(PLACE)" in said["live.js"]


CRYPTOGRAPHY: Final = ("cryptography", "hashlib", "hmac", "secrets", "jwt", "pyotp", "pyrage", "webauthn")


def test_cryptography_is_where_the_inventory_says() -> None:
    """ASVS 11.1.2: `docs/security/cryptography.md` names each module that encrypts, signs, hashes or draws."""
    using = {
        name
        for name, dotted in imported()
        if dotted.split(".")[0] in CRYPTOGRAPHY and not name.startswith(("api/demo/", "migrations/"))
    }
    page = (PROJECT / "docs" / "security" / "cryptography.md").read_text(encoding="utf-8")
    assert using - set(re.findall(r"`((?:api|service|jobs)/[a-z0-9_/]+\.py)`", page)) == set()


def test_no_broken_hash_and_no_weak_mode() -> None:
    """ASVS 11.3.1, 11.4.1: no MD5, no SHA-1 but where RFC 6238 and the provider of texts ask for HMAC-SHA-1."""
    weak = re.compile(r"\b(?:md5|sha1|SHA1|MD5|ECB|CBC|PKCS1v15|TripleDES|ARC4|Blowfish)\b")
    found = {
        name
        for name, text in texts().items()
        if weak.search(text) and weak.search(re.sub(r'""".*?"""', "", text, flags=re.DOTALL))
    }
    assert found <= ASKED_FOR_BY_OTHERS


ASKED_FOR_BY_OTHERS: Final = {
    "service/messages/channels/texts.py",
    "service/partners/codes/rules.py",
    "api/demo/texts.py",
}
