"""Every word that reaches a page stands in a file of words, in both languages: what does not is found here (LNG-01).

Templates are read by Jinja's own lexer and parser: what a template says by itself, and what its expressions can say by
themselves. Scripts are read for their strings. What a painted page shows is read in `test_every_screen`, marked.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from api.pages.frame import HERE, STATIC
from service.refusals import Said
from tests.pages.marking import LETTERS, Reader, marked, unmarked, wordy

TEMPLATES = HERE / "templates"
JINJA = Environment(autoescape=True)
HOLE = "\ufffc"
"""Stands where an expression says something."""
AS_THEY_ARE = {"Relais", "français", "English"}
"""No language changes these: the product's name, and each language by its own."""
COMMANDS = re.compile(r"relais( [a-z]+)+|make demo|python verify\.py")
"""What is typed at a machine: the same in every language, and a fact of a sentence that is said in both."""
DIRECTIVE = re.compile(r"%[\d.]*[a-z]|^tel:")
"""`%02d` is how a number is written, and `tel:` how an address begins."""
HANDED_ON = {"default", "d", "join", "replace"}
"""Filters whose arguments can come out of them."""


def skeleton(source: str) -> str:
    """The page that a template paints, with both branches of each choice, and for each expression a hole and all
    that it can say by itself."""
    whole: list[str] = []
    expression: list[str] | None = None
    for _, kind, value in JINJA.lex(source):
        if kind == "variable_begin":
            expression = []
        elif kind == "variable_end" and expression is not None:
            whole += [HOLE, *spoken("".join(expression))]
            expression = None
        elif expression is not None:
            expression.append(value)
        elif kind == "data":
            whole.append(value)
    return "".join(whole)


def spoken(expression: str) -> list[str]:
    """The texts of an expression that can come out of it as they stand."""
    tree = JINJA.parse(f"{{{{{expression}}}}}")
    return [text for output in tree.find_all(nodes.Output) for text in outcomes(output)]


def outcomes(node: nodes.Node) -> Iterator[str]:
    """Choices, sums and filters hand their parts on; a call gives what it gives."""
    parts: list[nodes.Node | None] = []
    match node:
        case nodes.Const(value=str(text)) | nodes.TemplateData(data=text):
            yield text
        case nodes.Output() | nodes.Concat():
            parts = list(node.nodes)
        case nodes.CondExpr():
            parts = [node.expr1, node.expr2]
        case nodes.BinExpr():
            parts = [node.left, node.right]
        case nodes.Filter():
            parts = [node.node, *(node.args if node.name in HANDED_ON else ())]
    for part in parts:
        yield from outcomes(part) if part else ()


def handed_over(source: str) -> list[str]:
    """Texts that a sentence, a macro or a variable is given, where they are words."""
    tree = JINJA.parse(source)
    judged = {text for output in tree.find_all(nodes.Output) for text in outcomes(output)}
    given = {str(found.value) for found in tree.find_all(nodes.Const) if isinstance(found.value, str)}
    return [text for text in sorted(given - judged) if wordy(text) and not COMMANDS.fullmatch(text)]


def unsaid(text: str) -> bool:
    """Whether this holds a word that no file of words has said."""
    return bool(set(LETTERS.findall(DIRECTIVE.sub("", text.strip()))) - AS_THEY_ARE)


def findings(source: str) -> list[str]:
    """What a template says by itself: as text, in an attribute that is read aloud, or by way of a macro."""
    reader = Reader()
    reader.feed(skeleton(source))
    reader.close()
    told = [*reader.texts, *reader.attributes, *handed_over(source)]
    return [text.strip() for text in told if unsaid(text)]


def strings(script: str) -> list[str]:
    """The texts of a script, without what a template literal fills in."""
    found = SCRIPT_STRING.findall(script)
    return [re.sub(r"\$\{[^}]*\}", "", "".join(groups)) for groups in found]


SCRIPT_STRING = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""", re.S
)
NOT_FOR_PEOPLE = {
    "Content-Type",
    "Shift",
    "Escape",
    "Relais",
    "not ours",
    "Ed25519",
    "relais bundle 2",
    "relais event 2",
}
"""A header, a key, the product, what a console is told of an address that is not ours; an algorithm and two formats."""
WORKER = {"Quelque chose attend votre lecture.", "Something awaits your reading."}
"""A worker has no page to take its words from: its one line stands in it, in both languages."""


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_a_template_says_nothing_by_itself(path: Path) -> None:
    """LNG-01, screens 14: text, and whatever is read aloud, comes from the files of words."""
    assert findings(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_a_script_says_nothing_by_itself(path: Path) -> None:
    """LNG-01: a script shows the words that the page hands to it."""
    said = {text for text in strings(path.read_text(encoding="utf-8")) if wordy(text)}
    assert said - NOT_FOR_PEOPLE == (WORKER if path.name == "worker.js" else set())


@pytest.mark.parametrize(
    "slip",
    [
        "<p>Une {{ number }}</p>",
        "<p>{{ say('x') }} ans</p>",
        "<p>{% if late %}En retard{% endif %}</p>",
        "<p>{{ 'en retard' if late else say('x') }}</p>",
        "<p>{{ name | default('personne') }}</p>",
        "<p>{{ count ~ ' lits' }}</p>",
        "<a aria-label=\"Fermer {{ code }}\">{{ say('x') }}</a>",
        "<img alt=plan>",
        "<input placeholder='{% if a %}nom{% endif %}'>",
        "<p data-wait='Un instant'></p>",
        "<input type=submit value=Envoyer>",
        "{{ parts.state('late', 'En retard') }}",
        "{% set title = 'En retard' %}",
        "{% macro late() %}<b>tard</b>{% endmacro %}",
    ],
)
def test_a_slip_is_found(slip: str) -> None:
    """What the tests above would say of words in a template."""
    assert findings(slip)


def test_what_is_marked_is_ours_and_its_facts_are_not() -> None:
    """What `test_every_screen` reads: a sentence that went by `Said` is ours, a word filled into it is not."""
    with marked():
        painted = Said("{count} lits, {kind}", "{count} beds, {kind}").in_(
            "fr", {"count": 2, "kind": "famille"}
        )
    assert unmarked(f"<p>Reste {painted}</p><a title='Voir' href='/x'>{painted}</a>") == [
        "Reste",
        "famille",
        "famille",
        "Voir",
    ]
    assert Said("lit", "bed").in_("en") == "bed"
